//! Doing one statement of a step, and asking the catalog whether a step is needed, possible, done.
//! A statement of SQLite's is atomic: one that fails leaves nothing behind.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use rungs_core::change::{Action, Limits};
use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, ErrorClass, Obstacle, Probe, Progress, World};
use rungs_core::name::{Bytes, Ident, TableName};
use rungs_core::seen::{Index, IndexKey, IndexSpec, KeyPart};
use rusqlite::{Connection, ErrorCode};

use super::SqliteTarget;
use super::catalog::indexes_of;
use super::error::{classify, code_of};
use super::measure::guard;
use super::rollup;
use super::server::pragma;

mod disk;

const STEPS_PER_LOOK: i32 = 20_000;
/// How often the user's Ctrl-C is looked for.
const LOOK: Duration = Duration::from_millis(25);
/// Longest wait for the file's write lock where the policy sets none.
const LOCK_WAIT_MS: u64 = 5_000;

pub fn execute(
    writer: &mut Connection,
    sql: &Sql,
    limits: &Limits,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let attempted = format!("run `{}`", verb(sql));
    let failed = |e: &rusqlite::Error| classify(&attempted, e);
    let wait = if limits.lock_wait_ms == 0 { LOCK_WAIT_MS } else { limits.lock_wait_ms };
    writer.busy_timeout(Duration::from_millis(wait)).map_err(|e| failed(&e))?;
    let looks = guard(writer, limits.statement_ms, STEPS_PER_LOOK).map_err(|e| failed(&e))?;
    let (outcome, stopped) = run_watched(writer, sql, &looks, world);
    writer.progress_handler(0, None::<fn() -> bool>).map_err(|e| failed(&e))?;
    match outcome {
        Ok(answer) => check_pragma(sql, answer.as_deref()),
        Err(e) if stopped && code_of(&e) == Some(ErrorCode::OperationInterrupted) => {
            Err(EngineError::new(ErrorClass::Stopped, format!("{attempted} was stopped"))
                .detail("SQLite took the unfinished statement back"))
        }
        Err(e) => Err(failed(&e)),
    }
}

