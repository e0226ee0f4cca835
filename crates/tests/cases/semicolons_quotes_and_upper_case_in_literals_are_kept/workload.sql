-- name: rare; in UPPER case
-- calls: 1000
select id, body from events where kind = 'Z;RARE';

-- name: quoted
-- calls: 10
select count(*) from events where body = 'it''s; -- not a comment; SELECT /* nor this';
