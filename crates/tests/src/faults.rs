//! Any engine with a fault in it: the n-th call fails or the connection dies, before or after
//! the call has had its effect. And a world whose clock, dice and Ctrl-C are the test's.

use rungs_core::change::{Action, Limits, Measured};
use rungs_core::dialect::Sql;
use rungs_core::engine::{
    Answer, Changed, Engine, EngineError, ErrorClass, Obstacle, Probe, Progress, Question, Scope,
    Way, World,
};
use rungs_core::name::{Bytes, EngineKind};
use rungs_core::rollup::Standing;
use rungs_core::seen::{Server, Snapshot, Statement};

/// What goes wrong at one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The call is refused and has no effect.
    Fails(ErrorClass),
    /// The connection dies before the call has its effect.
    DiesBefore,
    /// The connection dies when the call has had its effect.
    DiesAfter,
}

/// An engine that counts its calls and fails at one of them.
pub struct Faulty {
    /// None once the connection is dead.
    inner: Option<Box<dyn Engine>>,
    kind: EngineKind,
    at: Option<(u32, Fault)>,
    pub calls: u32,
}

impl Faulty {
    /// `at`: number of the call, from 1.
    pub fn new(inner: Box<dyn Engine>, at: Option<(u32, Fault)>) -> Self {
        Self { kind: inner.kind(), inner: Some(inner), at, calls: 0 }
    }

    fn call<T>(
        &mut self,
        work: impl FnOnce(&mut dyn Engine) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        self.calls += 1;
        let fault = self.at.filter(|(at, _)| *at == self.calls).map(|(_, fault)| fault);
        let Some(inner) = self.inner.as_mut() else {
            return Err(dead());
        };
        match fault {
            None => work(inner.as_mut()),
            Some(Fault::Fails(class)) => Err(EngineError::new(class, "a planted fault")),
            Some(Fault::DiesBefore) => {
                self.inner = None;
                Err(dead())
            }
            Some(Fault::DiesAfter) => {
                // Whether it worked is what nobody learns.
                drop(work(inner.as_mut()));
                self.inner = None;
                Err(dead())
            }
        }
    }
}

fn dead() -> EngineError {
    EngineError::new(ErrorClass::Unreachable, "the connection died").changed(Changed::Unknown)
}

impl Engine for Faulty {
    fn kind(&self) -> EngineKind {
        self.kind
    }

    fn server(&mut self) -> Result<Server, EngineError> {
        self.call(|inner| inner.server())
    }

    fn snapshot(&mut self, scope: &Scope) -> Result<Snapshot, EngineError> {
        self.call(|inner| inner.snapshot(scope))
    }

    fn answer(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError> {
        self.call(|inner| inner.answer(snapshot, questions))
    }

    fn runnable(
        &mut self,
        snapshot: &Snapshot,
        statement: &Statement,
    ) -> Result<Vec<String>, EngineError> {
        self.call(|inner| inner.runnable(snapshot, statement))
    }

    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError> {
        self.call(|inner| inner.measure(text, limits))
    }

    fn rollups(&mut self) -> Result<Vec<Standing>, EngineError> {
        self.call(|inner| inner.rollups())
    }

    fn lock(&mut self) -> Result<(), EngineError> {
        self.call(|inner| inner.lock())
    }

    fn unlock(&mut self) -> Result<(), EngineError> {
        self.call(|inner| inner.unlock())
    }

    fn journal_read(&mut self) -> Result<Vec<String>, EngineError> {
        self.call(|inner| inner.journal_read())
    }

    fn journal_append(&mut self, body: &str) -> Result<(), EngineError> {
        self.call(|inner| inner.journal_append(body))
    }

    fn probe(&mut self, action: &Action) -> Result<Probe, EngineError> {
        self.call(|inner| inner.probe(action))
    }

    fn preflight(
        &mut self,
        action: &Action,
        bytes: Option<Bytes>,
    ) -> Result<Vec<Obstacle>, EngineError> {
        self.call(|inner| inner.preflight(action, bytes))
    }

    fn execute(
        &mut self,
        sql: &Sql,
        limits: &Limits,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        self.call(|inner| inner.execute(sql, limits, world))
    }

    fn carry_out(
        &mut self,
        action: &Action,
        way: Way,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        self.call(|inner| inner.carry_out(action, way, world))
    }
}

/// A world in which sleeping takes no time, unless asked to, and everything said is kept.
#[derive(Debug, Default)]
pub struct TestWorld {
    pub now_ms: i64,
    pub slept_ms: Vec<u64>,
    pub said: Vec<String>,
    /// Sleeping takes its time.
    pub really_sleeps: bool,
    /// Ctrl-C is pressed when it has been asked about so many times. None: never.
    pub stop_after: Option<u32>,
    asked: std::cell::Cell<u32>,
}

impl TestWorld {
    pub fn with_real_pauses() -> Self {
        Self { really_sleeps: true, ..Self::default() }
    }

    pub fn stopping_after(questions: u32) -> Self {
        Self { stop_after: Some(questions), ..Self::default() }
    }
}

impl World for TestWorld {
    fn now_ms(&self) -> i64 {
        self.now_ms
    }

    fn sleep_ms(&mut self, ms: u64) {
        self.now_ms += i64::try_from(ms).unwrap_or(i64::MAX);
        self.slept_ms.push(ms);
        if self.really_sleeps {
            std::thread::sleep(std::time::Duration::from_millis(ms));
        }
    }

    fn random(&mut self) -> f64 {
        (self.slept_ms.len() % 10) as f64 / 10.0
    }

    fn stopped(&self) -> bool {
        self.asked.set(self.asked.get() + 1);
        self.stop_after.is_some_and(|after| self.asked.get() > after)
    }

    fn progress(&mut self, _: &Progress) {}

    fn say(&mut self, sentence: &str) {
        self.said.push(sentence.to_owned());
    }
}
