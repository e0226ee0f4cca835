-- name: of a customer
-- calls: 1000
select id, note from open_orders where customer_id = 42;
