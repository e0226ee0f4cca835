//! Filling a file for scenarios, benches and tests: a prepared insert in one transaction.

use std::path::Path;

use rungs_core::engine::EngineError;
use rungs_core::name::TableName;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::connect::{self, SqliteTarget};
use super::error::classify;
use super::{quoted, quoted_name};
use crate::load::{Load, Value};

/// A connection that may write anything to one file.
pub struct Loader {
    conn: Connection,
}

impl Loader {
    pub fn open(target: &SqliteTarget) -> Result<Self, EngineError> {
        Ok(Self { conn: connect::writer(target)? })
    }

    /// Makes the file; `User` if it is there already.
    pub fn create(path: &Path) -> Result<Self, EngineError> {
        Self::open(&connect::create(path)?)
    }
}

impl Load for Loader {
    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        self.conn.execute_batch(sql).map_err(|e| classify("run the script", &e))
    }

    fn insert(
        &mut self,
        table: &TableName,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, EngineError> {
        let fill = || -> rusqlite::Result<u64> {
            let whole = self.conn.transaction()?;
            let mut count = 0;
            {
                let mut statement = whole.prepare(&insert_sql(table, columns))?;
                for row in rows {
                    statement.execute(rusqlite::params_from_iter(row.iter().map(Bound)))?;
                    count += 1;
                }
            }
            whole.commit()?;
            Ok(count)
        };
        fill().map_err(|e| classify("insert rows", &e))
    }

    fn query(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, EngineError> {
        let read = || -> rusqlite::Result<_> {
            let mut statement = self.conn.prepare(sql)?;
            let columns = statement.column_count();
            let rows = statement
                .query_map([], |row| (0..columns).map(|c| Ok(text(row.get_ref(c)?))).collect())?;
            rows.collect()
        };
        read().map_err(|e| classify("run the query", &e))
    }
}

fn insert_sql(table: &TableName, columns: &[&str]) -> String {
    let names: Vec<String> = columns.iter().map(|c| quoted_name(c)).collect();
    let places = vec!["?"; columns.len()].join(", ");
    format!("INSERT INTO {}({}) VALUES ({places})", quoted(table), names.join(", "))
}

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(n) | Value::Cents(n) => ValueRef::Integer(*n),
            Value::Real(r) => ValueRef::Real(*r),
            Value::Text(t) => ValueRef::Text(t.as_bytes()),
            Value::Bool(b) => ValueRef::Integer(i64::from(*b)),
        }))
    }
}

pub(super) fn text(value: ValueRef) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(n) => Some(n.to_string()),
        ValueRef::Real(r) => Some(r.to_string()),
        ValueRef::Text(t) => Some(String::from_utf8_lossy(t).into_owned()),
        ValueRef::Blob(b) => Some(hex(b)),
    }
}

pub fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}
