//! Makes the objects of a family and starts capture. Nothing is counted yet: that is the build.

use rungs_core::engine::{EngineError, ErrorClass, World};
use rungs_core::name::EngineKind;
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Ground, Objects};
use rungs_core::rollup::{Catalog, Family};
use rungs_core::seen::Snapshot;

use super::epoch;
use super::registry::{body, list};
use super::session::{Session, locked, run_all, within};

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
}

/// Waits for a lock on a busy table are short; they are tried again.
const TRIES: u32 = 20;

/// Objects, triggers and an entry in the registry; `Ok` with nothing done if the same family is
/// there. A run that was killed is continued by the same call.
pub fn add(
    session: &mut dyn Session,
    wanted: &Wanted,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let family = &wanted.family;
    let name = family.name.as_str();
    refuse_holes(session, wanted)?;
    let objects = derive::objects(family, &wanted.ground);
    let registry = registry::make(session.kind());
    run_all(session, &registry)?;
    locked(session, name, |session| {
        let known = list(session)?.into_iter().find(|e| e.family.name == family.name);
        match known {
            Some(entry) if entry.family != *family => Err(EngineError::new(
                ErrorClass::User,
                format!("there is another rollup named {name}"),
            )
            .hint(format!("give this one another name, or first: rungs rollup drop {name}"))),
            Some(entry) if entry.state != State::Adding => Ok(()),
            known => patiently(session, world, |session, world| {
                make(session, family, &objects, known.is_some(), world.now_ms())
            }),
        }
    })
}

/// Errors: what no capture could see.
pub(super) fn refuse_holes(session: &mut dyn Session, wanted: &Wanted) -> Result<(), EngineError> {
    let Wanted { family, ground } = wanted;
    let name = &family.name;
    let no = |what: String| EngineError::new(ErrorClass::Unsupported, what);
    derive::supported(family, ground).map_err(|why| no(format!("{name}: {why}")))?;
    if !family.is_captured() {
        return Ok(());
    }
    match session.holes(family, Some(ground.form))?.into_iter().next() {
        None => Ok(()),
        Some(hole) => Err(no(format!("{name} cannot be kept exact: {hole}"))
            .hint("change that, or leave this table without a rollup")),
    }
}

fn make(
    session: &mut dyn Session,
    family: &Family,
    objects: &Objects,
    known: bool,
    now_ms: i64,
) -> Result<(), EngineError> {
    let (kind, name) = (session.kind(), family.name.as_str());
    let body = body(family)?;
    let insert = registry::insert(kind, name, &body, State::Adding, now_ms);
    let steps = |session: &mut dyn Session| {
        if !known {
            session.run(&insert)?;
        }
        capture(session, family, objects, now_ms)
    };
    match kind {
        // Its DDL commits by itself; each statement may be run again.
        EngineKind::MariaDb => steps(session),
        EngineKind::Postgres | EngineKind::Sqlite => within(session, steps),
    }
}

/// Tables and triggers; from now on changes are captured, and the build may begin.
pub(super) fn capture(
    session: &mut dyn Session,
    family: &Family,
    objects: &Objects,
    now_ms: i64,
) -> Result<(), EngineError> {
    let all = objects.tables.iter().chain(&objects.triggers);
    let create: Vec<_> = all.flat_map(|o| o.create.clone()).collect();
    run_all(session, &create)?;
    if family.is_captured() {
        epoch::remember(session, family)?;
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
