-- name: quoted
-- calls: 1000
select "Id", note from "Or""ders of app" where "customer Id" = 42 order by "order" limit 5;
