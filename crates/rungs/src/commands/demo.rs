//! `rungs demo`: makes a scenario, runs it slow, climbs, runs it fast, checks that every answer is
//! the same, and shows the table.

mod place;
mod rollups;
mod run;
mod serve;

use std::time::Instant;

use clap::Args;
use rungs_core::change::{Change, executor};
use rungs_core::name::Millis;
use rungs_scenarios::marketplace::MARKETPLACE;
use rungs_scenarios::{SCENARIOS, Scenario};
use serde_json::json;

use super::Context;
use crate::exit::{Exit, UserError};
use crate::report::{Report, Table};
use crate::target;
use crate::words;
use crate::world::Terminal;
use place::Place;
use rollups::Climbed;
use run::Timed;

/// Makes a scenario, runs it slow, climbs, runs it fast, shows before and after
///
/// Scenarios: marketplace (the default), invest, etl, hotels. Without --target it uses an SQLite
/// file in a temporary folder; on a server it makes a database of its own, named rungs_demo_…, and
/// drops it at the end. marketplace has a dashboard: --serve shows it in a browser until Ctrl-C.
#[derive(Debug, Args)]
pub struct Demo {
    /// Which scenario
    scenario: Option<String>,
    /// Rows of the scenario's greatest table, at least 1000
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1_000..))]
    rows: Option<u64>,
    /// Server to make the scenario on: a URL or a name in rungs.toml
    #[arg(long, value_name = "URL")]
    target: Option<String>,
    /// Leave the database where it is, and say where
    #[arg(long)]
    keep: bool,
    /// Make the scenario and leave it slow
    #[arg(long)]
    no_climb: bool,
    /// Serve the scenario's dashboard until Ctrl-C
    #[arg(long)]
    serve: bool,
    /// Where the dashboard listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", requires = "serve")]
    listen: String,
    /// Serve a database that --keep has left, as it is
    #[arg(long, value_name = "URL", requires = "serve",
        conflicts_with_all = ["target", "rows", "keep", "no_climb"])]
    existing: Option<String>,
}

pub fn run(args: &Demo, context: &Context<'_>) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let scenario = scenario(args)?;
    let mut world = Terminal::new(context.common.quiet)?;
    let server = args.serve.then(|| serve::listen(&args.listen)).transpose()?;
    if let (Some(server), Some(existing)) = (&server, &args.existing) {
        let target = target::database(Some(existing), &context.config)?;
        rollups::serve(server, &target, &mut world, context)?;
        return Ok(Exit::Done);
    }
    let place = Place::make(scenario, args.target.as_deref(), args.keep, context)?;
    let rows = args.rows.unwrap_or(scenario.rows_default);
    place.fill(scenario, rows, &mut world)?;
    let mut report = Report::new(format!("demo {}", scenario.name));
    let exit = if args.no_climb {
        Exit::Done
    } else {
        climb(scenario, rows, &place, &mut report, &mut world, context)?
    };
    report.json["seconds"] = json!(started.elapsed().as_secs_f64());
    if args.keep {
        report.say(format!("kept: {}", place.shown));
    }
    context.print(&report)?;
    if let Some(server) = &server {
        rollups::serve(server, &place.target, &mut world, context)?;
    }
    Ok(exit)
}

/// Slow, climb, fast, and the table of it in the report.
fn climb(
    scenario: &Scenario,
    rows: u64,
    place: &Place,
    report: &mut Report,
    world: &mut Terminal,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    let mut engine = place.target.open()?;
    let queries = (scenario.workload)(rows, engine.kind());
    let before = run::time(engine.as_mut(), &queries, world)?;
    // A scenario that has rollups is there to show them: what the rungs below would bring, `rungs
    // plan` says.
    let has_rollups = !(scenario.rollups)(engine.kind()).is_empty();
    let (after, verdicts, rollups) = if has_rollups {
        let climbed = rollups::climb(scenario, place, &queries, &before, world, context)?;
        (climbed.after.clone(), Vec::new(), Some(climbed))
    } else {
        let (after, verdicts) = run::climb_on(engine.as_mut(), &queries, &before, world)?;
        (after, verdicts, None)
    };
    let history = executor::history(engine.as_mut())?;
    let changes: Vec<&Change> = history.changes().collect();

    let told = Told {
        scenario,
        engine: place.target.kind().id(),
        rows,
        before: &before,
        after: &after,
        changes: &changes,
        rollups: rollups.as_ref(),
    };
    told.add_to(report);
    let fresh = rollups.as_ref().and_then(|climbed| climbed.fresh.as_ref());
    let equal = before.iter().zip(&after).all(|(b, a)| b.answer == a.answer)
        && fresh.is_none_or(|fresh| fresh.equal);
    Ok(match (equal, super::apply::exit(&verdicts)) {
        (false, _) | (true, Exit::Attention) => Exit::Attention,
        // A change that did not hold was taken back as it should be: the demo did what it shows.
        (true, _) => Exit::Done,
    })
}

