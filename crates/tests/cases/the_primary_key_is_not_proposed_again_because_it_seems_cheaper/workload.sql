-- name: lines of a head
-- calls: 5000
select * from entries where head_id = 77;

-- name: lines of a customer
-- calls: 500
select h.id, l.item_id, l.amount, l.note
from heads h join entries l on l.head_id = h.id
where h.customer_id = 7;

-- name: head
-- calls: 5000
select customer_id from heads where id = 77;
