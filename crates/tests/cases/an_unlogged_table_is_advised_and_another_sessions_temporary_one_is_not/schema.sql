begin;
create unlogged table buffer (id int primary key, code int not null, note text not null);
insert into buffer select i, i, 'a note that makes the row as wide as rows are' from generate_series(1, 30000) i;
commit;
analyze;
