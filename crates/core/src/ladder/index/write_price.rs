//! What an index costs the writers of its table: entries made per row written, log written for
//! them, and updates that can no longer stay on their page. Reads only the workload's own
//! writes, so a table that was filled once is not taken for a busy one.

use std::collections::BTreeSet;

use crate::name::{EngineKind, Ident};
use crate::seen::{IndexSpec, KeyPart, Snapshot, Statement, Table};
use crate::sql::{Facts, StatementKind};

/// Planner cost of one entry put into a leaf that is mostly in memory.
const LEAF_COST: f64 = 0.5;
/// Planner cost of a page of log written in sequence.
const LOG_PAGE_COST: f64 = 1.0;
/// Log for one entry beside the entry: record header and its share of whole-page images.
const LOG_BYTES: f64 = 200.0;
/// What writing the row itself costs, in the same unit: heap page and its log.
const ROW_COST: f64 = 1.0;

/// What the workload writes to one table, in rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Writes {
    pub inserted: f64,
    pub deleted: f64,
    /// Rows and the columns set, for each shape of UPDATE.
    pub updates: Vec<(f64, BTreeSet<Ident>)>,
}

impl Writes {
    /// Rows written in any way.
    pub fn rows(&self) -> f64 {
        self.inserted + self.deleted + self.updates.iter().map(|(rows, _)| rows).sum::<f64>()
    }
}

/// What the statements write to a table.
pub fn writes(table: &Table, facts: &[(usize, Facts)], statements: &[Statement]) -> Writes {
    let mut writes = Writes::default();
    for (position, facts) in facts {
        let Some(statement) = statements.get(*position) else { continue };
        let Some(written) =
            facts.uses.iter().find(|u| u.table == table.name && !u.written.is_empty())
        else {
            continue;
        };
        let rows = statement.rows.unwrap_or(statement.calls).max(statement.calls);
        match facts.kind {
            StatementKind::Insert => writes.inserted += rows,
            StatementKind::Delete => writes.deleted += rows,
            StatementKind::Update => writes.updates.push((rows, written.written.clone())),
            StatementKind::Select | StatementKind::Other => {}
        }
    }
    writes
}

/// Planner cost that one index adds to these writes.
pub fn price(spec: &IndexSpec, writes: &Writes, table: &Table, engine: EngineKind) -> f64 {
    let entry: f64 = super::merge::held(spec)
        .filter_map(|name| table.column(name))
        .map(|column| column.width_bytes.unwrap_or_else(|| super::size::class_width(column.class)))
        .sum::<f64>()
        + 16.0;
    let each = LEAF_COST + (entry + LOG_BYTES) / 8_192.0 * LOG_PAGE_COST;
    // A deleted row's entry is cleaned up later, once, in passing.
    let mut rows = writes.inserted + writes.deleted * 0.3;
    for (updated, columns) in &writes.updates {
        rows += updated * entries_per_update(spec, columns, table, engine);
    }
    rows * each
}

/// Index entries that one updated row makes because of this index.
fn entries_per_update(
    spec: &IndexSpec,
    columns: &BTreeSet<Ident>,
    table: &Table,
    engine: EngineKind,
) -> f64 {
    let touches = spec.predicate.is_some()
        || super::merge::held(spec).any(|name| columns.contains(name))
        || spec.keys.iter().any(|key| matches!(key.part, KeyPart::Expression(_)));
    match engine {
        EngineKind::Postgres if touches => {
            // Updates that stayed on their page no longer can: every other index gets an entry.
            1.0 + hot_share(table)
        }
        // A row that moves gets a new entry in every index.
        EngineKind::Postgres => 1.0 - hot_share(table),
        EngineKind::MariaDb | EngineKind::Sqlite if touches => 2.0,
        EngineKind::MariaDb | EngineKind::Sqlite => 0.0,
    }
}

/// Share of updates that stay on their page; half where nothing is known.
fn hot_share(table: &Table) -> f64 {
    match (table.counters.rows_hot_updated, table.counters.rows_updated) {
        (Some(hot), Some(all)) if all > 0 => (hot as f64 / all as f64).clamp(0.0, 1.0),
        _ => 0.5,
    }
}

/// The price as a share of what the writes cost without the index; None without writes.
pub fn share(price: f64, writes: &Writes, table: &Table, snapshot: &Snapshot) -> Option<f64> {
    let indexes = snapshot.indexes_of(&table.name).count() as f64;
    let now = writes.rows() * (ROW_COST + indexes * (LEAF_COST + LOG_BYTES / 8_192.0));
    (now > 0.0).then(|| price / now)
}
