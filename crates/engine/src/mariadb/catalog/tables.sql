-- Tables and views of one database with their sizes.
SELECT table_name, table_type, engine, table_rows, data_length, data_free, create_options,
       table_comment
FROM information_schema.tables
WHERE table_schema = ?
ORDER BY table_name
