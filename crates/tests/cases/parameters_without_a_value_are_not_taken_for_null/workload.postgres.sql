-- name: of a customer
-- calls: 1000
select id, total from orders where customer_id = $1 and created_at > $2;
