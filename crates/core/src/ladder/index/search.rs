//! The arithmetic of a search: what a set of indexes costs by the table of known plans, and how
//! that changes when some are added or taken away. Asks nobody.

use super::costs::{Costs, Unit};
use super::set::Set;

/// A team must save this share of what no index saves: of the whole, one dear statement that an
/// index mends would hide all others.
const TEAM_SHARE: f64 = 0.001;
/// … and this share more than the best of its own parts.
const MEMBER_SHARE: f64 = 0.000_1;

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
    /// [`Set::folded`] of what it needs: tells at a glance of most plans that they do not fit.
    folded: u64,
    cost: f64,
}

impl Weighed {
    fn new(used: Vec<usize>, cost: f64) -> Self {
        let folded = Set::of(used.iter().copied()).folded();
        Self { used, folded, cost }
    }

    /// `folded` is the set's own.
    fn fits(&self, set: &Set, folded: u64) -> bool {
        self.folded & !folded == 0 && set.holds_all(&self.used)
    }
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
        let worth = |own: &[Weighed], at: usize| {
            let plan = &own[at];
            let saved = own.last().map_or(0.0, |base| base.cost - plan.cost);
            let fewer = |other: &&Weighed| other.used.iter().all(|at| plan.used.contains(at));
            let by_all = own[at + 1..].iter().find(fewer).map_or(0.0, |one| one.cost - plan.cost);
            let helps = saved >= least * TEAM_SHARE && by_all >= least * MEMBER_SHARE;
            helps && !plan.used.is_empty()
        };
        let used = |own: &[Weighed]| -> Vec<Option<Vec<usize>>> {
            (0..own.len()).map(|at| worth(own, at).then(|| own[at].used.clone())).collect()
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
        let plans_of = |(number, unit): (usize, &Unit<'_>)| {
            let mut own = Vec::new();
            for plan in costs.plans(number) {
                own.push(Weighed::new(plan.used.clone(), plan.cost * unit.weight));
                if plan.used.is_empty() {
                    break;
                }
            }
            own
        };
        Self::over(costs.units.iter().enumerate().map(plans_of).collect(), bytes, prices)
    }

