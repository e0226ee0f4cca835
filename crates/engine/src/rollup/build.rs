//! First build and rebuild: slice by slice in short transactions, then levels and views in one. A
//! killed build goes on at the first slice that is not done.

use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::{EngineError, ErrorClass, Progress, World};
use rungs_core::name::EngineKind;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, LogLine, State};
use rungs_core::rollup::derive::{self, Build, Slice};

use super::add::{Wanted, patiently, refuse_holes, refuse_wrong_days};
use super::aggregate::Groups;
use super::anew::anew;
use super::epoch;
use super::read::read;
use super::refuse::{answer, stop};
use super::registry::find;
use super::session::{Session, firsts, locked, run_all, step, text, within};
use super::slices::slices;

/// Of the engine whose client adds up.
const Q: Quote = Quote::Backtick;

/// What a build did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    pub slices: usize,
    /// Groups of the base, in the slices of this run.
    pub groups: u64,
    pub took_ms: u64,
}

/// Builds what is not built yet; nothing to do for a family that is live.
pub fn build(
    session: &mut dyn Session,
    wanted: &Wanted,
    world: &mut dyn World,
) -> Result<Built, EngineError> {
    let name = wanted.family.name.as_str();
    locked(session, name, |session| {
        let entry = find(session, name)?;
        let wanted = &wanted.standing(&entry.family);
        let family = &entry.family;
        match entry.state {
            State::Building => refuse_wrong_days(session, wanted)?,
            State::Live => return Ok(Built { slices: 0, groups: 0, took_ms: 0 }),
            State::Adding | State::Dropping | State::Invalid => {
                return Err(not_now(name, entry.state));
            }
        }
        if !family.is_captured() {
            let objects = derive::objects(family, &wanted.ground);
            return patiently(session, world, |session, world| {
                anew(session, &entry, Some(&objects), world)
            })
            .map(|(built, _)| built);
        }
        let began = world.now_ms();
        plan(session, family)?;
        let mut built = all_slices(session, family, world)?;
        let hole = publish(session, wanted, entry.epoch.as_deref(), (State::Building, ""), world)?;
        built.took_ms = world.now_ms().abs_diff(began);
        log(session, name, &built, began)?;
        match hole {
            None => Ok(built),
            Some(hole) => Err(not_now(name, State::Invalid).detail(hole)),
        }
    })
}

/// Captures and builds everything anew, from the facts as they are. A run that was killed is
/// continued by the same call.
pub fn rebuild(
    session: &mut dyn Session,
    wanted: &Wanted,
    world: &mut dyn World,
) -> Result<Built, EngineError> {
    let name = wanted.family.name.as_str();
    let kind = session.kind();
    refuse_holes(session, wanted)?;
    locked(session, name, |session| {
        let entry = find(session, name)?;
        if entry.state == State::Dropping {
            return Err(not_now(name, entry.state));
        }
        let wanted = wanted.standing(&entry.family);
        let objects = derive::objects(&wanted.family, &wanted.ground);
        // Old deltas are of what is built anew.
        let indexes = objects.indexes.iter().map(|o| o.drop.clone());
        let triggers = objects.triggers.iter().rev().map(|o| o.drop.clone());
        let mut steps = vec![registry::set_state(kind, name, State::Adding, "", world.now_ms())];
        steps.extend(indexes.chain(triggers));
        steps.push(derive::forget_deltas(&wanted.family));
        steps.push(registry::forget_buckets(kind, name));
        patiently(session, world, |session, world| {
            let now_ms = world.now_ms();
            step(session, |session| {
                // First: nobody reads what is half built.
                stop(session, &wanted.family, &objects)?;
                run_all(session, &steps)?;
                let ground = (&wanted.ground, &objects);
                super::add::capture(session, &wanted.family, ground, now_ms)
            })
        })
    })?;
    build(session, wanted, world)
}

pub(super) fn not_now(name: &str, state: State) -> EngineError {
    let hint = match state {
        State::Adding => format!("finish that first: rungs rollup add with the file of {name}"),
        State::Dropping => format!("finish that first: rungs rollup drop {name}"),
        State::Building | State::Live | State::Invalid => {
            format!("build it anew: rungs rollup refresh --rebuild --rollup {name}")
        }
    };
    EngineError::new(ErrorClass::User, format!("the rollup {name} is {}", state.word())).hint(hint)
}

