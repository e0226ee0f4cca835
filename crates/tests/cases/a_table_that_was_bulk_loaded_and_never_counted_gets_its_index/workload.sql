-- name: of a user
-- calls: 1000
select note from events where user_id = 42;
