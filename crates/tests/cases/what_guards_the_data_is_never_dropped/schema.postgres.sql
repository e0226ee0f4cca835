begin;
create extension btree_gist;
create table owners (id int primary key, name text not null);
insert into owners select i, 'owner ' || i from generate_series(1, 1000) i;
create table things (
  id int primary key,
  code int not null,
  label text not null,
  slot int not null,
  owner_id int not null references owners (id),
  plain int not null,
  constraint things_label_key unique (label),
  constraint things_slot_excl exclude using gist (slot with =)
);
create unique index things_code_unique on things (code);
alter table things replica identity using index things_code_unique;
-- Twins of those that guard.
create unique index things_code_again on things (code);
create index things_label_twin on things (label);
create index things_owner on things (owner_id);
create index things_plain on things (plain);
create index things_plain_twin on things (plain);
insert into things select i, i, 'thing ' || i, i, i % 1000 + 1, i % 50 from generate_series(1, 30000) i;
commit;
analyze;
select count(*) from things where id > 0;
select pg_stat_force_next_flush();
