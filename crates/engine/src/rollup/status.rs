//! How rollups stand: state, size, what is pending and since when, last work.

use rungs_core::dialect::Sql;
use rungs_core::engine::EngineError;
use rungs_core::rollup::derive;
use rungs_core::rollup::derive::registry::{self, State};

use super::epoch;
use super::registry::{Entry, list};
use super::session::{Cells, Session, count, firsts, number, text};

/// One family.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    pub entry: Entry,
    pub levels: Vec<LevelStatus>,
    /// Bytes of the fact table with its indexes. None: the engine does not say.
    pub fact_bytes: Option<u64>,
    pub waiting: Waiting,
    /// None: the server does not count.
    pub write_price: Option<WritePrice>,
    /// When, and what was found.
    pub last_verify: Option<(i64, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelStatus {
    pub name: String,
    pub rows: u64,
    /// None: the engine does not say.
    pub bytes: Option<u64>,
    /// Queries that named its views, as the server remembers them. None: that is not known.
    pub asked: Option<u64>,
}

/// What capture has cost the writers of the fact table, as the server counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WritePrice {
    /// Statements, or rows where capture is by row.
    pub calls: u64,
    /// Microseconds of all of them.
    pub took_us: u64,
}

/// What the next refresh would find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Delta rows.
    pub pending: u64,
    /// Age of the oldest of them, or of all that is shown. None: none waits.
    pub oldest_ms: Option<u64>,
    /// The moment whose facts it shows, of a rollup without capture. None: it is never stale.
    pub as_of_ms: Option<i64>,
    /// When, deltas, how long. None: never.
    pub last_refresh: Option<(i64, u64, u64)>,
}

/// All families, holes detected, every level counted.
pub fn status(session: &mut dyn Session, now_ms: i64) -> Result<Vec<Status>, EngineError> {
    let mut all = Vec::new();
    let counted_in = counted_in(session);
    for (entry, waiting) in waiting(session, now_ms)? {
        let (mut levels, mut last_verify) = (Vec::new(), None);
        let sizes = derive::sizes(&entry.family);
        if is_made(&entry) {
            for (name, table, how_many) in sizes.levels {
                let rows = count(session, &how_many)?;
                let level = entry.family.levels.iter().find(|l| l.name.as_str() == name);
                let asked = level.and_then(|l| derive::asked(&entry.family, l, &counted_in));
                let asked = asked.and_then(|ask| asked_so_far(session, &ask));
                levels.push(LevelStatus { name, rows, bytes: session.bytes(&table), asked });
            }
            let line = last_log(session, &entry, "verify")?;
            last_verify = line.map(|row| (number(&row, 0).unwrap_or(0), text(&row, 4).to_owned()));
        }
        all.push(Status {
            levels,
            fact_bytes: session.bytes(&sizes.fact),
            waiting,
            write_price: sizes.write_price.and_then(|ask| write_price(session, &ask)),
            last_verify,
            entry,
        });
    }
    Ok(all)
}

/// All families, holes detected, and nothing counted: before anything is read from them.
pub fn look(session: &mut dyn Session, now_ms: i64) -> Result<Vec<Entry>, EngineError> {
    let mut all = list(session)?;
    for entry in &mut all {
        epoch::detect(session, entry, false, now_ms)?;
    }
    Ok(all)
}

/// All families, holes detected. It reads deltas, no level: what a scheduler asks all the time.
pub fn waiting(
    session: &mut dyn Session,
    now_ms: i64,
) -> Result<Vec<(Entry, Waiting)>, EngineError> {
    let mut all = Vec::new();
    for entry in look(session, now_ms)? {
        let waiting =
            if is_made(&entry) { ask(session, &entry, now_ms)? } else { Waiting::default() };
        all.push((entry, waiting));
    }
    Ok(all)
}

fn is_made(entry: &Entry) -> bool {
    entry.state != State::Adding && entry.state != State::Dropping
}

fn ask(session: &mut dyn Session, entry: &Entry, now_ms: i64) -> Result<Waiting, EngineError> {
    let rows = session.rows(&derive::sizes(&entry.family).pending)?;
    let of = |at: usize| rows.first().and_then(|r| number(r, at));
    let is_as_of = !entry.family.is_captured() && entry.state == State::Live;
    let as_of_ms = is_as_of.then_some(entry.changed_ms);
    let last = last_log(session, entry, "refresh")?;
    Ok(Waiting {
        pending: of(0).unwrap_or(0).unsigned_abs(),
        oldest_ms: as_of_ms.map(|at| now_ms - at).or(of(1)).map(|ms| ms.max(0).unsigned_abs()),
        as_of_ms,
        last_refresh: last.map(|row| {
            let of = |at| number(&row, at).unwrap_or(0);
            (of(0), of(2).unsigned_abs(), of(3).unsigned_abs())
        }),
    })
}

/// A role that may not look sees nothing.
fn write_price(session: &mut dyn Session, ask: &Sql) -> Option<WritePrice> {
    let rows = session.rows(ask).ok()?;
    let of = |at: usize| Some(number(rows.first()?, at)?.unsigned_abs());
    Some(WritePrice { calls: of(0)?, took_us: of(1)? })
}

/// Where the server counts statements; empty where it says nothing of it.
fn counted_in(session: &mut dyn Session) -> String {
    let rows = derive::counters(session.kind()).and_then(|ask| session.rows(&ask).ok());
    rows.and_then(|rows| firsts(rows).pop()).unwrap_or_default()
}

/// The same: unknown, and not zero.
fn asked_so_far(session: &mut dyn Session, ask: &Sql) -> Option<u64> {
    let rows = session.rows(ask).ok()?;
    Some(number(rows.first()?, 0)?.unsigned_abs())
}

fn last_log(
    session: &mut dyn Session,
    entry: &Entry,
    what: &str,
) -> Result<Option<Cells>, EngineError> {
    let ask = registry::last_log(session.kind(), entry.family.name.as_str(), what, 1);
    Ok(session.rows(&ask)?.into_iter().next())
}
