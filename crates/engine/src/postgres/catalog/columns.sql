-- Columns with the planner's statistics: frequencies of common values, never the values.
-- A virtual generated column gets no type category: no index can hold it.
select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod),
       case when a.attgenerated = 'v' then '' else t.typcategory::text end,
       case when a.attgenerated = 'v' then '' else b.typname end,
       a.attnotnull, a.attgenerated <> '' or a.attidentity = 'a',
       case when a.attcollation <> 0 and a.attcollation <> t.typcollation then
           (select quote_ident(ln.nspname) || '.' || quote_ident(l.collname)
              from pg_collation l join pg_namespace ln on ln.oid = l.collnamespace
             where l.oid = a.attcollation)
       end,
       s.avg_width, s.n_distinct, s.null_frac, s.correlation, to_json(s.most_common_freqs)
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_type t on t.oid = a.atttypid
join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
left join pg_stats s
  on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
 and s.inherited = (c.relkind = 'p')
where c.relkind in ('r', 'p', 'f', 'm', 'v') and a.attnum > 0 and not a.attisdropped and {seen}
order by a.attrelid, a.attnum
