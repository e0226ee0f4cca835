begin;
create table orders (
  id int primary key,
  net int not null,
  tax int not null,
  gross int generated always as (net + tax) virtual,
  note varchar(120) not null
);
insert into orders (id, net, tax, note) select i, i, i % 5, 'a note that makes the row as wide as rows are' from generate_series(1, 30000) i;
commit;
analyze;
