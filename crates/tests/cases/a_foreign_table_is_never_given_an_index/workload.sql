-- name: far
-- calls: 1000
select note from far_items where code = 42;

-- name: lost
-- calls: 1000
select id from lost_items where code = 42;

-- name: near and far
-- calls: 1000
select n.note from near_items n join far_items f on f.id = n.id where n.code = 42;
