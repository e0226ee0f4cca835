create table accounts (id integer primary key, reference int not null, state int not null, name varchar(120) not null);
insert into accounts select i, i, i % 4, 'the name of an account, as long as names are' from (select seq as i from seq_1_to_20000) s;
create table payments (id integer primary key, account_id int not null, reference int not null, state int not null, name varchar(120) not null);
insert into payments select i, i % 20000 + 1, i, i % 4, 'the purpose of a payment, as long as purposes are' from (select seq as i from seq_1_to_40000) s;
analyze table accounts, payments persistent for all;
