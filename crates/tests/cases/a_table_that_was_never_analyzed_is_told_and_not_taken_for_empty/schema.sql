create table fresh (id int primary key, code int not null, note text not null) with (autovacuum_enabled = off);
insert into fresh select i, i, 'a note that makes the row as wide as rows are' from generate_series(1, 40000) i;
