-- name: of a customer
-- calls: 1000
select id, total from orders where customer_id = ? and created_at > ?;
