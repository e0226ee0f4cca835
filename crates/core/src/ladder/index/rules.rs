//! What a statement would cost by statistics alone, for when no planner can be asked: a snapshot
//! file, a server without what-if. Coarse on purpose, and marked as rules wherever it is shown.

use crate::name::Ident;
use crate::seen::statement_plan::{Basis, UsedIndex};
use crate::seen::{IndexKey, IndexSpec, KeyPart, Method, PlanNode, Snapshot, StatementPlan, Table};
use crate::sql::{Facts, Op, TableUse};

/// Cost of a page read in sequence is 1; the rest are shares of it, as PostgreSQL has them.
const PAGE_BYTES: f64 = 8_192.0;
const RANDOM_PAGE: f64 = 1.1;
const ROW: f64 = 0.01;
const COMPARE: f64 = 0.0025;
/// Rows that a table is taken to have where that is not known.
const ROWS_UNKNOWN: f64 = 10_000.0;
/// Share of rows that pass a condition on which nothing is known.
const RANGE_SHARE: f64 = 0.1;
const OTHER_SHARE: f64 = 0.5;

/// Share of rows that hold a word or element that is looked for inside values …
const INSIDE_SHARE: f64 = 0.01;
/// … and pages of an inverted index that one search reads: several lists are met.
const INSIDE_PAGES: f64 = 30.0;

/// The cheapest plan by these rules if the indexes `with` existed beside the snapshot's own.
pub fn plan(facts: &Facts, with: &[&IndexSpec], snapshot: &Snapshot) -> StatementPlan {
    let mut cost = 0.0;
    let mut nodes = Vec::new();
    for (position, used) in facts.uses.iter().enumerate() {
        let Some(table) = snapshot.table(&used.table) else { continue };
        let sized = Sized::of(table);
        let probes = probes(facts, position, snapshot);
        let access = best_access(used, table, &sized, probes, with, snapshot);
        cost += access.cost;
        nodes.push(PlanNode {
            depth: position as u32,
            operation: access.index.as_ref().map_or("scan", |_| "search").to_owned(),
            table: Some(used.table.clone()),
            full_scan: access.index.is_none(),
            index: access.index,
            rows_estimated: Some(sized.rows * share_of_all(used, table)),
            ..PlanNode::default()
        });
    }
    StatementPlan { cost, nodes, basis: Basis::Rules }
}

struct Sized {
    rows: f64,
    pages: f64,
}

impl Sized {
    fn of(table: &Table) -> Self {
        let rows = table.rows.unwrap_or(ROWS_UNKNOWN).max(1.0);
        let bytes = table.bytes.map_or(rows * 100.0, |bytes| bytes.0 as f64);
        Self { rows, pages: (bytes / PAGE_BYTES).max(1.0) }
    }
}

struct Access {
    cost: f64,
    index: Option<UsedIndex>,
}

/// How often a join would look this table up: the fewest rows of any table that it joins.
/// None: no join, or this table is itself the smallest.
fn probes(facts: &Facts, position: usize, snapshot: &Snapshot) -> Option<f64> {
    let used = facts.uses.get(position)?;
    used.joins
        .iter()
        .filter_map(|join| facts.uses.get(join.other))
        .filter_map(|other| {
            let table = snapshot.table(&other.table)?;
            Some(Sized::of(table).rows * share_of_all(other, table))
        })
        .min_by(f64::total_cmp)
}

