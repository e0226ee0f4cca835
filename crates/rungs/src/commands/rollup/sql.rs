//! `rungs rollup sql`: every object that would be made, and its removal.

use clap::Args;
use rungs_core::dialect::Sql;
use rungs_core::rollup::derive;
use serde_json::json;

use super::{Place, definitions};
use crate::commands::Context;
use crate::exit::{Exit, UserError};
use crate::report::Report;

/// Prints every object that `add` would make, and how it is removed; changes nothing
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// Definition files (.sql), and the target: URL, name in rungs.toml, or nothing
    #[arg(value_name = "FILE… [TARGET]", required = true)]
    words: Vec<String>,
}

pub fn run(args: &SqlArgs, context: &Context<'_>) -> anyhow::Result<Exit> {
    let (files, target) = definitions::split(&args.words)?;
    let mut place = Place::open(target, context)?;
    let mut report = Report::new("rollup sql");
    let mut all = Vec::new();
    for family in definitions::families(&definitions::read(&files)?, &mut place, context)? {
        let wanted = place.wanted(family, context)?;
        derive::supported(&wanted.family, &wanted.ground).map_err(|no| {
            UserError::new(format!("{}: {no}", wanted.family.name), "change the definition")
        })?;
        let objects = derive::objects(&wanted.family, &wanted.ground);
        report.say(format!("-- {}", wanted.family.name));
        for sql in objects.all().flat_map(|o| &o.create) {
            report.say(format!("{sql};"));
        }
        report.say(format!("-- {}: removal", wanted.family.name));
        for sql in objects.drop() {
            report.say(format!("{sql};"));
        }
        all.push(json!({
            "family": wanted.family.name.as_str(),
            "create": texts(objects.all().flat_map(|o| &o.create)),
            "drop": texts(objects.drop().iter()),
        }));
    }
    report.json = json!(all);
    context.print(&report)?;
    Ok(Exit::Done)
}

fn texts<'a>(statements: impl Iterator<Item = &'a Sql>) -> Vec<String> {
    statements.map(ToString::to_string).collect()
}
