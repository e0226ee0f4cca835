begin;
create extension postgres_fdw;
create table far_behind (id int primary key, code int not null, note text not null);
insert into far_behind select i, i, 'a note' from generate_series(1, 5000) i;
do $$ begin
  execute format('create server far foreign data wrapper postgres_fdw options (host %L, port %L, dbname %L)',
    '127.0.0.1', current_setting('port'), current_database());
  execute format('create user mapping for current_user server far options (user %L, password %L)', current_user, 'secret');
end $$;
create foreign table far_items (id int, code int, note text) server far options (table_name 'far_behind');
-- One that cannot even be planned.
create foreign data wrapper nothing;
create server nowhere foreign data wrapper nothing;
create foreign table lost_items (id int, code int) server nowhere;
create table near_items (id int primary key, code int not null, note text not null);
insert into near_items select i, i, 'a note that makes the row as wide as rows are' from generate_series(1, 40000) i;
commit;
analyze near_items;
analyze far_behind;
