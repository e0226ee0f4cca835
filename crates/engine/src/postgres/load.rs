//! Filling a database by COPY, for scenarios, benches and tests. Writes whatever it is told.

use std::fmt::Write as _;
use std::io::Write as _;

use postgres::{Client, SimpleQueryMessage};
use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::{Ident, TableName};

use super::error;
use crate::load::{Decimal, Value};

pub(super) fn run(client: &mut Client, sql: &str) -> Result<(), EngineError> {
    client.batch_execute(sql).map_err(|e| error::of("cannot run the statements", &e))
}

pub(super) fn insert(
    client: &mut Client,
    table: &TableName,
    columns: &[&str],
    rows: &mut dyn Iterator<Item = Vec<Value>>,
) -> Result<u64, EngineError> {
    let sql = Sql::fixed("copy ")
        .table(Quote::Double, table)
        .text(" (")
        .list(columns, ", ", |sql, name| sql.ident(Quote::Double, &Ident::new(*name)))
        .text(") from stdin");
    let doing = "cannot copy rows in";
    let mut writer = client.copy_in(sql.as_str()).map_err(|e| error::of(doing, &e))?;
    let mut line = String::new();
    for row in rows {
        line.clear();
        for (position, value) in row.iter().enumerate() {
            if position > 0 {
                line.push('\t');
            }
            push(&mut line, value);
        }
        line.push('\n');
        writer
            .write_all(line.as_bytes())
            .map_err(|e| EngineError::new(ErrorClass::Unreachable, doing).detail(e.to_string()))?;
    }
    writer.finish().map_err(|e| error::of(doing, &e))
}

pub(super) fn query(
    client: &mut Client,
    sql: &str,
) -> Result<Vec<Vec<Option<String>>>, EngineError> {
    let messages = client.simple_query(sql).map_err(|e| error::of("cannot run the query", &e))?;
    Ok(messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len()).map(|i| row.try_get(i).ok().flatten().map(str::to_owned)).collect(),
            ),
            _ => None,
        })
        .collect())
}

/// COPY's text format.
fn push(line: &mut String, value: &Value) {
    match value {
        Value::Null => line.push_str("\\N"),
        Value::Int(number) => {
            let _ = write!(line, "{number}");
        }
        Value::Real(number) => {
            let _ = write!(line, "{number}");
        }
        Value::Cents(cents) => {
            let _ = write!(line, "{}", Decimal(*cents));
        }
        Value::Bool(yes) => line.push(if *yes { 't' } else { 'f' }),
        Value::Text(text) => {
            for letter in text.chars() {
                match letter {
                    '\\' => line.push_str("\\\\"),
                    '\t' => line.push_str("\\t"),
                    '\n' => line.push_str("\\n"),
                    '\r' => line.push_str("\\r"),
                    other => line.push(other),
                }
            }
        }
    }
}
