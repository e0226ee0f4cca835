//! A database as rollups see it: REPEATABLE READ transactions and an advisory lock per family.

use postgres::SimpleQueryMessage;
use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::derive::Form;
use rungs_core::rollup::{Described, Family, Standing};

use super::capture;
use super::connect::{OUR_NAMES_ONCE, PostgresTarget, Purpose, Session as Connection, USERS_NAMES};
use super::error;
use crate::rollup::{self, Cells, EachRow, Part, Session};

const Q: Quote = Quote::Double;
/// `rgr` in ASCII: the first half of the advisory lock of a family.
const LOCK_CLASS: u64 = 0x0072_6772;

/// The rollups that the registry of this database holds.
pub fn standing(target: &PostgresTarget) -> Result<Vec<Standing>, EngineError> {
    rollup::standing(&mut RollupSession::open(target)?)
}

pub struct RollupSession {
    connection: Connection,
    in_transaction: bool,
}

impl RollupSession {
    pub fn open(target: &PostgresTarget) -> Result<Self, EngineError> {
        let mut connection = Connection::open(target, Purpose::Write)?;
        // A lock on a busy table is waited for shortly and tried again; sums must not be done in
        // parallel processes that the application needs.
        connection.rows(
            "set client_min_messages = warning; set lock_timeout = 2000; \
             set standard_conforming_strings = on; set timezone = 'UTC'; \
             set datestyle = 'ISO'; set jit = off",
        )?;
        Ok(Self { connection, in_transaction: false })
    }

    fn query(&mut self, sql: &Sql) -> Result<Vec<SimpleQueryMessage>, EngineError> {
        let words: Vec<&str> = sql.as_str().split_whitespace().take(3).collect();
        self.connection
            .client
            .simple_query(sql.as_str())
            .map_err(|e| error::of(&format!("cannot run {} …", words.join(" ")), &e))
    }
}

impl Session for RollupSession {
    fn kind(&self) -> EngineKind {
        EngineKind::Postgres
    }

    fn run(&mut self, sql: &Sql) -> Result<u64, EngineError> {
        let messages = self.query(sql)?;
        let changed = |m: &SimpleQueryMessage| match m {
            SimpleQueryMessage::CommandComplete(rows) => *rows,
            _ => 0,
        };
        Ok(messages.iter().map(changed).sum())
    }

    fn rows(&mut self, sql: &Sql) -> Result<Vec<Cells>, EngineError> {
        let row = |m: &SimpleQueryMessage| match m {
            SimpleQueryMessage::Row(row) => {
                let cell = |at| row.try_get(at).ok().flatten().map(str::to_owned);
                Some((0..row.len()).map(cell).collect())
            }
            _ => None,
        };
        Ok(self.query(sql)?.iter().filter_map(row).collect())
    }

    fn begin(&mut self) -> Result<(), EngineError> {
        self.run(&Sql::fixed("BEGIN ISOLATION LEVEL REPEATABLE READ"))?;
        self.in_transaction = true;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        self.in_transaction = false;
        self.run(&Sql::fixed("COMMIT")).map(drop)
    }

    fn rollback(&mut self) {
        if std::mem::take(&mut self.in_transaction) {
            // A connection that cannot roll back is dead, and the server does it.
            drop(self.run(&Sql::fixed("ROLLBACK")));
        }
    }

    fn lock(&mut self, family: &str) -> Result<(), EngineError> {
        let taken = self.rows(&lock_call("SELECT pg_try_advisory_lock(", family))?;
        if taken.first().and_then(|r| r.first()?.as_deref()) == Some("t") {
            return Ok(());
        }
        Err(EngineError::new(ErrorClass::Busy, format!("another rungs is at work on {family}"))
            .hint("wait until it is done; pg_locks shows who holds the advisory lock"))
    }

    fn unlock(&mut self, family: &str) {
        // It goes with the connection in any case.
        drop(self.rows(&lock_call("SELECT pg_advisory_unlock(", family)));
    }

    fn describe(&mut self, select: &str) -> Result<Vec<Described>, EngineError> {
        let describe =
            format!("CREATE TEMP TABLE rungs_described ON COMMIT DROP AS {select} WITH NO DATA");
        self.begin()?;
        let asked = self.run(&Sql::fixed(USERS_NAMES));
        let described = asked.and_then(|_| self.run(&Sql::from_text_that_i_vouch_for(describe)));
        let made = described.and_then(|_| {
            self.run(&Sql::fixed(OUR_NAMES_ONCE))?;
            self.rows(&Sql::fixed(
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute \
                 WHERE attrelid = 'pg_temp.rungs_described'::regclass AND attnum > 0 \
                 ORDER BY attnum",
            ))
        });
        self.rollback();
        let one = |row: &Cells| {
            let cell = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
            Described { name: Ident::new(cell(0)), data_type: cell(1) }
        };
        Ok(made?.iter().map(one).collect())
    }

    fn epoch(&mut self, family: &Family) -> Result<Vec<String>, EngineError> {
        capture::epoch(self, family)
    }

    fn unused_parts(&mut self, family: &Family) -> Result<Vec<Part>, EngineError> {
        capture::unused_parts(self, family)
    }

    fn has_index(&mut self, family: &Family, column: &str) -> Result<bool, EngineError> {
        let sql = Sql::fixed(
            "SELECT 1 FROM pg_index i JOIN pg_am m ON m.amname = 'btree' \
             JOIN pg_class c ON c.oid = i.indexrelid AND c.relam = m.oid \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
             WHERE i.indisvalid AND i.indpred IS NULL AND i.indrelid = to_regclass(",
        )
        .literal(Q, &Sql::fixed("").table(Q, &family.fact).to_string())
        .text(") AND a.attname = ")
        .literal(Q, column)
        .text(" LIMIT 1");
        Ok(!self.rows(&sql)?.is_empty())
    }

    fn bytes(&mut self, table: &str) -> Option<u64> {
        // A table that is not partitioned is no tree.
        let sql = Sql::fixed(
            "SELECT COALESCE((SELECT SUM(pg_total_relation_size(relid)) \
             FROM pg_partition_tree(r)), pg_total_relation_size(r)) FROM to_regclass(",
        )
        .literal(Q, table)
        .text(") r");
        self.rows(&sql).ok()?.first()?.first()?.as_deref()?.parse().ok()
    }

    fn holes(&mut self, family: &Family, form: Option<Form>) -> Result<Vec<String>, EngineError> {
        capture::holes(self, family, form)
    }

    fn snapshot(&mut self) -> Result<Box<dyn Session>, EngineError> {
        Err(EngineError::new(ErrorClass::Bug, "PostgreSQL adds up by itself"))
    }

    fn stream(&mut self, _: &Sql, _: EachRow<'_>) -> Result<(), EngineError> {
        Err(EngineError::new(ErrorClass::Bug, "PostgreSQL adds up by itself"))
    }
}

fn lock_call(call: &'static str, family: &str) -> Sql {
    Sql::fixed(call).number(LOCK_CLASS).text(", hashtext(").literal(Q, family).text("))")
}