/// The first two words: enough to know which, without names or values.
fn verb(sql: &Sql) -> String {
    sql.as_str().split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// The statement runs on a thread of its own, so that this one can look for Ctrl-C. Gives the
/// first value of its last row, and whether it was stopped.
fn run_watched(
    writer: &mut Connection,
    sql: &Sql,
    looks: &AtomicU64,
    world: &mut dyn World,
) -> (rusqlite::Result<Option<String>>, bool) {
    let handle = writer.get_interrupt_handle();
    let (done, wait) = channel();
    let mut stopped = false;
    let outcome = std::thread::scope(|threads| {
        threads.spawn(move || {
            // The receiver lives until this has been received.
            let _ = done.send(run(writer, sql.as_str()));
        });
        loop {
            match wait.recv_timeout(LOOK) {
                Ok(outcome) => return Some(outcome),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if world.stopped() {
                stopped = true;
                handle.interrupt();
            }
            let steps = looks.load(Ordering::Relaxed) * u64::from(STEPS_PER_LOOK.unsigned_abs());
            world.progress(&Progress { phase: "vm steps".to_owned(), done: steps, total: 0 });
        }
    });
    (outcome.unwrap_or(Err(rusqlite::Error::InvalidQuery)), stopped)
}

fn run(writer: &Connection, sql: &str) -> rusqlite::Result<Option<String>> {
    let mut statement = writer.prepare(sql)?;
    let mut rows = statement.raw_query();
    let mut last = None;
    while let Some(row) = rows.next()? {
        last = match row.get_ref(0)? {
            rusqlite::types::ValueRef::Text(t) => Some(String::from_utf8_lossy(t).into_owned()),
            _ => None,
        };
    }
    Ok(last)
}

/// A journal mode that cannot be set is no error to SQLite: it answers with the one that stays.
fn check_pragma(sql: &Sql, answer: Option<&str>) -> Result<(), EngineError> {
    let Some((setting, value)) = assignment(sql.as_str()) else { return Ok(()) };
    match answer {
        Some(now) if setting == "journal_mode" && !now.eq_ignore_ascii_case(&value) => {
            Err(EngineError::new(ErrorClass::Refused, "the journal mode cannot be changed")
                .detail(format!("it stays {now}"))
                .hint("the file system must support shared memory for WAL"))
        }
        _ => Ok(()),
    }
}

/// `PRAGMA a = b` as (a, b), in lower case.
pub fn assignment(sql: &str) -> Option<(String, String)> {
    let sql = sql.trim().to_ascii_lowercase();
    let (name, value) = sql.strip_prefix("pragma")?.split_once('=')?;
    Some((name.trim().to_owned(), value.trim().trim_matches('\'').to_owned()))
}

/// Asks the catalog, never the memory.
pub fn probe(
    conn: &mut Connection,
    target: &SqliteTarget,
    action: &Action,
) -> Result<Probe, EngineError> {
    match action {
        Action::CreateIndex { name, index } => {
            let found = find_index(conn, name)?;
            Ok(match found {
                None => Probe::NotStarted,
                // Its ANALYZE may be run again at any time, so the index alone decides.
                Some(there) if same_spec(&there.spec, index) => Probe::Done,
                Some(there) => Probe::Conflict(format!(
                    "an index {name} is there already, with other keys, on {}",
                    there.name.table
                )),
            })
        }
        Action::DropIndex { name, .. } => Ok(match find_index(conn, &name.name)? {
            None => Probe::Done,
            Some(there) if there.name.table != name.table => Probe::Done,
            Some(there) if there.constraint => {
                Probe::Conflict(format!("the index {} belongs to a constraint", name.name))
            }
            Some(_) => Probe::NotStarted,
        }),
        Action::Set { setting, value, .. } => probe_setting(conn, setting, value),
        Action::AddRollup { definitions, .. } => {
            Ok(rungs_core::rollup::probe(definitions, &rollup::standing(target)?))
        }
        Action::Analyze { .. }
        | Action::RebuildIndex { .. }
        | Action::Vacuum { .. }
        | Action::Compact { .. }
        | Action::PragmaOptimize => Ok(Probe::NotStarted),
    }
}

fn find_index(conn: &mut Connection, name: &Ident) -> Result<Option<Index>, EngineError> {
    let table: Option<String> = conn
        .query_row(
            "SELECT max(tbl_name) FROM sqlite_schema WHERE type = 'index' AND name = ?1 \
             COLLATE nocase",
            [name.as_str()],
            |row| row.get(0),
        )
        .map_err(|e| classify("look for the index", &e))?;
    let Some(table) = table else { return Ok(None) };
    let indexes = indexes_of(conn, &TableName::new("main", &table))
        .map_err(|e| classify("read the table's indexes", &e))?;
    Ok(indexes.into_iter().find(|i| i.name.name.as_str().eq_ignore_ascii_case(name.as_str())))
}

/// Texts of expressions and predicates are compared without their spaces and case.
fn same_spec(there: &IndexSpec, asked: &IndexSpec) -> bool {
    let same_text = |a: &str, b: &str| plain(a) == plain(b);
    let same_ident = |a: &Ident, b: &Ident| a.as_str().eq_ignore_ascii_case(b.as_str());
    let same_key = |(a, b): (&IndexKey, &IndexKey)| {
        let part = match (&a.part, &b.part) {
            (KeyPart::Column(a), KeyPart::Column(b)) => same_ident(a, b),
            (KeyPart::Expression(a), KeyPart::Expression(b)) => same_text(a, b),
            _ => false,
        };
        let collation = |c: &Option<String>| c.as_deref().unwrap_or("").to_ascii_lowercase();
        part && a.descending == b.descending && collation(&a.collation) == collation(&b.collation)
    };
    same_ident(&there.table.name, &asked.table.name)
        && there.unique == asked.unique
        && there.keys.len() == asked.keys.len()
        && there.keys.iter().zip(&asked.keys).all(same_key)
        && match (&there.predicate, &asked.predicate) {
            (Some(a), Some(b)) => same_text(a, b),
            (None, None) => true,
            _ => false,
        }
}

fn plain(sql: &str) -> String {
    sql.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn probe_setting(conn: &Connection, setting: &str, value: &str) -> Result<Probe, EngineError> {
    if !is_kept_in_file(setting) {
        return Ok(Probe::Conflict(format!(
            "PRAGMA {setting} is of each connection; the application must set it"
        )));
    }
    let now = pragma(conn, setting).map_err(|e| classify("read a setting", &e))?;
    let there = now.is_some_and(|now| now.eq_ignore_ascii_case(value));
    Ok(if there { Probe::Done } else { Probe::NotStarted })
}

fn is_kept_in_file(setting: &str) -> bool {
    ["journal_mode", "page_size", "auto_vacuum"].contains(&setting)
}

/// Free disk space cannot be asked for without calls that this workspace forbids, so a full
/// disk is met when it is met: SQLite then takes the statement back.
pub fn preflight(
    writer: Result<&mut Connection, EngineError>,
    action: &Action,
    bytes: Option<Bytes>,
) -> Result<Vec<Obstacle>, EngineError> {
    let writer = match writer {
        Ok(writer) => writer,
        Err(e) if e.class == ErrorClass::Refused => return Ok(vec![stop(&e)]),
        Err(e) => return Err(e),
    };
    let mut obstacles = Vec::new();
    if let Action::Set { setting, .. } = action
        && !is_kept_in_file(setting)
    {
        obstacles.push(Obstacle::Stop {
            what: format!("PRAGMA {setting} is of each connection"),
            hint: "set it where the application opens the file".to_owned(),
        });
    }
    obstacles.extend(write_lock(writer)?);
    obstacles.extend(disk::obstacle(writer, action, bytes));
    Ok(obstacles)
}

/// Tries the file's write lock and gives it back.
fn write_lock(writer: &Connection) -> Result<Option<Obstacle>, EngineError> {
    let attempted = "take the file's write lock";
    writer.busy_timeout(Duration::from_millis(200)).map_err(|e| classify(attempted, &e))?;
    match writer.execute_batch("BEGIN IMMEDIATE; ROLLBACK") {
        Ok(()) => Ok(None),
        Err(e) => {
            let error = classify(attempted, &e);
            match error.class {
                ErrorClass::Busy => Ok(Some(Obstacle::Wait {
                    what: "another connection is writing to the file".to_owned(),
                    hint: "let its transaction end; `fuser FILE` names who has it open".to_owned(),
                })),
                ErrorClass::Refused => Ok(Some(stop(&error))),
                _ => Err(error),
            }
        }
    }
}

fn stop(error: &EngineError) -> Obstacle {
    Obstacle::Stop { what: error.what.clone(), hint: error.hint.clone().unwrap_or_default() }
}
