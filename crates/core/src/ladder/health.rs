//! Health, 0 to 100: per table and for the database. Every lost point says why; every part that
//! could not be seen is listed, and the score says how low it could be with it.

use std::collections::HashMap;

use super::finding::{Finding, Severity};
use super::rule::Known;
use super::rules::{indexes, indexes_overlap, indexes_unused, tables, tables_upkeep};
use super::thresholds::Thresholds;
use crate::name::{EngineKind, TableName};
use crate::seen::{Snapshot, Table};

#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// Worst first.
    pub tables: Vec<TableHealth>,
    pub database: Score,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TableHealth {
    pub table: TableName,
    pub score: Score,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// 100 less what is known to be lost. None: nothing at all could be seen.
    pub points: Option<f64>,
    /// The score if all that is unknown were as bad as can be.
    pub at_least: f64,
    pub lost: Vec<Lost>,
    /// Parts that could not be judged, in words.
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    pub points: f64,
    pub because: String,
    /// Of the finding that tells more.
    pub code: &'static str,
}

/// The most that each part can take.
const DEAD: f64 = 20.0;
const STATISTICS: f64 = 15.0;
const READS: f64 = 15.0;
const SPACE: f64 = 10.0;
const BLOAT: f64 = 10.0;
const NEEDLESS: f64 = 10.0;
const KEY: f64 = 10.0;
const INVALID: f64 = 10.0;

/// `findings` are those of [`super::diagnose`] for the same snapshot.
pub fn health(snapshot: &Snapshot, findings: &[Finding], thresholds: &Thresholds) -> Health {
    let known = Known::new(snapshot, &[], thresholds);
    let mut of_table: HashMap<&TableName, Vec<&Finding>> = HashMap::new();
    for finding in findings {
        if let Some(table) = finding.table() {
            of_table.entry(table).or_default().push(finding);
        }
    }
    let mut tables: Vec<TableHealth> = known
        .stored_tables()
        .map(|table| TableHealth {
            table: table.name.clone(),
            score: score(&known, table, of_table.get(&table.name).map_or(&[], Vec::as_slice)),
        })
        .collect();
    tables.sort_by(|a, b| {
        let points = |t: &TableHealth| t.score.points.unwrap_or(f64::INFINITY);
        points(a).total_cmp(&points(b)).then_with(|| a.table.cmp(&b.table))
    });
    let database = of_database(&known, &tables, findings);
    Health { tables, database }
}

fn score(known: &Known<'_>, table: &Table, findings: &[&Finding]) -> Score {
    let mut lost: Vec<Lost> = Vec::new();
    for finding in findings {
        let points = points(known, table, finding);
        if points > 0.0 {
            lost.push(Lost { points, because: finding.what.clone(), code: finding.code });
        }
    }
    cap(&mut lost);
    let unknown = unknown_parts(known, table);
    let sum: f64 = lost.iter().map(|l| l.points).sum();
    let hidden: f64 = unknown.iter().map(|(points, _)| points).sum();
    let seen_anything = parts(known, table).iter().any(|part| part.seen);
    Score {
        points: seen_anything.then(|| (100.0 - sum).max(0.0)),
        at_least: (100.0 - sum - hidden).max(0.0),
        lost,
        unknown: unknown.into_iter().map(|(_, what)| what.to_owned()).collect(),
    }
}

/// What one finding takes; more, the worse it is.
fn points(known: &Known<'_>, table: &Table, finding: &Finding) -> f64 {
    let c = &table.counters;
    let code = finding.code;
    if code == tables_upkeep::DEAD_ROWS.code {
        let dead = c.dead_rows.map(|d| d as f64);
        let share = dead.zip(table.rows).map(|(dead, live)| dead / (dead + live).max(1.0));
        return share.map_or(0.0, |s| DEAD * ramp(s, 0.1, 0.4));
    }
    if code == tables_upkeep::STALE_STATISTICS.code {
        let changed = c.rows_changed_since_analyze.map(|n| n as f64);
        let share = changed.zip(table.rows).map(|(changed, rows)| changed / rows.max(1.0));
        return share.map_or(STATISTICS / 2.0, |s| STATISTICS * ramp(s, 0.05, 0.5));
    }
    if code == tables_upkeep::NEVER_ANALYZED.code {
        return if finding.severity >= Severity::Warning { STATISTICS } else { 0.0 };
    }
    if code == tables_upkeep::FREE_SPACE.code {
        let share = c.bytes_free.zip(table.bytes).map(|(f, b)| f.0 as f64 / b.0.max(1) as f64);
        return share.map_or(0.0, |s| SPACE * ramp(s, 0.2, 0.7));
    }
    if code == tables::SEQ_SCANS.code {
        return READS;
    }
    if finding.severity < Severity::Warning {
        return 0.0;
    }
    if code == tables::NO_PRIMARY_KEY.code {
        return KEY;
    }
    if code == indexes::FOREIGN_KEY_WITHOUT_INDEX.code {
        return 5.0;
    }
    if code == indexes::INVALID.code {
        return INVALID;
    }
    if code == indexes::BLOATED.code {
        return BLOAT / 2.0;
    }
    let needless = [
        indexes_unused::UNUSED.code,
        indexes_overlap::DUPLICATE.code,
        indexes_overlap::REDUNDANT_PREFIX.code,
    ];
    if needless.contains(&code) { needless_points(known, table, finding) } else { 0.0 }
}

