create table orders (
  id int primary key,
  customer_id int not null,
  status varchar(80) not null,
  created_at datetime not null,
  total int not null,
  note varchar(80) not null
);
insert into orders
select i, i % 3000, case i % 10 when 0 then 'open' else 'done' end,
  timestamp('2026-01-01') + interval i minute, i * 7 % 1000, concat('note of order ', i)
from (select seq as i from seq_1_to_30000) s;
create view open_orders as select id, customer_id, note from orders where status = 'open';
analyze table orders persistent for all;
