//! Tables that are due for maintenance: dead rows, old statistics, space to give back.
//! Whether and when to do it is `ladder/upkeep.rs`.

use crate::change::Action;
use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{ALL, Known, POSTGRES, Rule, SQLITE, percent, rows};
use crate::name::{Bytes, EngineKind};
use crate::seen::{Table, TableKind};

pub static DEAD_ROWS: Rule = Rule {
    code: "RU-TB-002",
    title: "Dead rows wait for VACUUM",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: POSTGRES,
    what: "Updated and deleted rows lie dead in the table, more than autovacuum's own limit for \
           it.",
    why_it_hurts: "Every scan reads over them, index-only scans must visit the table, and the \
                   table grows instead of using the space again.",
    evidence: "Dead rows, their share, the table's autovacuum limit (by its settings and \
               reloptions), the last vacuum.",
    fix: "VACUUM the table; if it comes back, lower autovacuum's scale factor for it and look for \
          long-open transactions, which keep dead rows alive.",
    lock_and_cost: "SHARE UPDATE EXCLUSIVE: reads and writes go on. Reads the pages that changed.",
    undo: "Nothing to undo: contents stay as they were.",
    example: "`VACUUM app.orders` after a job that updates every row.",
    find: dead_rows,
};

fn dead_rows(known: &Known<'_>) -> Vec<Finding> {
    known.stored_tables().filter_map(|table| dead_rows_of(known, table)).collect()
}

fn dead_rows_of(known: &Known<'_>, table: &Table) -> Option<Finding> {
    let limits = known.thresholds;
    let (dead, live) = (table.counters.dead_rows?, table.rows?);
    let share = dead as f64 / (dead as f64 + live).max(1.0);
    let over_limit = table.counters.vacuum_threshold_rows.is_none_or(|l| dead as f64 > l);
    if dead < limits.dead_rows_min || share < limits.dead_share_min || !over_limit {
        return None;
    }
    let what =
        format!("table {} has {} dead rows, {}", table.name, rows(dead as f64), percent(share));
    Some(
        DEAD_ROWS
            .finding(FindingSubject::Table(table.name.clone()), what)
            .because("live rows", rows(live))
            .because_known("autovacuum limit", table.counters.vacuum_threshold_rows.map(rows))
            .because("last vacuum", days_ago(known, table.counters.last_vacuum_ms))
            .mended_by(Action::Vacuum { table: table.name.clone() }),
    )
}

pub static STALE_STATISTICS: Rule = Rule {
    code: "RU-TB-003",
    title: "Statistics are out of date",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: ALL,
    what: "Many rows changed since ANALYZE last looked at the table.",
    why_it_hurts: "The planner guesses row counts from old statistics, so it picks wrong indexes, \
                   join orders and memory sizes.",
    evidence: "Rows changed since ANALYZE against the table's own limit where known, else against \
               its size.",
    fix: "ANALYZE the table.",
    lock_and_cost: "Reads and writes go on; a sample of the table is read.",
    undo: "Nothing to undo: contents stay as they were.",
    example: "`ANALYZE app.orders` after a bulk load.",
    find: stale_statistics,
};

fn stale_statistics(known: &Known<'_>) -> Vec<Finding> {
    known.stored_tables().filter_map(|table| stale_statistics_of(known, table)).collect()
}

fn stale_statistics_of(known: &Known<'_>, table: &Table) -> Option<Finding> {
    let limits = known.thresholds;
    if table.counters.analyzed == Some(false) {
        return None; // RU-TB-004 says so already.
    }
    let changed = table.counters.rows_changed_since_analyze?;
    let limit = match (table.counters.analyze_threshold_rows, table.rows) {
        (Some(limit), _) => limit,
        (None, Some(count)) => count * limits.stale_share_min,
        (None, None) => return None,
    };
    if changed < limits.stale_rows_min || changed as f64 <= limit {
        return None;
    }
    let what = format!(
        "table {} changed {} rows since its statistics were made",
        table.name,
        rows(changed as f64)
    );
    Some(
        STALE_STATISTICS
            .finding(FindingSubject::Table(table.name.clone()), what)
            .because("limit", rows(limit))
            .because_known("rows", table.rows.map(rows))
            .because("last analyze", days_ago(known, table.counters.last_analyze_ms))
            .mended_by(Action::Analyze { table: table.name.clone() }),
    )
}

pub static NEVER_ANALYZED: Rule = Rule {
    code: "RU-TB-004",
    title: "Never analyzed",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: ALL,
    what: "The planner has no statistics for the table at all.",
    why_it_hurts: "It plans with built-in guesses; on SQLite every index looks equally good, on \
                   PostgreSQL a partitioned parent is never analyzed by autovacuum.",
    evidence: "The catalog says that there are no statistics. Rows and size where known.",
    fix: "ANALYZE the table; on a partitioned one repeat it after large changes. For a foreign \
          table it reads the remote rows, so rungs proposes no step there.",
    lock_and_cost: "Reads and writes go on on PostgreSQL and MariaDB; SQLite writes its \
                    statistics in one short transaction.",
    undo: "Nothing to undo: contents stay as they were.",
    example: "A SQLite file without the table `sqlite_stat1`.",
    find: never_analyzed,
};

