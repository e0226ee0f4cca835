//! Indexes that another one makes needless: exact duplicates and leading parts. Says also why an
//! index may not be dropped; nothing here ever proposes to drop one that guards the data.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::change::Action;
use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{ALL, Known, Rule};
use crate::name::{EngineKind, Ident};
use crate::seen::{Index, IndexKey, Method, Table, TableKind};

pub static DUPLICATE: Rule = Rule {
    code: "RU-IX-003",
    title: "Duplicate index",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "Two indexes of a table are the same: method, keys, directions, operator classes, \
           collations, included columns and predicate. On InnoDB and on SQLite's rowid the key's \
           columns that every index ends with count as written.",
    why_it_hurts: "Each write pays twice, memory holds both, and no query gains.",
    evidence: "The one that stays, the size and the scans of the one that can go.",
    fix: "Drop the one that guards nothing. Where both guard something (two unique constraints) \
          only you can choose, so rungs proposes no step.",
    lock_and_cost: "DROP INDEX CONCURRENTLY on PostgreSQL, online on MariaDB, a moment on SQLite.",
    undo: "Build it again; its definition is kept in the journal.",
    example: "`UNIQUE (email)` and a plain index on `(email)`.",
    find: duplicates,
};

fn duplicates(known: &Known<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &known.snapshot.tables {
        let mut rest: Vec<&Index> =
            known.indexes_of(&table.name).iter().copied().filter(|i| is_comparable(i)).collect();
        rest.sort_by_key(|i| keep_first(i));
        while !rest.is_empty() {
            let stays = rest.remove(0);
            let (same, others) =
                rest.into_iter().partition(|i| is_same_tree(known.engine(), table, stays, i));
            rest = others;
            let same: Vec<&Index> = same;
            findings.extend(same.into_iter().map(|goes| duplicate(table, stays, goes)));
        }
    }
    findings
}

fn duplicate(table: &Table, stays: &Index, goes: &Index) -> Finding {
    let what = format!("index {} is the same as {}", goes.name, stays.name.name);
    let finding = DUPLICATE
        .finding(FindingSubject::Index(goes.name.clone()), what)
        .because_known("size", goes.bytes)
        .because_known("scans", goes.scans);
    match protection(table, goes) {
        Some(why) => finding.as_severe_as(Severity::Note).because("not dropped", why),
        None => finding.mended_by(drop_index(goes)),
    }
}

pub static REDUNDANT_PREFIX: Rule = Rule {
    code: "RU-IX-004",
    title: "Index is the leading part of another",
    rung: Rung::Index,
    severity: Severity::Warning,
    engines: ALL,
    what: "All keys of the index are the first keys of another one of the table, with equal \
           directions, operator classes, collations and predicate; the other one can serve each \
           of its look-ups.",
    why_it_hurts: "Each write pays for both. But the narrow one is smaller: look-ups in it touch \
                   fewer pages, so it is reported apart from exact duplicates.",
    evidence: "The wider index, both sizes, the scans of the narrow one.",
    fix: "Drop the narrow one, unless it is much smaller and much used; unique ones and those of \
          constraints stay. `rungs plan --drop` makes steps of it, with a proof.",
    lock_and_cost: "DROP INDEX CONCURRENTLY on PostgreSQL, online on MariaDB, a moment on SQLite.",
    undo: "Build it again; its definition is kept in the journal.",
    example: "`(customer_id)` beside `(customer_id, created_at)`.",
    find: redundant_prefixes,
};

fn redundant_prefixes(known: &Known<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &known.snapshot.tables {
        let indexes = known.indexes_of(&table.name);
        for narrow in indexes.iter().filter(|i| is_comparable(i)) {
            if protection(table, narrow).is_some() {
                continue;
            }
            let wider = indexes
                .iter()
                .filter(|wide| wide.name != narrow.name && serves_all_of(wide, narrow))
                .filter(|wide| !is_same_tree(known.engine(), table, wide, narrow))
                .min_by_key(|wide| (wide.spec.keys.len(), wide.bytes));
            findings.extend(wider.map(|wide| redundant(known, narrow, wide)));
        }
    }
    findings
}

