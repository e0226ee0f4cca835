begin;
create extension hypopg;
begin;
do $$ declare t int; begin for t in 1..2 loop
  execute format('create table wide_%s (id int primary key, %s)', t, (select string_agg(format('c%s int not null', c), ', ') from generate_series(1, 26) c));
  execute format('insert into wide_%s select i, %s from generate_series(1, 5000) i', t, (select string_agg(format('i * %s %% 1499', c), ', ') from generate_series(1, 26) c));
end loop; end $$;
commit;
commit;
analyze;
