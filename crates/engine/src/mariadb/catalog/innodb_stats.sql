-- InnoDB's persistent statistics of one database: pages and distinct prefixes of each index. A
-- partition counts for itself: pages add up, of distinct values the most are sure.
SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(table_name, '#P#', 1), '#p#', 1) AS whole, index_name,
       stat_name, IF(stat_name LIKE 'n\\_diff%', MAX(stat_value), SUM(stat_value)),
       @@innodb_page_size, UNIX_TIMESTAMP(MIN(last_update))
FROM mysql.innodb_index_stats
WHERE database_name = ?
GROUP BY whole, index_name, stat_name
