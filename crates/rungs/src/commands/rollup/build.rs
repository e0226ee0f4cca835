//! `rungs rollup build`: builds what was added and is not built, from where it stopped.

use clap::Args;
use rungs_core::rollup::derive::registry::State;
use rungs_engine::rollup;
use serde_json::json;

use super::{Chosen, Place};
use crate::commands::Context;
use crate::exit::Exit;
use crate::report::Report;
use crate::world::Terminal;

/// Builds rollups that are not built yet, in short transactions; goes on where it was stopped
#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    chosen: Chosen,
}

pub fn run(args: &Build, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut place = Place::open(args.chosen.target.as_deref(), context)?;
    let mut world = Terminal::new(context.common.quiet)?;
    let mut report = Report::new("rollup build");
    let mut done = Vec::new();
    for entry in place.chosen(&args.chosen.rollups)? {
        if entry.state != State::Building && args.chosen.rollups.is_empty() {
            continue;
        }
        let wanted = place.wanted(entry.family, context)?;
        let built = rollup::build(place.session.as_mut(), &wanted, &mut world)?;
        let name = wanted.family.name.as_str();
        report.say(format!("{name}: {} groups in {} slices", built.groups, built.slices));
        done.push(json!({"family": name, "groups": built.groups, "slices": built.slices}));
    }
    if done.is_empty() {
        report.say("Nothing is to be built.");
    }
    report.json = json!(done);
    context.print(&report)?;
    Ok(Exit::Done)
}
