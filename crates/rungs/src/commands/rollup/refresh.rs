//! `rungs rollup refresh`: folds pending deltas, or builds anew what became invalid.

use clap::Args;
use jiff::civil::DateTime;
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::Millis;
use rungs_core::rollup::choose::{Choice, Path};
use rungs_engine::rollup::{self, Built, Mended, Period, Refreshed};
use serde_json::json;

use super::{Chosen, Place};
use crate::commands::Context;
use crate::exit::{self, Exit, UserError};
use crate::report::Report;
use crate::words;
use crate::world::Terminal;

/// Folds pending changes into the rollups; reads are exact before and after
///
/// Meant for cron: costs next to nothing where nothing is pending. A rollup that is invalid does
/// not keep the others waiting; exit code 6 then.
#[derive(Debug, Args)]
pub struct Refresh {
    #[command(flatten)]
    chosen: Chosen,
    /// Build anew from the facts: for a rollup that is invalid. Where it is known what was touched,
    /// only those slices
    #[arg(long)]
    rebuild: bool,
    /// Build anew only what lies at or after this day, or moment: you vouch for the rest
    #[arg(long, value_name = "DAY", requires = "rebuild")]
    from: Option<DateTime>,
    /// Build anew only what lies before this day, or moment
    #[arg(long, value_name = "DAY", requires = "rebuild")]
    to: Option<DateTime>,
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
    let mut failed = Vec::new();
    for entry in place.chosen(&args.chosen.rollups)? {
        let name = entry.family.name.to_string();
        if args.rebuild {
            let wanted = place.wanted(entry.family, context)?;
            let period = (args.from.is_some() || args.to.is_some())
                .then_some(Period { from: args.from, to: args.to });
            let mended = rollup::mend(place.session.as_mut(), &wanted, period, &mut world)?;
            report.say(mended_said(&name, &mended));
            done.push(json!({
                "family": name,
                "rebuilt": true,
                "whole": mended.whole,
                "slices": mended.built.slices,
                "groups": mended.built.groups,
                "took_ms": mended.built.took_ms,
            }));
            continue;
        }
        let session = place.session.as_mut();
        match rollup::refresh_in_batches(session, &name, args.batch, &mut world) {
            Ok(folded) => {
                report.say(said(&name, &folded));
                done.push(json!({
                    "family": name,
                    "groups": folded.groups,
                    "moved": folded.moved,
                    "took_ms": folded.took_ms,
                    "path": folded.path().word(),
                    "slices": folded.looked.iter().map(slice_json).collect::<Vec<_>>(),
                }));
            }
            // The others do not wait for one that cannot be refreshed now.
            Err(e) if matches!(e.class, ErrorClass::User | ErrorClass::Busy) => {
                done.push(json!({"family": name, "error": e.what}));
                failed.push(e);
            }
            Err(e) => return Err(e.into()),
        }
    }
    if done.is_empty() {
        report.say("There are no rollups in this database.");
    }
    report.json = json!(done);
    context.print(&report)?;
    Ok(exit_of(failed))
}

fn mended_said(name: &str, mended: &Mended) -> String {
    let Built { slices, groups, .. } = mended.built;
    if mended.whole {
        return format!("{name}: built anew, {groups} groups");
    }
    let slices = words::count(slices, "slice");
    format!("{name}: {slices} built anew, {groups} groups; the others stay")
}

fn said(name: &str, folded: &Refreshed) -> String {
    if folded.did_nothing() {
        return format!("{name}: nothing was pending");
    }
    let took = Millis(folded.took_ms as f64);
    let mut said = vec![format!("{name}: {} groups in {took}", folded.groups)];
    said.extend(folded.looked.iter().map(|(slice, choice)| {
        let done = match choice.path {
            Path::Delta => "folded",
            Path::Rebuild => "rebuilt from the facts",
        };
        format!("  {slice} {done} ({choice})")
    }));
    said.join("\n")
}

fn slice_json((slice, choice): &(String, Choice)) -> serde_json::Value {
    json!({
        "slice": slice,
        "path": choice.path.word(),
        "deltas": choice.deltas,
        "fold_ms": choice.fold_ms,
        "rebuild_ms": choice.rebuild_ms,
    })
}

/// Says each on stderr, for cron to mail. One that is not live needs somebody; a busy one needs
/// time.
fn exit_of(failed: Vec<EngineError>) -> Exit {
    let mut exit = Exit::Done;
    for error in failed {
        let is_busy = error.class == ErrorClass::Busy;
        let code = exit::report(&error.into(), false);
        if exit != Exit::Attention {
            exit = if is_busy { code } else { Exit::Attention };
        }
    }
    exit
}
