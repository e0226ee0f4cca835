//! One statement run and measured in a read-only transaction that is always rolled back: once
//! plainly for time and answer, once under EXPLAIN ANALYZE for the buffers it touched. Does not
//! keep rows: each is hashed as it comes.

use std::error::Error;
use std::time::Instant;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{FromSql, Type};
use rungs_core::change::{Limits, Measured};
use rungs_core::engine::EngineError;
use rungs_core::hash::Fnv;
use rungs_core::name::Millis;

use super::connect::Session;
use super::{error, explain};

/// Errors: `User` for a statement that the server refuses, `Refused` for one that writes.
pub(super) fn run(
    session: &mut Session,
    text: &str,
    limits: &Limits,
) -> Result<Measured, EngineError> {
    let doing = "cannot measure the statement";
    session.sent += 3;
    session
        .client
        .batch_execute(&format!(
            "begin read only; set local statement_timeout = {}; set local lock_timeout = {}",
            limits.statement_ms, limits.lock_wait_ms
        ))
        .map_err(|e| error::of(doing, &e))?;
    let outcome = in_transaction(session, text, limits);
    session.client.batch_execute("rollback").map_err(|e| error::of(doing, &e))?;
    outcome.map_err(|e| error::of(doing, &e))
}

fn in_transaction(
    session: &mut Session,
    text: &str,
    limits: &Limits,
) -> Result<Measured, postgres::Error> {
    let mut measured = match plainly(session, text) {
        Err(e) if e.code() == Some(&SqlState::QUERY_CANCELED) => {
            return Ok(Measured {
                ms: Millis(limits.statement_ms as f64),
                rows: 0,
                answer: 0,
                work: None,
                work_unit: "buffers",
                timed_out: true,
            });
        }
        other => other?,
    };
    measured.work = match work(session, text) {
        Err(e) if e.code() == Some(&SqlState::QUERY_CANCELED) => None,
        other => other?,
    };
    Ok(measured)
}

fn plainly(session: &mut Session, text: &str) -> Result<Measured, postgres::Error> {
    // Preparing refuses a text that holds more than one statement.
    let statement = session.client.prepare(text)?;
    let started = Instant::now();
    let none: [&str; 0] = [];
    let mut found = session.client.query_raw(&statement, none)?;
    let (mut rows, mut answer) = (0_u64, 0_u64);
    while let Some(row) = found.next()? {
        let mut hasher = Fnv::new();
        for (position, column) in row.columns().iter().enumerate() {
            match row.try_get::<_, Option<Raw>>(position)? {
                Some(Raw(bytes)) => hash(&mut hasher, column.type_(), bytes),
                None => hasher.bytes(&[0]),
            }
        }
        rows += 1;
        // A sum does not depend on the order of the rows.
        answer = answer.wrapping_add(hasher.mixed());
    }
    Ok(Measured {
        ms: Millis(started.elapsed().as_secs_f64() * 1e3),
        rows,
        answer,
        work: None,
        work_unit: "buffers",
        timed_out: false,
    })
}

fn work(session: &mut Session, text: &str) -> Result<Option<u64>, postgres::Error> {
    let sql = format!("explain (analyze, buffers, timing off, format json) {text}");
    let rows = session.client.query(&sql, &[])?;
    let json = rows.first().map(|row| row.try_get::<_, Raw>(0)).transpose()?;
    Ok(json.and_then(|Raw(bytes)| explain::buffers(std::str::from_utf8(bytes).ok()?)))
}

/// Floats lose the digits that depend on the order in which they were summed.
fn hash(hasher: &mut Fnv, data_type: &Type, bytes: &[u8]) {
    hasher.bytes(&[1]);
    let rounded = if *data_type == Type::FLOAT8 {
        bytes.try_into().ok().map(|b| format!("{:.8e}", f64::from_be_bytes(b)))
    } else if *data_type == Type::FLOAT4 {
        bytes.try_into().ok().map(|b| format!("{:.4e}", f32::from_be_bytes(b)))
    } else {
        None
    };
    match rounded {
        Some(text) => hasher.bytes(text.as_bytes()),
        None => hasher.bytes(bytes),
    }
    hasher.number(bytes.len() as u64);
}

/// A value as the server sent it, whatever its type.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Raw(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_row_is_the_same_for_ever() {
        let mut one = Fnv::new();
        hash(&mut one, &Type::INT4, &7_i32.to_be_bytes());
        assert_eq!(one.mixed(), EVER);
        let mut other = Fnv::new();
        hash(&mut other, &Type::FLOAT8, &(0.1_f64 + 0.2).to_be_bytes());
        let mut same = Fnv::new();
        hash(&mut same, &Type::FLOAT8, &0.3_f64.to_be_bytes());
        assert_eq!(other.mixed(), same.mixed());
    }

    const EVER: u64 = 0x8946_08d8_8d07_ddee;
}
