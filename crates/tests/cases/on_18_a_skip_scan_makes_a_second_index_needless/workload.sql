-- name: of a sensor
-- calls: 1000
select value, note from readings where sensor = 4711;
