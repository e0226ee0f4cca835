//! Changing: may it start (preflight), has it happened (probe), do it (execute). One statement
//! at a time in autocommit, on a session of its own; the writer's lock is on another.

mod preflight;
mod probe;

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rungs_core::change::Limits;
use rungs_core::dialect::Sql;
use rungs_core::engine::{Changed, EngineError, ErrorClass, Progress, World};

pub use preflight::preflight;
pub use probe::probe;

use super::connect::{Cells, MariaDbTarget, Session, number, text};
use super::error;

const POLL: Duration = Duration::from_millis(100);
/// A running step tells its progress at every so many polls.
const PROGRESS_EVERY: u32 = 5;

/// Runs one statement to its end, tells progress, kills it when the world stops or its time is
/// over. DDL here is atomic: a statement that failed changed nothing, unless its end was not seen.
pub fn execute(
    target: &MariaDbTarget,
    observer: &mut Session,
    sql: &Sql,
    limits: &Limits,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let mut session = Session::speaking(target)?;
    session.limit_lock_waits(limits.lock_wait_ms)?;
    session.limit_statements(limits.statement_ms)?;
    let id = session.id();
    let started = Instant::now();
    let (tell, told) = channel();
    let mut killed = None;
    let outcome = std::thread::scope(|scope| {
        scope.spawn(|| {
            // The receiver lives until this is told; nobody to tell means nothing to do.
            drop(tell.send(session.rows_raw(sql.as_str())));
        });
        let mut polls = 0_u32;
        loop {
            match told.recv_timeout(POLL) {
                Ok(outcome) => return Some(outcome),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let late = limits.statement_ms > 0
                && started.elapsed().as_millis() > u128::from(limits.statement_ms) + 1_000;
            if killed.is_none() && (world.stopped() || late) {
                let why = if late { ErrorClass::TimedOut } else { ErrorClass::Stopped };
                world.say("stopping the running statement");
                killed = observer.try_run(&format!("KILL QUERY {id}")).then_some(why);
            }
            polls += 1;
            if polls.is_multiple_of(PROGRESS_EVERY)
                && let Some(progress) = progress(observer, id)
            {
                world.progress(&progress);
            }
        }
    });
    match outcome {
        Some(Ok(rows)) => said_by_admin_statement(&rows),
        Some(Err(e)) => Err(classed(&e, killed)),
        None => Err(EngineError::new(ErrorClass::Bug, "the statement's thread ended early")
            .changed(Changed::Unknown)),
    }
}

/// ANALYZE and OPTIMIZE TABLE tell their errors in rows: table, operation, kind, message.
fn said_by_admin_statement(rows: &[Cells]) -> Result<(), EngineError> {
    match rows.iter().find(|row| text(row, 2).eq_ignore_ascii_case("error")) {
        None => Ok(()),
        Some(row) => {
            let message = text(row, 3);
            let busy = message.contains("Lock wait timeout");
            let denied = message.contains("denied");
            let class = match (busy, denied) {
                (true, _) => ErrorClass::Busy,
                (false, true) => ErrorClass::Refused,
                (false, false) => ErrorClass::User,
            };
            Err(EngineError::new(class, format!("the server could not {}", text(row, 1)))
                .detail(message))
        }
    }
}

fn classed(e: &mysql::Error, killed: Option<ErrorClass>) -> EngineError {
    let classed = error::from_driver("run the statement of a step", e);
    let interrupted = matches!(error::code(e), Some(1317 | 1028 | 1160));
    match killed {
        Some(ErrorClass::TimedOut) if interrupted => {
            EngineError::new(ErrorClass::TimedOut, "the statement took too long and was stopped")
                .hint("give it more time, or wait for a quieter hour")
        }
        Some(_) if interrupted => {
            EngineError::new(ErrorClass::Stopped, "stopped: the statement was cancelled")
        }
        _ => classed,
    }
}

/// What the server says of the statement that session `id` runs. None: it says nothing.
fn progress(observer: &mut Session, id: u32) -> Option<Progress> {
    let sql = if observer.is_mysql {
        format!(
            "SELECT p.state, s.work_completed, s.work_estimated \
             FROM information_schema.processlist p \
             JOIN performance_schema.threads t ON t.processlist_id = p.id \
             LEFT JOIN performance_schema.events_stages_current s ON s.thread_id = t.thread_id \
             WHERE p.id = {id}"
        )
    } else {
        format!(
            "SELECT CONCAT(state, IF(max_stage > 1, CONCAT(' (', stage, ' of ', max_stage, ')'), \
             '')), ROUND(progress * 10), IF(progress > 0, 1000, 0) \
             FROM information_schema.processlist WHERE id = {id}"
        )
    };
    let rows = observer.rows(&sql).ok()?;
    let row = rows.first()?;
    Some(Progress {
        phase: text(row, 0),
        done: number(row, 1).unwrap_or(0.0) as u64,
        total: number(row, 2).unwrap_or(0.0) as u64,
    })
}
