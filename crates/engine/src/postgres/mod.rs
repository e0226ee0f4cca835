//! PostgreSQL: connect, catalog, workload, explain, what-if, measure, journal, execute, load.

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
    Answer, Engine, EngineError, ErrorClass, Obstacle, Probe, Question, Scope, Way, World,
};
use rungs_core::name::{Bytes, EngineKind, TableName};
use rungs_core::rollup::Standing;
use rungs_core::seen::{Server, Snapshot, Statement};
use rungs_core::sql::shape;

pub use connect::{PostgresTarget, SslMode};

use self::connect::{Purpose, Session};
use self::explain::Relations;
use self::runnable::{Constants, Preparer};
use self::what_if::{Asker, Context, Numbers, SampledClone, Texts};
use crate::grouping::Sorted;
use crate::load::{Load, Value};
use crate::look::Look;
use crate::rollup as flows;

/// One database. Opens sessions as they are needed: one that reads, one that prepares and measures
/// statements of the user, up to [`ASKERS_MAX`] that ask for their plans, one that holds the
/// writer's lock, and one for each statement that changes something.
pub struct Postgres {
    target: PostgresTarget,
    reader: Session,
    runner: Option<Session>,
    askers: Vec<Asker>,
    numbers: Numbers,
    writer: Option<Session>,
    loader: Option<postgres::Client>,
    /// What stands for each asked text, so that a text is prepared once.
    texts: HashMap<String, Result<Texts, String>>,
    constants: Constants,
    /// Where HypoPG is not: samples to try indexes on. Dropped when something is changed.
    clone: Option<SampledClone>,
}

const ASKERS_MAX: usize = 4;
/// Fewer questions than this for each session are not worth another session.
const QUESTIONS_PER_ASKER: usize = 32;

impl Postgres {
    /// Errors: `Config` (password, database, TLS), `Unreachable`.
    pub fn connect(target: &PostgresTarget) -> Result<Self, EngineError> {
        Ok(Self {
            target: target.clone(),
            reader: Session::open(target, Purpose::Read)?,
            runner: None,
            askers: Vec::new(),
            numbers: Numbers::default(),
            writer: None,
            loader: None,
            texts: HashMap::new(),
            constants: Constants::default(),
            clone: None,
        })
    }

    /// The reading session, opened again if the server let it fall.
    fn reader(&mut self) -> Result<&mut Session, EngineError> {
        if self.reader.client.is_closed() {
            self.reader = Session::open(&self.target, Purpose::Read)?;
        }
        Ok(&mut self.reader)
    }

    /// What prepares a statement of the user.
    fn preparer(&mut self) -> Result<Preparer<'_>, EngineError> {
        self.reader()?;
        let runner = running(&mut self.runner, &self.target)?;
        Ok(Preparer { runner, reader: &mut self.reader, constants: &mut self.constants })
    }

    fn loader(&mut self) -> Result<&mut postgres::Client, EngineError> {
        match &mut self.loader {
            Some(client) => Ok(client),
            empty => Ok(empty.insert(self.target.client("")?)),
        }
    }

    fn prepare_texts(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<(), EngineError> {
        // A reason such as a lock may have gone since.
        self.texts.retain(|_, texts| texts.is_ok());
        for question in questions {
            let Question::Plan { text, .. } = question else { continue };
            if !self.texts.contains_key(text) {
                let texts = runnable::texts(&mut self.preparer()?, snapshot, text);
                self.texts.insert(text.clone(), texts);
            }
        }
        Ok(())
    }

    /// As things are by the planner, as they might be on samples.
    fn answer_without_hypopg(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError> {
        let is_plain = |question: &&Question| {
            matches!(question, Question::Plan { with, without, .. }
                if with.is_empty() && without.is_empty())
        };
        let (plain, what_if): (Vec<&Question>, Vec<&Question>) =
            questions.iter().partition(is_plain);
        let relations = Relations::of(snapshot);
        let context = Context { relations: &relations, hypopg: None, texts: &self.texts };
        let plain: Vec<Question> = plain.into_iter().cloned().collect();
        let mut planned =
            what_if::answer_all(&mut self.askers, &mut self.numbers, &context, &plain)?.into_iter();
        let mut tried = if what_if.is_empty() {
            Vec::new().into_iter()
        } else {
            let (target, texts) = (&self.target, &self.texts);
            what_if::answer_by_clone(&mut self.clone, target, snapshot, texts, &what_if).into_iter()
        };
        let of = |question: &Question| {
            if is_plain(&question) { planned.next() } else { tried.next() }
        };
        let answers: Option<Vec<Answer>> = questions.iter().map(of).collect();
        answers.ok_or_else(|| EngineError::new(ErrorClass::Bug, "a question has no answer"))
    }

    fn answer_plans(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError> {
        if questions.is_empty() {
            return Ok(Vec::new());
        }
        self.prepare_texts(snapshot, questions)?;
        self.open_askers(questions.len())?;
        let hypopg = what_if::find(self.reader()?)?;
        if hypopg.is_none() {
            return self.answer_without_hypopg(snapshot, questions);
        }
        let relations = Relations::of(snapshot);
        let context =
            Context { relations: &relations, hypopg: hypopg.as_ref(), texts: &self.texts };
        what_if::answer_all(&mut self.askers, &mut self.numbers, &context, questions)
    }

    fn open_askers(&mut self, questions: usize) -> Result<(), EngineError> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let wanted = questions.div_ceil(QUESTIONS_PER_ASKER).clamp(1, ASKERS_MAX.min(cores));
        self.askers.retain(|asker| !asker.session.client.is_closed());
        while self.askers.len() < wanted {
            self.askers.push(Asker::open(&self.target)?);
        }
        Ok(())
    }
}

/// The session for statements of the user, opened (again) where there is none.
fn running<'a>(
    runner: &'a mut Option<Session>,
    target: &PostgresTarget,
) -> Result<&'a mut Session, EngineError> {
    if runner.as_ref().is_none_or(|session| session.client.is_closed()) {
        *runner = None;
    }
    match runner {
        Some(session) => Ok(session),
        none => Ok(none.insert(Session::open(target, Purpose::Ask)?)),
    }
}

