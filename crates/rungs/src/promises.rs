//! What the application has to ask so that a rollup answers it, and what that brings, predicted
//! and measured. Rungs changes no application.

use rungs_core::change::{Promise, Proof, Subject};
use serde_json::{Value, json};

use crate::report::{Report, Table};
use crate::words;

/// The statements in their new words, each under its name.
pub fn asks<'a>(report: &mut Report, promised: impl Iterator<Item = (&'a Promise, &'a [Subject])>) {
    let ask = |(promise, targets): (&Promise, &[Subject])| {
        let name = label(promise, targets);
        format!("-- {name}, of {}\n{};\n", promise.view, promise.ask.trim())
    };
    let all: String = promised.map(ask).collect();
    if all.is_empty() {
        return;
    }
    report.heading("What the application is to ask instead");
    report.say(
        "A rollup makes fast what is asked of its live view; statements on the raw tables stay as \
         slow as they are. For any other statement or value: rungs rollup explain SQL.",
    );
    report.code(all);
}

/// Each promise beside what was measured.
pub fn kept(report: &mut Report, promises: &[Promise], targets: &[Subject], proof: Option<&Proof>) {
    if promises.is_empty() {
        return;
    }
    report.heading("Promised and measured");
    let mut table = Table::new(&["statement", "predicted", "measured", "asked of"]);
    for promise in promises {
        let measured = proof
            .and_then(|p| p.statements.iter().find(|s| s.fingerprint == promise.fingerprint))
            .map_or_else(|| "not measured".to_owned(), words::before_after);
        table.row([label(promise, targets), predicted(promise), measured, promise.view.clone()]);
    }
    report.table(table);
}

/// `about 3.1 s → 2.0 ms (×1550)`; about: reckoned from the rows that are read.
fn predicted(promise: &Promise) -> String {
    let (before, after) = (promise.before, promise.after);
    let about = if promise.before_measured { "" } else { "about " };
    format!("{about}{before} → {after} ({})", words::factor(before.0, after.0))
}

fn label(promise: &Promise, targets: &[Subject]) -> String {
    let of = targets.iter().find(|target| target.fingerprint == promise.fingerprint);
    of.map_or_else(|| promise.fingerprint.to_string(), |target| target.label.clone())
}

pub fn json(promises: &[Promise]) -> Value {
    let one = |p: &Promise| {
        json!({
            "fingerprint": p.fingerprint.to_string(),
            "view": p.view,
            "ask": p.ask,
            "before_ms": p.before.0,
            "before_measured": p.before_measured,
            "predicted_ms": p.after.0,
        })
    };
    promises.iter().map(one).collect()
}
