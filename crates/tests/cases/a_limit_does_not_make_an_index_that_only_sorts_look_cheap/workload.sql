-- name: cheapest of a customer
-- calls: 1000
select id, note from orders where customer_id = 42 order by created_at limit 5;
