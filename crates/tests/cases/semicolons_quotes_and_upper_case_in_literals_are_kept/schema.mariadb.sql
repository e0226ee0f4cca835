create table events (id integer primary key, kind varchar(40) collate utf8mb4_bin not null, body varchar(200) not null);
insert into events
select i, case when i % 5000 = 0 then 'Z;RARE' else 'z;rare' end, 'a body that makes the row as wide as rows are in a log; with ''quotes'''
from (select seq as i from seq_1_to_40000) s;
analyze table events persistent for all;
