//! SQLite: connect, catalog, workload, explain, what-if, measure, journal, execute, load.

mod capture;
pub mod catalog;
pub mod connect;
mod error;
mod execute;
mod explain;
mod groups;
mod journal;
pub mod load;
mod measure;
pub mod rollup;
mod runnable;
mod server;
mod what_if;
mod workload;

use rungs_core::change::{Action, Limits, Measured};
use rungs_core::dialect::Sql;
use rungs_core::engine::{
    Answer, Engine, EngineError, ErrorClass, Obstacle, Probe, Question, Scope, Way, World,
};
use rungs_core::name::{Bytes, EngineKind, TableName};
use rungs_core::rollup::Standing;
use rungs_core::seen::{Activity, Server, Snapshot, Statement};
use rusqlite::Connection;

use crate::grouping::Sorted;
use crate::look::Look;
use crate::rollup as flows;

pub use connect::SqliteTarget;
pub use load::Loader;

/// One database file: a session that reads, and, only once something is to be changed, one that
/// writes.
pub struct Sqlite {
    target: SqliteTarget,
    reader: Option<Connection>,
    writer: Option<Connection>,
    lock: Option<journal::WriterLock>,
    what_if: Option<what_if::WhatIf>,
}

impl Sqlite {
    /// Opens the file for reading. It must be there.
    pub fn open(target: &SqliteTarget) -> Result<Self, EngineError> {
        let mut engine =
            Self { target: target.clone(), reader: None, writer: None, lock: None, what_if: None };
        engine.reader()?;
        Ok(engine)
    }

    fn reader(&mut self) -> Result<&mut Connection, EngineError> {
        if self.reader.is_none() {
            self.reader = Some(connect::reader(&self.target)?);
        }
        self.reader.as_mut().ok_or_else(lost)
    }

    /// A new reading session: one that is open goes on with the statistics that it once loaded.
    fn fresh_reader(&mut self) -> Result<&mut Connection, EngineError> {
        self.reader = None;
        self.what_if = None;
        self.reader()
    }

    fn writer(&mut self) -> Result<&mut Connection, EngineError> {
        if self.writer.is_none() {
            self.writer = Some(connect::writer(&self.target)?);
        }
        self.writer.as_mut().ok_or_else(lost)
    }
}

fn lost() -> EngineError {
    EngineError::new(ErrorClass::Bug, "a connection was lost")
}

impl Engine for Sqlite {
    fn kind(&self) -> EngineKind {
        EngineKind::Sqlite
    }

    fn server(&mut self) -> Result<Server, EngineError> {
        let target = self.target.clone();
        server::server(self.fresh_reader()?, &target)
    }

    fn snapshot(&mut self, scope: &Scope) -> Result<Snapshot, EngineError> {
        let look = Look::begin();
        let server = self.server()?;
        let catalog = catalog::catalog(self.reader()?, scope)?;
        let statements = (catalog.tables.len() * 6 + catalog.indexes.len() + 20) as u32;
        let workload = workload::workload();
        Ok(look.end(server, catalog, workload, Activity::default(), statements))
    }

    fn answer(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError> {
        self.reader()?;
        let Some(reader) = self.reader.as_mut() else { return Err(lost()) };
        let sorted = Sorted::of(questions);
        let mut grouped = Vec::new();
        for grouping in &sorted.groupings {
            grouped.push(groups::answer(reader, snapshot, grouping)?);
        }
        let plans = &sorted.plans;
        let planned = what_if::answer(reader, &mut self.what_if, snapshot, plans)?;
        Ok(sorted.merged(planned, grouped))
    }

    fn runnable(
        &mut self,
        snapshot: &Snapshot,
        statement: &Statement,
    ) -> Result<Vec<String>, EngineError> {
        runnable::runnable(self.reader()?, snapshot, statement)
    }

    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError> {
        measure::measure(self.reader()?, text, limits)
    }

    fn rollups(&mut self) -> Result<Vec<Standing>, EngineError> {
        flows::counted(&mut rollup::RollupSession::open(&self.target)?)
    }

    fn lock(&mut self) -> Result<(), EngineError> {
        if self.lock.is_none() {
            self.writer()?;
            self.lock = Some(journal::lock(&self.target.path)?);
        }
        journal::ensure(self.writer()?)
    }

    fn unlock(&mut self) -> Result<(), EngineError> {
        self.lock = None;
        Ok(())
    }

    fn journal_read(&mut self) -> Result<Vec<String>, EngineError> {
        journal::read(self.reader()?)
    }

    fn journal_append(&mut self, body: &str) -> Result<(), EngineError> {
        if self.lock.is_none() {
            return Err(EngineError::new(ErrorClass::Bug, "the journal is written without a lock"));
        }
        journal::append(self.writer()?, body)
    }

    fn probe(&mut self, action: &Action) -> Result<Probe, EngineError> {
        let target = self.target.clone();
        execute::probe(self.fresh_reader()?, &target, action)
    }

    fn preflight(
        &mut self,
        action: &Action,
        bytes: Option<Bytes>,
    ) -> Result<Vec<Obstacle>, EngineError> {
        let mut obstacles = execute::preflight(self.writer(), action, bytes)?;
        if action.is_flow() {
            let seen = self.snapshot(&flows::scope())?;
            let mut session = rollup::RollupSession::open(&self.target)?;
            obstacles.extend(flows::preflight(&mut session, &seen, action)?);
        }
        Ok(obstacles)
    }

    fn execute(
        &mut self,
        sql: &Sql,
        limits: &Limits,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        // The reader would keep old statistics, and its being open stops a change of journal mode.
        self.reader = None;
        self.what_if = None;
        execute::execute(self.writer()?, sql, limits, world)
    }

    fn carry_out(
        &mut self,
        action: &Action,
        way: Way,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        self.reader = None;
        self.what_if = None;
        let seen = self.snapshot(&flows::scope())?;
        let mut session = rollup::RollupSession::open(&self.target)?;
        flows::carry_out(&mut session, &seen, action, way, world)
    }
}

/// `"main"."orders"`.
fn quoted(table: &TableName) -> String {
    format!("{}.{}", quoted_name(table.schema.as_str()), quoted_name(table.name.as_str()))
}

fn quoted_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
