-- name: newest of all
-- calls: 1000
select id, note from orders order by total desc, created_at asc limit 20;

-- name: newest of a customer
-- calls: 1000
select id, note from orders where status = 'open' order by created_at desc, customer_id asc limit 10;