fn redundant(known: &Known<'_>, narrow: &Index, wide: &Index) -> Finding {
    // The primary key of InnoDB is the table itself: far wider than any index.
    let clustered = known.engine() == EngineKind::MariaDb && wide.primary;
    let much_smaller =
        narrow.bytes.zip(wide.bytes).is_some_and(|(n, w)| n.0.saturating_mul(3) <= w.0);
    let used = narrow.scans != Some(0);
    let worth_keeping = clustered || (much_smaller && used);
    let what = format!("index {} is the leading part of {}", narrow.name, wide.name.name);
    let finding = REDUNDANT_PREFIX
        .finding(FindingSubject::Index(narrow.name.clone()), what)
        .because_known("size", narrow.bytes)
        .because_known("size of the wider", wide.bytes)
        .because_known("scans", narrow.scans);
    if worth_keeping {
        return finding
            .as_severe_as(Severity::Note)
            .because("not dropped", "it is much smaller than the wider one");
    }
    finding.mended_by(drop_index(narrow))
}

/// Why this index may not be dropped whatever its use; None: it guards nothing.
pub fn protection(table: &Table, index: &Index) -> Option<&'static str> {
    if index.primary {
        return Some("it is the primary key");
    }
    if index.unique || index.spec.unique {
        return Some("it keeps values unique");
    }
    if is_constraint(index) {
        return Some("a constraint rests on it");
    }
    if index.replica_identity {
        return Some("it is the replica identity");
    }
    if index.clustered {
        return Some("the table is clustered by it");
    }
    if index.parent.is_some() {
        return Some("it is part of a partitioned index");
    }
    match table.kind {
        TableKind::Partitioned => Some("it cannot be dropped online on a partitioned table"),
        _ => None,
    }
}

/// SQLite names an index of a constraint itself and lets nobody drop it.
fn is_constraint(index: &Index) -> bool {
    index.constraint || index.name.name.as_str().starts_with("sqlite_autoindex_")
}

pub fn drop_index(index: &Index) -> Action {
    Action::DropIndex { name: index.name.clone(), definition: index.definition.clone() }
}

fn is_comparable(index: &Index) -> bool {
    index.valid && !index.building && index.parent.is_none()
}

/// Which of several equal indexes stays: sorts the most worthy first.
fn keep_first(index: &Index) -> impl Ord + use<> {
    Reverse((
        index.primary,
        is_constraint(index),
        index.unique,
        index.replica_identity,
        index.clustered,
        !index.ignored,
        // Of two that guard nothing, the one written shorter, then the one in use.
        Reverse(index.spec.keys.len()),
        index.scans,
        Reverse(index.name.clone()),
    ))
}

fn is_same_tree(engine: EngineKind, table: &Table, a: &Index, b: &Index) -> bool {
    // A primary key holds the table's rows themselves: no other index is one by ending alike.
    let ends_alike =
        || !a.primary && !b.primary && whole_keys(engine, table, a) == whole_keys(engine, table, b);
    a.spec.method == b.spec.method
        && a.spec.predicate == b.spec.predicate
        && a.spec.include.iter().collect::<BTreeSet<_>>()
            == b.spec.include.iter().collect::<BTreeSet<_>>()
        && (a.spec.keys == b.spec.keys || ends_alike())
}

/// The keys, with the columns of the table's key that the engine adds to the end of each index.
fn whole_keys(engine: EngineKind, table: &Table, index: &Index) -> Vec<IndexKey> {
    let mut keys = index.spec.keys.clone();
    let added: &[Ident] = match (engine, &table.kind) {
        _ if index.unique || index.spec.method != Method::Btree => &[],
        (EngineKind::MariaDb, _) | (EngineKind::Sqlite, TableKind::WithoutRowid) => {
            &table.primary_key
        }
        (EngineKind::Sqlite, _) if has_rowid_alias(table) => &table.primary_key,
        (EngineKind::Sqlite | EngineKind::Postgres, _) => &[],
    };
    for column in added {
        if !keys.iter().any(|k| k.as_column() == Some(column)) {
            keys.push(IndexKey::column(column.as_str()));
        }
    }
    keys
}

/// SQLite's `INTEGER PRIMARY KEY` names the rowid itself.
fn has_rowid_alias(table: &Table) -> bool {
    let [only] = table.primary_key.as_slice() else { return false };
    table.column(only).is_some_and(|c| c.data_type.eq_ignore_ascii_case("INTEGER"))
}

