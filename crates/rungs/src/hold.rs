//! A door for the crash laws: `RUNGS_HOLD_AT=n` makes the process stand still at the n-th moment
//! before or after a call that changes the target, so that a test can `kill -9` it just there.
//! Does nothing else, and nothing at all where the variable is not set. `RUNGS_GROUPS_MAX=n` makes
//! a build that adds up itself write its groups as often as one of a large table would.

use std::cell::Cell;

use rungs_core::change::{Action, Limits, Measured};
use rungs_core::dialect::Sql;
use rungs_core::engine::{
    Answer, Engine, EngineError, Obstacle, Probe, Progress, Question, Scope, Way, World,
};
use rungs_core::name::{Bytes, EngineKind};
use rungs_core::rollup::derive::Form;
use rungs_core::rollup::{Described, Family, Standing};
use rungs_core::seen::{Server, Snapshot, Statement};
use rungs_engine::rollup::{Cells, EachRow, Part, Session};

const HOLD_AT: &str = "RUNGS_HOLD_AT";
const GROUPS_MAX: &str = "RUNGS_GROUPS_MAX";

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Wraps `engine` if the environment asks for it.
pub fn wrap(engine: Box<dyn Engine>) -> Box<dyn Engine> {
    match variable(HOLD_AT) {
        Some(hold_at) => Box::new(Holding { engine, moments: 0, hold_at }),
        None => engine,
    }
}

/// The same for a connection that keeps rollups.
pub fn wrap_session(session: Box<dyn Session>) -> Box<dyn Session> {
    let (hold_at, groups_max) = (variable(HOLD_AT), variable(GROUPS_MAX));
    if hold_at.is_none() && groups_max.is_none() {
        return session;
    }
    let groups_max = groups_max.map_or_else(|| session.groups_max(), |n| n as usize);
    let hold_at = hold_at.unwrap_or(u64::MAX);
    Box::new(HoldingSession { session, moments: 0, hold_at, groups_max })
}

struct Holding {
    engine: Box<dyn Engine>,
    moments: u64,
    hold_at: u64,
}

impl Holding {
    fn moment(&mut self, what: &str) {
        moment(&mut self.moments, self.hold_at, what);
    }
}

/// Stands still for ever if this is the moment, after saying so on stderr.
#[expect(clippy::print_stderr, reason = "the test waits for this line")]
fn moment(moments: &mut u64, hold_at: u64, what: &str) {
    *moments += 1;
    if *moments == hold_at {
        eprintln!("holding at {moments} ({what})");
        loop {
            std::thread::park();
        }
    }
}

impl Engine for Holding {
    fn journal_append(&mut self, body: &str) -> Result<(), EngineError> {
        self.moment("before a journal entry");
        self.engine.journal_append(body)?;
        self.moment("after a journal entry");
        Ok(())
    }

    fn execute(
        &mut self,
        sql: &Sql,
        limits: &Limits,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        self.moment("before a statement");
        self.engine.execute(sql, limits, world)?;
        self.moment("after a statement");
        Ok(())
    }

    fn carry_out(
        &mut self,
        action: &Action,
        way: Way,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        self.moment("before a flow");
        let Self { engine, moments, hold_at } = self;
        let mut world = HoldingWorld { world, moments: Cell::new(*moments), hold_at: *hold_at };
        let outcome = engine.carry_out(action, way, &mut world);
        *moments = world.moments.get();
        outcome?;
        self.moment("after a flow");
        Ok(())
    }

    fn lock(&mut self) -> Result<(), EngineError> {
        self.engine.lock()?;
        self.moment("after taking the lock");
        Ok(())
    }

    fn unlock(&mut self) -> Result<(), EngineError> {
        self.moment("before giving the lock back");
        self.engine.unlock()
    }

    fn kind(&self) -> EngineKind {
        self.engine.kind()
    }

    fn server(&mut self) -> Result<Server, EngineError> {
        self.engine.server()
    }

    fn snapshot(&mut self, scope: &Scope) -> Result<Snapshot, EngineError> {
        self.engine.snapshot(scope)
    }

