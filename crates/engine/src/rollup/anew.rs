//! A family without capture: all of it from the facts as they are now, in one transaction, so that
//! readers see one moment or the next. Of the base, only groups that changed are written.

use rungs_core::engine::{EngineError, Progress, World};
use rungs_core::name::EngineKind;
use rungs_core::rollup::derive::registry::{self, LogLine, State};
use rungs_core::rollup::derive::{self, Objects, Slice};

use super::build::{Built, fill_levels};
use super::registry::{Entry, log, unchanged};
use super::renew::{add_up_slice, differ, size};
use super::session::{Session, run_all, within};

/// The base by what differs, paths and levels from it. What was built, and how many groups of the
/// base differed. `first`: its objects, of which indexes and views are made then.
pub(super) fn anew(
    session: &mut dyn Session,
    entry: &Entry,
    first: Option<&Objects>,
    world: &mut dyn World,
) -> Result<(Built, u64), EngineError> {
    let family = &entry.family;
    let (kind, name, began) = (session.kind(), family.name.as_str(), world.now_ms());
    world.progress(&Progress { phase: format!("building {name}"), done: 0, total: 0 });
    let whole = Slice { range: None };
    let fold = derive::refresh(family, 0);
    let in_them = add_up_slice(session, family, &whole)?;
    // It shows what was there when it began, or later.
    let live = registry::set_state(kind, name, State::Live, "", began);
    let made = |objects: Option<&Objects>| -> Vec<_> {
        let made = objects.iter().flat_map(|all| all.indexes.iter().chain(&all.views));
        made.flat_map(|object| object.create.clone()).collect()
    };
    let (groups, changed) = within(session, |session| {
        unchanged(session, entry)?;
        let changed = differ(session, family, &whole, &fold, in_them)?;
        run_all(session, &fold.base)?;
        fill_levels(session, family)?;
        let (groups, _) = size(session, family, &whole, None)?;
        if kind != EngineKind::MariaDb {
            run_all(session, &made(first))?;
        }
        if kind != EngineKind::MariaDb || first.is_none() {
            session.run(&live)?;
        }
        Ok((groups, changed))
    })?;
    if kind == EngineKind::MariaDb && first.is_some() {
        run_all(session, &made(first))?;
        session.run(&live)?;
    }
    run_all(session, &derive::statistics(family))?;
    let took_ms = world.now_ms().abs_diff(began);
    let what = if first.is_some() { "build" } else { "refresh" };
    let way = "all of it from the facts";
    let line = LogLine { family: name, at_ms: began, what, deltas: changed, took_ms, way };
    log(session, &line)?;
    Ok((Built { slices: 1, groups, took_ms }, changed))
}
