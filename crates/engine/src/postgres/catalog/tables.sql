-- Every table of the user's with sizes and counters.
-- Sizes come from relpages; only tables that were never counted are looked at themselves.
select c.oid, n.nspname, c.relname, c.relkind::text, c.relpersistence::text,
       pn.nspname, p.relname,
       c.reltuples, c.relpages,
       case when c.relkind in ('r', 'm') and c.relpages = 0 then pg_relation_size(c.oid)
            when c.relkind in ('r', 'm') then c.relpages::bigint * current_setting('block_size')::bigint
       end,
       pg_stat_get_numscans(c.oid), pg_stat_get_tuples_returned(c.oid),
       pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid),
       pg_stat_get_tuples_hot_updated(c.oid), pg_stat_get_tuples_deleted(c.oid),
       pg_stat_get_dead_tuples(c.oid), pg_stat_get_mod_since_analyze(c.oid),
       (extract(epoch from greatest(pg_stat_get_last_analyze_time(c.oid),
                                    pg_stat_get_last_autoanalyze_time(c.oid))) * 1000)::bigint,
       (extract(epoch from greatest(pg_stat_get_last_vacuum_time(c.oid),
                                    pg_stat_get_last_autovacuum_time(c.oid))) * 1000)::bigint,
       to_json(c.reloptions),
       has_table_privilege(c.oid, 'select') and not row_security_active(c.oid)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_inherits i on i.inhrelid = c.oid and c.relispartition
left join pg_class p on p.oid = i.inhparent
left join pg_namespace pn on pn.oid = p.relnamespace
where c.relkind in ('r', 'p', 'f', 'm', 'v') and {seen}
order by n.nspname, c.relname
