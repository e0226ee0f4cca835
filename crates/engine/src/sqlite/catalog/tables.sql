-- Tables and views of the user, in the order in which they were made. Shadow tables belong to
-- their virtual table, sqlite_* to SQLite, rungs_* to rungs.
SELECT l.name, l.type, l.wr, s.sql
FROM pragma_table_list AS l
JOIN sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view')
WHERE l.schema = 'main'
  AND l.type <> 'shadow'
  AND l.name NOT LIKE 'sqlite\_%' ESCAPE '\'
  AND l.name NOT LIKE 'rungs\_%' ESCAPE '\'
ORDER BY s.rowid
