//! `rungs rollup status`: what there is, how large, what waits, what is wrong.

use clap::Args;
use rungs_core::name::{Bytes, Millis};
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
                family(one.pending.to_string()),
                family(one.oldest_ms.map_or_else(String::new, |ms| Millis(ms as f64).to_string())),
                family(one.last_refresh.map_or_else(String::new, |(at, ..)| words::time(at))),
                family(one.last_verify.as_ref().map_or_else(String::new, |(_, what)| what.clone())),
            ]);
        }
    }
    report.table(table);
    for one in all.iter().filter(|s| s.entry.state == State::Invalid) {
        report.say(words::invalid(one.entry.family.name.as_str(), &one.entry.why));
    }
    report.json = json!(all.iter().map(one_json).collect::<Vec<_>>());
    report
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
        })).collect::<Vec<_>>(),
        "pending": status.pending,
        "oldest_ms": status.oldest_ms,
        "last_refresh": status.last_refresh.map(|(at_ms, groups, took_ms)| json!({
            "at_ms": at_ms,
            "groups": groups,
            "took_ms": took_ms,
        })),
        "last_verify": status.last_verify.as_ref().map(|(at_ms, found)| json!({
            "at_ms": at_ms,
            "found": found,
        })),
    })
}
