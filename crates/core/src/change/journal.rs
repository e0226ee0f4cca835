//! The journal: events in the order they happened, kept in the target itself. The state of a
//! change is a pure fold over its events; `format/journal_v1.rs` writes events as JSON.

use super::action::Action;
use super::proof::Proof;
use crate::dialect::Sql;

/// Number of a change in one target's journal, 1, 2, 3 …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId(pub u64);

#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub change: ChangeId,
    pub at_ms: i64,
    pub kind: EventKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// The intent, written before anything is done.
    Planned(Box<Intent>),
    /// What was measured before.
    MeasuredBefore(Proof),
    Started,
    Done,
    Failed {
        error: String,
    },
    /// The connection died while it ran; the catalog will tell.
    Unknown {
        error: String,
    },
    Verified(Proof),
    RevertStarted {
        why: String,
    },
    Reverted,
    RevertFailed {
        error: String,
    },
}

/// All that is needed to finish a change or take it back, without its plan file.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    pub plan_id: String,
    pub step: u32,
    pub finding: String,
    pub why: String,
    pub action: Action,
    pub forward: Vec<Sql>,
    pub back: Vec<Sql>,
    pub targets: Vec<super::plan::Subject>,
    pub bystanders: Vec<super::plan::Subject>,
}

/// Where a change is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeState {
    Pending,
    Started,
    Done,
    Verified,
    Reverting,
    Reverted,
    Failed,
}
