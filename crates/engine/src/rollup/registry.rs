//! The families that a database has, read from its registry.

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::format::rollup_v1;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, State};

use super::session::{Session, number, text};

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
            let family = rollup_v1::read(text(row, 1)).map_err(|e| {
                EngineError::new(
                    ErrorClass::Config,
                    format!("the rollup {} cannot be read: {e}", text(row, 0)),
                )
                .hint("it was written by another version of rungs; use that one")
            })?;
            let state = State::parse(text(row, 2)).ok_or_else(|| {
                let what = format!("the rollup {} is in an unknown state", text(row, 0));
                EngineError::new(ErrorClass::Config, what)
                    .hint("it was written by a newer version of rungs; use that one")
            })?;
            Ok(Entry {
                family,
                state,
                why: text(row, 3).to_owned(),
                epoch: row
                    .get(4)
                    .and_then(Option::as_deref)
                    .map(|e| e.lines().map(str::to_owned).collect()),
                changed_ms: number(row, 5).unwrap_or(0),
            })
        })
        .collect()
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

fn unknown(all: &[Entry], name: &str) -> EngineError {
    let levels = all.iter().flat_map(|entry| &entry.family.levels);
    let known: Vec<&str> = levels.map(|level| level.name.as_str()).collect();
    let hint = if known.is_empty() {
        "make one with: rungs rollup add FILE.sql".to_owned()
    } else {
        format!("there are: {}", known.join(", "))
    };
    EngineError::new(ErrorClass::User, format!("there is no rollup {name}")).hint(hint)
}

pub(super) fn body(family: &Family) -> Result<String, EngineError> {
    rollup_v1::write(family).map_err(|e| {
        EngineError::new(ErrorClass::Bug, "the rollup cannot be written").detail(e.to_string())
    })
}
