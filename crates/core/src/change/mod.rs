//! Changing a target: plan → journal → executor. Nothing else changes anything.

pub mod action;
pub mod journal;
pub mod plan;
pub mod policy;
pub mod proof;

pub use action::{Action, LockClass, Undo};
pub use journal::{ChangeId, ChangeState, Event, EventKind};
pub use plan::{Decision, Outcome, Plan, Prediction, Step, Subject, Verdict};
pub use policy::{Limits, Policy};
pub use proof::{Measured, Proof, ProofVerdict, StatementProof};
