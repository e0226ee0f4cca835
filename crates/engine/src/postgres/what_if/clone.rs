//! What-if on a sampled clone: the tables of the questions as samples in scratch schemas,
//! hypothetical indexes built on them for real, and EXPLAIN there. Which way a plan takes is what
//! the planner chose on the samples; what it costs is scaled to the real tables. Where the clone
//! cannot be made the answer is Unknown, with the reason.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rungs_core::engine::{Answer, EngineError, Question};
use rungs_core::name::{Ident, IndexName, TableName};
use rungs_core::seen::statement_plan::Basis;
use rungs_core::seen::{Index, IndexSpec, KeyPart, Snapshot, StatementPlan};
use serde_json::Value;

use super::super::connect::{PostgresTarget, Session, USERS_NAMES};
use super::super::error;
use super::super::explain::{self, Relations};
use super::scratch::{self, Scratch};
use super::{Texts, merged, scale};

/// Samples and what was learnt on them, for one snapshot.
pub(in super::super) struct SampledClone {
    scratch: Scratch,
    taken_at_ms: i64,
    /// `set local search_path`, once all schemas of a batch are there.
    search_path: String,
    real: HashMap<String, Result<Real, String>>,
    /// Tables of the questions that cannot be sampled, and why.
    refused: HashMap<TableName, String>,
}

/// One text on the real tables, and on the clone without hypothetical indexes.
#[derive(Clone)]
struct Real {
    /// As the server would run it.
    cost: f64,
    /// Without parallel workers, for the number of rows.
    serial: Value,
    tables: BTreeSet<TableName>,
    /// Scaled cost on the clone; None until it is asked for.
    before: Option<f64>,
}

/// Questions with the same indexes, which change the clone in the same way.
type Groups<'a> = BTreeMap<(&'a [IndexName], &'a [IndexSpec]), Vec<usize>>;

/// Answers questions with indexes, in their order.
pub(in super::super) fn answer(
    kept: &mut Option<SampledClone>,
    target: &PostgresTarget,
    snapshot: &Snapshot,
    texts: &HashMap<String, Result<Texts, String>>,
    questions: &[&Question],
) -> Vec<Answer> {
    let clone = match ready(kept, target, snapshot, texts, questions) {
        Ok(clone) => clone,
        Err(error) => return vec![Answer::Unknown(why_not(&error)); questions.len()],
    };
    let mut groups = Groups::new();
    for (at, question) in questions.iter().enumerate() {
        let Question::Plan { with, without, .. } = question else { continue };
        groups.entry((without, with)).or_default().push(at);
    }
    let mut answers = vec![Answer::Unknown(String::new()); questions.len()];
    for ((without, with), members) in groups {
        let asking = Asking { snapshot, with, without };
        for at in members {
            let Question::Plan { text, .. } = questions[at] else { continue };
            let plan = match texts.get(text) {
                Some(Ok(texts)) => clone.plan(&asking, texts),
                Some(Err(why)) => Err(why.clone()),
                None => Err("its text could not be made ready".to_owned()),
            };
            answers[at] = plan.map_or_else(Answer::Unknown, Answer::Plan);
        }
    }
    answers
}

/// Any of a question but its text.
struct Asking<'a> {
    snapshot: &'a Snapshot,
    with: &'a [IndexSpec],
    without: &'a [IndexName],
}

/// The clone for this snapshot; another snapshot's is dropped first.
fn ready<'a>(
    kept: &'a mut Option<SampledClone>,
    target: &PostgresTarget,
    snapshot: &Snapshot,
    texts: &HashMap<String, Result<Texts, String>>,
    questions: &[&Question],
) -> Result<&'a mut SampledClone, EngineError> {
    let stale = kept.as_ref().is_some_and(|clone| {
        clone.taken_at_ms != snapshot.taken_at_ms || clone.scratch.session.client.is_closed()
    });
    if stale {
        *kept = None;
    }
    let clone = match kept {
        Some(clone) => clone,
        empty => {
            let largest = largest(snapshot, questions);
            let scratch = Scratch::make(target, largest)?;
            empty.insert(SampledClone {
                scratch,
                taken_at_ms: snapshot.taken_at_ms,
                search_path: String::new(),
                real: HashMap::new(),
                refused: HashMap::new(),
            })
        }
    };
    let schemas = clone.scratch.schemas().len();
    // A lock or a missing right may have gone since.
    clone.refused.clear();
    clone.real.retain(|_, real| real.is_ok());
    for question in questions {
        let Question::Plan { text, with, .. } = question else { continue };
        for spec in with {
            clone.add_table(snapshot, &spec.table);
        }
        for text in texts.get(text).and_then(|t| t.as_ref().ok()).iter().flat_map(|t| &t.texts) {
            clone.look_at(snapshot, text);
        }
    }
    if clone.search_path.is_empty() || schemas != clone.scratch.schemas().len() {
        clone.search_path = clone.scratch.search_path()?;
    }
    Ok(clone)
}

