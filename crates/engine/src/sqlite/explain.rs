//! EXPLAIN QUERY PLAN → [`StatementPlan`]. Reads the wordings before and since SQLite 3.36. SQLite
//! tells no cost of a whole plan, so [`cost`] works one out.

pub mod cost;
pub mod names;

use std::collections::HashMap;

use rungs_core::engine::Answer;
use rungs_core::name::{Ident, TableName};
use rungs_core::seen::statement_plan::{Basis, UsedIndex};
use rungs_core::seen::{PlanNode, Snapshot, StatementPlan, TableKind};
use rusqlite::Connection;

use cost::IndexStat;

/// What is needed to read plans and to price them.
pub struct Setting<'a> {
    pub snapshot: &'a Snapshot,
    /// By index name.
    pub stats: &'a HashMap<String, IndexStat>,
    /// Names of hypothetical indexes → their positions in the question.
    pub hypothetical: &'a HashMap<String, usize>,
    pub basis: Basis,
}

/// One row of EXPLAIN QUERY PLAN, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    pub node: PlanNode,
    pub kind: Kind,
    /// The index as SQLite names it.
    pub index: Option<String>,
    /// Key columns compared for equality (or IN), from the first on.
    pub equal: usize,
    /// 1 for one bound after them, 2 for both.
    pub bounds: usize,
    /// The planner's own price of one visit, where it told (since SQLite 3.45 or so).
    pub planner_price: Option<f64>,
    /// By rowid, or by the primary key of a WITHOUT ROWID table.
    pub by_key: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    Scan,
    Search,
    Sort,
    /// Its children run once per row of what stands before it.
    PerRow,
    /// Its children run once.
    Once,
    #[default]
    Other,
}

/// `Unknown` where SQLite refuses the statement.
pub fn explain(conn: &Connection, text: &str, setting: &Setting) -> Answer {
    if !names::can_be_explained(text) {
        return Answer::Unknown("only SELECT, INSERT, UPDATE and DELETE have a plan".to_owned());
    }
    match rows(conn, text) {
        Ok(rows) => {
            let steps = read(text, &rows, setting);
            let cost = cost::cost(text, &steps, setting);
            let steps = steps.into_iter().map(|step| cost::estimated(step, setting));
            let nodes = steps.map(|s| s.node).collect();
            Answer::Plan(StatementPlan { cost, nodes, basis: setting.basis })
        }
        Err(e) => {
            let e = super::error::classify("explain the statement", &e);
            Answer::Unknown(e.detail.unwrap_or(e.what))
        }
    }
}

struct Raw {
    id: i64,
    parent: i64,
    /// Ten times the binary logarithm of a price; 0 before it was told.
    price_log: i64,
    detail: String,
}

fn rows(conn: &Connection, text: &str) -> rusqlite::Result<Vec<Raw>> {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {text}"))?;
    let mut rows = statement.raw_query();
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(Raw {
            id: row.get(0)?,
            parent: row.get(1)?,
            price_log: row.get(2)?,
            detail: row.get(3)?,
        });
    }
    Ok(out)
}

fn read(text: &str, rows: &[Raw], setting: &Setting) -> Vec<Step> {
    let aliases = names::aliases(text, setting.snapshot);
    let mut depths: HashMap<i64, u32> = HashMap::new();
    let mut steps = Vec::new();
    for row in rows {
        let depth = depths.get(&row.parent).map_or(0, |d| d + 1);
        depths.insert(row.id, depth);
        let mut step = step(&row.detail);
        step.node.depth = depth;
        step.planner_price = price(row.price_log);
        resolve(&mut step, &row.detail, &aliases, setting);
        steps.push(step);
    }
    steps
}

fn price(log: i64) -> Option<f64> {
    (1..=600).contains(&log).then(|| (log as f64 / 10.0).exp2())
}

/// What the row says by itself.
fn step(detail: &str) -> Step {
    let mut step = Step::default();
    let words = detail.strip_prefix("EXECUTE ").unwrap_or(detail);
    let node = &mut step.node;
    node.operation = operation(words);
    node.correlated = words.starts_with("CORRELATED");
    node.automatic_index = words.contains("USING AUTOMATIC ");
    node.covering = words.contains("COVERING INDEX") || words.contains("INTEGER PRIMARY KEY");
    step.kind = match node.operation.as_str() {
        "SCAN" => Kind::Scan,
        "SEARCH" => Kind::Search,
        "USE TEMP B-TREE" => Kind::Sort,
        _ if node.correlated || words.starts_with("RECURSIVE STEP") => Kind::PerRow,
        "SCALAR SUBQUERY" | "LIST SUBQUERY" | "CO-ROUTINE" | "MATERIALIZE" => Kind::Once,
        _ => Kind::Other,
    };
    node.sort = step.kind == Kind::Sort;
    if matches!(step.kind, Kind::Scan | Kind::Search) {
        step.index = index_name(words);
        let terms = terms(words);
        step.equal = terms.matches("=?").count() + terms.matches("ANY(").count();
        step.bounds = terms.matches('>').count().min(1) + terms.matches('<').count().min(1);
        step.by_key = words.contains("USING INTEGER PRIMARY KEY")
            || (words.contains("USING PRIMARY KEY") && !words.contains("INTEGER"));
        step.node.full_scan = step.kind == Kind::Scan && !words.contains("VIRTUAL TABLE");
    }
    step
}

