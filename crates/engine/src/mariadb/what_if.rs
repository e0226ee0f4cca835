//! What-if on a sampled clone: the tables of the questions as samples in a scratch database,
//! hypothetical indexes built on them for real, and EXPLAIN there. The real tables are only read.
//! Without the right to make the scratch database every answer is Unknown, with the reason.

mod retarget;
pub mod sample;
mod scratch;

use std::collections::{BTreeSet, HashMap};

use rungs_core::engine::{Answer, EngineError, Question};
use rungs_core::name::{IndexName, TableName};
use rungs_core::seen::statement_plan::{Basis, UsedIndex};
use rungs_core::seen::{IndexSpec, Snapshot, StatementPlan, TableKind};

use super::connect::{MariaDbTarget, Session, quoted};
use super::explain::{self, Sizes, TableSize};
use super::runnable;
use sample::Scale;
pub use scratch::Scratch;

const PAGE_BYTES: f64 = 16_384.0;

/// Answers in the order of the questions. `scratch` is made at the first hypothetical question.
pub fn answer(
    reading: &mut Session,
    target: &MariaDbTarget,
    scratch: &mut Option<Scratch>,
    texts: &mut HashMap<String, String>,
    snapshot: &Snapshot,
    questions: &[Question],
) -> Vec<Answer> {
    let known: Vec<TableName> = snapshot
        .tables
        .iter()
        .filter(|t| t.kind != TableKind::View)
        .map(|t| t.name.clone())
        .collect();
    let database = target.database.clone().unwrap_or_default();
    let mut asking = Asking {
        scale: scale(snapshot, &known, &database, questions),
        reading,
        target,
        scratch,
        texts,
        snapshot,
        known,
        database,
        real: HashMap::new(),
    };
    // Neighbours with the same indexes need no change of the clone between them.
    let mut order: Vec<usize> = (0..questions.len()).collect();
    order.sort_by(|a, b| indexes_of(&questions[*a]).cmp(&indexes_of(&questions[*b])));
    let mut answers = vec![Answer::Unknown(String::new()); questions.len()];
    for at in order {
        answers[at] = match asking.one(&questions[at]) {
            Ok(plan) => Answer::Plan(plan),
            Err(error) => Answer::Unknown(why(&error)),
        };
    }
    answers
}

/// The scale at which the largest table of the questions has a sample of fair size.
fn scale(
    snapshot: &Snapshot,
    known: &[TableName],
    database: &str,
    questions: &[Question],
) -> Scale {
    let mut largest = 0.0_f64;
    for question in questions {
        let Question::Plan { text, .. } = question else { continue };
        for table in retarget::tables(text, database, known).values() {
            let rows = snapshot.table(table).and_then(|t| t.rows);
            largest = largest.max(rows.unwrap_or(0.0));
        }
    }
    Scale::of_largest(largest)
}

fn indexes_of(question: &Question) -> (&[IndexSpec], &[IndexName]) {
    match question {
        Question::Plan { with, without, .. } => (with, without),
        Question::Groups(_) => (&[], &[]),
    }
}

fn why(error: &EngineError) -> String {
    match &error.detail {
        Some(detail) => format!("{}: {detail}", error.what),
        None => error.what.clone(),
    }
}

struct Asking<'a> {
    reading: &'a mut Session,
    target: &'a MariaDbTarget,
    scratch: &'a mut Option<Scratch>,
    /// What stands for each asked text: itself, or with constants in its placeholders.
    texts: &'a mut HashMap<String, String>,
    snapshot: &'a Snapshot,
    known: Vec<TableName>,
    database: String,
    scale: Scale,
    /// Plans on the real tables by text.
    real: HashMap<String, StatementPlan>,
}