fn best_access(
    used: &TableUse,
    table: &Table,
    sized: &Sized,
    probes: Option<f64>,
    with: &[&IndexSpec],
    snapshot: &Snapshot,
) -> Access {
    let kept = sized.rows * share_of_all(used, table);
    let sort = if used.order.is_empty() { 0.0 } else { sort_cost(kept) };
    let scan = Access { cost: sized.pages + sized.rows * ROW + sort, index: None };
    let existing = snapshot
        .indexes_of(&table.name)
        .filter(|index| index.valid && !index.ignored)
        .map(|index| (&index.spec, UsedIndex::Existing(index.name.name.clone())));
    let pretended = with
        .iter()
        .enumerate()
        .filter(|(_, spec)| spec.table == table.name)
        .map(|(at, spec)| (*spec, UsedIndex::Hypothetical(at)));
    existing
        .chain(pretended)
        .filter_map(|(spec, name)| {
            let cost = index_cost(spec, used, table, sized, probes)?;
            Some(Access { cost, index: Some(name) })
        })
        .fold(scan, |best, next| if next.cost < best.cost { next } else { best })
}

/// Cost of reading the table through one index; None where it cannot serve.
fn index_cost(
    spec: &IndexSpec,
    used: &TableUse,
    table: &Table,
    sized: &Sized,
    probes: Option<f64>,
) -> Option<f64> {
    if spec.method == Method::Gin {
        return inside_cost(spec, used, sized);
    }
    if !matches!(spec.method, Method::Btree | Method::Hash) || !condition_holds(spec, used) {
        return None;
    }
    let mut share = 1.0;
    let mut joined = false;
    let mut matched = 0;
    for key in &spec.keys {
        let part = constant_share(key, used, table);
        if let Some((equal, ended)) = part {
            share *= equal;
            matched += 1;
            if ended {
                break;
            }
        } else if probes.is_some() && joins_on(key, used) {
            share *= 1.0 / distinct(key, table);
            joined = true;
            matched += 1;
        } else {
            break;
        }
    }
    let times = if joined { probes.unwrap_or(1.0) } else { 1.0 };
    let covers = covers(spec, used);
    let ordered = !used.order.is_empty() && gives_order(spec, used, matched);
    if matched == 0 && !ordered && !covers {
        return None;
    }
    let mut rows = sized.rows * share;
    if ordered
        && !joined
        && let Some(limit) = used.limit
    {
        // Reads on until enough rows have passed the other conditions.
        let passing = (share_of_all(used, table) / share).clamp(1e-6, 1.0);
        rows = rows.min(limit as f64 / passing);
    }
    let heap = if covers { 0.0 } else { rows.min(sized.pages) * RANDOM_PAGE };
    let leaf = rows * entry_bytes(spec, table) / PAGE_BYTES;
    let descent = 3.0 * RANDOM_PAGE / 2.0;
    let sort = if used.order.is_empty() || ordered { 0.0 } else { sort_cost(rows) };
    Some(times * (descent + leaf + heap + rows * (ROW + COMPARE)) + sort)
}

/// Cost of finding words or elements inside values; None where no condition asks for that.
fn inside_cost(spec: &IndexSpec, used: &TableUse, sized: &Sized) -> Option<f64> {
    let first = spec.keys.first()?;
    used.predicates
        .iter()
        .filter(|p| !p.disjunct)
        .find(|p| p.part == first.part && matches!(p.op, Op::LikeAny | Op::Contains))?;
    let rows = sized.rows * INSIDE_SHARE;
    let heap = rows.min(sized.pages) * RANDOM_PAGE;
    Some(INSIDE_PAGES * RANDOM_PAGE + heap + rows * (ROW + COMPARE))
}

/// How many times cheaper a statement gets by one index that no what-if knows, 0 … 1; None where
/// the index is of no use to it.
pub fn share_left(facts: &Facts, spec: &IndexSpec, snapshot: &Snapshot) -> Option<f64> {
    let before = plan(facts, &[], snapshot);
    let after = plan(facts, &[spec], snapshot);
    let used = !after.hypothetical_used().is_empty();
    (used && before.cost > 0.0).then(|| (after.cost / before.cost).min(1.0))
}

fn sort_cost(rows: f64) -> f64 {
    rows * rows.max(2.0).log2() * COMPARE
}

