-- The user's databases.
SELECT schema_name
FROM information_schema.schemata
WHERE schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')
  AND schema_name NOT LIKE 'rungs\_scratch\_%'
ORDER BY schema_name