fn scenario(args: &Demo) -> anyhow::Result<&'static Scenario> {
    let has_dashboard = |scenario: &Scenario| scenario.name == MARKETPLACE.name;
    let Some(name) = args.scenario.as_deref() else {
        return Ok(SCENARIOS[0]);
    };
    let found = rungs_scenarios::find(name);
    if args.serve && found.is_some_and(|scenario| !has_dashboard(scenario)) {
        let what = format!("{name} has no dashboard");
        return Err(UserError::new(what, "take --serve with marketplace").into());
    }
    found.ok_or_else(|| {
        let names: Vec<&str> = SCENARIOS.iter().map(|s| s.name).collect();
        UserError::new(
            format!("there is no scenario {name}"),
            format!("take one of: {}", names.join(", ")),
        )
        .into()
    })
}

/// All that the last page shows.
struct Told<'a> {
    scenario: &'a Scenario,
    engine: &'static str,
    rows: u64,
    before: &'a [Timed],
    after: &'a [Timed],
    changes: &'a [&'a Change],
    rollups: Option<&'a Climbed>,
}

impl Told<'_> {
    fn add_to(&self, report: &mut Report) {
        report.say(format!(
            "{} on {}: {}; {} rows in its greatest table",
            self.scenario.name, self.engine, self.scenario.about, self.rows
        ));
        let mut table =
            Table::new(&["statement", "before#", "after#", "factor#", "answers!", "from", "work"]);
        for (at, (b, a)) in self.before.iter().zip(self.after).enumerate() {
            table.row([
                format!("{}{}", b.name, if b.is_target { " *" } else { "" }),
                Millis(b.ms).to_string(),
                Millis(a.ms).to_string(),
                words::factor(b.ms, a.ms),
                if b.answer == a.answer { "equal" } else { "DIFFERENT" }.to_owned(),
                self.level(at).unwrap_or("tables").to_owned(),
                work(b, a),
            ]);
        }
        report.table(table);
        report.say("* what the scenario is judged by");
        if let Some(rollups) = self.rollups {
            rollups.add_to(report);
        }
        if self.changes.is_empty() {
            report.json = self.json();
            return;
        }
        let mut table = Table::new(&["change#", "state!", "what", "proof"]);
        for change in self.changes {
            table.row([
                change.id.0.to_string(),
                change.state.word().to_owned(),
                change.intent.action.to_string(),
                change.why.clone().unwrap_or_else(|| {
                    change.proof.as_ref().map_or_else(String::new, words::proof_line)
                }),
            ]);
        }
        report.table(table);
        report.json = self.json();
    }

    /// The rollup that answers a statement.
    fn level(&self, at: usize) -> Option<&str> {
        self.rollups?.levels.get(at)?.as_deref()
    }

    fn json(&self) -> serde_json::Value {
        let statements: Vec<_> = self
            .before
            .iter()
            .zip(self.after)
            .enumerate()
            .map(|(at, (b, a))| {
                json!({
                    "name": b.name,
                    "target": b.is_target,
                    "calls": b.calls,
                    "before_ms": b.ms,
                    "after_ms": a.ms,
                    "factor": b.ms / a.ms.max(0.000_001),
                    "equal": b.answer == a.answer,
                    "rows": a.rows,
                    "before_work": b.work,
                    "after_work": a.work,
                    "work_unit": b.work_unit,
                    "rollup": self.level(at),
                })
            })
            .collect();
        json!({
            "scenario": self.scenario.name,
            "engine": self.engine,
            "rows": self.rows,
            "statements": statements,
            "changes": self.changes.iter().map(|c| super::history::summary(c)).collect::<Vec<_>>(),
            "rollups": self.rollups.map(Climbed::json),
        })
    }
}

fn work(before: &Timed, after: &Timed) -> String {
    match (before.work, after.work) {
        (Some(b), Some(a)) => format!("{b} → {a} {}", before.work_unit),
        _ => String::new(),
    }
}
