//! What the flows need of a connection. Three implementations, one in each engine's folder.

use rungs_core::dialect::Sql;
use rungs_core::engine::EngineError;
use rungs_core::name::{EngineKind, TableName};
use rungs_core::rollup::derive::Form;
use rungs_core::rollup::{Described, Family};

/// About 300 MB.
pub const GROUPS_MAX: usize = 1_000_000;

/// One row as text, NULL as None.
pub type Cells = Vec<Option<String>>;

/// Takes one row of a stream: bytes as the server sends them, NULL as None.
pub type EachRow<'a> = &'a mut dyn FnMut(&[Option<Vec<u8>>]) -> Result<(), EngineError>;

/// A partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// As lines of an epoch name it.
    pub called: String,
    pub table: TableName,
    /// Row triggers have come to it by themselves.
    pub form: Form,
}

/// One connection that may write.
pub trait Session: Send {
    fn kind(&self) -> EngineKind;
    /// Runs one statement; rows that it changed, where the engine says so.
    fn run(&mut self, sql: &Sql) -> Result<u64, EngineError>;
    fn rows(&mut self, sql: &Sql) -> Result<Vec<Cells>, EngineError>;
    /// Begins a transaction in which what is claimed is what is seen: REPEATABLE READ on
    /// PostgreSQL, READ COMMITTED on MariaDB (whose claims are read without locks, then deleted by
    /// number), IMMEDIATE on SQLite.
    fn begin(&mut self) -> Result<(), EngineError>;
    fn commit(&mut self) -> Result<(), EngineError>;
    /// Does nothing outside of a transaction.
    fn rollback(&mut self);
    /// One worker per family; `Busy` at once if there is another. SQLite's transactions are enough.
    fn lock(&mut self, family: &str) -> Result<(), EngineError>;
    fn unlock(&mut self, family: &str);
    /// Names and types of a SELECT's columns.
    fn describe(&mut self, select: &str) -> Result<Vec<Described>, EngineError>;
    /// What must stay as it is for capture to be whole, a line each: `what it is: its state`.
    fn epoch(&mut self, family: &Family) -> Result<Vec<String>, EngineError>;
    /// Partitions of the fact table that never held a row, for whatever capture does not see.
    fn unused_parts(&mut self, family: &Family) -> Result<Vec<Part>, EngineError>;
    /// Is there an index that begins with this column of the fact table?
    fn has_index(&mut self, family: &Family, column: &str) -> Result<bool, EngineError>;
    /// Bytes of a table or index of rungs, by its name in SQL. None: not known.
    fn bytes(&mut self, table: &str) -> Option<u64>;
    /// Through what changes would go unseen, as sentences; refused before, invalid after.
    /// `form` of the triggers that are to be made; None: of those that are there.
    fn holes(&mut self, family: &Family, form: Option<Form>) -> Result<Vec<String>, EngineError>;
    /// Another connection, which reads in one snapshot, taken now; only where the client adds up
    /// the build (MariaDB).
    fn snapshot(&mut self) -> Result<Box<dyn Session>, EngineError>;
    /// Groups that the client holds in memory at a time.
    fn groups_max(&self) -> usize {
        GROUPS_MAX
    }
    /// Reads one statement row by row; only there.
    fn stream(&mut self, sql: &Sql, each: EachRow<'_>) -> Result<(), EngineError>;
}

/// Runs `work` in a transaction; an error takes all of it back.
pub(super) fn within<T>(
    session: &mut dyn Session,
    work: impl FnOnce(&mut dyn Session) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    session.begin()?;
    match work(session) {
        Ok(done) => {
            session.commit()?;
            Ok(done)
        }
        Err(error) => {
            session.rollback();
            Err(error)
        }
    }
}

/// One transaction; on MariaDB, whose DDL commits by itself, statements that may be run again.
pub(super) fn step<T>(
    session: &mut dyn Session,
    work: impl FnOnce(&mut dyn Session) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    match session.kind() {
        EngineKind::MariaDb => work(session),
        EngineKind::Postgres | EngineKind::Sqlite => within(session, work),
    }
}

/// Rows that change together in a [`step`].
pub(super) fn together<T>(
    session: &mut dyn Session,
    work: impl FnOnce(&mut dyn Session) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    match session.kind() {
        EngineKind::MariaDb => within(session, work),
        EngineKind::Postgres | EngineKind::Sqlite => work(session),
    }
}

/// Holds the family's lock while `work` runs.
pub(super) fn locked<T>(
    session: &mut dyn Session,
    family: &str,
    work: impl FnOnce(&mut dyn Session) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    session.lock(family)?;
    let outcome = work(session);
    session.unlock(family);
    outcome
}

pub(super) fn run_all(session: &mut dyn Session, all: &[Sql]) -> Result<(), EngineError> {
    all.iter().try_for_each(|sql| session.run(sql).map(drop))
}

/// The number that a question for one is answered with; none, or NULL, is 0.
pub(super) fn count(session: &mut dyn Session, sql: &Sql) -> Result<u64, EngineError> {
    let rows = session.rows(sql)?;
    Ok(rows.first().and_then(|row| number(row, 0)).unwrap_or(0).unsigned_abs())
}

/// The first cell of each row, but for NULLs.
pub fn firsts(rows: Vec<Cells>) -> Vec<String> {
    rows.into_iter().filter_map(|row| row.into_iter().next()?).collect()
}

/// A cell's text; empty for NULL.
pub(crate) fn text(row: &Cells, at: usize) -> &str {
    row.get(at).and_then(Option::as_deref).unwrap_or_default()
}

pub(super) fn number(row: &Cells, at: usize) -> Option<i64> {
    row.get(at)?.as_deref()?.parse().ok()
}
