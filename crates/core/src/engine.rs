//! The engine port: core's only door to a target. An engine implements it once; tests
//! implement it in memory and with faults. Questions are data and answers are data again.

use thiserror::Error;

use crate::change::{Action, Limits, Measured};
use crate::dialect::Sql;
use crate::name::{Bytes, EngineKind, IndexName, TableName};
use crate::rollup::Standing;
use crate::seen::{IndexSpec, Server, Snapshot, Statement, StatementPlan};

/// What to look at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// Only these tables (`name` or `schema.name`); empty: all of the user's.
    pub tables: Vec<String>,
    /// At most so many statements, heaviest first; 0: all.
    pub statements_max: usize,
}

/// Something that core wants to know of a target.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// The plan of `text` if the indexes `with` existed and `without` did not.
    Plan { text: String, with: Vec<IndexSpec>, without: Vec<IndexName> },
    /// Into how many groups the rows of a table fall.
    Groups(Grouping),
}

/// Rows of one table, with what is joined to each, grouped in several ways at once. Its texts are
/// SQL of the engine, made by core from names of the catalog and parsed expressions.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    pub table: TableName,
    /// What the expressions call the table.
    pub alias: String,
    /// ` LEFT JOIN …`: neither loses nor doubles a row.
    pub joins: String,
    pub expressions: Vec<String>,
    /// Positions in `expressions` of what is grouped by together.
    pub sets: Vec<Vec<usize>>,
    pub effort: Effort,
}

/// How much of the table may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// About so many rows from all over the table.
    Sample { rows_max: u32 },
    /// All of it, once for each set, each within this time.
    Whole { limit_ms: u64 },
}

/// What was seen of one set of a [`Grouping`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Grouped {
    /// Rows looked at.
    pub rows: u64,
    /// Different groups among them.
    pub groups: u64,
    /// Groups with a single row, and with two.
    pub once: u64,
    pub twice: u64,
    /// All rows of the table were looked at.
    pub whole: bool,
}

/// The answer to the question at the same position.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Plan(StatementPlan),
    /// One for each set; None: it could not be counted within the limit.
    Groups(Vec<Option<Grouped>>),
    /// The engine cannot say, and why (statement refused, index method not supported by what-if).
    Unknown(String),
}

/// What the catalog says of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    NotStarted,
    /// Half done: an invalid index, a build of another session; `remains` cleans it up.
    Partial {
        what: String,
        remains: Vec<Sql>,
    },
    Done,
    /// Something else has its name: rungs must not touch it.
    Conflict(String),
}

/// Why an action should not start now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Goes away by itself: a long transaction, another build.
    Wait { what: String, hint: String },
    /// Does not: no privilege, too little disk, read-only server.
    Stop { what: String, hint: String },
}

/// How far a running step is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    pub phase: String,
    pub done: u64,
    /// 0: not known.
    pub total: u64,
}

/// The part of the world that the executor may use, given to it from outside.
pub trait World {
    /// Unix time in milliseconds.
    fn now_ms(&self) -> i64;
    fn sleep_ms(&mut self, ms: u64);
    /// 0.0 … 1.0, for jitter.
    fn random(&mut self) -> f64;
    /// The user pressed Ctrl-C.
    fn stopped(&self) -> bool;
    fn progress(&mut self, progress: &Progress);
    /// A sentence for the person who waits.
    fn say(&mut self, sentence: &str);
}

/// One connection (or more) to one target.
pub trait Engine {
    fn kind(&self) -> EngineKind;

    // See. Read only, with the collector's manners.

    /// What this server is and what may be done here; never fails for a missing privilege.
    fn server(&mut self) -> Result<Server, EngineError>;
    fn snapshot(&mut self, scope: &Scope) -> Result<Snapshot, EngineError>;

    // Ask. Read only.

    /// Answers in the order of the questions. May use several connections.
    fn answer(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError>;
    /// Texts of a statement that can be run: its sample, or its shape with constants taken from
    /// the statistics (a common value, a rare one). Empty: cannot be run (writes, unparsed).
    fn runnable(
        &mut self,
        snapshot: &Snapshot,
        statement: &Statement,
    ) -> Result<Vec<String>, EngineError>;
    /// Runs a read statement in a read-only transaction and measures it.
    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError>;
    /// The rollups that the database's own registry holds, the live ones with their rows; none
    /// where there is no registry.
    fn rollups(&mut self) -> Result<Vec<Standing>, EngineError>;

    // Change. Only the executor calls these.

    /// Makes the journal if it is not there and takes the writer's lock; at most one writer per
    /// database. `Busy` if another holds it.
    fn lock(&mut self) -> Result<(), EngineError>;
    fn unlock(&mut self) -> Result<(), EngineError>;
    /// Bodies in the order they were written. A database without a journal has none.
    fn journal_read(&mut self) -> Result<Vec<String>, EngineError>;
    /// Durable when it returns.
    fn journal_append(&mut self, body: &str) -> Result<(), EngineError>;
    fn probe(&mut self, action: &Action) -> Result<Probe, EngineError>;
    /// `bytes`: predicted size of what the action makes.
    fn preflight(
        &mut self,
        action: &Action,
        bytes: Option<Bytes>,
    ) -> Result<Vec<Obstacle>, EngineError>;
    /// Runs one statement of a step outside of a transaction (where the engine allows), telling
    /// progress, and cancels it when `world.stopped()`.
    fn execute(
        &mut self,
        sql: &Sql,
        limits: &Limits,
        world: &mut dyn World,
    ) -> Result<(), EngineError>;
    /// Does an action that is a flow ([`Action::is_flow`]), or takes it back, from wherever a
    /// call that was broken off left it; done already: nothing. Looks at `world.stopped()`
    /// between its transactions.
    fn carry_out(
        &mut self,
        action: &Action,
        way: Way,
        world: &mut dyn World,
    ) -> Result<(), EngineError>;
}

/// Which way an action is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Forward,
    Back,
}

/// What went wrong, for whom, and what it left behind.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("{what}")]
pub struct EngineError {
    pub class: ErrorClass,
    /// What was attempted and what stopped it: a lower-case fact without secrets or row values.
    pub what: String,
    /// The server's own words, or sentences that explain.
    pub detail: Option<String>,
    /// Something to do about it.
    pub hint: Option<String>,
    pub changed: Changed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The user asked for something that cannot be (unknown table, bad statement).
    User,
    /// Configuration, URL or password.
    Config,
    Unreachable,
    /// The server refused: privilege, read only.
    Refused,
    /// A lock or another writer; trying again may help.
    Busy,
    TimedOut,
    DiskFull,
    Unsupported,
    /// Ctrl-C.
    Stopped,
    Bug,
}

/// What the failed call left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    Nothing,
    Something,
    /// The connection died; the catalog must be asked.
    Unknown,
}

impl EngineError {
    pub fn new(class: ErrorClass, what: impl Into<String>) -> Self {
        Self { class, what: what.into(), detail: None, hint: None, changed: Changed::Nothing }
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn changed(mut self, changed: Changed) -> Self {
        self.changed = changed;
        self
    }
}
