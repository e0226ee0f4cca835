//! Texts that can be run: the sample, or the shape with constants in its placeholders. Constants
//! are real values of the column, read by bounded queries; they stay in memory.

use rungs_core::name::{EngineKind, Ident, TableName};
use rungs_core::seen::{Column, Snapshot, Statement, Table, TableKind, TypeClass};
use rungs_core::sql::tokens::{Kind, Token, tokens};
use rungs_core::sql::{fill, is_read_only};

use super::connect::{Session, quoted};
use super::what_if::tables_of;

/// How far into a table the second value is looked for.
const OFFSETS: [u32; 2] = [0, 997];

/// Empty: the statement writes, was not parsed, or a value could not be found.
pub fn runnable(
    session: &mut Session,
    database: &str,
    snapshot: &Snapshot,
    statement: &Statement,
) -> Vec<String> {
    let text = statement.text();
    if statement.unparsed.is_some() || !is_read_only(text, EngineKind::MariaDb) {
        return Vec::new();
    }
    filled(session, database, snapshot, text)
}

/// The text with constants in its placeholders, a text per choice of values; the text itself if
/// it has none. Statements that write are filled too: they can be explained.
pub fn filled(
    session: &mut Session,
    database: &str,
    snapshot: &Snapshot,
    text: &str,
) -> Vec<String> {
    let holes = holes(text);
    if holes.is_empty() {
        return vec![text.to_owned()];
    }
    let known: Vec<TableName> = snapshot
        .tables
        .iter()
        .filter(|t| t.kind != TableKind::View)
        .map(|t| t.name.clone())
        .collect();
    let aliases = tables_of(text, database, &known);
    let mut texts = Vec::new();
    for offset in OFFSETS {
        let mut values = Vec::with_capacity(holes.len());
        for hole in &holes {
            let place = hole.column.as_ref().and_then(|(alias, column)| {
                let tables = aliases.iter().filter(|(name, _)| {
                    alias.as_ref().is_none_or(|a| a.eq_ignore_ascii_case(name))
                });
                tables
                    .filter_map(|(_, table)| snapshot.table(table))
                    .find_map(|table| Some((table, table.column(&Ident(column.clone()))?)))
            });
            values.push(value(session, hole, place, offset));
        }
        let filled = fill(text, EngineKind::MariaDb, &values);
        texts.extend(filled.filter(|f| !texts.contains(f)));
    }
    texts
}

/// A placeholder and what it is compared with.
#[derive(Debug, PartialEq, Eq)]
struct Hole {
    /// Table or alias where it is written, and the column.
    column: Option<(Option<String>, String)>,
    use_of: Use,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Compared,
    /// Upper end of a BETWEEN.
    Upper,
    Like,
    Limit,
    Offset,
    Other,
}

/// The placeholders of a text, in order, by the words around them.
fn holes(text: &str) -> Vec<Hole> {
    let all: Vec<Token<'_>> = tokens(text, EngineKind::MariaDb).filter(|t| !t.is_blank()).collect();
    let at = all.iter().enumerate().filter(|(_, t)| t.kind == Kind::Placeholder);
    at.map(|(at, _)| hole(&all, at)).collect()
}

