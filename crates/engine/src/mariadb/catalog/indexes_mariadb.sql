-- Key parts of the indexes of one database (MariaDB).
SELECT table_name, index_name, non_unique, index_type, seq_in_index, column_name, collation,
       sub_part, cardinality, ignored, NULL AS expression
FROM information_schema.statistics
WHERE table_schema = ?
ORDER BY table_name, index_name, seq_in_index
