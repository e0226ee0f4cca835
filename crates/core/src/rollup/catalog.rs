//! What the definition and the rewriter know of the database: borrowed parts of a snapshot.

use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::model::{ColumnRef, Dim};
use crate::seen::{Index, KeyPart, Snapshot, Table};
use crate::sql::scope::Names;

/// Tables and indexes as the server's catalog has them.
#[derive(Debug, Clone, Copy)]
pub struct Catalog<'a> {
    pub engine: EngineKind,
    pub tables: &'a [Table],
    pub indexes: &'a [Index],
    /// Schemas in which a bare name is looked for, first match wins.
    pub search_path: &'a [&'a str],
}

/// Does each row of `table`, on which the dimension hangs, find its row there? By a foreign key
/// over columns that are never NULL, where the engine enforces it in every session.
pub(crate) fn is_lossless(engine: EngineKind, table: &Table, dim: &Dim) -> bool {
    let not_null = |c: &ColumnRef| table.column(&c.column).is_some_and(|column| column.not_null);
    engine != EngineKind::Sqlite
        && dim.on.windows(2).all(|w| w[0].source == w[1].source)
        && dim.on.iter().all(not_null)
        && table.foreign_keys.iter().any(|key| {
            let mut pairs = key.columns.iter().zip(&key.referenced_columns);
            let wanted = |(from, to): (&Ident, &Ident)| {
                dim.on.iter().zip(&dim.key).any(|(c, k)| &c.column == from && k == to)
            };
            key.references == dim.table && key.columns.len() == dim.on.len() && pairs.all(wanted)
        })
}

impl<'a> Catalog<'a> {
    /// What a snapshot saw.
    pub fn of(seen: &'a Snapshot, search_path: &'a [&'a str]) -> Self {
        Self {
            engine: seen.server.engine,
            tables: &seen.tables,
            indexes: &seen.indexes,
            search_path,
        }
    }

    pub fn table(&self, name: &TableName) -> Option<&'a Table> {
        self.tables.iter().find(|t| &t.name == name)
    }

    pub(crate) fn names(&self) -> Names<'a> {
        Names { engine: self.engine, tables: self.tables, search_path: self.search_path }
    }

    /// Sets of columns of which no two rows of the table have the same values, and none NULL.
    pub(crate) fn unique_keys(&self, table: &'a Table) -> Vec<Vec<Ident>> {
        let not_null = |name: &Ident| table.column(name).is_some_and(|c| c.not_null);
        let mut keys: Vec<Vec<Ident>> = Vec::new();
        if !table.primary_key.is_empty() {
            keys.push(table.primary_key.clone());
        }
        for index in self.indexes.iter().filter(|i| i.name.table == table.name) {
            let whole = |k: &crate::seen::IndexKey| match &k.part {
                KeyPart::Column(name) if k.prefix_length.is_none() => Some(name.clone()),
                _ => None,
            };
            let columns: Option<Vec<Ident>> = index.spec.keys.iter().map(whole).collect();
            let usable = index.unique && index.valid && index.spec.predicate.is_none();
            if let Some(columns) = columns.filter(|c| usable && c.iter().all(not_null))
                && !keys.contains(&columns)
            {
                keys.push(columns);
            }
        }
        keys
    }
}
