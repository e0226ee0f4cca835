//! Builds anew what a hole touched, or what the user names: single slices where they are known,
//! while all others stay as they are; else the whole.

use rungs_core::engine::{EngineError, ErrorClass, Progress, World};
use rungs_core::name::EngineKind;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Slice};

use super::add::{Wanted, patiently, refuse_holes};
use super::build::{Built, go_live, not_now, publish, rebuild, slice};
use super::epoch::{self, Hole, what};
use super::refresh::{Refreshed, refresh, refuse_unless_live};
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
    if !wanted.family.is_captured() && entry.state == State::Live {
        return as_of_now(session, name, period, world);
    }
    let then = match (entry.state, period) {
        (State::Invalid, _) => known(session, wanted, &entry, period)?,
        (_, None) => None,
        (_, Some(period)) => {
            refuse_unless_live(&entry)?;
            let slices = named(session, &entry.family, &[period])?;
            let began = world.now_ms();
            let mut built =
                locked(session, name, |session| renew_all(session, &entry, &slices, world))?;
            built.took_ms = world.now_ms().abs_diff(began);
            return Ok(Mended { built, whole: false });
        }
    };
    let Some(then) = then else {
        return Ok(Mended { built: rebuild(session, wanted, world)?, whole: true });
    };
    let began = world.now_ms();
    let mut built = locked(session, name, |session| {
        let wanted = wanted.standing(&entry.family);
        capture_again(session, &wanted, then, period, world)?;
        let entry = find(session, name)?;
        let slices = written_down(session, &entry.family)?;
        let built = renew_all(session, &entry, &slices, world)?;
        end(session, &wanted, period.is_some(), world)?;
        Ok(built)
    })?;
    built.took_ms = world.now_ms().abs_diff(began);
    Ok(Mended { built, whole: false })
}

/// Of a family without capture, whose slices are of one moment.
fn as_of_now(
    session: &mut dyn Session,
    name: &str,
    period: Option<Period>,
    world: &mut dyn World,
) -> Result<Mended, EngineError> {
    if period.is_some() {
        let what = format!("{name} has no capture: all of it is as of one moment");
        return Err(EngineError::new(ErrorClass::User, what).hint("leave --from and --to out"));
    }
    let Refreshed { groups, took_ms, .. } = refresh(session, name, world)?;
    Ok(Mended { built: Built { slices: 1, groups, took_ms }, whole: true })
}

/// What an invalid family's capture stood on when it was whole. None: it is not known of which
/// slices the hole is.
fn known<'e>(
    session: &mut dyn Session,
    wanted: &Wanted,
    entry: &'e Entry,
    period: Option<Period>,
) -> Result<Option<&'e [String]>, EngineError> {
    refuse_holes(session, wanted)?;
    let Some(then) = entry.epoch.as_deref() else { return Ok(None) };
    if period.is_none() && written_down(session, &entry.family)?.is_empty() {
        return Ok(None);
    }
    let (hole, now) = epoch::compare(session, &entry.family, then)?;
    Ok(match periods(&entry.family, hole, (then, &now), period)? {
        Some(periods) => touching(session, &entry.family, &periods)?.map(|_| then),
        None => None,
    })
}

/// What was touched since `then`, and what the user names. None: anything.
fn periods(
    family: &Family,
    hole: Option<Hole>,
    (then, now): (&[String], &[String]),
    period: Option<Period>,
) -> Result<Option<Vec<Period>>, EngineError> {
    let mut periods = match (hole.map(|hole| hole.touched), period) {
        (None, _) => Vec::new(),
        (Some(Some(touched)), _) => touched,
        (Some(None), None) => return Ok(None),
        (Some(None), Some(_)) => {
            refuse_unless_of_facts(family, then, now)?;
            Vec::new()
        }
    };
    periods.extend(period);
    Ok(Some(periods))
}

/// Errors: `User` where slices cannot be named.
fn named(
    session: &mut dyn Session,
    family: &Family,
    periods: &[Period],
) -> Result<Vec<Slice>, EngineError> {
    touching(session, family, periods)?.ok_or_else(|| {
        let what = format!("{} has no slices of time, or too many", family.name);
        EngineError::new(ErrorClass::User, what).hint("leave --from and --to out")
    })
}

/// What the user vouches for are facts. Errors: `User` where what they are made of has changed, or
/// triggers that cannot be made anew while others write (MariaDB).
fn refuse_unless_of_facts(
    family: &Family,
    then: &[String],
    now: &[String],
) -> Result<(), EngineError> {
    let emptied = format!("table {}: ", family.fact.name);
    let is_of_facts = |line: &str| match family.engine {
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

/// From now on nothing goes unseen, and it is written down what is to be built anew: what was
/// touched until this moment, with writers held off where they might go unseen. Triggers are made
/// anew but on MariaDB, where there would be a moment without.
fn capture_again(
    session: &mut dyn Session,
    wanted: &Wanted,
    then: &[String],
    period: Option<Period>,
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
            if let Some(lock) = derive::hold_off(family) {
                session.run(&lock)?;
            }
            let (hole, now) = epoch::compare(session, family, then)?;
            let periods = periods(family, hole, (then, &now), period)?
                .filter(|_| epoch::has_all_parts(kind, &wanted.ground, &now))
                .ok_or_else(|| {
                    let what = format!("{} was touched again meanwhile", family.name);
                    EngineError::new(ErrorClass::Busy, what).hint("run the same again")
                })?;
            let slices = named(session, family, &periods)?;
            epoch::touch(session, family, &slices)?;
            if kind == EngineKind::MariaDb {
                epoch::write_down(session, family, &now)?;
            } else {
                run_all(session, &steps)?;
                epoch::remember(session, family)?;
            }
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
