-- name: by customer
-- calls: 1000
select id, total from orders where customer_id = 42;
