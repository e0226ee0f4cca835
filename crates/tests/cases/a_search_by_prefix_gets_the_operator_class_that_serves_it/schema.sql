begin;
create table people (id int primary key, name text not null, city text collate "C" not null, note text not null);
insert into people select i, md5(i::text), md5((i * 7)::text), 'a note that makes the row as wide as rows are' from generate_series(1, 40000) i;
-- In this collation a plain index does not serve LIKE.
create index people_name on people (name);
commit;
analyze;
