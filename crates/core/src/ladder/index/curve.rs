//! The whole curve from no index to all that help, each point asked of the planner, and the
//! point at which an honest adviser stops.

use super::costs::{Ask, Costs};
use super::explore;
use super::search::{Limit, Search, State};
use super::select;
use super::set::Set;
use crate::engine::EngineError;
use crate::name::Bytes;

/// Points of the grid of budgets between the smallest index and all of them.
const GRID: usize = 10;
/// Times that solutions are put to the planner and searched again with what it said.
const VERIFY_ROUNDS_MAX: usize = 3;
/// Grown sets that the search under one budget starts from.
const GROWN_STARTS: usize = 3;
/// An index that brings less than this share of the workload's cost is not worth a name.
const PRUNE_SHARE: f64 = 0.002;
/// Each further index must bring this share of what is left to gain …
const LEFT_SHARE: f64 = 0.02;
/// … and this share of the whole workload.
const WHOLE_SHARE: f64 = 0.001;
/// Bytes of new indexes, as a share of the tables' bytes, that a gain of the whole may cost:
/// one hundredth of the tables for one thousandth of the workload.
const BYTES_FOR_GAIN: f64 = 10.0;
/// A statement is helped when it becomes so many times cheaper.
const HELPED_FACTOR: f64 = 2.0;
/// What helps a single statement may cost this share of the tables' bytes.
const HELPED_BYTES_SHARE: f64 = 0.01;

/// Gain against size, smallest first; the first point is "no index".
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    pub points: Vec<Point>,
    /// Position of the point that is advised.
    pub stop: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Positions in the pool, ascending.
    pub indexes: Vec<usize>,
    pub bytes: Bytes,
    /// Weighted cost of the workload, without the price of writes.
    pub cost: f64,
    /// `cost` as a share of the cost without any new index.
    pub relative: f64,
    /// Price of writes, in the unit of `cost`.
    pub write_price: f64,
}

/// What the curve is drawn for.
#[derive(Debug, Clone, Copy)]
pub struct Wishes<'a> {
    pub bytes: &'a [u64],
    pub prices: &'a [f64],
    /// Budgets that must be as good as can be, besides the grid.
    pub budgets: &'a [u64],
    /// The budget to stop at.
    pub budget: Option<u64>,
    pub count_max: usize,
    /// Bytes of the tables that the workload uses; None: not known.
    pub table_bytes: Option<u64>,
    pub questions_max: usize,
}

/// Explores, searches, verifies, and draws.
pub fn draw(
    costs: &mut Costs<'_>,
    wishes: &Wishes<'_>,
    ask: &mut Ask<'_>,
) -> Result<Curve, EngineError> {
    let mut active = explore::explore(costs, wishes.questions_max, ask)?;
    let mut solutions: Vec<State> = Vec::new();
    let budgets = grid(&active, wishes);
    let mut grown: Vec<Set> = Vec::new();
    for _ in 0..VERIFY_ROUNDS_MAX {
        let found = solve(costs, wishes, &budgets, active, &solutions, &mut grown);
        let known: usize = costs.questions;
        verify(costs, &found, wishes.questions_max, ask)?;
        explore::beside(costs, &sets_of(&found), active, ask)?;
        active = explore::used(costs);
        let settled = costs.questions == known;
        solutions = found;
        if settled {
            break;
        }
    }
    Ok(pareto(costs, wishes, &solutions))
}

fn sets_of(found: &[State]) -> Vec<Set> {
    let mut sets: Vec<Set> = found.iter().map(|state| state.set).collect();
    sets.dedup();
    sets
}

