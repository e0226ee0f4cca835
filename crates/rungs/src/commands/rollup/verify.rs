//! `rungs rollup verify`: every group against the facts.

use clap::Args;
use rungs_engine::rollup;
use serde_json::json;

use super::{Chosen, Place};
use crate::commands::Context;
use crate::exit::Exit;
use crate::report::Report;
use crate::words;
use crate::world::Terminal;

/// Compares every group, with what is pending, to the facts; exit code 1 if one differs
///
/// Exit code 6 if none does now, but capture has a hole through which changes may go unseen.
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
    let (mut equal, mut valid) = (true, true);
    for entry in place.chosen(&args.chosen.rollups)? {
        let name = entry.family.name.to_string();
        let found = rollup::verify(place.session.as_mut(), &name, &mut world)?;
        equal &= found.wrong.is_empty();
        if let Some(why) = &found.invalid {
            valid = false;
            report.say(words::invalid(&name, why));
        }
        if found.wrong.is_empty() {
            report.say(format!("{name}: equal in {} checks", found.checks));
        }
        for (what, groups) in &found.wrong {
            report.say(format!("{name}: {groups} groups differ: {what}"));
        }
        done.push(json!({
            "family": name,
            "checks": found.checks,
            "invalid": found.invalid,
            "wrong": found.wrong.iter().map(|(what, groups)| json!({
                "what": what,
                "groups": groups,
            })).collect::<Vec<_>>(),
        }));
    }
    report.json = json!(done);
    context.print(&report)?;
    Ok(match (equal, valid) {
        (false, _) => Exit::Gate,
        (true, false) => Exit::Attention,
        (true, true) => Exit::Done,
    })
}
