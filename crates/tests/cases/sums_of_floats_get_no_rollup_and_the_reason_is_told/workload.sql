-- name: weights
-- calls: 1000
-- mean_ms: 9000
select status, sum(weight) from orders group by status;

-- name: totals
-- calls: 1000
-- mean_ms: 9000
select status, sum(total) from orders group by status;
