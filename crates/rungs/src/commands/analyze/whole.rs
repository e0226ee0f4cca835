//! The whole database on one page: health, findings, what goes on now, what was not seen.

use rungs_core::change::Subject;
use rungs_core::ladder::health::Health;
use rungs_core::ladder::{Evidence, Finding, FindingSubject, climb};
use rungs_core::name::EngineKind;
use rungs_core::seen::{Snapshot, WorkloadSource};
use serde_json::{Value, json};

use super::{Analysis, finding_json, now, points, score_json};
use crate::pipeline::Plans;
use crate::report::{Report, Table};
use crate::{legend, words};

pub fn report(analysis: &Analysis<'_>) -> Report {
    let snapshot = analysis.snapshot;
    let mut report = Report::new(format!("analysis of {}", snapshot.server.database));
    report.say(format!(
        "{} {}, database {}: {}, {}, {}; seen in {:.0} ms",
        words::engine(&snapshot.server),
        snapshot.server.version,
        snapshot.server.database,
        words::count(snapshot.tables.len(), "table"),
        words::count(snapshot.indexes.len(), "index"),
        words::count(snapshot.workload.statements.len(), "statement"),
        snapshot.collector.ms,
    ));
    show_health(&mut report, &analysis.health);
    report.heading(words::count(analysis.findings.len(), "finding"));
    report.table(findings(analysis.findings));
    legend::unnamed(&mut report, &statements(analysis));
    now::show(&mut report, &snapshot.activity);
    not_seen(&mut report, snapshot, analysis.plans);
    report.json = to_json(analysis);
    report
}

/// Those that the findings speak of, in their order.
fn statements(analysis: &Analysis<'_>) -> Vec<Subject> {
    let of = |finding: &Finding| match finding.subject {
        FindingSubject::Statement(of) => {
            let mut all = analysis.snapshot.workload.statements.iter();
            all.find(|s| s.fingerprint == of).map(climb::subject)
        }
        _ => None,
    };
    analysis.findings.iter().filter_map(of).collect()
}

pub fn findings<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Table {
    let mut table = Table::new(&["code", "severity!", "finding", "evidence"]);
    for f in findings {
        table.row([
            f.code.to_owned(),
            words::severity(f.severity).to_owned(),
            f.what.clone(),
            evidence(&f.evidence),
        ]);
    }
    table
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
    report.say(format!("{} lost no point", words::count(sound, "table")));
}

/// What could not be looked at or understood is never silently fine.
pub fn not_seen(report: &mut Report, snapshot: &Snapshot, plans: &Plans) {
    let workload = &snapshot.workload;
    // SQLite keeps no statistics of statements; that a file gave them instead needs no word.
    let is_told = |source: &WorkloadSource| {
        let given = workload.sources.iter().any(|s| s.statements > 0);
        source.missing.is_none() || snapshot.server.engine != EngineKind::Sqlite || !given
    };
    for source in workload.sources.iter().filter(|source| is_told(source)) {
        if let Some(missing) = &source.missing {
            report.say(format!("not seen: {}: {missing}", source.name));
        }
        if source.withheld > 0 {
            let texts = words::count(source.withheld as usize, "text");
            report.say(format!("not seen: {texts} of {}", source.name));
        }
    }
    for skipped in &snapshot.skipped {
        report.say(format!("not seen: {}: {}", skipped.subject, skipped.why));
    }
    for statement in &workload.statements {
        if let Some(why) = &statement.unparsed {
            report.say(format!("not understood: statement {}: {why}", statement.label()));
        }
    }
    for (at, why) in &plans.refused {
        let label = workload.statements[*at].label();
        report.say(format!("not judged: statement {label}: the server would not plan it: {why}"));
    }
    if plans.passed_over > 0 {
        let light = words::count(plans.passed_over, "light statement");
        report.say(format!("not asked: the plans of {light}; --plans 0 asks for all"));
    }
}

fn to_json(analysis: &Analysis<'_>) -> Value {
    let snapshot = analysis.snapshot;
    let statements = &snapshot.workload.statements;
    json!({
        "engine": snapshot.server.engine.id(),
        "database": snapshot.server.database,
        "health": score_json(&analysis.health.database),
        "tables": analysis.health.tables.iter().map(|t| json!({
            "table": t.table.to_string(),
            "score": score_json(&t.score),
        })).collect::<Vec<_>>(),
        "findings": analysis.findings.iter()
            .map(|f| finding_json(f, snapshot)).collect::<Vec<_>>(),
        "activity": now::to_json(&snapshot.activity),
        "not_seen": snapshot.skipped.iter().map(|s| json!({
            "subject": s.subject,
            "why": s.why,
        })).collect::<Vec<_>>(),
        "sources": snapshot.workload.sources.iter().map(|s| json!({
            "name": s.name,
            "statements": s.statements,
            "withheld": s.withheld,
            "missing": s.missing,
        })).collect::<Vec<_>>(),
        "unparsed": statements.iter().filter_map(|s| {
            let why = s.unparsed.as_ref()?;
            Some(json!({ "statement": s.label(), "why": why }))
        }).collect::<Vec<_>>(),
        "refused": analysis.plans.refused.iter().map(|(at, why)| json!({
            "statement": statements[*at].label(),
            "why": why,
        })).collect::<Vec<_>>(),
        "plans_not_asked": analysis.plans.passed_over,
        "collector_ms": snapshot.collector.ms,
    })
}

fn evidence(evidence: &[Evidence]) -> String {
    evidence.iter().map(|e| format!("{}: {}", e.name, e.value)).collect::<Vec<_>>().join(", ")
}
