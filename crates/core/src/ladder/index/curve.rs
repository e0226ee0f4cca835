//! The whole curve from no index to all that help, each point asked of the planner. Where to stop
//! on it says `stop.rs`.

use std::collections::HashSet;

use super::costs::{Ask, Costs};
use super::explore;
use super::search::{Limit, Search, State};
use super::select;
use super::set::Set;
use super::stop;
use crate::engine::EngineError;
use crate::name::Bytes;

/// Points of the grid of budgets between the smallest index and all of them.
const GRID: usize = 10;
/// Times that solutions are put to the planner and searched again with what it said.
const VERIFY_ROUNDS_MAX: usize = 5;
/// Grown sets that the search under one budget starts from.
const GROWN_STARTS: usize = 3;
/// An index that brings less than this share of what is left of the workload's cost is not worth
/// a name.
const PRUNE_SHARE: f64 = 0.000_2;

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
    /// By unit: the share of its cost at which its statement is as fast as the user asked; None:
    /// nothing was asked, or its time is not known.
    pub enough: &'a [Option<f64>],
    pub questions_max: usize,
}

impl Wishes<'_> {
    /// Whether this budget was named, not only drawn for the curve.
    fn asks_for(&self, bytes: u64) -> bool {
        self.budgets.contains(&bytes) || self.budget == Some(bytes)
    }

    fn asks_for_any(&self) -> bool {
        !self.budgets.is_empty() || self.budget.is_some()
    }
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
        let asked = asked_for(&found, &budgets, wishes);
        let around = if asked.is_empty() { sets_of(&found) } else { asked.clone() };
        explore::beside(costs, &around, active, ask)?;
        explore::instead(costs, &asked, active, ask)?;
        active = explore::used(costs);
        let settled = costs.questions == known;
        solutions = found;
        if settled {
            break;
        }
    }
    Ok(pareto(costs, wishes, &solutions))
}

/// The solutions under the budgets that were asked for, which `found` has in the order of
/// `budgets`.
fn asked_for(found: &[State], budgets: &[u64], wishes: &Wishes<'_>) -> Vec<Set> {
    let asked = found.iter().zip(budgets).filter(|(_, bytes)| wishes.asks_for(**bytes));
    let mut sets: Vec<Set> = asked.map(|(state, _)| state.set).collect();
    sets.dedup();
    sets
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
    let path = select::eliminate(&search, active);
    let most = Limit { bytes: budgets.last().copied().unwrap_or(0), count: wishes.count_max };
    if grown.is_empty() {
        *grown = select::grow(&search, most).iter().map(|state| state.set).collect();
    }
    let grown: Vec<State> = grown.iter().map(|set| search.state(*set)).collect();
    let mut found: Vec<State> = Vec::new();
    for (number, &bytes) in budgets.iter().enumerate() {
        let limit = Limit { bytes, count: wishes.count_max };
        let mut starts: Vec<State> = Vec::new();
        starts.extend(path.iter().find(|state| limit.holds(state)).cloned());
        starts.extend(found.last().cloned());
        let near = number.saturating_sub(1)..(number + 2).min(before.len());
        let near = before.get(near).unwrap_or(&[]);
        starts.extend(near.iter().map(|state| search.state(state.set)));
        let mut fitting: Vec<&State> = grown.iter().filter(|state| limit.holds(state)).collect();
        fitting.sort_by(|a, b| a.total.total_cmp(&b.total).then_with(|| a.set.cmp(&b.set)));
        starts.extend(fitting.into_iter().take(GROWN_STARTS).cloned());
        starts.dedup_by(|a, b| a.set == b.set);
        let mut been = HashSet::new();
        let best = starts
            .iter()
            .filter_map(|start| select::settle(&search, start, limit, &mut been))
            .min_by(|a, b| a.total.total_cmp(&b.total).then_with(|| a.set.cmp(&b.set)));
        if let Some(mut best) = best {
            if wishes.asks_for(bytes) || !wishes.asks_for_any() {
                best = select::improve(&search, &best, limit);
            }
            let loss_min = best.total.abs() * PRUNE_SHARE;
            select::prune(&search, &mut best, loss_min);
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
    let stop = stop::stop(costs, &points, wishes);
    Curve { points, stop }
}

/// What a point costs altogether.
pub fn total(point: &Point) -> f64 {
    point.cost + point.write_price
}
