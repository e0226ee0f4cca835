//! What `sqlite_stat1` says, and what a count says where counting is cheap.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rungs_core::name::TableName;
use rungs_core::seen::{Table, TableKind};
use rusqlite::Connection;

use crate::look::Catalog;
use crate::sqlite::measure::limited;
use crate::sqlite::quoted;
use crate::sqlite::server::has_table;

/// Longest time for counting the rows of all tables, and of one.
const COUNT_ALL: Duration = Duration::from_millis(800);
const COUNT_ONE_MS_MAX: u64 = 300;

/// One row of `sqlite_stat1`.
#[derive(Debug, Clone, PartialEq)]
pub struct Stat1 {
    pub table: String,
    /// None: the row that only counts the table.
    pub index: Option<String>,
    /// Rows of the index (of a partial one: those that it holds).
    pub rows: f64,
    /// Mean rows per distinct value of the first key, of the first two, …
    pub per_prefix: Vec<f64>,
    /// The text as it is kept, to be carried into a copy.
    pub stat: String,
}

pub fn stat1(conn: &Connection) -> rusqlite::Result<Vec<Stat1>> {
    if !has_table(conn, "sqlite_stat1")? {
        return Ok(vec![]);
    }
    let mut statement =
        conn.prepare("SELECT tbl, idx, stat FROM sqlite_stat1 WHERE tbl IS NOT NULL")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<String>>(2)?.unwrap_or_default()))
    })?;
    let parsed = rows.map(|row| row.map(|(table, index, stat)| parse(table, index, stat)));
    Ok(parsed.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// None where the text does not begin with a number.
pub fn parse(table: String, index: Option<String>, stat: String) -> Option<Stat1> {
    let mut numbers = stat.split(' ').map_while(|word| word.parse::<f64>().ok());
    let rows = numbers.next()?;
    let per_prefix = numbers.collect();
    Some(Stat1 { table, index, rows, per_prefix, stat })
}

pub fn fill(conn: &mut Connection, catalog: &mut Catalog, stat1: &[Stat1]) -> rusqlite::Result<()> {
    let partial: Vec<&str> = catalog
        .indexes
        .iter()
        .filter(|i| i.spec.predicate.is_some())
        .map(|i| i.name.name.as_str())
        .collect();
    let whole = |s: &&Stat1| s.index.as_deref().is_none_or(|name| !partial.contains(&name));
    let mut known: HashMap<&str, f64> = HashMap::new();
    for stat in stat1.iter().filter(whole) {
        known.entry(&stat.table).or_insert(stat.rows);
    }
    let began = Instant::now();
    for table in catalog.tables.iter_mut().filter(|t| has_rows(t)) {
        let estimated = known.get(table.name.name.as_str()).copied();
        let counted = if began.elapsed() < COUNT_ALL { count(conn, &table.name)? } else { None };
        table.rows = counted.or(estimated);
        let analyzed = stat1.iter().any(|s| s.table == table.name.name.as_str());
        // ANALYZE writes nothing for an empty table: that is no lack of statistics.
        table.counters.analyzed = Some(analyzed || counted == Some(0.0));
        // At least so many rows came or went; updates leave no trace.
        table.counters.rows_changed_since_analyze =
            counted.zip(estimated).map(|(now, then)| (now - then).abs() as u64);
    }
    fill_distinct(catalog, stat1);
    Ok(())
}

fn has_rows(table: &Table) -> bool {
    matches!(table.kind, TableKind::Ordinary | TableKind::WithoutRowid)
}

fn count(conn: &mut Connection, table: &TableName) -> rusqlite::Result<Option<f64>> {
    let sql = format!("SELECT count(*) FROM {}", quoted(table));
    let rows = limited(conn, COUNT_ONE_MS_MAX, |conn| {
        conn.query_row(&sql, [], |row| row.get::<_, i64>(0))
    })?;
    Ok(rows.map(|rows| rows as f64))
}

/// Only of columns that lead an index of the whole table: others are sampled.
fn fill_distinct(catalog: &mut Catalog, stat1: &[Stat1]) {
    for index in catalog.indexes.iter().filter(|i| i.spec.predicate.is_none()) {
        let name = if index.clustered { &index.name.table.name } else { &index.name.name };
        let stat = stat1.iter().find(|s| s.index.as_deref() == Some(name.as_str()));
        let Some((rows, per_value)) = stat.and_then(|s| Some((s.rows, *s.per_prefix.first()?)))
        else {
            continue;
        };
        let leading = index.spec.keys.first().and_then(|k| k.as_column());
        let table = catalog.tables.iter_mut().find(|t| t.name == index.name.table);
        let column = table.zip(leading).and_then(|(table, name)| {
            table.columns.iter_mut().find(|c| &c.name == name && c.distinct.is_none())
        });
        if let Some(column) = column {
            column.distinct = Some((rows / per_value.max(1.0)).max(1.0));
        }
    }
}
