create table accounts (id integer primary key, reference int not null, state int not null, name varchar(120) not null);
insert into accounts select i, i, i % 4, 'the name of an account, as long as names are' from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select i from n);
create table payments (id integer primary key, account_id int not null, reference int not null, state int not null, name varchar(120) not null);
insert into payments select i, i % 20000 + 1, i, i % 4, 'the purpose of a payment, as long as purposes are' from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 40000) select i from n);
analyze;
