-- name: by code
-- calls: 1000
select note from fresh where code = 42;
