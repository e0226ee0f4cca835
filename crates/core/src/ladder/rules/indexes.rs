//! Indexes that are missing for a foreign key, broken, bloated or too many. Overlapping ones
//! are in `indexes_overlap`, unused ones in `indexes_unused`, advice for statements in
//! `ladder/index`.

use std::collections::BTreeSet;

use crate::change::Action;
use crate::change::plan::Rung;
use crate::dialect::index_name;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{ALL, Known, POSTGRES, Rule, percent, rows};
use crate::name::{Bytes, Ident, IndexName};
use crate::seen::{ForeignKey, Index, IndexKey, IndexSpec, Method, Table, TableKind};

pub static FOREIGN_KEY_WITHOUT_INDEX: Rule = Rule {
    code: "RU-IX-001",
    title: "Foreign key without an index",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "No index of the referencing table begins with the columns of the foreign key, in \
           whatever order. (InnoDB makes such an index itself.)",
    why_it_hurts: "Each deleted or re-keyed parent row scans the whole child table while it holds \
                   its locks; joins along the key have no way in.",
    evidence: "The key's columns; deletes and updates of the parent; whether a seen statement \
               speaks of the key's columns. A note only where neither was seen; silent where the \
               child is small.",
    fix: "Create an index on the key's columns.",
    lock_and_cost: "Online on PostgreSQL (CONCURRENTLY) and MariaDB; SQLite blocks writers for \
                    the build. Costs disk, and one entry per inserted row ever after.",
    undo: "Drop the index.",
    example: "`orders.customer_id REFERENCES customers` with no index on `orders(customer_id)`.",
    find: foreign_key_without_index,
};

fn foreign_key_without_index(known: &Known<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &known.snapshot.tables {
        // The foreign keys of a partition are its parent's.
        if matches!(table.kind, TableKind::Partition { .. }) {
            continue;
        }
        let mut told: BTreeSet<BTreeSet<&Ident>> = BTreeSet::new();
        for key in &table.foreign_keys {
            let columns: BTreeSet<&Ident> = key.columns.iter().collect();
            if !is_covered(known, table, key, &[]) && told.insert(columns) {
                findings.extend(missing_for(known, table, key));
            }
        }
    }
    findings
}

fn missing_for(known: &Known<'_>, child: &Table, key: &ForeignKey) -> Option<Finding> {
    if child.rows.is_some_and(|r| r < known.thresholds.big_table_rows) {
        return None;
    }
    let parent = known.table(&key.references).map(|p| &p.counters);
    let deleted = parent.and_then(|c| c.rows_deleted);
    let updated = parent.and_then(|c| c.rows_updated);
    let spoken_of = key.columns.iter().any(|column| {
        // It may join by the key, or look rows up by it.
        known.naming(&[child.name.name.as_str(), column.as_str()]).next().is_some()
    });
    let parent_quiet = deleted == Some(0) && updated == Some(0);
    let parent_changes = deleted.is_some_and(|n| n > 0);
    let columns = list(&key.columns);
    let finding = FOREIGN_KEY_WITHOUT_INDEX
        .finding(
            FindingSubject::Table(child.name.clone()),
            format!(
                "foreign key {} ({columns}) of {} to {} has no index",
                key.name, child.name, key.references
            ),
        )
        .because_known("rows", child.rows.map(rows))
        .because_known("parent rows deleted", deleted)
        .because_known("parent rows updated", updated)
        .because("columns in a seen statement", if spoken_of { "yes" } else { "no" });
    if parent_quiet && !spoken_of {
        return Some(finding.as_severe_as(Severity::Note));
    }
    let certain = parent_changes || spoken_of;
    let severity = if certain { Severity::Warning } else { Severity::Note };
    let finding = finding.as_severe_as(severity);
    Some(match child.kind {
        TableKind::Partitioned => {
            finding.because("partitioned", "build it on each partition, then attach")
        }
        _ => finding.mended_by(create_index(child, &key.columns)),
    })
}

