begin;
create table sales (id int primary key, item int not null, amount int not null);
insert into sales select i, i, i % 100 from generate_series(1, 30000) i;
create materialized view totals as select item, sum(amount) as amount, 'text that makes the row as wide as rows are' as note from sales group by item;
create view recent as select * from sales where id > 100;
commit;
analyze;
