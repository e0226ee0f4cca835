//! `rungs rollup add`: from definition files to live rollups.

use clap::Args;
use rungs_engine::rollup;
use serde_json::json;

use super::{Place, definitions};
use crate::commands::Context;
use crate::exit::Exit;
use crate::report::{Report, Table};
use crate::world::Terminal;

/// Makes rollups from definition files, captures changes from then on, and builds them
#[derive(Debug, Args)]
pub struct Add {
    /// Definition files (.sql), and the target: URL, name in rungs.toml, or nothing
    #[arg(value_name = "FILE… [TARGET]", required = true)]
    words: Vec<String>,
    /// Only start to capture; build later with: rungs rollup build
    #[arg(long)]
    no_build: bool,
}

pub fn run(args: &Add, context: &Context<'_>) -> anyhow::Result<Exit> {
    let (files, target) = definitions::split(&args.words)?;
    let mut place = Place::open(target, context)?;
    let families = definitions::families(&definitions::read(&files)?, &mut place, context)?;
    let names: Vec<String> =
        families.iter().flat_map(|f| f.levels.iter().map(|l| l.name.to_string())).collect();
    context.confirm(&format!("make {} and capture changes of their tables", names.join(", ")))?;
    let mut world = Terminal::new(context.common.quiet)?;
    let mut report = Report::new("rollup add");
    let mut table = Table::new(&["rollup", "groups of the base#", "slices#", "took#"]);
    let mut done = Vec::new();
    for family in families {
        let wanted = place.wanted(family, context)?;
        rollup::add(place.session.as_mut(), &wanted, &mut world)?;
        let built = if args.no_build {
            None
        } else {
            Some(rollup::build(place.session.as_mut(), &wanted, &mut world)?)
        };
        for level in &wanted.family.levels {
            let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
            table.row([
                level.name.to_string(),
                number(built.map(|b| b.groups)),
                number(built.map(|b| b.slices as u64)),
                built.map_or_else(String::new, |b| {
                    rungs_core::name::Millis(b.took_ms as f64).to_string()
                }),
            ]);
            done.push(json!({
                "rollup": level.name.as_str(),
                "family": wanted.family.name.as_str(),
                "built": built.is_some(),
            }));
        }
    }
    report.table(table);
    report.json = json!(done);
    context.print(&report)?;
    Ok(Exit::Done)
}
