//! A plan: what would be done, in which order, why, and what it should bring. Plain data;
//! `format/plan_v1.rs` writes it to a file that people review and `rungs apply` runs.

use serde::{Deserialize, Serialize};

use super::action::{Action, LockClass, Undo};
use crate::dialect::Sql;
use crate::name::{Bytes, EngineKind, Fingerprint, Millis, TableName};

#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Hash of target, steps and their order: one plan has one id wherever it was made.
    pub id: String,
    pub engine: EngineKind,
    /// [`crate::seen::Server::identity`] of the database that it was made for.
    pub target_identity: String,
    pub database: String,
    pub made_at_ms: i64,
    pub made_by_version: String,
    pub steps: Vec<Step>,
    /// One per heavy statement: the rung chosen, why, and where it stops.
    pub decisions: Vec<Decision>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// 1-based position.
    pub number: u32,
    pub rung: Rung,
    pub action: Action,
    /// Exactly what would be run, in order; rendered by the dialect from `action`.
    pub forward: Vec<Sql>,
    /// What takes it back; empty when `undo` is `Nothing`.
    pub back: Vec<Sql>,
    pub undo: Undo,
    pub lock: LockClass,
    /// Code of the finding that asked for it, `RU-IX-001`.
    pub finding: String,
    pub why: String,
    /// Shapes that must get better for the step to be kept. Empty: kept when it succeeds.
    pub targets: Vec<Subject>,
    /// Other heavy shapes that touch the same tables and must not get worse.
    pub bystanders: Vec<Subject>,
    pub predicted: Prediction,
    /// For targets that are to be asked in other words from then on.
    pub promises: Vec<Promise>,
}

/// What one target gains by being asked of a rollup instead of the raw tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    pub fingerprint: Fingerprint,
    /// The live view that answers it, as SQL names it.
    pub view: String,
    /// The shape of what the application is to ask.
    pub ask: String,
    pub before: Millis,
    /// The time before was measured; else it is reckoned from the rows that are read.
    pub before_measured: bool,
    /// Predicted.
    pub after: Millis,
}

/// A statement as a plan names it: never with its literals.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    pub fingerprint: Fingerprint,
    pub label: String,
    pub shape: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Share of the whole workload's cost that this step takes away, 0 … 1; None: not predictable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Bytes>,
    /// Extra cost of writes as a share of the table's write cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_price: Option<f64>,
    /// Microseconds more for each changed row of the table, in the writer's own transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_us: Option<f64>,
    /// Microseconds for each changed row at the next refresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_us: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rung {
    Upkeep,
    Index,
    Query,
    Cache,
    Rollup,
    Replica,
    Partition,
}

/// The decision for one heavy statement, printed as
/// "index: 3.1 s → predicted 40 ms; enough for target 50 ms; stop here".
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub subject: Subject,
    pub tables: Vec<TableName>,
    pub calls: f64,
    pub mean_now: Option<Millis>,
    pub mean_predicted: Option<Millis>,
    /// What the user asked for.
    pub target: Option<Millis>,
    pub freshness: String,
    /// The rung where climbing stops.
    pub rung: Option<Rung>,
    /// Numbers of the steps that serve it.
    pub steps: Vec<u32>,
    pub outcome: Outcome,
    pub because: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Predicted to reach its target: stop here.
    Enough,
    /// Better, but a higher rung is due.
    Better,
    /// No step of this plan helps; the reason is said beside.
    Nothing,
    /// It is fast already.
    Fine,
    /// Could not be judged (unparsed, refused by the planner).
    Unknown,
}

/// What became of one step of an applied plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub step: u32,
    pub state: super::journal::ChangeState,
    pub say: String,
}
