//! Texts of a statement that can be run: its sample, or its shape with constants taken from the
//! data (a common value of each column, and a rare one). The values go into the text and
//! nowhere else.

use std::cmp::Ordering;

use rungs_core::engine::EngineError;
use rungs_core::name::EngineKind;
use rungs_core::seen::{Snapshot, Statement, Table};
use rungs_core::sql::{fill, is_read_only, placeholders};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::error::classify;
use super::explain::names::{Aliases, Word, aliases, is_keyword, words};
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Common,
    Rare,
}

/// Where a placeholder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Equal,
    /// `>`: few rows are above.
    Above,
    /// `<`: few rows are below.
    Below,
    From,
    To,
}

fn filled(conn: &Connection, snapshot: &Snapshot, text: &str) -> rusqlite::Result<Vec<String>> {
    let words = words(text);
    let aliases = aliases(text, snapshot);
    let mut common = Vec::new();
    let mut rare = Vec::new();
    for at in (0..words.len()).filter(|at| words[*at].text == "?") {
        let before = at.checked_sub(1).map_or("", |b| words[b].text.as_str());
        if before.eq_ignore_ascii_case("limit") || before.eq_ignore_ascii_case("offset") {
            common.push(Some("20".to_owned()));
            rare.push(Some("20".to_owned()));
            continue;
        }
        let found = compared(&words, at, snapshot, &aliases);
        let values = found.map_or(Ok(vec![]), |(table, column)| values(conn, table, column))?;
        let place = place(&words, at);
        common.push(choose(&values, place, Wish::Common));
        rare.push(choose(&values, place, Wish::Rare));
    }
    let put = |values: &[Option<String>]| fill(text, EngineKind::Sqlite, values);
    let mut texts: Vec<String> = [put(&common), put(&rare)].into_iter().flatten().collect();
    texts.dedup();
    Ok(texts)
}

/// The column nearest before the placeholder.
fn compared<'a>(
    words: &[Word],
    at: usize,
    snapshot: &'a Snapshot,
    aliases: &Aliases,
) -> Option<(&'a Table, usize)> {
    let is_column = |w: &Word| w.is_name && (w.quoted || !is_keyword(&w.text));
    let column = (0..at).rev().find(|before| is_column(&words[*before]))?;
    let name = &words[column].text;
    let qualified = column >= 2 && words[column - 1].text == ".";
    let position =
        |t: &Table| t.columns.iter().position(|c| c.name.as_str().eq_ignore_ascii_case(name));
    if qualified {
        let table = snapshot.table(&aliases.table(&words[column - 2].text)?)?;
        return Some((table, position(table)?));
    }
    let used = |t: &&Table| words.iter().any(|w| w.text.eq_ignore_ascii_case(t.name.name.as_str()));
    snapshot.tables.iter().filter(used).find_map(|t| Some((t, position(t)?)))
}

fn place(words: &[Word], at: usize) -> Place {
    let back = |n: usize| at.checked_sub(n).map_or("", |b| words[b].text.as_str());
    let sign = if back(1) == "=" { back(2) } else { back(1) };
    match sign {
        ">" => Place::Above,
        "<" => Place::Below,
        word if word.eq_ignore_ascii_case("between") => Place::From,
        word if word.eq_ignore_ascii_case("and") => Place::To,
        _ => Place::Equal,
    }
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

fn choose(values: &[Value], place: Place, wish: Wish) -> Option<String> {
    let at = |share: f64| values.get((values.len() as f64 * share) as usize);
    let rare = wish == Wish::Rare;
    let value = match place {
        Place::Equal => {
            let runs = values.chunk_by(|a, b| order(a, b) == Ordering::Equal);
            let run = if rare {
                runs.min_by_key(|run| run.len())
            } else {
                runs.max_by_key(|run| run.len())
            };
            run.and_then(|run| run.first())
        }
        Place::Above => at(if rare { 0.99 } else { 0.9 }),
        Place::Below => at(if rare { 0.01 } else { 0.1 }),
        Place::From => at(if rare { 0.5 } else { 0.45 }),
        Place::To => at(if rare { 0.51 } else { 0.55 }),
    };
    value.map(literal)
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
