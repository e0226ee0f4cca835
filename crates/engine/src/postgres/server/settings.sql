-- Settings that advice needs, as others get them (reset_val), in the server's own units.
select s.name, coalesce(s.reset_val, s.setting), coalesce(s.unit, ''), s.context = 'postmaster'
from pg_settings s
where s.name in (
        'shared_buffers', 'work_mem', 'maintenance_work_mem', 'effective_cache_size',
        'random_page_cost', 'seq_page_cost', 'log_min_duration_statement', 'max_connections',
        'track_io_timing', 'track_counts', 'jit', 'max_wal_size', 'min_wal_size', 'wal_compression',
        'wal_buffers', 'default_statistics_target', 'effective_io_concurrency',
        'max_parallel_workers_per_gather', 'max_parallel_workers', 'max_worker_processes',
        'max_parallel_maintenance_workers', 'idle_in_transaction_session_timeout',
        'statement_timeout', 'shared_preload_libraries', 'hash_mem_multiplier',
        'synchronous_commit', 'fsync', 'full_page_writes', 'huge_pages', 'block_size',
        'temp_file_limit', 'log_lock_waits', 'log_temp_files', 'autovacuum', 'compute_query_id', 'jit_above_cost')
   or s.name like 'autovacuum\_%' or s.name like 'checkpoint\_%' or s.name like 'vacuum\_cost\_%'
   or s.name like 'enable\_%'
order by 1
