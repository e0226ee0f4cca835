-- name: totals
-- calls: 1000
select total from orders where customer_id = 42;
