//! Texts of a statement that can be run: its sample, or its shape with constants taken from the
//! data (a common value of each column, and a rare one). The values go into the text and
//! nowhere else.

use std::cmp::Ordering;
use std::collections::HashMap;

use rungs_core::engine::EngineError;
use rungs_core::name::{EngineKind, Ident, TableName};
use rungs_core::seen::{Snapshot, Statement, Table};
use rungs_core::sql::{self, Side, Values, is_read_only, like_prefix, placeholders, places};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::error::classify;
use super::what_if::pick::{owned, pick};

const ROWS_LOOKED_AT: usize = 2_000;

/// Empty: it writes, SQLite refuses it, or a placeholder stands where nothing tells its column.
pub fn runnable(
    conn: &Connection,
    snapshot: &Snapshot,
    statement: &Statement,
) -> Result<Vec<String>, EngineError> {
    let text = statement.text();
    if !is_read_only(text, EngineKind::Sqlite) {
        return Ok(vec![]);
    }
    let texts = if placeholders(text, EngineKind::Sqlite) == 0 {
        vec![text.to_owned()]
    } else {
        filled(conn, snapshot, text).map_err(|e| classify("look for constants", &e))?
    };
    let runs =
        |text: &String| conn.prepare(text).is_ok_and(|s| s.readonly() && s.parameter_count() == 0);
    Ok(texts.into_iter().filter(runs).collect())
}

fn filled(conn: &Connection, snapshot: &Snapshot, text: &str) -> rusqlite::Result<Vec<String>> {
    let places = places(text, snapshot);
    let mut known: HashMap<(TableName, Ident), Values<Value>> = HashMap::new();
    for (name, column) in places.iter().filter_map(|place| place.column.as_ref()) {
        let table = snapshot.table(name);
        let at = table.and_then(|t| t.columns.iter().position(|c| c.name == *column));
        if let Some((table, at)) = table.zip(at) {
            let values = Values::of_sample(&values(conn, table, at)?);
            known.insert((name.clone(), column.clone()), values);
        }
    }
    Ok(sql::filled(text, EngineKind::Sqlite, &places, |_, place, taste| {
        let place = place?;
        let value = known.get(place.column.as_ref()?)?.pick(place.side, taste)?;
        Some(match (place.side, value) {
            (Side::Like, Value::Text(text)) => literal(&Value::Text(like_prefix(text))),
            _ => literal(value),
        })
    }))
}

/// Not NULL, in SQLite's order.
fn values(conn: &Connection, table: &Table, column: usize) -> rusqlite::Result<Vec<Value>> {
    let narrow = Table { columns: vec![table.columns[column].clone()], ..table.clone() };
    let mut values = Vec::new();
    pick(conn, &narrow, ROWS_LOOKED_AT, |row| {
        values.push(owned(row.get_ref(0)?));
        Ok(())
    })?;
    values.retain(|v| *v != Value::Null);
    values.sort_by(order);
    Ok(values)
}

fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Real(a), Value::Real(b)) => a.total_cmp(b),
        (Value::Integer(a), Value::Real(b)) => (*a as f64).total_cmp(b),
        (Value::Real(a), Value::Integer(b)) => a.total_cmp(&(*b as f64)),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Blob(a), Value::Blob(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Integer(_) | Value::Real(_) => 1,
        Value::Text(_) => 2,
        Value::Blob(_) => 3,
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(n) => n.to_string(),
        Value::Real(r) => format!("{r:?}"),
        Value::Text(t) => format!("'{}'", t.replace('\'', "''")),
        Value::Blob(b) => format!("x'{}'", super::load::hex(b)),
    }
}
