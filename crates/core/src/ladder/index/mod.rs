//! The index rung: which indexes would help this workload, how large they would be, what each
//! brings and what it costs the writers. One door: [`advise`]. Pure: the engine is asked through
//! a function, and everything that is not asked comes from the snapshot.
//!
//! ```text
//! facts -> candidates -> pool (merged) -> explore (asks) -> search -> curve -> advice
//! ```

mod candidates;
mod costs;
mod curve;
mod existing;
mod explore;
mod keys;
mod lasting;
mod merge;
mod relevant;
mod rules;
mod search;
mod select;
mod set;
mod size;
mod special;
mod stop;
mod why_not;
mod write_price;

#[cfg(test)]
mod tests;

pub use candidates::{Candidate, Role, candidates};
pub use costs::Ask;
pub use curve::{Curve, Point};
pub use merge::pool;
pub use size::{share_answered, share_question, size, size_of_share};
pub use why_not::WhyNot;
pub use write_price::{Writes, writes};

use std::collections::{BTreeMap, BTreeSet, HashMap};

use costs::{Costs, Unit};
use set::{POOL_MAX, Set};

use crate::engine::{Answer, EngineError, Question};
use crate::name::{Bytes, Fingerprint, Millis};
use crate::seen::statement_plan::Basis;
use crate::seen::{IndexSpec, Snapshot};
use crate::sql::Facts;

/// What the user wants of advice.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// All new indexes together; None: stop where more brings too little.
    pub budget: Option<Bytes>,
    pub max_indexes: Option<usize>,
    /// Further budgets that the curve should be best at.
    pub budgets: Vec<Bytes>,
    /// Sizes that are known better than the model knows them.
    pub sizes: Vec<(IndexSpec, Bytes)>,
    /// Never to be proposed: what was tried on this target and taken back.
    pub excluded: Vec<IndexSpec>,
    /// How fast the user wants single statements to be.
    pub targets: BTreeMap<Fingerprint, Millis>,
    /// Questions to the engine at most, about.
    pub questions_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            budget: None,
            max_indexes: None,
            budgets: Vec::new(),
            sizes: Vec::new(),
            excluded: Vec::new(),
            targets: BTreeMap::new(),
            questions_max: 20_000,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    pub curve: Curve,
    /// All candidates; the curve's points hold positions in it.
    pub pool: Vec<Candidate>,
    /// The indexes of the curve's stop, the one that brings most first.
    pub chosen: Vec<Chosen>,
    /// One for each statement that could be judged.
    pub statements: Vec<StatementCost>,
    /// By position of the statement: why it gets no index, where more is known than that none
    /// helps.
    pub why_not: BTreeMap<usize, WhyNot>,
    /// Weighted cost of the workload as it is.
    pub base_cost: f64,
    pub questions: usize,
    /// Questions that were answered without asking.
    pub inferred: usize,
}

/// One index to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    pub spec: IndexSpec,
    pub role: Role,
    /// None: the number of rows is not known.
    pub bytes: Option<Bytes>,
    /// Share of the workload's cost that would come back without it, 0 … 1.
    pub gain: f64,
    /// Extra cost of writes as a share of the table's write cost; None: no writes were seen.
    pub write_price: Option<f64>,
    /// Positions of the statements whose plans use it.
    pub serves: Vec<usize>,
}

/// A statement without and with the chosen indexes, in the engine's unit of cost.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementCost {
    pub statement: usize,
    pub before: f64,
    pub after: f64,
    pub basis: Basis,
    /// Why the engine could not say, where the basis is rules.
    pub unknown: Option<String>,
    /// Positions in [`Advice::chosen`] of the indexes that its plans use.
    pub uses: Vec<usize>,
}

/// Advice for the workload of a snapshot. `facts` are paired with the position of their
/// statement in the snapshot's workload; `texts` holds the runnable texts of every statement at
/// the same position (none: the shape is judged by rules).
pub fn advise(
    snapshot: &Snapshot,
    facts: &[(usize, Facts)],
    texts: &[Vec<String>],
    options: &Options,
    ask: &mut Ask<'_>,
) -> Result<Advice, EngineError> {
    let mut pool = merge::pool(facts, snapshot);
    pool.retain(|candidate| !options.excluded.contains(&candidate.spec));
    let cut = keep_most_shared(&mut pool);
    let bytes = sizes(&pool, snapshot, options, ask)?;
    let units = units(&pool, snapshot, facts, texts);
    let mut costs = Costs::new(&pool, units, snapshot);
    costs.learn((0..costs.units.len()).map(|unit| (unit, Set::EMPTY)), ask)?;
    let scale = weigh(&mut costs, snapshot);
    costs.add_by_rules();
    let prices = prices(&pool, snapshot, facts, scale);
    let sizes: Vec<u64> = bytes.iter().map(|b| b.map_or(0, |b| b.0)).collect();
    let budgets: Vec<u64> = options.budgets.iter().map(|b| b.0).collect();
    let wishes = curve::Wishes {
        bytes: &sizes,
        prices: &prices,
        budgets: &budgets,
        budget: options.budget.map(|b| b.0),
        count_max: options.max_indexes.unwrap_or(usize::MAX),
        table_bytes: table_bytes(snapshot, facts),
        enough: &enough(&costs, snapshot, &options.targets),
        questions_max: options.questions_max,
    };
    let curve = curve::draw(&mut costs, &wishes, ask)?;
    let chosen_set = curve
        .points
        .get(curve.stop)
        .map_or(Set::EMPTY, |point| Set::of(point.indexes.iter().copied()));
    let base_cost = curve::cost_of(&costs, &Set::EMPTY);
    let mut chosen = chosen(&costs, &chosen_set, &bytes, base_cost);
    for one in &mut chosen {
        one.write_price = relative_price(&one.spec, snapshot, facts);
    }
    let statements = statement_costs(&costs, &chosen_set, &chosen);
    let why_not = why_not::why_not(&costs, &chosen_set, &cut, facts, snapshot);
    let (questions, inferred) = (costs.questions, costs.inferred);
    Ok(Advice { curve, pool, chosen, statements, why_not, base_cost, questions, inferred })
}

