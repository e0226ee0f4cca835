//! Which column each placeholder is compared with, from the words around it. Knows no grammar:
//! what it does not recognize has no column.

use std::collections::HashSet;

use rungs_core::name::{EngineKind, Ident, TableName};
use rungs_core::seen::Snapshot;
use rungs_core::sql::tokens::{Token, tokens};

/// One placeholder in its surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// 0-based: `$1` has 0.
    pub placeholder: usize,
    pub column: Option<(TableName, Ident)>,
    pub side: Side,
    /// `LIMIT $1`, `OFFSET $1`.
    pub limit: bool,
}

/// What the comparison wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Equal,
    /// Nth member of a list.
    Member(usize),
    /// `>`, `>=`; `bounded`: the same column has an upper bound too.
    Lower {
        bounded: bool,
    },
    Upper {
        bounded: bool,
    },
    Like,
}

pub(super) fn find(text: &str, snapshot: &Snapshot) -> Vec<Place> {
    let all: Vec<Token> =
        tokens(text, EngineKind::Postgres).filter(|token| !token.is_blank()).collect();
    let mut places: Vec<Place> = (0..all.len())
        .filter_map(|at| Some(place(&all, at, number(&all[at])?, snapshot)))
        .collect();
    let bounds: Vec<(Option<(TableName, Ident)>, Side)> =
        places.iter().map(|p| (p.column.clone(), p.side)).collect();
    for place in &mut places {
        let has = |wanted: fn(&Side) -> bool| {
            bounds.iter().any(|(column, side)| *column == place.column && wanted(side))
        };
        match &mut place.side {
            Side::Lower { bounded } => *bounded = has(|s| matches!(s, Side::Upper { .. })),
            Side::Upper { bounded } => *bounded = has(|s| matches!(s, Side::Lower { .. })),
            Side::Equal | Side::Member(_) | Side::Like => {}
        }
    }
    places
}

fn number(token: &Token) -> Option<usize> {
    token.text.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1)
}

fn place(all: &[Token], at: usize, placeholder: usize, snapshot: &Snapshot) -> Place {
    let nothing = Place { placeholder, column: None, side: Side::Equal, limit: false };
    let Some(before) = at.checked_sub(1) else { return nothing };
    if all[before].is_word("limit") || all[before].is_word("offset") {
        return Place { limit: true, ..nothing };
    }
    let (side, end) = match all[before].text.to_ascii_lowercase().as_str() {
        "=" | "<>" | "!=" => (Side::Equal, before),
        "<" | "<=" => (Side::Upper { bounded: false }, before),
        ">" | ">=" | "between" => (Side::Lower { bounded: false }, before),
        "like" | "ilike" | "~~" => (Side::Like, before),
        "and" => match (0..before).rev().take(8).find(|b| all[*b].is_word("between")) {
            Some(between) => (Side::Upper { bounded: false }, between),
            None => return nothing,
        },
        "(" | "," => match member(all, before) {
            Some((position, list)) => (Side::Member(position), list),
            None => return nothing,
        },
        _ => return nothing,
    };
    let end = if end > 0 && all[end - 1].is_word("not") { end - 1 } else { end };
    Place { column: column(all, end, snapshot), side, ..nothing }
}

/// Position in `column IN ($1, $2 …)` or `column = ANY ($1 …)`, and where the column ends.
fn member(all: &[Token], before: usize) -> Option<(usize, usize)> {
    let mut position = 0;
    let mut at = before;
    loop {
        if all[at].is_mark("(") {
            break;
        }
        if all[at].is_mark(",") {
            position += 1;
        } else {
            number(&all[at])?;
        }
        at = at.checked_sub(1)?;
    }
    let word = at.checked_sub(1)?;
    if all[word].is_word("in") {
        return Some((position, word));
    }
    None
}

/// The column whose name ends before `end`: `name` or `alias.name`, without casts.
fn column(all: &[Token], end: usize, snapshot: &Snapshot) -> Option<(TableName, Ident)> {
    let name = bare(all.get(end.checked_sub(1)?)?.text);
    let words: HashSet<String> = all.iter().map(|t| bare(t.text)).collect();
    let mut named: Option<&rungs_core::seen::Table> = None;
    for table in snapshot.tables.iter().filter(|t| words.contains(t.name.name.as_str())) {
        if table.columns.iter().any(|c| c.name.0 == name) {
            let qualified = is_alias_of(all, end, &table.name);
            if named.is_none() || qualified {
                named = Some(table);
            }
            if qualified {
                break;
            }
        }
    }
    Some((named?.name.clone(), Ident::new(name)))
}

/// `t.name` where `t` is the table, or stands right behind it in a FROM.
fn is_alias_of(all: &[Token], end: usize, table: &TableName) -> bool {
    let (Some(dot), Some(alias)) = (end.checked_sub(2), end.checked_sub(3)) else { return false };
    if !all[dot].is_mark(".") {
        return false;
    }
    let alias = bare(all[alias].text);
    alias == table.name.0
        || all.windows(3).any(|w| {
            bare(w[0].text) == table.name.0
                && (bare(w[1].text) == alias || (w[1].is_word("as") && bare(w[2].text) == alias))
        })
}

/// An identifier as the catalog has it.
fn bare(text: &str) -> String {
    match text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => text.to_lowercase(),
    }
}
