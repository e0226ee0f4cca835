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