/// Writes down which slices there are, once.
fn plan(session: &mut dyn Session, family: &Family) -> Result<(), EngineError> {
    let (kind, name) = (session.kind(), family.name.as_str());
    if !session.rows(&registry::buckets(kind, name))?.is_empty() {
        return Ok(());
    }
    let slices = slices(session, family)?;
    // What lies outside of the slices, from an earlier build, is taken out.
    let clear = derive::build(family, &Slice { range: None }).clear;
    within(session, |session| {
        session.run(&clear)?;
        for slice in &slices {
            let upto = slice.range.as_ref().map_or("", |(_, to)| to);
            session.run(&registry::add_bucket(kind, name, &slice.name(), upto))?;
        }
        Ok(())
    })
}

/// The slices of a build, with whether they are done.
pub(super) fn planned(
    session: &mut dyn Session,
    family: &Family,
) -> Result<Vec<(Slice, bool)>, EngineError> {
    let rows = session.rows(&registry::buckets(session.kind(), family.name.as_str()))?;
    Ok(rows.iter().map(|row| (slice(row), text(row, 2) == "done")).collect())
}

/// Of a row of the registry's buckets.
pub(super) fn slice(row: &super::Cells) -> Slice {
    let range = match text(row, 1) {
        "" => None,
        to => Some((text(row, 0).to_owned(), to.to_owned())),
    };
    Slice { range }
}

fn all_slices(
    session: &mut dyn Session,
    family: &Family,
    world: &mut dyn World,
) -> Result<Built, EngineError> {
    let planned = planned(session, family)?;
    let total = planned.len();
    let begun = planned.iter().filter(|(_, done)| *done).count();
    let mut built = Built { slices: 0, groups: 0, took_ms: 0 };
    let began = world.now_ms();
    for (slice, _) in planned.iter().filter(|(_, done)| !done) {
        if world.stopped() {
            return Err(EngineError::new(ErrorClass::Stopped, "stopped: the build is not done")
                .hint(format!("go on with: rungs rollup build --rollup {}", family.name)));
        }
        tell(world, family, slice, (begun + built.slices, total), began, built.slices);
        built.groups += patiently(session, world, |session, _| one(session, family, slice))?;
        built.slices += 1;
    }
    Ok(built)
}

/// Says how far the build is, how fast, and when it will be done.
fn tell(
    world: &mut dyn World,
    family: &Family,
    slice: &Slice,
    (done, total): (usize, usize),
    began: i64,
    here: usize,
) {
    let elapsed_s = world.now_ms().abs_diff(began) as f64 / 1e3;
    let left = total.saturating_sub(done);
    let eta = if here > 0 {
        format!(
            ", {:.1} slices/s, {:.0} s left",
            here as f64 / elapsed_s.max(0.001),
            elapsed_s / here as f64 * left as f64
        )
    } else {
        String::new()
    };
    world.progress(&Progress {
        phase: format!("building {}: {}{eta}", family.name, slice.name()),
        done: done as u64,
        total: total as u64,
    });
}

/// One slice: what the snapshot holds is taken from the facts, and its deltas are deleted.
fn one(session: &mut dyn Session, family: &Family, slice: &Slice) -> Result<u64, EngineError> {
    let build = derive::build(family, slice);
    let done = registry::bucket_done(session.kind(), family.name.as_str(), &slice.name());
    if session.kind() == EngineKind::MariaDb {
        return one_by_client(session, family, &build, &done);
    }
    within(session, |session| {
        session.run(&build.supersede)?;
        session.run(&build.clear)?;
        let groups = session.run(&build.fill)?;
        session.run(&done)?;
        Ok(groups)
    })
}

/// A server that locks what INSERT … SELECT reads, and adds up slowly. The deltas go last: a run
/// that was killed before begins the slice anew.
fn one_by_client(
    session: &mut dyn Session,
    family: &Family,
    build: &Build,
    done: &Sql,
) -> Result<u64, EngineError> {
    session.run(&build.clear)?;
    let (groups, numbers) = add_up(session, family, build, &build.insert, &build.adding)?;
    within(session, |session| {
        forget(session, family, &numbers)?;
        session.run(done)?;
        Ok(groups)
    })
}

