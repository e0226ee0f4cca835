//! How large a sample is and which rows are in it. Reads the real table cheaply: single keys
//! spread over its key space where the key is a number, else one scan.

use rungs_core::engine::EngineError;
use rungs_core::seen::{Table, TypeClass};

use super::super::connect::{Session, number, quoted};

/// Rows of the sample of the largest table: one in a hundred, within these.
const ROWS_MIN: f64 = 15_000.0;
const ROWS_MAX: f64 = 50_000.0;
/// No sample is smaller than this, and smaller tables are copied whole.
const ROWS_FLOOR: f64 = 5_000.0;
/// Below this a scan is cheap and unbiased whatever the keys are.
const SCAN_ROWS_MAX: f64 = 300_000.0;
/// Keys of one INSERT.
pub const KEYS_MAX: usize = 1_000;

/// How all tables of a clone are scaled. One scale for all keeps their proportions, so that the
/// planner sees joins as they are.
#[derive(Debug, Clone, Copy)]
pub struct Scale(f64);

impl Scale {
    /// For a clone whose largest table has so many rows.
    pub fn of_largest(rows: f64) -> Self {
        if rows <= ROWS_MIN {
            return Self(1.0);
        }
        Self((rows / 100.0).clamp(ROWS_MIN, ROWS_MAX) / rows)
    }

    /// The share of a table of so many rows that is sampled.
    pub fn fraction(self, rows: f64) -> f64 {
        if rows <= ROWS_FLOOR {
            return 1.0;
        }
        (rows * self.0).clamp(ROWS_FLOOR, ROWS_MAX) / rows
    }
}

/// Fills `into` from `table`; both quoted. Says how many rows came.
pub fn fill(
    session: &mut Session,
    table: &Table,
    scale: Scale,
    from: &str,
    into: &str,
) -> Result<f64, EngineError> {
    let rows = table.rows.unwrap_or(0.0);
    let fraction = scale.fraction(rows);
    let columns: Vec<String> =
        table.columns.iter().filter(|c| !c.generated).map(|c| quoted(c.name.as_str())).collect();
    let columns = columns.join(", ");
    let insert = format!("INSERT INTO {into} ({columns}) SELECT {columns} FROM {from}");
    if fraction >= 1.0 {
        // The estimate may be old; a table that has grown is cut off.
        session.run(&format!("{insert} LIMIT {}", ROWS_MAX as u64))?;
    } else if let Some(key) = spread_key(table).filter(|_| rows > SCAN_ROWS_MAX) {
        for batch in keys(session, &key, from, fraction)?.chunks(KEYS_MAX) {
            session.run(&format!("{insert} WHERE {key} IN ({})", batch.join(", ")))?;
        }
    } else {
        session.run(&format!("{insert} WHERE RAND(42) < {fraction}"))?;
    }
    let count = session.rows(&format!("SELECT COUNT(*) FROM {into}"))?;
    Ok(count.first().and_then(|row| number(row, 0)).unwrap_or(0.0))
}

/// The primary key's first column, if it is a number.
pub fn spread_key(table: &Table) -> Option<String> {
    let first = table.primary_key.first()?;
    let column = table.column(first)?;
    (column.class == TypeClass::Integer).then(|| quoted(first.as_str()))
}

/// One key by chance out of each of equal steps through the key space. Every key of the space is
/// as likely, so the share of keys is the share of rows, with gaps and with several rows per key.
pub fn keys(
    session: &mut Session,
    key: &str,
    from: &str,
    fraction: f64,
) -> Result<Vec<String>, EngineError> {
    let ends = session.rows(&format!("SELECT MIN({key}), MAX({key}) FROM {from}"))?;
    let end = |at: usize| ends.first()?.get(at)?.as_deref()?.parse::<i128>().ok();
    let (Some(low), Some(high)) = (end(0), end(1)) else { return Ok(Vec::new()) };
    let span = (high - low + 1) as f64;
    let count = (span * fraction).min(2_000_000.0);
    let step = span / count;
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    Ok((0..count as u64)
        .map(|n| {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let within = (chance >> 11) as f64 / (1_u64 << 53) as f64;
            (low + ((n as f64 + within) * step) as i128).to_string()
        })
        .collect())
}

/// Distinct values of the whole table by those of a sample (Haas and Stokes, as PostgreSQL's
/// ANALYZE does): `distinct` values in `sampled` rows, `once` of them seen a single time.
pub fn distinct_of_whole(rows: f64, sampled: f64, distinct: f64, once: f64) -> f64 {
    if sampled <= 0.0 || distinct <= 0.0 {
        return 1.0;
    }
    let below = sampled - once + once * sampled / rows.max(1.0);
    (sampled * distinct / below.max(1.0)).clamp(distinct, rows.max(distinct))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_tables_are_whole_and_large_ones_keep_their_proportions() {
        let scale = Scale::of_largest(1_500_000.0);
        assert!(scale.fraction(5_000.0) >= 1.0);
        assert!((scale.fraction(1_500_000.0) * 1_500_000.0 - 15_000.0).abs() < 1.0);
        assert!((scale.fraction(1_000_000.0) - scale.fraction(1_500_000.0)).abs() < 1e-9);
        assert!((Scale::of_largest(1e9).fraction(1e9) * 1e9 - 50_000.0).abs() < 1.0);
    }

    #[test]
    fn unique_values_stay_unique_and_few_values_stay_few() {
        assert!((distinct_of_whole(1e6, 1e4, 1e4, 1e4) - 1e6).abs() < 1.0);
        assert!((distinct_of_whole(1e6, 1e4, 5.0, 0.0) - 5.0).abs() < 1e-6);
    }
}
