//! One session of a server: what it may do, how long it waits, and rows as text.

use std::fmt::Write as _;

use mysql::prelude::Queryable;
use rungs_core::engine::{EngineError, ErrorClass};

use super::{MariaDbTarget, error};

/// One row as text, NULL as None.
pub type Cells = Vec<Option<String>>;

/// A connection and what is known of it from the beginning.
pub struct Session {
    pub conn: mysql::Conn,
    pub is_mysql: bool,
    /// As the server counts its sessions: behind a proxy the driver knows another number.
    id: u32,
    /// False: the user may not enter the target's database (no privilege on it at all).
    pub in_database: bool,
    /// Statements that were run on it so far.
    pub statements: u32,
}

impl Session {
    /// A session that cannot write and never waits long.
    pub fn reading(target: &MariaDbTarget) -> Result<Self, EngineError> {
        let mut session = Self::open(target)?;
        // Its own statements stay out of the workload, where the user may say so.
        session.try_run(
            "UPDATE performance_schema.threads SET INSTRUMENTED = 'NO' \
             WHERE PROCESSLIST_ID = CONNECTION_ID()",
        );
        session.run("SET SESSION TRANSACTION READ ONLY")?;
        session.limit_statements(5_000)?;
        session.run("SET SESSION lock_wait_timeout = 1")?;
        session.run("SET SESSION innodb_lock_wait_timeout = 1")?;
        Ok(session)
    }

    /// A session that may write; the journal's, the executor's, the clone's.
    pub fn writing(target: &MariaDbTarget) -> Result<Self, EngineError> {
        let mut session = Self::open(target)?;
        session.run("SET SESSION lock_wait_timeout = 1")?;
        session.run("SET SESSION innodb_lock_wait_timeout = 5")?;
        Ok(session)
    }

    /// A session that writes what rungs itself says: journal and steps mean the same whatever mode
    /// the server is in (a zero date in a default, backslashes in literals).
    pub fn speaking(target: &MariaDbTarget) -> Result<Self, EngineError> {
        let mut session = Self::writing(target)?;
        session.run("SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'")?;
        Ok(session)
    }

    /// A session as any client has it: for loading data and for tests.
    pub fn plain(target: &MariaDbTarget) -> Result<Self, EngineError> {
        Self::open(target)
    }

    fn open(target: &MariaDbTarget) -> Result<Self, EngineError> {
        let conn = target.open()?;
        let mut session = Self { conn, is_mysql: false, id: 0, in_database: false, statements: 0 };
        let about = session.rows("SELECT VERSION(), CONNECTION_ID()")?;
        let about = about.first().cloned().unwrap_or_default();
        session.is_mysql = !text(&about, 0).to_ascii_lowercase().contains("mariadb");
        session.id = number(&about, 1).unwrap_or(0.0) as u32;
        session.run("SET NAMES utf8mb4")?;
        session.in_database = session.enter(target)?;
        Ok(session)
    }

    fn enter(&mut self, target: &MariaDbTarget) -> Result<bool, EngineError> {
        let Some(database) = &target.database else { return Ok(false) };
        match self.conn.query_drop(format!("USE {}", quoted(database))) {
            Ok(()) => Ok(true),
            Err(e) if error::code(&e) == Some(1044) => Ok(false),
            Err(e) => Err(error::from_driver(&format!("enter database {database}"), &e)),
        }
    }

    /// Longest time of one statement; 0: no limit. MySQL limits only SELECT.
    pub fn limit_statements(&mut self, ms: u64) -> Result<(), EngineError> {
        let sql = if self.is_mysql {
            format!("SET SESSION max_execution_time = {ms}")
        } else {
            format!("SET SESSION max_statement_time = {}", ms as f64 / 1_000.0)
        };
        self.run(&sql)
    }

    /// Longest wait for a lock. The server counts whole seconds; at least one.
    pub fn limit_lock_waits(&mut self, ms: u64) -> Result<(), EngineError> {
        let seconds = if ms == 0 { 31_536_000 } else { ms.div_ceil(1_000) };
        self.run(&format!("SET SESSION lock_wait_timeout = {seconds}"))?;
        self.run(&format!("SET SESSION innodb_lock_wait_timeout = {seconds}"))
    }