    fn over(plans: Vec<Vec<Weighed>>, bytes: &'a [u64], prices: &'a [f64]) -> Self {
        let mut needing: Vec<Vec<Needing>> = bytes.iter().map(|_| Vec::new()).collect();
        for (unit, own) in plans.iter().enumerate() {
            for (position, plan) in own.iter().enumerate() {
                for &at in &plan.used {
                    let position = position as u32;
                    match needing[at].last_mut().filter(|last| last.unit == unit) {
                        Some(last) => last.plans.push(position),
                        None => needing[at].push(Needing { unit, plans: vec![position] }),
                    }
                }
            }
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
        let folded = set.folded();
        let found = own.iter().skip(from as usize).position(|plan| plan.fits(set, folded));
        found.map_or(own.len() as u32, |at| at as u32 + from)
    }

    /// A unit whose base plan is not known costs nothing that could be saved.
    fn cost(&self, unit: usize, plan: u32) -> f64 {
        self.plans[unit].get(plan as usize).map_or(0.0, |plan| plan.cost)
    }

    pub fn bytes(&self, at: usize) -> u64 {
        self.bytes[at]
    }

    /// By position in the pool: how much the total would grow without each index of the state,
    /// and nothing for the others.
    pub fn losses(&self, state: &State) -> Vec<f64> {
        let mut losses = vec![0.0; self.bytes.len()];
        for at in state.set.iter() {
            losses[at] -= self.prices[at];
        }
        let folded = state.set.folded();
        for (unit, &now) in state.plans.iter().enumerate() {
            let own = &self.plans[unit];
            let Some(plan) = own.get(now as usize) else { continue };
            let mut bereft: Vec<usize> = plan.used.clone();
            for next in &own[now as usize + 1..] {
                if bereft.is_empty() {
                    break;
                }
                if next.fits(&state.set, folded) {
                    bereft.retain(|at| {
                        let stays = next.used.contains(at);
                        if !stays {
                            losses[*at] += next.cost - plan.cost;
                        }
                        stays
                    });
                }
            }
        }
        losses
    }

    pub fn remove(&self, state: &mut State, at: usize) {
        state.set.remove(at);
        state.bytes -= self.bytes[at];
        state.count -= 1;
        state.total -= self.prices[at];
        for needing in &self.needing[at] {
            let (unit, now) = (needing.unit, state.plans[needing.unit]);
            if needing.plans.binary_search(&now).is_ok() {
                let plan = self.plan_from(unit, now + 1, &state.set);
                state.total += self.cost(unit, plan) - self.cost(unit, now);
                state.plans[unit] = plan;
            }
        }
    }

    /// Adds one that is not there.
    pub fn add(&self, state: &mut State, at: usize) {
        state.set.insert(at);
        state.bytes += self.bytes[at];
        state.count += 1;
        state.total += self.prices[at];
        let folded = state.set.folded();
        for needing in &self.needing[at] {
            let now = state.plans[needing.unit];
            if let Some(plan) = self.better(needing, now, &state.set, folded) {
                state.total += self.cost(needing.unit, plan) - self.cost(needing.unit, now);
                state.plans[needing.unit] = plan;
            }
        }
    }

    /// The cheapest of these plans that beats plan `now` and that the set allows.
    fn better(&self, needing: &Needing, now: u32, set: &Set, folded: u64) -> Option<u32> {
        let own = &self.plans[needing.unit];
        needing
            .plans
            .iter()
            .copied()
            .take_while(|plan| *plan < now)
            .find(|plan| own[*plan as usize].fits(set, folded))
    }

    /// What adding a team would make of a state that has none of it. `scratch` only saves
    /// allocations.
    pub fn grown(&self, state: &State, team: &[usize], scratch: &mut Vec<u32>) -> Grown {
        let mut grown = Grown { total: state.total, bytes: state.bytes, count: state.count };
        let mut set = state.set;
        scratch.clone_from(&state.plans);
        for &at in team {
            set.insert(at);
        }
        let folded = set.folded();
        for &at in team {
            grown.total += self.prices[at];
            grown.bytes += self.bytes[at];
            grown.count += 1;
            for needing in &self.needing[at] {
                let now = scratch[needing.unit];
                if let Some(plan) = self.better(needing, now, &set, folded) {
                    grown.total += self.cost(needing.unit, plan) - self.cost(needing.unit, now);
                    scratch[needing.unit] = plan;
                }
            }
        }
        grown
    }

    /// Adds a team that is not there.
    pub fn add_team(&self, state: &mut State, team: &[usize]) {
        for &at in team {
            self.add(state, at);
        }
    }

    /// What is missing of the teams that would make some unit cheaper than it is in this state,
    /// each once, in their order.
    pub fn open_teams(&self, state: &State) -> Vec<Vec<usize>> {
        let mut open: Vec<u32> = self
            .teams
            .of_plans
            .iter()
            .zip(&state.plans)
            .flat_map(|(own, now)| own.iter().take(*now as usize).flatten().copied())
            .collect();
        open.sort_unstable();
        open.dedup();
        let missing = |team: u32| -> Vec<usize> {
            let members = &self.teams.members[team as usize];
            members.iter().copied().filter(|at| !state.set.has(*at)).collect()
        };
        let mut open: Vec<Vec<usize>> = open.into_iter().map(missing).collect();
        open.sort_unstable();
        open.dedup();
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(used: &[usize], cost: f64) -> Weighed {
        Weighed::new(used.to_vec(), cost)
    }

    #[test]
    fn what_is_lost_without_an_index_is_what_taking_it_away_costs() {
        let plans = vec![
            vec![
                weighed(&[0, 1], 1.0),
                weighed(&[1, 2], 2.0),
                weighed(&[2], 4.0),
                weighed(&[0], 8.0),
                weighed(&[], 16.0),
            ],
            vec![weighed(&[1], 3.0), weighed(&[], 5.0)],
        ];
        let (bytes, prices) = ([10, 20, 30, 40], [0.5, 0.0, 0.0, 0.25]);
        let search = Search::over(plans, &bytes, &prices);
        let state = search.state(Set::of(0..4));
        let losses = search.losses(&state);
        for (at, loss) in losses.iter().enumerate() {
            let mut without = state.clone();
            search.remove(&mut without, at);
            assert_eq!(without, search.state(Set::of(0..4).without(at)));
            assert!((loss - (without.total - state.total)).abs() < 1e-9, "{at}");
        }
    }

    #[test]
    fn of_an_open_team_only_what_is_missing_is_added() {
        let plans = vec![vec![weighed(&[0, 1], 1.0), weighed(&[0, 2], 2.0), weighed(&[], 16.0)]];
        let (bytes, prices) = ([10, 20, 30], [0.0; 3]);
        let search = Search::over(plans, &bytes, &prices);
        let state = search.state(Set::of([0]));
        assert_eq!(search.open_teams(&state), [vec![1], vec![2]]);
        let grown = search.grown(&state, &[1], &mut Vec::new());
        assert_eq!((grown.total, grown.bytes, grown.count), (1.0, 30, 2));
    }
}
