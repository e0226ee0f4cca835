//! Makes the objects of a family and starts capture. Nothing is counted yet: that is the build.

use rungs_core::engine::{EngineError, ErrorClass, World};
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Form, Ground, Objects};
use rungs_core::rollup::{Catalog, Family};
use rungs_core::seen::Snapshot;

use super::epoch;
use super::registry::{body, list};
use super::session::{Session, locked, run_all, step};

/// A family to be made, and the ground that it stands on.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub family: Family,
    pub ground: Ground,
}

impl Wanted {
    /// The family on the ground that a snapshot saw.
    pub fn now(family: Family, seen: &Snapshot) -> Self {
        let path = seen.search_path();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let catalog = Catalog::of(seen, &path);
        let ground = derive::ground(&family, &catalog, &seen.workload.statements);
        Self { family, ground }
    }

    /// What stands of it, on the same ground.
    pub(super) fn standing(&self, family: &Family) -> Self {
        Self { family: family.clone(), ground: self.ground.clone() }
    }
}

/// Waits for a lock on a busy table are short; they are tried again.
const TRIES: u32 = 20;

/// Objects, triggers and an entry in the registry; `Ok` with nothing done if the family is there,
/// or the first levels of it, which others can [`super::attach`] to. A run that was killed is
/// continued by the same call.
pub fn add(
    session: &mut dyn Session,
    wanted: &Wanted,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let name = wanted.family.name.as_str();
    refuse_holes(session, wanted)?;
    let registry = registry::make(session.kind());
    run_all(session, &registry)?;
    locked(session, name, |session| {
        let known = list(session)?.into_iter().find(|e| e.family.name == wanted.family.name);
        match known {
            Some(entry) if !wanted.family.grew_from(&entry.family) => Err(EngineError::new(
                ErrorClass::User,
                format!("there is another rollup named {name}"),
            )
            .hint(format!("give this one another name, or first: rungs rollup drop {name}"))),
            Some(entry) if entry.state != State::Adding => Ok(()),
            known => patiently(session, world, |session, world| {
                let begun = known.as_ref().map(|entry| &entry.family);
                make(session, wanted, begun, world.now_ms())
            }),
        }
    })
}

/// Errors: what no capture could see, and facts that could not be told apart by time.
pub(super) fn refuse_holes(session: &mut dyn Session, wanted: &Wanted) -> Result<(), EngineError> {
    refuse_holes_of(session, wanted, Some(wanted.ground.form))?;
    refuse_wrong_days(session, wanted)
}

/// Errors: a text stands where days must, on SQLite. Once the triggers are there, none comes.
pub(super) fn refuse_wrong_days(
    session: &mut dyn Session,
    wanted: &Wanted,
) -> Result<(), EngineError> {
    let Wanted { family, ground } = wanted;
    if !family.is_captured() {
        return Ok(());
    }
    for (wrong, ask) in derive::wrong_days(family, ground) {
        if !session.rows(&ask)?.is_empty() {
            let what = format!("{} cannot be kept exact: {wrong}", family.name);
            return Err(EngineError::new(ErrorClass::Unsupported, what)
                .hint("mend those rows, or group by a text of your own: substr(day, 1, 7) || ''"));
        }
    }
    Ok(())
}

/// The same for triggers of this form; none: for those that stand.
pub(super) fn refuse_holes_of(
    session: &mut dyn Session,
    wanted: &Wanted,
    form: Option<Form>,
) -> Result<(), EngineError> {
    let Wanted { family, ground } = wanted;
    let name = &family.name;
    let no = |what: String| EngineError::new(ErrorClass::Unsupported, what);
    derive::supported(family, ground).map_err(|why| no(format!("{name}: {why}")))?;
    if !family.is_captured() {
        return Ok(());
    }
    match session.holes(family, form)?.into_iter().next() {
        None => Ok(()),
        Some(hole) => Err(no(format!("{name} cannot be kept exact: {hole}"))
            .hint("change that, or leave this table without a rollup")),
    }
}

fn make(
    session: &mut dyn Session,
    wanted: &Wanted,
    begun: Option<&Family>,
    now_ms: i64,
) -> Result<(), EngineError> {
    let family = begun.unwrap_or(&wanted.family);
    let (kind, name) = (session.kind(), family.name.as_str());
    let objects = derive::objects(family, &wanted.ground);
    let body = body(family)?;
    step(session, |session| {
        if begun.is_none() {
            session.run(&registry::insert(kind, name, &body, State::Adding, now_ms))?;
        }
        capture(session, family, (&wanted.ground, &objects), now_ms)
    })
}

/// Tables and triggers; from now on changes are captured, and the build may begin. Errors: `Busy`
/// where a partition came after the ground was seen, which would have no triggers.
pub(super) fn capture(
    session: &mut dyn Session,
    family: &Family,
    (ground, objects): (&Ground, &Objects),
    now_ms: i64,
) -> Result<(), EngineError> {
    let all = objects.tables.iter().chain(&objects.triggers);
    let create: Vec<_> = all.flat_map(|o| o.create.clone()).collect();
    run_all(session, &create)?;
    if family.is_captured() {
        let now = session.epoch(family)?;
        if !epoch::has_all_parts(session.kind(), ground, &now) {
            let what = format!("a partition came to {} meanwhile", family.fact);
            return Err(EngineError::new(ErrorClass::Busy, what).hint("run the same again"));
        }
        epoch::write_down(session, family, &now)?;
    }
    let (kind, name) = (session.kind(), family.name.as_str());
    session.run(&registry::set_state(kind, name, State::Building, "", now_ms)).map(drop)
}

/// Tries again while another session holds what is needed.
pub(super) fn patiently<T>(
    session: &mut dyn Session,
    world: &mut dyn World,
    mut work: impl FnMut(&mut dyn Session, &mut dyn World) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match work(session, world) {
            Err(e) if e.class == ErrorClass::Busy && tries < TRIES && !world.stopped() => {
                session.rollback();
                if tries == 1 {
                    world.say("a table is busy; trying again");
                }
                let jitter = (world.random() * 200.0) as u64;
                world.sleep_ms(50 * u64::from(tries.min(10)) + jitter);
            }
            other => return other,
        }
    }
}
