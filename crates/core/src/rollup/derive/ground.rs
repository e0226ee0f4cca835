//! What capture must know of the tables themselves, beside the family: partitions, unique keys.

use super::form::form;
use crate::name::{Ident, TableName};
use crate::rollup::catalog::Catalog;
use crate::rollup::model::Family;
use crate::seen::{KeyPart, Statement, TableKind};

/// How changes are captured on PostgreSQL; elsewhere there are only rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Row,
    Statement,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    pub form: Form,
    /// Partitions of the fact table that hold rows; empty: it is not partitioned.
    pub leaves: Vec<TableName>,
    /// Unique keys of the fact table, nullable ones too.
    pub unique: Vec<Vec<Ident>>,
    /// Columns of the fact table that are never NULL.
    pub not_null: Vec<Ident>,
    /// What tells rows of the fact table apart (SQLite): `rowid`, or its primary key.
    pub identity: Vec<Ident>,
    /// Unique keys of each dimension, but for the key that it is joined by.
    pub dims_unique: Vec<Vec<Vec<Ident>>>,
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
        keys
    };
    Ground {
        form: form(family, catalog, workload),
        leaves: leaves(catalog, &family.fact),
        unique: unique(catalog, &family.fact),
        not_null: table
            .iter()
            .flat_map(|t| &t.columns)
            .filter(|c| c.not_null)
            .map(|c| c.name.clone())
            .collect(),
        identity,
        dims_unique: (0..family.dims.len()).map(other).collect(),
    }
}

fn unique(catalog: &Catalog<'_>, name: &TableName) -> Vec<Vec<Ident>> {
    let mut keys: Vec<Vec<Ident>> = Vec::new();
    let primary = catalog.table(name).map(|t| t.primary_key.clone());
    keys.extend(primary.filter(|k| !k.is_empty()));
    for index in catalog.indexes.iter().filter(|i| i.unique && i.name.table == *name) {
        let column = |k: &crate::seen::IndexKey| match &k.part {
            KeyPart::Column(name) => Some(name.clone()),
            KeyPart::Expression(_) => None,
        };
        let columns: Option<Vec<Ident>> = index.spec.keys.iter().map(column).collect();
        keys.extend(columns.filter(|c| !keys.contains(c)));
    }
    keys
}

fn leaves(catalog: &Catalog<'_>, parent: &TableName) -> Vec<TableName> {
    let mut found = Vec::new();
    for table in catalog.tables {
        let TableKind::Partition { parent: of } = &table.kind else { continue };
        if of == parent {
            let below = leaves(catalog, &table.name);
            if below.is_empty() { found.push(table.name.clone()) } else { found.extend(below) }
        }
    }
    found
}
