//! Rust text without its comments and literals, so that braces and words in them do not count.
//!
//! Not a parser: it knows where comments, strings and characters begin and end, no more.

/// The text with every comment and every literal's content replaced by spaces; lines stay.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_end(&chars, at).unwrap_or(at);
        if end == at {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    out
}

/// The text up to its first `#[cfg(test)]`: what is built into the product.
pub fn without_tests(text: &str) -> &str {
    match text.find("#[cfg(test)]") {
        Some(end) => &text[..end],
        None => text,
    }
}

/// How many lines hold code: neither blank nor only a comment.
pub fn count_code(code: &str) -> usize {
    code.lines().filter(|line| !line.trim().is_empty()).count()
}

/// If a comment or literal begins at `at`, where it ends.
fn literal_end(chars: &[char], at: usize) -> Option<usize> {
    let rest = &chars[at..];
    match rest {
        ['/', '/', ..] => Some(at + rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())),
        ['/', '*', ..] => Some(at + comment_length(rest)),
        ['"', ..] => Some(at + string_length(rest)),
        ['r', '"' | '#', ..] if !is_word(chars, at) => Some(at + raw_length(rest)?),
        ['\'', '\\', _, tail @ ..] => {
            let close = tail.iter().position(|c| *c == '\'')?;
            Some(at + close + 4)
        }
        ['\'', _, '\'', ..] => Some(at + 3),
        _ => None,
    }
}

/// Whether the character before belongs to a word that `at` would continue (`br"…"` is no such).
fn is_word(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| chars[before]);
    before.is_some_and(|c| (c.is_alphanumeric() || c == '_') && c != 'b' && c != 'c')
}

/// Comments nest.
fn comment_length(rest: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] if depth == 1 => return at + 2,
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

fn string_length(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '"' => return at + 1,
            '\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

/// `r#"…"#`; none for a raw identifier such as `r#type`.
fn raw_length(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return None;
    }
    let body = 2 + hashes;
    let is_end = |at: &usize| {
        let after = &rest[at + 1..];
        rest[*at] == '"' && after.len() >= hashes && after[..hashes].iter().all(|c| *c == '#')
    };
    Some((body..rest.len()).find(is_end).map_or(rest.len(), |at| at + 1 + hashes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_become_spaces() {
        for (text, words) in [
            ("a // {\nb", "a b"),
            ("a /* { /* { */ } */ b", "a b"),
            (r#"f("{ \" }") x"#, "f( ) x"),
            ("f(r#\"{\"{\"#) x", "f( ) x"),
            (r"f(b'{', '\'', 'x', '\u{7b}')", "f(b , , , )"),
            ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)"),
            ("r#type { bar\"x\" }", "r#type { bar }"),
        ] {
            let code = code_only(text);
            assert_eq!(code.len(), text.len(), "{text}");
            assert_eq!(code.split_whitespace().collect::<Vec<_>>().join(" "), words, "{text}");
        }
    }

    #[test]
    fn only_lines_with_code_count() {
        let text = "//! Doc.\n\nfn f() {\n    // why\n    g();\n}\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(count_code(&code_only(without_tests(text))), 3);
    }
}
