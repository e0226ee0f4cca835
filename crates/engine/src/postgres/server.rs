//! What this server is, what rungs may do here, how it is set and what goes on now. Probes views,
//! extensions and privileges; a version number is told but never decided by.

mod activity;
mod capabilities;

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::EngineKind;
use rungs_core::seen::{Server, Setting};

pub(super) use activity::activity;

use super::connect::{PostgresTarget, Session};

const ABOUT: &str = include_str!("server/about.sql");
const SETTINGS: &str = include_str!("server/settings.sql");

/// The schemas that names without one are looked up in: those that are there, the user's own with
/// them. Asked as the role, so every name in it says that it is PostgreSQL's.
const SEARCH_PATH: &str = "set local search_path to default; select 'search_path', \
     pg_catalog.array_to_string(pg_catalog.current_schemas(false), ', '), '', false";

/// Never fails for a missing privilege. Errors: `Unreachable`.
pub(super) fn read(session: &mut Session, target: &PostgresTarget) -> Result<Server, EngineError> {
    let rows = session.rows(ABOUT)?;
    let Some(row) = rows.first() else {
        return Err(EngineError::new(ErrorClass::Bug, "the server said nothing about itself"));
    };
    Ok(Server {
        engine: EngineKind::Postgres,
        // Distributions add their own words behind a space.
        version: row.owned(0).split(' ').next().unwrap_or_default().to_owned(),
        version_num: row.number(1).unwrap_or(0),
        is_mysql: false,
        database: row.owned(2),
        identity: format!("{}/{}", system(session, target), row.owned(3)),
        read_only: row.flag(4) || row.text(5) == Some("on"),
        capabilities: capabilities::read(session)?,
        settings: settings(session)?,
        stats_since_ms: row.number(6),
        memory: None,
    })
}

/// The cluster's own number; where this role may not ask for it, the address that led here.
fn system(session: &mut Session, target: &PostgresTarget) -> String {
    let rows = session.try_rows("select system_identifier from pg_control_system()");
    match rows.ok().and_then(|rows| rows.first().map(|row| row.owned(0))) {
        Some(number) => number,
        None => target.hosts.first().map_or(String::new(), |(host, port)| format!("{host}:{port}")),
    }
}

fn settings(session: &mut Session) -> Result<Vec<Setting>, EngineError> {
    let rows = session.rows(SETTINGS)?;
    let path = session.rows(SEARCH_PATH)?;
    Ok(rows
        .iter()
        .chain(&path)
        .map(|row| Setting {
            name: row.owned(0),
            value: row.owned(1),
            unit: row.owned(2),
            needs_restart: row.flag(3),
        })
        .collect())
}
