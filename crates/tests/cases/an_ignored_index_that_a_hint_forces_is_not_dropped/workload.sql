-- name: forced
-- calls: 1000
select id from orders force index (orders_customer) where customer_id = 42;

-- name: forced on an ignored one
-- calls: 1000
select id from orders force index (orders_total) where total = 42;

-- name: by day
-- calls: 1000
select id, note from orders where note = 'note of order 77';
