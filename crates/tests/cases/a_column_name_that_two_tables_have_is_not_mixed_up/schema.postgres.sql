begin;
create table accounts (id integer primary key, reference int not null, state int not null, name varchar(120) not null);
insert into accounts select i, i, i % 4, 'the name of an account, as long as names are' from generate_series(1, 20000) i;
create table payments (id integer primary key, account_id int not null, reference int not null, state int not null, name varchar(120) not null);
insert into payments select i, i % 20000 + 1, i, i % 4, 'the purpose of a payment, as long as purposes are' from generate_series(1, 40000) i;
commit;
analyze;
