-- name: of an item
-- calls: 1000
select amount from totals where item = 42;

-- name: through a view
-- calls: 1000
select amount from recent where item = 42;