/// By unit: see [`curve::Wishes::enough`].
fn enough(
    costs: &Costs<'_>,
    snapshot: &Snapshot,
    targets: &BTreeMap<Fingerprint, Millis>,
) -> Vec<Option<f64>> {
    let of = |unit: &Unit<'_>| {
        let statement = snapshot.workload.statements.get(unit.statement)?;
        let target = targets.get(&statement.fingerprint)?;
        let now = statement.mean()?.0;
        (now > 0.0).then(|| target.0 / now)
    };
    costs.units.iter().map(of).collect()
}

/// Bytes of all tables that the workload uses; None where one is not known.
fn table_bytes(snapshot: &Snapshot, facts: &[(usize, Facts)]) -> Option<u64> {
    let used: BTreeSet<_> = facts.iter().flat_map(|(_, f)| &f.uses).map(|u| &u.table).collect();
    used.into_iter().filter_map(|name| snapshot.table(name)).map(|t| Some(t.bytes?.0)).sum()
}

/// A pool beyond what a set can hold keeps the candidates that most statements asked for. Says
/// which statements have none any more.
fn keep_most_shared(pool: &mut Vec<Candidate>) -> BTreeSet<usize> {
    if pool.len() <= POOL_MAX {
        return BTreeSet::new();
    }
    pool.sort_by(|a, b| b.from.len().cmp(&a.from.len()).then_with(|| a.spec.cmp(&b.spec)));
    let others = pool.split_off(POOL_MAX);
    why_not::cut(&others, pool)
}

/// Bytes of each candidate. Of partial ones the planner is asked how many rows they keep: it knows
/// the common values.
fn sizes(
    pool: &[Candidate],
    snapshot: &Snapshot,
    options: &Options,
    ask: &mut Ask<'_>,
) -> Result<Vec<Option<Bytes>>, EngineError> {
    let engine = snapshot.server.engine;
    let (asked, questions): (Vec<usize>, Vec<Question>) = pool
        .iter()
        .enumerate()
        .filter_map(|(at, candidate)| Some((at, size::share_question(&candidate.spec, engine)?)))
        .unzip();
    let answers = if questions.is_empty() { Vec::new() } else { ask(&questions)? };
    let answers: HashMap<usize, Answer> = asked.into_iter().zip(answers).collect();
    let bytes_of = |at: usize, candidate: &Candidate| {
        let given = options.sizes.iter().find(|(spec, _)| *spec == candidate.spec);
        given.map(|(_, bytes)| *bytes).or_else(|| {
            let table = snapshot.table(&candidate.spec.table)?;
            match answers.get(&at).and_then(|answer| size::share_answered(answer, table)) {
                Some(share) => size::size_of_share(&candidate.spec, table, snapshot, share),
                None => size::size(&candidate.spec, table, snapshot),
            }
        })
    };
    Ok(pool.iter().enumerate().map(|(at, candidate)| bytes_of(at, candidate)).collect())
}

fn units<'a>(
    pool: &[Candidate],
    snapshot: &Snapshot,
    facts: &'a [(usize, Facts)],
    texts: &[Vec<String>],
) -> Vec<Unit<'a>> {
    let engine = snapshot.server.engine;
    let mut units = Vec::new();
    for (statement, facts) in facts {
        if snapshot.workload.statements.get(*statement).is_none() {
            continue;
        }
        let relevant = Set::of(
            (0..pool.len())
                .filter(|&at| relevant::is_relevant(&pool[at], *statement, facts, engine)),
        );
        let runnable = texts.get(*statement).map_or(&[][..], Vec::as_slice);
        let by_rules = runnable.is_empty();
        let texts = if by_rules { &[String::new()][..] } else { runnable };
        for text in texts {
            units.push(Unit {
                statement: *statement,
                text: text.clone(),
                facts,
                relevant,
                weight: 1.0 / texts.len() as f64,
                basis: if by_rules { Basis::Rules } else { Basis::Planner },
                unknown: by_rules.then(|| "no text of it can be run".to_owned()),
            });
        }
    }
    units
}

