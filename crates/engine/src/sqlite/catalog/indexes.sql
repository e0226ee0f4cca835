-- origin: c (CREATE INDEX), u (UNIQUE), pk (PRIMARY KEY); the latter two have no statement.
SELECT l.name, l."unique", l.origin, s.sql
FROM pragma_index_list(?1) AS l
LEFT JOIN sqlite_schema AS s ON s.type = 'index' AND s.name = l.name
ORDER BY s.rowid
