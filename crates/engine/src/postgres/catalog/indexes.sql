-- Every index of the user's tables, one row each; keys are told by keys.sql.
select x.indexrelid, x.indrelid, i.relname, am.amname, x.indnkeyatts, x.indisunique,
       x.indisprimary,
       x.indexrelid in (select k.conindid from pg_constraint k where k.contype in ('p', 'u', 'x', 'f')),
       x.indisreplident, x.indisclustered, x.indisvalid and x.indisready,
       x.indexrelid::bigint in (select g.param7 from pg_stat_get_progress_info('CREATE INDEX') g
                                 where g.param7 is not null),
       (select p.relname from pg_inherits h join pg_class p on p.oid = h.inhparent
         where h.inhrelid = x.indexrelid),
       pg_stat_get_numscans(x.indexrelid),
       case when i.relkind = 'i' then i.relpages::bigint * current_setting('block_size')::bigint end,
       i.reltuples, i.relpages,
       case when x.indpred is not null then pg_get_expr(x.indpred, x.indrelid) end,
       pg_get_indexdef(x.indexrelid), to_json(i.reloptions)
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_am am on am.oid = i.relam
join pg_class c on c.oid = x.indrelid
join pg_namespace n on n.oid = c.relnamespace
where x.indislive and {seen}
order by x.indrelid, i.relname
