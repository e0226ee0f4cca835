//! Readers of a family that became invalid: its live views raise an error from then on, until it
//! is built anew.

use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::EngineKind;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::{self, Objects};

use super::drop::all_ground;
use super::session::{Session, run_all, step};

/// Where no such view can be made (a table is gone, or the role may not make a function), the
/// views are dropped: they answer nobody in any case. Errors: `Busy`, somebody reads them.
pub(super) fn refuse(session: &mut dyn Session, family: &Family) -> Result<(), EngineError> {
    match step(session, |session| run_all(session, &derive::refuse(family))) {
        Err(e) if e.class != ErrorClass::Busy => {
            let drops = drops(&derive::objects(family, &all_ground(family.dims.len())));
            step(session, |session| run_all(session, &drops))
        }
        done => done,
    }
}

/// The same within a step of its own: readers are stopped while all is made anew.
pub(super) fn stop(
    session: &mut dyn Session,
    family: &Family,
    objects: &Objects,
) -> Result<(), EngineError> {
    match session.kind() {
        // Whoever was granted a view keeps it.
        EngineKind::Postgres => run_all(session, &derive::refuse(family)),
        EngineKind::MariaDb => refuse(session, family),
        // A view that is there is not made again.
        EngineKind::Sqlite => run_all(session, &drops(objects)),
    }
}

fn drops(objects: &Objects) -> Vec<Sql> {
    objects.views.iter().rev().map(|view| view.drop.clone()).collect()
}

/// Views that answer, in the place of whatever is there.
pub(super) fn answer(
    session: &mut dyn Session,
    family: &Family,
    objects: &Objects,
) -> Result<(), EngineError> {
    if session.kind() == EngineKind::Sqlite {
        run_all(session, &drops(objects))?;
    }
    let views: Vec<Sql> = objects.views.iter().flat_map(|view| view.create.clone()).collect();
    run_all(session, &views)?;
    forget(session, family)
}

/// Once no view refuses any more. A role that made no function may not be allowed to drop one.
pub(super) fn forget(session: &mut dyn Session, family: &Family) -> Result<(), EngineError> {
    let Some(forget) = derive::forget_refusing(family) else { return Ok(()) };
    if session.rows(&derive::has_refused(family))?.is_empty() {
        return Ok(());
    }
    session.run(&forget).map(drop)
}
