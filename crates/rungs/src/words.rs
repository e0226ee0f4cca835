//! The words that several commands say in the same way.

use rungs_core::change::plan::Rung;
use rungs_core::change::{Proof, ProofVerdict, StatementProof, proof};
use rungs_core::ladder::{FindingSubject, Severity};
use rungs_core::name::Millis;
use rungs_core::seen::Snapshot;

pub fn rung(rung: Rung) -> &'static str {
    match rung {
        Rung::Upkeep => "upkeep",
        Rung::Index => "index",
        Rung::Query => "query",
        Rung::Cache => "cache",
        Rung::Rollup => "rollup",
        Rung::Replica => "replica",
        Rung::Partition => "partition",
    }
}

pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Critical => "critical",
    }
}

/// A finding's subject; a statement goes by its name where it has one.
pub fn subject(subject: &FindingSubject, snapshot: &Snapshot) -> String {
    match subject {
        FindingSubject::Server => "server".to_owned(),
        FindingSubject::Setting(name) => format!("setting {name}"),
        FindingSubject::Table(name) => format!("table {name}"),
        FindingSubject::Index(name) => format!("index {name}"),
        FindingSubject::Statement(fingerprint) => {
            let known = snapshot.workload.statements.iter().find(|s| s.fingerprint == *fingerprint);
            format!("statement {}", known.map_or_else(|| fingerprint.to_string(), |s| s.label()))
        }
    }
}

pub fn verdict(verdict: ProofVerdict) -> &'static str {
    match verdict {
        ProofVerdict::Holds => "holds",
        ProofVerdict::NoGain => "no gain",
        ProofVerdict::Worse => "worse",
        ProofVerdict::NotProven => "not proven",
        ProofVerdict::Open => "open",
    }
}

/// `412 ms → 0.31 ms (×1329)`, from medians.
pub fn before_after(statement: &StatementProof) -> String {
    let before = proof::median(&statement.before_ms);
    let after = proof::median(&statement.after_ms);
    match (before, after) {
        (Some(before), Some(after)) => {
            format!("{} → {} ({})", Millis(before), Millis(after), factor(before, after))
        }
        (Some(before), None) => format!("{} → not measured", Millis(before)),
        (None, Some(after)) => format!("not measured → {}", Millis(after)),
        (None, None) => "not measured".to_owned(),
    }
}

/// How many times faster, as `×12` or `×1.3`; slower is below one.
pub fn factor(before: f64, after: f64) -> String {
    let factor = before / after.max(0.000_001);
    if factor >= 10.0 { format!("×{factor:.0}") } else { format!("×{factor:.1}") }
}

/// The targets' part of a proof in one line.
pub fn proof_line(proof: &Proof) -> String {
    let targets: Vec<String> = proof
        .statements
        .iter()
        .filter(|s| s.is_target)
        .map(|s| format!("{}: {}", s.label, before_after(s)))
        .collect();
    match targets.is_empty() {
        true => proof.because.clone(),
        false => targets.join("; "),
    }
}

/// `2026-11-21 04:10:59` in UTC.
pub fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map_or_else(|_| ms.to_string(), |t| t.strftime("%F %T").to_string())
}
