//! What capture must know of the tables themselves, beside the family: partitions, unique keys.

use super::capture::{Days, days};
use super::form::form;
use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::catalog::Catalog;
use crate::rollup::model::Family;
use crate::seen::{IndexKey, KeyPart, Statement, Table, TableKind};

/// How changes are captured on PostgreSQL; elsewhere there are only rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Row,
    Statement,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    pub form: Form,
    /// Partitions of the fact table, at every depth; empty: it is not partitioned.
    pub parts: Vec<TableName>,
    /// Unique keys of the fact table, nullable ones too.
    pub unique: Vec<Vec<Ident>>,
    /// A unique index of these tables that is on more than columns as they are.
    pub odd_unique: Option<Ident>,
    /// What tells rows of the fact table apart (SQLite): `rowid`, or its primary key.
    pub identity: Vec<Ident>,
    /// Unique keys of each dimension, but for the key that it is joined by; SQLite's `rowid` too.
    pub dims_unique: Vec<Vec<Vec<Ident>>>,
    /// Columns that must hold days, written as such (SQLite).
    pub days: Vec<Days>,
}

/// `workload`: what writes to the fact table; it decides the form where the definition does not.
pub fn ground(family: &Family, catalog: &Catalog<'_>, workload: &[Statement]) -> Ground {
    let table = catalog.table(&family.fact);
    let without_rowid = table.is_some_and(|t| t.kind == TableKind::WithoutRowid);
    let identity = match table {
        Some(table) if without_rowid => table.primary_key.clone(),
        _ => vec![Ident::from("rowid")],
    };
    let other = |at: usize| {
        let dim = &family.dims[at];
        let mut keys = unique(catalog, &dim.table);
        keys.retain(|k| *k != dim.key);
        // SQLite's REPLACE takes the row in the same place too.
        let has_place = |t: &Table| t.kind != TableKind::WithoutRowid;
        if catalog.engine == EngineKind::Sqlite && catalog.table(&dim.table).is_some_and(has_place)
        {
            keys.push(vec![Ident::from("rowid")]);
        }
        keys
    };
    Ground {
        form: match catalog.engine {
            EngineKind::Postgres => form(family, catalog, workload),
            EngineKind::MariaDb | EngineKind::Sqlite => Form::Row,
        },
        parts: parts(catalog, &family.fact),
        unique: unique(catalog, &family.fact),
        odd_unique: odd_unique(family, catalog),
        identity,
        dims_unique: (0..family.dims.len()).map(other).collect(),
        days: days(family, catalog),
    }
}

fn unique(catalog: &Catalog<'_>, name: &TableName) -> Vec<Vec<Ident>> {
    let mut keys: Vec<Vec<Ident>> = Vec::new();
    let primary = catalog.table(name).map(|t| t.primary_key.clone());
    keys.extend(primary.filter(|k| !k.is_empty()));
    for index in catalog.indexes.iter().filter(|i| i.unique && i.name.table == *name) {
        let column = |k: &IndexKey| match &k.part {
            KeyPart::Column(name) => Some(name.clone()),
            KeyPart::Expression(_) => None,
        };
        let columns: Option<Vec<Ident>> = index.spec.keys.iter().map(column).collect();
        keys.extend(columns.filter(|c| !keys.contains(c)));
    }
    keys
}

/// By an expression, or by a collation that is not the column's.
fn odd_unique(family: &Family, catalog: &Catalog<'_>) -> Option<Ident> {
    let is_ours = |table: &TableName| {
        *table == family.fact || family.dims.iter().any(|dim| dim.table == *table)
    };
    let is_odd =
        |key: &IndexKey| key.collation.is_some() || matches!(key.part, KeyPart::Expression(_));
    let mut unique = catalog.indexes.iter().filter(|i| i.unique && is_ours(&i.name.table));
    unique.find(|i| i.spec.keys.iter().any(is_odd)).map(|i| i.name.name.clone())
}

fn parts(catalog: &Catalog<'_>, parent: &TableName) -> Vec<TableName> {
    let mut found = Vec::new();
    for table in catalog.tables {
        let TableKind::Partition { parent: of } = &table.kind else { continue };
        if of == parent {
            found.push(table.name.clone());
            found.extend(parts(catalog, &table.name));
        }
    }
    found
}
