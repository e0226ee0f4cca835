//! A workload file into statements, with what the comments above each say of it:
//! `-- name: latest_price`, `-- calls: 100`, `-- mean_ms: 12.5`.
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
    pub calls: Option<f64>,
    pub mean_ms: Option<f64>,
    /// What is wrong in the comments above it, with its line.
    pub mistake: Option<String>,
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
            read_comment(&token, line, &mut piece);
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

fn read_comment(comment: &Token<'_>, line: u32, piece: &mut Piece) {
    let said = comment.text.trim_start_matches(['-', '#']);
    let Some((key, value)) = said.split_once(':') else { return };
    let value = value.trim();
    let key = key.trim();
    if key == "name" && !value.is_empty() {
        piece.name = Some(value.to_owned());
    }
    let number = match key {
        "calls" => &mut piece.calls,
        "mean_ms" => &mut piece.mean_ms,
        _ => return,
    };
    *number = value.parse().ok().filter(|n: &f64| (0.0..=NUMBER_MAX).contains(n));
    if number.is_none() {
        let what = format!("line {line}: {key} is not a number from 0 to {NUMBER_MAX:e}");
        piece.mistake = Some(what);
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
    fn a_number_that_is_none_is_told_with_its_line() {
        for said in ["many", "-1", "nan", "inf", "1e16", ""] {
            for key in ["calls", "mean_ms"] {
                let text = format!("SELECT 0;\n-- name: a\n-- {key}: {said}\nSELECT 1");
                let pieces = split(&text, EngineKind::Sqlite);
                let told = format!("line 3: {key} is not a number from 0 to 1e15");
                assert_eq!(pieces[1].mistake, Some(told), "{said}");
                assert_eq!((pieces[1].calls, pieces[1].mean_ms), (None, None), "{said}");
            }
        }
        let right = split("-- calls: 1e15\n-- mean_ms: 0\nSELECT 1", EngineKind::Sqlite);
        assert_eq!((right[0].calls, right[0].mean_ms), (Some(1e15), Some(0.0)));
        assert_eq!(right[0].mistake, None);
    }

    #[test]
    fn a_file_is_cut_at_semicolons_outside_of_quotes() {
        check_split(
            EngineKind::Postgres,
            "-- name: one\n-- calls: 100\n-- mean_ms: 12.5\n-- about: it\n\
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
                    mistake: None,
                }
                Piece {
                    text: "SELECT 2 /* ; */",
                    line: 10,
                    name: None,
                    calls: None,
                    mean_ms: None,
                    mistake: None,
                }"#]],
        );
    }

    #[test]
    fn quotes_are_those_of_the_engine() {
        let pieces = split("SELECT \"a;b\", 'c\\';d'; SELECT 1", EngineKind::MariaDb);
        let texts: Vec<_> = pieces.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(texts, ["SELECT \"a;b\", 'c\\';d'", "SELECT 1"]);
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
