create table orders (id integer primary key, customer_id int not null, code int not null, note text not null);
insert into orders select i, i % 3000, i * 7 % 29989, 'a note that makes the row as wide as rows are'
from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
analyze;
