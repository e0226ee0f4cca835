//! `rungs resume`: finishes what was left in the middle, as the database itself tells it.

use clap::Args;
use rungs_core::change::resume;

use super::{Context, apply};
use crate::exit::Exit;
use crate::pipeline;
use crate::pipeline::Look;
use crate::world::Terminal;

/// Finishes (or takes back) what a crash or Ctrl-C left in the middle
#[derive(Debug, Args)]
pub struct Resume {
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
    #[command(flatten)]
    look: Look,
}

pub fn run(args: &Resume, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut engine = context.open_to_change(args.target.as_deref())?;
    let mut world = Terminal::new(context.common.quiet)?;
    let runnables = pipeline::runnables(engine.as_mut(), &args.look)?;
    let verdicts = resume(engine.as_mut(), &runnables, &pipeline::policy(), &mut world)?;
    let mut report = apply::report("resume", &verdicts);
    if verdicts.is_empty() {
        report.say("Nothing was left in the middle.");
    }
    context.print(&report)?;
    Ok(apply::exit(&verdicts))
}
