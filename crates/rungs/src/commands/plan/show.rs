//! How a plan looks: the decisions, the steps, the curve with its stop line, what was left out.

use std::path::Path;

use rungs_core::change::{Decision, Plan, Step};
use rungs_core::ladder::index::Advice;
use rungs_core::name::Millis;
use serde_json::{Value, json};

use crate::pipeline::Studied;
use crate::report::{Report, Table};
use crate::words;

pub fn report(studied: &Studied, file: Option<&Path>) -> Report {
    let plan = &studied.plan;
    let mut report = Report::new(format!("plan for {}", plan.database));
    report.heading("Statements");
    report.table(decisions(plan));
    report.heading(format!("{} steps", plan.steps.len()));
    report.table(steps(plan));
    if plan.steps.is_empty() {
        report.say("Nothing to do: no step is predicted to be worth its price.");
    }
    curve(&mut report, &studied.advice);
    left_out(&mut report, studied);
    match file {
        Some(path) => report.say(format!("Written to {0}; next: rungs apply {0}", path.display())),
        None => report.say("Keep it with -o plan.toml, then: rungs apply plan.toml"),
    }
    report.json = json(studied);
    report
}

fn decisions(plan: &Plan) -> Table {
    let mut table = Table::new(&["statement", "calls#", "now#", "predicted#", "decision"]);
    let ms = |ms: Option<Millis>| ms.map_or_else(|| "?".to_owned(), |ms| ms.to_string());
    for d in &plan.decisions {
        table.row([
            d.subject.label.clone(),
            format!("{:.0}", d.calls),
            ms(d.mean_now),
            ms(d.mean_predicted),
            d.because.clone(),
        ]);
    }
    table
}

fn steps(plan: &Plan) -> Table {
    let mut table = Table::new(&["step#", "rung", "SQL", "gain#", "size#", "writes#", "why"]);
    for s in &plan.steps {
        let share =
            |share: Option<f64>| share.map_or(String::new(), |s| format!("{:.1} %", s * 100.0));
        table.row([
            s.number.to_string(),
            words::rung(s.rung).to_owned(),
            s.forward.first().map_or(String::new(), ToString::to_string),
            share(s.predicted.gain),
            s.predicted.bytes.map_or(String::new(), |b| b.to_string()),
            s.predicted.write_price.map_or(String::new(), |p| format!("+{:.0} %", p * 100.0)),
            format!("{} {}", s.finding, s.why),
        ]);
    }
    table
}

/// "1 index gives 41 %, 5 give 63 %, stop here".
fn curve(report: &mut Report, advice: &Advice) {
    if advice.curve.points.is_empty() {
        return;
    }
    report.heading("What more indexes would bring (predicted)");
    let mut table = Table::new(&["indexes#", "size#", "cost taken away#", ""]);
    for (at, point) in advice.curve.points.iter().enumerate() {
        table.row([
            point.indexes.len().to_string(),
            point.bytes.to_string(),
            format!("{:.1} %", (1.0 - point.relative) * 100.0),
            if at == advice.curve.stop { "stop here" } else { "" }.to_owned(),
        ]);
    }
    report.table(table);
}

fn left_out(report: &mut Report, studied: &Studied) {
    for left in &studied.left_out {
        report.say(format!("left out: {} ({}): {}", left.action, left.finding, left.because));
    }
    for statement in &studied.snapshot.workload.statements {
        if let Some(why) = &statement.unparsed {
            report.say(format!("not understood: statement {}: {why}", statement.label()));
        }
    }
    for skipped in &studied.snapshot.skipped {
        report.say(format!("not seen: {}: {}", skipped.subject, skipped.why));
    }
}

fn json(studied: &Studied) -> Value {
    let plan = &studied.plan;
    let advice = &studied.advice;
    json!({
        "id": plan.id,
        "engine": plan.engine.id(),
        "database": plan.database,
        "decisions": plan.decisions.iter().map(decision).collect::<Vec<_>>(),
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "curve": advice.curve.points.iter().enumerate().map(|(at, p)| json!({
            "indexes": p.indexes.len(),
            "bytes": p.bytes,
            "relative": p.relative,
            "stop": at == advice.curve.stop,
        })).collect::<Vec<_>>(),
        "left_out": studied.left_out.iter().map(|l| json!({
            "what": l.action.to_string(),
            "finding": l.finding,
            "because": l.because,
        })).collect::<Vec<_>>(),
        "findings": studied.findings.iter()
            .map(|f| crate::commands::finding_json(f, &studied.snapshot)).collect::<Vec<_>>(),
        "questions": advice.questions,
        "inferred": advice.inferred,
    })
}

fn decision(d: &Decision) -> Value {
    json!({
        "statement": d.subject.label,
        "fingerprint": d.subject.fingerprint.to_string(),
        "shape": d.subject.shape,
        "calls": d.calls,
        "now_ms": d.mean_now.map(|m| m.0),
        "predicted_ms": d.mean_predicted.map(|m| m.0),
        "target_ms": d.target.map(|m| m.0),
        "freshness": d.freshness,
        "rung": d.rung.map(words::rung),
        "steps": d.steps,
        "outcome": d.outcome,
        "because": d.because,
    })
}

fn step(s: &Step) -> Value {
    json!({
        "number": s.number,
        "rung": words::rung(s.rung),
        "what": s.action.to_string(),
        "action": s.action,
        "sql": s.forward,
        "back": s.back,
        "finding": s.finding,
        "why": s.why,
        "lock": s.lock,
        "undo": s.undo,
        "gain": s.predicted.gain,
        "bytes": s.predicted.bytes,
        "write_price": s.predicted.write_price,
        "targets": s.targets.iter().map(|t| &t.label).collect::<Vec<_>>(),
    })
}