/// Whether an index serves look-ups by the key: its first columns are the key's as a set, and it
/// holds all rows, or all rows in which a column of the key is not null.
pub fn is_covered(
    known: &Known<'_>,
    child: &Table,
    key: &ForeignKey,
    without: &[&IndexName],
) -> bool {
    let wanted: BTreeSet<&Ident> = key.columns.iter().collect();
    let leading = |names: Vec<Option<&Ident>>| {
        names.len() >= wanted.len()
            && names[..wanted.len()].iter().flatten().copied().collect::<BTreeSet<_>>() == wanted
    };
    // SQLite's INTEGER PRIMARY KEY is the table itself and no index.
    if leading(child.primary_key.iter().map(Some).collect()) {
        return true;
    }
    known.indexes_of(&child.name).iter().any(|index| {
        !without.contains(&&index.name)
            && index.valid
            && !index.ignored
            && matches!(index.spec.method, Method::Btree | Method::Hash)
            && index.spec.keys.iter().take(wanted.len()).all(|k| k.prefix_length.is_none())
            && leading(index.spec.keys.iter().map(IndexKey::as_column).collect())
            && index.spec.predicate.as_deref().is_none_or(|p| only_says_not_null(p, &key.columns))
    })
}

/// `(customer_id IS NOT NULL)`, or several of it with AND.
fn only_says_not_null(predicate: &str, columns: &[Ident]) -> bool {
    let lower = predicate.to_lowercase();
    lower.split(" and ").all(|term| {
        let bare = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '`');
        let term = term.trim_matches(bare);
        let column = term.strip_suffix("is not null").map(|c| c.trim_matches(bare));
        column.is_some_and(|c| columns.iter().any(|name| name.as_str().to_lowercase() == c))
    })
}

fn create_index(table: &Table, columns: &[Ident]) -> Action {
    let index = IndexSpec {
        table: table.name.clone(),
        method: Method::Btree,
        keys: columns.iter().map(|c| IndexKey::column(c.as_str())).collect(),
        include: Vec::new(),
        predicate: None,
        unique: false,
    };
    Action::CreateIndex { name: index_name(&index), index }
}

pub static INVALID: Rule = Rule {
    code: "RU-IX-005",
    title: "Invalid index",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: POSTGRES,
    what: "A concurrent build or rebuild failed and left an index that no query may use. One that \
           is being built right now is no finding.",
    why_it_hurts: "Every write still keeps it up to date, and CREATE INDEX IF NOT EXISTS silently \
                   takes it for the real one.",
    evidence: "pg_index.indisvalid is false and no build is under way. Its name, and whether a \
               valid index of the same form exists.",
    fix: "Drop it where it is a leftover (`_ccnew`, `_ccold`, or a valid twin exists), else \
          REINDEX it. A unique one failed because of duplicate values: mend those first. One on \
          a partitioned table waits for its partitions' indexes to be attached.",
    lock_and_cost: "DROP INDEX CONCURRENTLY and REINDEX CONCURRENTLY: reads and writes go on.",
    undo: "Nothing to undo for the rebuild; a dropped one could be built again.",
    example: "`orders_a_ccnew` after a REINDEX CONCURRENTLY that was cancelled.",
    find: invalid,
};

fn invalid(known: &Known<'_>) -> Vec<Finding> {
    let broken = |i: &&Index| !i.valid && !i.building && i.parent.is_none();
    known.snapshot.indexes.iter().filter(broken).map(|i| invalid_one(known, i)).collect()
}

fn invalid_one(known: &Known<'_>, index: &Index) -> Finding {
    let name = index.name.name.as_str();
    let leftover = is_concurrent_leftover(name);
    let twin = known
        .indexes_of(&index.name.table)
        .iter()
        .find(|other| other.valid && other.spec == index.spec && other.name != index.name);
    let partitioned =
        known.table(&index.name.table).is_some_and(|t| matches!(t.kind, TableKind::Partitioned));
    let action = if partitioned {
        None
    } else if leftover || twin.is_some() {
        let definition = index.definition.clone();
        Some(Action::DropIndex { name: index.name.clone(), definition })
    } else if index.unique {
        None
    } else {
        Some(Action::RebuildIndex { name: index.name.clone() })
    };
    INVALID
        .finding(
            FindingSubject::Index(index.name.clone()),
            format!("index {} is invalid", index.name),
        )
        .because("unique", if index.unique { "yes" } else { "no" })
        .because("valid twin", twin.map_or_else(|| "none".to_owned(), |t| t.name.name.to_string()))
        .because("table", if partitioned { "partitioned" } else { "plain" })
        .mended_by(action)
}

