//! What a statement's plan says: rows read for nothing, sorts that an index could save, memory
//! that was too small, estimates that are far off. Numbers from EXPLAIN ANALYZE are used where
//! they are there; loops and sub-selects are in `statements_loops`.

use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{ALL, Known, Rule, percent, rows};
use crate::name::Bytes;
use crate::seen::{PlanNode, Statement};

/// A statement that takes this share of all time is worth a warning.
const GRAVE_SHARE: f64 = 0.1;

pub static DISCARDS: Rule = Rule {
    code: "RU-ST-001",
    title: "Filter throws away most rows that it reads",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "A node of the plan reads many rows and keeps few of them.",
    why_it_hurts: "The time goes into rows that are not part of the answer.",
    evidence: "Rows read and rows kept, over all loops, from a measured plan (EXPLAIN ANALYZE).",
    fix: "An index that holds the filtered column too, so that the rows are never read.",
    lock_and_cost: "Those of the index that the plan proposes.",
    undo: "Drop the index.",
    example: "`Rows Removed by Filter: 999000` under a Seq Scan.",
    find: discards,
};

fn discards(known: &Known<'_>) -> Vec<Finding> {
    let limits = known.thresholds;
    per_node(known, |statement, node| {
        let loops = node.loops.unwrap_or(1.0);
        let (gone, kept) = (node.rows_filtered? * loops, node.rows_actual? * loops);
        let share = gone / (gone + kept).max(1.0);
        if gone < limits.discarded_rows_min || share < limits.discarded_share_min {
            return None;
        }
        let what = format!(
            "{} reads {} rows of {} and throws away {}",
            statement.label(),
            rows(gone + kept),
            place(node),
            percent(share)
        );
        Some(about(&DISCARDS, known, statement, what).because("operation", &node.operation))
    })
}

pub static FULL_SCAN: Rule = Rule {
    code: "RU-ST-002",
    title: "Frequent statement reads a big table whole",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "A statement that is called often, or takes much of the time, reads each row of a big \
           table though it needs few of them.",
    why_it_hurts: "Its time grows with the table.",
    evidence: "Rows of the table, rows that the plan expects to keep, calls, share of all time. \
               A note where the plan does not say how many rows are kept.",
    fix: "An index for its conditions (`rungs plan`); if it needs most rows, a rollup.",
    lock_and_cost: "Those of the step that the plan proposes.",
    undo: "Take back the step.",
    example: "`SCAN orders` for `WHERE customer_id = ?`",
    find: full_scan,
};

fn full_scan(known: &Known<'_>) -> Vec<Finding> {
    let limits = known.thresholds;
    per_node(known, |statement, node| {
        let table = known.table(node.table.as_ref()?)?;
        let count = table.rows?;
        if !node.full_scan || count < limits.big_table_rows || !is_heavy(known, statement) {
            return None;
        }
        let kept = node.rows_actual.or(node.rows_estimated);
        let kept_share = kept.map(|k| k / count);
        if kept_share.is_some_and(|share| share > limits.selective_share_max) {
            return None; // It needs most of the table: reading it whole is right.
        }
        let what =
            format!("{} reads all {} rows of {}", statement.label(), rows(count), table.name);
        let finding = about(&FULL_SCAN, known, statement, what)
            .because_known("rows kept", kept.map(rows))
            .because("calls", statement.calls);
        Some(if kept.is_none() { finding.as_severe_as(Severity::Note) } else { finding })
    })
}

pub static SPILL: Rule = Rule {
    code: "RU-ST-003",
    title: "Sort or hash goes to disk",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: ALL,
    what: "A sort or hash of the statement did not fit its memory and wrote temporary files.",
    why_it_hurts: "Disk is slower than memory, and the files are written and read once per batch.",
    evidence: "Bytes that went to disk, from a measured plan.",
    fix: "Give the role or session that runs it more memory (`SET work_mem`, sort_buffer_size): \
          two to three times what was spilled. An index in the sort's order needs none.",
    lock_and_cost: "No lock. Each sort of each session may take that much memory.",
    undo: "`RESET work_mem`",
    example: "`Sort Method: external merge  Disk: 102400kB`",
    find: spill,
};

