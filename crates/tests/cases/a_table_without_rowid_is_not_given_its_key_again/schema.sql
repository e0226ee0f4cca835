create table pairs (a int not null, b int not null, weight int not null, note text not null, primary key (a, b)) without rowid;
insert into pairs select i % 2000, i, i, 'a note that makes the row as wide as rows are' from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
analyze;
