-- name: by customer
-- calls: 1000
select * from orders where customer_id = 42;

-- name: newest of a customer
-- calls: 1000
select * from orders where customer_id = 42 order by created_at desc limit 10;
