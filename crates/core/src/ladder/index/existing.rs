//! Whether an index that is there already does what a candidate would: the oldest trap of index
//! advice is to propose a prefix of the primary key.

use crate::name::{EngineKind, Ident};
use crate::seen::{Index, IndexKey, IndexSpec, KeyPart, Method, Snapshot, Table, TableKind};
use crate::sql::{Op, TableUse, Value};

/// True where an existing, valid index begins with the candidate's keys and holds what it holds.
pub fn serves(candidate: &IndexSpec, table: &Table, snapshot: &Snapshot) -> bool {
    primary_key_serves(candidate, table, snapshot.server.engine)
        || snapshot
            .indexes_of(&table.name)
            .filter(|index| index.valid && !index.ignored)
            .any(|index| index_serves(candidate, index, table, snapshot.server.engine))
}

/// Rows that a key may lead to for a covering index beside it to be too much.
const FEW_ROWS: f64 = 10.0;

/// True where constants for a unique key, or for as many of its first columns as tell nearly all,
/// lead to a few rows at most: a covering index would save some pages of them, which an estimate
/// makes half the cost.
pub fn finds_few_rows(used: &TableUse, table: &Table, snapshot: &Snapshot) -> bool {
    let constant = |column: &Ident| {
        used.predicates.iter().any(|p| {
            let is_it = matches!(&p.part, KeyPart::Column(name) if name == column);
            let known = matches!(p.operand, Value::Literal(_) | Value::Placeholder);
            is_it && known && p.op == Op::Equal && !p.disjunct
        })
    };
    let leads_to_few = |key: &[Option<&Ident>]| {
        let known = key.iter().take_while(|c| c.is_some_and(&constant)).flatten();
        let known: Vec<&Ident> = known.copied().collect();
        !known.is_empty() && (known.len() == key.len() || are_few(&known, table))
    };
    let primary: Vec<Option<&Ident>> = table.primary_key.iter().map(Some).collect();
    leads_to_few(&primary)
        || snapshot.indexes_of(&table.name).any(|index| {
            let guards = index.unique && index.valid && !index.ignored;
            let whole = index.spec.predicate.is_none();
            let keys: Vec<_> = index.spec.keys.iter().map(IndexKey::as_column).collect();
            guards && whole && leads_to_few(&keys)
        })
}

/// One value of each column, as if the columns were independent; false where nothing is counted.
fn are_few(columns: &[&Ident], table: &Table) -> bool {
    let distinct = columns.iter().filter_map(|name| table.column(name)?.distinct);
    let distinct: f64 = distinct.map(|values| values.max(1.0)).product();
    table.rows.is_some_and(|rows| rows <= distinct * FEW_ROWS)
}

/// A key that the catalog does not list as an index (SQLite's rowid), or that holds the whole row.
fn primary_key_serves(candidate: &IndexSpec, table: &Table, engine: EngineKind) -> bool {
    let whole = candidate.predicate.is_none();
    if candidate.method != Method::Btree || table.primary_key.is_empty() || !whole {
        return false;
    }
    let clustered = engine == EngineKind::MariaDb || table.kind == TableKind::WithoutRowid;
    let plain: Vec<&Ident> = candidate.keys.iter().filter_map(IndexKey::as_column).collect();
    if plain.len() != candidate.keys.len() {
        return false;
    }
    let prefix = table.primary_key.len() >= plain.len()
        && table.primary_key.iter().zip(&plain).all(|(have, want)| have == *want);
    // The candidate begins with the whole clustering key: the row is found by it already.
    let extends = table.primary_key.len() < plain.len()
        && table.primary_key.iter().zip(&plain).all(|(have, want)| have == *want);
    let holds = clustered || candidate.include.is_empty();
    (prefix && holds) || (extends && (clustered || is_rowid(table, engine)))
}

/// SQLite: `INTEGER PRIMARY KEY` is the row's own address.
fn is_rowid(table: &Table, engine: EngineKind) -> bool {
    engine == EngineKind::Sqlite
        && table.primary_key.len() == 1
        && table
            .column(&table.primary_key[0])
            .is_some_and(|column| column.data_type.eq_ignore_ascii_case("integer"))
}

fn index_serves(candidate: &IndexSpec, index: &Index, table: &Table, engine: EngineKind) -> bool {
    let have = &index.spec;
    if have.method != candidate.method {
        return false;
    }
    // A whole index also serves one that only leaves out NULLs; else the condition is the same.
    let leaves_nulls = |condition: &String| condition.ends_with("IS NOT NULL");
    let whole = have.predicate.is_none() && candidate.predicate.as_ref().is_none_or(leaves_nulls);
    if !whole && have.predicate != candidate.predicate {
        return false;
    }
    let mut keys: Vec<IndexKey> = have.keys.clone();
    if engine == EngineKind::MariaDb {
        keys.extend(table.primary_key.iter().map(|name| IndexKey::column(name.as_str())));
    }
    let held = |name: &Ident| {
        have.include.contains(name) || keys.iter().any(|key| key.as_column() == Some(name))
    };
    begins_with(&keys, &candidate.keys) && candidate.include.iter().all(held)
}

/// Whether `keys` begins with `wanted`, in the same direction or read backwards.
pub(super) fn begins_with(keys: &[IndexKey], wanted: &[IndexKey]) -> bool {
    let same = |flip: bool| {
        keys.iter().zip(wanted).all(|(have, want)| {
            have.part == want.part
                && (have.descending != want.descending) == flip
                && (want.opclass.is_none() || have.opclass == want.opclass)
                && (want.collation.is_none() || have.collation == want.collation)
                && have
                    .prefix_length
                    .is_none_or(|long| want.prefix_length.is_some_and(|w| long >= w))
        })
    };
    keys.len() >= wanted.len() && (same(false) || same(true))
}
