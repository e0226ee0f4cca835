//! Picking rows evenly over a table without reading it whole, and what a sample says of the
//! whole.

use rungs_core::seen::{Table, TableKind};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row};

use crate::sqlite::{quoted, quoted_name};

/// How many rows were picked, and of how many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Picked {
    pub rows: usize,
    pub of: f64,
}

/// Gives `each` up to about `rows_max` rows, with all columns in the table's order. A table of at
/// most that many is read whole; of a larger one `rows_max` rows are sought by random rowids
/// between the first and the last, and those met twice are taken once. A WITHOUT ROWID table has no
/// such numbers, so its first rows are taken. None: the table's size is unknown.
pub fn pick(
    conn: &Connection,
    table: &Table,
    rows_max: usize,
    mut each: impl FnMut(&Row) -> rusqlite::Result<()>,
) -> rusqlite::Result<Option<Picked>> {
    let Some(of) = table.rows else { return Ok(None) };
    let rowid = (of > rows_max as f64 && table.kind == TableKind::Ordinary)
        .then(|| rowid_word(table))
        .flatten();
    let Some(rowid) = rowid else {
        let mut statement = conn.prepare(&format!(
            "SELECT {} FROM {} LIMIT {rows_max}",
            column_list(table),
            quoted(&table.name)
        ))?;
        let mut rows = statement.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            each(row)?;
            count += 1;
        }
        let of = if count < rows_max { count as f64 } else { of.max(count as f64) };
        return Ok(Some(Picked { rows: count, of }));
    };
    let rows = seek_each(conn, table, rowid, rows_max, each)?;
    Ok(Some(Picked { rows, of }))
}

fn seek_each(
    conn: &Connection,
    table: &Table,
    rowid: &str,
    rows_max: usize,
    mut each: impl FnMut(&Row) -> rusqlite::Result<()>,
) -> rusqlite::Result<usize> {
    let (first, last) = ends(conn, table, rowid)?;
    let mut statement = conn.prepare(&format!(
        "SELECT {}, {rowid} FROM {} WHERE {rowid} >= ?1 ORDER BY {rowid} LIMIT 1",
        column_list(table),
        quoted(&table.name)
    ))?;
    let (mut count, mut previous) = (0, None);
    for place in places(first, last, rows_max) {
        let mut rows = statement.query([place])?;
        let Some(row) = rows.next()? else { continue };
        let found: i64 = row.get(table.columns.len())?;
        if previous.replace(found) != Some(found) {
            each(row)?;
            count += 1;
        }
    }
    Ok(count)
}

pub fn column_list(table: &Table) -> String {
    let names: Vec<String> = table.columns.iter().map(|c| quoted_name(c.name.as_str())).collect();
    names.join(", ")
}

/// A value that outlives its row. Text that is not UTF-8 is mended, since it is only counted.
pub fn owned(value: ValueRef) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Integer(n),
        ValueRef::Real(r) => Value::Real(r),
        ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
        ValueRef::Blob(b) => Value::Blob(b.to_vec()),
    }
}

/// The name by which the rowid can be asked for: columns may hide each of the three.
pub fn rowid_word(table: &Table) -> Option<&'static str> {
    ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|word| !table.columns.iter().any(|c| c.name.as_str().eq_ignore_ascii_case(word)))
}

pub fn ends(conn: &Connection, table: &Table, rowid: &str) -> rusqlite::Result<(i64, i64)> {
    let table = quoted(&table.name);
    let sql =
        format!("SELECT (SELECT min({rowid}) FROM {table}), (SELECT max({rowid}) FROM {table})");
    conn.query_row(&sql, [], |row| {
        Ok((row.get::<_, Option<i64>>(0)?.unwrap_or(0), row.get::<_, Option<i64>>(1)?.unwrap_or(0)))
    })
}

/// Rowids to seek, ascending. Drawn from the whole range one by one, not one from each of equal
/// stretches: data with a period, or with equal values side by side, would be seen askew. The
/// same in every run.
pub fn places(first: i64, last: i64, count: usize) -> Vec<i64> {
    let span = (i128::from(last) - i128::from(first)).max(0) + 1;
    let place = |n: usize| {
        let within = i128::from(mix(n as u64)) % span;
        i64::try_from(i128::from(first) + within).unwrap_or(last)
    };
    let mut out: Vec<i64> = (0..count).map(place).collect();
    out.sort_unstable();
    out
}

/// splitmix64.
fn mix(n: u64) -> u64 {
    let z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Distinct values in `of` rows when a sample of `rows` has `distinct`, `once` of them met just
/// once (Haas and Stokes' estimator, as PostgreSQL uses it).
pub fn distinct_in_all(rows: f64, distinct: f64, once: f64, of: f64) -> f64 {
    if of <= rows || rows <= 0.0 {
        return distinct;
    }
    let estimate = rows * distinct / (rows - once + once * rows / of).max(1.0);
    estimate.clamp(distinct, of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_of_unlike_rows_speaks_for_as_many_distinct_values_as_rows() {
        assert!((distinct_in_all(100.0, 100.0, 100.0, 10_000.0) - 10_000.0).abs() < 1.0);
    }

    #[test]
    fn values_that_all_came_again_are_all_there_are() {
        assert!((distinct_in_all(1_000.0, 7.0, 0.0, 1e6) - 7.0).abs() < f64::EPSILON);
    }

    #[test]
    fn places_stay_between_the_ends_even_at_the_ends_of_the_numbers() {
        for place in places(i64::MIN, i64::MAX, 100) {
            assert!(place > i64::MIN && place < i64::MAX);
        }
        assert_eq!(places(7, 7, 2), [7, 7]);
    }
}
