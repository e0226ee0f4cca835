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
    /// 16 bits.
    Small,
    /// Money as [`rungs_engine::load::Value::Cents`]: summed without rounding on every engine.
    Cents,
    /// Two decimal places.
    Money,
    Text(u16),
    /// ASCII letters that mean something: compared byte by byte on every engine.
    Code(u16),
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
    /// `CREATE TABLE` for an engine, without the foreign keys but on SQLite, which cannot add them
    /// later.
    pub fn create(&self, engine: EngineKind) -> String {
        let mut parts: Vec<String> = Vec::new();
        for c in &self.columns {
            let mut part = format!("{} {}", quote(engine, c.name), type_name(engine, c.kind));
            if !c.nullable && c.kind != Kind::Id {
                part.push_str(" NOT NULL");
            }
            parts.push(part);
        }
        if engine == EngineKind::Sqlite {
            parts.extend(self.references.iter().map(|r| r.clause(engine)));
        }
        let mut sql = String::new();
        let _ = write!(sql, "CREATE TABLE {} ({})", quote(engine, self.name), parts.join(", "));
        sql
    }

    /// What adds the foreign keys to the filled table: checking all rows in one go costs far less
    /// than checking each as it comes.
    pub fn add_references(&self, engine: EngineKind) -> Option<String> {
        if self.references.is_empty() || engine == EngineKind::Sqlite {
            return None;
        }
        let add = |r: &Reference| format!("ADD {}", r.clause(engine));
        let all: Vec<String> = self.references.iter().map(add).collect();
        Some(format!("ALTER TABLE {} {}", quote(engine, self.name), all.join(", ")))
    }
}

impl Reference {
    fn clause(&self, engine: EngineKind) -> String {
        format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            quote(engine, self.column),
            quote(engine, self.table),
            quote(engine, "id")
        )
    }
}

fn type_name(engine: EngineKind, kind: Kind) -> String {
    match (kind, engine) {
        (Kind::Id, EngineKind::Sqlite) => "INTEGER PRIMARY KEY".to_owned(),
        (Kind::Id, EngineKind::Postgres | EngineKind::MariaDb) => "BIGINT PRIMARY KEY".to_owned(),
        (Kind::Int | Kind::Cents, EngineKind::Sqlite) => "INTEGER".to_owned(),
        (Kind::Int, EngineKind::Postgres | EngineKind::MariaDb) => "BIGINT".to_owned(),
        (Kind::Small, _) => "SMALLINT".to_owned(),
        (Kind::Money | Kind::Cents, _) => "DECIMAL(14,2)".to_owned(),
        (Kind::Text(_) | Kind::Code(_), EngineKind::Sqlite) => "TEXT".to_owned(),
        (Kind::Code(length), EngineKind::MariaDb) => {
            format!("VARCHAR({length}) CHARACTER SET ascii COLLATE ascii_bin")
        }
        (Kind::Text(length), EngineKind::Postgres | EngineKind::MariaDb)
        | (Kind::Code(length), EngineKind::Postgres) => format!("VARCHAR({length})"),
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
