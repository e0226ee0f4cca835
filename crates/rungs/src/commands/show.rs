//! `rungs show`: all that the journal knows of one change.

use clap::Args;
use rungs_core::change::error::ApplyError;
use rungs_core::change::{Change, ChangeId, Proof, executor};
use rungs_core::dialect::Sql;

use super::Context;
use crate::exit::Exit;
use crate::report::{Report, Table};
use crate::{legend, promises, words};

/// All that the journal knows of one change: SQL, proof, way back
#[derive(Debug, Args)]
pub struct Show {
    /// Number of the change, from `rungs history`
    id: u64,
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
}

pub fn run(args: &Show, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut engine = context.open(args.target.as_deref())?;
    let history = executor::history(engine.as_mut())?;
    let id = ChangeId(args.id);
    let change = history.get(id).ok_or(ApplyError::NoSuchChange { change: id })?;
    context.print(&report(change))?;
    Ok(Exit::Done)
}

fn report(change: &Change) -> Report {
    let mut report = Report::new(format!("change {}", change.id.0));
    report.say(format!("change {}: {}", change.id.0, change.intent.action));
    report.say(format!(
        "{}; planned {}, last moved {} (UTC)",
        change.state.word(),
        words::time(change.planned_at_ms),
        words::time(change.changed_at_ms)
    ));
    report.say(format!("{} {}", change.intent.finding, change.intent.why));
    if let Some(why) = &change.why {
        report.say(why);
    }
    report.heading("What runs");
    report.code(lines(&change.intent.forward));
    report.heading("Way back");
    if change.intent.back.is_empty() {
        report.say("There is nothing to take back.");
    } else {
        report.code(lines(&change.intent.back));
    }
    let intent = &change.intent;
    promises::kept(&mut report, &intent.promises, &intent.targets, change.proof.as_ref());
    promises::asks(
        &mut report,
        intent.promises.iter().map(|promise| (promise, intent.targets.as_slice())),
    );
    if let Some(proof) = change.proof.as_ref().or(change.before.as_ref()) {
        show_proof(&mut report, proof);
    }
    legend::unnamed(&mut report, intent.targets.iter().chain(&intent.bystanders));
    report.json = super::history::summary(change);
    report
}

fn show_proof(report: &mut Report, proof: &Proof) {
    report.heading(format!("Proof: {}", words::verdict(proof.verdict)));
    let mut table =
        Table::new(&["statement", "role", "time", "work before#", "after#", "answers!"]);
    let work = |work: Option<u64>, unit: &str| {
        work.map_or_else(|| "?".to_owned(), |work| format!("{work} {unit}"))
    };
    for s in &proof.statements {
        table.row([
            s.label.clone(),
            if s.is_target { "target" } else { "bystander" }.to_owned(),
            words::before_after(s),
            work(s.before_work, &s.work_unit),
            work(s.after_work, &s.work_unit),
            match s.equal {
                Some(true) => "equal",
                Some(false) => "DIFFERENT",
                None => "not compared",
            }
            .to_owned(),
        ]);
    }
    report.table(table);
    report.say(&proof.because);
}

fn lines(statements: &[Sql]) -> String {
    statements.iter().map(|sql| format!("{sql};\n")).collect::<Vec<_>>().concat()
}
