//! Tables, columns, indexes, statistics and counters in six set-based queries. Takes no lock
//! that a user's session would notice; a table that is locked exclusively is skipped and named.

mod bloat;
mod indexes;
mod tables;

use std::collections::HashMap;

use postgres::error::SqlState;
use rungs_core::engine::{EngineError, Scope};
use rungs_core::name::{Ident, TableName};
use rungs_core::seen::{Skipped, Table};

use super::connect::{Row, Session};
use super::error;
use crate::look::Catalog;

const SEEN: &str = include_str!("catalog/seen.sql");
const LOCKED: &str = include_str!("catalog/locked.sql");

/// New exclusive locks may come between the look and the queries; then it looks again.
const ATTEMPTS: u32 = 4;

/// Reads the catalog. Errors: `User` for a table in `scope` that is not there, `Busy` when
/// locks keep coming.
pub(super) fn read(session: &mut Session, scope: &Scope) -> Result<Catalog, EngineError> {
    for _ in 1..ATTEMPTS {
        match attempt(session, scope) {
            Ok(read) => return read,
            Err(e) if e.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {}
            Err(e) => return Err(error::of("cannot read the catalog", &e)),
        }
    }
    attempt(session, scope).map_err(|e| error::of("cannot read the catalog", &e))?
}

type Attempt = Result<Result<Catalog, EngineError>, postgres::Error>;

fn attempt(session: &mut Session, scope: &Scope) -> Attempt {
    let locked = session.try_rows(LOCKED)?;
    let mut texts = Texts { seen: filter(&locked) };
    let thresholds = thresholds(session)?;
    let table_rows = session.try_rows(&texts.fill(include_str!("catalog/tables.sql")))?;
    let wanted = match wanted(&table_rows, &locked, scope) {
        Ok(wanted) => wanted,
        Err(e) => return Ok(Err(e)),
    };
    texts.restrict(wanted.as_deref());
    let columns = session.try_rows(&texts.fill(include_str!("catalog/columns.sql")))?;
    let constraints = session.try_rows(&texts.fill(include_str!("catalog/constraints.sql")))?;
    let indexes = session.try_rows(&texts.fill(include_str!("catalog/indexes.sql")))?;
    let keys = session.try_rows(&texts.fill(include_str!("catalog/keys.sql")))?;

    let mut tables = tables::build(&table_rows, &columns, &constraints, &thresholds);
    if let Some(wanted) = &wanted {
        tables.retain(|oid, _| wanted.contains(oid));
    }
    let mut indexes = indexes::build(&indexes, &keys, &tables);
    indexes.sort_by(|a, b| a.name.cmp(&b.name));
    tables::count_index_scans(&mut tables, &indexes);
    let mut tables: Vec<Table> = tables.into_values().collect();
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    tables::sum_partitions(&mut tables);
    Ok(Ok(Catalog { tables, indexes, skipped: skipped(&locked, scope) }))
}

/// The queries' texts with the same choice of tables in each.
struct Texts {
    seen: String,
}

impl Texts {
    fn fill(&self, query: &str) -> String {
        query.replace("{seen}", &self.seen)
    }

    fn restrict(&mut self, wanted: Option<&[u32]>) {
        if let Some(oids) = wanted {
            self.seen = format!("{} and c.oid = any ('{{{}}}'::oid[])", self.seen, joined(oids));
        }
    }
}

fn filter(locked: &[Row]) -> String {
    let oids: Vec<u32> = locked.iter().filter_map(|r| r.number(0)).collect();
    format!("{SEEN} and c.oid <> all ('{{{}}}'::oid[])", joined(&oids))
}

fn joined(oids: &[u32]) -> String {
    oids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Oids of the tables that the scope names; None: all.
fn wanted(rows: &[Row], locked: &[Row], scope: &Scope) -> Result<Option<Vec<u32>>, EngineError> {
    if scope.tables.is_empty() {
        return Ok(None);
    }
    let mut oids = Vec::new();
    for name in &scope.tables {
        let before = oids.len();
        let fit = rows.iter().filter(|r| is_named(name, r.text(1), r.text(2)));
        oids.extend(fit.filter_map(|r| r.number::<u32>(0)));
        let is_locked = locked.iter().any(|r| is_named(name, r.text(1), r.text(2)));
        if oids.len() == before && !is_locked {
            return Err(EngineError::new(
                rungs_core::engine::ErrorClass::User,
                format!("there is no table {name} in this database"),
            )
            .hint("write it as the catalog does, with its schema if need be: shop.orders"));
        }
    }
    Ok(Some(oids))
}

fn is_named(name: &str, schema: Option<&str>, table: Option<&str>) -> bool {
    let (Some(schema), Some(table)) = (schema, table) else { return false };
    name == table
        || name.strip_prefix(schema).and_then(|rest| rest.strip_prefix('.')) == Some(table)
}

fn skipped(locked: &[Row], scope: &Scope) -> Vec<Skipped> {
    let mut skipped: Vec<Skipped> = locked
        .iter()
        .filter(|r| r.text(1) != Some("rungs"))
        .filter(|r| {
            scope.tables.is_empty()
                || scope.tables.iter().any(|name| is_named(name, r.text(1), r.text(2)))
        })
        .map(|r| Skipped {
            subject: TableName::new(&r.owned(1), &r.owned(2)).to_string(),
            why: match r.text(3) {
                Some(pids) => format!("locked in ACCESS EXCLUSIVE by session {pids}"),
                None => "a session waits for it in ACCESS EXCLUSIVE".to_owned(),
            },
        })
        .collect();
    skipped.sort_by(|a, b| a.subject.cmp(&b.subject));
    skipped.dedup();
    skipped
}

/// The server's autovacuum settings, which tables may override.
fn thresholds(session: &mut Session) -> Result<HashMap<String, f64>, postgres::Error> {
    let rows = session.try_rows(
        "select name, setting from pg_settings where name like 'autovacuum\\_%' \
         and vartype in ('integer', 'real')",
    )?;
    Ok(rows.iter().filter_map(|r| Some((r.owned(0), r.number(1)?))).collect())
}

fn idents(names: Vec<String>) -> Vec<Ident> {
    names.into_iter().map(Ident).collect()
}
