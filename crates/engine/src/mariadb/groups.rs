//! How many groups the rows of a table fall into: tallied over keys picked from all over the
//! table, or counted by the server over all rows within a time limit. Read only.

use rungs_core::engine::{Answer, Effort, EngineError, Grouped, Grouping};
use rungs_core::name::TableName;
use rungs_core::seen::{Snapshot, Table};

use super::connect::{Session, number, quoted};
use super::what_if::sample::{KEYS_MAX, keys, spread_key};
use crate::grouping::{Tally, counted, hash, select, whole};

/// What the server refuses is an unknown answer with its words.
pub fn answer(session: &mut Session, snapshot: &Snapshot, grouping: &Grouping) -> Answer {
    let answered = match grouping.effort {
        Effort::Sample { rows_max } => {
            let Some(table) = snapshot.table(&grouping.table) else {
                return Answer::Unknown(format!("{} was not seen", grouping.table));
            };
            let Some(rows) = table.rows else {
                return Answer::Unknown(format!("the rows of {} are not known", grouping.table));
            };
            sample(session, table, grouping, f64::from(rows_max) / rows.max(1.0))
        }
        Effort::Whole { limit_ms } => {
            let each = |set: &Vec<usize>| count(session, grouping, set, limit_ms);
            Ok(Answer::Groups(grouping.sets.iter().map(each).collect()))
        }
    };
    answered.unwrap_or_else(|e| Answer::Unknown(e.detail.unwrap_or(e.what)))
}

fn sample(
    session: &mut Session,
    table: &Table,
    grouping: &Grouping,
    fraction: f64,
) -> Result<Answer, EngineError> {
    let from = name(&grouping.table);
    let all = select(grouping, &from, "");
    let mut tally = Tally::new(grouping);
    if fraction >= 1.0 {
        add(session, &mut tally, grouping, &all)?;
        return Ok(tally.answer(true));
    }
    let Some(key) = spread_key(table) else {
        add(session, &mut tally, grouping, &format!("{all} WHERE RAND(42) < {fraction}"))?;
        return Ok(tally.answer(false));
    };
    for batch in keys(session, &key, &from, fraction)?.chunks(KEYS_MAX) {
        let alias = &grouping.alias;
        let sql = format!("{all} WHERE {alias}.{key} IN ({})", batch.join(", "));
        add(session, &mut tally, grouping, &sql)?;
    }
    Ok(tally.answer(false))
}

fn add(
    session: &mut Session,
    tally: &mut Tally<'_>,
    grouping: &Grouping,
    sql: &str,
) -> Result<(), EngineError> {
    for row in session.rows(sql)? {
        let values: Vec<u64> =
            (0..grouping.expressions.len()).map(|at| hash(row.get(at))).collect();
        tally.add(&values);
    }
    Ok(())
}

/// None: not within the limit.
fn count(
    session: &mut Session,
    grouping: &Grouping,
    set: &[usize],
    limit_ms: u64,
) -> Option<Grouped> {
    let sql = whole(grouping, &name(&grouping.table), set, "");
    session.limit_statements(limit_ms).ok()?;
    let rows = session.rows(&sql);
    session.limit_statements(5_000).ok()?;
    let rows = rows.ok()?;
    let row = rows.first()?;
    Some(counted(number(row, 0)? as u64, number(row, 1)? as u64))
}

fn name(table: &TableName) -> String {
    format!("{}.{}", quoted(table.schema.as_str()), quoted(table.name.as_str()))
}