const OPERATIONS: &[&str] = &[
    "SCAN",
    "SEARCH",
    "USE TEMP B-TREE",
    "MULTI-INDEX OR",
    "CORRELATED SCALAR SUBQUERY",
    "CORRELATED LIST SUBQUERY",
    "SCALAR SUBQUERY",
    "LIST SUBQUERY",
    "CO-ROUTINE",
    "MATERIALIZE",
    "COMPOUND QUERY",
    "BLOOM FILTER",
    "RECURSIVE STEP",
];

fn operation(words: &str) -> String {
    let known = OPERATIONS.iter().find(|o| words.starts_with(**o));
    known.map_or_else(|| words.to_owned(), |o| (*o).to_owned())
}

/// The name between INDEX and its terms; an automatic one has none.
fn index_name(words: &str) -> Option<String> {
    if words.contains("USING AUTOMATIC ") || words.contains("VIRTUAL TABLE INDEX") {
        return None;
    }
    let (_, rest) =
        words.split_once("USING COVERING INDEX ").or_else(|| words.split_once("USING INDEX "))?;
    let rest = rest.strip_suffix(" LEFT-JOIN").unwrap_or(rest);
    let name = rest.find(" (").map_or(rest, |at| &rest[..at]);
    Some(name.to_owned())
}

fn terms(words: &str) -> &str {
    words.find(" (").map_or("", |at| &words[at..])
}

/// Which table and index of the catalog the row means.
fn resolve(step: &mut Step, detail: &str, aliases: &names::Aliases, setting: &Setting) {
    if !matches!(step.kind, Kind::Scan | Kind::Search) {
        return;
    }
    if let Some(name) = &step.index {
        if let Some(position) = setting.hypothetical.get(name) {
            step.node.index = Some(UsedIndex::Hypothetical(*position));
        } else {
            step.node.index = Some(UsedIndex::Existing(Ident::new(name.as_str())));
        }
    }
    step.node.table = table_of(step, setting).or_else(|| {
        let after = detail.split_once(' ').map_or("", |(_, rest)| rest);
        aliases.table(after.strip_prefix("TABLE ").unwrap_or(after))
    });
    if step.by_key && !detail.contains("INTEGER PRIMARY KEY") {
        step.node.covering = true;
    }
    let whole = |t: &TableName| {
        setting
            .snapshot
            .table(t)
            .is_some_and(|t| matches!(t.kind, TableKind::Ordinary | TableKind::WithoutRowid))
    };
    step.node.full_scan &= step.node.table.as_ref().is_some_and(whole);
}

fn table_of(step: &Step, setting: &Setting) -> Option<TableName> {
    let name = step.index.as_deref()?;
    let existing = setting.snapshot.indexes.iter().find(|i| i.name.name.as_str() == name);
    existing
        .map(|i| i.name.table.clone())
        .or_else(|| setting.stats.get(name).map(|stat| stat.table.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_wordings_are_read_alike() {
        for (old, new) in [
            ("SCAN TABLE t", "SCAN t"),
            ("SEARCH TABLE t USING INDEX i (a=? AND b>?)", "SEARCH t USING INDEX i (a=? AND b>?)"),
            ("EXECUTE CORRELATED SCALAR SUBQUERY 1", "CORRELATED SCALAR SUBQUERY 1"),
        ] {
            assert_eq!(step(old), step(new));
        }
    }

    #[test]
    fn terms_are_counted_as_equal_and_bounded() {
        let read = step("SEARCH t USING COVERING INDEX my idx (a=? AND b=? AND c>? AND c<?)");
        assert_eq!(read.index.as_deref(), Some("my idx"));
        assert_eq!((read.equal, read.bounds, read.node.covering), (2, 2, true));
        let read = step("SEARCH t USING INDEX i (ANY(a) AND b=? AND (c,d)>(?,?))");
        assert_eq!((read.equal, read.bounds), (2, 1));
    }

    #[test]
    fn an_automatic_index_is_marked_and_has_no_name() {
        let read = step("SEARCH t USING AUTOMATIC PARTIAL COVERING INDEX (a=?)");
        assert!(read.node.automatic_index && read.index.is_none() && read.equal == 1);
    }
}
