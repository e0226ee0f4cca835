//! Rollups that the workload asks for. Advice finds them by asking the server; `climb` makes the
//! step, and the rule finds none by itself.

use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, Severity};
use crate::ladder::rule::{ALL, Known, Rule};

pub static ADVISED: Rule = Rule {
    code: "RU-RL-001",
    title: "The workload asks for a rollup",
    rung: Rung::Rollup,
    severity: Severity::Warning,
    engines: ALL,
    what: "Statements add up many rows of a table at each call, and stay slow with every index. \
           Rollups keep the sums: summary tables that triggers keep exact at every moment.",
    why_it_hurts: "The same rows are read and added again and again.",
    evidence: "The time of each statement, measured or reckoned from the rows that it reads; the \
               number of groups, counted or reckoned from a sample; what each changed row costs.",
    fix: "Apply the step: it captures changes, builds, and measures each statement on the raw \
          tables and on the rollup by turns; it is taken back if the rollup does not answer, \
          answers otherwise, or is no faster. Then have the application ask the live views: \
          `rungs rollup explain` gives the SQL for any statement.",
    lock_and_cost: "A moment for the triggers. The build reads the table slice by slice in short \
                    transactions, which block other writers on SQLite. From then on each changed \
                    row costs some microseconds in its transaction, and some at a refresh.",
    undo: "`rungs revert`: triggers, views and tables are removed, and nothing else.",
    example: "Revenue by brand and month of a ledger of 68 million entries.",
    find: found_elsewhere,
};

fn found_elsewhere(_: &Known<'_>) -> Vec<Finding> {
    Vec::new()
}
