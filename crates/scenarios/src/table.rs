//! A table of a scenario: its columns, and a function that makes any of its rows.

use std::fmt::Write;

use rungs_core::name::EngineKind;
use rungs_engine::load::Value;

use crate::quote;

pub struct Table {
    pub name: &'static str,
    pub columns: Vec<Column>,
    pub references: Vec<Reference>,
    pub rows: u64,
    /// Row number (0-based) to values, in the order of `columns`.
    pub row: Box<dyn Fn(u64) -> Vec<Value> + Send + Sync>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("name", &self.name)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

/// A column; the first one of a table is its primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 64-bit primary key.
    Id,
    Int,
    /// Two decimal places.
    Money,
    Text(u16),
    Bool,
    Date,
    Timestamp,
}

/// A foreign key to the primary key of another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    pub column: &'static str,
    pub table: &'static str,
}

pub fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, nullable: false }
}

pub fn nullable(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, nullable: true }
}

impl Table {
    /// `CREATE TABLE` for an engine. InnoDB would put an index under each foreign key by itself;
    /// the systems before they were mended had none, so on MariaDB the keys are left out.
    pub fn create(&self, engine: EngineKind) -> String {
        let mut parts: Vec<String> = Vec::new();
        for c in &self.columns {
            let mut part = format!("{} {}", quote(engine, c.name), type_name(engine, c.kind));
            if !c.nullable && c.kind != Kind::Id {
                part.push_str(" NOT NULL");
            }
            parts.push(part);
        }
        if engine != EngineKind::MariaDb {
            for r in &self.references {
                parts.push(format!(
                    "FOREIGN KEY ({}) REFERENCES {} ({})",
                    quote(engine, r.column),
                    quote(engine, r.table),
                    quote(engine, "id")
                ));
            }
        }
        let mut sql = String::new();
        let _ = write!(sql, "CREATE TABLE {} ({})", quote(engine, self.name), parts.join(", "));
        sql
    }
}

fn type_name(engine: EngineKind, kind: Kind) -> String {
    match (kind, engine) {
        (Kind::Id, EngineKind::Sqlite) => "INTEGER PRIMARY KEY".to_owned(),
        (Kind::Id, EngineKind::Postgres | EngineKind::MariaDb) => "BIGINT PRIMARY KEY".to_owned(),
        (Kind::Int, EngineKind::Sqlite) => "INTEGER".to_owned(),
        (Kind::Int, EngineKind::Postgres | EngineKind::MariaDb) => "BIGINT".to_owned(),
        (Kind::Money, _) => "DECIMAL(14,2)".to_owned(),
        (Kind::Text(_), EngineKind::Sqlite) => "TEXT".to_owned(),
        (Kind::Text(length), EngineKind::Postgres | EngineKind::MariaDb) => {
            format!("VARCHAR({length})")
        }
        (Kind::Bool, _) => "BOOLEAN".to_owned(),
        (Kind::Date, _) => "DATE".to_owned(),
        (Kind::Timestamp, EngineKind::MariaDb) => "DATETIME".to_owned(),
        (Kind::Timestamp, EngineKind::Postgres | EngineKind::Sqlite) => "TIMESTAMP".to_owned(),
    }
}

/// Cents as a decimal with two places.
pub fn money(cents: u64) -> Value {
    Value::Text(format!("{}.{:02}", cents / 100, cents % 100))
}

pub fn int(value: u64) -> Value {
    Value::Int(value as i64)
}

pub fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}
