//! Levels for a family that is live: their tables are filled from its base, with no look at the
//! facts, one level in one transaction. Its other levels are read, and kept, all the while.

use rungs_core::engine::{EngineError, ErrorClass, Progress, World};
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, LogLine};
use rungs_core::rollup::derive::{self, Ground, Object, Objects};

use super::add::{Wanted, patiently, refuse_holes_of};
use super::build::buckets;
use super::drop::all_ground;
use super::epoch;
use super::refresh::refuse_unless_live;
use super::registry::{Change, Entry, body, change, find, log, unchanged};
use super::session::{Session, count, locked, run_all, step, within};

/// One level that came to a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub level: Ident,
    pub groups: u64,
    pub took_ms: u64,
}

/// Makes the family that stands into the wanted one; nothing to do where it is. A run that was
/// killed is continued by the same call.
pub fn attach(
    session: &mut dyn Session,
    wanted: &Wanted,
    world: &mut dyn World,
) -> Result<Vec<Attached>, EngineError> {
    let (goal, name) = (&wanted.family, wanted.family.name.as_str());
    locked(session, name, |session| {
        let entry = live(session, goal, world)?;
        if entry.family == *goal && change(session, name)?.is_none() {
            return Ok(Vec::new());
        }
        refuse_holes_of(session, wanted, None)?;
        let registry = registry::make(session.kind());
        run_all(session, &registry)?;
        let captured = capture(session, wanted, &entry.family, world)?;
        let mut attached = Vec::new();
        for at in entry.family.levels.len()..goal.levels.len() {
            if world.stopped() {
                let what = "stopped: not all levels are there";
                let hint = "go on with the same command";
                return Err(EngineError::new(ErrorClass::Stopped, what).hint(hint));
            }
            let phase = format!("{} from the base of {name}", goal.levels[at].name);
            world.progress(&Progress { phase, done: 0, total: 0 });
            attached.push(one_level(session, wanted, at, &captured, world)?);
        }
        let whole = registry::set_body(session.kind(), name, &body(goal)?, world.now_ms());
        session.run(&whole)?;
        session.run(&registry::end_change(session.kind(), name))?;
        run_all(session, &derive::statistics_beyond(goal, &entry.family))?;
        Ok(attached)
    })
}

/// The family as it stands. Errors: it is not live, or became one that this goal does not fit.
fn live(
    session: &mut dyn Session,
    goal: &Family,
    world: &mut dyn World,
) -> Result<Entry, EngineError> {
    let mut entry = find(session, goal.name.as_str())?;
    epoch::detect(session, &mut entry, true, world.now_ms())?;
    refuse_unless_live(&entry)?;
    if goal.grew_from(&entry.family) {
        return Ok(entry);
    }
    let what = format!("the rollup {} was changed by another rungs meanwhile", goal.name);
    Err(EngineError::new(ErrorClass::Busy, what).hint("run it again"))
}

/// Tables and triggers that only the goal has, and indexes. From now on changes of its dimensions
/// are captured; what capture stands on, a line each.
fn capture(
    session: &mut dyn Session,
    wanted: &Wanted,
    stands: &Family,
    world: &mut dyn World,
) -> Result<Vec<String>, EngineError> {
    let (goal, name) = (&wanted.family, wanted.family.name.as_str());
    let begun = match change(session, name)? {
        Some(other) if other.family != *goal => {
            take_away(session, &other.family, stands, world)?;
            None
        }
        same => same,
    };
    if begun.is_some() && session.kind() == EngineKind::MariaDb {
        // Of a level that is there, a killed run may have left the view out.
        make(session, derive::objects(stands, &wanted.ground).views.iter())?;
    }
    let new = beyond(goal, stands, &wanted.ground);
    let body = body(goal)?;
    let epoch = match begun {
        Some(Change { epoch: Some(epoch), .. }) => epoch,
        begun => patiently(session, world, |session, _| {
            step(session, |session| {
                if begun.is_none() {
                    session.run(&registry::begin_change(session.kind(), name, &body))?;
                }
                make(session, new.tables.iter().chain(&new.triggers))?;
                let epoch = session.epoch(goal)?;
                let lines = epoch.join("\n");
                session.run(&registry::change_is_captured(session.kind(), name, &lines))?;
                Ok(epoch)
            })
        })?,
    };
    patiently(session, world, |session, _| make(session, new.indexes.iter()))?;
    Ok(epoch)
}

/// The level at this place, in one transaction: its rows, and the family as it then is.
fn one_level(
    session: &mut dyn Session,
    wanted: &Wanted,
    at: usize,
    captured: &[String],
    world: &mut dyn World,
) -> Result<Attached, EngineError> {
    let goal = &wanted.family;
    let cut = |levels: usize| {
        let mut family = goal.clone();
        family.levels.truncate(levels);
        family
    };
    let (before, after) = (cut(at), cut(at + 1));
    let (kind, name, level) = (session.kind(), goal.name.as_str(), &goal.levels[at].name);
    let views = beyond(&after, &before, &wanted.ground).views;
    let body = body(&after)?;
    let began = world.now_ms();
    if let Some(hole) = epoch::find_hole(session, goal, captured)? {
        take_away(session, goal, &before, world)?;
        let what = format!("{}, while {level} was being made", hole.why);
        return Err(EngineError::new(ErrorClass::Busy, what).hint("run it again"));
    }
    patiently(session, world, |session, world| {
        let entry = live(session, goal, world)?;
        let attached = within(session, |session| {
            unchanged(session, &entry)?;
            let parts = buckets(session, &after)?;
            run_all(session, &derive::last_level(&after, &parts))?;
            let sizes = derive::sizes(&after).levels;
            let groups = sizes.last().map_or(Ok(0), |(.., ask)| count(session, ask))?;
            let now_ms = world.now_ms();
            session.run(&registry::set_body(kind, name, &body, now_ms))?;
            epoch::remember(session, &after)?;
            let took_ms = now_ms.abs_diff(began);
            let way = format!("{level} from the base");
            let line = LogLine {
                family: name,
                at_ms: began,
                what: "attach",
                deltas: groups,
                took_ms,
                way: &way,
            };
            log(session, &line)?;
            if kind != EngineKind::MariaDb {
                make(session, views.iter())?;
            }
            Ok(Attached { level: level.clone(), groups, took_ms })
        })?;
        if kind == EngineKind::MariaDb {
            make(session, views.iter())?;
        }
        Ok(attached)
    })
}

/// What stands for one family and not for the other.
fn beyond(family: &Family, other: &Family, ground: &Ground) -> Objects {
    derive::objects(family, ground).beyond(&derive::objects(other, ground))
}

/// Removes what was begun, or is left of what went, and ends the change.
fn take_away(
    session: &mut dyn Session,
    changing: &Family,
    stands: &Family,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let rest = beyond(changing, stands, &all_ground(changing.dims.len())).drop();
    let end = registry::end_change(session.kind(), stands.name.as_str());
    patiently(session, world, |session, _| {
        step(session, |session| {
            run_all(session, &rest)?;
            session.run(&end).map(drop)
        })
    })
}

fn make<'o>(
    session: &mut dyn Session,
    objects: impl Iterator<Item = &'o Object>,
) -> Result<(), EngineError> {
    objects.flat_map(|o| &o.create).try_for_each(|sql| session.run(sql).map(drop))
}
