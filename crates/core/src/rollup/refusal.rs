//! A "no" that can be acted on: which construct, why, and what to write instead.

use thiserror::Error;

/// Why a definition cannot be kept exact, or a query not be answered from a rollup.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{construct}: {reason}")]
pub struct Refusal {
    /// What stands in the text: a clause, a function, an expression, an option.
    pub construct: String,
    pub reason: String,
    /// What to write or change instead.
    pub mend: String,
}

impl Refusal {
    pub fn new(
        construct: impl Into<String>,
        reason: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self { construct: construct.into(), reason: reason.into(), mend: mend.into() }
    }
}

/// A refusal where a value was asked for.
pub fn refuse<T>(
    construct: impl Into<String>,
    reason: impl Into<String>,
    mend: impl Into<String>,
) -> Result<T, Refusal> {
    Err(Refusal::new(construct, reason, mend))
}
