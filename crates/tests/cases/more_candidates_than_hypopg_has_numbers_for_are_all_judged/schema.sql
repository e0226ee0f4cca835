begin;
create extension hypopg;
do $$ declare t int; begin for t in 1..26 loop
  execute format('create table wide_%s (id int primary key, %s)', t, (select string_agg(format('c%s int not null', c), ', ') from generate_series(1, 100) c));
  execute format('insert into wide_%s select i, %s from generate_series(1, 3000) i', t, (select string_agg(format('i * %s %% 1499', c), ', ') from generate_series(1, 100) c));
end loop; end $$;
commit;
analyze;
