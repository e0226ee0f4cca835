//! The point of the curve at which an honest adviser stops. Draws nothing and asks nobody.

use super::costs::Costs;
use super::curve::{Point, Wishes, total};
use super::set::Set;

/// Each further index must bring this share of what is left to gain …
const LEFT_SHARE: f64 = 0.02;
/// … and this share of the whole workload …
const WHOLE_SHARE: f64 = 0.001;
/// … or, where what is left is spread over many statements, this share of what one of them has
/// to gain …
const FAIR_SHARE: f64 = 0.5;
/// … as long as all of them together are worth this share of the whole workload.
const SPREAD_SHARE: f64 = 0.02;
/// Bytes of new indexes, as a share of the tables' bytes, that a gain of the whole may cost:
/// one hundredth of the tables for one thousandth of the workload.
const BYTES_FOR_GAIN: f64 = 10.0;
/// A statement is helped when it becomes so many times cheaper.
const HELPED_FACTOR: f64 = 2.0;
/// What helps a single statement may cost this share of the tables' bytes …
const HELPED_BYTES_SHARE: f64 = 0.01;
/// … and this share where it brings the statement to the target that the user gave it.
const TARGET_BYTES_SHARE: f64 = 0.1;

/// Where to stop: at the budget where one is given. Else the curve is followed as long as each
/// further index brings at least 2 % of what is left to gain and 0.1 % of the whole workload, for
/// no more than 1 % of the tables' bytes per 0.1 % of gain. Of a thousand statements that weigh
/// alike none brings so much by itself: there it is enough that each index brings half of what
/// one of them has to gain. The curve is also followed for a single statement that nothing has
/// helped so far, if the next indexes bring it to the target that the user gave it, or make it at
/// least twice as cheap, are small, and save more than they cost the writers. So rare statements
/// are not forgotten, and nobody gets a pile of indexes for the last per mille.
pub fn stop(costs: &Costs<'_>, points: &[Point], wishes: &Wishes<'_>) -> usize {
    if let Some(budget) = wishes.budget {
        return points.iter().rposition(|p| p.bytes.0 <= budget).unwrap_or(0);
    }
    let mut stop = 0;
    for at in 1..points.len() {
        if is_worth(costs, points, stop, at, wishes) || helps_one(costs, points, stop, at, wishes) {
            stop = at;
        }
    }
    stop
}

/// Bytes that `next` has more than `now`, as a share of the tables' bytes; nothing known counts
/// as nothing, since then sizes are not known either.
fn more_bytes(now: &Point, next: &Point, wishes: &Wishes<'_>) -> f64 {
    let more = next.bytes.0.saturating_sub(now.bytes.0) as f64;
    wishes.table_bytes.filter(|bytes| *bytes > 0).map_or(0.0, |bytes| more / bytes as f64)
}

fn is_worth(
    costs: &Costs<'_>,
    points: &[Point],
    stop: usize,
    at: usize,
    wishes: &Wishes<'_>,
) -> bool {
    let (now, next) = (&points[stop], &points[at]);
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return false };
    let more = next.indexes.len().saturating_sub(now.indexes.len()).max(1) as f64;
    let brought = total(now) - total(next);
    let (left, whole) = (total(now) - total(last), total(first));
    let much = brought / more >= left * LEFT_SHARE && brought / more >= whole * WHOLE_SHARE;
    let fair = || {
        let each = left / spread(costs, now, last)?;
        Some(left >= whole * SPREAD_SHARE && brought / more >= each * FAIR_SHARE)
    };
    (much || fair().unwrap_or(false))
        && more_bytes(now, next, wishes) <= brought / whole * BYTES_FOR_GAIN
}

/// Over how many statements that weigh alike the gain from `now` to `last` would be spread: one
/// where one has nearly all of it, their number where all have the same. None: nothing is gained.
fn spread(costs: &Costs<'_>, now: &Point, last: &Point) -> Option<f64> {
    let (without, with) = (set_of(now), set_of(last));
    let mut by_statement = std::collections::BTreeMap::new();
    for (unit, one) in costs.units.iter().enumerate() {
        let gain = (costs.bound(unit, &without) - costs.bound(unit, &with)) * one.weight;
        if gain.is_finite() && gain > 0.0 {
            *by_statement.entry(one.statement).or_insert(0.0) += gain;
        }
    }
    let sum: f64 = by_statement.values().sum();
    let squares: f64 = by_statement.values().map(|gain| gain * gain).sum();
    (squares > 0.0).then(|| sum * sum / squares)
}

