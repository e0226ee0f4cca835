//! A rule: one finding's code, documentation and logic as data; and what a rule may look at.
//! Rules see plain data only; they ask no server.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::finding::{Evidence, Finding, FindingSubject, Severity};
use super::thresholds::Thresholds;
use crate::change::Action;
use crate::change::plan::Rung;
use crate::name::{Bytes, EngineKind, TableName};
use crate::seen::{Index, Setting, Snapshot, Statement, StatementPlan, Table, TableKind};

/// One kind of finding.
pub struct Rule {
    /// Stable for ever.
    pub code: &'static str,
    pub title: &'static str,
    pub rung: Rung,
    /// The usual one; a finding may be milder or graver, by its evidence.
    pub severity: Severity,
    pub engines: &'static [EngineKind],
    pub what: &'static str,
    pub why_it_hurts: &'static str,
    pub evidence: &'static str,
    pub fix: &'static str,
    pub lock_and_cost: &'static str,
    pub undo: &'static str,
    pub example: &'static str,
    pub find: fn(&Known<'_>) -> Vec<Finding>,
}

pub const ALL: &[EngineKind] = &EngineKind::ALL;
pub const POSTGRES: &[EngineKind] = &[EngineKind::Postgres];
pub const MARIADB: &[EngineKind] = &[EngineKind::MariaDb];
pub const SQLITE: &[EngineKind] = &[EngineKind::Sqlite];

impl Rule {
    /// A finding of this rule, with its usual severity and no evidence yet.
    pub fn finding(&self, subject: FindingSubject, what: impl Into<String>) -> Finding {
        Finding {
            code: self.code,
            severity: self.severity,
            rung: self.rung,
            subject,
            what: what.into(),
            evidence: Vec::new(),
            action: None,
        }
    }

    /// The documentation, part by part, in the order people read it.
    pub fn parts(&self) -> [(&'static str, &'static str); 7] {
        [
            ("What it is", self.what),
            ("Why it hurts", self.why_it_hurts),
            ("Evidence", self.evidence),
            ("What to do", self.fix),
            ("Lock and cost", self.lock_and_cost),
            ("Way back", self.undo),
            ("Example", self.example),
        ]
    }
}

impl Finding {
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "calls read better without borrows")]
    pub fn because(mut self, name: &'static str, value: impl ToString) -> Self {
        self.evidence.push(Evidence { name, value: value.to_string() });
        self
    }

    /// As [`Finding::because`], where the value is known.
    #[must_use]
    pub fn because_known<T: ToString>(self, name: &'static str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.because(name, value),
            None => self.because(name, "unknown"),
        }
    }

    #[must_use]
    pub fn as_severe_as(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    #[must_use]
    pub fn mended_by(mut self, action: impl Into<Option<Action>>) -> Self {
        self.action = action.into();
        self
    }

    /// The table that it is about, where it is about one.
    pub fn table(&self) -> Option<&TableName> {
        match &self.subject {
            FindingSubject::Table(table) => Some(table),
            FindingSubject::Index(index) => Some(&index.table),
            FindingSubject::Server | FindingSubject::Setting(_) | FindingSubject::Statement(_) => {
                None
            }
        }
    }
}

/// Everything that a rule may look at, with tables and indexes found once for all rules.
pub struct Known<'a> {
    pub snapshot: &'a Snapshot,
    pub plans: &'a [(usize, StatementPlan)],
    pub thresholds: &'a Thresholds,
    tables: HashMap<&'a TableName, &'a Table>,
    indexes: HashMap<&'a TableName, Vec<&'a Index>>,
    plan_of: HashMap<usize, &'a StatementPlan>,
    /// Statements by each word of their text, in lower case; made when first asked for.
    words: OnceCell<HashMap<String, Vec<usize>>>,
    /// Time of the whole workload in ms; None where any statement's time is unknown.
    total_ms: Option<f64>,
}

impl<'a> Known<'a> {
    pub fn new(
        snapshot: &'a Snapshot,
        plans: &'a [(usize, StatementPlan)],
        thresholds: &'a Thresholds,
    ) -> Self {
        let mut indexes: HashMap<&TableName, Vec<&Index>> = HashMap::new();
        for index in &snapshot.indexes {
            indexes.entry(&index.name.table).or_default().push(index);
        }
        Self {
            snapshot,
            plans,
            thresholds,
            tables: snapshot.tables.iter().map(|t| (&t.name, t)).collect(),
            indexes,
            plan_of: plans.iter().map(|(at, plan)| (*at, plan)).collect(),
            words: OnceCell::new(),
            total_ms: snapshot.workload.statements.iter().map(|s| s.total.map(|t| t.0)).sum(),
        }
    }

