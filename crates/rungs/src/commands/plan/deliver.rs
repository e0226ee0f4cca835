//! `--deliver DIR`: everything that people ask for after an analysis, made by one command.

use std::path::{Path, PathBuf};

use rungs_core::format::plan_v1;
use rungs_core::ladder::{Severity, script};
use serde_json::json;

use super::{show, show_rollups as told};
use crate::commands::analyze::{self, Analysis};
use crate::exit::UserError;
use crate::pipeline::Studied;
use crate::render::{Format, Page};
use crate::report::{Report, Table};
use crate::{files, legend, words};

/// No terminal is asked: these are files.
const PAGE: Page = Page { width: 120, color: false };

/// Findings in the quick summary; the rest is in the full report.
const FINDINGS_MAX: usize = 5;

/// Writes the files and gives their paths.
pub fn deliver(studied: &Studied, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    make(folder)?;
    let analysis = Analysis::of(studied);
    let full = full(studied, &analysis);
    let contents = [
        ("summary.md", Format::Markdown.render(&summary(studied, &analysis), PAGE)),
        ("report.html", Format::Html.render(&full, PAGE)),
        ("report.json", Format::Json.render(&full, PAGE)),
        ("script.sql", script::script(&studied.plan, &studied.snapshot.server)),
        ("plan.toml", plan_v1::write(&studied.plan)?),
    ];
    let mut written = Vec::new();
    for (name, text) in contents {
        let path = folder.join(name);
        files::write("deliverable", &path, &text)?;
        written.push(path);
    }
    if !studied.rollups.proposals.is_empty() {
        written.extend(rollups(studied, &folder.join("rollups"))?);
    }
    Ok(written)
}

/// One definition file for each rollup, numbered in the order in which they are to be added.
pub fn rollups(studied: &Studied, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    make(folder)?;
    let mut written = Vec::new();
    for (at, proposal) in studied.rollups.proposals.iter().enumerate() {
        let path = folder.join(format!("{}_{}.sql", at + 1, proposal.name));
        files::write("definition", &path, &proposal.definition)?;
        written.push(path);
    }
    Ok(written)
}

fn make(folder: &Path) -> Result<(), UserError> {
    std::fs::create_dir_all(folder).map_err(|error| {
        UserError::new(
            format!("cannot make folder {}", folder.display()),
            "name a folder that you may write",
        )
        .detail(error.to_string())
    })
}

/// Analysis, plan and cost table on one page.
fn full(studied: &Studied, analysis: &Analysis<'_>) -> Report {
    let database = &studied.snapshot.server.database;
    let mut full = Report::new(format!("{database}: analysis and plan"));
    let analysis = analyze::report(analysis);
    let plan = show::report(studied);
    full.json = json!({ "analysis": analysis.json, "plan": plan.json });
    full.append(analysis);
    full.append(plan);
    full
}

/// One page for somebody in a hurry.
fn summary(studied: &Studied, analysis: &Analysis<'_>) -> Report {
    let (snapshot, plan) = (&studied.snapshot, &studied.plan);
    let mut report = Report::new(format!("{}: summary", snapshot.server.database));
    report.say(format!(
        "{} {}; health {}; {}; {} in the plan.",
        words::engine(&snapshot.server),
        snapshot.server.version,
        analyze::points(&analysis.health.database),
        words::count(analysis.findings.len(), "finding"),
        words::count(plan.steps.len(), "step"),
    ));
    report.heading("Worst findings");
    let worst = analysis.findings.iter().filter(|f| f.severity >= Severity::Warning);
    let mut table = Table::new(&["code", "severity!", "finding"]);
    for f in worst.take(FINDINGS_MAX) {
        table.row([f.code.to_owned(), words::severity(f.severity).to_owned(), f.what.clone()]);
    }
    if table.rows.is_empty() {
        report.say("None is a warning or worse.");
    }
    report.table(table);
    report.heading("Statements");
    report.table(show::decisions(plan));
    legend::unnamed(&mut report, plan.decisions.iter().map(|d| &d.subject));
    report.heading("What to do");
    report.table(show::steps(plan));
    told::rollups(&mut report, studied);
    show::costs(&mut report, studied);
    report.heading("How");
    report.say("Read `plan.toml`; see what would run: `rungs apply plan.toml --dry-run`.");
    report.say("Do it, with a proof before and after: `rungs apply plan.toml`.");
    report.say("See what became of it: `rungs history`; take it back: `rungs revert`.");
    report
}
