//! MariaDB and MySQL: connect, catalog, workload, explain, what-if, measure, journal, execute,
//! load.

mod capture;
mod catalog;
pub mod connect;
mod error;
mod execute;
mod explain;
mod groups;
mod journal;
mod load;
mod measure;
pub mod rollup;
mod runnable;
mod server;
mod what_if;
mod workload;

use std::collections::HashMap;

use rungs_core::change::{Action, Limits, Measured};
use rungs_core::dialect::Sql;
use rungs_core::engine::{
    Answer, Engine, EngineError, Obstacle, Probe, Question, Scope, Way, World,
};
use rungs_core::name::{Bytes, EngineKind};
use rungs_core::rollup::Standing;
use rungs_core::seen::{Server, Skipped, Snapshot, Statement};

pub use connect::{MariaDbTarget, SslMode};

use self::connect::Session;
use self::what_if::Scratch;
use crate::grouping::Sorted;
use crate::look::Look;
use crate::rollup as flows;

/// One database. Opens sessions as they are needed: one that reads, one that holds the writer's
/// lock, one for the scratch database of what-if, and one for each statement that changes
/// something.
pub struct MariaDb {
    target: MariaDbTarget,
    reader: Session,
    writer: Option<Session>,
    loader: Option<Session>,
    scratch: Option<Scratch>,
    /// What stands for each asked text, so that its constants stay the same.
    texts: HashMap<String, String>,
}

impl MariaDb {
    /// Errors: `Config` (password, database, TLS), `Unreachable`, `Refused`. A user without any
    /// right to the database gets in, so that `server` can say what is missing.
    pub fn connect(target: &MariaDbTarget) -> Result<Self, EngineError> {
        Ok(Self {
            target: target.clone(),
            reader: Session::reading(target)?,
            writer: None,
            loader: None,
            scratch: None,
            texts: HashMap::new(),
        })
    }

    /// The reading session, opened again if the server let it fall.
    fn reader(&mut self) -> Result<&mut Session, EngineError> {
        if self.reader.conn.ping().is_err() {
            self.reader = Session::reading(&self.target)?;
        }
        Ok(&mut self.reader)
    }

    /// A session that may write anything, for [`crate::load::Load`].
    fn loading(&mut self) -> Result<&mut Session, EngineError> {
        match &mut self.loader {
            Some(session) => Ok(session),
            none => Ok(none.insert(Session::plain(&self.target)?)),
        }
    }

    fn writer(&mut self) -> Result<&mut Session, EngineError> {
        self.writer.as_mut().ok_or_else(journal::not_locked)
    }
}

impl Engine for MariaDb {
    fn kind(&self) -> EngineKind {
        EngineKind::MariaDb
    }

    fn server(&mut self) -> Result<Server, EngineError> {
        let target = self.target.clone();
        server::server(self.reader()?, &target)
    }

    fn snapshot(&mut self, scope: &Scope) -> Result<Snapshot, EngineError> {
        let look = Look::begin();
        let target = self.target.clone();
        let session = self.reader()?;
        let before = session.statements;
        let server = server::server(session, &target)?;
        let mut catalog = catalog::read(session, &target, scope)?;
        if !server.can("catalog") && target.database.is_some() {
            catalog.skipped.push(Skipped {
                subject: format!("database {}", server.database),
                why: "the user may not read it; `rungs check` shows the GRANT".to_owned(),
            });
        }
        let workload = workload::read(session, &target, &server, scope);
        let activity = server::activity(session)?;
        Ok(look.end(server, catalog, workload, activity, session.statements - before))
    }

    fn answer(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError> {
        self.reader()?;
        let Self { target, reader, scratch, texts, .. } = self;
        let sorted = Sorted::of(questions);
        let mut grouped = Vec::new();
        for grouping in &sorted.groupings {
            grouped.push(groups::answer(reader, snapshot, grouping));
        }
        let planned = what_if::answer(reader, target, scratch, texts, snapshot, &sorted.plans);
        Ok(sorted.merged(planned, grouped))
    }

    fn runnable(
        &mut self,
        snapshot: &Snapshot,
        statement: &Statement,
    ) -> Result<Vec<String>, EngineError> {
        Ok(runnable::runnable(self.reader()?, snapshot, statement))
    }

    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError> {
        measure::measure(self.reader()?, text, limits)
    }

    fn rollups(&mut self) -> Result<Vec<Standing>, EngineError> {
        flows::counted(&mut rollup::RollupSession::open(&self.target)?)
    }

    fn lock(&mut self) -> Result<(), EngineError> {
        let held = self.writer.as_mut().is_some_and(|w| w.conn.ping().is_ok());
        if !held {
            self.writer = Some(journal::lock(&self.target)?);
        }
        Ok(())
    }

    fn unlock(&mut self) -> Result<(), EngineError> {
        let target = self.target.clone();
        self.writer.take().map_or(Ok(()), |writer| journal::unlock(writer, &target))
    }

    fn journal_read(&mut self) -> Result<Vec<String>, EngineError> {
        let target = self.target.clone();
        journal::read(self.reader()?, &target)
    }

    fn journal_append(&mut self, body: &str) -> Result<(), EngineError> {
        let target = self.target.clone();
        journal::append(self.writer()?, &target, body)
    }

    fn probe(&mut self, action: &Action) -> Result<Probe, EngineError> {
        let target = self.target.clone();
        execute::probe(self.reader()?, &target, action)
    }

    /// The free disk of the server cannot be seen through SQL: `bytes` is not judged here.
    fn preflight(
        &mut self,
        action: &Action,
        _bytes: Option<Bytes>,
    ) -> Result<Vec<Obstacle>, EngineError> {
        let mut obstacles = execute::preflight(self.reader()?, action)?;
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
        self.writer()?.one("SELECT 1")?;
        let target = self.target.clone();
        execute::execute(&target, self.reader()?, sql, limits, world)
    }

    fn carry_out(
        &mut self,
        action: &Action,
        way: Way,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        self.writer()?.one("SELECT 1")?;
        let seen = self.snapshot(&flows::scope())?;
        let mut session = rollup::RollupSession::open(&self.target)?;
        flows::carry_out(&mut session, &seen, action, way, world)
    }
}
