-- The statements of one database by their digests.
SELECT digest_text, count_star, sum_timer_wait, sum_rows_sent + sum_rows_affected, NULL
FROM performance_schema.events_statements_summary_by_digest
WHERE schema_name = ?
  AND digest_text IS NOT NULL
ORDER BY sum_timer_wait DESC
