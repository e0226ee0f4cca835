//! `rungs analyze`: findings and health scores of a database or of a snapshot file.

use clap::{Args, ValueEnum};
use rungs_core::ladder::health::{self, Health, Score};
use rungs_core::ladder::{Evidence, Finding, Severity, Thresholds, diagnose};
use rungs_core::seen::{Snapshot, StatementPlan};
use serde_json::json;

use super::Context;
use crate::exit::Exit;
use crate::pipeline::{self, Look};
use crate::report::{Report, Table};
use crate::{render, words};

/// Findings with their evidence, and a health score per table
#[derive(Debug, Args)]
pub struct Analyze {
    /// URL, name in rungs.toml, a snapshot file, or nothing for the environment
    target: Option<String>,
    /// End with 1 if there is a finding this grave or graver
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<Gate>,
    #[command(flatten)]
    look: Look,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Gate {
    Note,
    Warning,
    Critical,
}

impl Gate {
    fn severity(self) -> Severity {
        match self {
            Self::Note => Severity::Note,
            Self::Warning => Severity::Warning,
            Self::Critical => Severity::Critical,
        }
    }
}

pub fn run(args: &Analyze, context: &Context<'_>) -> anyhow::Result<Exit> {
    let (snapshot, plans) = look(args, context)?;
    let thresholds = Thresholds::default();
    let findings = diagnose(&snapshot, &plans, &thresholds);
    let health = health::health(&snapshot, &findings, &thresholds);
    render::print(&report(&snapshot, &findings, &health), context.common.format)?;

    let gate = args.fail_on.map(Gate::severity);
    if gate.is_some_and(|gate| findings.iter().any(|f| f.severity >= gate)) {
        return Ok(Exit::Gate);
    }
    Ok(if snapshot.skipped.is_empty() { Exit::Done } else { Exit::Partial })
}

type Seen = (Snapshot, Vec<(usize, StatementPlan)>);

fn look(args: &Analyze, context: &Context<'_>) -> anyhow::Result<Seen> {
    let (engine, mut snapshot) = context.look(args.target.as_deref(), &args.look)?;
    pipeline::understand(&mut snapshot);
    let plans = match engine {
        None => Vec::new(),
        Some(mut engine) => {
            let texts = pipeline::texts(engine.as_mut(), &snapshot)?;
            pipeline::plans(engine.as_mut(), &snapshot, &texts)?
        }
    };
    Ok((snapshot, plans))
}

fn report(snapshot: &Snapshot, findings: &[Finding], health: &Health) -> Report {
    let mut report = Report::new(format!("analysis of {}", snapshot.server.database));
    report.say(format!(
        "{} {}, database {}: {} tables, {} indexes, {} statements; seen in {:.0} ms",
        snapshot.server.engine,
        snapshot.server.version,
        snapshot.server.database,
        snapshot.tables.len(),
        snapshot.indexes.len(),
        snapshot.workload.statements.len(),
        snapshot.collector.ms,
    ));
    show_health(&mut report, health);
    report.heading(format!("{} findings", findings.len()));
    let mut table = Table::new(&["code", "severity", "finding", "evidence"]);
    for f in findings {
        table.row([
            f.code.to_owned(),
            words::severity(f.severity).to_owned(),
            f.what.clone(),
            evidence(&f.evidence),
        ]);
    }
    report.table(table);
    not_seen(&mut report, snapshot);
    report.json = json!({
        "engine": snapshot.server.engine.id(),
        "database": snapshot.server.database,
        "health": score_json(&health.database),
        "tables": health.tables.iter().map(|t| json!({
            "table": t.table.to_string(),
            "score": score_json(&t.score),
        })).collect::<Vec<_>>(),
        "findings": findings.iter().map(|f| finding_json(f, snapshot)).collect::<Vec<_>>(),
        "not_seen": snapshot.skipped.iter().map(|s| json!({
            "subject": s.subject,
            "why": s.why,
        })).collect::<Vec<_>>(),
        "sources": sources(snapshot),
        "unparsed": snapshot.workload.statements.iter().filter_map(|s| {
            let why = s.unparsed.as_ref()?;
            Some(json!({ "statement": s.label(), "why": why }))
        }).collect::<Vec<_>>(),
        "collector_ms": snapshot.collector.ms,
    });
    report
}

/// Tables with lost points, worst first; the sound ones are counted.
fn show_health(report: &mut Report, health: &Health) {
    report.heading(format!("Health of the database: {}", points(&health.database)));
    for lost in &health.database.lost {
        report.say(format!("−{:.0} {} ({})", lost.points, lost.because, lost.code));
    }
    let mut table = Table::new(&["table", "score#", "lost points", "not known"]);
    for t in health.tables.iter().filter(|t| !t.score.lost.is_empty()) {
        let lost = t.score.lost.iter();
        let lost: Vec<String> =
            lost.map(|l| format!("−{:.0} {} ({})", l.points, l.because, l.code)).collect();
        table.row([
            t.table.to_string(),
            points(&t.score),
            lost.join("\n"),
            t.score.unknown.join(", "),
        ]);
    }
    report.table(table);
    let sound = health.tables.iter().filter(|t| t.score.lost.is_empty()).count();
    report.say(format!("{sound} tables lost no point"));
}

/// `92`, or `61 to 92` where not everything could be seen.
fn points(score: &Score) -> String {
    match score.points {
        None => "not known".to_owned(),
        Some(points) if points - score.at_least < 0.5 => format!("{points:.0}"),
        Some(points) => format!("{:.0} to {points:.0}", score.at_least),
    }
}

fn score_json(score: &Score) -> serde_json::Value {
    json!({
        "points": score.points,
        "at_least": score.at_least,
        "lost": score.lost.iter().map(|l| json!({
            "points": l.points,
            "because": l.because,
            "code": l.code,
        })).collect::<Vec<_>>(),
        "unknown": score.unknown,
    })
}

/// What could not be looked at is never silently fine.
fn not_seen(report: &mut Report, snapshot: &Snapshot) {
    for source in &snapshot.workload.sources {
        if let Some(missing) = &source.missing {
            report.say(format!("not seen: {}: {missing}", source.name));
        }
        if source.withheld > 0 {
            report.say(format!("not seen: {} texts of {}", source.withheld, source.name));
        }
    }
    for skipped in &snapshot.skipped {
        report.say(format!("not seen: {}: {}", skipped.subject, skipped.why));
    }
    for statement in &snapshot.workload.statements {
        if let Some(why) = &statement.unparsed {
            report.say(format!("not understood: statement {}: {why}", statement.label()));
        }
    }
}

fn sources(snapshot: &Snapshot) -> serde_json::Value {
    json!(
        snapshot
            .workload
            .sources
            .iter()
            .map(|s| json!({
                "name": s.name,
                "statements": s.statements,
                "withheld": s.withheld,
                "missing": s.missing,
            }))
            .collect::<Vec<_>>()
    )
}

pub fn finding_json(finding: &Finding, snapshot: &Snapshot) -> serde_json::Value {
    json!({
        "code": finding.code,
        "severity": words::severity(finding.severity),
        "rung": words::rung(finding.rung),
        "subject": words::subject(&finding.subject, snapshot),
        "what": finding.what,
        "evidence": finding.evidence.iter().map(|e| json!({
            "name": e.name,
            "value": e.value,
        })).collect::<Vec<_>>(),
    })
}

fn evidence(evidence: &[Evidence]) -> String {
    evidence.iter().map(|e| format!("{}: {}", e.name, e.value)).collect::<Vec<_>>().join(", ")
}
