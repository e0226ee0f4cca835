-- As a server has it in the seconds after a load, before it finds the time to count.
create table events (
  id int primary key,
  user_id int not null,
  kind varchar(20) not null,
  note varchar(100) not null
) stats_auto_recalc = 0;
insert into events
select seq, seq % 4000, concat('k', seq % 7), concat('a note that makes the row as wide ', md5(seq)) from seq_1_to_80000;
