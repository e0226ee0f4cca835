-- InnoDB's persistent statistics of one database: pages and distinct prefixes of each index.
SELECT table_name, index_name, stat_name, stat_value, @@innodb_page_size,
       UNIX_TIMESTAMP(last_update)
FROM mysql.innodb_index_stats
WHERE database_name = ?
