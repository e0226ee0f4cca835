//! Builds anew what a hole touched, or what the user names: single slices where they are known,
//! while all others stay as they are; else the whole.

use rungs_core::engine::{EngineError, ErrorClass, Progress, World};
use rungs_core::name::EngineKind;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Slice};

use super::add::{Wanted, patiently, refuse_holes};
use super::build::{Built, go_live, not_now, publish, rebuild, slice};
use super::epoch::{self, what};
use super::refresh::refuse_unless_live;
use super::refuse::answer;
use super::registry::{Entry, find};
use super::renew::renew;
use super::session::{Session, locked, run_all, step, text, within};
use super::slices::{Period, touching};

/// What was built anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mended {
    pub built: Built,
    /// All of it, not single slices.
    pub whole: bool,
}

/// Without a period: what the hole touched, or the whole of a family that is live. With one: the
/// slices in it; whoever names it vouches for the others. A run that was killed is continued by the
/// same call.
pub fn mend(
    session: &mut dyn Session,
    wanted: &Wanted,
    period: Option<Period>,
    world: &mut dyn World,
) -> Result<Mended, EngineError> {
    let name = wanted.family.name.as_str();
    let mut entry = find(session, name)?;
    epoch::detect(session, &mut entry, false, world.now_ms())?;
    let slices = match (entry.state, period) {
        (State::Invalid, _) => touched(session, wanted, &entry, period)?,
        (_, None) => None,
        (_, Some(period)) => {
            refuse_unless_live(&entry)?;
            Some(named(session, &entry.family, period)?)
        }
    };
    let Some(slices) = slices else {
        return Ok(Mended { built: rebuild(session, wanted, world)?, whole: true });
    };
    let began = world.now_ms();
    let mut built = locked(session, name, |session| {
        if entry.state == State::Live {
            return renew_all(session, &entry, &slices, world);
        }
        let wanted = wanted.standing(&entry.family);
        capture_again(session, &wanted, &slices, world)?;
        let entry = find(session, name)?;
        let slices = written_down(session, &entry.family)?;
        let built = renew_all(session, &entry, &slices, world)?;
        end(session, &wanted, period.is_some(), world)?;
        Ok(built)
    })?;
    built.took_ms = world.now_ms().abs_diff(began);
    Ok(Mended { built, whole: false })
}

/// The slices of an invalid family that are to be built anew. None: all.
fn touched(
    session: &mut dyn Session,
    wanted: &Wanted,
    entry: &Entry,
    period: Option<Period>,
) -> Result<Option<Vec<Slice>>, EngineError> {
    refuse_holes(session, wanted)?;
    let family = &entry.family;
    let mut slices = written_down(session, family)?;
    let Some(then) = entry.epoch.as_deref() else { return Ok(None) };
    if slices.is_empty() && period.is_none() {
        return Ok(None);
    }
    // More may have been touched since.
    if let Some(hole) = epoch::find_hole(session, family, then)? {
        let since = match hole.touched {
            Some(periods) => touching(session, family, &periods)?,
            None => None,
        };
        match since {
            Some(since) => slices.extend(since),
            None if period.is_none() => return Ok(None),
            None => refuse_unless_of_slices(session, family, then)?,
        }
    }
    if let Some(period) = period {
        slices.extend(named(session, family, period)?);
    }
    Ok(Some(slices))
}

/// Errors: `User` where slices cannot be named.
fn named(
    session: &mut dyn Session,
    family: &Family,
    period: Period,
) -> Result<Vec<Slice>, EngineError> {
    touching(session, family, &[period])?.ok_or_else(|| {
        let what = format!("{} has no slices of time, or too many", family.name);
        EngineError::new(ErrorClass::User, what).hint("leave --from and --to out")
    })
}

