//! What a plan costs, in rows read one after the other. SQLite says only how it goes about a
//! table; how many rows that makes follows from the table's rows and the index's statistics.
//!
//! - Tables of one block are nested loops: what stands first feeds what follows, so each node's
//!   price is multiplied by the rows that come out before it.
//! - A full scan costs one per row, half that in a covering index.
//! - A search costs a descent, then half a unit per index row, and a descent into the table for
//!   each row where the index does not cover.
//! - Equality on the first n keys selects the rows per distinct value that `sqlite_stat1` says
//!   (or distinct values multiplied); one bound of a range selects a quarter, both a sixteenth.
//!   Where the planner's price of a search, which EXPLAIN QUERY PLAN gives in a column that is
//!   not documented, is far off from that, it has looked the constant up and is followed.
//! - A sort costs half a unit per row and doubling. A LIMIT that nothing sorts or groups before
//!   stops the outermost loop early, after as many rows as conditions let through.
//!
//! Only costs from here compare with each other.

mod kept;

use rungs_core::name::TableName;
use rungs_core::seen::{IndexSpec, Snapshot};

use super::{Kind, Setting, Step, names};

/// SQLite's own guess for a table that it knows nothing of.
const ROWS_UNKNOWN: f64 = 1_048_576.0;
const DESCENT: f64 = 2.0;
const COVERED_ROW: f64 = 0.5;
const SORT: f64 = 0.5;
const BOUND: f64 = 0.25;
/// SQLite's guess of the rows that one look into an automatic index gives.
const AUTOMATIC_ROWS: f64 = 20.0;

/// What is known of an index's selectivity.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexStat {
    pub table: TableName,
    pub rows: f64,
    /// Mean rows per distinct value of the first key, of the first two, …
    pub per_prefix: Vec<f64>,
    /// From `sqlite_stat1`; false: guessed from distinct values, and the planner knows nothing.
    pub counted: bool,
}

/// Price of the whole plan.
pub fn cost(text: &str, steps: &[Step], setting: &Setting) -> f64 {
    // Rows that a condition throws away do not count for the LIMIT: more must be read.
    let limit = names::limit(text).map(|limit| limit / kept::share(text, steps, setting));
    let (price, _) = block(steps, setting, limit);
    price.max(1.0)
}

/// The rows of one visit, told to the node.
pub fn estimated(mut step: Step, setting: &Setting) -> Step {
    if matches!(step.kind, Kind::Scan | Kind::Search) && step.node.table.is_some() {
        step.node.rows_estimated = Some(access(&step, setting).1);
    }
    step
}

/// Price, and rows that come out, of steps that stand side by side (each with its children
/// behind it).
fn block(steps: &[Step], setting: &Setting, limit: Option<f64>) -> (f64, f64) {
    let Some(depth) = steps.first().map(|s| s.node.depth) else { return (0.0, 1.0) };
    let (mut price, mut fixed, mut flow) = (0.0, 0.0, 1.0_f64);
    let mut at = 0;
    let mut sorted = false;
    while at < steps.len() {
        let step = &steps[at];
        let children = steps[at + 1..].iter().take_while(|s| s.node.depth > depth).count();
        let inner = &steps[at + 1..=at + children];
        match step.kind {
            Kind::Scan | Kind::Search => {
                let (once, out, setup) = access(step, setting);
                fixed += setup;
                price += flow * once;
                flow = (flow * out).max(1.0);
            }
            Kind::Sort => {
                sorted = true;
                price += SORT * flow * flow.max(2.0).log2();
            }
            Kind::PerRow => price += flow * block(inner, setting, None).0,
            Kind::Once => fixed += block(inner, setting, None).0,
            Kind::Other if step.node.operation == "MULTI-INDEX OR" => {
                let (once, out) = any_of(inner, setting);
                price += flow * once;
                flow = (flow * out).max(1.0);
            }
            Kind::Other => {
                let (once, out) = block(inner, setting, None);
                price += once;
                flow = flow.max(out);
            }
        }
        at += 1 + children;
    }
    let stop = limit.filter(|_| !sorted).map_or(1.0, |limit| (limit / flow).min(1.0));
    (fixed + price * stop, flow)
}

/// The branches of an OR, each found by its own index; their rows are joined.
fn any_of(branches: &[Step], setting: &Setting) -> (f64, f64) {
    let searches = branches.iter().filter(|s| matches!(s.kind, Kind::Search | Kind::Scan));
    searches.fold((0.0, 0.0), |(price, rows), step| {
        let (once, out, _) = access(step, setting);
        (price + once, rows + out)
    })
}

