create table owners (id integer primary key, name text not null);
insert into owners select i, 'owner ' || i from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select i from n);
create table things (
  id integer primary key,
  code int not null,
  label text not null unique,
  owner_id int not null references owners (id),
  plain int not null
);
create unique index things_code_unique on things (code);
create index things_label_twin on things (label);
create index things_owner on things (owner_id);
create index things_plain on things (plain);
create index things_plain_twin on things (plain);
insert into things select i, i, 'thing ' || i, i % 1000 + 1, i % 50 from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000) select i from n);
analyze;
