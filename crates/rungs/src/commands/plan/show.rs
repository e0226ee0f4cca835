//! How a plan looks: the decisions, the steps, the curve with its stop line, what was left out.

use rungs_core::change::{Decision, Plan, Step};
use rungs_core::ladder::cost_table::{CostRow, cost_table};
use rungs_core::ladder::index::Advice;
use rungs_core::name::Millis;
use rungs_core::seen::statement_plan::Basis;
use serde_json::{Value, json};

use super::show_rollups;
use crate::commands::analyze::not_seen;
use crate::pipeline::Studied;
use crate::report::{Report, Table};
use crate::{legend, promises, words};

/// What is left out beyond this is in `--format json`.
const LEFT_OUT_MAX: usize = 10;

pub fn report(studied: &Studied) -> Report {
    let plan = &studied.plan;
    let mut report = Report::new(format!("plan for {}", plan.database));
    report.heading("Statements");
    report.table(decisions(plan));
    legend::unnamed(&mut report, plan.decisions.iter().map(|d| &d.subject));
    basis(&mut report, studied);
    report.heading(words::count(plan.steps.len(), "step"));
    report.table(steps(plan));
    if plan.steps.is_empty() {
        report.say(nothing(studied));
    }
    show_rollups::rollups(&mut report, studied);
    costs(&mut report, studied);
    curve(&mut report, &studied.advice);
    left_out(&mut report, studied);
    not_seen(&mut report, &studied.snapshot, &studied.plans);
    report.json = json(studied);
    report
}

fn nothing(studied: &Studied) -> &'static str {
    if studied.snapshot.workload.statements.is_empty() {
        "Nothing to do that can be seen without a workload: give one with --workload FILE."
    } else {
        "Nothing to do: no step is predicted to be worth its price."
    }
}

/// What the predictions rest on, so that none is taken for more than it is.
fn basis(report: &mut Report, studied: &Studied) {
    let statements = &studied.advice.statements;
    let bases = [
        (Basis::Planner, "the planner"),
        (Basis::Hypothetical, "the planner with pretended indexes"),
        (Basis::Sample, "the planner on a sampled copy"),
        (Basis::Rules, "rules alone"),
    ];
    let counted = bases.iter().filter_map(|(basis, words)| {
        let count = statements.iter().filter(|s| s.basis == *basis).count();
        (count > 0).then(|| format!("{} by {words}", words::count(count, "statement")))
    });
    let counted: Vec<String> = counted.collect();
    if !counted.is_empty() {
        report.say(format!("Predicted, not measured: {}.", counted.join(", ")));
    }
    if studied.from_file {
        report.say("Made from a snapshot file: no server was asked, so costs are by rules.");
    }
}

pub fn decisions(plan: &Plan) -> Table {
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

pub fn steps(plan: &Plan) -> Table {
    let mut table = Table::new(&["step#", "rung", "SQL", "gain#", "size#", "writes#", "why"]);
    for s in &plan.steps {
        let share =
            |share: Option<f64>| share.map_or(String::new(), |s| format!("{:.1} %", s * 100.0));
        table.row([
            s.number.to_string(),
            words::rung(s.rung).to_owned(),
            sql(s),
            share(s.predicted.gain),
            s.predicted.bytes.map_or(String::new(), |b| b.to_string()),
            s.predicted.write_price.map_or(String::new(), |p| format!("+{:.0} %", p * 100.0)),
            format!("{} {}", s.finding, s.why),
        ]);
    }
    table
}

/// A flow has none that would fit; its definitions are beside the plan.
fn sql(step: &Step) -> String {
    if step.action.is_flow() {
        return step.action.to_string();
    }
    step.forward.first().map_or(String::new(), ToString::to_string)
}

/// What this plan costs, rung by rung.
pub fn costs(report: &mut Report, studied: &Studied) {
    let rows = cost_table(&studied.plan);
    if rows.is_empty() {
        return;
    }
    report.heading("Cost, complexity and freshness of each rung (predicted)");
    let mut table = Table::new(&[
        "rung",
        "steps#",
        "serves#",
        "gain#",
        "disk#",
        "writes#",
        "lock",
        "complexity",
        "answers",
    ]);
    let share =
        |share: Option<f64>| share.map_or("?".to_owned(), |s| format!("{:.0} %", s * 100.0));
    for CostRow { rung, steps, serves, gain, disk, write_price, lock, complexity, freshness } in
        rows
    {
        table.row([
            words::rung(rung).to_owned(),
            steps.to_string(),
            serves.to_string(),
            share(gain),
            disk.map_or("?".to_owned(), |bytes| bytes.to_string()),
            write_price.map_or("?".to_owned(), |p| format!("+{:.0} %", p * 100.0)),
            words::lock(lock).to_owned(),
            complexity.to_owned(),
            freshness.to_owned(),
        ]);
    }
    report.table(table);
}

/// "1 index gives 41 %, 5 give 63 %, stop here".
fn curve(report: &mut Report, advice: &Advice) {
    // One point is the state as it is.
    if advice.curve.points.len() < 2 {
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
    let left_out = &studied.left_out;
    if left_out.is_empty() {
        return;
    }
    report.heading(format!("Left out: {}", left_out.len()));
    let mut table = Table::new(&["what", "finding", "because"]);
    for left in left_out.iter().take(LEFT_OUT_MAX) {
        table.row([left.action.to_string(), left.finding.clone(), left.because.clone()]);
    }
    report.table(table);
    if left_out.len() > LEFT_OUT_MAX {
        report.say(format!("and {} more: --format json", left_out.len() - LEFT_OUT_MAX));
    }
}

fn cost_json(row: &CostRow) -> Value {
    json!({
        "rung": words::rung(row.rung),
        "steps": row.steps,
        "serves": row.serves,
        "gain": row.gain,
        "disk_bytes": row.disk,
        "write_price": row.write_price,
        "lock": row.lock,
        "complexity": row.complexity,
        "freshness": row.freshness,
    })
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
        "rollups": studied.rollups.proposals.iter()
            .map(|p| show_rollups::json(p, studied)).collect::<Vec<_>>(),
        "costs": cost_table(plan).iter().map(cost_json).collect::<Vec<_>>(),
        "from_file": studied.from_file,
        "refused": studied.plans.refused.iter().map(|(at, why)| json!({
            "statement": studied.snapshot.workload.statements[*at].label(),
            "why": why,
        })).collect::<Vec<_>>(),
        "plans_not_asked": studied.plans.passed_over,
        "unparsed": studied.snapshot.workload.statements.iter().filter_map(|s| {
            let why = s.unparsed.as_ref()?;
            Some(json!({ "statement": s.label(), "why": why }))
        }).collect::<Vec<_>>(),
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
        "write_us": s.predicted.write_us,
        "refresh_us": s.predicted.refresh_us,
        "promises": promises::json(&s.promises),
        "targets": s.targets.iter().map(|t| &t.label).collect::<Vec<_>>(),
    })
}
