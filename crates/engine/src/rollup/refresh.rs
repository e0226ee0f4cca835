//! Refresh: folds what is visible, in one transaction for all levels; of very much, batch by
//! batch. Nothing pending costs one small question.

use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, ErrorClass, Progress, World};
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, LogLine, State};
use rungs_core::rollup::derive::{self, Refresh};

use super::epoch;
use super::registry::{Entry, find};
use super::session::{Session, count, locked, number, run_all, within};

/// What a refresh did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refreshed {
    /// Groups of the base that had deltas.
    pub groups: u64,
    /// Dimensions had changed, and groups were moved.
    pub moved: bool,
    pub took_ms: u64,
}

impl Refreshed {
    fn and(self, next: Self) -> Self {
        Self {
            groups: self.groups + next.groups,
            moved: self.moved || next.moved,
            took_ms: self.took_ms + next.took_ms,
        }
    }
}

/// Deltas of one transaction: it holds the writers of SQLite, or the snapshot of the others, for
/// about a second.
pub const BATCH: u64 = 200_000;

/// Folds the deltas that were pending when it began, [`BATCH`] of them in a transaction. Errors:
/// `User` for a family that is not live, with the reason and the way out; `Busy` if another
/// worker has it.
pub fn refresh(
    session: &mut dyn Session,
    name: &str,
    world: &mut dyn World,
) -> Result<Refreshed, EngineError> {
    refresh_in_batches(session, name, BATCH, world)
}

/// The same with another size of batches, in delta rows.
pub fn refresh_in_batches(
    session: &mut dyn Session,
    name: &str,
    batch: u64,
    world: &mut dyn World,
) -> Result<Refreshed, EngineError> {
    let mut entry = find(session, name)?;
    epoch::detect(session, &mut entry, true, world.now_ms())?;
    refuse_unless_live(&entry)?;
    let family = &entry.family;
    let refresh = derive::refresh(family, batch);
    let mut done = Refreshed { groups: 0, moved: false, took_ms: 0 };
    if pending(session, &refresh.pending)? == (false, false) {
        return Ok(done);
    }
    locked(session, family.name.as_str(), |session| {
        let deltas = count(session, &derive::sizes(family).pending)?;
        let batches = deltas.div_ceil(batch).max(1);
        for at in 0..batches {
            if at > 0 && world.stopped() {
                let what = "stopped: what was folded is folded, the rest still waits";
                return Err(EngineError::new(ErrorClass::Stopped, what));
            }
            let phase = format!("folding into {}", family.name);
            world.progress(&Progress { phase, done: at, total: batches });
            done = done.and(one(session, family, &refresh, world)?);
        }
        Ok(done)
    })
}

/// One batch, in one transaction for all levels.
fn one(
    session: &mut dyn Session,
    family: &Family,
    refresh: &Refresh,
    world: &mut dyn World,
) -> Result<Refreshed, EngineError> {
    let began = world.now_ms();
    within(session, |session| {
        run_all(session, &refresh.stages)?;
        // Asked again: now it is what this transaction sees.
        let (_, moved) = pending(session, &refresh.pending)?;
        if moved {
            run_all(session, &refresh.moves)?;
        }
        run_all(session, &refresh.claim)?;
        let groups = count(session, &refresh.claimed)?;
        run_all(session, &refresh.fold)?;
        let took_ms = world.now_ms().abs_diff(began);
        let way = if moved { "deltas, moved by changed dimensions" } else { "deltas" };
        let family = family.name.as_str();
        session.run(&registry::log(
            session.kind(),
            &LogLine { family, at_ms: began, what: "refresh", deltas: groups, took_ms, way },
        ))?;
        Ok(Refreshed { groups, moved, took_ms })
    })
}

pub(super) fn refuse_unless_live(entry: &Entry) -> Result<(), EngineError> {
    let name = &entry.family.name;
    let (what, hint) = match entry.state {
        State::Live => return Ok(()),
        State::Invalid => (
            format!("the rollup {name} is invalid: {}", entry.why),
            format!("build it anew: rungs rollup refresh --rebuild --rollup {name}"),
        ),
        State::Building => (
            format!("the rollup {name} is not built yet"),
            format!("rungs rollup build --rollup {name}"),
        ),
        State::Adding => (
            format!("the rollup {name} was not added to its end"),
            "run the same rungs rollup add again".to_owned(),
        ),
        State::Dropping => (
            format!("the rollup {name} is being dropped"),
            format!("finish it: rungs rollup drop {name}"),
        ),
    };
    Err(EngineError::new(ErrorClass::User, what).hint(hint))
}

/// Are there deltas, are there changed dimensions?
fn pending(session: &mut dyn Session, question: &Sql) -> Result<(bool, bool), EngineError> {
    let rows = session.rows(question)?;
    let is = |at| rows.first().and_then(|r| number(r, at)) == Some(1);
    Ok((is(0), is(1)))
}
