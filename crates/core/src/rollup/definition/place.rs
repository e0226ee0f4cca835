//! Where the rollup of a definition comes to be: it stands already, it joins a family that has
//! what it needs, or it begins one of its own.

use super::Request;
use super::attach::{attach, strictest};
use crate::name::Ident;
use crate::rollup::model::{Family, Level};
use crate::rollup::refusal::Refusal;

/// A family as definitions make it, beside how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub family: Family,
    /// None: nothing of it is there.
    pub stands: Option<Family>,
    /// The levels that were asked for, in order; empty: none of this family.
    pub asked: Vec<Ident>,
}

impl Placed {
    pub fn standing(family: Family) -> Self {
        Self { stands: Some(family.clone()), family, asked: Vec::new() }
    }

    /// Levels that come to a family that stands.
    pub fn later(&self) -> impl Iterator<Item = &Ident> {
        let stand = self.stands.as_ref().map_or(usize::MAX, |family| family.levels.len());
        self.family.levels.iter().skip(stand).map(|level| &level.name)
    }
}

/// The rollup is there, or is to be made by the same command: noted as asked for. Errors: another
/// rollup has its name.
pub fn is_placed(all: &mut [Placed], request: &Request) -> Result<bool, Refusal> {
    let name = &request.name;
    let Some(placed) = all.iter_mut().find(|one| level_of(&one.family, name)) else {
        return Ok(false);
    };
    let has = |name: &Ident| {
        let found = placed.family.levels.iter().find(|level| level.name == *name);
        found.map(|level| level.definition == request.select)
    };
    let names: Vec<Ident> = names(request).collect();
    let found: Vec<Option<bool>> = names.iter().map(has).collect();
    if found.contains(&Some(false)) {
        return Err(taken(name));
    }
    if found.contains(&None) {
        return Ok(false);
    }
    placed.family.options = strictest(placed.family.options, request.options);
    placed.asked.extend(names);
    Ok(true)
}

/// Puts a new family to those that stand or are to be made. Errors: a name that is taken.
pub fn place(all: &mut Vec<Placed>, mut new: Family) -> Result<(), Refusal> {
    let asked: Vec<Ident> = new.levels.iter().map(|level| level.name.clone()).collect();
    // Of a rollup that was broken off, some levels may be there.
    let is_there = |level: &Level| {
        let same = |l: &Level| l.name == level.name && l.definition == level.definition;
        all.iter().any(|one| one.family.levels.iter().any(same))
    };
    new.levels.retain(|level| !is_there(level));
    let joined = all.iter().enumerate().find_map(|(at, one)| {
        let stored = one.stands.as_ref().map_or(0, |family| family.levels.len());
        attach(&one.family, stored, &new).ok().map(|family| (at, family))
    });
    let own = joined.as_ref().map(|(at, _)| *at);
    let others = || all.iter().enumerate().filter(|(at, _)| Some(*at) != own);
    let is_taken = |level: &&Level| others().any(|(_, one)| claims(&one.family, &level.name));
    if let Some(level) = new.levels.iter().find(is_taken) {
        return Err(taken(&level.name));
    }
    match joined {
        Some((at, family)) => {
            all[at].family = family;
            all[at].asked.extend(asked);
        }
        None => all.push(Placed { family: new, stands: None, asked }),
    }
    Ok(())
}

/// The rollup itself and its 'ALL' levels.
fn names(request: &Request) -> impl Iterator<Item = Ident> {
    let all = request.all.iter().map(|column| Ident::new(format!("{}_all_{column}", request.name)));
    std::iter::once(request.name.clone()).chain(all)
}

fn level_of(family: &Family, name: &Ident) -> bool {
    family.levels.iter().any(|level| level.name == *name)
}

/// Tables are named after it.
fn claims(family: &Family, name: &Ident) -> bool {
    family.is_called(name.as_str()) || family.base.table.as_ref() == Some(name)
}

fn taken(name: &Ident) -> Refusal {
    Refusal::new(
        name.to_string(),
        format!("there is another rollup named {name}"),
        format!("give this one another name, or first: rungs rollup drop {name}"),
    )
}
