-- name: of a user
-- calls: 1000
select id, at, note from events where user_id = 42;