fn spill(known: &Known<'_>) -> Vec<Finding> {
    per_node(known, |statement, node| {
        let spilled = node.spilled_bytes.filter(|b| *b >= known.thresholds.spill_bytes_min)?;
        let what = format!("{} writes {} to disk", statement.label(), Bytes(spilled));
        Some(
            about(&SPILL, known, statement, what)
                .because("operation", &node.operation)
                .because("memory that it would need", Bytes(spilled.saturating_mul(3))),
        )
    })
}

pub static MISESTIMATE: Rule = Rule {
    code: "RU-ST-004",
    title: "Planner's row estimate is far off",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: ALL,
    what: "A node returned a hundred times more or fewer rows than planned. The deepest such node \
           is named: above it the error only travels.",
    why_it_hurts: "Join order, join method and memory rest on the estimate.",
    evidence: "Estimated and actual rows per loop, from a measured plan. Nodes below a LIMIT stop \
               early and are left out.",
    fix: "ANALYZE the table if its statistics are old (RU-TB-003), else CREATE STATISTICS on \
          columns that depend on each other, or a higher statistics target.",
    lock_and_cost: "ANALYZE: reads and writes go on.",
    undo: "Drop the extended statistics.",
    example: "`rows=1` estimated, `rows=250000` actual on `city = 'Paris' AND country = 'FR'`.",
    find: misestimate,
};

fn misestimate(known: &Known<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (statement, plan) in known.planned() {
        let mut limit_depth: Option<u32> = None;
        let mut deepest: Option<(&PlanNode, f64)> = None;
        for node in &plan.nodes {
            if limit_depth.is_some_and(|depth| node.depth <= depth) {
                limit_depth = None;
            }
            if limit_depth.is_none() && node.operation.eq_ignore_ascii_case("limit") {
                limit_depth = Some(node.depth);
            }
            let factor =
                estimate_factor(node).filter(|f| *f >= known.thresholds.misestimate_factor);
            if let (None, Some(factor)) = (limit_depth, factor)
                && deepest.is_none_or(|(d, _)| node.depth > d.depth)
            {
                deepest = Some((node, factor));
            }
        }
        if let Some((node, factor)) = deepest {
            let what = format!(
                "{} was planned with an estimate {factor:.0} times off at {}",
                statement.label(),
                place(node)
            );
            findings.push(
                about(&MISESTIMATE, known, statement, what)
                    .because_known("estimated rows", node.rows_estimated.map(rows))
                    .because_known("actual rows", node.rows_actual.map(rows)),
            );
        }
    }
    findings
}

fn estimate_factor(node: &PlanNode) -> Option<f64> {
    // A node that never ran has no actual rows to compare.
    if node.loops == Some(0.0) {
        return None;
    }
    let ratio = (node.rows_estimated? + 1.0) / (node.rows_actual? + 1.0);
    Some(ratio.max(1.0 / ratio))
}

pub static SORT: Rule = Rule {
    code: "RU-ST-008",
    title: "Sorts many rows each time",
    rung: Rung::Index,
    severity: Severity::Note,
    engines: ALL,
    what: "The statement sorts (SQLite: USE TEMP B-TREE) many rows at each call.",
    why_it_hurts: "With a LIMIT, an index in the right order would read just the rows of the \
                   answer.",
    evidence: "Rows that are sorted, calls, share of all time.",
    fix: "An index whose keys are the equality columns and then the sort's columns.",
    lock_and_cost: "Those of the index that the plan proposes.",
    undo: "Drop the index.",
    example: "`ORDER BY created_at DESC LIMIT 20` without an index on `created_at`.",
    find: sorts,
};

