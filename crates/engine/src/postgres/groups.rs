//! How many groups the rows of a table fall into: tallied over blocks picked from all over the
//! table, or counted by the server over all rows within a time limit. Read only.

use postgres::error::SqlState;
use rungs_core::engine::{Answer, Effort, EngineError, Grouped, Grouping};
use rungs_core::name::TableName;
use rungs_core::seen::Snapshot;

use super::connect::{Session, USERS_NAMES};
use super::error;
use crate::grouping::{Tally, counted, hash, select, whole};

/// Errors: `Unreachable`. What the server refuses is an unknown answer with its words.
pub(super) fn answer(
    session: &mut Session,
    snapshot: &Snapshot,
    grouping: &Grouping,
) -> Result<Answer, EngineError> {
    match grouping.effort {
        Effort::Sample { rows_max } => sample(session, snapshot, grouping, rows_max),
        Effort::Whole { limit_ms } => {
            let mut seen = Vec::new();
            for set in &grouping.sets {
                seen.push(count(session, grouping, set, limit_ms)?);
            }
            Ok(Answer::Groups(seen))
        }
    }
}

fn sample(
    session: &mut Session,
    snapshot: &Snapshot,
    grouping: &Grouping,
    rows_max: u32,
) -> Result<Answer, EngineError> {
    let Some(rows) = snapshot.table(&grouping.table).and_then(|t| t.rows) else {
        return Ok(Answer::Unknown(format!("{} was never analyzed", grouping.table)));
    };
    let percent = 100.0 * f64::from(rows_max) / rows.max(1.0);
    // The same blocks in every run.
    let blocks = format!(" TABLESAMPLE SYSTEM ({percent:.6}) REPEATABLE (7)");
    let blocks = if percent < 100.0 { blocks.as_str() } else { "" };
    // An estimate may be old.
    let limit = 2 * u64::from(rows_max);
    let select = select(grouping, &quoted(&grouping.table), blocks);
    let sql = format!("{USERS_NAMES}{select} LIMIT {limit}");
    let found = match session.try_rows(&sql) {
        Ok(found) => found,
        Err(e) if e.is_closed() => return Err(error::of("cannot sample a table", &e)),
        Err(e) => return Ok(unknown(&e)),
    };
    let mut tally = Tally::new(grouping);
    for row in &found {
        let values: Vec<u64> =
            (0..grouping.expressions.len()).map(|at| hash(row.text(at))).collect();
        tally.add(&values);
    }
    Ok(tally.answer(blocks.is_empty() && (found.len() as u64) < limit))
}

fn count(
    session: &mut Session,
    grouping: &Grouping,
    set: &[usize],
    limit_ms: u64,
) -> Result<Option<Grouped>, EngineError> {
    let sql = whole(grouping, &quoted(&grouping.table), set, "pg_catalog.");
    let doing = "cannot count groups";
    session.sent += 3;
    let begin = format!("begin read only; {USERS_NAMES}set local statement_timeout = {limit_ms}");
    session.client.batch_execute(&begin).map_err(|e| error::of(doing, &e))?;
    let found = session.client.simple_query(&sql);
    session.client.batch_execute("rollback").map_err(|e| error::of(doing, &e))?;
    let Ok(messages) = found else { return Ok(None) };
    let row = messages.iter().find_map(|message| match message {
        postgres::SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let number = |at: usize| row.and_then(|r| r.try_get(at).ok().flatten())?.parse::<u64>().ok();
    Ok(number(0).zip(number(1)).map(|(groups, rows)| counted(groups, rows)))
}

fn unknown(e: &postgres::Error) -> Answer {
    if e.code() == Some(&SqlState::QUERY_CANCELED) {
        return Answer::Unknown("the sample took too long".to_owned());
    }
    let own = e.as_db_error().map_or_else(|| e.to_string(), |e| e.message().to_owned());
    Answer::Unknown(own)
}

fn quoted(table: &TableName) -> String {
    let name = |n: &str| format!("\"{}\"", n.replace('"', "\"\""));
    format!("{}.{}", name(table.schema.as_str()), name(table.name.as_str()))
}