/// What the user vouches for are facts. Errors: `User` where what they are made of has changed, or
/// triggers that cannot be made anew while others write (MariaDB).
fn refuse_unless_of_slices(
    session: &mut dyn Session,
    family: &Family,
    then: &[String],
) -> Result<(), EngineError> {
    let now = session.epoch(family)?;
    let emptied = format!("table {}: ", family.fact.name);
    let is_of_facts = |line: &str| match session.kind() {
        EngineKind::MariaDb => line.starts_with("partition ") || line.starts_with(&emptied),
        EngineKind::Postgres | EngineKind::Sqlite => {
            line.starts_with("partition ") || line.starts_with("trigger ")
        }
    };
    let gone = then.iter().filter(|line| !now.contains(line));
    let new = now.iter().filter(|line| !then.contains(line));
    match gone.chain(new).find(|line| !is_of_facts(line)) {
        None => Ok(()),
        Some(line) => {
            let what = format!("{} is invalid by more than its facts: {}", family.name, what(line));
            Err(EngineError::new(ErrorClass::User, what)
                .hint("build all of it anew: leave --from and --to out"))
        }
    }
}

/// The slices that the registry has as touched.
fn written_down(session: &mut dyn Session, family: &Family) -> Result<Vec<Slice>, EngineError> {
    let rows = session.rows(&registry::buckets(session.kind(), family.name.as_str()))?;
    Ok(rows.iter().filter(|row| text(row, 2) == "touched").map(slice).collect())
}

/// From now on nothing goes unseen, and it is written down what is to be built anew. Triggers are
/// made anew but on MariaDB, where there would be a moment without.
fn capture_again(
    session: &mut dyn Session,
    wanted: &Wanted,
    slices: &[Slice],
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let (kind, family) = (session.kind(), &wanted.family);
    let objects = derive::objects(family, &wanted.ground);
    let drops = objects.triggers.iter().rev().map(|o| o.drop.clone());
    let all = objects.tables.iter().chain(&objects.triggers);
    let mut steps: Vec<_> = drops.collect();
    steps.extend(all.flat_map(|o| o.create.clone()));
    patiently(session, world, |session, world| {
        within(session, |session| {
            if kind != EngineKind::MariaDb {
                run_all(session, &steps)?;
            }
            epoch::remember(session, family)?;
            epoch::touch(session, family, slices)?;
            let (name, now) = (family.name.as_str(), world.now_ms());
            session.run(&registry::set_state(kind, name, State::Invalid, MENDING, now)).map(drop)
        })
    })
}

/// Why it is invalid while it is at work, or if it was killed.
const MENDING: &str = "slices of it are being built anew";

fn renew_all(
    session: &mut dyn Session,
    entry: &Entry,
    slices: &[Slice],
    world: &mut dyn World,
) -> Result<Built, EngineError> {
    let family = &entry.family;
    let mut built = Built { slices: 0, groups: 0, took_ms: 0 };
    for slice in slices {
        if world.stopped() {
            let what = "stopped: some slices are not built anew yet";
            return Err(EngineError::new(ErrorClass::Stopped, what).hint("run the same again"));
        }
        let phase = format!("building {} anew: {}", family.name, slice.name());
        let (done, total) = (built.slices as u64, slices.len() as u64);
        world.progress(&Progress { phase, done, total });
        let done = registry::bucket_done(session.kind(), family.name.as_str(), &slice.name());
        let renewed = patiently(session, world, |session, world| {
            renew(session, entry, slice, ("asked for", Some(&done)), world)
        })?;
        built.slices += 1;
        built.groups += renewed.groups;
    }
    Ok(built)
}

/// If nothing went unseen meanwhile. A family that was named by hand may never have had levels.
fn end(
    session: &mut dyn Session,
    wanted: &Wanted,
    by_hand: bool,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let family = &wanted.family;
    let (kind, name) = (session.kind(), family.name.as_str());
    let entry = find(session, name)?;
    let then = entry.epoch.as_deref();
    let hole = match then {
        Some(then) => epoch::find_hole(session, family, then)?,
        None => None,
    };
    let from = (State::Invalid, MENDING);
    let why = match hole {
        Some(hole) => Some(epoch::mark(session, family, hole, world.now_ms())?),
        None if by_hand => publish(session, wanted, then, from, world)?,
        None => patiently(session, world, |session, world| {
            let live = registry::go_live(kind, name, from, world.now_ms());
            step(session, |session| {
                answer(session, family, &derive::objects(family, &wanted.ground))?;
                go_live(session, name, &live)
            })
        })?,
    };
    why.map_or(Ok(()), |why| Err(not_now(name, State::Invalid).detail(why)))
}
