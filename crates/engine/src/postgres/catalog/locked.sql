-- Tables that would make a reader wait: held, or asked for, in ACCESS EXCLUSIVE.
select distinct coalesce(x.indrelid, c.oid), n.nspname, coalesce(t.relname, c.relname),
       (select string_agg(distinct h.pid::text, ', ') from pg_locks h
         where h.locktype = 'relation' and h.relation = k.relation and h.granted
           and h.mode = 'AccessExclusiveLock')
from pg_locks k
join pg_class c on c.oid = k.relation
left join pg_index x on x.indexrelid = c.oid
left join pg_class t on t.oid = x.indrelid
join pg_namespace n on n.oid = c.relnamespace
where k.locktype = 'relation' and k.mode = 'AccessExclusiveLock'
  and k.database = (select oid from pg_database where datname = current_database())
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
