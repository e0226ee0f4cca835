//! What the server is, what may be done here, how it is set, what it is doing. A missing
//! privilege is an answer, with the statement that mends it, and never an error.

mod activity;
mod capabilities;
pub mod grants;

use std::collections::HashMap;

use rungs_core::engine::EngineError;
use rungs_core::name::EngineKind;
use rungs_core::seen::{Server, Setting};

use super::connect::{MariaDbTarget, Session, text};
use crate::look::now_ms;

pub use activity::{activity, transactions};

/// Settings that advice reads: name, unit, whether only a restart changes it.
const SETTINGS: [(&str, &str, bool); 35] = [
    ("innodb_buffer_pool_size", "bytes", false),
    ("innodb_log_file_size", "bytes", false),
    ("innodb_redo_log_capacity", "bytes", false),
    ("innodb_flush_log_at_trx_commit", "", false),
    ("innodb_flush_method", "", true),
    ("innodb_io_capacity", "", false),
    ("innodb_io_capacity_max", "", false),
    ("innodb_file_per_table", "", false),
    ("innodb_doublewrite", "", true),
    ("innodb_page_size", "bytes", true),
    ("innodb_online_alter_log_max_size", "bytes", false),
    ("innodb_stats_persistent", "", false),
    ("innodb_stats_auto_recalc", "", false),
    ("innodb_lock_wait_timeout", "s", false),
    ("lock_wait_timeout", "s", false),
    ("max_connections", "", false),
    ("thread_cache_size", "", false),
    ("table_open_cache", "", false),
    ("table_definition_cache", "", false),
    ("tmp_table_size", "bytes", false),
    ("max_heap_table_size", "bytes", false),
    ("join_buffer_size", "bytes", false),
    ("sort_buffer_size", "bytes", false),
    ("read_rnd_buffer_size", "bytes", false),
    ("slow_query_log", "", false),
    ("long_query_time", "s", false),
    ("log_slow_verbosity", "", false),
    ("performance_schema", "", true),
    ("performance_schema_digests_size", "", true),
    ("use_stat_tables", "", false),
    ("query_cache_type", "", false),
    ("query_cache_size", "bytes", false),
    ("log_bin", "", true),
    ("sync_binlog", "", false),
    ("max_allowed_packet", "bytes", false),
];

pub fn server(session: &mut Session, target: &MariaDbTarget) -> Result<Server, EngineError> {
    let variables = pairs(session, "SHOW GLOBAL VARIABLES")?;
    let status = pairs(session, "SHOW GLOBAL STATUS LIKE 'Uptime'")?;
    let variable = |name: &str| variables.get(name).cloned().unwrap_or_default();
    let database = target.database.clone().unwrap_or_default();
    let uptime = status.get("Uptime").and_then(|s| s.parse::<i64>().ok());
    let on = |name: &str| matches!(variable(name).as_str(), "ON" | "1");
    let version = session.one("SELECT VERSION()")?.unwrap_or_default();
    Ok(Server {
        engine: EngineKind::MariaDb,
        version_num: version_number(&version),
        version,
        is_mysql: session.is_mysql,
        identity: format!("{}/{database}", server_identity(&variables)),
        read_only: on("read_only") || on("super_read_only") || on("innodb_read_only"),
        capabilities: capabilities::all(session, target, &variables)?,
        settings: settings(&variables),
        stats_since_ms: uptime.map(|s| now_ms() - s * 1_000),
        memory: None,
        database,
    })
}

fn pairs(session: &mut Session, sql: &str) -> Result<HashMap<String, String>, EngineError> {
    Ok(session.rows(sql)?.iter().map(|row| (text(row, 0), text(row, 1))).collect())
}

/// What stays equal over restarts: the server's uid, else where it runs.
fn server_identity(variables: &HashMap<String, String>) -> String {
    let known = |name: &str| variables.get(name).filter(|v| !v.is_empty()).cloned();
    known("server_uuid").or_else(|| known("server_uid")).unwrap_or_else(|| {
        let part = |name| known(name).unwrap_or_default();
        format!("{}:{}:{}", part("hostname"), part("port"), part("datadir"))
    })
}

fn settings(variables: &HashMap<String, String>) -> Vec<Setting> {
    SETTINGS
        .iter()
        .filter_map(|(name, unit, needs_restart)| {
            let value = variables.get(*name)?.clone();
            Some(Setting {
                name: (*name).to_owned(),
                value,
                unit: (*unit).to_owned(),
                needs_restart: *needs_restart,
            })
        })
        .collect()
}

/// `10.11.19-MariaDB` → 101119.
fn version_number(version: &str) -> u32 {
    let numbers = version.split(|c: char| !c.is_ascii_digit()).map(|n| n.parse().unwrap_or(0));
    let parts: Vec<u32> = numbers.take(3).collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or(0);
    part(0) * 10_000 + part(1) * 100 + part(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_one_number() {
        assert_eq!(version_number("10.11.19-MariaDB-0+deb12u1"), 101_119);
        assert_eq!(version_number("8.0.39"), 80_039);
        assert_eq!(version_number(""), 0);
    }
}
