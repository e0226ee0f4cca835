-- Who waits for whom, and on what.
select a.pid, b.pid,
       coalesce((select coalesce(c.oid::regclass::text, k.locktype) from pg_locks k
                  left join pg_class c on c.oid = k.relation
                         and k.database = (select d.oid from pg_database d
                                            where d.datname = current_database())
                  where k.pid = a.pid and not k.granted limit 1), 'lock')
from pg_stat_activity a
cross join lateral unnest(pg_blocking_pids(a.pid)) b(pid)
where a.wait_event_type = 'Lock' and a.datname = current_database()
order by 1, 2
