-- name: in the archive
-- calls: 1000
select note from archive.items where code = 42;

-- name: here
-- calls: 1000
select note from main.other where code = 42;
