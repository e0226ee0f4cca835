//! How many groups the rows of a table fall into: tallied over rows picked from all over the
//! table, or counted by SQLite over all rows within a time limit. Read only.

use rungs_core::engine::{Answer, Effort, EngineError, Grouped, Grouping};
use rungs_core::seen::{Snapshot, Table};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::error::{classify, own_words};
use super::measure::limited;
use super::quoted;
use super::what_if::pick::{ends, places, rowid_word};
use crate::grouping::{Tally, counted, hash, select, whole};

/// A sample takes no longer than this.
const SAMPLE_MS: u64 = 20_000;

/// Errors: the file can no longer be read. What SQLite refuses is an unknown answer.
pub fn answer(
    conn: &mut Connection,
    snapshot: &Snapshot,
    grouping: &Grouping,
) -> Result<Answer, EngineError> {
    match grouping.effort {
        Effort::Sample { rows_max } => {
            let Some(table) = snapshot.table(&grouping.table) else {
                return Ok(Answer::Unknown(format!("{} was not seen", grouping.table)));
            };
            let sampled = limited(conn, SAMPLE_MS, |conn| sample(conn, table, grouping, rows_max));
            Ok(match sampled {
                Ok(Some(answer)) => answer,
                Ok(None) => Answer::Unknown("the sample took too long".to_owned()),
                Err(e) => Answer::Unknown(own_words(&e).unwrap_or_else(|| e.to_string())),
            })
        }
        Effort::Whole { limit_ms } => {
            let mut seen = Vec::new();
            for set in &grouping.sets {
                let counted = limited(conn, limit_ms, |conn| count(conn, grouping, set));
                seen.push(counted.map_err(|e| classify("count groups", &e))?);
            }
            Ok(Answer::Groups(seen))
        }
    }
}

fn sample(
    conn: &Connection,
    table: &Table,
    grouping: &Grouping,
    rows_max: u32,
) -> rusqlite::Result<Answer> {
    let name = quoted(&table.name);
    let all = select(grouping, &name, "");
    let mut tally = Tally::new(grouping);
    let count = grouping.expressions.len();
    let large = table.rows.is_none_or(|rows| rows > f64::from(rows_max));
    let rowid = rowid_word(table).filter(|_| table.kind == rungs_core::seen::TableKind::Ordinary);
    let Some(rowid) = rowid.filter(|_| large) else {
        // As many as a table without row numbers can be seen of at no greater cost.
        let limit = 2 * u64::from(rows_max);
        let mut statement = conn.prepare(&format!("{all} LIMIT {limit}"))?;
        let mut rows = statement.query([])?;
        let mut seen = 0;
        while let Some(row) = rows.next()? {
            tally.add(&hashes(row, count)?);
            seen += 1;
        }
        return Ok(tally.answer(seen < limit));
    };
    let (first, last) = ends(conn, table, rowid)?;
    let mut statement = conn.prepare(&format!(
        "{all} WHERE {}.{rowid} = (SELECT {rowid} FROM {name} WHERE {rowid} >= ?1 ORDER BY {rowid} \
         LIMIT 1)",
        grouping.alias
    ))?;
    for place in places(first, last, rows_max as usize) {
        let mut rows = statement.query([place])?;
        if let Some(row) = rows.next()? {
            tally.add(&hashes(row, count)?);
        }
    }
    Ok(tally.answer(false))
}

fn hashes(row: &Row, count: usize) -> rusqlite::Result<Vec<u64>> {
    (0..count)
        .map(|at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Null => hash(0_u8),
                ValueRef::Integer(n) => hash((1_u8, n)),
                ValueRef::Real(r) => hash((2_u8, r.to_bits())),
                ValueRef::Text(t) => hash((3_u8, t)),
                ValueRef::Blob(b) => hash((4_u8, b)),
            })
        })
        .collect()
}

fn count(conn: &Connection, grouping: &Grouping, set: &[usize]) -> rusqlite::Result<Grouped> {
    let sql = whole(grouping, &quoted(&grouping.table), set, "");
    conn.query_row(&sql, [], |row| {
        let number = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, i64>(at)?.unsigned_abs());
        Ok(counted(number(0)?, number(1)?))
    })
}
