//! `-v`: says on stderr what is asked of the server and how long it took; `-vv` says the small
//! things too. Never a statement of the workload, for it holds constants; DDL is the plan's own.

use std::time::Instant;

use rungs_core::change::{Action, Limits, Measured};
use rungs_core::dialect::Sql;
use rungs_core::engine::{
    Answer, Engine, EngineError, Obstacle, Probe, Question, Scope, Way, World,
};
use rungs_core::name::{Bytes, EngineKind, Millis};
use rungs_core::rollup::Standing;
use rungs_core::seen::{Server, Snapshot, Statement};

/// Wraps `engine` if the user wants to hear of it.
pub fn wrap(engine: Box<dyn Engine>, verbose: u8) -> Box<dyn Engine> {
    match verbose {
        0 => engine,
        _ => Box::new(Narrator { engine, verbose }),
    }
}

struct Narrator {
    engine: Box<dyn Engine>,
    verbose: u8,
}

impl Narrator {
    /// Calls the engine and tells of it at this level of `-v`.
    #[expect(clippy::print_stderr, reason = "talk that the user asked for")]
    fn tell<T>(
        &mut self,
        level: u8,
        what: &str,
        call: impl FnOnce(&mut (dyn Engine + 'static)) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let started = Instant::now();
        let outcome = call(self.engine.as_mut());
        if self.verbose >= level {
            let took = Millis(started.elapsed().as_secs_f64() * 1e3);
            match &outcome {
                Ok(_) => eprintln!("asked: {what}: {took}"),
                Err(error) => eprintln!("asked: {what}: {took}, refused: {error}"),
            }
        }
        outcome
    }
}

impl Engine for Narrator {
    fn kind(&self) -> EngineKind {
        self.engine.kind()
    }

    fn server(&mut self) -> Result<Server, EngineError> {
        self.tell(1, "what the server is and allows", Engine::server)
    }

    fn snapshot(&mut self, scope: &Scope) -> Result<Snapshot, EngineError> {
        let what = match scope.tables.as_slice() {
            [] => "catalog, statistics, workload and activity".to_owned(),
            tables => format!("catalog, statistics and workload of {}", tables.join(", ")),
        };
        self.tell(1, &what, |engine| engine.snapshot(scope))
    }

    fn answer(
        &mut self,
        snapshot: &Snapshot,
        questions: &[Question],
    ) -> Result<Vec<Answer>, EngineError> {
        let what_if = |q: &&Question| match q {
            Question::Plan { with, without, .. } => !with.is_empty() || !without.is_empty(),
            Question::Groups(_) => false,
        };
        let hypothetical = questions.iter().filter(what_if).count();
        let what =
            format!("{} plans, {hypothetical} of them with indexes not there", questions.len());
        self.tell(1, &what, |engine| engine.answer(snapshot, questions))
    }

    fn runnable(
        &mut self,
        snapshot: &Snapshot,
        statement: &Statement,
    ) -> Result<Vec<String>, EngineError> {
        let what = format!("constants for statement {}", statement.label());
        self.tell(2, &what, |engine| engine.runnable(snapshot, statement))
    }

    fn measure(&mut self, text: &str, limits: &Limits) -> Result<Measured, EngineError> {
        self.tell(2, "a statement, run and measured", |engine| engine.measure(text, limits))
    }

    fn rollups(&mut self) -> Result<Vec<Standing>, EngineError> {
        self.tell(1, "the rollups that there are", Engine::rollups)
    }

    fn lock(&mut self) -> Result<(), EngineError> {
        self.tell(1, "the writer's lock", Engine::lock)
    }

    fn unlock(&mut self) -> Result<(), EngineError> {
        self.tell(2, "the writer's lock given back", Engine::unlock)
    }

    fn journal_read(&mut self) -> Result<Vec<String>, EngineError> {
        self.tell(1, "the journal", Engine::journal_read)
    }

    fn journal_append(&mut self, body: &str) -> Result<(), EngineError> {
        self.tell(2, "an entry for the journal", |engine| engine.journal_append(body))
    }

    fn probe(&mut self, action: &Action) -> Result<Probe, EngineError> {
        let what = format!("is it done already: {action}");
        self.tell(2, &what, |engine| engine.probe(action))
    }

    fn preflight(
        &mut self,
        action: &Action,
        bytes: Option<Bytes>,
    ) -> Result<Vec<Obstacle>, EngineError> {
        let what = format!("may it start: {action}");
        self.tell(2, &what, |engine| engine.preflight(action, bytes))
    }

    fn execute(
        &mut self,
        sql: &Sql,
        limits: &Limits,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        let what = sql.to_string();
        self.tell(1, &what, |engine| engine.execute(sql, limits, world))
    }

    fn carry_out(
        &mut self,
        action: &Action,
        way: Way,
        world: &mut dyn World,
    ) -> Result<(), EngineError> {
        let what = match way {
            Way::Forward => action.to_string(),
            Way::Back => format!("the way back: {action}"),
        };
        self.tell(1, &what, |engine| engine.carry_out(action, way, world))
    }
}
