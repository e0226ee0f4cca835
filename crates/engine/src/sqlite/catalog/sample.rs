//! A bounded look at rows: distinct values, NULLs and widths of columns are estimated from
//! rows picked evenly over the table. Values are hashed, measured and forgotten.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use rungs_core::seen::{Column, Table, TableKind};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::look::Catalog;
use crate::sqlite::what_if::pick::{Picked, distinct_in_all, pick};

const ROWS_PER_TABLE: usize = 2_000;
const ALL: Duration = Duration::from_secs(1);

pub fn fill(conn: &mut Connection, catalog: &mut Catalog) -> rusqlite::Result<()> {
    let began = Instant::now();
    let tables = catalog.tables.iter_mut();
    for table in tables.filter(|t| matches!(t.kind, TableKind::Ordinary | TableKind::WithoutRowid))
    {
        if began.elapsed() > ALL {
            break;
        }
        look(conn, table)?;
    }
    Ok(())
}

/// What has been seen of one column.
#[derive(Default, Clone)]
struct Seen {
    times: HashMap<u64, u32>,
    nulls: u32,
    bytes: u64,
}

fn look(conn: &Connection, table: &mut Table) -> rusqlite::Result<()> {
    let mut seen = vec![Seen::default(); table.columns.len()];
    let rows = pick(conn, table, ROWS_PER_TABLE, |row| note(row, &mut seen))?;
    let Some(Picked { rows, of }) = rows else { return Ok(()) };
    for (column, seen) in table.columns.iter_mut().zip(&seen) {
        tell(column, seen, rows, of);
    }
    Ok(())
}

fn note(row: &Row, seen: &mut [Seen]) -> rusqlite::Result<()> {
    for (position, seen) in seen.iter_mut().enumerate() {
        let mut hasher = DefaultHasher::new();
        let bytes = match row.get_ref(position)? {
            ValueRef::Null => {
                seen.nulls += 1;
                continue;
            }
            ValueRef::Integer(n) => {
                n.hash(&mut hasher);
                integer_bytes(n)
            }
            ValueRef::Real(r) => {
                r.to_bits().hash(&mut hasher);
                8
            }
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                bytes.hash(&mut hasher);
                bytes.len() as u64
            }
        };
        seen.bytes += bytes;
        *seen.times.entry(hasher.finish()).or_default() += 1;
    }
    Ok(())
}

/// As SQLite stores it.
fn integer_bytes(n: i64) -> u64 {
    match n {
        0 | 1 => 0,
        -0x80..=0x7f => 1,
        -0x8000..=0x7fff => 2,
        -0x80_0000..=0x7f_ffff => 3,
        -0x8000_0000..=0x7fff_ffff => 4,
        -0x8000_0000_0000..=0x7fff_ffff_ffff => 6,
        _ => 8,
    }
}

fn tell(column: &mut Column, seen: &Seen, rows: usize, of: f64) {
    if rows == 0 {
        return;
    }
    let sampled = rows as f64;
    column.null_fraction = Some(f64::from(seen.nulls) / sampled);
    let values = sampled - f64::from(seen.nulls);
    column.width_bytes = (values > 0.0).then(|| seen.bytes as f64 / values);
    let once = seen.times.values().filter(|n| **n == 1).count();
    if column.distinct.is_none() && values > 0.0 {
        let of = of * values / sampled;
        column.distinct = Some(distinct_in_all(values, seen.times.len() as f64, once as f64, of));
    }
    column.common_frequencies = common(seen, sampled);
}

/// Frequencies of values seen often enough for their share to mean something.
fn common(seen: &Seen, sampled: f64) -> Vec<f64> {
    let mut times: Vec<u32> = seen.times.values().copied().filter(|n| *n >= 20).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    times.truncate(10);
    times.into_iter().map(|n| f64::from(n) / sampled).collect()
}
