//! What this file is and how it is set: version, capabilities, pragmas, identity.
//! SQLite has no server, so there is no activity and there are no counters.

use std::fs;
use std::path::Path;

use rungs_core::engine::EngineError;
use rungs_core::hash::fnv;
use rungs_core::name::EngineKind;
use rungs_core::seen::server::REQUIRED;
use rungs_core::seen::{Capability, Server, Setting, State};
use rusqlite::Connection;

use super::connect::SqliteTarget;
use super::error::classify;

/// (pragma, unit of its value). The first group is kept in the file, the second is of each
/// connection: what is seen there is SQLite's default, not what the application sets.
const PRAGMAS: &[(&str, &str)] = &[
    ("journal_mode", ""),
    ("page_size", "bytes"),
    ("page_count", ""),
    ("freelist_count", ""),
    ("auto_vacuum", ""),
    ("encoding", ""),
    ("synchronous", ""),
    ("cache_size", ""),
    ("mmap_size", "bytes"),
    ("temp_store", ""),
    ("wal_autocheckpoint", ""),
];

pub fn server(conn: &Connection, target: &SqliteTarget) -> Result<Server, EngineError> {
    let seen = || -> rusqlite::Result<Server> {
        let read_only = target.read_only || !writable(&target.path);
        Ok(Server {
            engine: EngineKind::Sqlite,
            version: rusqlite::version().to_owned(),
            version_num: version_num(),
            is_mysql: false,
            database: file_name(&target.path),
            identity: identity(&target.path),
            read_only,
            capabilities: capabilities(conn, read_only)?,
            settings: settings(conn)?,
            stats_since_ms: None,
            memory: None,
        })
    };
    seen().map_err(|e| classify("read the file's settings", &e))
}

/// 3.50.1 → 35001, as the other engines count (SQLite's own number has three more digits).
pub fn version_num() -> u32 {
    let number = u32::try_from(rusqlite::version_number()).unwrap_or(0);
    number / 1_000_000 * 10_000 + number / 1_000 % 1_000 * 100 + number % 1_000
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// FNV-1a of the canonical path: the file copied elsewhere is another target, a second name
/// (link, relative path) of it is the same.
pub fn identity(path: &Path) -> String {
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    format!("sqlite-{:016x}", fnv(whole.as_os_str().as_encoded_bytes()))
}

/// By the permission bits only: opening the file here would drop SQLite's own locks on it when
/// it is closed again. A refusal that the bits do not show comes as an error of the writer.
fn writable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| !meta.permissions().readonly())
}

fn settings(conn: &Connection) -> rusqlite::Result<Vec<Setting>> {
    let mut out = Vec::new();
    for (name, unit) in PRAGMAS {
        let value = pragma(conn, name)?;
        out.extend(value.map(|value| setting(name, value, unit)));
    }
    // The reading session's own pragma is rungs's; this is what a connection gets by itself.
    out.push(setting("busy_timeout", "0".to_owned(), "ms"));
    Ok(out)
}

fn setting(name: &str, value: String, unit: &str) -> Setting {
    Setting { name: name.to_owned(), value, unit: unit.to_owned(), needs_restart: false }
}

/// The value as text; None where the pragma gives no row (`mmap_size` of some file systems).
pub fn pragma(conn: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    let mut value = None;
    conn.pragma_query(None, name, |row| {
        value = match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(n) => Some(n.to_string()),
            rusqlite::types::ValueRef::Text(t) => Some(String::from_utf8_lossy(t).into_owned()),
            _ => None,
        };
        Ok(())
    })?;
    Ok(value)
}

fn capabilities(conn: &Connection, read_only: bool) -> rusqlite::Result<Vec<Capability>> {
    let has = |name: &str| -> rusqlite::Result<bool> { has_table(conn, name) };
    let compiled = |option: &str| -> rusqlite::Result<bool> {
        conn.query_row("SELECT sqlite_compileoption_used(?1)", [option], |row| row.get(0))
    };
    let write = "-- the file and its folder must be writable for this user".to_owned();
    Ok(vec![
        capability("planner_stats", has("sqlite_stat1")?, "statistics for the planner", "ANALYZE"),
        capability("stat4", has("sqlite_stat4")?, "statistics of single values", "ANALYZE"),
        capability("dbstat", compiled("ENABLE_DBSTAT_VTAB")?, "sizes of tables and indexes", ""),
        capability("statements", false, "statement statistics, which SQLite does not keep", ""),
        capability("what_if", true, "plans with indexes that are not there", ""),
        capability("catalog", true, "read the catalog: tables, indexes", ""),
        capability("stats_all", true, "see all that the file knows of itself", ""),
        capability("read_tables", true, "ask for plans, run statements as a proof", ""),
        capability("create_index", !read_only, "create and drop indexes", &write),
        capability("maintenance", !read_only, "run ANALYZE, VACUUM, REINDEX and optimize", &write),
        capability("journal", !read_only, "keep the journal of changes in the file", &write),
    ])
}

fn capability(id: &str, yes: bool, what: &str, mend: &str) -> Capability {
    Capability {
        id: id.to_owned(),
        state: if yes { State::Yes } else { State::No },
        what: what.to_owned(),
        mend: if yes || mend.is_empty() { vec![] } else { vec![mend.to_owned()] },
        required: REQUIRED.contains(&id),
    }
}

pub fn has_table(conn: &Connection, name: &str) -> rusqlite::Result<bool> {
    conn.query_row(
        "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = ?1",
        [name],
        |row| row.get(0),
    )
}
