-- Rows read through each index since the counters began; index_name NULL: without an index.
SELECT object_name, index_name, count_fetch, count_insert, count_update, count_delete
FROM performance_schema.table_io_waits_summary_by_index_usage
WHERE object_schema = ?
