//! Trying again: back-off with jitter, waiting for obstacles, and one action's statements with
//! the remains of a broken attempt cleaned up between two tries.

use thiserror::Error;

use super::error::ApplyError;
use super::journal::ChangeId;
use super::policy::{Limits, Policy};
use super::run::Run;
use crate::change::Action;
use crate::dialect::Sql;
use crate::engine::{Changed, EngineError, ErrorClass, Obstacle, Probe, World};
use crate::name::Bytes;

/// Exponential back-off with jitter, and the count of tries.
pub(super) struct Backoff {
    next_ms: u64,
    max_ms: u64,
    tries_left: u32,
}

impl Backoff {
    pub fn new(policy: &Policy) -> Self {
        Self {
            next_ms: policy.backoff_first_ms,
            max_ms: policy.backoff_max_ms,
            tries_left: policy.attempts_max.saturating_sub(1),
        }
    }

    /// Says why, sleeps, and returns true; false when the tries are used up.
    pub fn wait(&mut self, world: &mut dyn World, why: &str) -> bool {
        if self.tries_left == 0 {
            return false;
        }
        self.tries_left -= 1;
        let ms = self.pause_ms(world);
        world.say(&format!("{why}; trying again in {ms} ms"));
        world.sleep_ms(ms);
        true
    }

    /// Half to all of the present pause; the next one is twice as long.
    fn pause_ms(&mut self, world: &mut dyn World) -> u64 {
        let pause = self.next_ms as f64 * (0.5 + 0.5 * world.random().clamp(0.0, 1.0));
        self.next_ms = self.next_ms.saturating_mul(2).min(self.max_ms);
        (pause as u64).max(1)
    }
}

/// Waits for what goes away by itself; refuses what does not.
pub(super) fn wait_until_clear(
    run: &mut Run,
    action: &Action,
    bytes: Option<Bytes>,
    change: Option<ChangeId>,
) -> Result<(), ApplyError> {
    let mut backoff = Backoff::new(run.policy);
    let mut waited_ms = 0;
    loop {
        run.check_stopped(change)?;
        let obstacles = run
            .engine
            .preflight(action, bytes)
            .map_err(|e| run.failure("look whether the step can start", change, e))?;
        let refuse = |what: &String, hint: &String| ApplyError::Obstacle {
            action: action.to_string(),
            what: what.clone(),
            hint: hint.clone(),
        };
        let stops = |o: &&Obstacle| matches!(o, Obstacle::Stop { .. });
        match obstacles.iter().find(stops).or(obstacles.first()) {
            None => return Ok(()),
            Some(Obstacle::Stop { what, hint }) => return Err(refuse(what, hint)),
            Some(Obstacle::Wait { what, hint }) => {
                if waited_ms >= run.policy.long_transaction_wait_ms_max {
                    return Err(refuse(what, hint));
                }
                let ms = backoff.pause_ms(run.world);
                run.world.say(&format!("waiting {ms} ms: {what}; {hint}"));
                run.world.sleep_ms(ms);
                waited_ms += ms;
            }
        }
    }
}

/// Brings the action about from wherever the catalog says it is. Runs only what is missing,
/// and what may be run again.
pub(super) fn bring_about(
    run: &mut Run,
    change: ChangeId,
    action: &Action,
    forward: &[Sql],
) -> Result<(), Stumble> {
    let limits = run.policy.limits(run.engine.kind(), action);
    let Some((act, follow_ups)) = forward.split_first() else {
        return Ok(());
    };
    let mut backoff = Backoff::new(run.policy);
    while !is_there(run, change, action, limits)? {
        stop_check(run, change)?;
        match run.engine.execute(act, &limits, run.world) {
            Ok(()) => break,
            Err(e) if may_try_again(&e) => {
                if !backoff.wait(run.world, &e.to_string()) {
                    return Err(Stumble::Engine(e));
                }
            }
            Err(e) if shows(run, action, &e, &Probe::Done) => break,
            Err(e) => return Err(Stumble::Engine(e)),
        }
    }
    execute_all(run, change, follow_ups, limits)
}

/// What the catalog says of the action. One that a lock hides for the moment (another session
/// changes the table) is asked again: nothing may be concluded from not having seen it.
pub(super) fn probe(
    run: &mut Run,
    change: Option<ChangeId>,
    action: &Action,
) -> Result<Probe, EngineError> {
    let mut backoff = Backoff::new(run.policy);
    loop {
        match run.engine.probe(action) {
            Err(e) if e.class == ErrorClass::Busy && !run.world.stopped() => {
                if !backoff.wait(run.world, &e.to_string()) {
                    return Err(match change {
                        Some(_) => e.changed(Changed::Unknown),
                        None => e,
                    });
                }
            }
            outcome => return outcome,
        }
    }
}

/// A statement failed, and the catalog shows its effect all the same: between the last look and
/// the statement, one that a killed rungs had left running came to its end.
fn shows(run: &mut Run, action: &Action, error: &EngineError, effect: &Probe) -> bool {
    let refused = matches!(error.class, ErrorClass::User | ErrorClass::Refused);
    refused
        && error.changed != Changed::Unknown
        && !action.is_repeatable()
        && run.engine.probe(action).is_ok_and(|probe| probe == *effect)
}

