//! What each placeholder of a text is compared with: the column by the parsed statement, the side
//! of the comparison by the words before it.

use rungs_core::name::{EngineKind, Ident, TableName};
use rungs_core::seen::Snapshot;
use rungs_core::sql::tokens::{Kind, Token, tokens};
use rungs_core::sql::{Op, Operand, facts};

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

/// Empty for a text that cannot be parsed.
pub(super) fn find(text: &str, snapshot: &Snapshot) -> Vec<Place> {
    let path = search_path(snapshot);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let Ok(facts) = facts(text, EngineKind::Postgres, &snapshot.tables, &path) else {
        return Vec::new();
    };
    let words: Vec<Token> =
        tokens(text, EngineKind::Postgres).filter(|token| !token.is_blank()).collect();
    let mut places: Vec<Place> =
        facts.operands.iter().filter_map(|operand| place(&words, operand)).collect();
    number_members(&mut places);
    pair_bounds(&mut places);
    places
}

/// Schemas of bare names, as the database has it.
fn search_path(snapshot: &Snapshot) -> Vec<String> {
    let set = snapshot.server.setting("search_path").map_or("public", |s| &s.value);
    set.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect()
}

fn place(words: &[Token], operand: &Operand) -> Option<Place> {
    let placeholder = operand.placeholder?;
    let name = format!("${}", placeholder + 1);
    let at = words.iter().position(|w| w.kind == Kind::Placeholder && w.text == name)?;
    let before = at.checked_sub(1).map(|before| &words[before]);
    let is = |word: &str| before.is_some_and(|token| token.is_word(word));
    let sign = before.map_or("", |token| token.text);
    let after = words.get(at + 1).map_or("", |token| token.text);
    let side = match operand.op {
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
    };
    let limit = is("limit") || is("offset");
    Some(Place { placeholder, column: operand.column.clone(), side, limit })
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
            Side::Equal | Side::Member(_) | Side::Like => {}
        }
    }
}
