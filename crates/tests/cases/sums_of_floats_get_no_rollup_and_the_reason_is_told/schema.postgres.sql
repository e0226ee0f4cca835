begin;
create table orders (
  id int primary key,
  customer_id int not null,
  status varchar(20) not null,
  total int not null,
  weight double precision not null
);
insert into orders
select i, i % 3000, case i % 10 when 0 then 'open' else 'done' end, i * 7 % 1000, i * 0.1
from generate_series(1, 30000) i;
commit;
analyze orders;
