create table events (id integer primary key, kind varchar(40) not null, body varchar(200) not null);
insert into events
select i, case when i % 5000 = 0 then 'Z;RARE' else 'z;rare' end, 'a body that makes the row as wide as rows are in a log; with ''quotes'''
from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 40000) select i from n);
analyze;
