//! `rungs rollup sql`: every object that would be made, and its removal.

use clap::Args;
use rungs_core::dialect::Sql;
use rungs_core::name::Ident;
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
    for placed in definitions::families(&definitions::read(&files)?, &mut place, context)? {
        let wanted = place.wanted(placed.family, context)?;
        derive::supported(&wanted.family, &wanted.ground).map_err(|no| {
            UserError::new(format!("{}: {no}", wanted.family.name), "change the definition")
        })?;
        let objects = derive::objects(&wanted.family, &wanted.ground);
        let objects = match &placed.stands {
            None => objects,
            Some(stands) => objects.beyond(&derive::objects(stands, &wanted.ground)),
        };
        let names: Vec<&str> = placed.asked.iter().map(Ident::as_str).collect();
        let of = placed.stands.as_ref().map_or_else(String::new, |stands| {
            format!(", attached to what stands of {}", stands.name)
        });
        report.say(format!("-- {}{of}", names.join(", ")));
        for sql in objects.all().flat_map(|o| &o.create) {
            report.say(format!("{sql};"));
        }
        report.say(format!("-- {}: removal", names.join(", ")));
        for sql in objects.drop() {
            report.say(format!("{sql};"));
        }
        all.push(json!({
            "family": wanted.family.name.as_str(),
            "rollups": names,
            "attached": placed.stands.is_some(),
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