/// Rows of the largest table that gets a hypothetical index.
fn largest(snapshot: &Snapshot, questions: &[&Question]) -> f64 {
    let with = questions.iter().filter_map(|question| match question {
        Question::Plan { with, .. } => Some(with),
        Question::Groups(_) => None,
    });
    let rows = with.flatten().filter_map(|spec| snapshot.table(&spec.table)?.rows);
    rows.fold(1.0, f64::max)
}

impl SampledClone {
    /// Explains a text on the real tables and samples those, once.
    fn look_at(&mut self, snapshot: &Snapshot, text: &str) {
        if self.real.contains_key(text) {
            return;
        }
        let real = real(&mut self.scratch.session, text);
        for table in real.iter().flat_map(|real| &real.tables) {
            self.add_table(snapshot, table);
        }
        let real = real.and_then(|real| {
            self.scratch.add_views(snapshot, text).map_err(|e| why_not(&e))?;
            Ok(real)
        });
        self.real.insert(text.to_owned(), real);
    }

    fn add_table(&mut self, snapshot: &Snapshot, table: &TableName) {
        if self.refused.contains_key(table) {
            return;
        }
        if let Err(error) = self.scratch.add_table(snapshot, table) {
            self.refused.insert(table.clone(), why_not(&error));
        }
    }

    fn plan(&mut self, asking: &Asking<'_>, texts: &Texts) -> Result<StatementPlan, String> {
        let mut plans = Vec::new();
        for text in &texts.texts {
            let real = match self.real.get(text) {
                Some(real) => real.clone()?,
                None => return Err("it was not looked at".to_owned()),
            };
            plans.push(self.plan_one(asking, text, &real)?);
        }
        merged(plans).ok_or_else(|| "the server gave no plan".to_owned())
    }

    fn plan_one(
        &mut self,
        asking: &Asking<'_>,
        text: &str,
        real: &Real,
    ) -> Result<StatementPlan, String> {
        let mut tables = real.tables.iter().chain(asking.with.iter().map(|spec| &spec.table));
        if let Some(why) = tables.find_map(|table| self.refused.get(table)) {
            return Err(why.clone());
        }
        let before = if let Some(before) = real.before {
            before
        } else {
            let nothing = Asking { with: &[], without: &[], ..*asking };
            let (_, cost) = self.explain(&nothing, text, real, &[])?;
            if let Some(Ok(kept)) = self.real.get_mut(text) {
                kept.before = Some(cost);
            }
            cost
        };
        let shown = self.scratch.build(asking.with).map_err(|e| why_not(&e))?;
        let (document, after) = self.explain(asking, text, real, &shown)?;
        let position =
            |name: &str| shown.iter().position(|number| scratch::index_name(*number).0 == name);
        let relations = Relations::of(asking.snapshot);
        let mut plan = explain::parse(&document.to_string(), &relations, &position, Basis::Sample)
            .ok_or_else(|| "the server gave no plan".to_owned())?;
        // Where the samples are wrong they are so before and after.
        plan.cost = real.cost * after / before.max(f64::MIN_POSITIVE);
        Ok(plan)
    }

    /// The plan on the clone with these hypothetical indexes, scaled, and its cost.
    fn explain(
        &mut self,
        asking: &Asking<'_>,
        text: &str,
        real: &Real,
        shown: &[usize],
    ) -> Result<(Value, f64), String> {
        let moved = self.scratch.retarget(text);
        let hide = self.scratch.hide_others(&real.tables, shown, asking.without);
        let sql = format!("begin; {}{hide}{};\nrollback", self.search_path, ask(&moved));
        let mut document = first_plan(&mut self.scratch.session, &sql)?;
        let schemas = self.scratch.schemas();
        let sampled = &self.scratch.tables;
        let clone = scale::Clone {
            schemas: &schemas,
            fraction: &|table| Some(sampled.get(table)?.fraction),
            found: &|table, index, condition| {
                let spec = spec_of(asking, shown, table, index)?;
                found(asking.snapshot, spec, condition)
            },
        };
        let cost = scale::scale(&mut document, &real.serial, &clone)
            .ok_or_else(|| "the server gave no plan".to_owned())?;
        Ok((document, cost))
    }
}

