//! Putting many rows into a database: what the scenarios and benches fill targets with.
//! Not for copying users' data between servers.

use rungs_core::engine::EngineError;
use rungs_core::name::TableName;

/// One value on its way in.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Real(f64),
    /// Text, and dates, timestamps and decimals in ISO form.
    Text(String),
    Bool(bool),
}

/// A connection that may write anything: given only to scenarios, benches and tests.
pub trait Load {
    /// Runs one or more statements, separated by semicolons.
    fn run(&mut self, sql: &str) -> Result<(), EngineError>;
    /// Inserts rows by the engine's fastest safe way (COPY, multi-row INSERT, a prepared
    /// statement in one transaction) and says how many.
    fn insert(
        &mut self,
        table: &TableName,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, EngineError>;
    /// Rows as text, NULL as None.
    fn query(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, EngineError>;
}
