//! The rollups that a database has by its own registry, and whether those of a plan are among
//! them.

use crate::engine::Probe;
use crate::name::Ident;
use crate::rollup::catalog::Catalog;
use crate::rollup::definition::{Request, read_request};
use crate::rollup::derive::registry::State;
use crate::rollup::model::{Family, Level};
use crate::rollup::rewrite::{Answered, Unanswered, rewrite};

/// One family as the registry has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub family: Family,
    pub state: State,
    /// Of each level; empty or None: not counted.
    pub rows: Vec<Option<u64>>,
}

impl Standing {
    fn level(&self, name: &str) -> Option<&Level> {
        self.family.levels.iter().find(|level| level.name.as_str() == name)
    }

    /// Rows of a level of this family, for [`crate::rollup::rewrite`].
    pub fn rows_of(&self, name: &Ident) -> Option<f64> {
        let at = self.family.levels.iter().position(|level| level.name == *name)?;
        self.rows.get(at).copied().flatten().map(|rows| rows as f64)
    }

    /// With nothing but the levels of these definitions. None: it has none of them.
    pub fn only(mut self, definitions: &[String]) -> Option<Self> {
        let asked = definitions.iter().filter_map(|text| read_request(text).ok());
        let names: Vec<Ident> =
            asked.flat_map(|request| self.family.rollup(request.name.as_str())).collect();
        let kept = |level: &Level| names.contains(&level.name);
        let levels = self.family.levels.iter();
        let rows = levels.zip(&self.rows).filter(|(level, _)| kept(level)).map(|(_, rows)| *rows);
        self.rows = rows.collect();
        self.family.levels.retain(kept);
        (!self.family.levels.is_empty()).then_some(self)
    }

    /// It holds a rollup of one of these definitions.
    pub fn is_of(&self, definitions: &[String]) -> bool {
        definitions.iter().filter_map(|text| read_request(text).ok()).any(|wanted| {
            let level = self.level(wanted.name.as_str());
            level.is_some_and(|level| level.definition == wanted.select)
        })
    }
}

/// The text on the smallest level of what stands.
pub fn answer(
    text: &str,
    catalog: &Catalog<'_>,
    standing: &[Standing],
) -> Result<Answered, Unanswered> {
    let families: Vec<Family> = standing.iter().map(|one| one.family.clone()).collect();
    let rows = |family: &Family, level: &Level| {
        let one = standing.iter().find(|one| one.family.name == family.name);
        one.and_then(|one| one.rows_of(&level.name))
    };
    rewrite(text, catalog, &families, &rows)
}

/// What has become of these definitions.
pub fn probe(definitions: &[String], standing: &[Standing]) -> Probe {
    let mut states = Vec::new();
    for text in definitions {
        let wanted = match read_request(text) {
            Ok(wanted) => wanted,
            Err(refusal) => return Probe::Conflict(refusal.to_string()),
        };
        match state(&wanted, standing) {
            Ok(state) => states.push(state),
            Err(conflict) => return Probe::Conflict(conflict),
        }
    }
    let missing = states.iter().filter(|state| state.is_none()).count();
    match states.iter().flatten().find(|state| **state != State::Live) {
        Some(state) => partial(format!("a rollup of it is {}", state.word())),
        None if missing == 0 => Probe::Done,
        None if missing == states.len() => Probe::NotStarted,
        None => partial(format!("{missing} of its {} rollups are not there", states.len())),
    }
}

/// None: there is no rollup of that name.
fn state(wanted: &Request, standing: &[Standing]) -> Result<Option<State>, String> {
    let name = wanted.name.as_str();
    let found = standing.iter().find_map(|one| one.level(name).map(|level| (one, level)));
    let Some((one, level)) = found else { return Ok(None) };
    let has = |column| one.level(&format!("{name}_all_{column}")).is_some();
    if level.definition == wanted.select && wanted.all.iter().all(has) {
        Ok(Some(one.state))
    } else {
        Err(format!("there is another rollup named {name}"))
    }
}

/// To be carried on by the flow itself.
fn partial(what: String) -> Probe {
    Probe::Partial { what, remains: Vec::new() }
}
