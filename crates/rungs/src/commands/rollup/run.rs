//! `rungs rollup run`: refreshes in the foreground, when lag or number of deltas ask for it; or
//! prints the lines by which cron or systemd do so.

use std::process::Command;

use clap::Args;
use rungs_core::engine::{EngineError, ErrorClass, World};
use rungs_core::rollup::derive::registry::State;
use rungs_engine::rollup::{self, Entry, Waiting};

use super::{Chosen, Place, is_chosen, schedule};
use crate::commands::Context;
use crate::exit::{Exit, UserError};
use crate::report::Report;
use crate::shell;
use crate::world::Terminal;

/// Refreshes rollups in the foreground, each when its lag or its number of deltas asks for it
///
/// Ends with Ctrl-C; a refresh that fails ends it with its exit code, for a supervisor to see.
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    chosen: Chosen,
    /// How often to look, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 1_000)]
    every: u64,
    /// A command for the shell when a refresh fails; it finds RUNGS_ERROR in its environment
    #[arg(long, value_name = "COMMAND")]
    notify: Option<String>,
    /// Print a line for crontab instead
    #[arg(long)]
    print_cron: bool,
    /// Print a service and a timer for systemd instead
    #[arg(long, conflicts_with = "print_cron")]
    print_systemd: bool,
}

pub fn run(args: &Run, context: &Context<'_>) -> anyhow::Result<Exit> {
    if args.print_cron || args.print_systemd {
        return print(args, context);
    }
    if args.every == 0 {
        let hint = "give at least 1";
        return Err(UserError::new("--every 0 would leave no time for others", hint).into());
    }
    let mut place = Place::open(args.chosen.target.as_deref(), context)?;
    let mut world = Terminal::new(context.common.quiet)?;
    place.chosen(&args.chosen.rollups)?;
    let mut looked_at = 0;
    while !world.stopped() {
        if let Err(error) = look(&mut place, args, &mut world, &mut looked_at) {
            notify(args, &error, &mut world);
            return Err(error.into());
        }
        world.sleep_ms(args.every);
    }
    Ok(Exit::Done)
}

/// One look at all rollups. Another worker or a busy table is waited for.
fn look(
    place: &mut Place,
    args: &Run,
    world: &mut Terminal,
    looked_at: &mut i64,
) -> Result<(), EngineError> {
    let now = world.now_ms();
    let mut failed = None;
    for (entry, waiting) in rollup::waiting(place.session.as_mut(), now)? {
        let family = &entry.family;
        let is_built = entry.state == State::Live || entry.state == State::Invalid;
        let is_chosen = is_chosen(family, &args.chosen.rollups);
        if !is_chosen || !is_built || !is_due(&entry, &waiting, now, *looked_at) {
            continue;
        }
        match rollup::refresh(place.session.as_mut(), family.name.as_str(), world) {
            Ok(done) if !done.did_nothing() => {
                world.say(&format!("{}: {} groups, {} ms", family.name, done.groups, done.took_ms));
            }
            Ok(_) => {}
            Err(e) if e.class == ErrorClass::Busy => {
                world.say(&format!("{}: busy; later", family.name));
            }
            // One that is invalid does not keep the others waiting.
            Err(e) if e.class == ErrorClass::User => failed = failed.or(Some(e)),
            Err(e) => return Err(e),
        }
    }
    *looked_at = now;
    failed.map_or(Ok(()), Err)
}

/// Enough deltas, old enough ones, or a first look; changed dimensions are looked for as often as
/// the lag says.
fn is_due(entry: &Entry, waiting: &Waiting, now: i64, looked_at: i64) -> bool {
    let options = entry.family.options;
    let last = waiting.last_refresh.map_or(0, |(at, ..)| at);
    let is_old = waiting.oldest_ms.is_some_and(|age| age >= options.lag_ms);
    entry.state == State::Invalid
        || looked_at == 0
        || waiting.pending >= options.delta_cap
        || is_old
        || now.abs_diff(last) >= options.lag_ms
}

fn notify(args: &Run, error: &EngineError, world: &mut Terminal) {
    let Some(command) = &args.notify else { return };
    let text = error.to_string();
    let ended = Command::new("sh").arg("-c").arg(command).env("RUNGS_ERROR", &text).status();
    if !ended.is_ok_and(|status| status.success()) {
        world.say("the command to notify failed");
    }
}

fn print(args: &Run, context: &Context<'_>) -> anyhow::Result<Exit> {
    let target = args.chosen.target.as_deref();
    let command = schedule::command(target, &args.chosen.rollups, args.notify.as_deref());
    let is_secret = target.is_none_or(shell::is_secret);
    let mut report = Report::new("rollup run");
    report.say(if args.print_cron {
        schedule::cron(&command, is_secret)
    } else {
        schedule::systemd(&command, is_secret)
    });
    report.json = serde_json::json!({ "command": command });
    context.print(&report)?;
    Ok(Exit::Done)
}
