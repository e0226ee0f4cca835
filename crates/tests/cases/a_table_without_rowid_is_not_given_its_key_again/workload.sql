-- name: by the start of the key
-- calls: 1000
select weight, note from pairs where a = 42;

-- name: by weight
-- calls: 1000
select a, b from pairs where weight = 4711;

-- name: by the key
-- calls: 1000
select note from pairs where a = 42 and b = 42;
