//! Before a rollup is proposed for a statement, the rewriter must answer the statement from it: no
//! promise is made that it would not keep.

use std::collections::BTreeMap;

use super::star::Star;
use super::write::check;
use super::{Asked, Ground, RollupProposal, said};
use crate::name::Ident;
use crate::rollup::names::level_view;
use crate::rollup::{Answered, Catalog, Family, Grain, Level, Unanswered, join, rewrite};
use crate::sql::shape;

/// What is left of the proposals, and of which statements.
#[derive(Debug, Default)]
pub struct Proven {
    pub proposals: Vec<RollupProposal>,
    /// By position: how a statement is asked of them.
    pub asked: BTreeMap<usize, Asked>,
    /// By position: why a statement that was to be answered is not.
    pub unproven: BTreeMap<usize, String>,
}

/// Takes from the proposals what they do not answer. A proposal that then serves nothing and feeds
/// nothing is dropped; each is told the family that it will be of.
pub fn prove(
    ground: &Ground<'_>,
    star: &Star<'_>,
    mut proposed: Vec<(RollupProposal, Vec<Grain>)>,
) -> Proven {
    let catalog = ground.catalog();
    let mut proven = Proven::default();
    // What is dropped the first time may have been what answers another.
    for _ in 0..2 {
        let (families, rows) = match families(star, &mut proposed, &catalog) {
            Ok(made) => made,
            Err(why) => {
                let served = proposed.iter().flat_map(|(p, _)| &p.serves);
                proven.unproven.extend(served.map(|s| (s.statement, why.clone())));
                return Proven { unproven: proven.unproven, ..Proven::default() };
            }
        };
        for (proposal, _) in &mut proposed {
            proposal.serves.retain(|served| {
                let asked = asked(ground, served.statement, &catalog, (&families, &rows));
                let is_answered = asked.is_ok();
                match asked {
                    Ok(asked) => drop(proven.asked.insert(served.statement, asked)),
                    Err(why) => drop(proven.unproven.insert(served.statement, why)),
                }
                is_answered
            });
        }
        let feeds = proposed.iter().any(|(p, _)| !p.is_base && !p.serves.is_empty());
        proposed.retain(|(p, _)| !p.serves.is_empty() || (p.is_base && feeds));
    }
    proven.proposals = proposed.into_iter().map(|(proposal, _)| proposal).collect();
    proven
}

/// Of each level, by its name.
type Rows = BTreeMap<Ident, f64>;

/// As `rungs rollup add` would make them, one file after the other.
fn families(
    star: &Star<'_>,
    proposed: &mut [(RollupProposal, Vec<Grain>)],
    catalog: &Catalog<'_>,
) -> Result<(Vec<Family>, Rows), String> {
    let (mut families, mut rows) = (Vec::new(), Rows::new());
    for (proposal, order) in proposed {
        let new = check(star, &proposal.definition, order, catalog).map_err(|e| said(&e))?;
        let names = new.levels.iter().map(|level| level.name.clone());
        rows.extend(names.zip(proposal.rows.iter().copied()));
        let at = join(&mut families, new);
        proposal.family = families[at].name.clone();
    }
    Ok((families, rows))
}

fn asked(
    ground: &Ground<'_>,
    statement: usize,
    catalog: &Catalog<'_>,
    (families, rows): (&[Family], &Rows),
) -> Result<Asked, String> {
    let text = ground.texts.get(statement).and_then(|texts| texts.first());
    let text = text.ok_or("it cannot be run")?;
    let rows = |_: &Family, level: &Level| rows.get(&level.name).copied();
    match rewrite(text, catalog, families, &rows) {
        Ok(answered) if answered.reads_raw_edges => {
            Err("its range of time begins or ends within a bucket".to_owned())
        }
        Ok(answered) => Ok(Asked {
            view: view_of(families, &answered)?,
            shape: shape(&answered.sql, catalog.engine).text,
        }),
        Err(Unanswered::Query(refusal)) => Err(said(&refusal)),
        Err(Unanswered::Levels(refused)) => {
            Err(refused.first().map_or_else(|| "no level answers it".to_owned(), |r| said(&r.why)))
        }
    }
}

/// As SQL names it.
pub fn view_of(families: &[Family], answered: &Answered) -> Result<String, String> {
    let family = families.iter().find(|family| family.name == answered.family);
    let level = family.and_then(|f| f.levels.iter().find(|l| l.name == answered.level));
    let view = family.zip(level).map(|(family, level)| level_view(family, level).to_string());
    view.ok_or_else(|| "no level answers it".to_owned())
}
