//! `rungs rollup drop`: removal of one rollup, complete with the last of a family.

use clap::Args;
use rungs_core::name::Ident;
use rungs_engine::rollup;
use serde_json::json;

use super::Place;
use crate::commands::Context;
use crate::exit::Exit;
use crate::report::Report;
use crate::world::Terminal;

/// Removes a rollup and nothing else: its views and table, and the capture with the last one of it
///
/// Others that are kept by the same capture stay as they are.
#[derive(Debug, Args)]
pub struct Drop {
    /// Name of the rollup
    name: String,
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
    /// Also all rollups that are kept by the same capture
    #[arg(long)]
    family: bool,
}

pub fn run(args: &Drop, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut place = Place::open(args.target.as_deref(), context)?;
    let going = rollup::going(place.session.as_mut(), &args.name, args.family)?;
    let levels: Vec<&str> = going.levels.iter().map(Ident::as_str).collect();
    context.confirm(&format!("drop {}", levels.join(", ")))?;
    let mut world = Terminal::new(context.common.quiet)?;
    rollup::drop(place.session.as_mut(), &going, &mut world)?;
    let mut report = Report::new("rollup drop");
    report.say(format!("dropped: {}", levels.join(", ")));
    report.json = json!({ "dropped": levels });
    context.print(&report)?;
    Ok(Exit::Done)
}
