//! Findings and what to do about them: one file per rung and finding family.

pub mod finding;
pub mod index;

pub use finding::{Evidence, Finding, Severity};