fn helps_one(
    costs: &Costs<'_>,
    points: &[Point],
    stop: usize,
    at: usize,
    wishes: &Wishes<'_>,
) -> bool {
    let (now, next) = (&points[stop], &points[at]);
    let (without, with) = (set_of(now), set_of(next));
    let bytes = more_bytes(now, next, wishes);
    let helped = |unit: usize| {
        let base = costs.bound(unit, &Set::EMPTY);
        let (was, is) = (costs.bound(unit, &without) / base, costs.bound(unit, &with) / base);
        let cheaper = was * HELPED_FACTOR > 1.0 && is * HELPED_FACTOR <= 1.0;
        match wishes.enough.get(unit).copied().flatten() {
            // It is fast enough as it is, or with what was chosen so far.
            Some(enough) if was <= enough => false,
            Some(enough) if is <= enough => bytes <= TARGET_BYTES_SHARE,
            _ => cheaper && bytes <= HELPED_BYTES_SHARE,
        }
    };
    total(next) < total(now) && (0..costs.units.len()).any(helped)
}

fn set_of(point: &Point) -> Set {
    Set::of(point.indexes.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::super::candidates::Candidate;
    use super::super::costs::Unit;
    use super::super::tests::{btree, facts_of, orders, snapshot};
    use super::super::{Role, curve};
    use super::*;
    use crate::engine::{Answer, Question};
    use crate::name::Bytes;
    use crate::seen::statement_plan::{Basis, UsedIndex};
    use crate::seen::{PlanNode, StatementPlan};

    fn points(costs: &[(u64, usize, f64)]) -> Vec<Point> {
        let point = |&(bytes, count, cost): &(u64, usize, f64)| Point {
            indexes: (0..count).collect(),
            bytes: Bytes(bytes << 20),
            cost,
            relative: cost / 100.0,
            write_price: 0.0,
        };
        costs.iter().map(point).collect()
    }

    fn wishes(table_mb: u64, budget: Option<u64>) -> Wishes<'static> {
        Wishes {
            bytes: &[],
            prices: &[],
            budgets: &[],
            budget: budget.map(|mb| mb << 20),
            count_max: usize::MAX,
            table_bytes: Some(table_mb << 20),
            enough: &[],
            questions_max: 0,
        }
    }

    fn stop_of(points: &[Point], table_mb: u64, budget: Option<u64>) -> usize {
        let snapshot = snapshot(Vec::new(), &[]);
        stop(&Costs::new(&[], Vec::new(), &snapshot), points, &wishes(table_mb, budget))
    }

    #[test]
    fn the_stop_goes_on_while_much_of_what_is_left_is_gained() {
        let curve =
            points(&[(0, 0, 100.0), (12, 3, 4.0), (20, 5, 1.8), (33, 6, 1.2), (90, 9, 1.1)]);
        assert_eq!(stop_of(&curve, 400, None), 3);
    }

    #[test]
    fn the_stop_spares_disk_that_brings_little() {
        let curve = points(&[(0, 0, 100.0), (12, 3, 4.0), (20, 5, 1.8), (33, 6, 1.2)]);
        assert_eq!(stop_of(&curve, 150, None), 2);
    }

    #[test]
    fn a_budget_is_used_up_to_its_end() {
        let curve = points(&[(0, 0, 100.0), (12, 3, 4.0), (20, 5, 3.99)]);
        assert_eq!(stop_of(&curve, 400, Some(25)), 2);
        assert_eq!(stop_of(&curve, 400, Some(19)), 1);
        assert_eq!(stop_of(&curve, 400, None), 1);
    }

    /// Statements that cost 100 each weigh `weights`; index `i` alone helps statement `i`, to the
    /// cost in `after`. The curve has a point for each further index, of `mb` each, over tables
    /// of 1,000 MB.
    fn stop_after(weights: &[f64], after: &[f64], mb: u64, enough: &[Option<f64>]) -> usize {
        let table = orders();
        let texts = vec!["SELECT * FROM orders WHERE o_custkey = 1"; weights.len()];
        let snapshot = snapshot(vec![table.clone()], &texts);
        let facts = facts_of(&snapshot);
        let candidate = |at| Candidate {
            spec: btree(&table, &["o_custkey"], &[]),
            from: vec![at],
            role: Role::Filter,
            free: 1,
        };
        let pool: Vec<Candidate> = (0..weights.len()).map(candidate).collect();
        let unit = |(at, weight): (usize, &f64)| Unit {
            statement: at,
            text: at.to_string(),
            facts: &facts[at].1,
            relevant: Set::of([at]),
            weight: *weight,
            basis: Basis::Planner,
            unknown: None,
        };
        let units = weights.iter().enumerate().map(unit).collect();
        let mut costs = Costs::new(&pool, units, &snapshot);
        let mut ask =
            |questions: &[Question]| Ok(questions.iter().map(|q| answer(q, after)).collect());
        let all = Set::of(0..weights.len());
        let wanted = (0..weights.len()).flat_map(|unit| [(unit, Set::EMPTY), (unit, all)]);
        costs.learn(wanted, &mut ask).unwrap();
        let points: Vec<Point> = (0..=weights.len())
            .map(|count| Point {
                indexes: (0..count).collect(),
                bytes: Bytes((count as u64 * mb) << 20),
                cost: curve::cost_of(&costs, &Set::of(0..count)),
                relative: 1.0,
                write_price: 0.0,
            })
            .collect();
        stop(&costs, &points, &Wishes { enough, ..wishes(1_000, None) })
    }

    fn answer(question: &Question, after: &[f64]) -> Answer {
        let Question::Plan { text, with, .. } = question else { panic!() };
        let at: usize = text.parse().unwrap();
        let used = (!with.is_empty()).then_some(UsedIndex::Hypothetical(0));
        let cost = if used.is_some() { after[at] } else { 100.0 };
        let nodes = vec![PlanNode { index: used, ..PlanNode::default() }];
        Answer::Plan(StatementPlan { cost, nodes, basis: Basis::Planner })
    }

    #[test]
    fn a_thousand_statements_that_weigh_alike_are_all_served() {
        assert_eq!(stop_after(&[1.0; 1_000], &[1.0; 1_000], 1, &[]), 1_000);
        let mut beside_a_heavy_one = [1.0; 1_001];
        beside_a_heavy_one[1_000] = 1_000.0;
        let mut after = [1.0; 1_001];
        after[1_000] = 99.9;
        assert_eq!(stop_after(&beside_a_heavy_one, &after, 1, &[]), 1_000);
    }

    #[test]
    fn the_last_per_mille_of_many_statements_is_left() {
        let mut weights = [0.000_01; 1_001];
        weights[0] = 1.0;
        assert_eq!(stop_after(&weights, &[1.0; 1_001], 30, &[]), 1);
    }

    #[test]
    fn disk_is_not_spent_on_many_statements_that_it_hardly_helps() {
        assert_eq!(stop_after(&[1.0; 1_000], &[99.0; 1_000], 1, &[]), 0);
    }

    #[test]
    fn a_rare_statement_is_helped_by_a_small_index_and_not_by_a_large_one() {
        let weights = [1.0, 0.000_1];
        assert_eq!(stop_after(&weights, &[1.0, 1.0], 5, &[]), 2);
        assert_eq!(stop_after(&weights, &[1.0, 1.0], 50, &[]), 1);
        assert_eq!(stop_after(&weights, &[1.0, 60.0], 5, &[]), 1, "not even twice as cheap");
    }

    #[test]
    fn the_users_target_decides_what_is_worth_helping() {
        let weights = [1.0, 0.000_1];
        let stop = |after: f64, mb: u64, enough: f64| {
            stop_after(&weights, &[1.0, after], mb, &[None, Some(enough)])
        };
        assert_eq!(stop(1.0, 5, 1.5), 1, "it is fast enough as it is");
        assert_eq!(stop(60.0, 5, 0.7), 2, "its target is reached, if not twice as cheap");
        assert_eq!(stop(1.0, 50, 0.5), 2, "a target may cost more");
        assert_eq!(stop(1.0, 200, 0.5), 1, "but not everything");
        assert_eq!(stop(1.0, 50, 0.001), 1, "its target is out of reach");
    }
}