/// Budgets in bytes, ascending, each once.
fn grid(active: &Set, wishes: &Wishes<'_>) -> Vec<u64> {
    let all: u64 = active.iter().map(|at| wishes.bytes[at]).sum();
    let least = active.iter().map(|at| wishes.bytes[at]).min().unwrap_or(0).max(1);
    let ratio = (all.max(1) as f64 / least as f64).powf(1.0 / GRID as f64);
    let mut budgets: Vec<u64> =
        (1..=GRID).map(|step| (least as f64 * ratio.powi(step as i32)) as u64).collect();
    budgets.push(all);
    budgets.extend(wishes.budgets);
    budgets.extend(wishes.budget);
    budgets.sort_unstable();
    budgets.dedup();
    budgets
}

/// The best set for each budget by what is known now, starting from elimination, from the
/// neighbouring budgets and from what was found before.
fn solve(
    costs: &Costs<'_>,
    wishes: &Wishes<'_>,
    budgets: &[u64],
    active: Set,
    before: &[State],
    grown: &mut Vec<Set>,
) -> Vec<State> {
    let search = Search::new(costs, wishes.bytes, wishes.prices);
    let teams = search.teams();
    let path = select::eliminate(&search, active);
    let base = search.state(Set::EMPTY).total;
    let most = Limit { bytes: budgets.last().copied().unwrap_or(0), count: wishes.count_max };
    if grown.is_empty() {
        *grown = select::grow(&search, most, &teams).iter().map(|state| state.set).collect();
    }
    let grown: Vec<State> = grown.iter().map(|set| search.state(*set)).collect();
    let mut found: Vec<State> = Vec::new();
    for (number, &bytes) in budgets.iter().enumerate() {
        let limit = Limit { bytes, count: wishes.count_max };
        let mut starts: Vec<State> = Vec::new();
        starts.extend(path.iter().find(|state| limit.holds(state)).cloned());
        starts.extend(found.last().cloned());
        starts.extend(before.get(number).map(|state| search.state(state.set)));
        let mut fitting: Vec<&State> = grown.iter().filter(|state| limit.holds(state)).collect();
        fitting.sort_by(|a, b| a.total.total_cmp(&b.total).then_with(|| a.set.cmp(&b.set)));
        starts.extend(fitting.into_iter().take(GROWN_STARTS).cloned());
        starts.dedup_by(|a, b| a.set == b.set);
        let best = starts
            .iter()
            .map(|start| select::settle(&search, start, limit, &teams))
            .min_by(|a, b| a.total.total_cmp(&b.total).then_with(|| a.set.cmp(&b.set)));
        if let Some(best) = best {
            let mut best = select::improve(&search, &best, limit, &teams);
            select::prune(&search, &mut best, base * PRUNE_SHARE / 10.0);
            found.push(best);
        }
    }
    found
}

/// Puts every solution to the planner.
fn verify(
    costs: &mut Costs<'_>,
    found: &[State],
    questions_max: usize,
    ask: &mut Ask<'_>,
) -> Result<(), EngineError> {
    let mut wanted: Vec<(usize, Set)> = found
        .iter()
        .flat_map(|state| (0..costs.units.len()).map(|unit| (unit, state.set)))
        .collect();
    wanted.truncate(questions_max.saturating_sub(costs.questions).max(costs.units.len()));
    costs.learn(wanted, ask)
}

/// Cost of the workload under a set by the planner's own answers, where they are known.
pub fn cost_of(costs: &Costs<'_>, set: &Set) -> f64 {
    (0..costs.units.len())
        .map(|unit| {
            let settled = costs.settled(unit, set).map(|plan| plan.cost);
            settled.unwrap_or_else(|| costs.bound(unit, set)) * costs.units[unit].weight
        })
        .sum()
}

fn pareto(costs: &Costs<'_>, wishes: &Wishes<'_>, solutions: &[State]) -> Curve {
    let base = cost_of(costs, &Set::EMPTY);
    let point = |set: &Set| {
        let cost = cost_of(costs, set);
        Point {
            indexes: set.iter().collect(),
            bytes: Bytes(set.iter().map(|at| wishes.bytes[at]).sum()),
            cost,
            relative: if base > 0.0 { cost / base } else { 1.0 },
            write_price: set.iter().map(|at| wishes.prices[at]).sum(),
        }
    };
    let mut all: Vec<Point> = solutions.iter().map(|state| point(&state.set)).collect();
    all.push(point(&Set::EMPTY));
    all.sort_by(|a, b| a.bytes.cmp(&b.bytes).then_with(|| total(a).total_cmp(&total(b))));
    let mut points: Vec<Point> = Vec::new();
    for one in all {
        let better = points.last().is_none_or(|last| total(&one) < total(last) * (1.0 - 1e-9));
        if better {
            points.push(one);
        }
    }
    let stop = stop(costs, &points, wishes);
    Curve { points, stop }
}

