-- name: by status
-- calls: 10
-- mean_ms: 300
select status, sum(total) from orders group by status;

-- name: an order
-- calls: 10000000
-- mean_ms: 0.1
insert into orders (id, customer_id, status, total, weight) values (40000, 1, 'open', 1, 1.5);
