create table orders (
  id int primary key,
  net int not null,
  tax int not null,
  gross int as (net + tax) virtual,
  note varchar(120) not null
);
insert into orders (id, net, tax, note) select i, i, i % 5, 'a note that makes the row as wide as rows are' from (select seq as i from seq_1_to_30000) s;
analyze table orders persistent for all;
