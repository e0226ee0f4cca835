//! What one call of `apply`, `resume` or `revert` holds while it has the writer's lock: the
//! engine, the journal as read and written so far, the policy and the world.

use super::attempt::Backoff;
use super::error::ApplyError;
use super::executor::history;
use super::journal::{Change, ChangeId, Event, EventKind, History};
use super::measure::Runnable;
use super::policy::Policy;
use crate::engine::{Engine, EngineError, ErrorClass, World};
use crate::format::journal_v1;

pub(super) struct Run<'a> {
    pub engine: &'a mut dyn Engine,
    pub runnables: &'a [Runnable],
    pub policy: &'a Policy,
    pub world: &'a mut dyn World,
    pub history: History,
}

impl<'a> Run<'a> {
    /// Waits for the lock, reads the journal, does `work`, and lets the lock go.
    pub fn under_lock<T>(
        engine: &'a mut dyn Engine,
        runnables: &'a [Runnable],
        policy: &'a Policy,
        world: &'a mut dyn World,
        work: impl FnOnce(&mut Self) -> Result<T, ApplyError>,
    ) -> Result<T, ApplyError> {
        take_lock(engine, policy, world)?;
        let mut run = Self { engine, runnables, policy, world, history: History::default() };
        let worked = history(run.engine).and_then(|history| {
            run.history = history;
            work(&mut run)
        });
        let unlocked = run.engine.unlock();
        let worked = worked?;
        // All is in the journal, and the lock ends with the connection at the latest.
        if let Err(e) = unlocked {
            run.world.say(&format!("the writer's lock was not let go: {e}"));
        }
        Ok(worked)
    }

    /// Writes an event that may follow what is there; durable when it returns.
    pub fn record(&mut self, change: ChangeId, kind: EventKind) -> Result<(), ApplyError> {
        let event = Event { change, at_ms: self.world.now_ms(), kind };
        let body = journal_v1::encode(&event)?;
        let after = self.history.after(event)?;
        self.engine
            .journal_append(&body)
            .map_err(|source| self.error("write the journal", Some(change), source))?;
        self.history.put(after);
        Ok(())
    }

    pub fn change(&self, id: ChangeId) -> Result<&Change, ApplyError> {
        self.history.get(id).ok_or(ApplyError::NoSuchChange { change: id })
    }

    /// Ctrl-C between two calls: says so in the journal and stops.
    pub fn check_stopped(&mut self, change: Option<ChangeId>) -> Result<(), ApplyError> {
        if self.world.stopped() { Err(self.interrupted(change)) } else { Ok(()) }
    }

    /// An error of the engine during `change`, where one was begun. A stop and a lost connection
    /// are put into the journal if it can still be reached; if not, `Started` stands there.
    pub fn failure(
        &mut self,
        attempt: &'static str,
        change: Option<ChangeId>,
        source: EngineError,
    ) -> ApplyError {
        if source.class == ErrorClass::Stopped {
            return self.interrupted(change);
        }
        self.error(attempt, change, source)
    }

    fn error(
        &self,
        attempt: &'static str,
        change: Option<ChangeId>,
        source: EngineError,
    ) -> ApplyError {
        ApplyError::Engine { attempt, unfinished: self.unfinished(change), source }
    }

    fn interrupted(&mut self, change: Option<ChangeId>) -> ApplyError {
        let unfinished = self.unfinished(change);
        if let Some(id) = unfinished {
            // Without the event the journal says the same: begun, not finished.
            if let Err(e) = self.record(id, EventKind::Interrupted) {
                self.world.say(&e.to_string());
            }
        }
        ApplyError::Stopped { unfinished }
    }

    fn unfinished(&self, change: Option<ChangeId>) -> Option<ChangeId> {
        change.filter(|id| self.history.get(*id).is_some_and(|c| !c.state.is_finished()))
    }
}

/// Several instances may start at once: the later ones wait, then find all done.
fn take_lock(
    engine: &mut dyn Engine,
    policy: &Policy,
    world: &mut dyn World,
) -> Result<(), ApplyError> {
    let failed =
        |source| ApplyError::Engine { attempt: "take the writer's lock", unfinished: None, source };
    let mut backoff = Backoff::new(policy);
    loop {
        if world.stopped() {
            return Err(ApplyError::Stopped { unfinished: None });
        }
        match engine.lock() {
            Ok(()) => return Ok(()),
            Err(e) if e.class == ErrorClass::Busy => {
                if !backoff.wait(world, &e.to_string()) {
                    return Err(failed(e));
                }
            }
            Err(e) => return Err(failed(e)),
        }
    }
}