/// Price of one visit, rows it gives, and what is paid once before.
fn access(step: &Step, setting: &Setting) -> (f64, f64, f64) {
    let rows = table_rows(step, setting.snapshot);
    let descent = DESCENT + 0.1 * rows.max(2.0).log2();
    if step.kind == Kind::Scan {
        let held =
            step.index.as_deref().and_then(|i| setting.stats.get(i)).map_or(rows, |s| s.rows);
        let each = match (&step.index, step.node.covering) {
            (None, _) => 1.0,
            (Some(_), true) => COVERED_ROW,
            (Some(_), false) => COVERED_ROW + descent,
        };
        return (held * each, held, 0.0);
    }
    if step.node.automatic_index {
        let out = AUTOMATIC_ROWS.min(rows);
        let build = rows * (1.0 + SORT * rows.max(2.0).log2());
        return (descent + out * COVERED_ROW, out, build);
    }
    let out = selected(step, setting, rows);
    let each = if step.by_key {
        1.0
    } else if step.node.covering {
        COVERED_ROW
    } else {
        COVERED_ROW + descent
    };
    (descent + out * each, out, 0.0)
}

fn table_rows(step: &Step, snapshot: &Snapshot) -> f64 {
    let Some(name) = &step.node.table else {
        // A sub-query's rows or a table-valued function: its own price is counted where it stands.
        return 100.0;
    };
    snapshot.table(name).and_then(|t| t.rows).unwrap_or(ROWS_UNKNOWN)
}

fn selected(step: &Step, setting: &Setting, rows: f64) -> f64 {
    let bounds = BOUND.powi(i32::try_from(step.bounds).unwrap_or(2));
    let equal = match step.index.as_deref() {
        None if step.by_key && step.equal > 0 => 1.0,
        // `SEARCH t USING INDEX i` without terms: the least or greatest, one row.
        Some(_) if step.equal == 0 && step.bounds == 0 => 1.0,
        None => rows,
        Some(name) => setting.stats.get(name).map_or(rows, |stat| equal_rows(stat, step.equal)),
    };
    let own = (equal * bounds).clamp(1.0, rows.max(1.0));
    planner_rows(step, setting).map_or(own, |rows_told| {
        let rows_told = rows_told.clamp(1.0, rows.max(1.0));
        // Its price is coarse. Means are better, but where it has plainly seen a rare or common
        // value; for a range they know nothing.
        let far = rows_told > own * 3.0 || rows_told < own / 3.0;
        if step.bounds > 0 || far { rows_told } else { own }
    })
}

/// What the planner's own price of one visit says of its rows; with `sqlite_stat4` it knows how
/// often a constant occurs. It charges an index row with 1 to 3 and one of the table with 3.
fn planner_rows(step: &Step, setting: &Setting) -> Option<f64> {
    let stat = setting.stats.get(step.index.as_deref()?)?;
    let each = if step.node.covering { 2.0 } else { 5.0 };
    let descent = stat.rows.max(2.0).log2();
    let told = stat.counted && step.equal + step.bounds > 0;
    step.planner_price.filter(|_| told).map(|price| (price - descent) / each)
}

fn equal_rows(stat: &IndexStat, equal: usize) -> f64 {
    match equal {
        0 => stat.rows,
        n => stat.per_prefix.get(n - 1).or(stat.per_prefix.last()).copied().unwrap_or(stat.rows),
    }
}

/// From distinct values of the columns, where nobody has counted the index.
pub fn guess(spec: &IndexSpec, unique: bool, snapshot: &Snapshot) -> Option<IndexStat> {
    let table = snapshot.table(&spec.table)?;
    let rows = table.rows.unwrap_or(ROWS_UNKNOWN);
    let mut groups = 1.0_f64;
    let per_prefix = spec.keys.iter().enumerate().map(|(at, key)| {
        let column = key.as_column().and_then(|name| table.column(name));
        // 1 in 10 per column is what SQLite assumes too.
        let distinct = column.and_then(|c| c.distinct).unwrap_or(rows / 10.0).max(1.0);
        groups = (groups * distinct).min(rows.max(1.0));
        if unique && at + 1 == spec.keys.len() { 1.0 } else { (rows / groups).max(1.0) }
    });
    Some(IndexStat {
        table: spec.table.clone(),
        rows,
        per_prefix: per_prefix.collect(),
        counted: false,
    })
}
