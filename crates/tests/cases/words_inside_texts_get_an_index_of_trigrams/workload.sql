-- name: titles with a word
-- calls: 1000
select id, title from articles where title ilike '%c0ffee%';
