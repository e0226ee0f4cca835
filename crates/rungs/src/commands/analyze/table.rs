//! One table whole: how it is read and written, its columns by their use in the workload, its
//! indexes, its upkeep, its score.

use std::collections::BTreeMap;

use rungs_core::ladder::Finding;
use rungs_core::ladder::health::TableHealth;
use rungs_core::name::{Bytes, Ident, TableName};
use rungs_core::seen::statement_plan::UsedIndex;
use rungs_core::seen::{Column, Index, IndexKey, KeyPart, StatementPlan, Table as SeenTable};
use serde_json::{Value, json};

use super::{Analysis, finding_json, points, score_json, whole};
use crate::report::{Report, Table};
use crate::{tables, words};

pub fn report(analysis: &Analysis<'_>, names: &[String]) -> Report {
    let mut report = Report::new(format!("tables of {}", analysis.snapshot.server.database));
    let mut documents = Vec::new();
    for table in &analysis.snapshot.tables {
        if names.iter().any(|name| tables::is_named(name, &table.name)) {
            documents.push(show(&mut report, analysis, table));
        }
    }
    let is_named = |subject: &str| names.iter().any(|n| subject.ends_with(n.as_str()));
    for skipped in analysis.snapshot.skipped.iter().filter(|s| is_named(&s.subject)) {
        report.say(format!("not seen: {}: {}", skipped.subject, skipped.why));
    }
    report.json = json!({ "tables": documents });
    report
}

fn show(report: &mut Report, analysis: &Analysis<'_>, table: &SeenTable) -> Value {
    let of_this = |f: &&Finding| f.table() == Some(&table.name);
    let findings: Vec<&Finding> = analysis.findings.iter().filter(of_this).collect();
    let health = analysis.health.tables.iter().find(|t| t.table == table.name);
    let uses = uses(analysis, &table.name);
    let indexes: Vec<&Index> = analysis.snapshot.indexes_of(&table.name).collect();

    report.heading(format!("Table {}", table.name));
    show_facts(report, analysis, table, &indexes);
    show_health(report, health);
    report.table(whole::findings(findings.iter().copied()));
    show_columns(report, analysis, table, &uses);
    report.heading(words::count(indexes.len(), "index"));
    report.table(show_indexes(analysis, &indexes));

    json!({
        "table": table.name.to_string(),
        "rows": table.rows,
        "bytes": table.bytes,
        "index_bytes": sum(indexes.iter().map(|i| i.bytes)),
        "seq_scans": table.counters.seq_scans,
        "seq_rows_read": table.counters.seq_rows_read,
        "index_scans": table.counters.index_scans,
        "dead_rows": table.counters.dead_rows,
        "score": health.map(|h| score_json(&h.score)),
        "findings": findings.iter()
            .map(|f| finding_json(f, analysis.snapshot)).collect::<Vec<_>>(),
        "columns": table.columns.iter().map(|c| column_json(c, &uses)).collect::<Vec<_>>(),
        "indexes": indexes.iter().map(|i| json!({
            "index": i.name.name.as_str(),
            "keys": keys(i),
            "bytes": i.bytes,
            "scans": i.scans,
            "statements": readers(analysis, i),
        })).collect::<Vec<_>>(),
    })
}

/// Size, reads, writes and upkeep; what is not known is said to be.
fn show_facts(report: &mut Report, analysis: &Analysis<'_>, table: &SeenTable, indexes: &[&Index]) {
    let c = &table.counters;
    let count = |number: Option<u64>| number.map(|n| words::rows(n as f64));
    let size = |bytes: Option<Bytes>| bytes.map(|b| b.to_string());
    let all_read = sum_rows(analysis);
    let scans = c.seq_scans.zip(c.index_scans);
    let dead = c.dead_rows.zip(table.rows);
    let whole_share = scans.map(|(seq, index)| words::percent(seq as f64, (seq + index) as f64));
    let read_share =
        c.seq_rows_read.zip(all_read).map(|(own, all)| words::percent(own as f64, all));
    let dead_share = dead.map(|(dead, live)| words::percent(dead as f64, dead as f64 + live));
    let facts: [(&str, &[Fact]); 9] = [
        ("rows", &[("", table.rows.map(words::rows))]),
        (
            "size",
            &[("rows", size(table.bytes)), ("indexes", size(sum(indexes.iter().map(|i| i.bytes))))],
        ),
        (
            "scans",
            &[
                ("of the whole table", count(c.seq_scans)),
                ("by an index", count(c.index_scans)),
                ("share of whole scans", whole_share),
            ],
        ),
        (
            "rows read by whole scans",
            &[("", count(c.seq_rows_read)), ("of all in the database", read_share)],
        ),
        (
            "writes",
            &[
                ("inserted", count(c.rows_inserted)),
                ("updated", count(c.rows_updated)),
                ("updated in place", count(c.rows_hot_updated)),
                ("deleted", count(c.rows_deleted)),
            ],
        ),
        ("dead rows", &[("", count(c.dead_rows)), ("of all rows", dead_share)]),
        ("changed since ANALYZE", &[("", count(c.rows_changed_since_analyze))]),
        ("last ANALYZE (UTC)", &[("", c.last_analyze_ms.map(words::time))]),
        ("last VACUUM (UTC)", &[("", c.last_vacuum_ms.map(words::time))]),
    ];
    let mut shown = Table::new(&["of this table", "known"]);
    for (name, parts) in facts {
        shown.row([name.to_owned(), joined(parts)]);
    }
    report.table(shown);
}

