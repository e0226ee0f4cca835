//! The families that a database has, read from its registry.

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::format::rollup_v1;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, LogLine, State};

use super::session::{Cells, Session, firsts, number, text};

/// One family as the registry has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub family: Family,
    pub state: State,
    /// Why it is invalid; empty: nothing to say.
    pub why: String,
    /// What detection compares with, a line each. None: capture is not whole yet.
    pub epoch: Option<Vec<String>>,
    pub changed_ms: i64,
}

/// All families; none where there is no registry.
pub fn list(session: &mut dyn Session) -> Result<Vec<Entry>, EngineError> {
    let kind = session.kind();
    if session.rows(&registry::is_there(kind))?.is_empty() {
        return Ok(Vec::new());
    }
    let rows = session.rows(&registry::list(kind))?;
    rows.iter()
        .map(|row| {
            let family = read(text(row, 0), text(row, 1))?;
            let state = State::parse(text(row, 2)).ok_or_else(|| {
                let what = format!("the rollup {} is in an unknown state", text(row, 0));
                EngineError::new(ErrorClass::Config, what)
                    .hint("it was written by a newer version of rungs; use that one")
            })?;
            Ok(Entry {
                family,
                state,
                why: text(row, 3).to_owned(),
                epoch: lines(row, 4),
                changed_ms: number(row, 5).unwrap_or(0),
            })
        })
        .collect()
}

fn read(name: &str, body: &str) -> Result<Family, EngineError> {
    rollup_v1::read(body).map_err(|e| {
        EngineError::new(ErrorClass::Config, format!("the rollup {name} cannot be read: {e}"))
            .hint("it was written by another version of rungs; use that one")
    })
}

fn lines(row: &Cells, at: usize) -> Option<Vec<String>> {
    let cell = row.get(at).and_then(Option::as_deref);
    cell.map(|lines| lines.lines().map(str::to_owned).collect())
}

/// The family of this name, or the one that has a level of this name. Errors: `User`, as of
/// [`check_names`].
pub fn find(session: &mut dyn Session, name: &str) -> Result<Entry, EngineError> {
    let mut all = list(session)?;
    match all.iter().position(|entry| entry.family.is_called(name)) {
        Some(at) => Ok(all.swap_remove(at)),
        None => Err(unknown(&all, name)),
    }
}

/// Errors: `User` for a name that no family and no level has, with those that there are.
pub fn check_names(all: &[Entry], names: &[String]) -> Result<(), EngineError> {
    let is_there = |name: &str| all.iter().any(|entry| entry.family.is_called(name));
    names.iter().find(|name| !is_there(name)).map_or(Ok(()), |name| Err(unknown(all, name)))
}

pub(super) fn unknown(all: &[Entry], name: &str) -> EngineError {
    let levels = all.iter().flat_map(|entry| &entry.family.levels);
    let known: Vec<&str> = levels.map(|level| level.name.as_str()).collect();
    let hint = if known.is_empty() {
        "make one with: rungs rollup add FILE.sql".to_owned()
    } else {
        format!("there are: {}", known.join(", "))
    };
    EngineError::new(ErrorClass::User, format!("there is no rollup {name}")).hint(hint)
}

/// What a family is becoming, or was before something was taken from it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// With all objects that may be there.
    pub family: Family,
    /// What capture stood on when all of them were. None: some are missing.
    pub epoch: Option<Vec<String>>,
}

/// None: nothing of it is under way.
pub(super) fn change(session: &mut dyn Session, name: &str) -> Result<Option<Change>, EngineError> {
    let kind = session.kind();
    if session.rows(&registry::has_changes(kind))?.is_empty() {
        return Ok(None);
    }
    let rows = session.rows(&registry::change(kind, name))?;
    let one = |row: &Cells| Ok(Change { family: read(name, text(row, 0))?, epoch: lines(row, 1) });
    rows.first().map(one).transpose()
}

/// The families of which something is under way.
pub(super) fn changing(session: &mut dyn Session) -> Result<Vec<String>, EngineError> {
    let kind = session.kind();
    if session.rows(&registry::has_changes(kind))?.is_empty() {
        return Ok(Vec::new());
    }
    Ok(firsts(session.rows(&registry::changing(kind))?))
}

/// To be asked where nobody else can change it: under its lock, or in a transaction of SQLite.
/// Errors: `Busy` where its levels, or its state, are others by now.
pub(super) fn unchanged(session: &mut dyn Session, entry: &Entry) -> Result<(), EngineError> {
    let name = entry.family.name.as_str();
    let ask = registry::is_unchanged(session.kind(), name, entry.state, entry.changed_ms);
    if !session.rows(&ask)?.is_empty() {
        return Ok(());
    }
    let what = format!("the rollup {name} was changed by another rungs meanwhile");
    Err(EngineError::new(ErrorClass::Busy, what).hint("run it again"))
}

/// Writes down what was done; of very many lines, the oldest go.
pub(super) fn log(session: &mut dyn Session, line: &LogLine<'_>) -> Result<(), EngineError> {
    let kind = session.kind();
    session.run(&registry::log(kind, line))?;
    session.run(&registry::prune_log(kind, line)).map(drop)
}

pub(super) fn body(family: &Family) -> Result<String, EngineError> {
    rollup_v1::write(family).map_err(|e| {
        EngineError::new(ErrorClass::Bug, "the rollup cannot be written").detail(e.to_string())
    })
}
