create table orders (
  id int primary key,
  customer_id int not null,
  status varchar(20) collate utf8mb4_bin not null,
  total int not null,
  weight double not null
);
insert into orders
select i, i % 3000, case i % 10 when 0 then 'open' else 'done' end, i * 7 % 1000, i * 0.1
from (select seq as i from seq_1_to_30000) s;
analyze table orders persistent for all;