/// What a number is of, and the number where it is known.
type Fact = (&'static str, Option<String>);

fn joined(facts: &[Fact]) -> String {
    let known = facts.iter().filter_map(|(of, value)| {
        let value = value.as_ref()?;
        Some(if of.is_empty() { value.clone() } else { format!("{of} {value}") })
    });
    let known: Vec<String> = known.collect();
    if known.is_empty() { "not known".to_owned() } else { known.join(", ") }
}

fn sum_rows(analysis: &Analysis<'_>) -> Option<f64> {
    let read: Vec<u64> =
        analysis.snapshot.tables.iter().filter_map(|t| t.counters.seq_rows_read).collect();
    (!read.is_empty()).then(|| read.iter().sum::<u64>() as f64)
}

/// None if one of them is not known.
fn sum(mut sizes: impl Iterator<Item = Option<Bytes>>) -> Option<Bytes> {
    sizes.try_fold(0, |sum, bytes| Some(sum + bytes?.0)).map(Bytes)
}

fn show_health(report: &mut Report, health: Option<&TableHealth>) {
    let Some(health) = health else {
        report.say("score: none, for it stores no rows of its own here");
        return;
    };
    report.heading(format!("Score {}", points(&health.score)));
    for lost in &health.score.lost {
        report.say(format!("−{:.0} {} ({})", lost.points, lost.because, lost.code));
    }
    if !health.score.unknown.is_empty() {
        report.say(format!("not known: {}", health.score.unknown.join(", ")));
    }
}

/// What the workload does with a column (or an expression on it), in calls.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    filter: f64,
    join: f64,
    order: f64,
    read: f64,
    write: f64,
}

impl Use {
    /// What an index could serve.
    fn heat(self) -> f64 {
        self.filter + self.join + self.order
    }
}

fn uses(analysis: &Analysis<'_>, table: &TableName) -> BTreeMap<String, Use> {
    let mut uses: BTreeMap<String, Use> = BTreeMap::new();
    for (at, facts) in analysis.facts {
        let calls = analysis.snapshot.workload.statements[*at].calls;
        for u in facts.uses.iter().filter(|u| &u.table == table) {
            for p in &u.predicates {
                uses.entry(part(&p.part)).or_default().filter += calls;
            }
            for j in &u.joins {
                uses.entry(j.column.to_string()).or_default().join += calls;
            }
            for p in u.group.iter().chain(u.order.iter().map(|o| &o.part)) {
                uses.entry(part(p)).or_default().order += calls;
            }
            let entries = |columns: &std::collections::BTreeSet<Ident>| -> Vec<String> {
                columns.iter().map(ToString::to_string).collect()
            };
            for column in entries(&u.columns) {
                uses.entry(column).or_default().read += calls;
            }
            for column in entries(&u.written) {
                uses.entry(column).or_default().write += calls;
            }
        }
    }
    uses
}

fn part(part: &KeyPart) -> String {
    match part {
        KeyPart::Column(name) => name.to_string(),
        KeyPart::Expression(sql) => format!("({sql})"),
    }
}