/// Where an honest adviser stops: at the budget where one is given. Else the curve is followed
/// as long as each further index brings at least 2 % of what is left to gain and 0.1 % of the
/// whole workload, for no more than 1 % of the tables' bytes per 0.1 % of gain. It is also
/// followed for a single statement that nothing has helped so far, if the next indexes make it
/// at least twice as cheap, are small (1 % of the tables' bytes), and save more than they cost
/// the writers. So rare statements are not forgotten, and nobody gets a pile of indexes for
/// the last per mille.
fn stop(costs: &Costs<'_>, points: &[Point], wishes: &Wishes<'_>) -> usize {
    if let Some(budget) = wishes.budget {
        return points.iter().rposition(|p| p.bytes.0 <= budget).unwrap_or(0);
    }
    let mut stop = 0;
    for at in 1..points.len() {
        if is_worth(points, stop, at, wishes) || helps_one(costs, points, stop, at, wishes) {
            stop = at;
        }
    }
    stop
}

fn total(point: &Point) -> f64 {
    point.cost + point.write_price
}

/// Bytes that `next` has more than `now`, as a share of the tables' bytes; nothing known counts
/// as nothing, since then sizes are not known either.
fn more_bytes(now: &Point, next: &Point, wishes: &Wishes<'_>) -> f64 {
    let more = next.bytes.0.saturating_sub(now.bytes.0) as f64;
    wishes.table_bytes.filter(|bytes| *bytes > 0).map_or(0.0, |bytes| more / bytes as f64)
}

fn is_worth(points: &[Point], stop: usize, at: usize, wishes: &Wishes<'_>) -> bool {
    let (now, next) = (&points[stop], &points[at]);
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return false };
    let more = next.indexes.len().saturating_sub(now.indexes.len()).max(1) as f64;
    let brought = total(now) - total(next);
    let (left, whole) = (total(now) - total(last), total(first));
    brought / more >= left * LEFT_SHARE
        && brought / more >= whole * WHOLE_SHARE
        && more_bytes(now, next, wishes) <= brought / whole * BYTES_FOR_GAIN
}

fn helps_one(
    costs: &Costs<'_>,
    points: &[Point],
    stop: usize,
    at: usize,
    wishes: &Wishes<'_>,
) -> bool {
    let (now, next) = (&points[stop], &points[at]);
    let small = more_bytes(now, next, wishes) <= HELPED_BYTES_SHARE;
    let with = Set::of(next.indexes.iter().copied());
    let without = Set::of(now.indexes.iter().copied());
    small
        && total(next) < total(now)
        && (0..costs.units.len()).any(|unit| {
            let base = costs.bound(unit, &Set::EMPTY);
            let already = base >= costs.bound(unit, &without) * HELPED_FACTOR;
            !already && base >= costs.bound(unit, &with) * HELPED_FACTOR
        })
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn stop_of(points: &[Point], table_mb: u64, budget: Option<u64>) -> usize {
        let snapshot = super::super::tests::snapshot(Vec::new(), &[]);
        let costs = Costs::new(&[], Vec::new(), &snapshot);
        let wishes = Wishes {
            bytes: &[],
            prices: &[],
            budgets: &[],
            budget: budget.map(|mb| mb << 20),
            count_max: usize::MAX,
            table_bytes: Some(table_mb << 20),
            questions_max: 0,
        };
        stop(&costs, points, &wishes)
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
}
