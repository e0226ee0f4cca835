//! Changing a target: plan → journal → executor. Nothing else changes anything.

pub mod action;
mod attempt;
mod compare;
pub mod error;
pub mod executor;
mod flow;
pub mod journal;
mod measure;
pub mod plan;
pub mod policy;
pub mod proof;
mod resume;
mod revert;
mod run;
mod step;

pub use action::{Action, LockClass, Undo};
pub use error::ApplyError;
pub use executor::{apply, dry_run, history};
pub use journal::{Change, ChangeId, ChangeState, Event, EventKind, History, Intent, JournalError};
pub use measure::Runnable;
pub use plan::{Decision, Outcome, Plan, Prediction, Promise, Step, Subject, Verdict};
pub use policy::{Limits, Policy};
pub use proof::{Measured, Proof, ProofVerdict, StatementProof};
pub use resume::resume;
pub use revert::revert;
