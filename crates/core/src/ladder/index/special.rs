//! Forms beside the plain B-tree: partial indexes, BRIN for tables stored in order, trigram and
//! GIN indexes for what is inside values. Each only where the engine has it.

use super::candidates::Role;
use super::candidates::plain;
use crate::dialect::{Sql, dialect};
use crate::name::{EngineKind, Ident};
use crate::seen::{Column, IndexKey, IndexSpec, KeyPart, Method, Snapshot, Table, TypeClass};
use crate::sql::{Op, Predicate, TableUse, Value};

/// A partial index must leave out at least half of the rows.
const PARTIAL_SHARE_MAX: f64 = 0.5;
/// BRIN pays where the table is stored nearly in the column's order …
const BRIN_CORRELATION_MIN: f64 = 0.95;
/// … and is large.
const BRIN_TABLE_BYTES_MIN: u64 = 256 << 20;

/// The index restricted to the rows of each constant condition that leaves out most of them.
pub(super) fn partial(
    spec: &IndexSpec,
    used: &TableUse,
    table: &Table,
    engine: EngineKind,
) -> Vec<IndexSpec> {
    if engine == EngineKind::MariaDb {
        return Vec::new();
    }
    let mut found = Vec::new();
    for predicate in used.predicates.iter().filter(|p| !p.disjunct) {
        let (Some(condition), KeyPart::Column(name)) = (&predicate.constant_sql, &predicate.part)
        else {
            continue;
        };
        let Some(column) = table.column(name) else { continue };
        let keys: Vec<IndexKey> =
            spec.keys.iter().filter(|key| key.as_column() != Some(name)).cloned().collect();
        if selects_few(predicate, column) && !keys.is_empty() {
            let mut partial = plain(table, keys);
            partial.predicate = Some(condition.clone());
            if !found.contains(&partial) {
                found.push(partial);
            }
        }
    }
    found.extend(without_nulls(spec, used, table, engine));
    found
}

fn selects_few(predicate: &Predicate, column: &Column) -> bool {
    let nulls = column.null_fraction;
    match predicate.op {
        Op::IsNull => nulls.is_some_and(|share| share <= PARTIAL_SHARE_MAX),
        Op::IsNotNull => nulls.is_some_and(|share| share >= 1.0 - PARTIAL_SHARE_MAX),
        // Of any other type the sampled constant is likely to be a parameter of the application,
        // and an index for one provider is no help for the next.
        Op::Equal => column.class == TypeClass::Boolean,
        Op::IsTrue | Op::IsFalse => true,
        Op::In
        | Op::NotEqual
        | Op::Range
        | Op::LikePrefix
        | Op::LikeAny
        | Op::Contains
        | Op::Other => false,
    }
}

/// A column that is mostly NULL and is compared: the NULLs need not be in the index.
fn without_nulls(
    spec: &IndexSpec,
    used: &TableUse,
    table: &Table,
    engine: EngineKind,
) -> Option<IndexSpec> {
    let first = spec.keys.first()?.as_column()?;
    let column = table.column(first)?;
    let asks_nulls = used
        .predicates
        .iter()
        .any(|p| p.op == Op::IsNull && p.part == KeyPart::Column(first.clone()));
    let sorts = used.order.first().is_some_and(|o| o.part == KeyPart::Column(first.clone()));
    if asks_nulls || sorts || column.null_fraction? < 1.0 - PARTIAL_SHARE_MAX {
        return None;
    }
    let mut partial = spec.clone();
    partial.predicate = Some(format!("{} IS NOT NULL", quoted(first, engine)));
    Some(partial)
}

fn quoted(name: &Ident, engine: EngineKind) -> String {
    Sql::fixed("").ident(dialect(engine).quote(), name).to_string()
}

/// BRIN, trigram and GIN candidates.
pub(super) fn other_methods(
    used: &TableUse,
    table: &Table,
    snapshot: &Snapshot,
) -> Vec<(IndexSpec, Role)> {
    if snapshot.server.engine != EngineKind::Postgres {
        return Vec::new();
    }
    let mut found = Vec::new();
    for predicate in &used.predicates {
        let column = match &predicate.part {
            KeyPart::Column(name) => table.column(name),
            KeyPart::Expression(_) => None,
        };
        let Some(column) = column else { continue };
        if let Some(made) =
            brin(predicate, column, table).or_else(|| inside(predicate, column, table, snapshot))
            && !found.contains(&made)
        {
            found.push(made);
        }
    }
    found
}

fn brin(predicate: &Predicate, column: &Column, table: &Table) -> Option<(IndexSpec, Role)> {
    let ordered = column.correlation?.abs() >= BRIN_CORRELATION_MIN;
    let large = table.bytes?.0 >= BRIN_TABLE_BYTES_MIN;
    if predicate.op != Op::Range || !ordered || !large {
        return None;
    }
    let mut spec = plain(table, vec![IndexKey::column(column.name.as_str())]);
    spec.method = Method::Brin;
    Some((spec, Role::Brin))
}

fn inside(
    predicate: &Predicate,
    column: &Column,
    table: &Table,
    snapshot: &Snapshot,
) -> Option<(IndexSpec, Role)> {
    let opclass = match (predicate.op, column.class) {
        (Op::LikeAny, TypeClass::Text)
            if snapshot.server.can("pg_trgm") && has_trigram(&predicate.operand) =>
        {
            Some("gin_trgm_ops")
        }
        (Op::Contains, TypeClass::Json) if column.data_type == "jsonb" => None,
        (Op::Contains, TypeClass::Array) => None,
        _ => return None,
    };
    let mut key = IndexKey::column(column.name.as_str());
    key.opclass = opclass.map(str::to_owned);
    let mut spec = plain(table, vec![key]);
    spec.method = Method::Gin;
    Some((spec, Role::Inside))
}

/// A pattern without three word characters in a row has no trigram to look for.
fn has_trigram(operand: &Value) -> bool {
    match operand {
        Value::Literal(text) => text.split(|c: char| !c.is_alphanumeric()).any(|w| w.len() >= 3),
        Value::Placeholder | Value::Computed | Value::None => true,
    }
}
