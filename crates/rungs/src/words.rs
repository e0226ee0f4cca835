//! The words that several commands say in the same way.

use rungs_core::change::plan::Rung;
use rungs_core::change::{LockClass, Proof, ProofVerdict, StatementProof, proof};
use rungs_core::ladder::{FindingSubject, Severity};
use rungs_core::name::Millis;
use rungs_core::seen::{Server, Snapshot};

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

pub fn lock(lock: LockClass) -> &'static str {
    match lock {
        LockClass::Online => "none that others notice",
        LockClass::Brief => "a moment at each end",
        LockClass::BlocksWrites => "writes wait until it is done",
        LockClass::BlocksAll => "everything waits until it is done",
    }
}

/// The kind of server in its maker's spelling.
pub fn engine(server: &Server) -> String {
    if server.is_mysql { "MySQL".to_owned() } else { server.engine.to_string() }
}

/// What is wrong with a rollup, and what to do.
pub fn invalid(rollup: &str, why: &str) -> String {
    format!(
        "{rollup} is invalid: {why}. It is not asked until it is built anew: \
         rungs rollup refresh --rebuild --rollup {rollup}"
    )
}

/// `1 table`, `3 tables`, `2 indexes`.
pub fn count(number: usize, noun: &str) -> String {
    let ending = match (number, noun.ends_with('x')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{number} {noun}{ending}")
}

/// A count as people write it: `950`, `12 k`, `3.4 M`.
pub fn rows(count: f64) -> String {
    match count {
        c if c >= 1e9 => format!("{:.1} G", c / 1e9),
        c if c >= 1e6 => format!("{:.1} M", c / 1e6),
        c if c >= 1e4 => format!("{:.0} k", c / 1e3),
        c => format!("{c:.0}"),
    }
}

/// Nothing of nothing is 0 %.
pub fn percent(part: f64, whole: f64) -> String {
    let share = if whole > 0.0 { part / whole } else { 0.0 };
    format!("{:.0} %", share * 100.0)
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
            format!(
                "statement {}",
                known.map_or_else(|| fingerprint.to_string(), rungs_core::seen::Statement::label)
            )
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
    if targets.is_empty() { proof.because.clone() } else { targets.join("; ") }
}

/// `2026-11-21 04:10:59` in UTC.
pub fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map_or_else(|_| ms.to_string(), |t| t.strftime("%F %T").to_string())
}
