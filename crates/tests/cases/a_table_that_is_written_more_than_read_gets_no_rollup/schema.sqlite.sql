create table orders (
  id integer primary key,
  customer_id int not null,
  status text not null,
  total int not null,
  weight real not null
);
insert into orders
select i, i % 3000, case i % 10 when 0 then 'open' else 'done' end, i * 7 % 1000, i * 0.1
from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
analyze;
