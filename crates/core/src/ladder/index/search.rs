//! The arithmetic of a search: what a set of indexes costs by the table of known plans, and how
//! that changes when some are added or taken away. Asks nobody.

use super::costs::Costs;
use super::set::Set;

/// A set of indexes with its price, kept up to date move by move.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub set: Set,
    pub bytes: u64,
    pub count: usize,
    /// Position of each unit's plan, cheapest first.
    plans: Vec<usize>,
    /// Weighted cost of all units and the price of writes: what is made small.
    pub total: f64,
}

/// What a set must keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub bytes: u64,
    pub count: usize,
}

impl Limit {
    pub fn holds(&self, state: &State) -> bool {
        state.bytes <= self.bytes && state.count <= self.count
    }
}

/// A plan as the search sees it: what it needs, and its weighted cost.
struct Weighed {
    used: Vec<usize>,
    cost: f64,
}

/// A view of the cost table for searching.
pub struct Search<'a> {
    /// Plans of each unit, cheapest first; the last needs nothing.
    plans: Vec<Vec<Weighed>>,
    bytes: &'a [u64],
    /// Price of writes for each candidate, in the same unit as weighted cost.
    prices: &'a [f64],
    /// Plans that need the candidate, as unit and position, cheapest first within a unit.
    needing: Vec<Vec<(usize, usize)>>,
}

impl<'a> Search<'a> {
    pub fn new(costs: &Costs<'_>, bytes: &'a [u64], prices: &'a [f64]) -> Self {
        let mut needing = vec![Vec::new(); bytes.len()];
        let mut plans = Vec::new();
        for (number, unit) in costs.units.iter().enumerate() {
            let mut own = Vec::new();
            for (position, plan) in costs.plans(number).iter().enumerate() {
                for &at in &plan.used {
                    needing[at].push((number, position));
                }
                own.push(Weighed { used: plan.used.clone(), cost: plan.cost * unit.weight });
                if plan.used.is_empty() {
                    break;
                }
            }
            plans.push(own);
        }
        Self { plans, bytes, prices, needing }
    }

    pub fn state(&self, set: Set) -> State {
        let plans: Vec<usize> =
            (0..self.plans.len()).map(|unit| self.plan_from(unit, 0, &set)).collect();
        let cost: f64 = plans.iter().enumerate().map(|(unit, &plan)| self.cost(unit, plan)).sum();
        let price: f64 = set.iter().map(|at| self.prices[at]).sum();
        State {
            set,
            bytes: set.iter().map(|at| self.bytes[at]).sum(),
            count: set.len(),
            total: cost + price,
            plans,
        }
    }

    /// Position of the cheapest plan at or after `from` that the set allows.
    fn plan_from(&self, unit: usize, from: usize, set: &Set) -> usize {
        let own = &self.plans[unit];
        let found = own.iter().skip(from).position(|plan| set.holds_all(&plan.used));
        found.map_or(own.len(), |at| at + from)
    }

    /// A unit whose base plan is not known costs nothing that could be saved.
    fn cost(&self, unit: usize, plan: usize) -> f64 {
        self.plans[unit].get(plan).map_or(0.0, |plan| plan.cost)
    }

    pub fn bytes(&self, at: usize) -> u64 {
        self.bytes[at]
    }

    /// Units whose plan needs this index now, each with the plan it would have instead.
    fn bereft(&self, state: &State, at: usize) -> impl Iterator<Item = (usize, usize)> {
        let set = state.set.without(at);
        self.needing[at]
            .iter()
            .filter(|(unit, plan)| state.plans[*unit] == *plan)
            .map(move |&(unit, plan)| (unit, self.plan_from(unit, plan + 1, &set)))
    }

    /// How much the total would grow without one index.
    pub fn loss(&self, state: &State, at: usize) -> f64 {
        let grown: f64 = self
            .bereft(state, at)
            .map(|(unit, plan)| self.cost(unit, plan) - self.cost(unit, state.plans[unit]))
            .sum();
        grown - self.prices[at]
    }

    pub fn remove(&self, state: &mut State, at: usize) {
        let changed: Vec<(usize, usize)> = self.bereft(state, at).collect();
        state.set.remove(at);
        state.bytes -= self.bytes[at];
        state.count -= 1;
        state.total -= self.prices[at];
        for (unit, plan) in changed {
            state.total += self.cost(unit, plan) - self.cost(unit, state.plans[unit]);
            state.plans[unit] = plan;
        }
    }

    /// Adds one that is not there.
    pub fn add(&self, state: &mut State, at: usize) {
        state.set.insert(at);
        state.bytes += self.bytes[at];
        state.count += 1;
        state.total += self.prices[at];
        for &(unit, plan) in &self.needing[at] {
            if plan < state.plans[unit] && state.set.holds_all(&self.plans[unit][plan].used) {
                state.total += self.cost(unit, plan) - self.cost(unit, state.plans[unit]);
                state.plans[unit] = plan;
            }
        }
    }

    /// Adds those of a team that are not there.
    pub fn add_team(&self, state: &mut State, team: &[usize]) {
        for &at in team {
            if !state.set.has(at) {
                self.add(state, at);
            }
        }
    }

    /// Groups of indexes that some plan uses together, each once, in a fixed order.
    pub fn teams(&self) -> Vec<Vec<usize>> {
        let mut teams: Vec<Vec<usize>> = self
            .plans
            .iter()
            .flatten()
            .map(|plan| plan.used.clone())
            .filter(|used| !used.is_empty())
            .collect();
        teams.sort();
        teams.dedup();
        teams
    }
}
