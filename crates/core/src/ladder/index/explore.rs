//! Finds the plans that matter: what each statement would use if it had everything, and what it
//! would use instead when that is taken away. Leaves a cost table rich enough to search in.

use super::candidates::{Candidate, Role};
use super::costs::{Ask, Costs};
use super::set::Set;
use crate::engine::EngineError;

/// A statement that gains less than this share with every candidate at once is left alone.
const GAIN_MIN: f64 = 0.005;
/// Sets looked at for one statement while its indexes are taken away one at a time.
const ALTERNATIVES_MAX: usize = 40;
/// Times that what the planner would add to a set is taken away to see what it would add next.
const BESIDE_LAYERS: usize = 3;
/// Times that all used indexes of a statement are taken away to see the next best.
const LAYERS: usize = 3;

/// Asks until the alternatives of every statement are known, and says which candidates any plan
/// used. At most `questions_max` questions in all.
pub fn explore(
    costs: &mut Costs<'_>,
    questions_max: usize,
    ask: &mut Ask<'_>,
) -> Result<Set, EngineError> {
    let everything = Set::of(0..costs.pool.len());
    let units = 0..costs.units.len();
    costs.learn(units.clone().map(|unit| (unit, Set::EMPTY)), ask)?;
    costs.learn(units.clone().map(|unit| (unit, everything)), ask)?;
    let gaining: Vec<usize> = units.filter(|&unit| gains(costs, unit, &everything)).collect();
    for group in classes(costs.pool) {
        layers(costs, &gaining, &group, ask)?;
    }
    let mut active = used(costs);
    for group in classes(costs.pool).iter().rev() {
        alternatives(costs, &gaining, &active.and(group), questions_max, ask)?;
    }
    active = used(costs);
    let mut alone: Vec<(usize, Set)> = Vec::new();
    for &unit in &gaining {
        let relevant = costs.units[unit].relevant.and(&active);
        alone.extend(relevant.iter().map(|at| (unit, Set::of([at]))));
    }
    let left = questions_max.saturating_sub(costs.questions);
    alone.truncate(left);
    costs.look(alone, ask)?;
    Ok(used(costs))
}

fn gains(costs: &Costs<'_>, unit: usize, everything: &Set) -> bool {
    let base = costs.bound(unit, &Set::EMPTY);
    costs.bound(unit, everything) < base * (1.0 - GAIN_MIN)
}

/// Groups that are looked at by themselves, so that wide indexes do not hide narrow ones.
fn classes(pool: &[Candidate]) -> Vec<Set> {
    let group =
        |fits: &dyn Fn(&Candidate) -> bool| Set::of((0..pool.len()).filter(|&at| fits(&pool[at])));
    let narrow = |c: &Candidate| c.spec.include.is_empty() && c.role != Role::Cover;
    vec![
        group(&|c| narrow(c) && c.spec.keys.len() == 1),
        group(&|c| narrow(c) && c.spec.predicate.is_none()),
        group(&|c| c.role == Role::Cover),
        group(&|_| true),
    ]
}

/// The best of a group, then the best without those, and so on.
fn layers(
    costs: &mut Costs<'_>,
    units: &[usize],
    group: &Set,
    ask: &mut Ask<'_>,
) -> Result<(), EngineError> {
    let mut open: Vec<(usize, Set)> = units.iter().map(|&unit| (unit, *group)).collect();
    for _ in 0..LAYERS {
        costs.look(open.iter().copied(), ask)?;
        for (unit, set) in &mut open {
            if let Some(plan) = costs.seen(*unit, set) {
                *set = set.minus(&Set::of(plan.used.iter().copied()));
            }
        }
        open.retain(|(unit, set)| {
            let plan = costs.seen(*unit, set);
            !set.and(&costs.units[*unit].relevant).is_empty()
                && plan.is_none_or(|plan| !plan.used.is_empty())
        });
    }
    Ok(())
}

