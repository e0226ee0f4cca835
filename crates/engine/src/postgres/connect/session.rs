//! One connection with the manners of its purpose. All fixed queries go by the simple protocol:
//! one round trip each, and it works behind a pooler.

use std::str::FromStr;

use postgres::{Client, SimpleQueryMessage, SimpleQueryRow};
use rungs_core::engine::{EngineError, ErrorClass};

use super::super::error;
use super::PostgresTarget;

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Purpose {
    /// The collector: read only, never waits for locks, never runs long.
    Read,
    /// Journal and changes.
    Write,
}

/// Asked for at the start; a pooler refuses or forgets them, and is known by that.
const READ_START: &str = "-c lock_timeout=50";
/// Set afterwards, so that `pg_settings.reset_val` still tells the user's own default.
const READ_MANNERS: &str = "set default_transaction_read_only = on; \
     set statement_timeout = 5000; set idle_in_transaction_session_timeout = 60000";
/// With `standard_conforming_strings` a literal ends where the dialect ended it.
const WRITE_MANNERS: &str = "set default_transaction_read_only = off; \
     set standard_conforming_strings = on; \
     set synchronous_commit = on; set statement_timeout = 0; set lock_timeout = 5000";
/// The session that holds the writer's lock says nothing while an index is built, and must not
/// be ended for it. PostgreSQL 13 has no such setting.
const NEVER_IDLE_TOO_LONG: &str = "set idle_session_timeout = 0";
/// Only a superuser may; others leave traces in their own statistics.
const UNCOUNTED: &str = "set pg_stat_statements.track = 'none'";
/// The same for one transaction, where the connection is shared with strangers.
const POOLED_READ: &str =
    "begin read only; set local statement_timeout = 5000; set local lock_timeout = 50; ";

pub(in super::super) struct Session {
    pub client: Client,
    /// A pooler gives each transaction another server process: nothing may outlive one.
    pub pooled: bool,
    /// Statements sent so far.
    pub sent: u32,
}

impl Session {
    /// Errors: `Config`, `Unreachable`; `Unsupported` for writing through a pooler.
    pub fn open(target: &PostgresTarget, purpose: Purpose) -> Result<Self, EngineError> {
        match purpose {
            Purpose::Read => Self::open_reader(target),
            Purpose::Write => Self::open_writer(target),
        }
    }

    fn open_reader(target: &PostgresTarget) -> Result<Self, EngineError> {
        let client = match target.client(READ_START) {
            // A pooler that does not know start-up options says so by this code.
            Err(e) if e.detail.as_deref().is_some_and(|d| d.contains("08P01")) => {
                target.client("")?
            }
            other => other?,
        };
        let mut session = Self { client, pooled: false, sent: 0 };
        let kept = session.rows("show lock_timeout")?;
        session.pooled = kept.first().and_then(|r| r.text(0)) != Some("50ms");
        if !session.pooled {
            session.rows(READ_MANNERS)?;
            // Refused to all but superusers, which is fine.
            drop(session.try_rows(UNCOUNTED));
        }
        Ok(session)
    }

    fn open_writer(target: &PostgresTarget) -> Result<Self, EngineError> {
        let mut session = Self { client: target.client("")?, pooled: false, sent: 0 };
        session.refuse_pooler(target)?;
        session.rows(WRITE_MANNERS)?;
        drop(session.try_rows(NEVER_IDLE_TOO_LONG));
        Ok(session)
    }

    /// Runs fixed text and gives its rows; with several statements, the rows of all.
    pub fn rows(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.try_rows(sql).map_err(|e| error::of("cannot read the catalog", &e))
    }

    /// Like [`Session::rows`], for callers that look at the SQLSTATE.
    pub fn try_rows(&mut self, sql: &str) -> Result<Vec<Row>, postgres::Error> {
        self.sent += 1;
        let outcome = if self.pooled {
            let outcome = self.client.simple_query(&format!("{POOLED_READ}{sql}; commit"));
            if outcome.is_err() {
                self.client.simple_query("rollback")?;
            }
            outcome
        } else {
            self.client.simple_query(&format!("/* rungs */ {sql}"))
        };
        Ok(outcome?
            .into_iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(Row(row)),
                _ => None,
            })
            .collect())
    }

    /// Two sessions that share a server process, or one that changes it, sit behind a pooler in
    /// transaction mode: locks and CONCURRENTLY cannot be trusted there.
    fn refuse_pooler(&mut self, target: &PostgresTarget) -> Result<(), EngineError> {
        const PID: &str = "select pg_backend_pid()";
        let pid = |rows: Vec<Row>| rows.iter().find_map(|r| r.number::<i64>(0));
        let mut other = target.client("").map(|client| Self { client, pooled: false, sent: 0 })?;
        let before = pid(other.rows(PID)?);
        let mine = pid(self.rows("begin; select pg_backend_pid()")?);
        let after = pid(other.rows(PID)?);
        self.rows("commit")?;
        let again = pid(self.rows(PID)?);
        let shared = mine == before || before != after || mine != again;
        if shared {
            return Err(EngineError::new(
                ErrorClass::Unsupported,
                "changes are refused behind a connection pooler in transaction mode",
            )
            .detail("the server process changes between transactions, so locks are not kept")
            .hint("give rungs the address of the server itself"));
        }
        Ok(())
    }
}

/// One row, read by position as text.
pub(in super::super) struct Row(SimpleQueryRow);

impl Row {
    pub fn text(&self, column: usize) -> Option<&str> {
        self.0.try_get(column).ok().flatten()
    }

    pub fn owned(&self, column: usize) -> String {
        self.text(column).unwrap_or_default().to_owned()
    }

    pub fn number<T: FromStr>(&self, column: usize) -> Option<T> {
        self.text(column)?.parse().ok()
    }

    pub fn flag(&self, column: usize) -> bool {
        self.text(column) == Some("t")
    }

    /// A JSON array of strings, as `to_json(array)` gives it.
    pub fn list(&self, column: usize) -> Vec<String> {
        self.text(column).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default()
    }

    pub fn numbers(&self, column: usize) -> Vec<f64> {
        self.text(column).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default()
    }
}
