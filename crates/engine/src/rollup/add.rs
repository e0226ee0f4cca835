//! Makes the objects of a family and starts capture. Nothing is counted yet: that is the build.

use rungs_core::engine::{EngineError, ErrorClass, World};
use rungs_core::name::EngineKind;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Ground, Objects};

use super::registry::{body, list};
use super::session::{Session, locked, run_all, within};

/// A family to be made, and the ground that it stands on.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub family: Family,
    pub ground: Ground,
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
    check(session, wanted)?;
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

/// Refuses what this server cannot keep exact. Changes nothing.
pub(super) fn check(session: &mut dyn Session, wanted: &Wanted) -> Result<(), EngineError> {
    let family = &wanted.family;
    derive::supported(family, &wanted.ground).map_err(|no| {
        EngineError::new(ErrorClass::Unsupported, format!("{}: {no}", family.name))
    })?;
    match session.holes(family)?.into_iter().next() {
        None => Ok(()),
        Some(hole) => Err(EngineError::new(
            ErrorClass::Unsupported,
            format!("{} cannot be kept exact: {hole}", family.name),
        )
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
