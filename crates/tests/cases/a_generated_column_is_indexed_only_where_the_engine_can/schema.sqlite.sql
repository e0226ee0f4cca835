create table orders (
  id int primary key,
  net int not null,
  tax int not null,
  gross int as (net + tax) virtual,
  note varchar(120) not null
);
insert into orders (id, net, tax, note) select i, i, i % 5, 'a note that makes the row as wide as rows are' from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
analyze;
