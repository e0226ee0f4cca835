//! Statements by shape, with calls and time, and where they came from.

use std::collections::HashMap;

use crate::name::{Fingerprint, Millis};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workload {
    pub statements: Vec<Statement>,
    /// Every source that was asked, and what it gave.
    pub sources: Vec<WorkloadSource>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadSource {
    /// `pg_stat_statements`, `performance_schema`, a file's name.
    pub name: String,
    pub statements: u32,
    /// Texts that the server withheld (`<insufficient privilege>`).
    pub withheld: u32,
    /// Why it gave nothing, where it gave nothing.
    pub missing: Option<String>,
}

impl Workload {
    /// Adds what another source saw. A shape that both know keeps the calls and time of the one
    /// that measured it, and gains the other's name and sample.
    pub fn merge(&mut self, other: Self) {
        let first_source = self.sources.len();
        self.sources.extend(other.sources);
        let mut known: HashMap<Fingerprint, usize> =
            self.statements.iter().enumerate().map(|(at, s)| (s.fingerprint, at)).collect();
        for mut statement in other.statements {
            statement.source += first_source;
            if let Some(&at) = known.get(&statement.fingerprint) {
                self.statements[at].absorb(statement);
            } else {
                known.insert(statement.fingerprint, self.statements.len());
                self.statements.push(statement);
            }
        }
    }
}

/// One shape of the workload.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub fingerprint: Fingerprint,
    /// The normalized text: literals are `$1`, `?`; identifiers and case as written.
    pub shape: String,
    /// One real statement with its literals. Leaves memory only with `--with-literals`.
    pub sample: Option<String>,
    /// A name that the user gave (`-- name: latest_price` in a workload file).
    pub name: Option<String>,
    pub calls: f64,
    /// Time of all calls together. None: not known, then every call weighs the same.
    pub total: Option<Millis>,
    pub rows: Option<f64>,
    /// Index in [`Workload::sources`].
    pub source: usize,
    /// Why the text could not be parsed; such a statement is counted and shown, never dropped.
    pub unparsed: Option<String>,
}

impl Statement {
    fn absorb(&mut self, other: Self) {
        self.name = other.name.or(self.name.take());
        self.sample = other.sample.or(self.sample.take());
        if self.total.is_none() && other.total.is_some() {
            self.calls = other.calls;
            self.total = other.total;
            self.rows = other.rows;
        }
        if self.unparsed.is_none() && other.unparsed.is_some() {
            // The other source is the one to be mended.
            self.unparsed = other.unparsed;
            self.source = other.source;
        }
    }

    /// What to call it when speaking to a person.
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.fingerprint.to_string())
    }

    pub fn mean(&self) -> Option<Millis> {
        let total = self.total?;
        (self.calls > 0.0).then(|| Millis(total.0 / self.calls))
    }

    /// The text that can be given to EXPLAIN or run: the sample if there is one, else the shape.
    pub fn text(&self) -> &str {
        self.sample.as_deref().unwrap_or(&self.shape)
    }
}
