-- name: by gross
-- calls: 1000
select id, note from orders where gross = 4711;
