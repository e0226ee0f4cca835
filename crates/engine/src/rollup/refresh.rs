//! Refresh: folds what is visible, in one transaction for all levels; of very much, batch by
//! batch. A slice that is cheaper to read anew than its deltas to fold is rebuilt. Nothing pending
//! costs one small question.

use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, ErrorClass, Progress, World};
use rungs_core::rollup::choose::{Choice, Path};
use rungs_core::rollup::derive::registry::{LogLine, State};
use rungs_core::rollup::derive::{self, Refresh};

use super::add::patiently;
use super::anew::anew;
use super::epoch;
use super::registry::{Entry, find, log, unchanged};
use super::renew::{look, renew};
use super::session::{Session, count, locked, number, run_all, within};

/// What a refresh did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Refreshed {
    /// Groups of the base that had deltas.
    pub groups: u64,
    /// Dimensions had changed, and groups were moved.
    pub moved: bool,
    pub took_ms: u64,
    /// Slices with many deltas, by their first moments, and the way that was taken for each.
    pub looked: Vec<(String, Choice)>,
    /// It has no capture: all of it was built anew, and `groups` differed.
    pub anew: bool,
}

impl Refreshed {
    /// Rebuild, where any slice was rebuilt.
    pub fn path(&self) -> Path {
        let any = self.anew || self.looked.iter().any(|(_, choice)| choice.path == Path::Rebuild);
        if any { Path::Rebuild } else { Path::Delta }
    }

    pub fn did_nothing(&self) -> bool {
        self.groups == 0 && !self.moved && self.looked.is_empty() && !self.anew
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
    if !family.is_captured() {
        let (built, groups) = locked(session, family.name.as_str(), |session| {
            patiently(session, world, |session, world| anew(session, family, None, world))
        })?;
        return Ok(Refreshed {
            groups,
            took_ms: built.took_ms,
            anew: true,
            ..Refreshed::default()
        });
    }
    let refresh = derive::refresh(family, batch);
    let mut done = Refreshed::default();
    let (mut deltas, moved) = pending(session, &refresh.pending)?;
    if (deltas, moved) == (0, false) {
        return Ok(done);
    }
    locked(session, family.name.as_str(), |session| {
        let looked = look(session, family, deltas)?;
        for (slice, choice) in looked {
            if choice.path == Path::Rebuild {
                go_on(world)?;
                let phase = format!("rebuilding {} of {}", slice.name(), family.name);
                world.progress(&Progress { phase, done: 0, total: 0 });
                let renewed = renew(session, &entry, &slice, (&choice.to_string(), None), world)?;
                done.groups += renewed.changed;
                done.took_ms += renewed.took_ms;
            }
            done.looked.push((slice.name(), choice));
        }
        if done.path() == Path::Rebuild {
            deltas = pending(session, &refresh.pending)?.0;
        }
        let batches = deltas.div_ceil(batch).max(1);
        for at in 0..batches {
            if at > 0 {
                go_on(world)?;
            }
            let phase = format!("folding into {}", family.name);
            world.progress(&Progress { phase, done: at, total: batches });
            one(session, &entry, &refresh, batch.min(deltas - at * batch), &mut done, world)?;
        }
        Ok(done)
    })
}

fn go_on(world: &dyn World) -> Result<(), EngineError> {
    if !world.stopped() {
        return Ok(());
    }
    let what = "stopped: what was folded is folded, the rest still waits";
    Err(EngineError::new(ErrorClass::Stopped, what))
}

/// One batch, in one transaction for all levels.
fn one(
    session: &mut dyn Session,
    entry: &Entry,
    refresh: &Refresh,
    deltas: u64,
    done: &mut Refreshed,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let began = world.now_ms();
    let family = &entry.family;
    within(session, |session| {
        unchanged(session, entry)?;
        run_all(session, &refresh.stages)?;
        // Asked again: now it is what this transaction sees.
        let moved = count(session, &refresh.moved)? == 1;
        if moved {
            run_all(session, &refresh.moves)?;
        }
        run_all(session, &refresh.claim)?;
        let groups = count(session, &refresh.claimed)?;
        run_all(session, &refresh.fold)?;
        let took_ms = world.now_ms().abs_diff(began);
        let way = way(moved, &done.looked);
        let family = family.name.as_str();
        let line = LogLine { family, at_ms: began, what: "refresh", deltas, took_ms, way: &way };
        log(session, &line)?;
        done.groups += groups;
        done.moved |= moved;
        done.took_ms += took_ms;
        Ok(())
    })
}

/// Says in the log that the time was not of deltas alone.
pub(super) const MOVED: &str = "deltas, moved by changed dimensions";

/// What was done, and why the slices that it was asked of were not rebuilt.
fn way(moved: bool, looked: &[(String, Choice)]) -> String {
    let mut way = vec![if moved { MOVED } else { "deltas" }.to_owned()];
    let folded = looked.iter().filter(|(_, choice)| choice.path == Path::Delta);
    way.extend(folded.map(|(slice, choice)| format!("{slice}: {choice}")));
    way.join("; ")
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

/// How many deltas there are, and whether dimensions changed.
fn pending(session: &mut dyn Session, question: &Sql) -> Result<(u64, bool), EngineError> {
    let rows = session.rows(question)?;
    let of = |at| rows.first().and_then(|row| number(row, at)).unwrap_or(0);
    Ok((of(0).unsigned_abs(), of(1) == 1))
}
