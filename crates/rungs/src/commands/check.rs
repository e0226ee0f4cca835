//! `rungs check`: can I connect, what may I see and do, what is missing and what gives it.

use clap::Args;
use rungs_core::seen::{Capability, Server, State};
use serde_json::json;

use super::Context;
use crate::exit::Exit;
use crate::report::{Report, Table};

/// Can I connect, what may I see, what is missing (with the exact statements that give it)
///
/// Ends with 4 if a privilege is missing. An extension or server setting that is not there only
/// means that less is seen.
#[derive(Debug, Args)]
pub struct Check {
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
}

pub fn run(args: &Check, context: &Context<'_>) -> anyhow::Result<Exit> {
    let mut engine = context.open(args.target.as_deref())?;
    let server = engine.server()?;
    context.print(&report(&server))?;
    let lacking = server.capabilities.iter().any(is_lacking);
    Ok(if lacking { Exit::Partial } else { Exit::Done })
}

fn report(server: &Server) -> Report {
    let mut report = Report::new(format!("check of {}", server.database));
    report.say(format!(
        "{} {}, database {}{}",
        crate::words::engine(server),
        server.version,
        server.database,
        if server.read_only { ", read only" } else { "" },
    ));
    let mut table = Table::new(&["!", "capability", "what for"]);
    for c in &server.capabilities {
        table.row([mark(c).to_owned(), c.id.clone(), c.what.clone()]);
    }
    report.table(table);
    let mend = mends(server);
    if !mend.is_empty() {
        report.say("What is missing comes with these, run by somebody who may:");
        report.code(mend.join("\n"));
    }
    report.json = json!({
        "engine": server.engine.id(),
        "version": server.version,
        "database": server.database,
        "read_only": server.read_only,
        "capabilities": server.capabilities.iter().map(|c| json!({
            "id": c.id,
            "state": word(c.state),
            "required": c.required,
            "what": c.what,
            "mend": c.mend,
        })).collect::<Vec<_>>(),
    });
    report
}

/// Every statement that mends something, each once, in the order of the capabilities.
fn mends(server: &Server) -> Vec<&str> {
    let mut lines: Vec<&str> = Vec::new();
    for capability in server.capabilities.iter().filter(|c| c.state != State::Yes) {
        for line in &capability.mend {
            if !lines.contains(&line.as_str()) {
                lines.push(line);
            }
        }
    }
    lines
}

/// Something that rungs cannot do without, or that grants alone would give.
fn is_lacking(capability: &Capability) -> bool {
    let is_grant = |line: &String| line.starts_with("GRANT ") || line.starts_with("ALTER TABLE ");
    let mend = &capability.mend;
    let granted = !mend.is_empty() && mend.iter().all(is_grant);
    capability.state != State::Yes && (capability.required || granted)
}

fn mark(capability: &Capability) -> &'static str {
    match (capability.state, is_lacking(capability)) {
        (State::Yes, _) => "yes",
        (State::No, true) => "NO",
        (State::No, false) => "no",
        (State::Unknown, _) => "?",
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Yes => "yes",
        State::No => "no",
        State::Unknown => "unknown",
    }
}
