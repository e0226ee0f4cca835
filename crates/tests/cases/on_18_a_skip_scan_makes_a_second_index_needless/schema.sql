begin;
create table readings (id int primary key, kind int not null, sensor int not null, value int not null, note text not null);
insert into readings select i, i / 7 % 2, i % 300, i, 'a note that makes the row as wide as rows are' from generate_series(1, 60000) i;
create index readings_kind_sensor on readings (kind, sensor);
commit;
analyze;
