begin;
create table events (id integer primary key, kind varchar(40) not null, body varchar(200) not null);
insert into events
select i, case when i % 5000 = 0 then 'Z;RARE' else 'z;rare' end, 'a body that makes the row as wide as rows are in a log; with ''quotes'''
from generate_series(1, 40000) i;
commit;
analyze;
