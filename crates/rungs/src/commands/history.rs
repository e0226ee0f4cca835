//! `rungs history`: every change that rungs made to a database, and what became of it.

use clap::Args;
use rungs_core::change::{Change, executor};
use serde_json::{Value, json};

use super::Context;
use crate::exit::Exit;
use crate::report::{Report, Table};
use crate::{promises, words};

/// What rungs changed in this database, and what became of it
#[derive(Debug, Args)]
pub struct History {
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
}

pub fn run(args: &History, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut engine = context.open(args.target.as_deref())?;
    let history = executor::history(engine.as_mut())?;
    let changes: Vec<&Change> = history.changes().collect();
    context.print(&report(&changes))?;
    let unfinished = changes.iter().any(|c| !c.state.is_finished());
    Ok(if unfinished { Exit::Attention } else { Exit::Done })
}

fn report(changes: &[&Change]) -> Report {
    let mut report = Report::new("history");
    if changes.is_empty() {
        report.say("rungs has changed nothing in this database");
    }
    let mut table = Table::new(&["id#", "when (UTC)", "state!", "what", "proof or reason"]);
    for change in changes {
        table.row([
            change.id.0.to_string(),
            words::time(change.planned_at_ms),
            change.state.word().to_owned(),
            change.intent.action.to_string(),
            reason(change),
        ]);
    }
    report.table(table);
    if changes.iter().any(|c| !c.state.is_finished()) {
        report.say("A change was left in the middle; finish it with: rungs resume");
    }
    report.json = json!(changes.iter().map(|c| summary(c)).collect::<Vec<_>>());
    report
}

fn reason(change: &Change) -> String {
    match (&change.why, &change.proof) {
        (Some(why), _) => why.clone(),
        (None, Some(proof)) => words::proof_line(proof),
        (None, None) => String::new(),
    }
}

/// A change as `--format json` shows it, here and in other commands.
pub fn summary(change: &Change) -> Value {
    json!({
        "id": change.id.0,
        "at_ms": change.planned_at_ms,
        "state": change.state.word(),
        "what": change.intent.action.to_string(),
        "finding": change.intent.finding,
        "why": change.intent.why,
        "reason": change.why,
        "sql": change.intent.forward,
        "back": change.intent.back,
        "promises": promises::json(&change.intent.promises),
        "predicted": change.intent.predicted,
        "verdict": change.proof.as_ref().map(|p| words::verdict(p.verdict)),
        "because": change.proof.as_ref().map(|p| &p.because),
        "statements": change.proof.iter().flat_map(|p| &p.statements).map(|s| json!({
            "name": s.label,
            "fingerprint": s.fingerprint.to_string(),
            "target": s.is_target,
            "before_ms": s.before_ms,
            "after_ms": s.after_ms,
            "before_work": s.before_work,
            "after_work": s.after_work,
            "work_unit": s.work_unit,
            "equal": s.equal,
        })).collect::<Vec<_>>(),
    })
}
