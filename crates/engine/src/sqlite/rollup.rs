//! The file as rollups see it: IMMEDIATE transactions are the lock, triggers are all of capture.

use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::derive::Form;
use rungs_core::rollup::{Described, Family, Standing};
use rusqlite::Connection;

use super::SqliteTarget;
use super::capture;
use super::connect;
use super::error::classify;
use super::load::text;
use crate::rollup::{self, Cells, EachRow, Part, Session};

/// How long a transaction waits for another writer, in milliseconds.
const WAIT_MS: u64 = 10_000;

/// The rollups that the registry of this database holds.
pub fn standing(target: &SqliteTarget) -> Result<Vec<Standing>, EngineError> {
    rollup::standing(&mut RollupSession::open(target)?)
}

pub struct RollupSession {
    conn: Connection,
}

impl RollupSession {
    pub fn open(target: &SqliteTarget) -> Result<Self, EngineError> {
        let conn = connect::writer(target)?;
        conn.busy_timeout(std::time::Duration::from_millis(WAIT_MS))
            .and_then(|()| {
                conn.execute_batch(
                    "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; \
                     PRAGMA trusted_schema = OFF;",
                )
            })
            .map_err(|e| classify("prepare the connection", &e))?;
        Ok(Self { conn })
    }

    fn one(&mut self, sql: &'static str) -> Result<(), EngineError> {
        self.run(&Sql::fixed(sql)).map(drop)
    }
}

impl Session for RollupSession {
    fn kind(&self) -> EngineKind {
        EngineKind::Sqlite
    }

    fn run(&mut self, sql: &Sql) -> Result<u64, EngineError> {
        let run = || -> rusqlite::Result<u64> {
            let mut statement = self.conn.prepare(sql.as_str())?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            drop(rows);
            Ok(self.conn.changes())
        };
        run().map_err(|e| classify(&doing(sql), &e))
    }

    fn rows(&mut self, sql: &Sql) -> Result<Vec<Cells>, EngineError> {
        let read = || -> rusqlite::Result<Vec<Cells>> {
            let mut statement = self.conn.prepare(sql.as_str())?;
            let columns = statement.column_count();
            let rows = statement
                .query_map([], |row| (0..columns).map(|c| Ok(text(row.get_ref(c)?))).collect())?;
            rows.collect()
        };
        read().map_err(|e| classify(&doing(sql), &e))
    }

    fn begin(&mut self) -> Result<(), EngineError> {
        self.one("BEGIN IMMEDIATE")
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        self.one("COMMIT")
    }

    fn rollback(&mut self) {
        if !self.conn.is_autocommit() {
            // What cannot be rolled back goes with the connection.
            drop(self.one("ROLLBACK"));
        }
    }

    fn lock(&mut self, _: &str) -> Result<(), EngineError> {
        Ok(())
    }

    fn unlock(&mut self, _: &str) {}

    fn describe(&mut self, select: &str) -> Result<Vec<Described>, EngineError> {
        let statement =
            self.conn.prepare(select).map_err(|e| classify("read the definition", &e))?;
        if !statement.readonly() {
            let error = EngineError::new(ErrorClass::User, "the definition is not a SELECT");
            return Err(error.hint("write one SELECT … GROUP BY"));
        }
        let one = |name: &str| Described { name: Ident::new(name), data_type: String::new() };
        Ok(statement.column_names().map(one).collect())
    }

    fn epoch(&mut self, family: &Family) -> Result<Vec<String>, EngineError> {
        capture::epoch(self, family)
    }

    fn unused_parts(&mut self, _: &Family) -> Result<Vec<Part>, EngineError> {
        Ok(Vec::new())
    }

    fn has_index(&mut self, family: &Family, column: &str) -> Result<bool, EngineError> {
        let q = Quote::Double;
        let sql = Sql::fixed("SELECT 1 FROM pragma_index_list(")
            .literal(q, family.fact.name.as_str())
            .text(
                ") l JOIN pragma_index_info(l.name) i ON i.seqno = 0 \
             WHERE l.partial = 0 AND i.name = ",
            )
            .literal(q, column)
            .text(" LIMIT 1");
        Ok(!self.rows(&sql)?.is_empty())
    }

    /// By `dbstat`, where it is compiled in.
    fn bytes(&mut self, table: &str) -> Option<u64> {
        let name = table.trim_matches('"').replace("\"\"", "\"");
        let sql = Sql::fixed("SELECT SUM(pgsize) FROM dbstat WHERE aggregate = 1 AND name = ")
            .literal(Quote::Double, &name);
        self.rows(&sql).ok()?.first()?.first()?.as_deref()?.parse().ok()
    }

    fn holes(&mut self, family: &Family, _: Option<Form>) -> Result<Vec<String>, EngineError> {
        capture::holes(self, family)
    }

    fn snapshot(&mut self) -> Result<Box<dyn Session>, EngineError> {
        Err(EngineError::new(ErrorClass::Bug, "SQLite adds up by itself"))
    }

    fn stream(&mut self, _: &Sql, _: EachRow<'_>) -> Result<(), EngineError> {
        Err(EngineError::new(ErrorClass::Bug, "SQLite adds up by itself"))
    }
}

/// The first words, never values.
fn doing(sql: &Sql) -> String {
    let words: Vec<&str> = sql.as_str().split_whitespace().take(3).collect();
    format!("run {} …", words.join(" "))
}
