//! Checks text that comes from a plan file or a catalog before it becomes part of a statement:
//! it must be one piece that cannot end the statement or hide its rest. Not a parser: whether
//! the text means anything is for the server to say.

use super::Unsupported;

/// An expression or predicate: quotes closed, parentheses balanced, no semicolon, no comment.
pub(super) fn check_expression(text: &str) -> Result<(), Unsupported> {
    if text.trim().is_empty() {
        return Unsupported::because("an expression of the index is empty");
    }
    check(text)
}

/// DDL as the server wrote it; it must begin with one of `beginnings` and be one statement.
pub(super) fn check_definition(text: &str, beginnings: &[&str]) -> Result<(), Unsupported> {
    if !beginnings.iter().any(|b| after_words(text, b).is_some()) {
        return Unsupported::because(format!(
            "its definition does not begin with {}",
            beginnings.join(" or ")
        ));
    }
    check(text)
}

/// What follows `words` at the beginning of `text`, whatever the case and the blanks.
pub(super) fn after_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let mut rest = text.trim_start();
    for word in words.split(' ') {
        let head = rest.get(..word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = &rest[word.len()..];
        let trimmed = rest.trim_start();
        if trimmed.len() == rest.len() && rest.starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        rest = trimmed;
    }
    Some(rest)
}

fn check(text: &str) -> Result<(), Unsupported> {
    let mut depth = 0_i64;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // A backslash may or may not escape the quote: only the server's settings tell.
            '\'' | '"' | '`' if !closes(&mut chars, c) => {
                return Unsupported::because(format!(
                    "a quote is left open, or holds a backslash, in {text:?}"
                ));
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' => return Unsupported::because(format!("{text:?} holds a semicolon")),
            '-' if chars.peek() == Some(&'-') => return comment(text),
            '/' if chars.peek() == Some(&'*') => return comment(text),
            // The path operators of jsonb; elsewhere a comment.
            '#' if chars.peek() == Some(&'>') => {}
            '#' | '$' => {
                return Unsupported::because(format!("{text:?} holds {c:?}, which may hide SQL"));
            }
            '\\' | '\0' => return Unsupported::because(format!("{text:?} holds {c:?}")),
            _ => {}
        }
        if depth < 0 {
            break;
        }
    }
    if depth != 0 {
        return Unsupported::because(format!("parentheses do not match in {text:?}"));
    }
    Ok(())
}

/// Reads to the end of a quoted part; false if there is none.
fn closes(chars: &mut impl Iterator<Item = char>, quote: char) -> bool {
    chars.find(|c| *c == quote || *c == '\\') == Some(quote)
}

fn comment(text: &str) -> Result<(), Unsupported> {
    Unsupported::because(format!("{text:?} holds a comment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_could_end_its_statement_is_refused() {
        for bad in [
            "",
            " ",
            "a; DROP TABLE t",
            "a)",
            "(a",
            "lower('a)",
            "a -- b",
            "a /* b */",
            "$$",
            r"'\' OR '; x'",
        ] {
            assert!(check_expression(bad).is_err(), "{bad:?} passed");
        }
        for good in ["lower(email)", "status = 'it''s; open'", "a - -1 > 2", "(a #>> '{k}')"] {
            assert!(check_expression(good).is_ok(), "{good:?} was refused");
        }
    }

    #[test]
    fn a_definition_begins_with_the_right_words() {
        let beginnings = ["CREATE INDEX", "CREATE UNIQUE INDEX"];
        assert!(check_definition("create  unique index a on t (b)", &beginnings).is_ok());
        assert!(check_definition("CREATE INDEXED a", &beginnings).is_err());
        assert!(check_definition("DROP TABLE t", &beginnings).is_err());
    }
}
