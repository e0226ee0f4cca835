//! Candidate indexes of one statement, from the partial order of each table's columns in it:
//! equality columns in any order, then one range or the sort, then columns that only cover.
//! Does not ask anybody; whether a candidate is worth its bytes is found out elsewhere.

use std::collections::BTreeSet;

use super::existing;
use super::keys::{Keys, Parts};
use super::special;
use crate::name::{EngineKind, Ident};
use crate::seen::{IndexSpec, Method, Snapshot, Table, TableKind, TypeClass};
use crate::sql::{Facts, StatementKind, TableUse};

/// Tables below this many rows are read whole faster than by any index.
const ROWS_MIN: f64 = 1_000.0;
/// A covering index may hold at most this share of the row's width …
const COVER_SHARE_MAX: f64 = 0.6;
/// … and so many columns besides its keys.
const COVER_COLUMNS_MAX: usize = 8;

/// An index that might help.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub spec: IndexSpec,
    /// Positions of the statements that it was made for, ascending.
    pub from: Vec<usize>,
    pub role: Role,
    /// So many leading keys may change places: they are all compared for equality.
    pub free: usize,
}

/// What an index is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Finds rows by a condition.
    Filter,
    /// Finds rows of the other side of a join.
    Join,
    /// Gives rows in the order of a sort or grouping.
    Order,
    /// Holds all that the statement reads of the table.
    Cover,
    /// Holds only the rows of a constant condition.
    Partial,
    /// Summarises ranges of a table that is stored in its order.
    Brin,
    /// Finds words or elements inside values.
    Inside,
}

/// Candidates of one statement; `statement` is what [`Candidate::from`] will hold.
pub fn candidates(statement: usize, facts: &Facts, snapshot: &Snapshot) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for used in &facts.uses {
        let Some(table) = snapshot.table(&used.table) else { continue };
        if !indexable(table, snapshot.server.engine)
            || existing::finds_few_rows(used, table, snapshot)
        {
            continue;
        }
        for candidate in of_use(statement, facts, used, table, snapshot) {
            let known = found.iter().any(|other| other.spec == candidate.spec);
            if !known && !existing::serves(&candidate.spec, table, snapshot) {
                found.push(candidate);
            }
        }
    }
    found
}

/// Whether rungs may propose an index for this table at all.
fn indexable(table: &Table, engine: EngineKind) -> bool {
    indexable_kind(&table.kind, engine) && table.rows.is_none_or(|rows| rows >= ROWS_MIN)
}

/// Kinds of tables that get advice: on PostgreSQL a partitioned parent has no build that does not
/// block.
pub fn indexable_kind(kind: &TableKind, engine: EngineKind) -> bool {
    match kind {
        TableKind::Ordinary
        | TableKind::Partition { .. }
        | TableKind::Materialized
        | TableKind::Unlogged
        | TableKind::WithoutRowid => true,
        TableKind::Partitioned => engine == EngineKind::MariaDb,
        TableKind::Foreign | TableKind::Temporary | TableKind::View | TableKind::Virtual => false,
    }
}

fn of_use(
    statement: usize,
    facts: &Facts,
    used: &TableUse,
    table: &Table,
    snapshot: &Snapshot,
) -> Vec<Candidate> {
    let engine = snapshot.server.engine;
    let parts = Parts::of(used, table, snapshot);
    if inserts_only(facts, used) {
        return Vec::new();
    }
    let sequences = parts.sequences();
    let mut found = Vec::new();
    let mut push = |spec: IndexSpec, role: Role, free: usize| {
        found.push(Candidate { spec, from: vec![statement], role, free });
    };
    for Keys { parts: keys, free, role } in &sequences {
        let spec = plain(table, keys.clone());
        if facts.kind == StatementKind::Select
            && let Some(covering) = covering(&spec, used, table, engine)
        {
            push(covering, Role::Cover, *free);
        }
        for partial in special::partial(&spec, used, table, engine) {
            push(partial, Role::Partial, *free);
        }
        push(spec, *role, *free);
    }
    for (spec, role) in special::other_methods(used, table, snapshot) {
        push(spec, role, 0);
    }
    found
}

/// The row that an INSERT makes is not looked for; its table helps only when read as well.
fn inserts_only(facts: &Facts, used: &TableUse) -> bool {
    facts.kind == StatementKind::Insert && !used.written.is_empty()
}

/// A B-tree over these keys and nothing else.
pub(super) fn plain(table: &Table, keys: Vec<crate::seen::IndexKey>) -> IndexSpec {
    IndexSpec {
        table: table.name.clone(),
        method: Method::Btree,
        keys,
        include: Vec::new(),
        predicate: None,
        unique: false,
    }
}

/// The same index with every other column that the statement reads of the table, if that is
/// narrow. PostgreSQL carries them in INCLUDE, the others as last keys.
fn covering(
    spec: &IndexSpec,
    used: &TableUse,
    table: &Table,
    engine: EngineKind,
) -> Option<IndexSpec> {
    if used.whole_row || spec.keys.iter().any(|key| key.prefix_length.is_some()) {
        return None;
    }
    let keyed: BTreeSet<&Ident> = spec.keys.iter().filter_map(|key| key.as_column()).collect();
    let mut more: Vec<&Ident> = used.columns.iter().filter(|c| !keyed.contains(c)).collect();
    if engine != EngineKind::Postgres {
        // The clustering key is in every secondary index anyway.
        more.retain(|c| !table.primary_key.contains(c));
    }
    if more.is_empty() {
        return None;
    }
    covers_narrowly(spec, &more, table).then(|| with_columns(spec, &more, table, engine))?
}

/// Whether keys and carried columns together stay well below the row itself.
pub(super) fn covers_narrowly(spec: &IndexSpec, more: &[&Ident], table: &Table) -> bool {
    if more.len() > COVER_COLUMNS_MAX {
        return false;
    }
    let width = |name: &Ident| {
        let column = table.column(name)?;
        Some(column.width_bytes.unwrap_or_else(|| super::size::class_width(column.class)))
    };
    let all: f64 = table.columns.iter().filter_map(|c| width(&c.name)).sum();
    let keyed = spec.keys.iter().filter_map(|key| key.as_column());
    let held: f64 = keyed.chain(more.iter().copied()).filter_map(width).sum();
    held <= all * COVER_SHARE_MAX
}

/// Adds columns to what an index carries; None where a column's type cannot be carried.
pub(super) fn with_columns(
    spec: &IndexSpec,
    more: &[&Ident],
    table: &Table,
    engine: EngineKind,
) -> Option<IndexSpec> {
    let mut wider = spec.clone();
    for name in more {
        if engine == EngineKind::Postgres {
            if table.column(name)?.class == TypeClass::Other {
                return None;
            }
            wider.include.push((*name).clone());
        } else {
            wider.keys.push(super::keys::trailing(name, table)?);
        }
    }
    wider.include.sort();
    Some(wider)
}
