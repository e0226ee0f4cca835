//! `rungs rollup refresh`: folds pending deltas, or builds anew what became invalid.

use clap::Args;
use rungs_core::name::Millis;
use rungs_engine::rollup;
use serde_json::json;

use super::{Chosen, Place};
use crate::commands::Context;
use crate::exit::{Exit, UserError};
use crate::report::Report;
use crate::world::Terminal;

/// Folds pending changes into the rollups; reads are exact before and after
///
/// Meant for cron: costs next to nothing where nothing is pending.
#[derive(Debug, Args)]
pub struct Refresh {
    #[command(flatten)]
    chosen: Chosen,
    /// Build anew from the facts: for a rollup that is invalid
    #[arg(long)]
    rebuild: bool,
    /// Deltas in one transaction at most
    #[arg(long, value_name = "N", default_value_t = rollup::BATCH, conflicts_with = "rebuild")]
    batch: u64,
}

pub fn run(args: &Refresh, context: &Context<'_>) -> anyhow::Result<Exit> {
    if args.batch == 0 {
        return Err(UserError::new("--batch 0 would fold nothing", "give at least 1").into());
    }
    let mut place = Place::open(args.chosen.target.as_deref(), context)?;
    let mut world = Terminal::new(context.common.quiet)?;
    let mut report = Report::new("rollup refresh");
    let mut done = Vec::new();
    for entry in place.chosen(&args.chosen.rollups)? {
        let name = entry.family.name.to_string();
        if args.rebuild {
            let wanted = place.wanted(entry.family, context)?;
            let built = rollup::rebuild(place.session.as_mut(), &wanted, &mut world)?;
            report.say(format!("{name}: built anew, {} groups", built.groups));
            done.push(json!({"family": name, "rebuilt": true, "groups": built.groups}));
            continue;
        }
        let session = place.session.as_mut();
        let folded = rollup::refresh_in_batches(session, &name, args.batch, &mut world)?;
        report.say(if folded.groups == 0 && !folded.moved {
            format!("{name}: nothing was pending")
        } else {
            format!("{name}: {} groups in {}", folded.groups, Millis(folded.took_ms as f64))
        });
        done.push(json!({
            "family": name,
            "groups": folded.groups,
            "moved": folded.moved,
            "took_ms": folded.took_ms,
        }));
    }
    if done.is_empty() {
        report.say("There are no rollups in this database.");
    }
    report.json = json!(done);
    context.print(&report)?;
    Ok(Exit::Done)
}