fn hole(all: &[Token<'_>], at: usize) -> Hole {
    let word = |back: usize, word: &str| at >= back && all[at - back].is_word(word);
    if word(1, "limit") {
        let has_count = all.get(at + 1).is_some_and(|t| t.is_mark(","));
        return Hole { column: None, use_of: if has_count { Use::Offset } else { Use::Limit } };
    }
    if word(1, "offset") {
        return Hole { column: None, use_of: Use::Offset };
    }
    if word(3, "limit") {
        return Hole { column: None, use_of: Use::Limit };
    }
    let before = |back: usize| at.checked_sub(back).and_then(|n| column(all, n));
    let (column, use_of) = if word(1, "between") {
        (before(2), Use::Compared)
    } else if word(1, "and") && word(3, "between") {
        (before(4), Use::Upper)
    } else if word(1, "like") {
        (before(if word(2, "not") { 3 } else { 2 }), Use::Like)
    } else if at >= 2 && all[at - 1].is_mark("(") && word(2, "in") {
        (before(if word(3, "not") { 4 } else { 3 }), Use::Compared)
    } else if at >= 1 && all[at - 1].kind == Kind::Operator {
        (before(2), Use::Compared)
    } else if all.get(at + 1).is_some_and(|t| t.kind == Kind::Operator) {
        (after(all, at + 2), Use::Compared)
    } else {
        (None, Use::Other)
    };
    Hole { column, use_of }
}

/// The column whose name ends at `at`.
fn column(all: &[Token<'_>], at: usize) -> Option<(Option<String>, String)> {
    let name = name(all.get(at)?)?;
    let dotted = at >= 2 && all[at - 1].is_mark(".");
    let alias = if dotted { all.get(at - 2).and_then(self::name) } else { None };
    Some((alias, name))
}

/// The column whose name begins at `at`.
fn after(all: &[Token<'_>], at: usize) -> Option<(Option<String>, String)> {
    let dotted = all.get(at + 1).is_some_and(|t| t.is_mark("."));
    column(all, if dotted { at + 2 } else { at })
}

fn name(token: &Token<'_>) -> Option<String> {
    match token.kind {
        Kind::Word => Some(token.text.to_owned()),
        Kind::Quoted => Some(token.text.trim_matches('`').to_owned()),
        _ => None,
    }
}

fn value(
    session: &mut Session,
    hole: &Hole,
    place: Option<(&Table, &Column)>,
    offset: u32,
) -> Option<String> {
    match (hole.use_of, place) {
        (Use::Limit, _) => Some("10".to_owned()),
        (Use::Offset, _) => Some("0".to_owned()),
        (_, None) => Some("1".to_owned()),
        (Use::Like, Some((table, column))) => {
            let value = stored(session, table, column, offset)?;
            let start: String = value.chars().take(3).collect();
            Some(literal(&format!("{start}%"), column.class))
        }
        (Use::Upper, Some((table, column))) => {
            let sql = format!("SELECT MAX({}) FROM {}", quoted(&column.name.0), place_of(table));
            let has_index = column.distinct.is_some();
            let upper = if has_index { session.one(&sql).ok().flatten() } else { None };
            let value = upper.or_else(|| stored(session, table, column, offset + 1))?;
            Some(literal(&value, column.class))
        }
        (Use::Compared | Use::Other, Some((table, column))) => {
            Some(literal(&stored(session, table, column, offset)?, column.class))
        }
    }
}

/// A value of the column from the first rows of the table; none if they hold only NULL.
fn stored(session: &mut Session, table: &Table, column: &Column, offset: u32) -> Option<String> {
    let name = quoted(column.name.as_str());
    let place = place_of(table);
    for offset in [offset, 0] {
        let sql = format!(
            "SELECT v FROM (SELECT {name} v FROM {place} LIMIT 100 OFFSET {offset}) s \
             WHERE v IS NOT NULL LIMIT 1"
        );
        if let Some(value) = session.one(&sql).ok().flatten() {
            return Some(value);
        }
    }
    None
}

fn place_of(table: &Table) -> String {
    format!("{}.{}", quoted(table.name.schema.as_str()), quoted(table.name.name.as_str()))
}

fn literal(value: &str, class: TypeClass) -> String {
    let is_number = matches!(
        class,
        TypeClass::Integer | TypeClass::Float | TypeClass::Decimal | TypeClass::Boolean
    );
    if is_number && value.parse::<f64>().is_ok() {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_placeholder_finds_its_column() {
        let found = holes(
            "SELECT 1 FROM t WHERE t.a = ? AND `b` BETWEEN ? AND ? AND c IN (?) AND d LIKE ? \
             AND ? < e LIMIT ?",
        );
        let columns: Vec<Option<String>> =
            found.iter().map(|h| h.column.as_ref().map(|(_, c)| c.clone())).collect();
        let expect: Vec<Option<String>> = ["a", "b", "b", "c", "d", "e"]
            .iter()
            .map(|c| Some((*c).to_owned()))
            .chain([None])
            .collect();
        assert_eq!(columns, expect);
        assert_eq!(found[2].use_of, Use::Upper);
        assert_eq!(found[6].use_of, Use::Limit);
    }
}
