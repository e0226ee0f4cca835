-- name: by customer
-- calls: 1000
select id, total from orders where customer_id = 42;

-- name: of the secrets
-- calls: 1000
select note from secrets where code = 42;
