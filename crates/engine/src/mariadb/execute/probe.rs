//! Has an action happened? Asks the catalog only, never the journal or the memory. DDL is atomic
//! here, so nothing is ever half done.

use rungs_core::change::Action;
use rungs_core::engine::{EngineError, ErrorClass, Probe, Scope};
use rungs_core::name::{Ident, IndexName, TableName};
use rungs_core::seen::{Index, IndexSpec};

use super::super::catalog;
use super::super::connect::{MariaDbTarget, Session, text};
use super::super::rollup;

pub fn probe(
    session: &mut Session,
    target: &MariaDbTarget,
    action: &Action,
) -> Result<Probe, EngineError> {
    match action {
        Action::CreateIndex { name, index } => created(session, target, name, index),
        Action::DropIndex { name, .. } => {
            let found = find(session, target, name)?;
            Ok(found.map_or(Probe::Done, |_| Probe::NotStarted))
        }
        Action::RebuildIndex { name } => Ok(match find(session, target, name)? {
            Some(_) => Probe::NotStarted,
            None => Probe::Conflict(format!("index {name} is not there")),
        }),
        Action::Analyze { table } | Action::Vacuum { table } | Action::Compact { table } => {
            let there = !indexes(session, target, table)?.0;
            Ok(if there {
                Probe::NotStarted
            } else {
                Probe::Conflict(format!("table {table} is not there"))
            })
        }
        Action::PragmaOptimize => {
            Ok(Probe::Conflict("PRAGMA optimize is a statement of SQLite".to_owned()))
        }
        Action::Set { setting, value, .. } => set(session, setting, value),
        Action::AddRollup { definitions, .. } => {
            Ok(rungs_core::rollup::probe(definitions, &rollup::standing(target)?))
        }
    }
}

fn created(
    session: &mut Session,
    target: &MariaDbTarget,
    name: &Ident,
    wanted: &IndexSpec,
) -> Result<Probe, EngineError> {
    let (missing, indexes) = indexes(session, target, &wanted.table)?;
    if missing {
        return Ok(Probe::Conflict(format!("table {} is not there", wanted.table)));
    }
    let same_name = |i: &&Index| i.name.name.0.eq_ignore_ascii_case(&name.0);
    Ok(match indexes.iter().find(same_name) {
        None => Probe::NotStarted,
        Some(index) if same(&index.spec, wanted) => Probe::Done,
        Some(index) => {
            Probe::Conflict(format!("another index has the name {name}: {}", index.definition))
        }
    })
}

/// Equal but for what a server without such keys leaves out.
fn same(found: &IndexSpec, wanted: &IndexSpec) -> bool {
    let keys = |spec: &IndexSpec| {
        spec.keys
            .iter()
            .map(|k| (k.part.clone(), k.descending, k.prefix_length))
            .collect::<Vec<_>>()
    };
    found.method == wanted.method && found.unique == wanted.unique && keys(found) == keys(wanted)
}

fn find(
    session: &mut Session,
    target: &MariaDbTarget,
    name: &IndexName,
) -> Result<Option<Index>, EngineError> {
    let (_, indexes) = indexes(session, target, &name.table)?;
    Ok(indexes.into_iter().find(|i| i.name.name.0.eq_ignore_ascii_case(&name.name.0)))
}

/// Whether the table is missing, and its indexes. Errors: `Busy` where the server could not open it
/// for a lock; nothing may be concluded then.
fn indexes(
    session: &mut Session,
    target: &MariaDbTarget,
    table: &TableName,
) -> Result<(bool, Vec<Index>), EngineError> {
    let scope = Scope { tables: vec![table.to_string()], statements_max: 0 };
    let database = MariaDbTarget { database: Some(table.schema.0.clone()), ..target.clone() };
    let catalog = catalog::read(session, &database, &scope)?;
    let hidden = catalog.skipped.iter().find(|s| s.subject == table.to_string());
    if let Some(skipped) = hidden {
        let what = format!("the catalog cannot be asked: {table}: {}", skipped.why);
        return Err(
            EngineError::new(ErrorClass::Busy, what).hint("try again when that session has ended")
        );
    }
    Ok((catalog.tables.is_empty(), catalog.indexes))
}

fn set(session: &mut Session, setting: &str, value: &str) -> Result<Probe, EngineError> {
    let named =
        format!("SHOW GLOBAL VARIABLES WHERE Variable_name = '{}'", setting.replace('\'', ""));
    let rows = session.rows(&named)?;
    let Some(now) = rows.first().map(|row| text(row, 1)) else {
        return Ok(Probe::Conflict(format!("the server knows no setting {setting}")));
    };
    let plain = |v: &str| match v.to_ascii_uppercase().as_str() {
        "ON" | "TRUE" => "1".to_owned(),
        "OFF" | "FALSE" => "0".to_owned(),
        other => other.parse::<f64>().map_or_else(|_| other.to_owned(), |n| n.to_string()),
    };
    Ok(if plain(&now) == plain(value) { Probe::Done } else { Probe::NotStarted })
}
