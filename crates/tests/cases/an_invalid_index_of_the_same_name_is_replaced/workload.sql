-- name: by customer
-- calls: 1000
select * from orders where customer_id = 42;