    fn answer(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError> {
        self.engine.answer(snapshot, questions)
    }

    fn runnable(
        &mut self,
        snapshot: &Snapshot,
        statement: &Statement,
    ) -> Result<Vec<String>, EngineError> {
        self.engine.runnable(snapshot, statement)
    }

    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError> {
        self.engine.measure(text, limits)
    }

    fn rollups(&mut self) -> Result<Vec<Standing>, EngineError> {
        self.engine.rollups()
    }

    fn journal_read(&mut self) -> Result<Vec<String>, EngineError> {
        self.engine.journal_read()
    }

    fn probe(&mut self, action: &Action) -> Result<Probe, EngineError> {
        self.engine.probe(action)
    }

    fn preflight(
        &mut self,
        action: &Action,
        bytes: Option<Bytes>,
    ) -> Result<Vec<Obstacle>, EngineError> {
        self.engine.preflight(action, bytes)
    }
}

/// Stands still where a flow looks at the world, which it does between its transactions.
struct HoldingWorld<'a> {
    world: &'a mut dyn World,
    moments: Cell<u64>,
    hold_at: u64,
}

impl HoldingWorld<'_> {
    fn moment(&self) {
        let mut moments = self.moments.get();
        moment(&mut moments, self.hold_at, "in a flow");
        self.moments.set(moments);
    }
}

impl World for HoldingWorld<'_> {
    fn now_ms(&self) -> i64 {
        self.moment();
        self.world.now_ms()
    }

    fn sleep_ms(&mut self, ms: u64) {
        self.world.sleep_ms(ms);
    }

    fn random(&mut self) -> f64 {
        self.world.random()
    }

    fn stopped(&self) -> bool {
        self.moment();
        self.world.stopped()
    }

    fn progress(&mut self, progress: &Progress) {
        self.moment();
        self.world.progress(progress);
    }

    fn say(&mut self, sentence: &str) {
        self.world.say(sentence);
    }
}

struct HoldingSession {
    session: Box<dyn Session>,
    moments: u64,
    hold_at: u64,
    groups_max: usize,
}

impl HoldingSession {
    fn moment(&mut self, what: &str) {
        moment(&mut self.moments, self.hold_at, what);
    }
}

impl Session for HoldingSession {
    fn run(&mut self, sql: &Sql) -> Result<u64, EngineError> {
        self.moment("before a statement");
        self.session.run(sql)
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        self.moment("before a commit");
        self.session.commit()?;
        self.moment("after a commit");
        Ok(())
    }

    fn kind(&self) -> EngineKind {
        self.session.kind()
    }

    fn rows(&mut self, sql: &Sql) -> Result<Vec<Cells>, EngineError> {
        self.session.rows(sql)
    }

    fn begin(&mut self) -> Result<(), EngineError> {
        self.session.begin()
    }

    fn rollback(&mut self) {
        self.session.rollback();
    }

    fn lock(&mut self, family: &str) -> Result<(), EngineError> {
        self.session.lock(family)
    }

    fn unlock(&mut self, family: &str) {
        self.session.unlock(family);
    }

    fn describe(&mut self, select: &str) -> Result<Vec<Described>, EngineError> {
        self.session.describe(select)
    }

    fn epoch(&mut self, family: &Family) -> Result<Vec<String>, EngineError> {
        self.session.epoch(family)
    }

    fn unused_parts(&mut self, family: &Family) -> Result<Vec<Part>, EngineError> {
        self.session.unused_parts(family)
    }

    fn has_index(&mut self, family: &Family, column: &str) -> Result<bool, EngineError> {
        self.session.has_index(family, column)
    }

    fn bytes(&mut self, table: &str) -> Option<u64> {
        self.session.bytes(table)
    }

    fn holes(&mut self, family: &Family, form: Option<Form>) -> Result<Vec<String>, EngineError> {
        self.session.holes(family, form)
    }

    fn snapshot(&mut self) -> Result<Box<dyn Session>, EngineError> {
        self.session.snapshot()
    }

    fn groups_max(&self) -> usize {
        self.groups_max
    }

    fn stream(&mut self, sql: &Sql, each: EachRow<'_>) -> Result<(), EngineError> {
        self.session.stream(sql, each)
    }
}
