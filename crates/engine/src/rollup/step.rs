//! Rollups as a step of a plan: what stands in the way, what stands already, made and taken back.
//! Each call goes on where one before it was broken off.

use rungs_core::change::Action;
use rungs_core::engine::{EngineError, ErrorClass, Obstacle, Scope, Way, World};
use rungs_core::rollup::derive::{self, registry::State};
use rungs_core::rollup::{Catalog, Family, Standing, read_request};
use rungs_core::seen::Snapshot;

use super::add::{Wanted, add, refuse_holes};
use super::attach::attach;
use super::build::build;
use super::definitions::{Definition, families};
use super::drop::{Going, drop, going_of};
use super::epoch;
use super::mend::mend;
use super::registry::{Entry, changing, list};
use super::session::{Session, number};

/// The catalog, by which definitions are judged, and the heaviest writers, by which capture takes
/// its form.
pub fn scope() -> Scope {
    Scope { tables: Vec::new(), statements_max: 200 }
}

/// What the registry holds. One that levels are being attached to is not done yet.
pub fn standing(session: &mut dyn Session) -> Result<Vec<Standing>, EngineError> {
    let changing = changing(session)?;
    Ok(list(session)?.into_iter().map(|entry| stands(entry, &changing)).collect())
}

fn stands(entry: Entry, changing: &[String]) -> Standing {
    let is_changing = changing.iter().any(|name| entry.family.name.as_str() == name);
    let state = if is_changing { State::Building } else { entry.state };
    Standing { family: entry.family, state, rows: Vec::new() }
}

/// What can be asked, as it is now, with the rows of each live level. What may have missed a
/// change, or cannot be looked at by this user, is not live.
pub fn counted(session: &mut dyn Session) -> Result<Vec<Standing>, EngineError> {
    let changing = changing(session)?;
    let mut all = Vec::new();
    for entry in list(session)? {
        let is_whole = epoch::is_whole(session, &entry).unwrap_or(false);
        let mut one = stands(entry, &changing);
        match one.state {
            State::Live if !is_whole => one.state = State::Invalid,
            State::Live => one.rows = rows(session, &one.family)?,
            State::Adding | State::Building | State::Invalid | State::Dropping => {}
        }
        all.push(one);
    }
    Ok(all)
}

/// Of each level.
fn rows(session: &mut dyn Session, family: &Family) -> Result<Vec<Option<u64>>, EngineError> {
    let sizes = derive::sizes(family).levels;
    let mut all = Vec::new();
    for level in &family.levels {
        let count = sizes.iter().find(|(name, ..)| name == level.name.as_str());
        let rows = count.map(|(.., count)| session.rows(count)).transpose()?;
        let rows = rows.and_then(|rows| number(rows.first()?, 0));
        all.push(rows.map(i64::unsigned_abs));
    }
    Ok(all)
}

/// What the tables or the server do not allow.
pub fn preflight(
    session: &mut dyn Session,
    seen: &Snapshot,
    action: &Action,
) -> Result<Vec<Obstacle>, EngineError> {
    let refused = |e: EngineError| match e.class {
        ErrorClass::User | ErrorClass::Unsupported => {
            let hint = e.hint.unwrap_or_else(|| "make the plan again: rungs plan".to_owned());
            Ok(vec![Obstacle::Stop { what: e.what, hint }])
        }
        _ => Err(e),
    };
    let all = match wanted(session, seen, definitions(action)?) {
        Ok(all) => all,
        Err(e) => return refused(e),
    };
    for one in &all {
        if let Err(e) = refuse_holes(session, one) {
            return refused(e);
        }
    }
    Ok(Vec::new())
}

pub fn carry_out(
    session: &mut dyn Session,
    seen: &Snapshot,
    action: &Action,
    way: Way,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let definitions = definitions(action)?;
    match way {
        Way::Forward => make(session, seen, definitions, world),
        Way::Back => take_away(session, definitions, world),
    }
}

fn make(
    session: &mut dyn Session,
    seen: &Snapshot,
    definitions: &[String],
    world: &mut dyn World,
) -> Result<(), EngineError> {
    // What is half removed is removed to its end.
    for one in standing(session)? {
        if one.state == State::Dropping && one.is_of(definitions) {
            let levels = one.family.levels.into_iter().map(|level| level.name).collect();
            drop(session, &Going { family: one.family.name, levels }, world)?;
        }
    }
    for wanted in wanted(session, seen, definitions)? {
        let name = &wanted.family.name;
        let stands = list(session)?.into_iter().find(|entry| entry.family.name == *name);
        if stands.is_some_and(|entry| entry.state == State::Invalid) {
            mend(session, &wanted, None, world)?;
        } else {
            add(session, &wanted, world)?;
            build(session, &wanted, world)?;
        }
        attach(session, &wanted, world)?;
    }
    Ok(())
}

/// The rollups of these definitions; others that are kept with them stay.
fn take_away(
    session: &mut dyn Session,
    definitions: &[String],
    world: &mut dyn World,
) -> Result<(), EngineError> {
    for request in definitions.iter().filter_map(|text| read_request(text).ok()) {
        if let Some(going) = going_of(session, &request)? {
            drop(session, &going, world)?;
        }
    }
    Ok(())
}

fn wanted(
    session: &mut dyn Session,
    seen: &Snapshot,
    definitions: &[String],
) -> Result<Vec<Wanted>, EngineError> {
    let path = seen.search_path();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let catalog = Catalog::of(seen, &path);
    let definitions: Vec<Definition> = definitions.iter().map(|text| of_plan(text)).collect();
    let families = families(session, &catalog, &definitions)?;
    Ok(families.into_iter().map(|placed| Wanted::now(placed.family, seen)).collect())
}

fn of_plan(text: &str) -> Definition {
    let name = read_request(text).map_or_else(|_| String::new(), |r| format!(" {}", r.name));
    Definition { place: format!("the rollup{name}"), text: text.to_owned() }
}

fn definitions(action: &Action) -> Result<&[String], EngineError> {
    match action {
        Action::AddRollup { definitions, .. } => Ok(definitions),
        other => Err(EngineError::new(ErrorClass::Bug, format!("{other} is no flow"))),
    }
}
