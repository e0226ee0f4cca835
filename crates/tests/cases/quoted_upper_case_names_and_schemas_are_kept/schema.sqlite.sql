create table "Or""ders of app" ("Id" integer primary key, "customer Id" int not null, "order" int not null, note text not null);
insert into "Or""ders of app" select i, i % 3000, i, 'a note that makes the row as wide as rows are' from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
analyze;
