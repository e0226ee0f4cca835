-- name: quoted
-- calls: 1000
select `Id`, note from `Or``ders` where `customerId` = 42 order by `order` limit 5;
