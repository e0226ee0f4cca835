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
    /// Weighted cost of each unit.
    units: Vec<f64>,
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

/// A view of the cost table for searching.
pub struct Search<'a, 'b> {
    costs: &'a Costs<'b>,
    bytes: &'a [u64],
    /// Price of writes for each candidate, in the same unit as weighted cost.
    prices: &'a [f64],
    /// Units that have a plan with the candidate.
    users: Vec<Vec<usize>>,
}

impl<'a, 'b> Search<'a, 'b> {
    pub fn new(costs: &'a Costs<'b>, bytes: &'a [u64], prices: &'a [f64]) -> Self {
        let mut users = vec![Vec::new(); bytes.len()];
        for unit in 0..costs.units.len() {
            for plan in costs.plans(unit) {
                for &at in &plan.used {
                    if users[at].last() != Some(&unit) {
                        users[at].push(unit);
                    }
                }
            }
        }
        Self { costs, bytes, prices, users }
    }

    pub fn state(&self, set: Set) -> State {
        let units: Vec<f64> =
            (0..self.costs.units.len()).map(|unit| self.unit(unit, &set)).collect();
        let price: f64 = set.iter().map(|at| self.prices[at]).sum();
        State {
            set,
            bytes: set.iter().map(|at| self.bytes[at]).sum(),
            count: set.len(),
            total: units.iter().sum::<f64>() + price,
            units,
        }
    }

    fn unit(&self, unit: usize, set: &Set) -> f64 {
        self.costs.bound(unit, set) * self.costs.units[unit].weight
    }

    pub fn bytes(&self, at: usize) -> u64 {
        self.bytes[at]
    }

    /// How much the total would grow without one index.
    pub fn loss(&self, state: &State, at: usize) -> f64 {
        let set = state.set.without(at);
        let grown: f64 =
            self.users[at].iter().map(|&unit| self.unit(unit, &set) - state.units[unit]).sum();
        grown - self.prices[at]
    }

    pub fn remove(&self, state: &mut State, at: usize) {
        state.set.remove(at);
        state.bytes -= self.bytes[at];
        state.count -= 1;
        state.total -= self.prices[at];
        self.refresh(state, at);
    }

    /// Adds one that is not there.
    pub fn add(&self, state: &mut State, at: usize) {
        state.set.insert(at);
        state.bytes += self.bytes[at];
        state.count += 1;
        state.total += self.prices[at];
        self.refresh(state, at);
    }

    fn refresh(&self, state: &mut State, at: usize) {
        for &unit in &self.users[at] {
            let now = self.unit(unit, &state.set);
            state.total += now - state.units[unit];
            state.units[unit] = now;
        }
    }

    /// Groups of indexes that some plan uses together, each once, in a fixed order.
    pub fn teams(&self) -> Vec<Vec<usize>> {
        let mut teams: Vec<Vec<usize>> = (0..self.costs.units.len())
            .flat_map(|unit| self.costs.plans(unit).iter().map(|plan| plan.used.clone()))
            .filter(|used| !used.is_empty())
            .collect();
        teams.sort();
        teams.dedup();
        teams
    }
}