impl Asking<'_> {
    fn one(&mut self, question: &Question) -> Result<StatementPlan, EngineError> {
        let Question::Plan { text, with, without } = question else {
            let why = "it asks for no plan";
            return Err(EngineError::new(rungs_core::engine::ErrorClass::Unsupported, why));
        };
        let text = &self.text(text);
        if let Some(why) = retarget::why_not_explainable(text) {
            return Err(EngineError::new(rungs_core::engine::ErrorClass::Unsupported, why));
        }
        let real = self.real_plan(text)?;
        if with.is_empty() && without.is_empty() {
            return Ok(real);
        }
        let before = self.clone_plan(text, &[], &[])?;
        let mut after = self.clone_plan(text, with, without)?;
        // What the clone says is a factor; the real tables' plan is what it applies to.
        let factor = after.cost / before.cost.max(f64::MIN_POSITIVE);
        after.cost = real.cost * factor;
        Ok(after)
    }

    /// The same constants for a text whatever the indexes, so that its plans compare.
    fn text(&mut self, asked: &str) -> String {
        if let Some(known) = self.texts.get(asked) {
            return known.clone();
        }
        let filled = runnable::filled(self.reading, self.snapshot, asked);
        let text = filled.into_iter().next().unwrap_or_else(|| asked.to_owned());
        self.texts.insert(asked.to_owned(), text.clone());
        text
    }

    fn real_plan(&mut self, text: &str) -> Result<StatementPlan, EngineError> {
        if let Some(plan) = self.real.get(text) {
            return Ok(plan.clone());
        }
        let sizes = self.sizes(text, None);
        let plan = explain::explain(self.reading, text, &sizes)?;
        self.real.insert(text.to_owned(), plan.clone());
        Ok(plan)
    }

    fn clone_plan(
        &mut self,
        text: &str,
        with: &[IndexSpec],
        without: &[IndexName],
    ) -> Result<StatementPlan, EngineError> {
        let mut tables: Vec<TableName> =
            retarget::tables(text, &self.database, &self.known).into_values().cloned().collect();
        tables.extend(with.iter().map(|spec| spec.table.clone()));
        let scratch = match &mut *self.scratch {
            Some(scratch) => scratch,
            none => none.insert(Scratch::make(self.target, self.scale)?),
        };
        for table in tables.into_iter().collect::<BTreeSet<_>>() {
            scratch.add_table(self.snapshot, &table)?;
        }
        let chosen: Vec<usize> =
            with.iter().map(|spec| scratch.index(spec)).collect::<Result<_, _>>()?;
        scratch.show_only(&chosen, without)?;
        let moved = retarget::retarget(text, &self.known, &|schema| scratch.name_of(schema));
        let sizes = self.sizes(text, self.scratch.as_ref());
        let Some(scratch) = &mut *self.scratch else { unreachable!("made above") };
        scratch.enter(&self.database)?;
        let mut plan = explain::explain(&mut scratch.session, &moved, &sizes)?;
        plan.basis = Basis::Sample;
        name_hypothetical(&mut plan, &chosen);
        Ok(plan)
    }

    /// The tables of a statement as the real ones, or as samples.
    fn sizes(&self, text: &str, scratch: Option<&Scratch>) -> Sizes {
        let mut sizes = Sizes::new();
        for (alias, name) in retarget::tables(text, &self.database, &self.known) {
            let Some(table) = self.snapshot.table(name) else { continue };
            let sampled = scratch.and_then(|s| s.tables.get(name));
            let rows = table.rows.unwrap_or(1_000.0);
            let size = TableSize {
                name: Some(name.clone()),
                rows,
                pages: table.bytes.map_or(rows / 50.0, |b| b.0 as f64 / PAGE_BYTES),
                fraction: sampled.map_or(1.0, |s| s.fraction),
                distinct: sampled.map(|s| s.distinct.clone()).unwrap_or_default(),
            };
            sizes.insert(alias, size);
        }
        sizes
    }
}

/// `rungs_h7` in a plan is the position of index 7 in the question.
fn name_hypothetical(plan: &mut StatementPlan, chosen: &[usize]) {
    for node in &mut plan.nodes {
        let Some(UsedIndex::Existing(name)) = &node.index else { continue };
        let number = name.as_str().strip_prefix(scratch::INDEX_PREFIX);
        let number = number.and_then(|n| n.parse::<usize>().ok());
        let position = number.and_then(|n| chosen.iter().position(|c| *c == n));
        if let Some(position) = position {
            node.index = Some(UsedIndex::Hypothetical(position));
        }
    }
}
