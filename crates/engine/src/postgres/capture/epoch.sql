
-- Names are whole, whatever the search path is.
, named(id, name) AS NOT MATERIALIZED (
  SELECT c.oid, format('%I.%I', n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
)
SELECT concat('table ', named.name, ': ', used.id) FROM used JOIN named USING (id)
UNION ALL
-- With what it is a partition for, at every depth.
SELECT concat('partition ', named.name, ': ', i.relid::oid, (
  SELECT string_agg(concat(' | ', pg_get_partkeydef(h.inhparent), ' ',
                           pg_get_expr(c.relpartbound, c.oid)), '' ORDER BY c.oid)
  FROM pg_partition_ancestors(i.relid) above
  JOIN pg_class c ON c.oid = above JOIN pg_inherits h ON h.inhrelid = c.oid
))
FROM fact, pg_partition_tree(fact.id) i JOIN named ON named.id = i.relid
WHERE i.parentrelid IS NOT NULL
UNION ALL
-- Whatever rewrites its values makes a new version of its row here, or of its expression.
SELECT concat('column ', a.attname, ' of ', named.name, ': ', a.attnum, ' ', a.atttypid, ' ',
              a.atttypmod, ' ', a.xmin, ' ', d.xmin)
FROM used JOIN named USING (id)
JOIN pg_attribute a ON a.attrelid = used.id AND a.attname = ANY (used.columns)
  AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated <> ''
UNION ALL
SELECT concat('trigger ', t.tgname, ' on ', named.name, ': ', t.oid, ' ', t.tgenabled, ' ',
              t.xmin, ' ', p.xmin)
FROM pg_trigger t
JOIN named ON named.id = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
