create table items (id integer primary key, code int not null, note text not null);
insert into items select i, i, 'a note that makes the row as wide as rows are' from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
create table other (id integer primary key, code int not null, note text not null);
insert into other select i, i, 'a note that makes the row as wide as rows are' from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
analyze;
