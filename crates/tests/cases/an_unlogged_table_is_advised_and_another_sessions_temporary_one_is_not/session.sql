create temporary table scratch (id int primary key, code int not null, note text not null);
insert into scratch select i, i, 'a note that makes the row as wide as rows are' from generate_series(1, 30000) i;
analyze scratch;
