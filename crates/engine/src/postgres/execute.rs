//! Changing: may it start (preflight), has it happened (probe), do it (execute). One statement
//! at a time in autocommit, on a session of its own; the writer's lock is on another.

mod preflight;
mod probe;

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use postgres::error::SqlState;
use rungs_core::change::Limits;
use rungs_core::dialect::Sql;
use rungs_core::engine::{Changed, EngineError, ErrorClass, Progress, World};

pub(super) use preflight::preflight;
pub(super) use probe::probe;

use super::connect::{PostgresTarget, Purpose, Session};
use super::error;

const POLL: Duration = Duration::from_millis(100);
/// A running step tells its progress at every so many polls.
const PROGRESS_EVERY: u32 = 5;

/// Runs one statement to its end, tells progress, cancels it when the world stops. Errors carry
/// what may have changed: statements that work in several transactions can leave a part behind.
pub(super) fn execute(
    target: &PostgresTarget,
    observer: &mut Session,
    sql: &Sql,
    limits: &Limits,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let mut session = Session::open(target, Purpose::Change)?;
    session.rows(&format!(
        "set statement_timeout = {}; set lock_timeout = {}",
        limits.statement_ms, limits.lock_wait_ms
    ))?;
    let pid = session
        .rows("select pg_catalog.pg_backend_pid()")?
        .first()
        .map_or(String::new(), |r| r.owned(0));
    let token = session.client.cancel_token();
    let (tell, told) = channel();
    let mut cancelled = false;
    let outcome = std::thread::scope(|scope| {
        scope.spawn(|| {
            // The receiver lives until this is told; nobody to tell means nothing to do.
            drop(tell.send(session.client.batch_execute(sql.as_str())));
        });
        let mut polls = 0_u32;
        loop {
            match told.recv_timeout(POLL) {
                Ok(outcome) => return Some(outcome),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
            // Again and again: a cancel that comes before the statement began is lost.
            if world.stopped() && polls.is_multiple_of(PROGRESS_EVERY) {
                if !cancelled {
                    world.say("stopping the running statement");
                }
                cancelled |= target.cancel(&token).is_ok();
            }
            polls += 1;
            if polls.is_multiple_of(PROGRESS_EVERY)
                && let Some(progress) = progress(observer, &pid)
            {
                world.progress(&progress);
            }
        }
    });
    match outcome {
        Some(Ok(())) => Ok(()),
        Some(Err(e)) => Err(classed(sql, &e, cancelled)),
        None => Err(EngineError::new(ErrorClass::Bug, "the statement's thread ended early")
            .changed(Changed::Unknown)),
    }
}

fn classed(sql: &Sql, e: &postgres::Error, cancelled: bool) -> EngineError {
    let mut classed = error::of("the statement failed", e);
    if cancelled && e.code() == Some(&SqlState::QUERY_CANCELED) {
        classed = EngineError::new(ErrorClass::Stopped, "stopped: the statement was cancelled");
    } else if classed.class == ErrorClass::TimedOut {
        classed = classed.hint("give it more time, or wait for a quieter hour");
    }
    let in_parts = sql.as_str().to_ascii_lowercase().contains("concurrently");
    let changed = match (error::lost(e), in_parts) {
        (true, _) => Changed::Unknown,
        (false, true) => Changed::Something,
        (false, false) => Changed::Nothing,
    };
    classed.changed(changed)
}

/// What the server says of the statement that process `pid` runs. None: it says nothing.
fn progress(observer: &mut Session, pid: &str) -> Option<Progress> {
    let rows = observer
        .try_rows(&format!(
            "select phase, case when blocks_total > 0 then blocks_done else tuples_done end, \
                    case when blocks_total > 0 then blocks_total else tuples_total end \
             from pg_stat_progress_create_index where pid = {pid} \
             union all select phase, heap_blks_scanned, heap_blks_total \
             from pg_stat_progress_vacuum where pid = {pid} \
             union all select phase, sample_blks_scanned, sample_blks_total \
             from pg_stat_progress_analyze where pid = {pid}"
        ))
        .ok()?;
    let row = rows.first()?;
    Some(Progress {
        phase: row.owned(0),
        done: row.number(1).unwrap_or(0),
        total: row.number(2).unwrap_or(0),
    })
}
