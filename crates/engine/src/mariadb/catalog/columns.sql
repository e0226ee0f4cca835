-- Columns of one database.
SELECT table_name, column_name, column_type, data_type, is_nullable, extra, collation_name,
       character_octet_length
FROM information_schema.columns
WHERE table_schema = ?
ORDER BY table_name, ordinal_position
