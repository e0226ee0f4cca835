//! `rungs rollup status`: what there is, how large, what waits, what is wrong.

use clap::Args;
use rungs_core::name::{Bytes, EngineKind, Millis};
use rungs_core::rollup::derive::registry::State;
use rungs_engine::rollup::{Status, status};
use serde_json::json;

use super::Place;
use crate::commands::Context;
use crate::exit::Exit;
use crate::report::{Report, Table};
use crate::words;

/// State, size, pending changes and last work of every rollup; exit code 6 if one needs attention
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
}

pub fn run(args: &StatusArgs, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut place = Place::open(args.target.as_deref(), context)?;
    let all = status(place.session.as_mut(), crate::world::now_ms())?;
    context.print(&report(&all))?;
    let well = all.iter().all(|s| s.entry.state == State::Live);
    Ok(if well { Exit::Done } else { Exit::Attention })
}

fn report(all: &[Status]) -> Report {
    let mut report = Report::new("rollup status");
    if all.is_empty() {
        report.say("There are no rollups in this database.");
    }
    let mut table = Table::new(&[
        "rollup",
        "state!",
        "rows#",
        "size#",
        "asked#",
        "pending#",
        "oldest#",
        "last refresh (UTC)",
        "verified",
    ]);
    for one in all {
        let first = one.levels.first().map(|l| l.name.clone());
        for level in &one.levels {
            let family = |text: String| {
                if first.as_ref() == Some(&level.name) { text } else { String::new() }
            };
            table.row([
                level.name.clone(),
                one.entry.state.word().to_owned(),
                level.rows.to_string(),
                level.bytes.map_or_else(|| "not known".to_owned(), |b| Bytes(b).to_string()),
                level.asked.map_or_else(|| "not known".to_owned(), |n| n.to_string()),
                family(one.waiting.pending.to_string()),
                family(
                    one.waiting
                        .oldest_ms
                        .map_or_else(String::new, |ms| Millis(ms as f64).to_string()),
                ),
                family(
                    one.waiting.last_refresh.map_or_else(String::new, |(at, ..)| words::time(at)),
                ),
                family(one.last_verify.as_ref().map_or_else(String::new, |(_, what)| what.clone())),
            ]);
        }
    }
    report.table(table);
    for one in all.iter().filter(|s| s.entry.state == State::Invalid) {
        report.say(words::invalid(one.entry.family.name.as_str(), &one.entry.why));
    }
    for one in all {
        report.say(storage(one));
        report.say(match one.waiting.as_of_ms {
            Some(at) => format!(
                "{} has no capture: it shows the facts as of {} (UTC), until it is refreshed.",
                one.entry.family.name,
                words::time(at)
            ),
            None => write_price(one),
        });
    }
    report.json = json!(all.iter().map(one_json).collect::<Vec<_>>());
    report
}

fn storage(one: &Status) -> String {
    let Status { entry, levels, fact_bytes, .. } = one;
    let (fact, name) = (&entry.family.fact.name, &entry.family.name);
    let ours: Option<u64> = levels.iter().map(|l| l.bytes).sum();
    match (fact_bytes, ours) {
        (Some(fact_bytes), Some(ours)) => format!(
            "{name} and what is kept with it take {}; {fact} takes {}.",
            Bytes(ours),
            Bytes(*fact_bytes)
        ),
        _ => format!("How much {name} and {fact} take is not known."),
    }
}

fn write_price(one: &Status) -> String {
    let fact = &one.entry.family.fact.name;
    let engine = one.entry.family.engine;
    if let Some(price) = one.write_price.filter(|price| price.calls > 0) {
        let each = price.took_us as f64 / price.calls as f64;
        let unit = match engine {
            EngineKind::Postgres => "call of its trigger (a statement, or a row)",
            EngineKind::MariaDb | EngineKind::Sqlite => "row",
        };
        let calls = price.calls;
        return format!("Capture took writers of {fact} {each:.1} µs a {unit}, {calls} so far.");
    }
    let why = match engine {
        EngineKind::Postgres => "SET track_functions = 'pl' and it will be",
        EngineKind::MariaDb => "performance_schema shows no calls",
        EngineKind::Sqlite => "SQLite does not count it",
    };
    format!("What capture takes writers of {fact} is not counted: {why}.")
}

fn one_json(status: &Status) -> serde_json::Value {
    json!({
        "family": status.entry.family.name.as_str(),
        "state": status.entry.state.word(),
        "why": status.entry.why,
        "levels": status.levels.iter().map(|l| json!({
            "name": l.name,
            "rows": l.rows,
            "bytes": l.bytes,
            "asked": l.asked,
        })).collect::<Vec<_>>(),
        "fact_bytes": status.fact_bytes,
        "write_price": status.write_price.map(|price| json!({
            "calls": price.calls,
            "took_us": price.took_us,
        })),
        "pending": status.waiting.pending,
        "oldest_ms": status.waiting.oldest_ms,
        "as_of_ms": status.waiting.as_of_ms,
        "last_refresh": status.waiting.last_refresh.map(|(at_ms, deltas, took_ms)| json!({
            "at_ms": at_ms,
            "deltas": deltas,
            "took_ms": took_ms,
        })),
        "last_verify": status.last_verify.as_ref().map(|(at_ms, found)| json!({
            "at_ms": at_ms,
            "found": found,
        })),
    })
}
