-- Keys and included columns of every index in order. An expression is spelled by the server.
select x.indexrelid, a.attname,
       case when a.attname is null then pg_get_indexdef(x.indexrelid, o.n::int, false) end,
       o.n <= x.indnkeyatts,
       coalesce(x.indoption[o.n - 1] & 1, 0) = 1,
       coalesce(x.indoption[o.n - 1] & 2, 0) = 2,
       case when not op.opcdefault then
           case when on_.nspname = 'pg_catalog' then quote_ident(op.opcname)
                else quote_ident(on_.nspname) || '.' || quote_ident(op.opcname) end
       end,
       case when l.oid is not null and l.oid is distinct from a.attcollation
                 and not (a.attname is null and l.collname = 'default') then
           quote_ident(ln.nspname) || '.' || quote_ident(l.collname)
       end
from pg_index x
join pg_class c on c.oid = x.indrelid
join pg_namespace n on n.oid = c.relnamespace
cross join lateral unnest(x.indkey::int2[]) with ordinality o(attnum, n)
left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = o.attnum and o.attnum <> 0
left join pg_opclass op on op.oid = x.indclass[o.n - 1]
left join pg_namespace on_ on on_.oid = op.opcnamespace
left join pg_collation l on l.oid = x.indcollation[o.n - 1]
left join pg_namespace ln on ln.oid = l.collnamespace
where x.indislive and {seen}
order by x.indexrelid, o.n
