create table owners (id int primary key, name varchar(80) not null);
insert into owners select seq, concat('owner ', seq) from seq_1_to_1000;
create table things (
  id int primary key,
  code int not null,
  label varchar(80) not null,
  owner_id int not null,
  plain int not null,
  unique key things_label_key (label),
  unique key things_code_unique (code),
  key things_label_twin (label),
  key things_owner (owner_id),
  key things_plain (plain),
  key things_plain_twin (plain),
  constraint things_owner_fk foreign key (owner_id) references owners (id)
);
insert into things select seq, seq, concat('thing ', seq), seq % 1000 + 1, seq % 50 from seq_1_to_30000;
analyze table things, owners persistent for all;
select count(*) from things where id > 0;
