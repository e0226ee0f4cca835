//! `rungs analyze`: findings and health scores of a database or of a snapshot file, or all that
//! is known of single tables.

mod now;
mod table;
mod whole;

use clap::{Args, ValueEnum};
use rungs_core::ladder::health::{self, Health, Score};
use rungs_core::ladder::{Finding, Severity, Thresholds, diagnose};
use rungs_core::seen::Snapshot;
use rungs_core::sql::Facts;
use serde_json::{Value, json};

use super::Context;
use crate::exit::Exit;
use crate::pipeline::{self, Look, Plans, Studied};
use crate::{tables, words};

pub use whole::{not_seen, report};

/// Findings with their evidence, and a health score per table
///
/// With --table: all that is known of that table: how it is read, its columns by their use in the
/// workload, its indexes with sizes and scans, dead rows, its score with every lost point.
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

/// A target that was looked at and judged.
pub struct Analysis<'a> {
    pub snapshot: &'a Snapshot,
    pub facts: &'a [(usize, Facts)],
    pub plans: &'a Plans,
    pub findings: &'a [Finding],
    pub health: Health,
}

impl<'a> Analysis<'a> {
    pub fn of(studied: &'a Studied) -> Self {
        Self {
            snapshot: &studied.snapshot,
            facts: &studied.facts,
            plans: &studied.plans,
            findings: &studied.findings,
            health: health::health(&studied.snapshot, &studied.findings, &Thresholds::default()),
        }
    }
}

pub fn run(args: &Analyze, context: &Context<'_>) -> anyhow::Result<Exit> {
    // A table's share of all reads needs all tables, so the whole is looked at in any case.
    let look = Look { tables: Vec::new(), ..args.look.clone() };
    let (engine, mut snapshot) = context.look(args.target.as_deref(), &look)?;
    tables::known(&snapshot, &args.look.tables)?;
    let facts = pipeline::understand(&mut snapshot);
    let plans = match engine {
        None => Plans::default(),
        Some(mut engine) => {
            let max = look.plans.unwrap_or(pipeline::PLANS_TO_ANALYZE);
            let texts = pipeline::texts(engine.as_mut(), &snapshot, max)?;
            pipeline::plans(engine.as_mut(), &snapshot, &facts, &texts, max)?
        }
    };
    let thresholds = Thresholds::default();
    let findings = diagnose(&snapshot, &plans.known, &thresholds);
    let health = health::health(&snapshot, &findings, &thresholds);
    let analysis =
        Analysis { snapshot: &snapshot, facts: &facts, plans: &plans, findings: &findings, health };
    match args.look.tables.as_slice() {
        [] => context.print(&report(&analysis))?,
        names => context.print(&table::report(&analysis, names))?,
    }
    Ok(exit(args, &analysis))
}

/// With --table, only findings of those tables count.
fn exit(args: &Analyze, analysis: &Analysis<'_>) -> Exit {
    let names = &args.look.tables;
    let is_meant = |finding: &Finding| {
        let is_named = |table| names.iter().any(|name| tables::is_named(name, table));
        names.is_empty() || finding.table().is_some_and(is_named)
    };
    let gate = args.fail_on.map(Gate::severity);
    let fails = |gate| analysis.findings.iter().any(|f| is_meant(f) && f.severity >= gate);
    if gate.is_some_and(fails) {
        Exit::Gate
    } else if pipeline::is_partial(analysis.snapshot, &analysis.plans.refused, &args.look) {
        Exit::Partial
    } else {
        Exit::Done
    }
}

/// `92`, or `61 to 92` where not everything could be seen.
pub fn points(score: &Score) -> String {
    match score.points {
        None => "not known".to_owned(),
        Some(points) if points - score.at_least < 0.5 => format!("{points:.0}"),
        Some(points) => format!("{:.0} to {points:.0}", score.at_least),
    }
}

fn score_json(score: &Score) -> Value {
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

pub fn finding_json(finding: &Finding, snapshot: &Snapshot) -> Value {
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
