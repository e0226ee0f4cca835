//! `rungs rollup verify`: every group against the facts.

use clap::Args;
use rungs_engine::rollup;
use serde_json::json;

use super::{Chosen, Place};
use crate::commands::Context;
use crate::exit::Exit;
use crate::report::Report;
use crate::world::Terminal;

/// Compares every group, with what is pending, to the facts; exit code 1 if one differs
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    chosen: Chosen,
}

pub fn run(args: &Verify, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut place = Place::open(args.chosen.target.as_deref(), context)?;
    let mut world = Terminal::new(context.common.quiet)?;
    let mut report = Report::new("rollup verify");
    let mut done = Vec::new();
    let mut equal = true;
    for entry in place.chosen(&args.chosen.rollups)? {
        let name = entry.family.name.to_string();
        let found = rollup::verify(place.session.as_mut(), &name, &mut world)?;
        equal &= found.wrong.is_empty();
        if found.wrong.is_empty() {
            report.say(format!("{name}: equal in {} checks", found.checks));
        }
        for (what, groups) in &found.wrong {
            report.say(format!("{name}: {groups} groups differ: {what}"));
        }
        done.push(json!({
            "family": name,
            "checks": found.checks,
            "wrong": found.wrong.iter().map(|(what, groups)| json!({
                "what": what,
                "groups": groups,
            })).collect::<Vec<_>>(),
        }));
    }
    report.json = json!(done);
    context.print(&report)?;
    Ok(if equal { Exit::Done } else { Exit::Gate })
}
