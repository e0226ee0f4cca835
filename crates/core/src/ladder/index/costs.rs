//! What statements cost under sets of candidates: asks in batches, remembers every plan, and
//! answers from memory what follows from what it knows. Chooses nothing.
//!
//! Two inferences save most questions. A plan found under a set holds under every smaller set
//! that still has the indexes it uses (the planner only lost worse choices). And a plan that
//! needs certain indexes is an upper bound under every set that has them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::candidates::Candidate;
use super::rules;
use super::set::Set;
use crate::engine::{Answer, EngineError, Question};
use crate::seen::statement_plan::Basis;
use crate::seen::{Method, Snapshot};
use crate::sql::Facts;

/// Whether an engine can pretend an index of this method; others are judged by rules.
pub fn has_what_if(method: &Method) -> bool {
    matches!(method, Method::Btree | Method::Hash | Method::Brin)
}

/// Questions that go to the engine together.
const BATCH: usize = 256;

/// When looking around, a question is not asked whose answer could lower the least cost of the
/// workload by no more than this share …
const LOOK_SHARE: f64 = 0.000_05;
/// … and the cost of its statement, however rare, by no more than this.
const LOOK_OWN_SHARE: f64 = 0.05;

/// How questions reach an engine.
pub type Ask<'a> = dyn FnMut(&[Question]) -> Result<Vec<Answer>, EngineError> + 'a;

/// One runnable text of one statement.
#[derive(Debug, Clone)]
pub struct Unit<'a> {
    pub statement: usize,
    pub text: String,
    pub facts: &'a Facts,
    /// Candidates that could change its plan.
    pub relevant: Set,
    /// What one unit of its cost weighs in the whole.
    pub weight: f64,
    pub basis: Basis,
    /// Why its plans come from rules.
    pub unknown: Option<String>,
}

/// A plan that was seen: it needs these candidates and costs this much.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownPlan {
    pub used: Vec<usize>,
    pub cost: f64,
}

#[derive(Debug, Default)]
struct Memory {
    /// Set asked for, and where its plan stands in `answers`.
    asked: HashMap<Set, usize>,
    /// In the order in which they came, so that every look-up is the same in every run.
    answers: Vec<(Set, KnownPlan)>,
    /// Cheapest first; none is beaten by one that needs less.
    plans: Vec<KnownPlan>,
    /// Plans by rules with indexes that no what-if knows.
    inside: Vec<KnownPlan>,
}

/// The table of costs.
pub struct Costs<'a> {
    pub pool: &'a [Candidate],
    pub units: Vec<Unit<'a>>,
    snapshot: &'a Snapshot,
    memory: Vec<Memory>,
    pub questions: usize,
    pub inferred: usize,
}

impl<'a> Costs<'a> {
    pub fn new(pool: &'a [Candidate], units: Vec<Unit<'a>>, snapshot: &'a Snapshot) -> Self {
        let memory = units.iter().map(|_| Memory::default()).collect();
        Self { pool, units, snapshot, memory, questions: 0, inferred: 0 }
    }

    /// Makes the costs of these units under these sets known.
    pub fn learn(
        &mut self,
        wanted: impl IntoIterator<Item = (usize, Set)>,
        ask: &mut Ask<'_>,
    ) -> Result<(), EngineError> {
        let mut open: Vec<(usize, Set)> = Vec::new();
        let mut listed = HashSet::new();
        for (unit, set) in wanted {
            let set = set.and(&self.units[unit].relevant);
            if self.settled(unit, &set).is_some() {
                self.inferred += 1;
            } else if listed.insert((unit, set)) {
                open.push((unit, set));
            }
        }
        for batch in open.chunks(BATCH) {
            self.learn_batch(batch, ask)?;
        }
        Ok(())
    }

