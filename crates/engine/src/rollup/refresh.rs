//! Refresh: folds what is visible, in one transaction for all levels. Nothing pending costs one
//! small question.

use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, ErrorClass, World};
use rungs_core::rollup::derive;
use rungs_core::rollup::derive::registry::{self, LogLine, State};

use super::epoch;
use super::registry::{Entry, find};
use super::session::{Session, locked, number, run_all, within};

/// What a refresh did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refreshed {
    /// Groups of the base that had deltas.
    pub groups: u64,
    /// Dimensions had changed, and groups were moved.
    pub moved: bool,
    pub took_ms: u64,
}

/// Folds pending deltas. Errors: `User` for a family that is not live, with the reason and the
/// way out; `Busy` if another worker has it.
pub fn refresh(
    session: &mut dyn Session,
    name: &str,
    world: &mut dyn World,
) -> Result<Refreshed, EngineError> {
    let mut entry = find(session, name)?;
    epoch::detect(session, &mut entry, world.now_ms())?;
    refuse_unless_live(&entry)?;
    let family = &entry.family;
    let refresh = derive::refresh(family);
    let (deltas, dims) = pending(session, &refresh.pending)?;
    if !deltas && !dims {
        return Ok(Refreshed { groups: 0, moved: false, took_ms: 0 });
    }
    let began = world.now_ms();
    let family = family.name.as_str();
    locked(session, family, |session| {
        within(session, |session| {
            run_all(session, &refresh.stages)?;
            // Asked again: now it is what this transaction sees.
            let (_, dims) = pending(session, &refresh.pending)?;
            if dims {
                run_all(session, &refresh.moves)?;
            }
            run_all(session, &refresh.claim)?;
            let rows = session.rows(&refresh.claimed)?;
            let groups = rows.first().and_then(|r| number(r, 0)).unwrap_or(0).unsigned_abs();
            run_all(session, &refresh.fold)?;
            let took_ms = world.now_ms().abs_diff(began);
            let way = if dims { "deltas, moved by changed dimensions" } else { "deltas" };
            session.run(&registry::log(
                session.kind(),
                &LogLine { family, at_ms: began, what: "refresh", deltas: groups, took_ms, way },
            ))?;
            Ok(Refreshed { groups, moved: dims, took_ms })
        })
    })
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

/// Are there deltas, are there changed dimensions?
fn pending(session: &mut dyn Session, question: &Sql) -> Result<(bool, bool), EngineError> {
    let rows = session.rows(question)?;
    let is = |at| rows.first().and_then(|r| number(r, at)) == Some(1);
    Ok((is(0), is(1)))
}
