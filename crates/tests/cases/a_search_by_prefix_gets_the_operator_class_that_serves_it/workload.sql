-- name: by start of the name
-- calls: 1000
select id from people where name like 'abc12%';

-- name: by name
-- calls: 1000
select id from people where name = 'abc12';

-- name: by start of the city
-- calls: 1000
select id, note from people where city like 'abc12%';
