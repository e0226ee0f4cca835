//! What was measured before and after a change, and what it says.

use crate::name::{Fingerprint, Millis};

/// One run of one statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub ms: Millis,
    pub rows: u64,
    /// Hash of the answer as a multiset of rows; equal answers have equal hashes.
    pub answer: u64,
    /// Deterministic work: shared buffers hit+read, pages accessed, VM steps.
    pub work: Option<u64>,
    /// What `work` counts, `buffers`, `pages`, `vm steps`.
    pub work_unit: &'static str,
    pub timed_out: bool,
}

/// One statement's part in a proof. Times are of every run, in the order they were made.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementProof {
    pub fingerprint: Fingerprint,
    pub label: String,
    pub before_ms: Vec<f64>,
    pub after_ms: Vec<f64>,
    pub before_work: Option<u64>,
    pub after_work: Option<u64>,
    pub work_unit: String,
    /// None: only one side could be run to its end.
    pub equal: Option<bool>,
    pub is_target: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    pub statements: Vec<StatementProof>,
    pub verdict: ProofVerdict,
    pub because: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofVerdict {
    /// Targets better beyond noise, nothing else worse.
    Holds,
    /// Within noise.
    NoGain,
    /// A statement got worse, or answers differ.
    Worse,
    /// Nothing could be run; the change stands on its prediction alone.
    NotProven,
    /// Only the "before" side is there yet.
    Open,
}
