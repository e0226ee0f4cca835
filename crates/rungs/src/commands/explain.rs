//! `rungs explain`: what a finding means.

use clap::Args;
use rungs_core::ladder;
use serde_json::json;

use super::Context;
use crate::exit::{Exit, UserError};
use crate::report::{Report, Table};

/// What a finding means, with an example; without a code, the list of all
#[derive(Debug, Args)]
pub struct Explain {
    /// Code of a finding, such as RU-IX-001
    code: Option<String>,
}

pub fn run(args: &Explain, context: &Context<'_>) -> anyhow::Result<Exit> {
    let report = match &args.code {
        Some(code) => one(code)?,
        None => all(),
    };
    context.print(&report)?;
    Ok(Exit::Done)
}

fn one(code: &str) -> anyhow::Result<Report> {
    let rule = ladder::explain(code).ok_or_else(|| {
        UserError::new(format!("there is no finding {code}"), "see them all: rungs explain")
    })?;
    let mut report = Report::new(format!("{} {}", rule.code, rule.title));
    report.say(format!("{}: {}", rule.code, rule.title));
    for (heading, text) in rule.parts() {
        report.heading(heading);
        report.say(text);
    }
    report.json = json!({
        "code": rule.code,
        "title": rule.title,
        "parts": rule.parts().iter().map(|(heading, text)| json!({
            "heading": heading,
            "text": text,
        })).collect::<Vec<_>>(),
    });
    Ok(report)
}

fn all() -> Report {
    let mut report = Report::new("findings");
    let mut table = Table::new(&["code", "rung", "engines", "finding"]);
    for rule in ladder::RULES {
        let engines: Vec<_> = rule.engines.iter().map(|e| e.id()).collect();
        table.row([
            rule.code.to_owned(),
            crate::words::rung(rule.rung).to_owned(),
            engines.join(" "),
            rule.title.to_owned(),
        ]);
    }
    report.table(table);
    report.json = json!(
        ladder::RULES
            .iter()
            .map(|rule| json!({ "code": rule.code, "title": rule.title }))
            .collect::<Vec<_>>()
    );
    report
}
