create table orders (
  id integer primary key,
  customer_id int not null,
  status text not null,
  created_at text not null,
  total int not null,
  note text not null
);
insert into orders
select i, i % 3000, case i % 10 when 0 then 'open' else 'done' end,
  datetime('2026-01-01', '+' || i || ' minutes'), i * 7 % 1000, 'note of order ' || i
from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
create view open_orders as select id, customer_id, note from orders where status = 'open';
analyze;
