//! The arithmetic of a search: what a set of indexes costs by the table of known plans, and how
//! that changes when some are added or taken away. Asks nobody.

use super::costs::Costs;
use super::set::Set;

/// A team must save this share of what no index saves: of the whole, one dear statement that an
/// index mends would hide all others.
const TEAM_SHARE: f64 = 0.001;

/// A set of indexes with its price, kept up to date move by move.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub set: Set,
    pub bytes: u64,
    pub count: usize,
    /// Position of each unit's plan, cheapest first.
    plans: Vec<u32>,
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
        self.allows(state.bytes, state.count)
    }

    pub fn allows(&self, bytes: u64, count: usize) -> bool {
        bytes <= self.bytes && count <= self.count
    }
}

/// A plan as the search sees it: what it needs, and its weighted cost.
struct Weighed {
    used: Vec<usize>,
    cost: f64,
}

/// The plans of one unit that need a candidate, cheapest first.
struct Needing {
    unit: usize,
    plans: Vec<u32>,
}

/// What a state would be with a team more, without making it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grown {
    pub total: f64,
    pub bytes: u64,
    pub count: usize,
}

/// A view of the cost table for searching.
pub struct Search<'a> {
    /// Plans of each unit, cheapest first; the last needs nothing.
    plans: Vec<Vec<Weighed>>,
    bytes: &'a [u64],
    /// Price of writes for each candidate, in the same unit as weighted cost.
    prices: &'a [f64],
    /// For each candidate, the plans that need it.
    needing: Vec<Vec<Needing>>,
    teams: Teams,
}

/// Groups of indexes that some plan uses together. Plans that save next to nothing are no reason
/// for a move.
struct Teams {
    /// Each once, in a fixed order.
    members: Vec<Vec<usize>>,
    /// For each plan of each unit, the team that it needs.
    of_plans: Vec<Vec<Option<u32>>>,
}

impl Teams {
    fn of(plans: &[Vec<Weighed>]) -> Self {
        let least: f64 = plans.iter().filter_map(|own| own.first()).map(|plan| plan.cost).sum();
        let worth = |own: &[Weighed], plan: &Weighed| {
            let saved = own.last().map_or(0.0, |base| base.cost - plan.cost);
            !plan.used.is_empty() && saved >= least * TEAM_SHARE
        };
        let used = |own: &[Weighed]| -> Vec<Option<Vec<usize>>> {
            own.iter().map(|plan| worth(own, plan).then(|| plan.used.clone())).collect()
        };
        let used: Vec<Vec<Option<Vec<usize>>>> = plans.iter().map(|own| used(own)).collect();
        let mut members: Vec<Vec<usize>> = used.iter().flatten().flatten().cloned().collect();
        members.sort();
        members.dedup();
        let place = |team: &Option<Vec<usize>>| {
            let team = team.as_ref()?;
            members.binary_search(team).ok().map(|at| at as u32)
        };
        let of_plans = used.iter().map(|own| own.iter().map(place).collect()).collect();
        Self { members, of_plans }
    }
}

impl<'a> Search<'a> {
    pub fn new(costs: &Costs<'_>, bytes: &'a [u64], prices: &'a [f64]) -> Self {
        let mut needing: Vec<Vec<Needing>> = bytes.iter().map(|_| Vec::new()).collect();
        let mut plans = Vec::new();
        for (number, unit) in costs.units.iter().enumerate() {
            let mut own = Vec::new();
            for (position, plan) in costs.plans(number).iter().enumerate() {
                for &at in &plan.used {
                    let position = position as u32;
                    if let Some(last) = needing[at].last_mut().filter(|last| last.unit == number) {
                        last.plans.push(position);
                    } else {
                        needing[at].push(Needing { unit: number, plans: vec![position] });
                    }
                }
                own.push(Weighed { used: plan.used.clone(), cost: plan.cost * unit.weight });
                if plan.used.is_empty() {
                    break;
                }
            }
            plans.push(own);
        }
        let teams = Teams::of(&plans);
        Self { plans, bytes, prices, needing, teams }
    }

    pub fn state(&self, set: Set) -> State {
        let plans: Vec<u32> =
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
    fn plan_from(&self, unit: usize, from: u32, set: &Set) -> u32 {
        let own = &self.plans[unit];
        let found = own.iter().skip(from as usize).position(|plan| set.holds_all(&plan.used));
        found.map_or(own.len() as u32, |at| at as u32 + from)
    }

    /// A unit whose base plan is not known costs nothing that could be saved.
    fn cost(&self, unit: usize, plan: u32) -> f64 {
        self.plans[unit].get(plan as usize).map_or(0.0, |plan| plan.cost)
    }

    pub fn bytes(&self, at: usize) -> u64 {
        self.bytes[at]
    }

    /// Units whose plan needs this index now, each with the plan it would have instead.
    fn bereft(&self, state: &State, at: usize) -> impl Iterator<Item = (usize, u32)> {
        let set = state.set.without(at);
        self.needing[at]
            .iter()
            .map(|needing| (needing, state.plans[needing.unit]))
            .filter(|(needing, plan)| needing.plans.binary_search(plan).is_ok())
            .map(move |(needing, plan)| {
                (needing.unit, self.plan_from(needing.unit, plan + 1, &set))
            })
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
        let changed: Vec<(usize, u32)> = self.bereft(state, at).collect();
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
        for needing in &self.needing[at] {
            let now = state.plans[needing.unit];
            if let Some(plan) = self.better(needing, now, &state.set) {
                state.total += self.cost(needing.unit, plan) - self.cost(needing.unit, now);
                state.plans[needing.unit] = plan;
            }
        }
    }

    /// The cheapest of these plans that beats plan `now` and that the set allows.
    fn better(&self, needing: &Needing, now: u32, set: &Set) -> Option<u32> {
        let own = &self.plans[needing.unit];
        needing
            .plans
            .iter()
            .copied()
            .take_while(|plan| *plan < now)
            .find(|plan| set.holds_all(&own[*plan as usize].used))
    }

    /// What adding a team would make of a state. `scratch` only saves allocations.
    pub fn grown(&self, state: &State, team: &[usize], scratch: &mut Vec<u32>) -> Grown {
        let mut grown = Grown { total: state.total, bytes: state.bytes, count: state.count };
        let mut set = state.set;
        scratch.clone_from(&state.plans);
        for &at in team {
            set.insert(at);
        }
        for &at in team.iter().filter(|at| !state.set.has(**at)) {
            grown.total += self.prices[at];
            grown.bytes += self.bytes[at];
            grown.count += 1;
            for needing in &self.needing[at] {
                let now = scratch[needing.unit];
                if let Some(plan) = self.better(needing, now, &set) {
                    grown.total += self.cost(needing.unit, plan) - self.cost(needing.unit, now);
                    scratch[needing.unit] = plan;
                }
            }
        }
        grown
    }

    /// Adds those of a team that are not there.
    pub fn add_team(&self, state: &mut State, team: &[usize]) {
        for &at in team {
            if !state.set.has(at) {
                self.add(state, at);
            }
        }
    }

    /// Teams that would make some unit cheaper than it is in this state, in their order.
    pub fn open_teams(&self, state: &State) -> Vec<&[usize]> {
        let mut open: Vec<u32> = self
            .teams
            .of_plans
            .iter()
            .zip(&state.plans)
            .flat_map(|(own, now)| own.iter().take(*now as usize).flatten().copied())
            .collect();
        open.sort_unstable();
        open.dedup();
        open.iter().map(|&at| self.teams.members[at as usize].as_slice()).collect()
    }
}
