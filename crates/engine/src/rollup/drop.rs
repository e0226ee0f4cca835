//! Removes rollups: views, tables, and paths that no other needs; with the last of a family its
//! triggers and its base, and with the last family the registry. Nothing else is touched.

use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, World};
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Form, Ground};
use rungs_core::rollup::{Family, Level, Request, detach};

use super::add::patiently;
use super::epoch;
use super::refuse::forget;
use super::registry::{body, change, find, list, unknown};
use super::session::{Session, locked, run_all, step, together};

/// What a drop is to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    pub family: Ident,
    /// Of these, those that are there.
    pub levels: Vec<Ident>,
}

/// The rollup of this name and its 'ALL' levels; `with_others`: and all that are kept with it.
/// What a killed run left of it counts too. Errors: `User`, there is none.
pub fn going(
    session: &mut dyn Session,
    name: &str,
    with_others: bool,
) -> Result<Going, EngineError> {
    let mut found = seek(session, |level| level.name.as_str() == name)?;
    match found.pop() {
        Some((family, whole, mut levels)) => {
            if with_others {
                levels = whole.levels.iter().map(|level| level.name.clone()).collect();
            }
            Ok(Going { family, levels })
        }
        None => Err(unknown(&list(session)?, name)),
    }
}

/// The same for the rollup of just this definition.
pub(super) fn going_of(
    session: &mut dyn Session,
    request: &Request,
) -> Result<Option<Going>, EngineError> {
    let is = |level: &Level| level.name == request.name && level.definition == request.select;
    let mut found = seek(session, is)?;
    Ok(found.pop().map(|(family, _, levels)| Going { family, levels }))
}

/// Families that have such a level, with all that may be there, and the levels of its rollup.
fn seek(
    session: &mut dyn Session,
    is: impl Fn(&Level) -> bool,
) -> Result<Vec<(Ident, Family, Vec<Ident>)>, EngineError> {
    let mut found = Vec::new();
    for entry in list(session)? {
        let name = entry.family.name.clone();
        let changing = change(session, name.as_str())?;
        let whole = changing.map_or(entry.family, |changing| changing.family);
        if let Some(level) = whole.levels.iter().find(|level| is(level)) {
            let levels = whole.rollup(level.name.as_str());
            found.push((name, whole, levels));
        }
    }
    Ok(found)
}

/// A run that was killed is continued by the same call.
pub fn drop(
    session: &mut dyn Session,
    going: &Going,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let name = going.family.as_str();
    locked(session, name, |session| {
        let entry = find(session, name)?;
        let left = match entry.state {
            State::Dropping => None,
            _ if entry.family.levels.iter().any(|l| going.levels.contains(&l.name)) => {
                detach(&entry.family, &going.levels)
            }
            _ => Some(entry.family.clone()),
        };
        let registry = registry::make(session.kind());
        run_all(session, &registry)?;
        match left {
            Some(left) => some(session, &left, world),
            None => all(session, &entry.family, world),
        }
    })
}

/// The family becomes what is left of it.
fn some(
    session: &mut dyn Session,
    left: &Family,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let (kind, name) = (session.kind(), left.name.as_str());
    let mut entry = find(session, name)?;
    epoch::detect(session, &mut entry, true, world.now_ms())?;
    let begun = change(session, name)?.map(|change| change.family);
    let whole = begun.as_ref().unwrap_or(&entry.family);
    let ground = all_ground(whole.dims.len());
    let gone = derive::objects(whole, &ground).beyond(&derive::objects(left, &ground)).drop();
    let (before, after) = (body(whole)?, body(left)?);
    patiently(session, world, |session, world| {
        step(session, |session| {
            if change(session, name)?.is_none() {
                session.run(&registry::begin_change(kind, name, &before))?;
            }
            together(session, |session| {
                session.run(&registry::set_body(kind, name, &after, world.now_ms()))?;
                match entry.epoch {
                    Some(_) => epoch::remember(session, left),
                    None => Ok(()),
                }
            })?;
            run_all(session, &gone)?;
            session.run(&registry::end_change(kind, name)).map(std::mem::drop)
        })
    })
}

fn all(
    session: &mut dyn Session,
    family: &Family,
    world: &mut dyn World,
) -> Result<(), EngineError> {
    let (kind, name) = (session.kind(), family.name.as_str());
    let begun = change(session, name)?.map(|change| change.family);
    let whole = begun.as_ref().unwrap_or(family);
    let drops = derive::objects(whole, &all_ground(whole.dims.len())).drop();
    let last = list(session)?.len() == 1;
    patiently(session, world, |session, world| {
        let now = world.now_ms();
        let dropping = registry::set_state(kind, name, State::Dropping, "", now);
        step(session, |session| {
            session.run(&dropping)?;
            run_all(session, &drops)?;
            forget(session, whole)?;
            // The family's own line goes last: until then the same call goes on.
            let registry = if last { registry::remove(kind) } else { registry::forget(kind, name) };
            run_all(session, &registry)?;
            if last && kind == EngineKind::Postgres {
                drop_empty_schema(session)?;
            }
            Ok(())
        })
    })
}

/// Names of objects do not hang on what the ground was when they were made; those that may be
/// there are all named.
pub(super) fn all_ground(dims: usize) -> Ground {
    let some = || vec![vec!["rowid".into()]];
    Ground {
        form: Form::Statement,
        parts: Vec::new(),
        unique: some(),
        odd_unique: None,
        identity: vec!["rowid".into()],
        dims_unique: vec![some(); dims],
        days: Vec::new(),
    }
}

/// The journal lives there too; where it is, the schema stays.
fn drop_empty_schema(session: &mut dyn Session) -> Result<(), EngineError> {
    let used = Sql::fixed(
        "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n \
         ON n.oid = c.relnamespace WHERE n.nspname = 'rungs' \
         UNION ALL SELECT 1 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n \
         ON n.oid = p.pronamespace WHERE n.nspname = 'rungs' LIMIT 1",
    );
    if session.rows(&used)?.is_empty() {
        session.run(&Sql::fixed("DROP SCHEMA IF EXISTS rungs"))?;
    }
    Ok(())
}
