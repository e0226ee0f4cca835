//! `rungs rollup drop`: complete removal.

use clap::Args;
use rungs_engine::rollup;
use serde_json::json;

use super::Place;
use crate::commands::Context;
use crate::exit::Exit;
use crate::report::Report;
use crate::world::Terminal;

/// Removes a rollup and those that are kept with it: triggers, views, tables, and nothing else
#[derive(Debug, Args)]
pub struct Drop {
    /// Name of the rollup
    name: String,
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
}

pub fn run(args: &Drop, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut place = Place::open(args.target.as_deref(), context)?;
    let chosen = place.chosen(std::slice::from_ref(&args.name))?;
    let levels: Vec<String> =
        chosen.iter().flat_map(|e| e.family.levels.iter().map(|l| l.name.to_string())).collect();
    context.confirm(&format!("drop {}", levels.join(", ")))?;
    let mut world = Terminal::new(context.common.quiet)?;
    rollup::drop(place.session.as_mut(), &args.name, &mut world)?;
    let mut report = Report::new("rollup drop");
    report.say(format!("dropped: {}", levels.join(", ")));
    report.json = json!({ "dropped": levels });
    context.print(&report)?;
    Ok(Exit::Done)
}