/// `…_ccnew`, `…_ccold`, and `…_ccnew1` when the name was taken.
fn is_concurrent_leftover(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    stem.ends_with("_ccnew") || stem.ends_with("_ccold")
}

pub static BLOATED: Rule = Rule {
    code: "RU-IX-006",
    title: "Bloated index",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: ALL,
    what: "A large part of the index's pages is empty.",
    why_it_hurts: "Each look-up touches more pages, and memory holds air.",
    evidence: "Size, the estimated bloat (an estimate that knows deduplication, not a \
               measurement) and the bytes that a rebuild would give back.",
    fix: "REINDEX CONCURRENTLY.",
    lock_and_cost: "Reads and writes go on; needs the index's size on disk again until it ends.",
    undo: "Nothing to undo: contents stay as they were.",
    example: "`REINDEX INDEX CONCURRENTLY app.queue_state` of a table used as a queue.",
    find: bloated,
};

fn bloated(known: &Known<'_>) -> Vec<Finding> {
    let limits = known.thresholds;
    known
        .snapshot
        .indexes
        .iter()
        .filter(|i| i.valid && !i.building)
        .filter_map(|index| {
            let (share, size) = (index.bloat_fraction?, index.bytes?);
            let wasted = Bytes((size.0 as f64 * share.clamp(0.0, 1.0)) as u64);
            if share < limits.bloat_share_min || wasted.0 < limits.bloat_bytes_min {
                return None;
            }
            let what = format!("index {} is {} empty by estimate", index.name, percent(share));
            Some(
                BLOATED
                    .finding(FindingSubject::Index(index.name.clone()), what)
                    .because("size", size)
                    .because("would be given back", wasted)
                    .mended_by(Action::RebuildIndex { name: index.name.clone() }),
            )
        })
        .collect()
}

pub static TOO_MANY: Rule = Rule {
    code: "RU-IX-008",
    title: "Many indexes on one table",
    rung: Rung::Index,
    severity: Severity::Note,
    engines: ALL,
    what: "The table has more indexes than most tables need.",
    why_it_hurts: "Each inserted row writes an entry to each of them, and an update of an indexed \
                   column does too (on PostgreSQL one such column ends HOT updates).",
    evidence: "Their number and size against the table's, rows written, the share of HOT updates.",
    fix: "Drop what the other findings name; ask `rungs plan --drop` what the workload can spare.",
    lock_and_cost: "Dropping is online and quick.",
    undo: "Build the dropped index again; its definition is kept in the journal.",
    example: "Fourteen single-column indexes on a table whose queries use three.",
    find: too_many,
};

fn too_many(known: &Known<'_>) -> Vec<Finding> {
    known
        .stored_tables()
        .filter_map(|table| {
            let indexes = known.indexes_of(&table.name);
            if indexes.len() <= known.thresholds.indexes_per_table {
                return None;
            }
            let size = indexes.iter().map(|i| i.bytes.map(|b| b.0)).sum::<Option<u64>>();
            let c = &table.counters;
            let hot = c.rows_hot_updated.zip(c.rows_updated).filter(|(_, updated)| *updated > 0);
            Some(
                TOO_MANY
                    .finding(
                        FindingSubject::Table(table.name.clone()),
                        format!("table {} has {} indexes", table.name, indexes.len()),
                    )
                    .because_known("size of indexes", size.map(Bytes))
                    .because_known("size of table", table.bytes)
                    .because_known("rows inserted", c.rows_inserted)
                    .because_known("rows updated", c.rows_updated)
                    .because_known(
                        "HOT updates",
                        hot.map(|(hot, all)| percent(hot as f64 / all as f64)),
                    ),
            )
        })
        .collect()
}