/// Runs statements that may be run again, each until it gets its lock.
pub(super) fn execute_all(
    run: &mut Run,
    change: ChangeId,
    statements: &[Sql],
    limits: Limits,
) -> Result<(), Stumble> {
    for sql in statements {
        let mut backoff = Backoff::new(run.policy);
        loop {
            stop_check(run, change)?;
            match run.engine.execute(sql, &limits, run.world) {
                Ok(()) => break,
                Err(e) if may_try_again(&e) && backoff.wait(run.world, &e.to_string()) => {}
                Err(e) => return Err(Stumble::Engine(e)),
            }
        }
    }
    Ok(())
}

/// Whether the catalog shows the action as done; what is half done is cleaned up first.
/// Repeatable actions are never "there". What another session still does (a rungs that was killed
/// leaves its statement running on the server) is waited for.
fn is_there(
    run: &mut Run,
    change: ChangeId,
    action: &Action,
    limits: Limits,
) -> Result<bool, Stumble> {
    let mut cleaned = false;
    let mut backoff = Backoff::new(run.policy);
    loop {
        stop_check(run, change)?;
        match probe(run, Some(change), action).map_err(Stumble::Engine)? {
            Probe::NotStarted => return Ok(false),
            Probe::Done => return Ok(!action.is_repeatable()),
            Probe::Conflict(what) => return Err(Stumble::Conflict(what)),
            Probe::Partial { what, remains } if remains.is_empty() => {
                if !backoff.wait(run.world, &what) {
                    return Err(Stumble::Engine(still_at_work(what)));
                }
            }
            Probe::Partial { what, remains: _ } if cleaned => {
                return Err(Stumble::Conflict(format!("{what}, and it cannot be cleaned up")));
            }
            Probe::Partial { what, remains } => {
                run.world.say(&format!("cleaning up: {what}"));
                for sql in &remains {
                    run.engine.execute(sql, &limits, run.world).map_err(Stumble::Engine)?;
                }
                cleaned = true;
            }
        }
    }
}

/// Its end is not known, so nothing is unwound; `resume` looks again.
fn still_at_work(what: String) -> EngineError {
    EngineError::new(ErrorClass::Busy, what)
        .changed(Changed::Unknown)
        .hint("wait until that session has ended")
}

pub(super) fn stop_check(run: &mut Run, change: ChangeId) -> Result<(), Stumble> {
    run.check_stopped(Some(change)).map_err(Stumble::Final)
}

pub(super) fn may_try_again(error: &EngineError) -> bool {
    matches!(error.class, ErrorClass::Busy | ErrorClass::TimedOut)
        && error.changed != Changed::Unknown
}

/// Why an action was not brought about.
#[derive(Debug, Error)]
pub(super) enum Stumble {
    #[error(transparent)]
    Engine(EngineError),
    /// Something that is not of rungs stands in the way.
    #[error("{0}")]
    Conflict(String),
    /// Nothing more to be done about it here.
    #[error(transparent)]
    Final(ApplyError),
}

impl Stumble {
    /// The connection is gone or the user wants to stop: nothing can be unwound now.
    pub fn ends_the_run(&self) -> bool {
        match self {
            Self::Engine(e) => {
                matches!(e.class, ErrorClass::Unreachable | ErrorClass::Stopped)
                    || e.changed == Changed::Unknown
            }
            Self::Conflict(_) => false,
            Self::Final(_) => true,
        }
    }

    pub fn into_engine_error(self) -> Result<EngineError, ApplyError> {
        match self {
            Self::Engine(e) => Ok(e),
            Self::Conflict(what) => Ok(EngineError::new(ErrorClass::Refused, what)),
            Self::Final(e) => Err(e),
        }
    }
}

/// Takes the action back from wherever the catalog says it is.
pub(super) fn take_back(
    run: &mut Run,
    change: ChangeId,
    action: &Action,
    back: &[Sql],
) -> Result<(), Stumble> {
    let limits = run.policy.limits(run.engine.kind(), action);
    let mut backoff = Backoff::new(run.policy);
    loop {
        stop_check(run, change)?;
        match probe(run, Some(change), action).map_err(Stumble::Engine)? {
            // Not ours, so nothing of ours is left.
            Probe::NotStarted | Probe::Conflict(_) => return Ok(()),
            Probe::Partial { what, remains } => {
                run.world.say(&format!("cleaning up: {what}"));
                execute_all(run, change, &remains, limits)?;
            }
            Probe::Done if action.is_repeatable() || back.is_empty() => return Ok(()),
            Probe::Done => match execute_all(run, change, back, limits) {
                Err(Stumble::Engine(e)) if shows(run, action, &e, &Probe::NotStarted) => {}
                outcome => outcome?,
            },
        }
        if action.is_repeatable() {
            return Ok(());
        }
        if probe(run, Some(change), action).map_err(Stumble::Engine)? == Probe::NotStarted {
            return Ok(());
        }
        if !backoff.wait(run.world, "the catalog does not show it as taken back yet") {
            return Err(Stumble::Conflict("it is still there after it was taken back".to_owned()));
        }
    }
}
