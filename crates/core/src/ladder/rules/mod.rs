//! The ladder's rules, one file per family. A new rule is one static beside its logic and one
//! line here.

pub mod indexes;
pub mod indexes_advice;
pub mod indexes_overlap;
pub mod indexes_unused;
pub mod rollups_advice;
pub mod server;
pub mod settings_mariadb;
pub mod settings_postgres;
pub mod settings_postgres_memory;
pub mod settings_sqlite;
pub mod statements;
pub mod statements_loops;
pub mod tables;
pub mod tables_upkeep;

use super::rule::Rule;

/// All rules, by code.
pub static RULES: &[&Rule] = &[
    &tables::SEQ_SCANS,
    &tables_upkeep::DEAD_ROWS,
    &tables_upkeep::STALE_STATISTICS,
    &tables_upkeep::NEVER_ANALYZED,
    &tables::NO_PRIMARY_KEY,
    &tables_upkeep::FREE_SPACE,
    &tables_upkeep::AGE_UNKNOWN,
    &indexes::FOREIGN_KEY_WITHOUT_INDEX,
    &indexes_unused::UNUSED,
    &indexes_overlap::DUPLICATE,
    &indexes_overlap::REDUNDANT_PREFIX,
    &indexes::INVALID,
    &indexes::BLOATED,
    &indexes_unused::IGNORED,
    &indexes::TOO_MANY,
    &indexes_advice::MISSING,
    &indexes_advice::WISHED,
    &rollups_advice::ADVISED,
    &statements::DISCARDS,
    &statements::FULL_SCAN,
    &statements::SPILL,
    &statements::MISESTIMATE,
    &statements_loops::LOOPS,
    &statements_loops::AUTOMATIC_INDEX,
    &statements_loops::CORRELATED,
    &statements::SORT,
    &statements::UNPARSED,
    &settings_postgres_memory::SHARED_BUFFERS,
    &settings_postgres_memory::WORK_MEM,
    &settings_postgres_memory::EFFECTIVE_CACHE_SIZE,
    &settings_postgres::RANDOM_PAGE_COST,
    &settings_postgres_memory::MAINTENANCE_WORK_MEM,
    &settings_postgres::AUTOVACUUM_OFF,
    &settings_postgres::AUTOVACUUM_SCALE,
    &settings_postgres::SLOW_LOG,
    &settings_postgres::IO_TIMING,
    &settings_postgres::IDLE_IN_TRANSACTION,
    &settings_postgres::MAX_CONNECTIONS,
    &settings_postgres::MAX_WAL_SIZE,
    &settings_postgres::CHECKPOINT_TARGET,
    &settings_postgres::JIT,
    &settings_postgres::STATEMENTS_MISSING,
    &settings_postgres::UNSAFE_WRITES,
    &settings_postgres::PLANNER_METHOD_OFF,
    &settings_mariadb::BUFFER_POOL,
    &settings_mariadb::SLOW_LOG,
    &settings_mariadb::PERFORMANCE_SCHEMA,
    &settings_mariadb::QUERY_CACHE,
    &settings_mariadb::TMP_TABLES,
    &settings_mariadb::FLUSH_AT_COMMIT,
    &settings_mariadb::SYNC_BINLOG,
    &settings_mariadb::DOUBLEWRITE,
    &settings_mariadb::LONG_QUERY_TIME,
    &settings_sqlite::JOURNAL_MODE,
    &settings_sqlite::SYNCHRONOUS,
    &settings_sqlite::FOREIGN_KEYS,
    &settings_sqlite::CACHE_SIZE,
    &settings_sqlite::MMAP_SIZE,
    &settings_sqlite::FREELIST,
    &settings_sqlite::PAGE_SIZE,
    &server::CONNECTIONS,
    &server::LONG_TRANSACTIONS,
    &server::BLOCKED,
    &server::YOUNG_COUNTERS,
    &server::NOT_SEEN,
    &server::NO_WORKLOAD,
    &server::MISSING_CAPABILITY,
];
