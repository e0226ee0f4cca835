-- name: by customer
-- calls: 1000000
select * from orders where customer_id = 42;

-- name: by code
-- calls: 1
select * from orders where code = 42;

-- name: all
-- calls: 1
select sum(code * customer_id) from orders where note like '%z%' or id > 0;
