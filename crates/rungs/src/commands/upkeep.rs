//! `rungs upkeep`: the daily maintenance, where it is due, and why.

use clap::Args;
use rungs_core::change::executor;
use rungs_core::ladder::climb::{self, Ground};
use rungs_core::ladder::{self, Thresholds};

use super::{Context, apply};
use crate::exit::Exit;
use crate::pipeline::{self, Look};
use crate::world::Terminal;

/// Does the maintenance that is due (ANALYZE, VACUUM, REINDEX …) and says what and why
///
/// Meant for cron: does nothing where nothing is due, and never does the same twice at once.
#[derive(Debug, Args)]
pub struct Upkeep {
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
    /// Print exactly the SQL that would run, and run nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    look: Look,
}

pub fn run(args: &Upkeep, context: &Context<'_>) -> anyhow::Result<Exit> {
    let target = args.target.as_deref();
    let mut engine =
        if args.dry_run { context.open(target)? } else { context.open_to_change(target)? };
    let mut world = Terminal::new(context.common.quiet)?;
    let snapshot = pipeline::snapshot(engine.as_mut(), &args.look)?;
    let thresholds = Thresholds::default();
    let due: Vec<_> = ladder::upkeep::due(&snapshot, &thresholds)
        .into_iter()
        .map(|(finding, _)| finding)
        .collect();
    let options = climb::Options {
        rungs: vec![rungs_core::change::plan::Rung::Upkeep],
        settings: false,
        ..climb::Options::default()
    };
    let plan = climb::climb(&Ground {
        snapshot: &snapshot,
        findings: &due,
        plans: &[],
        proposals: &[],
        why_not: &std::collections::BTreeMap::new(),
        rollups: &rungs_core::ladder::rollup::Advice::default(),
        wished_indexes: &[],
        options: &options,
        thresholds: &thresholds,
        made_at_ms: crate::world::now_ms(),
        made_by_version: env!("CARGO_PKG_VERSION"),
    })
    .plan;
    if args.dry_run {
        apply::dry_run(engine.as_mut(), &plan, context)?;
        return Ok(Exit::Done);
    }
    let verdicts = executor::apply(engine.as_mut(), &[], &plan, &pipeline::policy(), &mut world)?;
    let mut report = apply::report("upkeep", &verdicts);
    if verdicts.is_empty() {
        report.say("Nothing is due.");
    }
    for step in &plan.steps {
        report.say(format!("step {}: {} {}", step.number, step.finding, step.why));
    }
    context.print(&report)?;
    Ok(apply::exit(&verdicts))
}