/// Share of rows with this key's constant, and whether the keys after it are of no more use.
fn constant_share(key: &IndexKey, used: &TableUse, table: &Table) -> Option<(f64, bool)> {
    let predicate = used.predicates.iter().filter(|p| !p.disjunct).find(|p| p.part == key.part)?;
    let equal = 1.0 / distinct(key, table);
    match predicate.op {
        Op::Equal | Op::IsTrue | Op::IsFalse => Some((equal, false)),
        Op::In => Some(((equal * 3.0).min(1.0), false)),
        Op::IsNull => Some((null_share(key, table), false)),
        Op::Range | Op::LikePrefix => Some((RANGE_SHARE, true)),
        Op::NotEqual | Op::IsNotNull | Op::LikeAny | Op::Contains | Op::Other => None,
    }
}

/// Share of the table's rows that pass all conditions on it.
fn share_of_all(used: &TableUse, table: &Table) -> f64 {
    used.predicates
        .iter()
        .filter(|p| !p.disjunct)
        .map(|p| {
            let key = IndexKey { part: p.part.clone(), ..IndexKey::column("") };
            constant_share(&key, used, table).map_or(OTHER_SHARE, |(share, _)| share)
        })
        .product::<f64>()
        .clamp(1e-9, 1.0)
}

fn distinct(key: &IndexKey, table: &Table) -> f64 {
    let rows = table.rows.unwrap_or(ROWS_UNKNOWN).max(1.0);
    let known = key.as_column().and_then(|name| table.column(name)?.distinct);
    let unique = table.primary_key.len() == 1 && table.primary_key.first() == key.as_column();
    let guess = if unique { rows } else { rows.sqrt() };
    known.unwrap_or(guess).max(1.0)
}

fn null_share(key: &IndexKey, table: &Table) -> f64 {
    key.as_column()
        .and_then(|name| table.column(name)?.null_fraction)
        .unwrap_or(OTHER_SHARE)
        .max(1e-6)
}

fn joins_on(key: &IndexKey, used: &TableUse) -> bool {
    key.as_column().is_some_and(|name| used.joins.iter().any(|join| &join.column == name))
}

fn covers(spec: &IndexSpec, used: &TableUse) -> bool {
    let held = |name: &Ident| super::merge::held(spec).any(|have| have == name);
    !used.whole_row && !used.columns.is_empty() && used.columns.iter().all(held)
}

/// Whether rows come out in the wanted order after `matched` keys that are constant.
fn gives_order(spec: &IndexSpec, used: &TableUse, matched: usize) -> bool {
    let begins = |from: usize| {
        let rest = spec.keys.get(from..).unwrap_or(&[]);
        let fits = |flip: bool| {
            rest.iter().zip(&used.order).all(|(key, order)| {
                key.part == order.part && (key.descending != order.descending) == flip
            })
        };
        used.order_whole && rest.len() >= used.order.len() && (fits(false) || fits(true))
    };
    (0..=matched).any(begins)
}

fn condition_holds(spec: &IndexSpec, used: &TableUse) -> bool {
    let Some(condition) = &spec.predicate else { return true };
    if used.predicates.iter().any(|p| p.constant_sql.as_ref() == Some(condition)) {
        return true;
    }
    // "x IS NOT NULL" follows from any comparison with x.
    condition.to_ascii_uppercase().ends_with("IS NOT NULL")
        && spec.keys.first().and_then(IndexKey::as_column).is_some_and(|name| {
            let part = KeyPart::Column(name.clone());
            used.predicates.iter().any(|p| p.part == part && p.op != Op::IsNull)
                || used.joins.iter().any(|join| &join.column == name)
        })
}

fn entry_bytes(spec: &IndexSpec, table: &Table) -> f64 {
    let columns: f64 = super::merge::held(spec)
        .filter_map(|name| table.column(name))
        .map(|column| column.width_bytes.unwrap_or_else(|| super::size::class_width(column.class)))
        .sum();
    columns + 12.0
}
