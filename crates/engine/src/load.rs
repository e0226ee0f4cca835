//! Putting many rows into a database: what the scenarios and benches fill targets with.
//! Not for copying users' data between servers.

use std::fmt;

use rungs_core::engine::EngineError;
use rungs_core::name::TableName;

/// One value on its way in.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Real(f64),
    /// Money in whole cents: a decimal with two places, and on SQLite, which has no exact
    /// decimals, an integer of cents.
    Cents(i64),
    /// Text, and dates, timestamps and decimals in ISO form.
    Text(String),
    Bool(bool),
}

/// Cents as a decimal with two places.
#[derive(Debug, Clone, Copy)]
pub struct Decimal(pub i64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
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

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn cents_keep_their_sign_and_both_places() {
        let texts = [0, 5, -5, 100, -12_345].map(|cents| Decimal(cents).to_string());
        assert_eq!(texts, ["0.00", "0.05", "-0.05", "1.00", "-123.45"]);
    }
}
