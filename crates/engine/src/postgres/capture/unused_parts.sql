
-- A file of no bytes held no row since it was made, if it was neither replaced (TRUNCATE) nor
-- shortened (VACUUM, which would have counted its rows).
SELECT format('%I.%I', n.nspname, c.relname), n.nspname, c.relname,
       EXISTS (SELECT FROM capture WHERE of = c.oid AND is_row)
FROM fact, pg_partition_tree(fact.id) i
JOIN pg_class c ON c.oid = i.relid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE i.parentrelid IS NOT NULL
  AND NOT EXISTS (
    SELECT FROM pg_partition_tree(i.relid) below
    JOIN pg_class leaf ON leaf.oid = below.relid
    WHERE below.isleaf AND NOT (
      leaf.relkind = 'r' AND pg_relation_size(leaf.oid) = 0
      AND pg_relation_filenode(leaf.oid) = leaf.oid AND leaf.reltuples = -1
    )
  )