/// Hottest first; columns that the workload never names are only counted.
fn show_columns(
    report: &mut Report,
    analysis: &Analysis<'_>,
    table: &SeenTable,
    uses: &BTreeMap<String, Use>,
) {
    report.heading("Columns by their use in the workload, in calls");
    if analysis.facts.is_empty() {
        report.say("No workload was seen: give one with --workload FILE.");
        return;
    }
    let mut hot: Vec<(&String, &Use)> = uses.iter().collect();
    hot.sort_by(|a, b| b.1.heat().total_cmp(&a.1.heat()).then(b.1.read.total_cmp(&a.1.read)));
    let mut shown = Table::new(&[
        "column",
        "type",
        "distinct#",
        "nulls#",
        "filter#",
        "join#",
        "order#",
        "read#",
        "write#",
    ]);
    for (name, used) in hot {
        let column = table.column(&Ident::new(name.as_str()));
        let known = |text: Option<String>| text.unwrap_or_else(|| "?".to_owned());
        let calls = |calls: f64| if calls > 0.0 { words::rows(calls) } else { String::new() };
        shown.row([
            name.clone(),
            column.map_or_else(String::new, |c| c.data_type.clone()),
            known(column.and_then(|c| c.distinct).map(words::rows)),
            known(column.and_then(|c| c.null_fraction).map(|share| words::percent(share, 1.0))),
            calls(used.filter),
            calls(used.join),
            calls(used.order),
            calls(used.read),
            calls(used.write),
        ]);
    }
    report.table(shown);
    let unnamed = table.columns.iter().filter(|c| !uses.contains_key(c.name.as_str()));
    let unnamed: Vec<String> = unnamed.map(|c| c.name.to_string()).collect();
    if !unnamed.is_empty() {
        report.say(format!("never named by the workload: {}", unnamed.join(", ")));
    }
}

fn column_json(column: &Column, uses: &BTreeMap<String, Use>) -> Value {
    let used = uses.get(column.name.as_str()).copied().unwrap_or_default();
    json!({
        "column": column.name.as_str(),
        "type": column.data_type,
        "distinct": column.distinct,
        "null_fraction": column.null_fraction,
        "filter_calls": used.filter,
        "join_calls": used.join,
        "order_calls": used.order,
        "read_calls": used.read,
        "write_calls": used.write,
    })
}

fn show_indexes(analysis: &Analysis<'_>, indexes: &[&Index]) -> Table {
    let mut table = Table::new(&["index", "keys", "size#", "scans#", "bloat#", "read by", "kind"]);
    let known = |text: Option<String>| text.unwrap_or_else(|| "?".to_owned());
    for index in indexes {
        table.row([
            index.name.name.to_string(),
            keys(index),
            known(index.bytes.map(|b| b.to_string())),
            known(index.scans.map(|n| words::rows(n as f64))),
            known(index.bloat_fraction.map(|share| words::percent(share, 1.0))),
            readers(analysis, index).join(", "),
            kinds(index).join(", "),
        ]);
    }
    table
}

fn keys(index: &Index) -> String {
    let key = |key: &IndexKey| {
        format!("{}{}", part(&key.part), if key.descending { " desc" } else { "" })
    };
    let keys = index.spec.keys.iter().map(key).collect::<Vec<_>>().join(", ");
    let include: Vec<&str> = index.spec.include.iter().map(Ident::as_str).collect();
    let include = match include.as_slice() {
        [] => String::new(),
        columns => format!(" include {}", columns.join(", ")),
    };
    let predicate = index.spec.predicate.iter().map(|sql| format!(" where {sql}"));
    format!("{keys}{include}{}", predicate.collect::<String>())
}

fn kinds(index: &Index) -> Vec<&'static str> {
    [
        (index.primary, "primary key"),
        (index.unique && !index.primary, "unique"),
        (!index.valid, "INVALID"),
        (index.building, "being built"),
        (index.ignored, "ignored"),
    ]
    .into_iter()
    .filter_map(|(is, word)| is.then_some(word))
    .collect()
}

/// Statements of the workload whose plan reads the index now.
fn readers(analysis: &Analysis<'_>, index: &Index) -> Vec<String> {
    let reads = |plan: &StatementPlan| {
        plan.nodes.iter().any(|node| {
            let is_it = matches!(&node.index, Some(used) if is_used(used, index));
            is_it && node.table.as_ref().is_none_or(|table| table == &index.name.table)
        })
    };
    let statements = &analysis.snapshot.workload.statements;
    let plans = analysis.plans.known.iter();
    plans.filter(|(_, plan)| reads(plan)).map(|(at, _)| statements[*at].label()).collect()
}

fn is_used(used: &UsedIndex, index: &Index) -> bool {
    match used {
        UsedIndex::Existing(name) => name == &index.name.name,
        UsedIndex::Hypothetical(_) => false,
    }
}