fn sorts(known: &Known<'_>) -> Vec<Finding> {
    per_node(known, |statement, node| {
        let sorted = node.rows_actual.or(node.rows_estimated)?;
        if !node.sort || sorted < known.thresholds.sort_rows_min || !is_heavy(known, statement) {
            return None;
        }
        let what = format!("{} sorts {} rows each time", statement.label(), rows(sorted));
        Some(
            about(&SORT, known, statement, what)
                .as_severe_as(Severity::Note)
                .because("calls", statement.calls),
        )
    })
}

pub static UNPARSED: Rule = Rule {
    code: "RU-ST-009",
    title: "Statement could not be read",
    rung: Rung::Query,
    severity: Severity::Note,
    engines: ALL,
    what: "rungs could not parse the statement, so it gives no advice for it. It counts in every \
           total.",
    why_it_hurts: "A heavy one may hide what matters.",
    evidence: "The parser's reason, calls, share of all time.",
    fix: "Look at it by hand. Texts cut off by the server get whole with a larger limit \
          (track_activity_query_size, performance_schema_max_sql_text_length).",
    lock_and_cost: "None: it is only read.",
    undo: "Nothing to undo.",
    example: "A text that ends in the middle of a string.",
    find: unparsed,
};

fn unparsed(known: &Known<'_>) -> Vec<Finding> {
    known
        .snapshot
        .workload
        .statements
        .iter()
        .filter_map(|statement| {
            let why = statement.unparsed.as_ref()?;
            let what = format!("{} could not be read", statement.label());
            Some(
                about(&UNPARSED, known, statement, what)
                    .as_severe_as(Severity::Note)
                    .because("why", why)
                    .because("calls", statement.calls),
            )
        })
        .collect()
}

/// One finding at most per statement: that of the first node that gives one.
pub fn per_node(
    known: &Known<'_>,
    find: impl Fn(&Statement, &PlanNode) -> Option<Finding>,
) -> Vec<Finding> {
    known
        .planned()
        .filter_map(|(statement, plan)| plan.nodes.iter().find_map(|node| find(statement, node)))
        .collect()
}

/// A finding about a statement; a warning if the statement takes a tenth of all time.
pub fn about(rule: &Rule, known: &Known<'_>, statement: &Statement, what: String) -> Finding {
    let share = known.share(statement);
    let grave = share.is_some_and(|s| s >= GRAVE_SHARE);
    rule.finding(FindingSubject::Statement(statement.fingerprint), what)
        .as_severe_as(if grave { rule.severity } else { Severity::Note })
        .because_known("share of all time", share.map(percent))
}

/// Takes much of the time; where times are unknown, is called often.
pub fn is_heavy(known: &Known<'_>, statement: &Statement) -> bool {
    match known.share(statement) {
        Some(share) => share >= known.thresholds.heavy_share_min,
        None => statement.calls >= known.thresholds.frequent_calls_min,
    }
}

