//! What is wrong with a table as such: how it is read, whether its rows have an identity.
//! What maintenance it is due is in `tables_upkeep`.

use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{ALL, Known, Rule, percent, rows};
use crate::name::EngineKind;
use crate::seen::{Table, TableKind};

pub static SEQ_SCANS: Rule = Rule {
    code: "RU-TB-001",
    title: "Most rows are read by scanning this table whole",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "A big table is read from its first row to its last again and again, and these rows are \
           a large part of all that the database reads this way.",
    why_it_hurts: "Each scan costs time in proportion to the whole table, pushes other pages out \
                   of memory, and gets slower with every row that is added.",
    evidence: "Rows read by sequential scans, scans, rows per scan, the share of index scans. \
               Ranked by rows read, not by the number of scans: small tables are rightly scanned.",
    fix: "See which statements do it (`rungs plan` names them) and give those an index; a \
          statement that needs most of the rows belongs in a rollup instead.",
    lock_and_cost: "Depends on the step that the plan proposes.",
    undo: "Depends on the step that the plan proposes.",
    example: "`SELECT … FROM orders WHERE customer_id = 7` without an index on `customer_id`.",
    find: seq_scans,
};

fn seq_scans(known: &Known<'_>) -> Vec<Finding> {
    let limits = known.thresholds;
    let whole: u64 = known.stored_tables().filter_map(|t| t.counters.seq_rows_read).sum();
    let mut found: Vec<(u64, Finding)> = Vec::new();
    for table in known.stored_tables() {
        let (Some(count), Some(scans), Some(read)) =
            (table.rows, table.counters.seq_scans, table.counters.seq_rows_read)
        else {
            continue;
        };
        let per_scan = read as f64 / scans.max(1) as f64;
        let share = read as f64 / whole.max(1) as f64;
        // A scan that stops early (LIMIT, EXISTS) reads little of the table.
        let reads_most = per_scan >= count / 2.0;
        if count < limits.big_table_rows
            || scans < limits.seq_scans_min
            || share < limits.seq_rows_share_min
            || !reads_most
        {
            continue;
        }
        let what = format!(
            "table {} gave {} rows to sequential scans, {} of all",
            table.name,
            rows(read as f64),
            percent(share)
        );
        let finding = SEQ_SCANS
            .finding(FindingSubject::Table(table.name.clone()), what)
            .because("sequential scans", scans)
            .because("rows per scan", rows(per_scan))
            .because_known("index scans", table.counters.index_scans)
            .because("rows in table", rows(count));
        found.push((read, finding));
    }
    found.sort_by_key(|(read, _)| std::cmp::Reverse(*read));
    found.into_iter().map(|(_, finding)| finding).collect()
}

pub static NO_PRIMARY_KEY: Rule = Rule {
    code: "RU-TB-005",
    title: "No primary key",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "The table has no primary key, so no row can be named.",
    why_it_hurts: "Duplicates creep in; logical replication (PostgreSQL) cannot send updates, \
                   row-based replication (MariaDB) searches the whole table per row, and tools \
                   cannot walk the table in pieces.",
    evidence: "The catalog: no primary key. Rows and size where known.",
    fix: "Choose the columns that identify a row and add the key; if none do, add an identity \
          column. Only you can know which, so rungs proposes no step.",
    lock_and_cost: "PostgreSQL: build a unique index CONCURRENTLY, then ADD PRIMARY KEY USING \
                    INDEX (brief lock). MariaDB and SQLite rebuild the table.",
    undo: "Drop the constraint.",
    example: "`CREATE TABLE events (at timestamptz, what text)`",
    find: no_primary_key,
};

fn no_primary_key(known: &Known<'_>) -> Vec<Finding> {
    let severity = match known.engine() {
        EngineKind::Postgres | EngineKind::MariaDb => Severity::Warning,
        // Every SQLite table that can lack a key has a rowid.
        EngineKind::Sqlite => Severity::Note,
    };
    known
        .snapshot
        .tables
        .iter()
        .filter(|t| t.primary_key.is_empty() && should_have_key(t))
        .map(|t| {
            NO_PRIMARY_KEY
                .finding(
                    FindingSubject::Table(t.name.clone()),
                    format!("table {} has no primary key", t.name),
                )
                .as_severe_as(severity)
                .because_known("rows", t.rows.map(rows))
                .because_known("size", t.bytes)
        })
        .collect()
}

/// A partition has the key of its parent, which is the one to name.
fn should_have_key(table: &Table) -> bool {
    match table.kind {
        TableKind::Ordinary | TableKind::Partitioned | TableKind::Unlogged => true,
        TableKind::Partition { .. }
        | TableKind::Foreign
        | TableKind::Materialized
        | TableKind::Temporary
        | TableKind::View
        | TableKind::Virtual
        | TableKind::WithoutRowid => false,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::testing::{check_findings, snapshot, table};

    #[test]
    fn a_big_table_that_is_scanned_whole_is_named_and_a_small_one_is_not() {
        let mut s = snapshot(EngineKind::Postgres);
        for (name, count, scans) in [("orders", 1e6, 500), ("nation", 25.0, 900_000)] {
            let at = table(&mut s, name, count, &["id"]);
            s.tables[at].counters.seq_scans = Some(scans);
            s.tables[at].counters.seq_rows_read = Some(scans * count as u64);
        }
        check_findings(
            "RU-TB-001",
            &s,
            expect![[r"
            RU-TB-001 warning: table app.orders gave 500.0 M rows to sequential scans, 96 % of all [sequential scans: 500; rows per scan: 1.0 M; index scans: unknown; rows in table: 1.0 M]
        "]],
        );
    }

    #[test]
    fn scans_that_stop_early_are_no_finding() {
        let mut s = snapshot(EngineKind::Postgres);
        let at = table(&mut s, "orders", 1e6, &["id"]);
        s.tables[at].counters.seq_scans = Some(1_000);
        s.tables[at].counters.seq_rows_read = Some(10_000);
        check_findings("RU-TB-001", &s, expect![[""]]);
    }

    #[test]
    fn unknown_counters_are_not_taken_for_zero() {
        let mut s = snapshot(EngineKind::MariaDb);
        table(&mut s, "orders", 1e6, &["id"]);
        check_findings("RU-TB-001", &s, expect![[""]]);
    }

    #[test]
    fn a_table_without_a_key_is_named_but_a_partition_leaves_that_to_its_parent() {
        let mut s = snapshot(EngineKind::Postgres);
        for name in ["events", "events_1", "remote", "report"] {
            let at = table(&mut s, name, 10.0, &["id"]);
            s.tables[at].primary_key.clear();
        }
        s.tables[0].kind = TableKind::Partitioned;
        s.tables[0].rows = None;
        s.tables[1].kind = TableKind::Partition { parent: s.tables[0].name.clone() };
        s.tables[2].kind = TableKind::Foreign;
        s.tables[3].kind = TableKind::View;
        check_findings(
            "RU-TB-005",
            &s,
            expect![[r"
            RU-TB-005 warning: table app.events has no primary key [rows: unknown; size: 1000 B]
        "]],
        );
    }
}
