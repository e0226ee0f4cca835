-- name: of a customer
-- calls: 1000
-- mean_ms: 400
select sum(total) from orders where customer_id = 42;
