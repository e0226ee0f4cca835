
-- OFFSET 0: each is looked up by its number, however many tables there are.
, watched(id, is_fact, name, kind, persistence, has_policies) AS MATERIALIZED (
  SELECT ids.id, ids.is_fact, c.* FROM (
    SELECT used.id, used.id = fact.id FROM used, fact WHERE used.id IS NOT NULL
    UNION
    SELECT i.relid::oid, true FROM fact, pg_partition_tree(fact.id) i
  ) ids(id, is_fact), LATERAL (
    SELECT format('%I.%I', n.nspname, c.relname), c.relkind, c.relpersistence, c.relrowsecurity
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ids.id OFFSET 0
  ) c
)
SELECT concat('row-level security of ', name, ' hides rows from some and not from the rollup')
FROM watched WHERE has_policies
UNION ALL
SELECT concat('a crash empties the unlogged table ', name, ' and fires no trigger')
FROM watched WHERE persistence = 'u'
UNION ALL
SELECT concat('the foreign table ', name, ' changes where no trigger is')
FROM watched WHERE kind = 'f'
UNION ALL
SELECT concat(format('%s.%I', c.relnamespace::regnamespace, c.relname), ' inherits from ', name,
              ' but not its triggers')
FROM watched JOIN pg_inherits i ON i.inhparent = id
JOIN pg_class c ON c.oid = i.inhrelid AND NOT c.relispartition
UNION ALL
SELECT concat(name, ' is partitioned, which is not watched in a joined table')
FROM watched WHERE kind = 'p' AND NOT is_fact
UNION ALL
SELECT concat('changes through ', format('%s.%I', c.relnamespace::regnamespace, c.relname),
              ', of which ', name, ' is a part, fire its row triggers only: use -- capture: row')
FROM form, fact JOIN watched USING (id) JOIN pg_inherits i ON i.inhrelid = id
JOIN pg_class c ON c.oid = i.inhparent
WHERE form.statement
UNION ALL
SELECT concat('the subscription ', s.subname, ' writes to ', name,
              ' and fires row triggers only: use -- capture: row')
FROM form, watched JOIN pg_subscription_rel r ON r.srrelid = id
JOIN pg_subscription s ON s.oid = r.srsubid
WHERE form.statement AND is_fact
UNION ALL
SELECT concat('triggers do not see the virtual column ', a.attname, ' of ', name)
FROM used JOIN watched USING (id) JOIN pg_attribute a ON a.attrelid = id
WHERE a.attgenerated = 'v' AND a.attname = ANY (used.columns)
UNION ALL
SELECT concat('the key (', array_to_string(keys.columns, ', '), ') of ', name,
              ' is not unique at every moment')
FROM keys JOIN watched USING (id)
WHERE NOT EXISTS (
  SELECT FROM pg_index x
  WHERE x.indrelid = keys.id AND x.indisunique AND x.indimmediate AND x.indisvalid
    AND x.indpred IS NULL AND x.indexprs IS NULL
    AND (SELECT bool_and(a.attname = ANY (keys.columns))
         FROM unnest(x.indkey[0:x.indnkeyatts - 1]) k
         JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k)
)
ORDER BY 1