pub fn place(node: &PlanNode) -> String {
    match &node.table {
        Some(table) => table.to_string(),
        None => node.operation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::ladder::testing::{check, plan, scan, snapshot, statement, table};
    use crate::name::EngineKind;
    use crate::seen::Snapshot;

    fn heavy() -> Snapshot {
        let mut s = snapshot(EngineKind::Postgres);
        table(&mut s, "orders", 1e6, &["id", "a"]);
        statement(&mut s, "SELECT * FROM app.orders WHERE a = $1", 1_000.0, 300.0);
        s
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better with `expect![…]`")]
    fn check_nodes(s: &Snapshot, nodes: Vec<PlanNode>, expect: Expect) {
        check("RU-ST", s, &[(0, plan(100.0, nodes))], &expect);
    }

    #[test]
    fn a_full_scan_for_few_rows_of_a_big_table_is_a_finding() {
        let node = PlanNode { rows_estimated: Some(12.0), ..scan("orders") };
        check_nodes(
            &heavy(),
            vec![node],
            expect![[r"
            RU-ST-002 warning: 0000000000000001 reads all 1.0 M rows of app.orders [share of all time: 100 %; rows kept: 12; calls: 1000]
        "]],
        );
    }

    #[test]
    fn a_full_scan_that_keeps_most_rows_is_right() {
        let node = PlanNode { rows_estimated: Some(900_000.0), ..scan("orders") };
        check_nodes(&heavy(), vec![node], expect![[""]]);
    }

    #[test]
    fn where_the_plan_does_not_say_how_many_rows_are_kept_it_is_a_note() {
        check_nodes(
            &heavy(),
            vec![scan("orders")],
            expect![[r"
            RU-ST-002 note: 0000000000000001 reads all 1.0 M rows of app.orders [share of all time: 100 %; rows kept: unknown; calls: 1000]
        "]],
        );
    }

    #[test]
    fn a_table_of_unknown_size_is_not_called_big() {
        let mut s = heavy();
        s.tables[0].rows = None;
        check_nodes(&s, vec![scan("orders")], expect![[""]]);
    }

    #[test]
    fn rare_statements_among_heavy_ones_may_scan() {
        let mut s = heavy();
        statement(&mut s, "SELECT 1", 1e6, 300.0);
        check_nodes(&s, vec![scan("orders")], expect![[""]]);
    }

    #[test]
    fn discarded_rows_count_over_all_loops() {
        let node = PlanNode {
            rows_filtered: Some(5_000.0),
            rows_actual: Some(2.0),
            loops: Some(10.0),
            table: scan("orders").table,
            operation: "Index Scan".into(),
            ..PlanNode::default()
        };
        check_nodes(
            &heavy(),
            vec![node],
            expect![[r"
            RU-ST-001 warning: 0000000000000001 reads 50 k rows of app.orders and throws away 100 % [share of all time: 100 %; operation: Index Scan]
        "]],
        );
    }

    #[test]
    fn the_deepest_wrong_estimate_is_named_and_nodes_under_a_limit_are_left_out() {
        let wrong = |depth| PlanNode {
            depth,
            operation: "Hash Join".into(),
            rows_estimated: Some(1.0),
            rows_actual: Some(50_000.0),
            loops: Some(1.0),
            ..PlanNode::default()
        };
        let deepest = PlanNode { table: scan("orders").table, full_scan: false, ..wrong(2) };
        check_nodes(
            &heavy(),
            vec![wrong(0), wrong(1), deepest.clone()],
            expect![[r"
            RU-ST-004 warning: 0000000000000001 was planned with an estimate 25000 times off at app.orders [share of all time: 100 %; estimated rows: 1; actual rows: 50 k]
        "]],
        );
        let limit = PlanNode { operation: "Limit".into(), ..PlanNode::default() };
        check_nodes(&heavy(), vec![limit, wrong(1), deepest], expect![[""]]);
    }

    #[test]
    fn a_spill_says_how_much_memory_it_would_need() {
        let node = PlanNode {
            operation: "Sort".into(),
            sort: true,
            spilled_bytes: Some(40_000_000),
            rows_estimated: Some(500_000.0),
            ..PlanNode::default()
        };
        check_nodes(
            &heavy(),
            vec![node],
            expect![[r"
            RU-ST-003 warning: 0000000000000001 writes 40 MB to disk [share of all time: 100 %; operation: Sort; memory that it would need: 120 MB]
            RU-ST-008 note: 0000000000000001 sorts 500 k rows each time [share of all time: 100 %; calls: 1000]
        "]],
        );
    }

    #[test]
    fn a_statement_that_cannot_be_read_is_shown() {
        let mut s = heavy();
        s.workload.statements[0].unparsed = Some("text ends inside a string".into());
        check(
            "RU-ST",
            &s,
            &[],
            &expect![[r"
            RU-ST-009 note: 0000000000000001 could not be read [share of all time: 100 %; why: text ends inside a string; calls: 1000]
        "]],
        );
    }
}
