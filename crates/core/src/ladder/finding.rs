//! A finding: something true and worth knowing.

use serde::{Deserialize, Serialize};

use crate::change::Action;
use crate::change::plan::Rung;
use crate::name::{Fingerprint, IndexName, TableName};

#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Stable for ever: `RU-IX-001`. `rungs explain CODE` tells what it means.
    pub code: &'static str,
    pub severity: Severity,
    pub rung: Rung,
    pub subject: FindingSubject,
    /// A lower-case fact: `index orders_a is never used`.
    pub what: String,
    pub evidence: Vec<Evidence>,
    /// What would mend it, where that is a matter of one action.
    pub action: Option<Action>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FindingSubject {
    Server,
    Setting(String),
    Table(TableName),
    Index(IndexName),
    Statement(Fingerprint),
}

/// A number or word that the finding rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub name: &'static str,
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    Warning,
    Critical,
}
