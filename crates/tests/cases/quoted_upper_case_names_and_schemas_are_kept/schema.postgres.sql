begin;
create schema "App";
create table "App"."Orders" ("Id" int primary key, "customerId" int not null, "order" int not null, note text not null);
insert into "App"."Orders" select i, i % 3000, i, 'a note that makes the row as wide as rows are' from generate_series(1, 30000) i;
-- The same names in lower case are another table.
create table orders (id int primary key, customerid int not null, note text not null);
insert into orders select i, i, 'small' from generate_series(1, 2000) i;
commit;
analyze;
