-- Engine-independent statistics (MariaDB): no minimum, maximum or histogram, which are values.
SELECT c.table_name, c.column_name, c.nulls_ratio, c.avg_length, c.avg_frequency, t.cardinality
FROM mysql.column_stats c
JOIN mysql.table_stats t ON t.db_name = c.db_name AND t.table_name = c.table_name
WHERE c.db_name = ?