impl Engine for Postgres {
    fn kind(&self) -> EngineKind {
        EngineKind::Postgres
    }

    fn server(&mut self) -> Result<Server, EngineError> {
        let target = self.target.clone();
        server::read(self.reader()?, &target)
    }

    fn snapshot(&mut self, scope: &Scope) -> Result<Snapshot, EngineError> {
        let look = Look::begin();
        let before = self.reader()?.sent;
        let server = self.server()?;
        let session = self.reader()?;
        let catalog = catalog::read(session, scope)?;
        let activity =
            server::activity(session, &|text| Some(shape(text, EngineKind::Postgres).text))?;
        let workload = workload::read(session, scope.statements_max)?;
        Ok(look.end(server, catalog, workload, activity, session.sent.saturating_sub(before)))
    }

    fn answer(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError> {
        let sorted = Sorted::of(questions);
        let mut grouped = Vec::new();
        for grouping in &sorted.groupings {
            grouped.push(groups::answer(self.reader()?, snapshot, grouping)?);
        }
        let planned = self.answer_plans(snapshot, &sorted.plans)?;
        Ok(sorted.merged(planned, grouped))
    }

    fn runnable(
        &mut self,
        snapshot: &Snapshot,
        statement: &Statement,
    ) -> Result<Vec<String>, EngineError> {
        let texts = runnable::runnable(&mut self.preparer()?, snapshot, statement);
        // They were prepared just now: a question about one need not prepare it again.
        for text in &texts {
            let itself = Texts { texts: vec![text.clone()], generic: false };
            self.texts.insert(text.clone(), Ok(itself));
        }
        Ok(texts)
    }

    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError> {
        measure::run(running(&mut self.runner, &self.target)?, text, limits)
    }

    fn rollups(&mut self) -> Result<Vec<Standing>, EngineError> {
        flows::counted(&mut rollup::RollupSession::open(&self.target)?)
    }

    fn lock(&mut self) -> Result<(), EngineError> {
        if let Some(writer) = &mut self.writer
            && journal::still_held(writer).is_ok()
        {
            return Ok(());
        }
        self.writer = Some(journal::lock(&self.target)?);
        Ok(())
    }

    fn unlock(&mut self) -> Result<(), EngineError> {
        self.writer.take().map_or(Ok(()), journal::unlock)
    }

    fn journal_read(&mut self) -> Result<Vec<String>, EngineError> {
        journal::read(self.reader()?)
    }

    fn journal_append(&mut self, body: &str) -> Result<(), EngineError> {
        match &mut self.writer {
            Some(writer) => journal::append(writer, body),
            None => Err(not_locked()),
        }
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
        journal::still_held(self.writer.as_mut().ok_or_else(not_locked)?)?;
        self.clone = None;
        let target = self.target.clone();
        execute::execute(&target, self.reader()?, sql, limits, world)
    }

    fn carry_out(
        &mut self,
        action: &Action,
        way: Way,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        journal::still_held(self.writer.as_mut().ok_or_else(not_locked)?)?;
        self.clone = None;
        let seen = self.snapshot(&flows::scope())?;
        let mut session = rollup::RollupSession::open(&self.target)?;
        flows::carry_out(&mut session, &seen, action, way, world)
    }
}

impl Load for Postgres {
    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        load::run(self.loader()?, sql)
    }

    fn insert(
        &mut self,
        table: &TableName,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, EngineError> {
        load::insert(self.loader()?, table, columns, rows)
    }

    fn query(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, EngineError> {
        load::query(self.loader()?, sql)
    }
}

fn not_locked() -> EngineError {
    EngineError::new(ErrorClass::Bug, "a change was tried without the writer's lock")
}
