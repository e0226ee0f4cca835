-- Transactions that have been open for a minute or more, oldest first.
select a.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''),
       extract(epoch from clock_timestamp() - a.xact_start) * 1000,
       coalesce(a.query, '')
from pg_stat_activity a
where a.xact_start < clock_timestamp() - interval '60 seconds'
  and a.datname = current_database() and a.pid <> pg_backend_pid()
  and a.backend_type = 'client backend'
order by a.xact_start
