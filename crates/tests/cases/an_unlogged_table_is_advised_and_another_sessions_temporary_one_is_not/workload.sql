-- name: buffered
-- calls: 1000
select note from buffer where code = 42;

-- name: scratched
-- calls: 1000
select note from scratch where code = 42;
