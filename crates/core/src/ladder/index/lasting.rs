//! Whether PostgreSQL takes an expression as an index's key: it must give the same for ever,
//! whatever the session's time zone, language or date style. What is not known to be so is not
//! proposed.

use crate::name::{EngineKind, Ident};
use crate::seen::{Table, TypeClass};
use crate::sql::tokens::{Kind, Token, tokens};

/// Functions that give the same for ever on any type that they take.
const LASTING: &[&str] = &[
    "abs",
    "btrim",
    "ceil",
    "ceiling",
    "char_length",
    "coalesce",
    "floor",
    "greatest",
    "least",
    "left",
    "length",
    "lower",
    "ltrim",
    "md5",
    "mod",
    "nullif",
    "octet_length",
    "replace",
    "reverse",
    "right",
    "round",
    "rtrim",
    "sign",
    "split_part",
    "starts_with",
    "strpos",
    "substr",
    "substring",
    "to_tsvector",
    "trim",
    "trunc",
    "upper",
];

/// These do for a timestamp without a time zone; a date becomes one with a time zone on the way.
const LASTING_ON_TIMESTAMPS: &[&str] = &["date_part", "date_trunc", "extract"];

pub(super) fn is_lasting(expression: &str, table: &Table) -> bool {
    let all: Vec<Token<'_>> =
        tokens(expression, EngineKind::Postgres).filter(|token| !token.is_blank()).collect();
    let called = |at: usize| all.get(at + 1).is_some_and(|next| next.is_mark("("));
    let functions: Vec<String> = all
        .iter()
        .enumerate()
        .filter(|(at, token)| token.kind == Kind::Word && called(*at))
        .map(|(_, token)| token.text.to_ascii_lowercase())
        .collect();
    let casts = all.iter().any(|token| token.text == "::" || token.is_word("cast"));
    let in_zone = all.iter().any(|token| token.is_word("zone"));
    let times: Vec<&str> = all
        .iter()
        .filter_map(|token| table.column(&Ident::new(token.text.trim_matches('"'))))
        .filter(|column| column.class == TypeClass::Time)
        .map(|column| column.data_type.as_str())
        .collect();
    let on_timestamps = times.iter().all(|data_type| {
        data_type.starts_with("timestamp") && data_type.ends_with("without time zone")
    });
    let known = |name: &String| {
        let name = name.as_str();
        LASTING.contains(&name)
            || (on_timestamps && LASTING_ON_TIMESTAMPS.contains(&name))
            || ["cast", "in", "and", "or", "not"].contains(&name)
    };
    functions.iter().all(known) && !in_zone && (times.is_empty() || (on_timestamps && !casts))
}

#[cfg(test)]
mod tests {
    use super::is_lasting;
    use crate::ladder::testing;
    use crate::name::EngineKind;
    use crate::seen::{Table, TypeClass};

    fn events() -> Table {
        let mut seen = testing::snapshot(EngineKind::Postgres);
        let at = testing::table(&mut seen, "events", 1_000.0, &["email"]);
        let mut events = seen.tables.swap_remove(at);
        for (name, data_type) in [
            ("day", "date"),
            ("at", "timestamp without time zone"),
            ("seen", "timestamp with time zone"),
        ] {
            let mut column = testing::column(name);
            column.class = TypeClass::Time;
            column.data_type = data_type.to_owned();
            events.columns.push(column);
        }
        events
    }

    #[test]
    fn what_hangs_on_the_session_or_is_not_known_is_no_key() {
        for expression in [
            "date_trunc('month', day)::DATE",
            "date_trunc('day', seen)",
            "CAST(seen AS date)",
            "EXTRACT(YEAR FROM seen)",
            "at::text",
            "to_char(at, 'YYYY')",
            "my_own(email)",
            "\"day\" + INTERVAL '1 day'",
        ] {
            assert!(!is_lasting(expression, &events()), "{expression}");
        }
    }

    #[test]
    fn what_is_the_same_for_ever_is_a_key() {
        for expression in [
            "lower(email)",
            "LOWER(\"email\")",
            "email || 'x'",
            "date_trunc('month', at)",
            "EXTRACT(YEAR FROM at)",
            "coalesce(email, '')",
            "email::integer",
        ] {
            assert!(is_lasting(expression, &events()), "{expression}");
        }
    }
}
