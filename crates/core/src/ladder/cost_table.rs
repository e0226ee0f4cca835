//! The table of cost, complexity and freshness for this database, one row per rung that is
//! built so far and that the plan uses.

use std::collections::BTreeSet;

use crate::change::plan::Rung;
use crate::change::{Action, LockClass, Plan};
use crate::name::Bytes;

#[derive(Debug, Clone, PartialEq)]
pub struct CostRow {
    pub rung: Rung,
    pub steps: usize,
    /// Statements that get better by it.
    pub serves: usize,
    /// Predicted share of the workload's cost that it takes away; None: not predictable.
    pub gain: Option<f64>,
    /// Predicted size of what it makes; None: some size is not known.
    pub disk: Option<Bytes>,
    /// Predicted extra cost of writes, as a share of the write cost of the tables it touches:
    /// the dearest table's. None: not known.
    pub write_price: Option<f64>,
    /// The strongest lock of its steps.
    pub lock: LockClass,
    pub complexity: &'static str,
    pub freshness: &'static str,
}

/// Rungs without a step have no row.
pub fn cost_table(plan: &Plan) -> Vec<CostRow> {
    let rungs = [Rung::Upkeep, Rung::Index, Rung::Rollup];
    rungs.into_iter().filter_map(|rung| row(plan, rung)).collect()
}

fn row(plan: &Plan, rung: Rung) -> Option<CostRow> {
    let steps: Vec<_> = plan.steps.iter().filter(|s| s.rung == rung).collect();
    let lock = steps.iter().map(|s| s.lock).max()?;
    let served: BTreeSet<_> =
        steps.iter().flat_map(|s| &s.targets).map(|t| t.fingerprint).collect();
    let (complexity, freshness) = words(rung)?;
    // Only steps that make something have a size and a price.
    let making: Vec<_> = steps.iter().filter(|s| makes_something(&s.action)).collect();
    let disk = making.iter().map(|s| s.predicted.bytes.map(|b| b.0)).sum::<Option<u64>>();
    let price = making.iter().map(|s| s.predicted.write_price).collect::<Option<Vec<f64>>>();
    let gains: Vec<f64> = steps.iter().filter_map(|s| s.predicted.gain).collect();
    Some(CostRow {
        rung,
        steps: steps.len(),
        serves: served.len(),
        gain: (!gains.is_empty()).then(|| gains.iter().sum::<f64>().min(1.0)),
        disk: disk.map(Bytes),
        write_price: price.map(|all| all.into_iter().fold(0.0, f64::max)),
        lock,
        complexity,
        freshness,
    })
}

fn makes_something(action: &Action) -> bool {
    matches!(action, Action::CreateIndex { .. } | Action::AddRollup { .. })
}

fn words(rung: Rung) -> Option<(&'static str, &'static str)> {
    match rung {
        Rung::Upkeep => Some(("none: the server's own work, done in time", "live")),
        Rung::Index => Some(("low: the engine keeps it up to date", "live")),
        Rung::Rollup => Some((
            "medium: triggers on the fact table, a refresh to run, other words for the application",
            "live",
        )),
        Rung::Query | Rung::Cache | Rung::Replica | Rung::Partition => None,
    }
}