    pub fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.run_raw(sql).map_err(|e| error::from_driver(&doing(sql), &e))
    }

    /// As `run`, with the driver's own error.
    pub fn run_raw(&mut self, sql: &str) -> Result<(), mysql::Error> {
        self.statements += 1;
        self.conn.query_drop(sql)
    }

    /// Runs what may be refused; true if it was done.
    pub fn try_run(&mut self, sql: &str) -> bool {
        self.run_raw(sql).is_ok()
    }

    pub fn rows(&mut self, sql: &str) -> Result<Vec<Cells>, EngineError> {
        self.rows_raw(sql).map_err(|e| error::from_driver(&doing(sql), &e))
    }

    pub fn rows_raw(&mut self, sql: &str) -> Result<Vec<Cells>, mysql::Error> {
        self.statements += 1;
        self.conn.query_map(sql, cells)
    }

    /// Rows of a text of the user's: prepared, so that the server takes one statement only.
    pub fn prepared_rows(&mut self, sql: &str) -> Result<Vec<Cells>, mysql::Error> {
        self.statements += 1;
        self.conn.exec_map(sql, (), cells)
    }

    /// Rows of a statement with `?` in it, all of them the same `value`.
    pub fn rows_for(&mut self, sql: &str, value: &str) -> Result<Vec<Cells>, EngineError> {
        self.statements += 1;
        let holes = sql.matches('?').count();
        let parameters = vec![mysql::Value::from(value); holes];
        self.conn.exec_map(sql, parameters, cells).map_err(|e| error::from_driver(&doing(sql), &e))
    }

    /// The first cell of the first row.
    pub fn one(&mut self, sql: &str) -> Result<Option<String>, EngineError> {
        Ok(self.rows(sql)?.into_iter().next().and_then(|row| row.into_iter().next().flatten()))
    }

    pub fn id(&self) -> u32 {
        self.id
    }
}

/// The target's database, or an error that says that the URL names none.
pub fn database_of(target: &MariaDbTarget) -> Result<&str, EngineError> {
    target.database.as_deref().ok_or_else(|| {
        EngineError::new(ErrorClass::Config, "the URL names no database")
            .hint("put the database's name at the end: mysql://user@host/database")
    })
}

/// An identifier in backticks.
pub fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// What a statement of rungs does, for errors: its first words, never values.
fn doing(sql: &str) -> String {
    let sql = sql.lines().find(|l| !l.trim_start().starts_with("--")).unwrap_or(sql);
    let words: Vec<&str> = sql.split_whitespace().take(3).collect();
    format!("run {} …", words.join(" "))
}

/// The cell's text, empty for NULL.
pub fn text(row: &Cells, at: usize) -> String {
    row.get(at).cloned().flatten().unwrap_or_default()
}

/// The cell's number; None for NULL and for what is no number.
pub fn number(row: &Cells, at: usize) -> Option<f64> {
    row.get(at)?.as_deref()?.parse().ok()
}

fn cells(row: mysql::Row) -> Cells {
    row.unwrap().into_iter().map(cell).collect()
}

fn cell(value: mysql::Value) -> Option<String> {
    use mysql::Value;
    Some(match value {
        Value::NULL => return None,
        Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Value::Int(n) => n.to_string(),
        Value::UInt(n) => n.to_string(),
        Value::Float(x) => x.to_string(),
        Value::Double(x) => x.to_string(),
        Value::Date(y, mo, d, h, mi, s, us) => {
            let mut date = format!("{y:04}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02}");
            if us > 0 {
                let _ = write!(date, ".{us:06}");
            }
            date
        }
        Value::Time(negative, d, h, mi, s, us) => {
            let sign = if negative { "-" } else { "" };
            let hours = d * 24 + u32::from(h);
            format!("{sign}{hours:02}:{mi:02}:{s:02}.{us:06}")
        }
    })
}
