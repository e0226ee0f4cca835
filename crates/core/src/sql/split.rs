//! A workload file into statements, with what the comments above each say of it:
//! `-- name: latest_price`, `-- calls: 100`, `-- mean_ms: 12.5`, `-- freshness: 5m`.
//! Cuts at semicolons outside of quotes, comments and dollar quotes; `BEGIN … END` of stored
//! programs is not known here.

use super::tokens::{Kind, Token, tokens};
use crate::name::EngineKind;

/// One statement of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Piece {
    /// Without comments before it and without its semicolon.
    pub text: String,
    /// Line of its first word, from 1.
    pub line: u32,
    pub name: Option<String>,
    /// None: not said, or not a number from zero to a quadrillion.
    pub calls: Option<f64>,
    pub mean_ms: Option<f64>,
    /// As written; what it means is not known here.
    pub freshness: Option<String>,
}

/// The statements of `text` in their order; a piece of nothing but comments is none.
pub fn split(text: &str, engine: EngineKind) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut piece = Piece::default();
    let mut start = None;
    let mut line = 1;
    for token in tokens(text, engine) {
        if token.is_mark(";") {
            finish(text, &mut piece, start.take(), token.start, &mut pieces);
        } else if start.is_none() && token.kind == Kind::Comment {
            read_comment(&token, &mut piece);
        } else if start.is_none() && token.kind != Kind::Space {
            start = Some(token.start);
            piece.line = line;
        }
        line += token.text.bytes().filter(|b| *b == b'\n').count() as u32;
    }
    finish(text, &mut piece, start, text.len(), &mut pieces);
    pieces
}

fn finish(
    text: &str,
    piece: &mut Piece,
    start: Option<usize>,
    end: usize,
    pieces: &mut Vec<Piece>,
) {
    let mut done = std::mem::take(piece);
    let Some(start) = start else { return };
    text[start..end].trim_end().clone_into(&mut done.text);
    if !done.text.is_empty() {
        pieces.push(done);
    }
}

/// No application has called, or waited, so often; sums of such numbers stay exact.
const NUMBER_MAX: f64 = 1e15;

fn read_comment(comment: &Token<'_>, piece: &mut Piece) {
    let said = comment.text.trim_start_matches(['-', '#']);
    let Some((key, value)) = said.split_once(':') else { return };
    let value = value.trim();
    let number = value.parse().ok().filter(|n: &f64| (0.0..=NUMBER_MAX).contains(n));
    match key.trim() {
        "name" if !value.is_empty() => piece.name = Some(value.to_owned()),
        "calls" => piece.calls = number,
        "mean_ms" => piece.mean_ms = number,
        "freshness" if !value.is_empty() => piece.freshness = Some(value.to_owned()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn check_split(engine: EngineKind, text: &str, expect: &Expect) {
        let shown: Vec<_> = split(text, engine).iter().map(|p| format!("{p:#?}")).collect();
        expect.assert_eq(&shown.join("\n"));
    }

    #[test]
    fn a_number_that_no_application_reaches_is_taken_as_not_said() {
        for (said, known) in [("1e15", true), ("0", true), ("1e16", false), ("-1", false)] {
            let text = format!("-- calls: {said}\n-- mean_ms: {said}\nSELECT 1");
            let pieces = split(&text, EngineKind::Sqlite);
            assert_eq!((pieces[0].calls.is_some(), pieces[0].mean_ms.is_some()), (known, known));
        }
    }

    #[test]
    fn a_file_is_cut_at_semicolons_outside_of_quotes() {
        check_split(
            EngineKind::Postgres,
            "-- name: one\n-- calls: 100\n-- mean_ms: 12.5\n-- freshness: 5m\n\
             SELECT ';', $$;$$ -- ;\n;\n\n;\n-- about: nothing\nSELECT 2 /* ; */",
            &expect![[r#"
                Piece {
                    text: "SELECT ';', $$;$$ -- ;",
                    line: 5,
                    name: Some(
                        "one",
                    ),
                    calls: Some(
                        100.0,
                    ),
                    mean_ms: Some(
                        12.5,
                    ),
                    freshness: Some(
                        "5m",
                    ),
                }
                Piece {
                    text: "SELECT 2 /* ; */",
                    line: 10,
                    name: None,
                    calls: None,
                    mean_ms: None,
                    freshness: None,
                }"#]],
        );
    }

    #[test]
    fn numbers_that_are_none_are_not_seen() {
        check_split(
            EngineKind::MariaDb,
            "-- calls: many\n-- mean_ms: -1\nSELECT \"a;b\", 'c\\';d'",
            &expect![[r#"
                Piece {
                    text: "SELECT \"a;b\", 'c\\';d'",
                    line: 3,
                    name: None,
                    calls: None,
                    mean_ms: None,
                    freshness: None,
                }"#]],
        );
    }

    #[test]
    fn a_space_that_only_unicode_knows_is_no_statement() {
        check_split(EngineKind::Postgres, ";\u{3000}\u{b};", &expect![""]);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn no_text_stops_the_splitter(text in any::<String>(), sql in "[-;'\"/*$a :\\n]{0,40}") {
            for engine in EngineKind::ALL {
                for piece in split(&text, engine).into_iter().chain(split(&sql, engine)) {
                    prop_assert!(!piece.text.is_empty() && piece.line > 0);
                }
            }
        }
    }
}