fn never_analyzed(known: &Known<'_>) -> Vec<Finding> {
    let missing = |t: &&Table| t.counters.analyzed == Some(false) && !is_known_empty(t);
    known
        .snapshot
        .tables
        .iter()
        .filter(missing)
        .filter_map(|table| {
            let (severity, mendable) = match table.kind {
                TableKind::View | TableKind::Virtual | TableKind::Temporary => return None,
                TableKind::Foreign => (Severity::Note, false),
                TableKind::Ordinary
                | TableKind::Partitioned
                | TableKind::Partition { .. }
                | TableKind::Materialized
                | TableKind::Unlogged
                | TableKind::WithoutRowid => {
                    (if is_small(known, table) { Severity::Note } else { Severity::Warning }, true)
                }
            };
            Some(
                NEVER_ANALYZED
                    .finding(
                        FindingSubject::Table(table.name.clone()),
                        format!("table {} has no statistics", table.name),
                    )
                    .as_severe_as(severity)
                    .because_known("rows", table.rows.map(rows))
                    .because_known("size", table.bytes)
                    .mended_by(mendable.then(|| Action::Analyze { table: table.name.clone() })),
            )
        })
        .collect()
}

/// Autovacuum leaves a table of a few pages alone, and its plans can hardly go wrong. SQLite
/// needs statistics of small tables too, to order joins.
fn is_small(known: &Known<'_>, table: &Table) -> bool {
    known.engine() != EngineKind::Sqlite
        && table.kind != TableKind::Partitioned
        && table.bytes.is_some_and(|b| b.0 < 65_536)
}

fn is_known_empty(table: &Table) -> bool {
    match table.kind {
        // A parent's own size is zero; its rows are elsewhere.
        TableKind::Partitioned => false,
        _ => table.rows == Some(0.0) || table.bytes == Some(Bytes(0)),
    }
}

pub static AGE_UNKNOWN: Rule = Rule {
    code: "RU-TB-007",
    title: "Age of SQLite's statistics is unknown",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: SQLITE,
    what: "The file has statistics, and SQLite does not say how many rows changed since.",
    why_it_hurts: "Only if much changed: then the planner works with an old picture.",
    evidence: "Tables with statistics. SQLite keeps no counter of changes.",
    fix: "`PRAGMA optimize`: it looks for itself which tables are worth an ANALYZE, mostly none.",
    lock_and_cost: "A short write transaction if something is due, else none.",
    undo: "Nothing to undo: contents stay as they were.",
    example: "`PRAGMA optimize` once a day.",
    find: age_unknown,
};

fn age_unknown(known: &Known<'_>) -> Vec<Finding> {
    let unknown = |t: &&Table| {
        t.counters.analyzed == Some(true) && t.counters.rows_changed_since_analyze.is_none()
    };
    match known.stored_tables().filter(unknown).count() {
        0 => Vec::new(),
        count => vec![
            AGE_UNKNOWN
                .finding(FindingSubject::Server, "how old the statistics are is unknown")
                .because("tables with statistics", count)
                .mended_by(Action::PragmaOptimize),
        ],
    }
}

pub static FREE_SPACE: Rule = Rule {
    code: "RU-TB-006",
    title: "Much of the table's space is empty",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: &[EngineKind::MariaDb, EngineKind::Sqlite],
    what: "A large part of the table's pages holds nothing: deleted rows left holes.",
    why_it_hurts: "Scans and memory carry the empty part along; the disk stays full. New rows do \
                   use the holes, so it only matters where the table will not grow back.",
    evidence: "Free bytes as the engine reports them (MariaDB data_free, SQLite page usage).",
    fix: "Rebuild: OPTIMIZE TABLE on MariaDB, VACUUM of the file on SQLite.",
    lock_and_cost: "MariaDB rebuilds online (a moment's lock at each end) and needs the table's \
                    size on disk again; SQLite blocks everything and needs the file's size again.",
    undo: "Nothing to undo: contents stay as they were.",
    example: "`OPTIMIZE TABLE app.log` after most of it was deleted.",
    find: free_space,
};

fn free_space(known: &Known<'_>) -> Vec<Finding> {
    let limits = known.thresholds;
    known
        .stored_tables()
        .filter_map(|table| {
            let (free, size) = (table.counters.bytes_free?, table.bytes?);
            // MariaDB's data_length leaves data_free out, SQLite's page count includes it.
            let whole = match known.engine() {
                EngineKind::MariaDb => size.0 + free.0,
                EngineKind::Postgres | EngineKind::Sqlite => size.0,
            };
            let share = free.0 as f64 / whole.max(1) as f64;
            if free.0 < limits.free_bytes_min || share < limits.free_share_min {
                return None;
            }
            let severity = if share >= 0.5 { Severity::Warning } else { Severity::Note };
            let what = format!("table {} is {} empty, {}", table.name, percent(share), free);
            Some(
                FREE_SPACE
                    .finding(FindingSubject::Table(table.name.clone()), what)
                    .as_severe_as(severity)
                    .because("free", free)
                    .because("size", Bytes(whole))
                    .mended_by(Action::Compact { table: table.name.clone() }),
            )
        })
        .collect()
}

