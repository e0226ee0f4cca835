//! Runs a read statement in a read-only transaction: time, answer's hash, handler reads.
//! Keeps no row.

use std::time::Instant;

use mysql::prelude::Queryable;
use rungs_core::change::{Limits, Measured};
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::hash::Fnv;
use rungs_core::name::Millis;

use super::connect::{Session, number, text};
use super::error;

/// What `Measured::work` counts: rows and keys that the engine was asked for, temporary rows
/// written, rows sorted. The same on every run of a statement over the same data.
const WORK: &str = "handler reads";

pub fn measure(session: &mut Session, sql: &str, limits: &Limits) -> Result<Measured, EngineError> {
    session.limit_statements(limits.statement_ms)?;
    session.limit_lock_waits(limits.lock_wait_ms)?;
    session.run("START TRANSACTION READ ONLY")?;
    let measured = in_transaction(session, sql);
    session.run("ROLLBACK")?;
    session.limit_statements(5_000)?;
    session.limit_lock_waits(1_000)?;
    measured
}

fn in_transaction(session: &mut Session, sql: &str) -> Result<Measured, EngineError> {
    let before = work(session)?;
    let started = Instant::now();
    let run = run(session, sql);
    let ms = Millis(started.elapsed().as_secs_f64() * 1_000.0);
    let timed_out = matches!(&run, Err(e) if error::is_time_out(e));
    let (rows, answer) = match run {
        Ok(seen) => seen,
        Err(_) if timed_out => (0, 0),
        Err(e) => return Err(refused(&e)),
    };
    let after = work(session)?;
    let work = (!timed_out).then(|| after.saturating_sub(before));
    Ok(Measured { ms, rows, answer, work, work_unit: WORK, timed_out })
}

/// A prepared statement: the server takes only one at a time, whatever the text says.
fn run(session: &mut Session, sql: &str) -> Result<(u64, u64), mysql::Error> {
    session.statements += 1;
    let statement = session.conn.prep(sql)?;
    let outcome = rows_and_answer(session, &statement);
    let closed = session.conn.close(statement);
    let seen = outcome?;
    closed.map(|()| seen)
}

fn rows_and_answer(
    session: &mut Session,
    statement: &mysql::Statement,
) -> Result<(u64, u64), mysql::Error> {
    let (mut rows, mut answer) = (0_u64, 0_u64);
    for row in session.conn.exec_iter(statement, ())? {
        rows += 1;
        answer = answer.wrapping_add(row_hash(&row?.unwrap()));
    }
    Ok((rows, answer))
}

fn refused(error: &mysql::Error) -> EngineError {
    let mapped = error::from_driver("run a statement to measure it", error);
    if matches!(error::code(error), Some(1792 | 1290)) {
        return EngineError::new(
            ErrorClass::Refused,
            "the statement writes; it is not run as a proof",
        );
    }
    mapped
}

fn work(session: &mut Session) -> Result<u64, EngineError> {
    let rows = session.rows(
        // No backslash: in some modes of the server it is a letter like any other.
        "SHOW SESSION STATUS WHERE LEFT(Variable_name, 13) = 'Handler_read_' \
         OR Variable_name IN ('Handler_tmp_write', 'Sort_rows')",
    )?;
    let counted = rows.iter().filter(|row| text(row, 0) != "Handler_read_retry");
    Ok(counted.filter_map(|row| number(row, 1)).sum::<f64>() as u64)
}

fn row_hash(cells: &[mysql::Value]) -> u64 {
    let mut hash = Fnv::new();
    for cell in cells {
        match cell {
            mysql::Value::NULL => hash.bytes(&[0]),
            mysql::Value::Bytes(bytes) => {
                hash.bytes(&[1]);
                hash.number(bytes.len() as u64);
                hash.bytes(bytes);
            }
            mysql::Value::Float(x) => hash.bytes(rounded(f64::from(*x)).as_bytes()),
            mysql::Value::Double(x) => hash.bytes(rounded(*x).as_bytes()),
            other => hash.bytes(other.as_sql(true).as_bytes()),
        }
        hash.bytes(&[0xff]);
    }
    hash.mixed()
}

/// Nine significant digits: sums of floats differ in the last ones by the order of rows.
fn rounded(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { format!("{x:.8e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_that_differ_by_the_order_of_a_sum_hash_alike() {
        let hash = |x: f64| row_hash(&[mysql::Value::Double(x)]);
        assert_eq!(hash(0.1 + 0.2), hash(0.3));
        assert_eq!(hash(0.0), hash(-0.0));
        assert_ne!(hash(1.0), hash(1.000_001));
    }

    #[test]
    fn cells_do_not_run_into_each_other() {
        let hash = |cells: &[&str]| {
            let cells: Vec<_> =
                cells.iter().map(|c| mysql::Value::Bytes(c.as_bytes().to_vec())).collect();
            row_hash(&cells)
        };
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_ne!(row_hash(&[mysql::Value::NULL]), hash(&[""]));
    }
}
