//! A statement's plan as an engine reported it, in one form for the three engines.

use crate::name::{Ident, TableName};

/// The whole plan. `cost` is in the engine's own unit; only plans of one engine compare.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementPlan {
    pub cost: f64,
    pub nodes: Vec<PlanNode>,
    /// How the answer was got; a prediction is never sold as a measurement.
    pub basis: Basis,
}

/// Where a plan came from, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// EXPLAIN on the target as it is.
    Planner,
    /// EXPLAIN with hypothetical indexes (HypoPG, SQLite clone).
    Hypothetical,
    /// EXPLAIN on a sampled clone.
    Sample,
    /// rungs' own rules.
    Rules,
}

/// One node, parents before children.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlanNode {
    pub depth: u32,
    /// The engine's word: `Seq Scan`, `ref`, `SEARCH`.
    pub operation: String,
    pub table: Option<TableName>,
    pub index: Option<UsedIndex>,
    pub covering: bool,
    pub rows_estimated: Option<f64>,
    /// From EXPLAIN ANALYZE only.
    pub rows_actual: Option<f64>,
    pub loops: Option<f64>,
    pub rows_filtered: Option<f64>,
    pub sort: bool,
    /// Sort or hash went to disk, bytes.
    pub spilled_bytes: Option<u64>,
    /// The whole table (or whole index) is read.
    pub full_scan: bool,
    /// SQLite's AUTOMATIC index: a missing index in the engine's own words.
    pub automatic_index: bool,
    /// A sub-select that runs once per outer row.
    pub correlated: bool,
}

/// The index that a node reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum UsedIndex {
    Existing(Ident),
    /// Position in the list of hypothetical indexes of the question.
    Hypothetical(usize),
}

impl StatementPlan {
    /// Positions of the hypothetical indexes that the plan uses, ascending, each once.
    pub fn hypothetical_used(&self) -> Vec<usize> {
        let mut used: Vec<usize> = self
            .nodes
            .iter()
            .filter_map(|n| match n.index {
                Some(UsedIndex::Hypothetical(i)) => Some(i),
                Some(UsedIndex::Existing(_)) | None => None,
            })
            .collect();
        used.sort_unstable();
        used.dedup();
        used
    }

    /// Names of the existing indexes that the plan uses.
    pub fn existing_used(&self) -> impl Iterator<Item = &Ident> {
        self.nodes.iter().filter_map(|n| match &n.index {
            Some(UsedIndex::Existing(name)) => Some(name),
            Some(UsedIndex::Hypothetical(_)) | None => None,
        })
    }
}