/// Reads the facts of a slice in one snapshot, adds them up, and writes the groups between
/// `insert` and `adding`, in parts if memory does not hold them all. How many came to stand, and
/// the numbers of the deltas that are in them already.
pub(super) fn add_up(
    session: &mut dyn Session,
    family: &Family,
    build: &Build,
    insert: &Sql,
    adding: &Sql,
) -> Result<(u64, Vec<u64>), EngineError> {
    let mut reader = session.snapshot()?;
    let deltas = reader.rows(&build.superseded)?;
    let bucket = build.bucket.as_ref().map_or(Ok(Vec::new()), |asked| reader.rows(asked))?;
    let first =
        firsts(bucket).iter().fold(Sql::fixed(""), |sql, key| sql.literal(Q, key).text(","));
    let mut groups = Groups::new(&build.columns, session.groups_max());
    let mut came = 0;
    let mut write = |groups: &mut Groups| {
        let (count, mut changed) = (groups.count() as u64, 0);
        within(session, |session| {
            groups.take_out(first.as_str(), |rows| {
                let insert = insert.clone().parsed_expression(rows);
                changed += session.run(&insert.parsed_expression(adding.as_str()))?;
                Ok(())
            })
        })?;
        // The server counts a group that stood as two changes.
        came += (2 * count).saturating_sub(changed);
        Ok(())
    };
    read(reader.as_mut(), family, build, &mut |row| {
        groups.add(row)?;
        if groups.is_full() { write(&mut groups) } else { Ok(()) }
    })?;
    write(&mut groups)?;
    let numbers = deltas.iter().filter_map(|row| text(row, 0).parse().ok()).collect();
    Ok((came, numbers))
}

pub(super) fn forget(
    session: &mut dyn Session,
    family: &Family,
    numbers: &[u64],
) -> Result<(), EngineError> {
    let some = |some| session.run(&derive::forget_numbered(family, some)).map(drop);
    numbers.chunks(1_000).try_for_each(some)
}

/// Path, levels, views: from now on it is live. Some: a hole came during the build.
pub(super) fn publish(
    session: &mut dyn Session,
    wanted: &Wanted,
    then: Option<&[String]>,
    from: (State, &str),
    world: &mut dyn World,
) -> Result<Option<String>, EngineError> {
    let family = &wanted.family;
    let (kind, name) = (session.kind(), family.name.as_str());
    let objects = derive::objects(family, &wanted.ground);
    let indexes: Vec<_> = objects.indexes.iter().flat_map(|o| o.create.clone()).collect();
    world.progress(&Progress { phase: format!("levels of {name}"), done: 0, total: 0 });
    let hole = patiently(session, world, |session, world| {
        let hole = then.map_or(Ok(None), |then| epoch::find_hole(session, family, then))?;
        let hole = hole.map(|hole| hole.why);
        let now_ms = world.now_ms();
        if let Some(why) = &hole {
            session.run(&registry::set_state(kind, name, State::Invalid, why, now_ms))?;
            return Ok(hole);
        }
        let live = registry::go_live(kind, name, from, now_ms);
        if kind == EngineKind::MariaDb {
            run_all(session, &indexes)?;
            within(session, |session| fill_levels(session, family))?;
            answer(session, family, &objects)?;
            return go_live(session, name, &live);
        }
        within(session, |session| {
            run_all(session, &indexes)?;
            fill_levels(session, family)?;
            answer(session, family, &objects)?;
            go_live(session, name, &live)
        })
    })?;
    run_all(session, &derive::statistics(family))?;
    Ok(hole)
}

/// Paths and levels from the base, in the caller's transaction.
pub(super) fn fill_levels(session: &mut dyn Session, family: &Family) -> Result<(), EngineError> {
    let buckets = buckets(session, family)?;
    run_all(session, &derive::levels_anew(family, &buckets))
}

/// The parts in which levels are filled; none where they are filled at once.
pub(super) fn buckets(
    session: &mut dyn Session,
    family: &Family,
) -> Result<Vec<String>, EngineError> {
    let buckets = derive::buckets(family).map_or(Ok(Vec::new()), |asked| session.rows(&asked))?;
    Ok(firsts(buckets))
}

/// Some: the writer of a table said meanwhile why it is invalid.
pub(super) fn go_live(
    session: &mut dyn Session,
    name: &str,
    live: &Sql,
) -> Result<Option<String>, EngineError> {
    match session.run(live)? {
        0 => Ok(Some(find(session, name)?.why)),
        _ => Ok(None),
    }
}

fn log(
    session: &mut dyn Session,
    name: &str,
    built: &Built,
    began: i64,
) -> Result<(), EngineError> {
    let way = format!("{} slices", built.slices);
    let line = LogLine {
        family: name,
        at_ms: began,
        what: "build",
        deltas: built.groups,
        took_ms: built.took_ms,
        way: &way,
    };
    super::registry::log(session, &line)
}
