//! Parts of a plan that run once per row: inner sides of nested loops, SQLite's automatic
//! indexes, correlated sub-selects.

use super::statements::{about, is_heavy, per_node, place};
use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, Severity};
use crate::ladder::rule::{ALL, Known, Rule, SQLITE, rows};

pub static LOOPS: Rule = Rule {
    code: "RU-ST-005",
    title: "Inner side of a loop runs very often",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "The inner side of a nested loop ran a thousand times or more and read several rows \
           each time, or read a whole table ten times or more.",
    why_it_hurts: "Its price is paid once per outer row.",
    evidence: "Loops and rows per loop, from a measured plan.",
    fix: "An index for the join condition on the inner table; if it has one, better estimates \
          (RU-ST-004) let the planner choose a hash join.",
    lock_and_cost: "Those of the step that the plan proposes.",
    undo: "Take back the step.",
    example: "`Seq Scan on items (… loops=5000)` below a Nested Loop.",
    find: loops,
};

fn loops(known: &Known<'_>) -> Vec<Finding> {
    let limits = known.thresholds;
    per_node(known, |statement, node| {
        let (loops, read) = (node.loops?, node.rows_actual? + node.rows_filtered.unwrap_or(0.0));
        // One row per loop through an index is what a nested loop is for.
        let many = loops >= limits.loops_min && read > 10.0;
        let whole = loops >= limits.scan_loops_min && node.full_scan && read > 100.0;
        if !(many || whole) {
            return None;
        }
        let what = format!(
            "{} runs {} {} times, {} rows each",
            statement.label(),
            place(node),
            rows(loops),
            rows(read)
        );
        Some(about(&LOOPS, known, statement, what).because("operation", &node.operation))
    })
}

pub static AUTOMATIC_INDEX: Rule = Rule {
    code: "RU-ST-006",
    title: "SQLite builds an index for each run of the statement",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: SQLITE,
    what: "The plan says AUTOMATIC INDEX: SQLite sorts a table into a temporary index, uses it \
           once and throws it away.",
    why_it_hurts: "Building it costs more than the answer. It is a missing index in the engine's \
                   own words.",
    evidence: "EXPLAIN QUERY PLAN.",
    fix: "Make that index once (`rungs plan`).",
    lock_and_cost: "Writers wait while it is built.",
    undo: "Drop the index.",
    example: "`SEARCH items USING AUTOMATIC COVERING INDEX (order_id=?)`",
    find: automatic_index,
};

fn automatic_index(known: &Known<'_>) -> Vec<Finding> {
    per_node(known, |statement, node| {
        if !node.automatic_index {
            return None;
        }
        let what = format!("{} builds an index on {} at each run", statement.label(), place(node));
        Some(
            about(&AUTOMATIC_INDEX, known, statement, what)
                .as_severe_as(Severity::Warning)
                .because("operation", &node.operation),
        )
    })
}

pub static CORRELATED: Rule = Rule {
    code: "RU-ST-007",
    title: "Sub-select runs once per row",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "A sub-select depends on the outer row and is run again for each of them.",
    why_it_hurts: "It is a loop that no planner can turn into a join.",
    evidence: "The plan's own word (SubPlan, DEPENDENT SUBQUERY, CORRELATED SCALAR SUBQUERY), and \
               loops where measured. Silent where it ran a hundred times or less.",
    fix: "An index on the columns that it correlates by; or write it as a join or LATERAL.",
    lock_and_cost: "Those of the step that the plan proposes.",
    undo: "Take back the step.",
    example: "`SELECT (SELECT max(price) FROM prices p WHERE p.asset = a.id) FROM assets a`",
    find: correlated,
};

fn correlated(known: &Known<'_>) -> Vec<Finding> {
    per_node(known, |statement, node| {
        let rarely = node.loops.is_some_and(|l| l <= 100.0);
        if !node.correlated || rarely || !is_heavy(known, statement) {
            return None;
        }
        let what = format!("{} runs a sub-select once per row", statement.label());
        let finding = about(&CORRELATED, known, statement, what)
            .because("operation", &node.operation)
            .because_known("loops", node.loops.map(rows));
        // Unmeasured, it may run for three rows only.
        let unsure = node.loops.is_none();
        Some(if unsure { finding.as_severe_as(Severity::Note) } else { finding })
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ladder::testing::{check, plan, scan, snapshot, statement, table};
    use crate::name::EngineKind;
    use crate::seen::PlanNode;

    #[test]
    fn loops_over_many_rows_automatic_indexes_and_sub_selects_are_told() {
        let mut s = snapshot(EngineKind::Sqlite);
        table(&mut s, "items", 500.0, &["id", "a"]);
        for shape in ["SELECT 1", "SELECT 2", "SELECT 3", "SELECT 4"] {
            statement(&mut s, shape, 10.0, 100.0);
        }
        let node = |loops| PlanNode {
            loops: Some(loops),
            rows_actual: Some(500.0),
            full_scan: false,
            ..scan("items")
        };
        let plans = vec![
            (0, plan(1.0, vec![node(5_000.0)])),
            (1, plan(1.0, vec![PlanNode { automatic_index: true, ..node(1.0) }])),
            (2, plan(1.0, vec![PlanNode { correlated: true, loops: None, ..node(1.0) }])),
            (3, plan(1.0, vec![PlanNode { rows_actual: Some(1.0), ..node(5_000.0) }])),
        ];
        check(
            "RU-ST",
            &s,
            &plans,
            &expect![[r"
            RU-ST-005 warning: 0000000000000001 runs app.items 5000 times, 500 rows each [share of all time: 25 %; operation: Seq Scan]
            RU-ST-006 warning: 0000000000000002 builds an index on app.items at each run [share of all time: 25 %; operation: Seq Scan]
            RU-ST-007 note: 0000000000000003 runs a sub-select once per row [share of all time: 25 %; operation: Seq Scan; loops: unknown]
        "]],
        );
    }
}
