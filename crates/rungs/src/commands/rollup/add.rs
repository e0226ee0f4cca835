//! `rungs rollup add`: from definition files to live rollups.

use clap::Args;
use rungs_core::name::{Ident, Millis};
use rungs_core::rollup::{Family, Placed};
use rungs_engine::rollup::{self, Attached, Built};
use serde_json::json;

use super::{Place, definitions};
use crate::commands::Context;
use crate::exit::{Exit, UserError};
use crate::report::{Report, Table};
use crate::world::Terminal;

/// Makes rollups from definition files, captures changes from then on, and builds them
///
/// A rollup that a family holds the base of already is attached to it: filled from there, with no
/// look at the facts.
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
    if args.no_build {
        refuse_later(&families)?;
    }
    let names: Vec<&str> =
        families.iter().flat_map(|placed| &placed.asked).map(Ident::as_str).collect();
    context.confirm(&format!("make {} and capture changes of their tables", names.join(", ")))?;
    let mut world = Terminal::new(context.common.quiet)?;
    let mut report = Report::new("rollup add");
    let mut table = Table::new(&["rollup", "made from", "groups#", "slices#", "took#"]);
    let mut done = Vec::new();
    for placed in families {
        let wanted = place.wanted(placed.family.clone(), context)?;
        rollup::add(place.session.as_mut(), &wanted, &mut world)?;
        let (mut built, mut attached) = (None, Vec::new());
        if !args.no_build {
            built = Some(rollup::build(place.session.as_mut(), &wanted, &mut world)?);
            attached = rollup::attach(place.session.as_mut(), &wanted, &mut world)?;
        }
        for level in &placed.asked {
            let own = attached.iter().find(|one| one.level == *level);
            table.row(row(level, &placed.family, built.as_ref(), own));
            done.push(json!({
                "rollup": level.as_str(),
                "family": placed.family.name.as_str(),
                "built": built.is_some(),
                "attached": own.is_some(),
            }));
        }
    }
    report.table(table);
    report.json = json!(done);
    context.print(&report)?;
    Ok(Exit::Done)
}

/// What this run did for one level.
fn row(
    level: &Ident,
    family: &Family,
    built: Option<&Built>,
    attached: Option<&Attached>,
) -> [String; 5] {
    let took = |ms: u64| Millis(ms as f64).to_string();
    let (from, groups, slices, took) = match (attached, built) {
        (Some(one), _) => {
            let from = format!("the base of {}", family.name);
            (from, one.groups.to_string(), String::new(), took(one.took_ms))
        }
        (None, Some(built)) if built.slices > 0 => {
            let (groups, slices) = (built.groups.to_string(), built.slices.to_string());
            ("the facts".to_owned(), groups, slices, took(built.took_ms))
        }
        (None, Some(_)) => {
            ("is there already".to_owned(), String::new(), String::new(), String::new())
        }
        (None, None) => {
            ("waits for its build".to_owned(), String::new(), String::new(), String::new())
        }
    };
    [level.to_string(), from, groups, slices, took]
}

/// Errors: a level would be made of what is built already.
fn refuse_later(families: &[Placed]) -> Result<(), UserError> {
    let later = families.iter().find_map(|placed| Some((placed, placed.later().next()?)));
    let Some((placed, level)) = later else { return Ok(()) };
    let what = format!("{level} is made from what {} holds already", placed.family.name);
    Err(UserError::new(what, "leave --no-build out: it takes no look at the facts"))
}