    pub fn engine(&self) -> EngineKind {
        self.snapshot.server.engine
    }

    pub fn table(&self, name: &TableName) -> Option<&'a Table> {
        self.tables.get(name).copied()
    }

    pub fn indexes_of(&self, table: &TableName) -> &[&'a Index] {
        self.indexes.get(table).map_or(&[], Vec::as_slice)
    }

    /// Tables that hold rows of their own here: no view, virtual or foreign table.
    pub fn stored_tables(&self) -> impl Iterator<Item = &'a Table> {
        self.snapshot.tables.iter().filter(|t| is_stored(&t.kind))
    }

    pub fn setting(&self, name: &str) -> Option<&'a Setting> {
        self.snapshot.server.setting(name)
    }

    /// Days since the counters began; None where the server does not say.
    pub fn stats_days(&self) -> Option<f64> {
        let since = self.snapshot.server.stats_since_ms?;
        Some((self.snapshot.taken_at_ms - since).max(0) as f64 / 86_400_000.0)
    }

    /// Share of the workload's time that a statement takes, 0 … 1. None: times are not known.
    pub fn share(&self, statement: &Statement) -> Option<f64> {
        let whole = self.total_ms?;
        let own = statement.total?.0;
        (whole > 0.0).then(|| own / whole)
    }

    /// Statements that have a plan.
    pub fn planned(&self) -> impl Iterator<Item = (&'a Statement, &'a StatementPlan)> {
        let statements = &self.snapshot.workload.statements;
        self.plans.iter().filter_map(move |(at, plan)| Some((statements.get(*at)?, plan)))
    }

    /// The plan of the statement at this position of the workload.
    pub fn plan_of(&self, at: usize) -> Option<&'a StatementPlan> {
        self.plan_of.get(&at).copied()
    }

    /// Positions of the statements whose text names all of `names`, each as a whole word in
    /// whatever case.
    pub fn naming<'s>(&'s self, names: &'s [&str]) -> impl Iterator<Item = usize> + 's {
        let statements = &self.snapshot.workload.statements;
        let words = self.words.get_or_init(|| words_of(statements));
        let first = names.first().map(|name| name.to_lowercase());
        let first = first.as_deref().and_then(|name| name.split(is_separator).next());
        let candidates = first.and_then(|word| words.get(word)).map_or(&[][..], Vec::as_slice);
        candidates
            .iter()
            .copied()
            .filter(move |at| names.iter().all(|name| has_word(&statements[*at].shape, name)))
    }

    /// Bytes of all tables and indexes. None: some size is unknown, so the sum would be too small.
    pub fn database_bytes(&self) -> Option<Bytes> {
        let tables = self.stored_tables().map(|t| t.bytes.map(|b| b.0)).sum::<Option<u64>>()?;
        let indexes =
            self.snapshot.indexes.iter().map(|i| i.bytes.map(|b| b.0)).sum::<Option<u64>>()?;
        Some(Bytes(tables + indexes))
    }
}

fn words_of(statements: &[Statement]) -> HashMap<String, Vec<usize>> {
    let mut words: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, statement) in statements.iter().enumerate() {
        for word in statement.shape.to_lowercase().split(is_separator) {
            let positions = words.entry(word.to_owned()).or_default();
            if positions.last() != Some(&at) {
                positions.push(at);
            }
        }
    }
    words
}

fn is_separator(c: char) -> bool {
    !c.is_alphanumeric() && c != '_'
}

/// Whether `text` holds `word` as a whole word, in whatever case.
pub fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    text.match_indices(&word).any(|(at, _)| {
        text[..at].chars().next_back().is_none_or(is_separator)
            && text[at + word.len()..].chars().next().is_none_or(is_separator)
    })
}

fn is_stored(kind: &TableKind) -> bool {
    match kind {
        TableKind::Ordinary
        | TableKind::Partition { .. }
        | TableKind::Materialized
        | TableKind::Unlogged
        | TableKind::WithoutRowid => true,
        // The rows of a partitioned table are its partitions'; a temporary table is gone soon.
        TableKind::Partitioned
        | TableKind::Foreign
        | TableKind::Temporary
        | TableKind::View
        | TableKind::Virtual => false,
    }
}

/// `0.42` as `42 %`.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A count of rows as people write it: `12 k`, `3.4 M`.
pub fn rows(count: f64) -> String {
    if count >= 1e9 {
        format!("{:.1} G", count / 1e9)
    } else if count >= 1e6 {
        format!("{:.1} M", count / 1e6)
    } else if count >= 1e4 {
        format!("{:.0} k", count / 1e3)
    } else {
        format!("{count:.0}")
    }
}
