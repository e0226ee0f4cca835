-- name: quoted
-- calls: 1000
select "Id", note from "App"."Orders" where "customerId" = 42 order by "order" limit 5;