/// `a, b, c`.
pub fn list(names: &[Ident]) -> String {
    names.iter().map(Ident::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::rule::has_word;
    use crate::ladder::testing::{check_findings, foreign_key, index, snapshot, statement, table};
    use crate::name::EngineKind;
    use crate::seen::Snapshot;

    /// `orders(customer_id)` references `customers`, of which rows are deleted.
    fn shop() -> (Snapshot, usize) {
        let mut s = snapshot(EngineKind::Postgres);
        let parent = table(&mut s, "customers", 1e5, &["id"]);
        s.tables[parent].counters.rows_deleted = Some(7);
        s.tables[parent].counters.rows_updated = Some(0);
        let child = table(&mut s, "orders", 1e6, &["id", "customer_id", "region"]);
        foreign_key(&mut s, child, &["customer_id"], "customers");
        (s, child)
    }

    #[test]
    fn a_foreign_key_whose_parent_loses_rows_needs_an_index() {
        let (s, _) = shop();
        check_findings(
            "RU-IX-001",
            &s,
            expect![[r"
            RU-IX-001 warning: foreign key customers_fk (customer_id) of app.orders to app.customers has no index [rows: 1.0 M; parent rows deleted: 7; parent rows updated: 0; columns in a seen statement: no] -> create_index
        "]],
        );
    }

    #[test]
    fn any_order_of_the_leading_columns_covers_a_foreign_key() {
        let (mut s, child) = shop();
        s.tables[child].foreign_keys[0].columns = vec!["customer_id".into(), "region".into()];
        index(&mut s, "orders", "o1", &["region", "customer_id", "id"]);
        check_findings("RU-IX-001", &s, expect![[""]]);
    }

    #[test]
    fn columns_of_two_indexes_are_never_combined() {
        let (mut s, child) = shop();
        s.tables[child].foreign_keys[0].columns = vec!["customer_id".into(), "region".into()];
        index(&mut s, "orders", "o1", &["region"]);
        index(&mut s, "orders", "o2", &["customer_id"]);
        check_findings(
            "RU-IX-001",
            &s,
            expect![[r"
            RU-IX-001 warning: foreign key customers_fk (customer_id, region) of app.orders to app.customers has no index [rows: 1.0 M; parent rows deleted: 7; parent rows updated: 0; columns in a seen statement: no] -> create_index
        "]],
        );
    }

    #[test]
    fn a_partial_index_covers_only_if_it_leaves_out_nothing_but_nulls() {
        let (mut s, _) = shop();
        let at = index(&mut s, "orders", "o1", &["customer_id"]);
        s.indexes[at].spec.predicate = Some("(customer_id IS NOT NULL)".into());
        check_findings("RU-IX-001", &s, expect![[""]]);
        s.indexes[at].spec.predicate = Some("(region IS NOT NULL)".into());
        check_findings(
            "RU-IX-001",
            &s,
            expect![[r"
            RU-IX-001 warning: foreign key customers_fk (customer_id) of app.orders to app.customers has no index [rows: 1.0 M; parent rows deleted: 7; parent rows updated: 0; columns in a seen statement: no] -> create_index
        "]],
        );
    }

    #[test]
    fn an_invalid_index_covers_nothing() {
        let (mut s, _) = shop();
        let at = index(&mut s, "orders", "o1", &["customer_id"]);
        s.indexes[at].valid = false;
        check_findings(
            "RU-IX",
            &s,
            expect![[r"
            RU-IX-001 warning: foreign key customers_fk (customer_id) of app.orders to app.customers has no index [rows: 1.0 M; parent rows deleted: 7; parent rows updated: 0; columns in a seen statement: no] -> create_index
            RU-IX-005 warning: index o1 on app.orders is invalid [unique: no; valid twin: none; table: plain] -> rebuild_index
        "]],
        );
    }

    #[test]
    fn a_quiet_parent_and_no_join_make_it_a_note_without_a_step() {
        let (mut s, _) = shop();
        s.tables[0].counters.rows_deleted = Some(0);
        check_findings(
            "RU-IX-001",
            &s,
            expect![[r"
            RU-IX-001 note: foreign key customers_fk (customer_id) of app.orders to app.customers has no index [rows: 1.0 M; parent rows deleted: 0; parent rows updated: 0; columns in a seen statement: no]
        "]],
        );
        s.tables[0].counters.rows_deleted = None;
        check_findings(
            "RU-IX-001",
            &s,
            expect![[r"
            RU-IX-001 note: foreign key customers_fk (customer_id) of app.orders to app.customers has no index [rows: 1.0 M; parent rows deleted: unknown; parent rows updated: 0; columns in a seen statement: no] -> create_index
        "]],
        );
        statement(&mut s, "SELECT * FROM Orders o WHERE o.CUSTOMER_ID = $1", 5.0, 1.0);
        check_findings(
            "RU-IX-001",
            &s,
            expect![[r"
            RU-IX-001 warning: foreign key customers_fk (customer_id) of app.orders to app.customers has no index [rows: 1.0 M; parent rows deleted: unknown; parent rows updated: 0; columns in a seen statement: yes] -> create_index
        "]],
        );
    }

    #[test]
    fn a_small_child_needs_none() {
        let (mut s, child) = shop();
        s.tables[child].rows = Some(500.0);
        check_findings("RU-IX-001", &s, expect![[""]]);
    }

    #[test]
    fn a_partitioned_parent_is_told_but_gets_no_single_step() {
        let (mut s, child) = shop();
        s.tables[child].kind = TableKind::Partitioned;
        s.tables[child].rows = None;
        check_findings(
            "RU-IX-001",
            &s,
            expect![[r"
            RU-IX-001 warning: foreign key customers_fk (customer_id) of app.orders to app.customers has no index [rows: unknown; parent rows deleted: 7; parent rows updated: 0; columns in a seen statement: no; partitioned: build it on each partition, then attach]
        "]],
        );
    }

    #[test]
    fn a_column_name_inside_another_word_is_not_spoken_of() {
        assert!(has_word("select \"Customer_ID\" from t", "customer_id"));
        assert!(!has_word("select old_customer_id from t", "customer_id"));
    }

    #[test]
    fn leftovers_are_dropped_broken_ones_rebuilt_and_builds_left_alone() {
        let mut s = snapshot(EngineKind::Postgres);
        table(&mut s, "orders", 1e6, &["id", "a", "b"]);
        for name in ["o_ccnew1", "o_broken", "o_unique", "o_building"] {
            let at = index(&mut s, "orders", name, &["a", "b"]);
            s.indexes[at].valid = false;
        }
        s.indexes[3].unique = true;
        s.indexes[4].building = true;
        check_findings(
            "RU-IX-005",
            &s,
            expect![[r"
            RU-IX-005 warning: index o_ccnew1 on app.orders is invalid [unique: no; valid twin: none; table: plain] -> drop_index
            RU-IX-005 warning: index o_broken on app.orders is invalid [unique: no; valid twin: none; table: plain] -> rebuild_index
            RU-IX-005 warning: index o_unique on app.orders is invalid [unique: yes; valid twin: none; table: plain]
        "]],
        );
    }

    #[test]
    fn bloat_counts_only_where_there_is_much_to_win() {
        let mut s = snapshot(EngineKind::Postgres);
        table(&mut s, "queue", 1e6, &["id", "a"]);
        for (name, bytes, share) in
            [("big", 900_000_000, Some(0.6)), ("small", 1_000_000, Some(0.9)), ("dark", 1, None)]
        {
            let at = index(&mut s, "queue", name, &["a", "id"]);
            s.indexes[at].bytes = Some(Bytes(bytes));
            s.indexes[at].bloat_fraction = share;
        }
        check_findings(
            "RU-IX-006",
            &s,
            expect![[r"
            RU-IX-006 warning: index big on app.queue is 60 % empty by estimate [size: 900 MB; would be given back: 540 MB] -> rebuild_index
        "]],
        );
    }

    #[test]
    fn a_table_with_many_indexes_is_noted_with_their_price() {
        let mut s = snapshot(EngineKind::Postgres);
        let at = table(&mut s, "orders", 1e6, &["id", "a"]);
        s.tables[at].counters.rows_updated = Some(100);
        s.tables[at].counters.rows_hot_updated = Some(5);
        for number in 0..10 {
            index(&mut s, "orders", &format!("o{number}"), &["a"]);
        }
        check_findings(
            "RU-IX-008",
            &s,
            expect![[r"
            RU-IX-008 note: table app.orders has 11 indexes [size of indexes: 220 MB; size of table: 100 MB; rows inserted: unknown; rows updated: 100; HOT updates: 5 %]
        "]],
        );
    }
}
