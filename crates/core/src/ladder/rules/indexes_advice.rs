//! Indexes that do not exist and should: those that what-if advice found for the workload, and
//! those that the user's configuration asks for. Neither can be read from a snapshot, so `climb`
//! makes these findings and the rules find none by themselves.

use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, Severity};
use crate::ladder::rule::{ALL, Known, Rule};

pub static MISSING: Rule = Rule {
    code: "RU-IX-009",
    title: "The workload asks for an index",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "Heavy statements would be cheaper with an index that is not there. It was chosen among \
           many for the whole workload, not for one statement.",
    why_it_hurts: "Rows are read, sorted or joined that an index would spare.",
    evidence: "Costs of the statements with and without it, by the planner's what-if: a \
               prediction. Its predicted size, and what it adds to each write.",
    fix: "Create it: `rungs apply` builds it online, measures the statements before and after, \
          and takes it back if they did not get better.",
    lock_and_cost: "Online on PostgreSQL (CONCURRENTLY) and MariaDB (LOCK=NONE); SQLite blocks \
                    writers for the build.",
    undo: "Drop the index.",
    example: "`(customer_id, created_at DESC)` for a page of a customer's last orders.",
    find: found_elsewhere,
};

pub static WISHED: Rule = Rule {
    code: "RU-IX-010",
    title: "An index of the configuration is not there",
    rung: Rung::Index,
    severity: Severity::Note,
    engines: ALL,
    what: "rungs.toml lists an index that the database does not have.",
    why_it_hurts: "Only you know: it is your wish.",
    evidence: "The configuration and the catalog.",
    fix: "Create it, or take it out of the configuration.",
    lock_and_cost: "Online on PostgreSQL (CONCURRENTLY) and MariaDB (LOCK=NONE); SQLite blocks \
                    writers for the build.",
    undo: "Drop the index.",
    example: "`[[index]] table = \"app.orders\" columns = [\"region\"]`",
    find: found_elsewhere,
};

fn found_elsewhere(_: &Known<'_>) -> Vec<Finding> {
    Vec::new()
}
