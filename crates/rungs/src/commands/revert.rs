//! `rungs revert`: takes one change back.

use clap::Args;
use rungs_core::change::{ChangeId, revert};
use serde_json::json;

use super::Context;
use crate::exit::Exit;
use crate::pipeline;
use crate::report::Report;
use crate::world::Terminal;

/// Takes one change back
#[derive(Debug, Args)]
pub struct Revert {
    /// Number of the change, from `rungs history`
    id: u64,
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
}

pub fn run(args: &Revert, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut engine = context.open_to_change(args.target.as_deref())?;
    context.confirm(&format!("take change {} back", args.id))?;
    let mut world = Terminal::new(context.common.quiet)?;
    let verdict = revert(engine.as_mut(), ChangeId(args.id), &pipeline::policy(), &mut world)?;
    let mut report = Report::new("revert");
    report.say(&verdict.say);
    report.json = json!({ "id": args.id, "state": verdict.state.word(), "say": verdict.say });
    context.print(&report)?;
    Ok(Exit::Done)
}
