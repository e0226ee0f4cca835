//! What each placeholder of a text is compared with: the column by the parsed statement, the side
//! of the comparison by the words before it. The same for the three engines.

use super::fill::Slots;
use super::tokens::{Token, tokens};
use super::{Op, facts};
use crate::name::{EngineKind, Ident, TableName};
use crate::seen::Snapshot;

/// One placeholder in its surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// 0-based: `$1`, `?1`, the first `?` and the first name have 0.
    pub placeholder: usize,
    pub column: Option<(TableName, Ident)>,
    pub side: Side,
}

/// What the place wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
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
    /// `LIMIT ?`
    Limit,
    /// `OFFSET ?`
    Offset,
}

/// One for each placeholder, by its number; empty for a text that cannot be parsed.
pub fn places(text: &str, snapshot: &Snapshot) -> Vec<Place> {
    let engine = snapshot.server.engine;
    let path = snapshot.search_path();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let Ok(facts) = facts(text, engine, &snapshot.tables, &path) else {
        return Vec::new();
    };
    let words: Vec<Token<'_>> = tokens(text, engine).filter(|token| !token.is_blank()).collect();
    let slots = slots(&words, engine);
    let mut found: Vec<Place> = Vec::new();
    for operand in &facts.operands {
        let Some(slot) = operand.placeholder else { continue };
        // What stands several times is written to several places, in the same order.
        let earlier = found.iter().filter(|place| place.placeholder == slot).count();
        let at = slots.iter().filter(|(_, known)| *known == slot).nth(earlier).map(|(at, _)| *at);
        if let Some(at) = at {
            let side = side(&words, at, operand.op);
            found.push(Place { placeholder: slot, column: operand.column.clone(), side });
        }
    }
    // A value must fit the column that it is compared with first.
    found.sort_by_key(|place| (place.placeholder, place.column.is_none()));
    found.dedup_by_key(|place| place.placeholder);
    number_members(&mut found);
    pair_bounds(&mut found);
    found
}

/// Positions of the placeholders among the words, each with its number.
fn slots<'a>(words: &[Token<'a>], engine: EngineKind) -> Vec<(usize, usize)> {
    let mut slots = Slots::new(engine);
    let each = words.iter().enumerate();
    each.filter_map(|(at, token): (usize, &Token<'a>)| Some((at, slots.of(token)?))).collect()
}

fn side(words: &[Token<'_>], at: usize, op: Op) -> Side {
    let before = at.checked_sub(1).map(|before| &words[before]);
    let is = |word: &str| before.is_some_and(|token| token.is_word(word));
    let sign = before.map_or("", |token| token.text);
    let after = words.get(at + 1).map_or("", |token| token.text);
    let comma_of_limit = sign == "," && at >= 3 && words[at - 3].is_word("limit");
    match op {
        // `LIMIT 20, 10`: the first is the offset.
        _ if is("limit") && after == "," => Side::Offset,
        _ if is("limit") || comma_of_limit => Side::Limit,
        _ if is("offset") => Side::Offset,
        Op::In => Side::Member(0),
        Op::LikePrefix | Op::LikeAny => Side::Like,
        // `$1 < column` bounds it from below.
        Op::Range if after.starts_with('<') => Side::Lower { bounded: false },
        // The second value of BETWEEN stands behind AND.
        Op::Range if sign.starts_with('<') || after.starts_with('>') || is("and") => {
            Side::Upper { bounded: false }
        }
        Op::Range => Side::Lower { bounded: false },
        _ => Side::Equal,
    }
}

/// Members of a list get different values.
fn number_members(places: &mut [Place]) {
    let mut before: Vec<Option<(TableName, Ident)>> = Vec::new();
    for place in places {
        if let Side::Member(position) = &mut place.side {
            *position = before.iter().filter(|column| **column == place.column).count();
            before.push(place.column.clone());
        }
    }
}

fn pair_bounds(places: &mut [Place]) {
    let all: Vec<(Option<(TableName, Ident)>, Side)> =
        places.iter().map(|p| (p.column.clone(), p.side)).collect();
    for place in places {
        let has = |wanted: fn(&Side) -> bool| {
            all.iter().any(|(column, side)| *column == place.column && wanted(side))
        };
        match &mut place.side {
            Side::Lower { bounded } => *bounded = has(|s| matches!(s, Side::Upper { .. })),
            Side::Upper { bounded } => *bounded = has(|s| matches!(s, Side::Lower { .. })),
            Side::Equal | Side::Member(_) | Side::Like | Side::Limit | Side::Offset => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::ladder::testing::{snapshot, table};

    fn seen(engine: EngineKind, text: &str) -> String {
        let mut s = snapshot(engine);
        table(&mut s, "t", 1e6, &["id", "a", "b", "c", "d"]);
        let mut seen = String::new();
        for place in places(text, &s) {
            let column = place.column.map_or("-".to_owned(), |(_, column)| column.0);
            writeln!(seen, "{} {column} {:?}", place.placeholder, place.side).unwrap();
        }
        seen
    }

    #[test]
    fn each_placeholder_finds_its_column_however_it_is_written() {
        let by_order = "SELECT a FROM app.t WHERE a = ? AND b BETWEEN ? AND ? AND c IN (?, ?) \
                        AND d LIKE ? AND ? < id LIMIT ?";
        let expected = "0 a Equal\n1 b Lower { bounded: true }\n2 b Upper { bounded: true }\n\
                        3 c Member(0)\n4 c Member(1)\n5 d Like\n6 id Lower { bounded: false }\n\
                        7 - Limit\n";
        assert_eq!(seen(EngineKind::MariaDb, by_order), expected);
        assert_eq!(seen(EngineKind::Sqlite, by_order), expected);
        let text = |p: [&str; 4]| {
            format!(
                "SELECT a FROM app.t WHERE a = {} AND b > {} AND a = {} LIMIT {} OFFSET {}",
                p[0], p[1], p[0], p[2], p[3]
            )
        };
        let expected = "0 a Equal\n1 b Lower { bounded: false }\n2 - Limit\n3 - Offset\n";
        for (engine, names) in [
            (EngineKind::Postgres, ["$1", "$2", "$3", "$4"]),
            (EngineKind::Sqlite, ["?1", "?2", "?3", "?4"]),
            (EngineKind::Sqlite, [":a", "@b", "$c", ":d"]),
        ] {
            assert_eq!(seen(engine, &text(names)), expected, "{names:?}");
        }
    }

    #[test]
    fn a_limit_with_a_comma_has_its_offset_first() {
        let text = "SELECT a FROM app.t LIMIT ?, ?";
        assert_eq!(seen(EngineKind::MariaDb, text), "0 - Offset\n1 - Limit\n");
    }
}