    /// Like [`Costs::learn`], for looking around: leaves out where the planner could not say
    /// anything that matters, as what is known already comes near the least that is possible.
    pub fn look(
        &mut self,
        wanted: impl IntoIterator<Item = (usize, Set)>,
        ask: &mut Ask<'_>,
    ) -> Result<(), EngineError> {
        let slack = self.least_total() * LOOK_SHARE;
        let (open, known): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(unit, set)| {
            let bound = self.bound(*unit, set);
            let promise = bound - self.floor(*unit, set);
            let weighs = promise * self.units[*unit].weight > slack;
            bound.is_infinite() || weighs || promise > bound * LOOK_OWN_SHARE
        });
        self.inferred += known.len();
        self.learn(open, ask)
    }

    /// Weighted cost of all units by the cheapest plan of each that is known.
    fn least_total(&self) -> f64 {
        let least = |unit: usize| self.memory[unit].plans.first().map_or(0.0, |plan| plan.cost);
        (0..self.units.len()).map(|unit| least(unit) * self.units[unit].weight).sum()
    }

    /// At least what the unit costs under this set: what it costs under larger ones.
    fn floor(&self, unit: usize, set: &Set) -> f64 {
        let set = set.and(&self.units[unit].relevant);
        let larger = self.memory[unit].answers.iter().filter(|(asked, _)| asked.holds(&set));
        larger.map(|(_, plan)| plan.cost).fold(0.0, f64::max)
    }

    fn learn_batch(
        &mut self,
        batch: &[(usize, Set)],
        ask: &mut Ask<'_>,
    ) -> Result<(), EngineError> {
        let asked: Vec<(usize, Set)> = batch
            .iter()
            .copied()
            .filter(|(unit, _)| self.units[*unit].basis != Basis::Rules)
            .collect();
        let questions: Vec<Question> =
            asked.iter().map(|(unit, set)| self.question(*unit, set)).collect();
        let answers = if questions.is_empty() { Vec::new() } else { ask(&questions)? };
        self.questions += questions.len();
        let mut fallen = Vec::new();
        for ((unit, set), answer) in asked.into_iter().zip(answers) {
            match answer {
                Answer::Plan(plan) => {
                    let members: Vec<usize> = self.asked_for(&set).collect();
                    let used = plan.hypothetical_used();
                    let used = used.iter().filter_map(|&at| members.get(at).copied()).collect();
                    self.units[unit].basis = self.units[unit].basis.max(plan.basis);
                    self.remember(unit, set, KnownPlan { used, cost: plan.cost });
                }
                Answer::Unknown(why) => fallen.push((unit, set, why)),
                Answer::Groups(_) => fallen.push((unit, set, "it was not answered".to_owned())),
            }
        }
        for (unit, set, why) in fallen {
            self.fall_back(unit, why);
            self.by_rules(unit, &set);
        }
        for (unit, set) in batch {
            if self.units[*unit].basis == Basis::Rules {
                self.by_rules(*unit, set);
            }
        }
        Ok(())
    }

    fn question(&self, unit: usize, set: &Set) -> Question {
        Question::Plan {
            text: self.units[unit].text.clone(),
            with: self.asked_for(set).map(|at| self.pool[at].spec.clone()).collect(),
            without: Vec::new(),
        }
    }

    /// Those of a set that a what-if can pretend.
    fn asked_for(&self, set: &Set) -> impl Iterator<Item = usize> {
        set.iter().filter(|at| has_what_if(&self.pool[*at].spec.method))
    }

    /// Plans with the indexes that no what-if knows: the cost without any new index, less by as
    /// much as the rules say.
    pub fn add_by_rules(&mut self) {
        for unit in 0..self.units.len() {
            let others: Vec<usize> = self.units[unit]
                .relevant
                .iter()
                .filter(|at| !has_what_if(&self.pool[*at].spec.method))
                .collect();
            let base = self.bound(unit, &Set::EMPTY);
            for at in others {
                let left =
                    rules::share_left(self.units[unit].facts, &self.pool[at].spec, self.snapshot);
                if let Some(left) = left.filter(|_| base.is_finite()) {
                    let plan = KnownPlan { used: vec![at], cost: base * left };
                    self.memory[unit].inside.push(plan.clone());
                    self.keep(unit, plan);
                }
            }
        }
    }

    /// The engine cannot say: all plans of this unit come from rules from now on, so that they
    /// compare with each other.
    fn fall_back(&mut self, unit: usize, why: String) {
        if self.units[unit].basis == Basis::Rules {
            return;
        }
        self.units[unit].basis = Basis::Rules;
        self.units[unit].unknown = Some(why);
        self.memory[unit] = Memory::default();
        self.by_rules(unit, &Set::EMPTY);
    }

    fn by_rules(&mut self, unit: usize, set: &Set) {
        let members: Vec<usize> = set.iter().collect();
        let specs: Vec<_> = members.iter().map(|&at| &self.pool[at].spec).collect();
        let plan = rules::plan(self.units[unit].facts, &specs, self.snapshot);
        let used = plan.hypothetical_used().iter().map(|&at| members[at]).collect();
        self.remember(unit, *set, KnownPlan { used, cost: plan.cost });
    }

    /// The planner's answer for a set; an index that it does not know may do better.
    fn remember(&mut self, unit: usize, set: Set, plan: KnownPlan) {
        self.keep(unit, plan.clone());
        let memory = &mut self.memory[unit];
        let inside = memory.inside.iter().filter(|one| set.holds_all(&one.used));
        let best = inside.min_by(|a, b| a.cost.total_cmp(&b.cost));
        let plan = best.filter(|one| one.cost < plan.cost).cloned().unwrap_or(plan);
        // A set that is told of twice keeps its first answer.
        if let Entry::Vacant(open) = memory.asked.entry(set) {
            open.insert(memory.answers.len());
            memory.answers.push((set, plan));
        }
    }

    fn keep(&mut self, unit: usize, plan: KnownPlan) {
        let memory = &mut self.memory[unit];
        let beaten = |worse: &KnownPlan, better: &KnownPlan| {
            better.cost <= worse.cost && better.used.iter().all(|at| worse.used.contains(at))
        };
        if !memory.plans.iter().any(|known| beaten(&plan, known)) {
            memory.plans.retain(|known| !beaten(known, &plan));
            let at = memory.plans.partition_point(|known| known.cost <= plan.cost);
            memory.plans.insert(at, plan);
        }
    }

    /// The planner's own answer under this set, if it was given or follows.
    pub fn settled(&self, unit: usize, set: &Set) -> Option<&KnownPlan> {
        let set = set.and(&self.units[unit].relevant);
        let memory = &self.memory[unit];
        let known = memory.asked.get(&set).and_then(|at| memory.answers.get(*at)).or_else(|| {
            memory
                .answers
                .iter()
                .find(|(asked, plan)| set.holds_all(&plan.used) && asked.holds(&set))
        });
        known.map(|(_, plan)| plan)
    }

    /// The planner's own answer, or the best plan known where [`Costs::look`] did not ask.
    pub fn seen(&self, unit: usize, set: &Set) -> Option<&KnownPlan> {
        self.settled(unit, set).or_else(|| self.best(unit, set))
    }

    /// At most what the unit costs under this set: the cheapest plan known whose indexes are
    /// all there. Infinite before anything was asked.
    pub fn bound(&self, unit: usize, set: &Set) -> f64 {
        self.best(unit, set).map_or(f64::INFINITY, |plan| plan.cost)
    }

    pub fn best(&self, unit: usize, set: &Set) -> Option<&KnownPlan> {
        self.memory[unit].plans.iter().find(|plan| set.holds_all(&plan.used))
    }

    /// Every plan of a unit that is worth keeping, cheapest first.
    pub fn plans(&self, unit: usize) -> &[KnownPlan] {
        &self.memory[unit].plans
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{btree, facts_of, orders, snapshot};
    use super::*;
    use crate::ladder::index::Role;
    use crate::seen::statement_plan::UsedIndex;
    use crate::seen::{PlanNode, StatementPlan};

    /// The first index brings nearly all, the second next to nothing more.
    fn answer(question: &Question) -> Answer {
        let Question::Plan { with, .. } = question else { panic!() };
        let of = |key: &str| with.iter().position(|s| s.keys[0].as_column() == Some(&key.into()));
        let used: Vec<usize> = [of("o_custkey"), of("o_orderdate")].into_iter().flatten().collect();
        let node = |at: &usize| PlanNode {
            index: Some(UsedIndex::Hypothetical(*at)),
            ..PlanNode::default()
        };
        let cost = match (of("o_custkey").is_some(), used.len()) {
            (true, 2) => 9.999_9,
            (true, _) => 10.0,
            (false, 1) => 50.0,
            (false, _) => 100.0,
        };
        let nodes = used.iter().map(node).collect();
        Answer::Plan(StatementPlan { cost, nodes, basis: Basis::Planner })
    }

    #[test]
    fn looking_around_does_not_ask_what_could_hardly_matter() {
        let seen = snapshot(vec![orders()], &["select 1 from orders where o_custkey = 1"]);
        let facts = facts_of(&seen);
        let candidate = |key: &str| Candidate {
            spec: btree(&seen.tables[0], &[key], &[]),
            from: vec![0],
            role: Role::Filter,
            free: 1,
        };
        let pool = [candidate("o_custkey"), candidate("o_orderdate"), candidate("o_orderkey")];
        let unit = Unit {
            statement: 0,
            text: "x".to_owned(),
            facts: &facts[0].1,
            relevant: Set::of(0..3),
            weight: 1.0,
            basis: Basis::Planner,
            unknown: None,
        };
        let mut costs = Costs::new(&pool, vec![unit], &seen);
        let mut ask = |questions: &[Question]| Ok(questions.iter().map(answer).collect());
        let sets = [Set::EMPTY, Set::of([0]), Set::of(0..3)];
        costs.learn(sets.map(|set| (0, set)), &mut ask).unwrap();
        costs.look([(0, Set::of([0, 2]))], &mut ask).unwrap();
        assert_eq!((costs.questions, costs.inferred), (3, 1), "at best 9.9999 for 10");
        assert_eq!(costs.seen(0, &Set::of([0, 2])).unwrap().used, [0]);
        costs.look([(0, Set::of([1]))], &mut ask).unwrap();
        assert_eq!(costs.questions, 4, "it might be 9.9999 for 100");
    }
}
