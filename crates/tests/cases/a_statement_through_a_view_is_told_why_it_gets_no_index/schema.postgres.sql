begin;
create table orders (
  id int primary key,
  customer_id int not null,
  status varchar(80) not null,
  created_at timestamp not null,
  total int not null,
  note varchar(80) not null
);
insert into orders
select i, i % 3000, case i % 10 when 0 then 'open' else 'done' end,
  timestamp '2026-01-01' + i * interval '1 minute', i * 7 % 1000, 'note of order ' || i
from generate_series(1, 30000) i;
create view open_orders as select id, customer_id, note from orders where status = 'open';
commit;
analyze orders;
