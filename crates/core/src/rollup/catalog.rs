//! What the definition and the rewriter know of the database: borrowed parts of a snapshot.

use crate::name::{EngineKind, Ident, TableName};
use crate::seen::{Index, KeyPart, Table};
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

impl<'a> Catalog<'a> {
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
