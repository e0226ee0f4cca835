//! Before a rollup is proposed for a statement, the rewriter must answer the statement from it: no
//! promise is made that it would not keep.

use std::collections::BTreeMap;

use super::star::Star;
use super::write::check;
use super::{Ground, RollupProposal, said};
use crate::rollup::{Catalog, Family, Grain, Unanswered, attach, rewrite};

/// Takes from the proposals what they do not answer; by position, why not. A proposal that then
/// serves nothing and feeds nothing is dropped.
pub fn prove(
    ground: &Ground<'_>,
    star: &Star<'_>,
    proposals: &mut Vec<RollupProposal>,
    orders: &[Vec<Grain>],
) -> BTreeMap<usize, String> {
    let catalog = ground.catalog();
    let mut unproven = BTreeMap::new();
    let families = match families(star, proposals, orders, &catalog) {
        Ok(families) => families,
        Err(why) => {
            let served = proposals.iter().flat_map(|p| &p.serves);
            unproven.extend(served.map(|s| (s.statement, why.clone())));
            proposals.clear();
            return unproven;
        }
    };
    for proposal in proposals.iter_mut() {
        proposal.serves.retain(|served| {
            let why = why_not(ground, served.statement, &catalog, &families);
            unproven.extend(why.clone().map(|why| (served.statement, why)));
            why.is_none()
        });
    }
    let feeds = proposals.iter().any(|p| !p.is_base && !p.serves.is_empty());
    proposals.retain(|p| !p.serves.is_empty() || (p.is_base && feeds));
    unproven
}

/// As `rungs rollup add` would make them, one file after the other.
fn families(
    star: &Star<'_>,
    proposals: &[RollupProposal],
    orders: &[Vec<Grain>],
    catalog: &Catalog<'_>,
) -> Result<Vec<Family>, String> {
    let mut families: Vec<Family> = Vec::new();
    for (proposal, order) in proposals.iter().zip(orders) {
        let new = check(star, &proposal.definition, order, catalog).map_err(|e| said(&e))?;
        let joined = families.iter().position(|family| attach(family, &new).is_ok());
        match joined.map(|at| (at, attach(&families[at], &new))) {
            Some((at, Ok(family))) => families[at] = family,
            _ => families.push(new),
        }
    }
    Ok(families)
}

fn why_not(
    ground: &Ground<'_>,
    statement: usize,
    catalog: &Catalog<'_>,
    families: &[Family],
) -> Option<String> {
    let text = ground.texts.get(statement)?.first()?;
    match rewrite(text, catalog, families, &|_, _| None) {
        Ok(answered) if answered.reads_raw_edges => {
            Some("its range of time begins or ends within a bucket".to_owned())
        }
        Ok(_) => None,
        Err(Unanswered::Query(refusal)) => Some(said(&refusal)),
        Err(Unanswered::Levels(refused)) => {
            Some(refused.first().map_or_else(|| "no level answers it".to_owned(), |r| said(&r.why)))
        }
    }
}