fn days_ago(known: &Known<'_>, at_ms: Option<i64>) -> String {
    match at_ms {
        // The server says nothing both for "never" and for "before the counters began".
        None => "not since the counters began".to_owned(),
        Some(at) => {
            let days = (known.snapshot.taken_at_ms - at).max(0) as f64 / 86_400_000.0;
            format!("{days:.1} days ago")
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::testing::{DAY_MS, check_findings, snapshot, table};

    #[test]
    fn dead_rows_over_the_autovacuum_limit_are_a_finding_and_under_it_are_not() {
        let mut s = snapshot(EngineKind::Postgres);
        for (name, limit) in [("orders", Some(20_050.0)), ("items", Some(200_000.0)), ("log", None)]
        {
            let at = table(&mut s, name, 1e5, &["id"]);
            s.tables[at].counters.dead_rows = Some(90_000);
            s.tables[at].counters.vacuum_threshold_rows = limit;
            s.tables[at].counters.last_vacuum_ms = Some(s.taken_at_ms - 3 * DAY_MS);
        }
        check_findings(
            "RU-TB-002",
            &s,
            expect![[r"
            RU-TB-002 warning: table app.orders has 90 k dead rows, 47 % [live rows: 100 k; autovacuum limit: 20 k; last vacuum: 3.0 days ago] -> vacuum
            RU-TB-002 warning: table app.log has 90 k dead rows, 47 % [live rows: 100 k; autovacuum limit: unknown; last vacuum: 3.0 days ago] -> vacuum
        "]],
        );
    }

    #[test]
    fn unknown_row_counts_give_no_finding() {
        let mut s = snapshot(EngineKind::Postgres);
        let at = table(&mut s, "orders", 0.0, &["id"]);
        s.tables[at].rows = None;
        s.tables[at].bytes = None;
        s.tables[at].counters.dead_rows = Some(1_000_000);
        s.tables[at].counters.rows_changed_since_analyze = Some(1_000_000);
        check_findings("RU-TB", &s, expect![[""]]);
    }

    #[test]
    fn statistics_are_stale_by_the_tables_own_limit_or_by_a_tenth_of_it() {
        let mut s = snapshot(EngineKind::Postgres);
        for (name, changed, limit) in
            [("own", 5_000, Some(4_000.0)), ("fine", 5_000, Some(6_000.0)), ("share", 15_000, None)]
        {
            let at = table(&mut s, name, 1e5, &["id"]);
            s.tables[at].counters.rows_changed_since_analyze = Some(changed);
            s.tables[at].counters.analyze_threshold_rows = limit;
        }
        check_findings(
            "RU-TB-003",
            &s,
            expect![[r"
            RU-TB-003 warning: table app.own changed 5000 rows since its statistics were made [limit: 4000; rows: 100 k; last analyze: not since the counters began] -> analyze
            RU-TB-003 warning: table app.share changed 15 k rows since its statistics were made [limit: 10 k; rows: 100 k; last analyze: not since the counters began] -> analyze
        "]],
        );
    }

    #[test]
    fn never_analyzed_counts_for_parents_but_not_for_views_and_empty_tables() {
        let mut s = snapshot(EngineKind::Postgres);
        for name in ["plain", "parent", "empty", "remote", "view", "scratch", "unknown"] {
            let at = table(&mut s, name, 1e5, &["id"]);
            s.tables[at].counters.analyzed = Some(false);
        }
        s.tables[1].kind = TableKind::Partitioned;
        s.tables[1].bytes = Some(Bytes(0));
        s.tables[2].rows = Some(0.0);
        s.tables[3].kind = TableKind::Foreign;
        s.tables[4].kind = TableKind::View;
        s.tables[5].kind = TableKind::Temporary;
        s.tables[6].counters.analyzed = None;
        check_findings(
            "RU-TB-004",
            &s,
            expect![[r"
            RU-TB-004 warning: table app.plain has no statistics [rows: 100 k; size: 10 MB] -> analyze
            RU-TB-004 warning: table app.parent has no statistics [rows: 100 k; size: 0 B] -> analyze
            RU-TB-004 note: table app.remote has no statistics [rows: 100 k; size: 10 MB]
        "]],
        );
    }

    #[test]
    fn a_half_empty_table_is_to_be_compacted() {
        let mut s = snapshot(EngineKind::MariaDb);
        let at = table(&mut s, "log", 1e6, &["id"]);
        s.tables[at].counters.bytes_free = Some(Bytes(150_000_000));
        let at = table(&mut s, "fine", 1e6, &["id"]);
        s.tables[at].counters.bytes_free = Some(Bytes(6_000_000));
        check_findings(
            "RU-TB-006",
            &s,
            expect![[r"
            RU-TB-006 warning: table app.log is 60 % empty, 150 MB [free: 150 MB; size: 250 MB] -> compact
        "]],
        );
    }
}
