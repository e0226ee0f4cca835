//! `rungs apply`: does a plan, proves it, keeps or reverts each step.

use std::path::{Path, PathBuf};

use clap::Args;
use rungs_core::change::{ChangeState, Plan, Policy, Verdict, executor};
use rungs_core::engine::Engine;
use rungs_core::format::plan_v1;
use serde_json::json;

use super::Context;
use crate::exit::{Exit, UserError};
use crate::pipeline::{self, Look};
use crate::render::Format;
use crate::report::{Report, Table};
use crate::world::Terminal;
use crate::{files, render};

/// Does a plan online, measures before and after, keeps what holds and reverts what does not
///
/// May be run again at any time, and by several instances at once: what is done is not done twice.
/// Ends with 0 if all is done, 5 if something was taken back, 6 if something needs attention.
/// In a container's entry point: `rungs apply plan.toml --yes`, then start the application.
#[derive(Debug, Args)]
pub struct Apply {
    /// The plan file that `rungs plan -o` wrote
    plan: PathBuf,
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
    /// Print exactly the SQL that would run, and run nothing
    #[arg(long)]
    dry_run: bool,
    /// Do again what rungs took back before
    #[arg(long)]
    again: bool,
    /// Do not measure; keep every step that succeeds
    #[arg(long)]
    no_proof: bool,
    #[command(flatten)]
    look: Look,
}

pub fn run(args: &Apply, context: &Context<'_>) -> anyhow::Result<Exit> {
    let plan = read(&args.plan)?;
    if args.dry_run {
        let mut engine = context.open(args.target.as_deref())?;
        dry_run(engine.as_mut(), &plan, context)?;
        return Ok(Exit::Done);
    }
    let mut engine = context.open_to_change(args.target.as_deref())?;
    context.confirm(&format!("apply {} steps to {}", plan.steps.len(), plan.database))?;
    let mut world = Terminal::new(context.common.quiet)?;
    let mut policy = Policy { again: args.again, ..pipeline::policy() };
    let runnables = if args.no_proof {
        policy.proof_rounds = 0;
        Vec::new()
    } else {
        pipeline::runnables(engine.as_mut(), &args.look)?
    };
    let verdicts = executor::apply(engine.as_mut(), &runnables, &plan, &policy, &mut world)?;
    context.print(&report("apply", &verdicts))?;
    Ok(exit(&verdicts))
}

fn read(path: &Path) -> Result<Plan, UserError> {
    let text = files::read("plan", path)?;
    plan_v1::read(&text).map_err(|error| files::unusable(path, &text, &error))
}

/// As a table it is SQL only, so that it can be kept as a script.
pub fn dry_run(engine: &mut dyn Engine, plan: &Plan, context: &Context<'_>) -> anyhow::Result<()> {
    let sql = executor::dry_run(engine, plan)?;
    let script = sql.iter().map(|sql| format!("{sql};\n")).collect::<Vec<_>>().concat();
    if context.common.format == Format::Table {
        return render::text(if sql.is_empty() { "-- nothing to do\n" } else { &script });
    }
    let mut report = Report::new("dry run");
    if sql.is_empty() {
        report.say("Nothing to do.");
    }
    let mut table = Table::new(&["SQL"]);
    for one in &sql {
        table.row([one.to_string()]);
    }
    report.table(table);
    report.json = json!({ "sql": sql });
    context.print(&report)
}

/// What became of each step; shared with `resume`.
pub fn report(title: &str, verdicts: &[Verdict]) -> Report {
    let mut report = Report::new(title);
    let mut table = Table::new(&["step#", "state!", "what became of it"]);
    for verdict in verdicts {
        table.row([verdict.step.to_string(), verdict.state.word().to_owned(), verdict.say.clone()]);
    }
    report.table(table);
    report.json = json!({
        "steps": verdicts.iter().map(|v| json!({
            "step": v.step,
            "state": v.state.word(),
            "say": v.say,
        })).collect::<Vec<_>>(),
    });
    report
}

pub fn exit(verdicts: &[Verdict]) -> Exit {
    let state = |wanted: fn(ChangeState) -> bool| verdicts.iter().any(|v| wanted(v.state));
    // `Done` is what was there already, without a change of ours.
    if state(|s| !s.is_finished() && s != ChangeState::Done) {
        Exit::Attention
    } else if state(|s| matches!(s, ChangeState::Reverted | ChangeState::Failed)) {
        Exit::RolledBack
    } else {
        Exit::Done
    }
}
