//! Loading rows: INSERTs of many rows in transactions of many INSERTs.

use std::fmt::Write as _;

use rungs_core::engine::EngineError;
use rungs_core::name::TableName;

use super::MariaDb;
use super::connect::{Session, quoted};
use super::error;
use crate::load::{Decimal, Load, Value};

/// Bytes of one INSERT, if the server's `max_allowed_packet` is not smaller.
const STATEMENT_BYTES_MAX: usize = 1 << 20;
/// INSERTs of one transaction.
const STATEMENTS_OF_TRANSACTION: u32 = 16;

impl Load for MariaDb {
    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.loading()?.run(sql)
    }

    fn insert(
        &mut self,
        table: &TableName,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, EngineError> {
        let session = self.loading()?;
        let packet = session.one("SELECT @@max_allowed_packet")?;
        let packet: usize = packet.and_then(|n| n.parse().ok()).unwrap_or(1 << 20);
        let columns: Vec<String> = columns.iter().map(|c| quoted(c)).collect();
        let head = format!(
            "INSERT INTO {}.{} ({}) VALUES ",
            quoted(table.schema.as_str()),
            quoted(table.name.as_str()),
            columns.join(", ")
        );
        session.run("SET SESSION unique_checks = 0, foreign_key_checks = 0")?;
        session.run("START TRANSACTION")?;
        let inserted = insert_all(session, &head, packet.saturating_sub(1_024), rows);
        let ended = session.run(if inserted.is_ok() { "COMMIT" } else { "ROLLBACK" });
        session.run("SET SESSION unique_checks = 1, foreign_key_checks = 1")?;
        let count = inserted?;
        ended.map(|()| count)
    }

    fn query(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, EngineError> {
        self.loading()?.rows(sql)
    }
}

fn insert_all(
    session: &mut Session,
    head: &str,
    packet: usize,
    rows: &mut dyn Iterator<Item = Vec<Value>>,
) -> Result<u64, EngineError> {
    let limit = STATEMENT_BYTES_MAX.min(packet);
    let (mut count, mut statements) = (0, 0_u32);
    let mut sql = head.to_owned();
    for row in rows {
        let before = sql.len();
        push_row(&mut sql, &row, before == head.len());
        count += 1;
        if sql.len() > limit && before > head.len() {
            // The row that is too much begins the next statement.
            let next = sql[before + 1..].to_owned();
            sql.truncate(before);
            send(session, &sql, &mut statements)?;
            sql.truncate(head.len());
            sql.push_str(&next);
        }
    }
    if sql.len() > head.len() {
        send(session, &sql, &mut statements)?;
    }
    Ok(count)
}

fn send(session: &mut Session, sql: &str, statements: &mut u32) -> Result<(), EngineError> {
    session.run_raw(sql).map_err(|e| error::from_driver("insert rows", &e))?;
    *statements += 1;
    if statements.is_multiple_of(STATEMENTS_OF_TRANSACTION) {
        session.run("COMMIT")?;
        session.run("START TRANSACTION")?;
    }
    Ok(())
}

fn push_row(sql: &mut String, row: &[Value], first: bool) {
    sql.push_str(if first { "(" } else { ",(" });
    for (at, value) in row.iter().enumerate() {
        if at > 0 {
            sql.push(',');
        }
        push_value(sql, value);
    }
    sql.push(')');
}

fn push_value(sql: &mut String, value: &Value) {
    match value {
        Value::Int(n) => {
            let _ = write!(sql, "{n}");
        }
        Value::Real(x) if x.is_finite() => {
            let _ = write!(sql, "{x:e}");
        }
        Value::Cents(cents) => {
            let _ = write!(sql, "{}", Decimal(*cents));
        }
        Value::Null | Value::Real(_) => sql.push_str("NULL"),
        Value::Bool(b) => sql.push(if *b { '1' } else { '0' }),
        Value::Text(text) => {
            sql.push('\'');
            for c in text.chars() {
                match c {
                    '\'' => sql.push_str("''"),
                    '\\' => sql.push_str("\\\\"),
                    _ => sql.push(c),
                }
            }
            sql.push('\'');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_quotes() {
        let mut sql = String::new();
        push_row(&mut sql, &[Value::Text("a'\\b".to_owned()), Value::Null, Value::Int(-1)], true);
        assert_eq!(sql, "('a''\\\\b',NULL,-1)");
    }
}