/// What the planner would add to each of these sets if it could have any of `active`, by itself
/// and layer by layer: the plans that a search from statement to statement does not see.
pub fn beside(
    costs: &mut Costs<'_>,
    sets: &[Set],
    active: Set,
    ask: &mut Ask<'_>,
) -> Result<(), EngineError> {
    let mut open: Vec<(usize, Set, Set)> = Vec::new();
    for set in sets {
        for group in classes(costs.pool).into_iter().skip(1) {
            let more = active.and(&group).minus(set);
            open.extend((0..costs.units.len()).map(|unit| (unit, *set, more)));
        }
    }
    let mut alone: Vec<(usize, Set)> = Vec::new();
    for _ in 0..BESIDE_LAYERS {
        costs.look(open.iter().map(|(unit, set, more)| (*unit, set.or(more))), ask)?;
        for (unit, set, more) in &mut open {
            let Some(plan) = costs.seen(*unit, &set.or(more)) else { continue };
            let added = Set::of(plan.used.iter().copied()).minus(set);
            alone.extend(added.iter().map(|at| (*unit, set.or(&Set::of([at])))));
            *more = if added.is_empty() { Set::EMPTY } else { more.minus(&added) };
        }
        open.retain(|(_, _, more)| !more.is_empty());
    }
    costs.look(alone, ask)
}

/// What the plans of these sets would be with an index that begins alike in place of each of
/// their own: narrower, wider, or carrying other columns. The planner never says by itself that
/// the second best would do nearly as well for fewer bytes.
pub fn instead(
    costs: &mut Costs<'_>,
    sets: &[Set],
    active: Set,
    ask: &mut Ask<'_>,
) -> Result<(), EngineError> {
    let mut wanted: Vec<(usize, Set)> = Vec::new();
    for set in sets {
        for unit in 0..costs.units.len() {
            let others = active.and(&costs.units[unit].relevant).minus(set);
            let Some(plan) = costs.seen(unit, set) else { continue };
            for &at in &plan.used {
                let alike = others.iter().filter(|other| begin_alike(costs.pool, at, *other));
                wanted.extend(alike.map(|other| (unit, set.without(at).or(&Set::of([other])))));
            }
        }
    }
    costs.look(wanted, ask)
}

fn begin_alike(pool: &[Candidate], one: usize, other: usize) -> bool {
    let (one, other) = (&pool[one].spec, &pool[other].spec);
    one.table == other.table && one.keys.first() == other.keys.first()
}

/// Takes the used indexes of each statement away one at a time, the cheapest plans first, until
/// nothing new comes or the questions are used up.
fn alternatives(
    costs: &mut Costs<'_>,
    units: &[usize],
    active: &Set,
    questions_max: usize,
    ask: &mut Ask<'_>,
) -> Result<(), EngineError> {
    let share = questions_max.saturating_sub(costs.questions) / 2 / units.len().max(1);
    let share = share.min(ALTERNATIVES_MAX);
    let mut front: Vec<Front> = units.iter().map(|&unit| Front::new(unit, *active)).collect();
    loop {
        let mut wanted = Vec::new();
        for one in &mut front {
            one.taken = one.cheapest(costs, share);
            wanted.extend(one.taken.iter().map(|set| (one.unit, *set)));
        }
        if wanted.is_empty() {
            return Ok(());
        }
        costs.look(wanted, ask)?;
        for one in &mut front {
            one.branch(costs);
        }
    }
}

/// Sets of one unit that are still to be looked at, with the cost of the plan they came from.
struct Front {
    unit: usize,
    open: Vec<(f64, Set)>,
    seen: std::collections::HashSet<Set>,
    taken: Vec<Set>,
    asked: usize,
}

/// Sets that one unit has looked at in one round.
const WIDTH: usize = 4;

impl Front {
    fn new(unit: usize, active: Set) -> Self {
        let seen = std::collections::HashSet::new();
        Self { unit, open: vec![(0.0, active)], seen, taken: Vec::new(), asked: 0 }
    }

    fn cheapest(&mut self, costs: &Costs<'_>, share: usize) -> Vec<Set> {
        self.open.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| b.1.cmp(&a.1)));
        let mut taken = Vec::new();
        while taken.len() < WIDTH && self.asked < share {
            let Some((_, set)) = self.open.pop() else { break };
            let set = set.and(&costs.units[self.unit].relevant);
            if self.seen.insert(set) {
                self.asked += usize::from(costs.settled(self.unit, &set).is_none());
                taken.push(set);
            }
        }
        taken
    }

    fn branch(&mut self, costs: &Costs<'_>) {
        for set in std::mem::take(&mut self.taken) {
            let Some(plan) = costs.seen(self.unit, &set) else { continue };
            for &at in &plan.used {
                self.open.push((plan.cost, set.without(at)));
            }
        }
    }
}

/// Candidates that some plan worth keeping uses.
pub fn used(costs: &Costs<'_>) -> Set {
    let mut set = Set::EMPTY;
    for unit in 0..costs.units.len() {
        for plan in costs.plans(unit) {
            for &at in &plan.used {
                set.insert(at);
            }
        }
    }
    set
}