/// Whether `wide` can do all that `narrow` does.
fn serves_all_of(wide: &Index, narrow: &Index) -> bool {
    let (w, n) = (&wide.spec, &narrow.spec);
    let carried: BTreeSet<&Ident> =
        w.include.iter().chain(w.keys.iter().filter_map(IndexKey::as_column)).collect();
    is_comparable(wide)
        && !wide.ignored
        && w.method == Method::Btree
        && n.method == Method::Btree
        && w.predicate == n.predicate
        && n.include.iter().all(|column| carried.contains(column))
        && is_leading(&n.keys, &w.keys)
}

/// Only the last key of the narrow one may be a shorter prefix of its column than the wide one's.
fn is_leading(narrow: &[IndexKey], wide: &[IndexKey]) -> bool {
    let Some((last, first)) = narrow.split_last() else { return false };
    let Some(wide_last) = wide.get(first.len()) else { return false };
    let reaches = match (last.prefix_length, wide_last.prefix_length) {
        (_, None) => true,
        (Some(n), Some(w)) => n <= w,
        (None, Some(_)) => false,
    };
    let as_long = IndexKey { prefix_length: wide_last.prefix_length, ..last.clone() };
    *first == wide[..first.len()] && reaches && as_long == *wide_last
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::testing::{check_findings, index, snapshot, table};
    use crate::name::Bytes;
    use crate::seen::Snapshot;

    fn orders(engine: EngineKind) -> Snapshot {
        let mut s = snapshot(engine);
        table(&mut s, "orders", 1e6, &["id", "a", "b", "c"]);
        s
    }

    #[test]
    fn of_two_equal_indexes_the_one_that_guards_something_stays() {
        let mut s = orders(EngineKind::Postgres);
        index(&mut s, "orders", "plain", &["a"]);
        let at = index(&mut s, "orders", "guard", &["a"]);
        s.indexes[at].unique = true;
        index(&mut s, "orders", "again", &["a"]);
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r"
            RU-IX-003 warning: index again on app.orders is the same as guard [size: 20 MB; scans: 1000] -> drop_index
            RU-IX-003 warning: index plain on app.orders is the same as guard [size: 20 MB; scans: 1000] -> drop_index
        "]],
        );
    }

    #[test]
    fn unique_and_constraint_indexes_are_told_but_never_dropped() {
        let mut s = orders(EngineKind::Postgres);
        let at = index(&mut s, "orders", "orders_id_key", &["id"]);
        s.indexes[at].unique = true;
        s.indexes[at].constraint = true;
        check_findings(
            "RU-IX-003",
            &s,
            expect![[r"
            RU-IX-003 note: index orders_id_key on app.orders is the same as orders_pkey [size: 20 MB; scans: 1000; not dropped: it keeps values unique]
        "]],
        );
    }

    #[test]
    fn replica_identity_clustered_and_partition_indexes_are_never_dropped() {
        let mut s = orders(EngineKind::Postgres);
        index(&mut s, "orders", "a0", &["a", "b"]);
        for name in ["a1", "a2", "a3"] {
            index(&mut s, "orders", name, &["a"]);
        }
        s.indexes[2].replica_identity = true;
        s.indexes[3].clustered = true;
        s.indexes[4].parent = Some("orders_all_a".into());
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r"
            RU-IX-003 note: index a2 on app.orders is the same as a1 [size: 20 MB; scans: 1000; not dropped: the table is clustered by it]
        "]],
        );
    }

    #[test]
    fn collation_opclass_direction_predicate_and_case_of_names_make_indexes_different() {
        let mut s = orders(EngineKind::Postgres);
        for name in ["plain", "pattern", "collated", "desc", "partial", "upper", "hash"] {
            index(&mut s, "orders", name, &["a"]);
        }
        s.indexes[2].spec.keys[0].opclass = Some("text_pattern_ops".into());
        s.indexes[3].spec.keys[0].collation = Some("C".into());
        s.indexes[4].spec.keys[0].descending = true;
        s.indexes[5].spec.predicate = Some("deleted_at IS NULL".into());
        s.indexes[6].spec.keys[0] = IndexKey::column("A");
        s.indexes[7].spec.method = Method::Hash;
        check_findings("RU-IX-00", &s, expect![[""]]);
    }

    #[test]
    fn a_leading_part_is_redundant_apart_from_duplicates() {
        let mut s = orders(EngineKind::Postgres);
        index(&mut s, "orders", "narrow", &["a"]);
        index(&mut s, "orders", "wide", &["a", "b"]);
        index(&mut s, "orders", "other", &["b"]);
        let at = index(&mut s, "orders", "including", &["b"]);
        s.indexes[at].spec.include = vec!["c".into()];
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r"
            RU-IX-004 warning: index narrow on app.orders is the leading part of wide [size: 20 MB; size of the wider: 20 MB; scans: 1000] -> drop_index
            RU-IX-004 warning: index other on app.orders is the leading part of including [size: 20 MB; size of the wider: 20 MB; scans: 1000] -> drop_index
        "]],
        );
    }

    #[test]
    fn a_much_smaller_index_in_use_is_kept() {
        let mut s = orders(EngineKind::Postgres);
        index(&mut s, "orders", "narrow", &["a"]);
        let at = index(&mut s, "orders", "wide", &["a", "b"]);
        s.indexes[at].bytes = Some(Bytes(90_000_000));
        check_findings(
            "RU-IX-004",
            &s,
            expect![[r"
            RU-IX-004 note: index narrow on app.orders is the leading part of wide [size: 20 MB; size of the wider: 90 MB; scans: 1000; not dropped: it is much smaller than the wider one]
        "]],
        );
    }

    #[test]
    fn a_leading_part_of_an_ignored_or_invalid_index_is_not_redundant() {
        let mut s = orders(EngineKind::MariaDb);
        index(&mut s, "orders", "narrow", &["a"]);
        let at = index(&mut s, "orders", "wide", &["a", "b"]);
        s.indexes[at].ignored = true;
        check_findings("RU-IX-004", &s, expect![[""]]);
    }

    #[test]
    fn innodb_adds_the_primary_key_to_each_index() {
        let mut s = orders(EngineKind::MariaDb);
        index(&mut s, "orders", "short", &["a"]);
        index(&mut s, "orders", "long", &["a", "id"]);
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r"
            RU-IX-003 warning: index long on app.orders is the same as short [size: 20 MB; scans: 1000] -> drop_index
        "]],
        );
        s.server.engine = EngineKind::Postgres;
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r"
            RU-IX-004 warning: index short on app.orders is the leading part of long [size: 20 MB; size of the wider: 20 MB; scans: 1000] -> drop_index
        "]],
        );
    }

    #[test]
    fn a_unique_index_has_its_plain_twin_on_innodb_too() {
        let mut s = orders(EngineKind::MariaDb);
        index(&mut s, "orders", "plain", &["a"]);
        let at = index(&mut s, "orders", "guard", &["a"]);
        s.indexes[at].unique = true;
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r"
            RU-IX-003 warning: index plain on app.orders is the same as guard [size: 20 MB; scans: 1000] -> drop_index
        "]],
        );
    }

    #[test]
    fn a_shorter_column_prefix_is_served_by_a_longer_one_only_at_the_end() {
        let mut s = orders(EngineKind::MariaDb);
        let at = index(&mut s, "orders", "ten", &["a"]);
        s.indexes[at].spec.keys[0].prefix_length = Some(10);
        index(&mut s, "orders", "full", &["a", "b"]);
        let at = index(&mut s, "orders", "ten_c", &["a", "c"]);
        s.indexes[at].spec.keys[0].prefix_length = Some(10);
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r"
            RU-IX-004 warning: index ten on app.orders is the leading part of full [size: 20 MB; size of the wider: 20 MB; scans: 1000] -> drop_index
        "]],
        );
    }

    #[test]
    fn the_automatic_index_of_a_sqlite_constraint_stays() {
        let mut s = orders(EngineKind::Sqlite);
        index(&mut s, "orders", "sqlite_autoindex_orders_1", &["a"]);
        index(&mut s, "orders", "mine", &["a"]);
        index(&mut s, "orders", "wide", &["a", "b"]);
        check_findings(
            "RU-IX-00",
            &s,
            expect![[r"
                RU-IX-003 warning: index mine on app.orders is the same as sqlite_autoindex_orders_1 [size: 20 MB; scans: 1000] -> drop_index
                RU-IX-004 warning: index mine on app.orders is the leading part of wide [size: 20 MB; size of the wider: 20 MB; scans: 1000] -> drop_index
            "]],
        );
    }
}
