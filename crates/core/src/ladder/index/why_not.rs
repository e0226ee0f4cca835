//! Why a statement gets no index from this advice, where more is known than that none helps.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidate, indexable_kind};
use super::costs::Costs;
use super::set::Set;
use crate::name::TableName;
use crate::seen::{Snapshot, TableKind};
use crate::sql::Facts;

/// A plan must take this share of the cost away for an index to count as help.
const HELP_MIN: f64 = 0.05;

#[derive(Debug, Clone, PartialEq)]
pub enum WhyNot {
    /// An index would make it cheaper, to this share of its cost, and was not chosen: it lies
    /// behind the stop line, or over what the user allows.
    BehindTheStop { share_left: f64 },
    /// Candidates beyond what can be looked at in one run were left out, and its own were.
    NotLookedAt,
    /// Tables of this kind get no advice.
    Kind { table: TableName, kind: TableKind },
}

/// By position of the statement. `cut`: statements whose every candidate was left out unseen.
pub fn why_not(
    costs: &Costs<'_>,
    chosen: &Set,
    cut: &BTreeSet<usize>,
    facts: &[(usize, Facts)],
    snapshot: &Snapshot,
) -> BTreeMap<usize, WhyNot> {
    let mut found = BTreeMap::new();
    for (statement, facts) in facts {
        let unadvised = facts.uses.iter().find_map(|used| {
            let table = snapshot.table(&used.table)?;
            let is_advised = indexable_kind(&table.kind, snapshot.server.engine);
            (!is_advised).then(|| (table.name.clone(), table.kind.clone()))
        });
        if let Some((table, kind)) = unadvised {
            found.insert(*statement, WhyNot::Kind { table, kind });
        }
    }
    found.extend(cut.iter().map(|statement| (*statement, WhyNot::NotLookedAt)));
    for (statement, share_left) in behind_the_stop(costs, chosen) {
        found.insert(statement, WhyNot::BehindTheStop { share_left });
    }
    found
}

/// Statements that the chosen indexes do not help and others would, and how much cost those left.
fn behind_the_stop(costs: &Costs<'_>, chosen: &Set) -> BTreeMap<usize, f64> {
    let mut found: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
    for (number, unit) in costs.units.iter().enumerate() {
        let all = costs.plans(number).first().map_or(f64::INFINITY, |plan| plan.cost);
        let sums = found.entry(unit.statement).or_default();
        sums.0 += costs.bound(number, &Set::EMPTY);
        sums.1 += costs.bound(number, chosen);
        sums.2 += all;
    }
    let helps = |before: f64, after: f64| after < before * (1.0 - HELP_MIN);
    found.retain(|_, (base, now, all)| {
        base.is_finite() && !helps(*base, *now) && helps(*base, *all)
    });
    found.into_iter().map(|(statement, (base, _, all))| (statement, all / base)).collect()
}

/// Statements of `before` that nothing in `after` was made for.
pub fn cut(before: &[Candidate], after: &[Candidate]) -> BTreeSet<usize> {
    let of = |pool: &[Candidate]| -> BTreeSet<usize> {
        pool.iter().flat_map(|candidate| candidate.from.iter().copied()).collect()
    };
    &of(before) - &of(after)
}
