//! A database as rollups see it: READ COMMITTED transactions that claim without locks, GET_LOCK
//! per family, facts streamed in one snapshot.

use mysql::prelude::Queryable;
use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::hash::fnv;
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::derive::Form;
use rungs_core::rollup::{Described, Family, Standing};

use super::capture;
use super::connect::{MariaDbTarget, Session as Connection, database_of};
use super::error;
use crate::rollup::{self, Cells, EachRow, Part, Session};

const Q: Quote = Quote::Backtick;

/// The rollups that the registry of this database holds.
pub fn standing(target: &MariaDbTarget) -> Result<Vec<Standing>, EngineError> {
    rollup::standing(&mut RollupSession::open(target)?)
}

pub struct RollupSession {
    connection: Connection,
    target: MariaDbTarget,
    database: String,
    in_transaction: bool,
}

impl RollupSession {
    pub fn open(target: &MariaDbTarget) -> Result<Self, EngineError> {
        let database = database_of(target)?.to_owned();
        let connection = connect(target)?;
        Ok(Self { connection, target: target.clone(), database, in_transaction: false })
    }
}

fn connect(target: &MariaDbTarget) -> Result<Connection, EngineError> {
    let mut connection = Connection::writing(target)?;
    connection.run("SET SESSION lock_wait_timeout = 2")?;
    connection.run("SET SESSION wait_timeout = 2147483")?;
    connection.run("SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'")?;
    connection.run("SET SESSION time_zone = '+00:00'")?;
    Ok(connection)
}

impl Session for RollupSession {
    fn kind(&self) -> EngineKind {
        EngineKind::MariaDb
    }

    fn run(&mut self, sql: &Sql) -> Result<u64, EngineError> {
        self.connection.run(sql.as_str())?;
        Ok(self.connection.conn.affected_rows())
    }

    fn rows(&mut self, sql: &Sql) -> Result<Vec<Cells>, EngineError> {
        self.connection.rows(sql.as_str())
    }

    fn begin(&mut self) -> Result<(), EngineError> {
        self.connection.run("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")?;
        self.connection.run("START TRANSACTION")?;
        self.in_transaction = true;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        self.in_transaction = false;
        self.connection.run("COMMIT")
    }

    fn rollback(&mut self) {
        if std::mem::take(&mut self.in_transaction) {
            // A connection that cannot roll back is dead, and the server does it.
            drop(self.connection.run("ROLLBACK"));
        }
    }

    fn lock(&mut self, family: &str) -> Result<(), EngineError> {
        let call = Sql::fixed("SELECT GET_LOCK(").literal(Q, &lock_name(&self.database, family));
        let got = self.rows(&call.text(", 0)"))?;
        if got.first().and_then(|r| r.first()?.as_deref()) == Some("1") {
            return Ok(());
        }
        Err(EngineError::new(ErrorClass::Busy, format!("another rungs is at work on {family}"))
            .hint("wait until it is done; SHOW PROCESSLIST shows who it is"))
    }

    fn unlock(&mut self, family: &str) {
        let call = Sql::fixed("DO RELEASE_LOCK(").literal(Q, &lock_name(&self.database, family));
        // It goes with the connection in any case.
        drop(self.run(&call.text(")")));
    }

    fn describe(&mut self, select: &str) -> Result<Vec<Described>, EngineError> {
        self.connection.run("DROP TEMPORARY TABLE IF EXISTS rungs_described")?;
        let made = format!("CREATE TEMPORARY TABLE rungs_described AS {select} LIMIT 0");
        self.connection
            .run_raw(&made)
            .map_err(|e| error::from_driver("read the definition", &e))?;
        let rows = self.connection.rows("SHOW COLUMNS FROM rungs_described")?;
        self.connection.run("DROP TEMPORARY TABLE IF EXISTS rungs_described")?;
        let one = |row: &Cells| {
            let cell = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
            Described { name: Ident::new(cell(0)), data_type: cell(1) }
        };
        Ok(rows.iter().map(one).collect())
    }

    fn epoch(&mut self, family: &Family) -> Result<Vec<String>, EngineError> {
        capture::epoch(self, family)
    }

    fn unused_parts(&mut self, family: &Family) -> Result<Vec<Part>, EngineError> {
        capture::unused_parts(self, family)
    }

    fn has_index(&mut self, family: &Family, column: &str) -> Result<bool, EngineError> {
        let sql = Sql::fixed(
            "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() \
             AND seq_in_index = 1 AND index_type = 'BTREE' AND table_name = ",
        )
        .literal(Q, family.fact.name.as_str())
        .text(" AND column_name = ")
        .literal(Q, column)
        .text(" LIMIT 1");
        Ok(!self.rows(&sql)?.is_empty())
    }

    fn bytes(&mut self, table: &str) -> Option<u64> {
        let name = table.trim_matches('`').replace("``", "`");
        let sql = Sql::fixed(
            "SELECT data_length + index_length FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = ",
        )
        .literal(Q, &name);
        self.rows(&sql).ok()?.first()?.first()?.as_deref()?.parse().ok()
    }

    fn holes(&mut self, family: &Family, form: Option<Form>) -> Result<Vec<String>, EngineError> {
        capture::holes(self, family, form)
    }

    fn snapshot(&mut self) -> Result<Box<dyn Session>, EngineError> {
        let mut reader = Self::open(&self.target)?;
        // It waits while the client writes what it has added up.
        reader.connection.run("SET SESSION net_write_timeout = 31536000")?;
        reader.connection.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")?;
        reader.connection.run("START TRANSACTION WITH CONSISTENT SNAPSHOT")?;
        Ok(Box::new(reader))
    }

    fn stream(&mut self, sql: &Sql, each: EachRow<'_>) -> Result<(), EngineError> {
        let doing = |e: mysql::Error| error::from_driver("read the facts", &e);
        let mut cells: Vec<Option<Vec<u8>>> = Vec::new();
        for row in self.connection.conn.query_iter(sql.as_str()).map_err(doing)? {
            cells.clear();
            cells.extend(row.map_err(doing)?.unwrap().into_iter().map(bytes));
            each(&cells)?;
        }
        Ok(())
    }
}

/// As the server sends it: the text protocol has nothing but bytes.
fn bytes(value: mysql::Value) -> Option<Vec<u8>> {
    match value {
        mysql::Value::NULL => None,
        mysql::Value::Bytes(bytes) => Some(bytes),
        other => Some(other.as_sql(true).into_bytes()),
    }
}

/// GET_LOCK's names are at most 64 characters and of the whole server.
fn lock_name(database: &str, family: &str) -> String {
    format!("rungs.rollup.{:016x}", fnv(format!("{database}/{family}").as_bytes()))
}
