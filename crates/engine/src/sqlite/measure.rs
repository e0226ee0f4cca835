//! Running a read statement within a time limit, and what it took: time, rows, VM steps, and a
//! hash of the answer. The answer itself is not kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rungs_core::change::{Limits, Measured};
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::hash::fnv;
use rungs_core::name::Millis;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, Row, Statement, StatementStatus};

use super::error::{classify, code_of};

/// VM steps between two looks at the clock.
const STEPS_PER_LOOK: i32 = 4_000;

pub fn measure(
    conn: &mut Connection,
    text: &str,
    limits: &Limits,
) -> Result<Measured, EngineError> {
    let looks = guard(conn, limits.statement_ms, STEPS_PER_LOOK)
        .map_err(|e| classify("set the time limit", &e))?;
    let measured = run(conn, text, &looks);
    let _ = unguard(conn);
    measured
}

fn run(conn: &Connection, text: &str, looks: &AtomicU64) -> Result<Measured, EngineError> {
    let failed = |e: rusqlite::Error| classify("run the statement", &e);
    let mut statement = conn.prepare(text).map_err(failed)?;
    if !statement.readonly() {
        return Err(EngineError::new(ErrorClass::User, "the statement writes; it is not run")
            .hint("only reading statements can be measured"));
    }
    let began = Instant::now();
    let (rows, answer, timed_out) = match read_all(&mut statement) {
        Ok((rows, answer)) => (rows, answer, false),
        Err(e) if code_of(&e) == Some(ErrorCode::OperationInterrupted) => (0, 0, true),
        Err(e) => return Err(failed(e)),
    };
    let ms = Millis(began.elapsed().as_secs_f64() * 1e3);
    let work = Some(steps(&statement, looks.load(Ordering::Relaxed)));
    Ok(Measured { ms, rows, answer, work, work_unit: "vm steps", timed_out })
}

fn read_all(statement: &mut Statement) -> rusqlite::Result<(u64, u64)> {
    let columns = statement.column_count();
    // Not bound means NULL, as SQLite has it.
    let mut rows = statement.raw_query();
    let (mut count, mut answer) = (0_u64, 0_u64);
    while let Some(row) = rows.next()? {
        count += 1;
        // A sum does not depend on the order of rows and tells two equal rows from one.
        answer = answer.wrapping_add(hash_row(row, columns)?);
    }
    Ok((count, answer))
}

/// SQLite counts steps in 32 bits; the looks of the guard tell how often that went round.
fn steps(statement: &Statement, looks: u64) -> u64 {
    const ROUND: u64 = 1 << 32;
    let low = u64::from(statement.get_status(StatementStatus::VmStep).cast_unsigned());
    let about = looks * u64::from(STEPS_PER_LOOK.unsigned_abs());
    let rounds = (about.saturating_sub(low) + ROUND / 2) / ROUND;
    rounds * ROUND + low
}

fn hash_row(row: &Row, columns: usize) -> rusqlite::Result<u64> {
    let mut bytes = Vec::new();
    for column in 0..columns {
        match row.get_ref(column)? {
            ValueRef::Null => bytes.push(0),
            ValueRef::Integer(n) => {
                bytes.push(1);
                bytes.extend(n.to_le_bytes());
            }
            ValueRef::Real(r) => {
                bytes.push(2);
                // 9 significant digits: a sum of reals depends on the order of its terms.
                let r = if r == 0.0 { 0.0 } else { r };
                bytes.extend(format!("{r:.8e}").into_bytes());
            }
            ValueRef::Text(t) => tagged(&mut bytes, 3, t),
            ValueRef::Blob(b) => tagged(&mut bytes, 4, b),
        }
    }
    let hash = fnv(&bytes);
    Ok(hash ^ (hash >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn tagged(bytes: &mut Vec<u8>, tag: u8, value: &[u8]) {
    bytes.push(tag);
    bytes.extend((value.len() as u64).to_le_bytes());
    bytes.extend(value);
}

/// Interrupts whatever the connection runs after `ms` milliseconds (0: never). Gives the number
/// of looks taken at the clock, one each so many steps. Undone by [`unguard`].
pub(super) fn guard(
    conn: &mut Connection,
    ms: u64,
    steps_per_look: i32,
) -> rusqlite::Result<Arc<AtomicU64>> {
    let looks = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&looks);
    let end = (ms > 0).then(|| Instant::now() + Duration::from_millis(ms));
    conn.progress_handler(
        steps_per_look,
        Some(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            end.is_some_and(|end| Instant::now() >= end)
        }),
    )?;
    Ok(looks)
}

fn unguard(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.progress_handler(0, None::<fn() -> bool>)
}

/// Runs `work` for at most `ms` milliseconds. None: it took longer and was interrupted.
pub fn limited<T>(
    conn: &mut Connection,
    ms: u64,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    guard(conn, ms, STEPS_PER_LOOK)?;
    let outcome = work(conn);
    unguard(conn)?;
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(e) if code_of(&e) == Some(ErrorCode::OperationInterrupted) => Ok(None),
        Err(e) => Err(e),
    }
}
