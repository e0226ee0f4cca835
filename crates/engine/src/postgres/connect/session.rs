//! One connection with the manners of its purpose. All fixed queries go by the simple protocol:
//! one round trip each, and it works behind a pooler. Names in rungs' own words mean what
//! PostgreSQL ships, whatever the role looks into; names in the user's words mean what the role
//! means.

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
    /// As careful, for statements of the user: planned, measured.
    Ask,
    /// Journal, samples, rollups.
    Write,
    /// A statement of a plan, in which keys and conditions are the user's words.
    Change,
}

impl Purpose {
    fn is_users_words(self) -> bool {
        matches!(self, Self::Ask | Self::Change)
    }
}

/// A schema that the role looks into may hold an `=` or a `pg_class` of a stranger's.
const OUR_NAMES: &str = "set search_path = pg_catalog, pg_temp";
/// The same to the end of the transaction.
pub(in super::super) const OUR_NAMES_ONCE: &str = "set local search_path = pg_catalog, pg_temp; ";
/// To the end of the transaction names mean what they mean to the role.
pub(in super::super) const USERS_NAMES: &str = "set local search_path to default; ";

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
/// By this the workload knows what is not the user's. Since 18 pg_stat_statements takes comments
/// away that stand before a statement.
const OURS: &str = "/* rungs */";
/// Only a superuser may; others leave traces in their own statistics.
const UNCOUNTED: &str = "set pg_stat_statements.track = 'none'";
/// The same for one transaction, where the connection is shared with strangers.
const POOLED_READ: &str =
    "begin read only; set local statement_timeout = 5000; set local lock_timeout = 50; ";

/// Every type that is neither PostgreSQL's nor the rows of a table; a query gives 1,664 columns.
const TYPES: &str = "select format_type(t.oid, null) from pg_type t \
     join pg_namespace n on n.oid = t.typnamespace left join pg_type e on e.oid = t.typelem \
     where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') \
     and t.typtype <> 'p' and t.typrelid = 0 and coalesce(e.typrelid, 0) = 0 limit 1600";

pub(in super::super) struct Session {
    pub client: Client,
    /// A pooler gives each transaction another server process: nothing may outlive one.
    pub pooled: bool,
    /// Statements sent so far.
    pub sent: u32,
    purpose: Purpose,
}

impl Session {
    /// Errors: `Config`, `Unreachable`; `Unsupported` for writing through a pooler.
    pub fn open(target: &PostgresTarget, purpose: Purpose) -> Result<Self, EngineError> {
        let mut session = match purpose {
            Purpose::Read | Purpose::Ask => Self::open_reader(target, purpose)?,
            Purpose::Write | Purpose::Change => Self::open_writer(target, purpose)?,
        };
        if purpose.is_users_words() {
            session.learn_types()?;
        } else if !session.pooled {
            session.rows(OUR_NAMES)?;
        }
        Ok(session)
    }

    fn open_reader(target: &PostgresTarget, purpose: Purpose) -> Result<Self, EngineError> {
        let client = match target.client(READ_START) {
            // A pooler that does not know start-up options says so by this code.
            Err(e) if e.detail.as_deref().is_some_and(|d| d.contains("08P01")) => {
                target.client("")?
            }
            other => other?,
        };
        let mut session = Self { client, pooled: false, sent: 0, purpose };
        let kept = session.rows("show lock_timeout")?;
        session.pooled = kept.first().and_then(|r| r.text(0)) != Some("50ms");
        if !session.pooled {
            session.rows(READ_MANNERS)?;
            // Refused to all but superusers, which is fine.
            drop(session.try_rows(UNCOUNTED));
        }
        Ok(session)
    }

    fn open_writer(target: &PostgresTarget, purpose: Purpose) -> Result<Self, EngineError> {
        let mut session = Self { client: target.client("")?, pooled: false, sent: 0, purpose };
        session.refuse_pooler(target)?;
        session.rows(WRITE_MANNERS)?;
        drop(session.try_rows(NEVER_IDLE_TOO_LONG));
        Ok(session)
    }

    /// The driver asks for a type that it meets by a query of its own, by the names of the session.
    /// Where the role looks into other schemas before `pg_catalog`, it meets them all now.
    fn learn_types(&mut self) -> Result<(), EngineError> {
        let path = self.rows("select pg_catalog.to_json(pg_catalog.current_schemas(true))")?;
        let path = path.first().map(|row| row.list(0)).unwrap_or_default();
        let first = path.iter().find(|schema| !schema.starts_with("pg_temp"));
        if self.pooled || first.is_none_or(|schema| schema == "pg_catalog") {
            return Ok(());
        }
        let named = self.rows(&format!("begin; {OUR_NAMES_ONCE}{TYPES}; commit"))?;
        let casts: Vec<String> =
            named.iter().map(|row| format!("null::{}", row.owned(0))).collect();
        let doing = |e| error::of("cannot read the types", &e);
        self.client.batch_execute(&format!("begin; {OUR_NAMES_ONCE}")).map_err(doing)?;
        self.client.prepare(&format!("select {}", casts.join(", "))).map_err(doing)?;
        self.client.batch_execute("rollback").map_err(doing)
    }

    /// Runs fixed text and gives its rows; with several statements, the rows of all.
    pub fn rows(&mut self, sql: &str) -> Result<Vec<Row>, EngineError> {
        self.try_rows(sql).map_err(|e| error::of("cannot read the catalog", &e))
    }

    /// Like [`Session::rows`], for callers that look at the SQLSTATE.
    pub fn try_rows(&mut self, sql: &str) -> Result<Vec<Row>, postgres::Error> {
        self.sent += 1;
        let outcome = if self.pooled {
            let names = if self.purpose.is_users_words() { "" } else { OUR_NAMES_ONCE };
            let sql = format!("{POOLED_READ}{names}{sql} {OURS}; commit");
            let outcome = self.client.simple_query(&sql);
            if outcome.is_err() {
                self.client.simple_query("rollback")?;
            }
            outcome
        } else {
            self.client.simple_query(&format!("{sql} {OURS}"))
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
        const PID: &str = "select pg_catalog.pg_backend_pid()";
        let pid = |rows: Vec<Row>| rows.iter().find_map(|r| r.number::<i64>(0));
        let client = target.client("")?;
        let mut other = Self { client, pooled: false, sent: 0, purpose: self.purpose };
        let before = pid(other.rows(PID)?);
        let mine = pid(self.rows(&format!("begin; {PID}"))?);
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
