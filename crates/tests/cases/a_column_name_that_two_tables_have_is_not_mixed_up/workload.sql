-- name: payment by reference
-- calls: 1000
select p.id, a.name from payments p join accounts a on a.id = p.account_id where p.reference = 4711;

-- name: unqualified
-- calls: 1000
select id, name from payments where reference in (select 815);