/// By its share of all index bytes of the table; where sizes are unknown, by number.
fn needless_points(known: &Known<'_>, table: &Table, finding: &Finding) -> f64 {
    let super::FindingSubject::Index(name) = &finding.subject else { return 0.0 };
    let all = known.indexes_of(&table.name);
    let own = all.iter().find(|i| &i.name == name).and_then(|i| i.bytes);
    let whole = all.iter().map(|i| i.bytes.map(|b| b.0)).sum::<Option<u64>>();
    let share = match (own, whole) {
        (Some(own), Some(whole)) if whole > 0 => own.0 as f64 / whole as f64,
        _ => 1.0 / all.len().max(1) as f64,
    };
    // Rounded up to a point: each needless index shows.
    (NEEDLESS * ramp(share, 0.0, 0.5)).max(1.0)
}

/// Parts of one kind together take no more than that part is worth.
fn cap(lost: &mut [Lost]) {
    let groups: [(&[&str], f64); 3] = [
        (&[indexes::BLOATED.code], BLOAT),
        (&[indexes::INVALID.code], INVALID),
        (
            &[
                indexes_unused::UNUSED.code,
                indexes_overlap::DUPLICATE.code,
                indexes_overlap::REDUNDANT_PREFIX.code,
            ],
            NEEDLESS,
        ),
    ];
    for (codes, most) in groups {
        let sum: f64 = lost.iter().filter(|l| codes.contains(&l.code)).map(|l| l.points).sum();
        if sum > most {
            for part in lost.iter_mut().filter(|l| codes.contains(&l.code)) {
                part.points *= most / sum;
            }
        }
    }
}

struct Part {
    seen: bool,
    points: f64,
    what: &'static str,
}

/// What a score rests on for this engine, and whether it was seen.
fn parts(known: &Known<'_>, table: &Table) -> Vec<Part> {
    let c = &table.counters;
    let engine = known.engine();
    let indexes = known.indexes_of(&table.name);
    let part = |seen, points, what| Part { seen, points, what };
    let mut parts = vec![
        part(
            c.analyzed.is_some() || c.rows_changed_since_analyze.is_some(),
            STATISTICS,
            "age of its statistics",
        ),
        part(c.seq_rows_read.is_some() && table.rows.is_some(), READS, "how it is read"),
    ];
    if engine == EngineKind::Postgres {
        parts.push(part(c.dead_rows.is_some() && table.rows.is_some(), DEAD, "dead rows"));
        let bloat_seen = indexes.iter().all(|i| i.bloat_fraction.is_some() || !i.valid);
        parts.push(part(bloat_seen, BLOAT, "bloat of its indexes"));
    } else {
        parts.push(part(c.bytes_free.is_some(), SPACE, "free space in it"));
    }
    let old_enough = known.stats_days().is_some_and(|d| d >= known.thresholds.unused_days_min);
    let use_seen = indexes.iter().all(|i| i.primary || i.scans.is_some() && old_enough);
    parts.push(part(use_seen, NEEDLESS, "use of its indexes"));
    parts
}

fn unknown_parts(known: &Known<'_>, table: &Table) -> Vec<(f64, &'static str)> {
    parts(known, table)
        .into_iter()
        .filter(|part| !part.seen)
        .map(|part| (part.points, part.what))
        .collect()
}

/// The tables' mean by size, less what is wrong with the server as a whole.
fn of_database(known: &Known<'_>, tables: &[TableHealth], findings: &[Finding]) -> Score {
    let mut unknown: Vec<String> = Vec::new();
    let (mut sum, mut least, mut whole) = (0.0, 0.0, 0.0);
    let mut unsized_tables = 0;
    for health in tables {
        let bytes = known.table(&health.table).and_then(|t| t.bytes);
        let (Some(points), Some(bytes)) = (health.score.points, bytes) else {
            unsized_tables += 1;
            continue;
        };
        // An empty table still is one page.
        let weight = bytes.0.max(8_192) as f64;
        sum += points * weight;
        least += health.score.at_least * weight;
        whole += weight;
    }
    if unsized_tables > 0 {
        unknown.push(format!("{unsized_tables} tables whose size or state was not seen"));
    }
    for skipped in &known.snapshot.skipped {
        unknown.push(format!("{}: {}", skipped.subject, skipped.why));
    }
    let lost: Vec<Lost> =
        findings.iter().filter(|f| f.table().is_none()).filter_map(whole_server).collect();
    let server: f64 = lost.iter().map(|l| l.points).sum();
    let mean = |total: f64| (whole > 0.0).then(|| (total / whole - server).max(0.0));
    Score { points: mean(sum), at_least: mean(least).unwrap_or(0.0), lost, unknown }
}

