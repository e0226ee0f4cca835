//! The rollups that a plan proposes: what each answers, what it costs, and its definition file.

use rungs_core::ladder::rollup::RollupProposal;
use rungs_core::seen::Statement;
use serde_json::{Value, json};

use crate::pipeline::Studied;
use crate::report::{Report, Table};
use crate::{promises, words};

pub fn rollups(report: &mut Report, studied: &Studied) {
    let proposals = &studied.rollups.proposals;
    if proposals.is_empty() {
        return;
    }
    report.heading(format!("Rollups: {} (predicted)", proposals.len()));
    let mut table =
        Table::new(&["rollup", "rows#", "size#", "gain#", "writes#", "refresh#", "answers"]);
    for p in proposals {
        table.row([
            p.name.to_string(),
            format!("{}{:.0}", if p.groups_exact { "" } else { "~" }, p.groups),
            p.bytes.to_string(),
            p.gain.map_or_else(|| "?".to_owned(), |gain| format!("{:.1} %", gain * 100.0)),
            format!("+{:.1} µs", p.write_us),
            format!("+{:.0} µs", p.refresh_us),
            answers(p, studied),
        ]);
    }
    report.table(table);
    let sampled = proposals.iter().any(|p| !p.groups_exact);
    report.say(format!(
        "For each changed row of the fact table: in the writer's own transaction, and later at a \
         refresh.{}{}",
        if sampled { " ~: reckoned from a sample." } else { "" },
        if proposals.iter().any(|p| p.changes.is_none()) {
            " How many rows are written is not known: no writes are in the workload."
        } else {
            ""
        }
    ));
    report.say(
        "They are steps of the plan. By hand: --rollups DIR writes their definition files; then, \
         in this order: rungs rollup add FILE.",
    );
    let steps = studied.plan.steps.iter();
    let promised = steps.flat_map(|s| s.promises.iter().map(|p| (p, s.targets.as_slice())));
    promises::asks(report, promised);
}

fn answers(proposal: &RollupProposal, studied: &Studied) -> String {
    if proposal.serves.is_empty() && proposal.is_base {
        return "feeds the others".to_owned();
    }
    let of = |at: usize| studied.snapshot.workload.statements.get(at).map(Statement::label);
    let labels: Vec<String> = proposal.serves.iter().filter_map(|s| of(s.statement)).collect();
    format!("{}: {}", words::count(labels.len(), "statement"), labels.join(", "))
}

pub fn json(p: &RollupProposal, studied: &Studied) -> Value {
    let statements = &studied.snapshot.workload.statements;
    json!({
        "name": p.name,
        "definition": p.definition,
        "fact": p.fact.to_string(),
        "fact_rows": p.fact_rows,
        "is_base": p.is_base,
        "all_levels": p.all_levels,
        "rows": p.groups,
        "rows_counted": p.groups_exact,
        "bytes": p.bytes,
        "gain": p.gain,
        "write_us": p.write_us,
        "write_price": p.write_price,
        "refresh_us": p.refresh_us,
        "changes": p.changes,
        "serves": p.serves.iter().map(|s| json!({
            "statement": statements.get(s.statement).map(Statement::label),
            "before_ms": s.before.0,
            "before_measured": s.measured,
            "after_ms": s.after.0,
        })).collect::<Vec<_>>(),
    })
}
