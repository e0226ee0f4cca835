-- Primary and foreign keys.
select k.conrelid, k.contype::text, k.conname, fn.nspname, f.relname,
       (select to_json(array_agg(a.attname order by o.n))
          from unnest(k.conkey) with ordinality o(attnum, n)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.attnum),
       (select to_json(array_agg(a.attname order by o.n))
          from unnest(k.confkey) with ordinality o(attnum, n)
          join pg_attribute a on a.attrelid = k.confrelid and a.attnum = o.attnum)
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_class f on f.oid = k.confrelid
left join pg_namespace fn on fn.oid = f.relnamespace
where (k.contype = 'p' or (k.contype = 'f' and k.conparentid = 0)) and {seen}
order by k.conrelid, k.conname
