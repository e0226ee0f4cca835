//! How rollups stand: state, size, what is pending and since when, last work.

use rungs_core::engine::EngineError;
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Sizes};

use super::epoch;
use super::registry::{Entry, list};
use super::session::{Cells, Session, number, text};

/// One family.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    pub entry: Entry,
    pub levels: Vec<LevelStatus>,
    /// Delta rows that wait.
    pub pending: u64,
    /// Age of the oldest of them. None: none waits.
    pub oldest_ms: Option<u64>,
    /// When, groups, how long. None: never.
    pub last_refresh: Option<(i64, u64, u64)>,
    /// When, and what was found.
    pub last_verify: Option<(i64, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelStatus {
    pub name: String,
    pub rows: u64,
    /// None: the engine does not say.
    pub bytes: Option<u64>,
}

/// All families, holes detected.
pub fn status(session: &mut dyn Session, now_ms: i64) -> Result<Vec<Status>, EngineError> {
    let mut all = Vec::new();
    for mut entry in list(session)? {
        epoch::detect(session, &mut entry, false, now_ms)?;
        all.push(one(session, entry)?);
    }
    Ok(all)
}

fn one(session: &mut dyn Session, entry: Entry) -> Result<Status, EngineError> {
    let kind = session.kind();
    let name = entry.family.name.to_string();
    let Sizes { levels, pending } = derive::sizes(&entry.family);
    let is_made = entry.state != State::Adding && entry.state != State::Dropping;
    let mut status = Status {
        entry,
        levels: Vec::new(),
        pending: 0,
        oldest_ms: None,
        last_refresh: None,
        last_verify: None,
    };
    if is_made {
        for (name, table, count) in levels {
            let rows = session.rows(&count)?;
            let rows = rows.first().and_then(|r| number(r, 0)).unwrap_or(0).unsigned_abs();
            status.levels.push(LevelStatus { name, rows, bytes: session.bytes(&table) });
        }
        let waiting = session.rows(&pending)?;
        let first = waiting.first();
        status.pending = first.and_then(|r| number(r, 0)).unwrap_or(0).unsigned_abs();
        status.oldest_ms = first.and_then(|r| number(r, 1)).map(|ms| ms.max(0).unsigned_abs());
    } else {
        return Ok(status);
    }
    let mut last = |what: &str| -> Result<Option<Cells>, EngineError> {
        Ok(session.rows(&registry::last_log(kind, &name, what, 1))?.into_iter().next())
    };
    status.last_refresh = last("refresh")?.map(|row| {
        let of = |at| number(&row, at).unwrap_or(0);
        (of(0), of(2).unsigned_abs(), of(3).unsigned_abs())
    });
    status.last_verify =
        last("verify")?.map(|row| (number(&row, 0).unwrap_or(0), text(&row, 4).to_owned()));
    Ok(status)
}