/// Gives every unit its weight: the statement's own time for its cost as it is, or its calls
/// where times are not known. Says how much one unit of planner cost weighs on average.
fn weigh(costs: &mut Costs<'_>, snapshot: &Snapshot) -> f64 {
    let statements = &snapshot.workload.statements;
    let base: Vec<f64> =
        (0..costs.units.len()).map(|unit| costs.bound(unit, &Set::EMPTY)).collect();
    let mut known: Vec<f64> = costs
        .units
        .iter()
        .zip(&base)
        .filter_map(|(unit, base)| {
            let statement = &statements[unit.statement];
            let each = statement.mean()?.0 / base;
            (each.is_finite() && each > 0.0).then_some(each)
        })
        .collect();
    known.sort_by(f64::total_cmp);
    let scale = known.get(known.len() / 2).copied().unwrap_or(1.0);
    for (unit, base) in costs.units.iter_mut().zip(&base) {
        let statement = &statements[unit.statement];
        let each = match statement.mean() {
            Some(mean) if *base > 0.0 => mean.0 / base,
            _ => scale,
        };
        unit.weight *= each * statement.calls.max(0.0);
    }
    scale
}

fn prices(
    pool: &[Candidate],
    snapshot: &Snapshot,
    facts: &[(usize, Facts)],
    scale: f64,
) -> Vec<f64> {
    let engine = snapshot.server.engine;
    let mut by_table = std::collections::BTreeMap::new();
    pool.iter()
        .map(|candidate| {
            let Some(table) = snapshot.table(&candidate.spec.table) else { return 0.0 };
            let writes = by_table.entry(&candidate.spec.table).or_insert_with(|| {
                write_price::writes(table, facts, &snapshot.workload.statements)
            });
            write_price::price(&candidate.spec, writes, table, engine) * scale
        })
        .collect()
}

fn relative_price(spec: &IndexSpec, snapshot: &Snapshot, facts: &[(usize, Facts)]) -> Option<f64> {
    let table = snapshot.table(&spec.table)?;
    let writes = write_price::writes(table, facts, &snapshot.workload.statements);
    let price = write_price::price(spec, &writes, table, snapshot.server.engine);
    write_price::share(price, &writes, table, snapshot)
}

fn chosen(costs: &Costs<'_>, set: &Set, bytes: &[Option<Bytes>], base_cost: f64) -> Vec<Chosen> {
    let with = curve::cost_of(costs, set);
    let mut chosen: Vec<Chosen> = set
        .iter()
        .map(|at| {
            let without = curve::cost_of(costs, &set.without(at));
            let mut serves: Vec<usize> = (0..costs.units.len())
                .filter(|&unit| costs.settled(unit, set).is_some_and(|p| p.used.contains(&at)))
                .map(|unit| costs.units[unit].statement)
                .collect();
            serves.dedup();
            Chosen {
                spec: costs.pool[at].spec.clone(),
                role: costs.pool[at].role,
                bytes: bytes[at],
                gain: if base_cost > 0.0 { ((without - with) / base_cost).max(0.0) } else { 0.0 },
                write_price: None,
                serves,
            }
        })
        .collect();
    chosen.sort_by(|a, b| b.gain.total_cmp(&a.gain).then_with(|| a.spec.cmp(&b.spec)));
    chosen
}

fn statement_costs(costs: &Costs<'_>, set: &Set, chosen: &[Chosen]) -> Vec<StatementCost> {
    let mut found: Vec<StatementCost> = Vec::new();
    for (number, unit) in costs.units.iter().enumerate() {
        let before = costs.bound(number, &Set::EMPTY);
        let plan = costs.settled(number, set).or_else(|| costs.best(number, set));
        let after = plan.map_or(before, |plan| plan.cost);
        let used = plan.map_or(&[][..], |plan| plan.used.as_slice());
        let by_rules = used.iter().any(|&at| !costs::has_what_if(&costs.pool[at].spec.method));
        let basis = if by_rules { Basis::Rules } else { unit.basis };
        let unknown = by_rules.then(|| "no what-if knows this method of index".to_owned());
        let at = used
            .iter()
            .filter_map(|&at| chosen.iter().position(|one| one.spec == costs.pool[at].spec));
        match found.last_mut().filter(|last| last.statement == unit.statement) {
            Some(last) => {
                last.before += before;
                last.after += after;
                last.uses.extend(at);
                last.basis = last.basis.max(basis);
            }
            None => found.push(StatementCost {
                statement: unit.statement,
                before,
                after,
                basis,
                unknown: unit.unknown.clone().or(unknown),
                uses: at.collect(),
            }),
        }
    }
    for one in &mut found {
        let texts = costs.units.iter().filter(|u| u.statement == one.statement).count().max(1);
        one.before /= texts as f64;
        one.after /= texts as f64;
        one.uses.sort_unstable();
        one.uses.dedup();
    }
    found
}
