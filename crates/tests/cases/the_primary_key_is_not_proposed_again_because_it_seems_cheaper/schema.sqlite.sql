create table heads (id integer primary key, customer_id int not null, day int not null);
insert into heads select i, i % 500, i % 365 from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 8000) select i from n);
create table entries (
  head_id int not null,
  line int not null,
  item_id int not null,
  amount int not null,
  note varchar(120) not null,
  primary key (head_id, line)
);
insert into entries select 1 + i / 4, i % 4, i * 13 % 900, i % 50, 'a note that makes the row as wide as rows are'
from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 31000) select i from n);
analyze;