/// Statements and advice say how fast things are, not how healthy the database is.
fn whole_server(finding: &Finding) -> Option<Lost> {
    if matches!(finding.subject, super::FindingSubject::Statement(_)) {
        return None;
    }
    let points = match finding.severity {
        Severity::Critical => 20.0,
        Severity::Warning => 3.0,
        Severity::Note => return None,
    };
    Some(Lost { points, because: finding.what.clone(), code: finding.code })
}

/// 0 at `good` and below, 1 at `bad` and above.
fn ramp(value: f64, good: f64, bad: f64) -> f64 {
    ((value - good) / (bad - good)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::ladder::diagnose;
    use crate::ladder::testing::{index, setting, snapshot, table};
    use crate::name::Bytes;

    #[expect(clippy::needless_pass_by_value, reason = "reads better with `expect![…]`")]
    fn check_health(snapshot: &Snapshot, expect: Expect) {
        let limits = Thresholds::default();
        let health = health(snapshot, &diagnose(snapshot, &[], &limits), &limits);
        let mut text = String::new();
        let all = health.tables.iter().map(|t| (t.table.to_string(), &t.score));
        for (name, score) in all.chain([("database".to_owned(), &health.database)]) {
            let points = score.points.map_or("unknown".into(), |p| format!("{p:.0}"));
            writeln!(text, "{name}: {points}, at least {:.0}", score.at_least).unwrap();
            for lost in &score.lost {
                writeln!(text, "  -{:.0} {} ({})", lost.points, lost.because, lost.code).unwrap();
            }
            for unknown in &score.unknown {
                writeln!(text, "  ? {unknown}").unwrap();
            }
        }
        expect.assert_eq(&text);
    }

    #[test]
    fn each_lost_point_is_explained_and_each_unseen_part_listed() {
        let mut s = snapshot(EngineKind::Postgres);
        let at = table(&mut s, "orders", 1e6, &["id", "a"]);
        let c = &mut s.tables[at].counters;
        (c.dead_rows, c.analyzed, c.seq_rows_read) = (Some(333_334), Some(true), Some(0));
        index(&mut s, "orders", "o_a", &["a"]);
        index(&mut s, "orders", "o_a2", &["a"]);
        for i in &mut s.indexes {
            i.bloat_fraction = Some(0.0);
        }
        table(&mut s, "dark", 1e4, &["id"]);
        check_health(
            &s,
            expect![[r"
            app.orders: 83, at least 83
              -7 index o_a2 on app.orders is the same as o_a (RU-IX-003)
              -10 table app.orders has 333 k dead rows, 25 % (RU-TB-002)
            app.dark: 100, at least 40
              ? age of its statistics
              ? how it is read
              ? dead rows
              ? bloat of its indexes
            database: 83, at least 83
        "]],
        );
    }

    #[test]
    fn a_table_of_which_nothing_was_seen_has_no_score() {
        let mut s = snapshot(EngineKind::MariaDb);
        let at = table(&mut s, "orders", 1e6, &["id"]);
        let dark = index(&mut s, "orders", "o_a", &["id", "id"]);
        s.indexes[dark].scans = None;
        s.tables[at].rows = None;
        s.tables[at].bytes = None;
        check_health(
            &s,
            expect![[r"
            app.orders: unknown, at least 50
              ? age of its statistics
              ? how it is read
              ? free space in it
              ? use of its indexes
            database: unknown, at least 0
              ? 1 tables whose size or state was not seen
        "]],
        );
    }

    #[test]
    fn what_is_wrong_with_the_server_counts_once_for_the_database() {
        let mut s = snapshot(EngineKind::Sqlite);
        let at = table(&mut s, "notes", 1e4, &["id"]);
        s.tables[at].counters.analyzed = Some(true);
        s.tables[at].counters.bytes_free = Some(Bytes(0));
        setting(&mut s, "journal_mode", "off", "");
        check_health(
            &s,
            expect![[r"
            app.notes: 100, at least 85
              ? how it is read
            database: 80, at least 65
              -20 journal_mode is off (RU-SE-201)
        "]],
        );
    }
}
