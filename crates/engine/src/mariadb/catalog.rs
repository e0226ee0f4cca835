//! Tables, columns, keys, indexes, sizes and statistics in a handful of bulk queries per
//! database. Reads no rows of the user's tables and no statistics that are values.

pub mod assemble;
mod types;

use rungs_core::engine::{EngineError, Scope};
use rungs_core::seen::Skipped;

use super::connect::{Cells, MariaDbTarget, Session, text};
use crate::look::Catalog;

const DATABASES: &str = include_str!("catalog/databases.sql");
const TABLES: &str = include_str!("catalog/tables.sql");
const COLUMNS: &str = include_str!("catalog/columns.sql");
const FOREIGN_KEYS: &str = include_str!("catalog/foreign_keys.sql");
const INDEXES_MARIADB: &str = include_str!("catalog/indexes_mariadb.sql");
const INDEXES_MYSQL: &str = include_str!("catalog/indexes_mysql.sql");
const INNODB_STATS: &str = include_str!("catalog/innodb_stats.sql");
const COLUMN_STATS: &str = include_str!("catalog/column_stats.sql");
const INDEX_USE: &str = include_str!("catalog/index_use.sql");

/// Reads the target's database, or all of the user's.
pub fn read(
    session: &mut Session,
    target: &MariaDbTarget,
    scope: &Scope,
) -> Result<Catalog, EngineError> {
    let mut catalog = Catalog::default();
    for database in databases(session, target)? {
        let raw = raw(session, &database, &mut catalog.skipped)?;
        assemble::database(&database, scope, &raw, &mut catalog);
    }
    Ok(catalog)
}

fn databases(session: &mut Session, target: &MariaDbTarget) -> Result<Vec<String>, EngineError> {
    match &target.database {
        Some(database) => Ok(vec![database.clone()]),
        None => Ok(session.rows(DATABASES)?.iter().map(|row| text(row, 0)).collect()),
    }
}

/// The catalog's own rows. None: that source may not be read.
pub struct Raw {
    tables: Vec<Cells>,
    columns: Vec<Cells>,
    foreign_keys: Vec<Cells>,
    indexes: Vec<Cells>,
    innodb: Option<Vec<Cells>>,
    column_stats: Option<Vec<Cells>>,
    index_use: Option<Vec<Cells>>,
}

fn raw(
    session: &mut Session,
    database: &str,
    skipped: &mut Vec<Skipped>,
) -> Result<Raw, EngineError> {
    let indexes = if session.is_mysql { INDEXES_MYSQL } else { INDEXES_MARIADB };
    let mut optional =
        |session: &mut Session, sql: &str, subject: &str| match session.rows_for(sql, database) {
            Ok(rows) => Some(rows),
            Err(error) => {
                let why = error.detail.unwrap_or(error.what);
                skipped.push(Skipped { subject: format!("{subject} of {database}"), why });
                None
            }
        };
    let innodb = optional(session, INNODB_STATS, "index statistics");
    let column_stats =
        if session.is_mysql { None } else { optional(session, COLUMN_STATS, "column statistics") };
    let instrumented = session.one("SELECT @@performance_schema")?.as_deref() == Some("1");
    let index_use = if instrumented { optional(session, INDEX_USE, "index use") } else { None };
    Ok(Raw {
        tables: session.rows_for(TABLES, database)?,
        columns: session.rows_for(COLUMNS, database)?,
        foreign_keys: session.rows_for(FOREIGN_KEYS, database)?,
        indexes: session.rows_for(indexes, database)?,
        innodb,
        column_stats,
        index_use,
    })
}
