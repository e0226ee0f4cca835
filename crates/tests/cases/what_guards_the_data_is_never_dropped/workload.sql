-- name: one
-- calls: 1000
select label from things where id = 42;