/// Which index a name in a plan means.
fn spec_of<'a>(
    asking: &Asking<'a>,
    shown: &[usize],
    table: &TableName,
    index: &str,
) -> Option<&'a IndexSpec> {
    let position = shown.iter().position(|n| scratch::index_name(*n).as_str() == index);
    if let Some(position) = position {
        return asking.with.get(position);
    }
    let is_it = |i: &&Index| i.name.table == *table && i.name.name.as_str() == index;
    asking.snapshot.indexes.iter().find(is_it).map(|i| &i.spec)
}

/// Rows of the whole table that equal the keys which `condition` names: as if columns were
/// independent. None: the condition has no equality, or the columns were never counted.
fn found(snapshot: &Snapshot, spec: &IndexSpec, condition: &str) -> Option<f64> {
    let table = snapshot.table(&spec.table)?;
    let mut rows = table.rows?;
    let mut keys = 0;
    for key in &spec.keys {
        let KeyPart::Column(column) = &key.part else { break };
        let equals = |name: &str| {
            condition.contains(&format!("({name} = ")) || condition.contains(&format!("){name} = "))
        };
        let quoted = format!("\"{}\"", column.as_str());
        let is_bounded = equals(column.as_str()) || equals(&quoted) || names(condition, column);
        if !is_bounded {
            break;
        }
        rows /= table.column(column)?.distinct?.max(1.0);
        keys += 1;
    }
    if spec.unique && keys == spec.keys.len() {
        return Some(1.0);
    }
    (keys > 0).then_some(rows.max(1.0))
}

/// With VERBOSE columns are written with their table: `(orders.customer = 7)`.
fn names(condition: &str, column: &Ident) -> bool {
    let plain = format!(".{} = ", column.as_str());
    let quoted = format!(".\"{}\" = ", column.as_str());
    condition.contains(&plain) || condition.contains(&quoted)
}

fn real(session: &mut Session, text: &str) -> Result<Real, String> {
    let serial = first_plan(session, &format!("{USERS_NAMES}{}", ask(text)))?;
    let parallel = first_plan(
        session,
        &format!(
            "begin read only; {USERS_NAMES}\
             set local max_parallel_workers_per_gather to default; {};\nrollback",
            ask(text)
        ),
    )?;
    let cost = parallel[0]["Plan"]["Total Cost"].as_f64().unwrap_or(0.0);
    let mut tables = BTreeSet::new();
    tables_of(&serial[0]["Plan"], &mut tables);
    Ok(Real { cost, serial, tables, before: None })
}

fn ask(text: &str) -> String {
    // Only a text without constants still has `$1`.
    let text = text.trim_end_matches([';', ' ', '\n', '\t', '\r']);
    let generic = rungs_core::sql::placeholders(text, rungs_core::name::EngineKind::Postgres) > 0;
    let options =
        if generic { "verbose, generic_plan, format json" } else { "verbose, format json" };
    format!("explain ({options}) {text}\n")
}

fn first_plan(session: &mut Session, sql: &str) -> Result<Value, String> {
    let rows = session.try_rows(sql).map_err(|e| {
        let why = error::reason(&e);
        drop(session.try_rows("rollback"));
        why
    })?;
    rows.iter()
        .filter_map(|row| row.text(0))
        .find(|text| text.starts_with('['))
        .and_then(|json| serde_json::from_str(json).ok())
        .ok_or_else(|| "the server gave no plan".to_owned())
}

fn tables_of(node: &Value, tables: &mut BTreeSet<TableName>) {
    let word = |key: &str| node.get(key).and_then(Value::as_str);
    if let (Some(schema), Some(name)) = (word("Schema"), word("Relation Name")) {
        tables.insert(TableName::new(schema, name));
    }
    for child in node.get("Plans").and_then(Value::as_array).into_iter().flatten() {
        tables_of(child, tables);
    }
}

fn why_not(error: &EngineError) -> String {
    let mut why = error.what.clone();
    for more in [&error.detail, &error.hint].into_iter().flatten().filter(|m| !m.is_empty()) {
        why.push_str("; ");
        why.push_str(more);
    }
    format!("{why}; or CREATE EXTENSION hypopg")
}
