//! Reading `CREATE INDEX … ON t (keys) WHERE predicate` as SQLite keeps it: only to cut out the
//! texts of key expressions and of the predicate. Names and directions come from pragmas.

/// The text of each key without COLLATE, ASC, DESC and outer parentheses; empty for none.
pub fn key_texts(definition: &str) -> Vec<String> {
    let Some((open, close)) = key_list(definition) else { return vec![] };
    split_top(&definition[open + 1..close]).into_iter().map(bare).collect()
}

/// What follows WHERE.
pub fn predicate(definition: &str) -> Option<String> {
    let (_, close) = key_list(definition)?;
    let rest = definition.get(close + 1..)?.trim_start();
    let word = rest.get(..5)?;
    word.eq_ignore_ascii_case("where").then(|| rest[5..].trim().to_owned())
}

/// The parentheses of the key list: the first that are not within quotes.
fn key_list(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0;
    let mut open = None;
    for (at, c) in outside_quotes(text) {
        match c {
            '(' => {
                open.get_or_insert(at);
                depth += 1;
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some((open?, at));
                }
            }
            _ => {}
        }
    }
    None
}

fn split_top(list: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut out = Vec::new();
    for (at, c) in outside_quotes(list) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                out.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(&list[start..]);
    out
}

fn bare(key: &str) -> String {
    let mut key = key.trim();
    loop {
        let words: Vec<&str> = key.split_whitespace().rev().take(2).collect();
        let cut = match words.as_slice() {
            [last, ..] if is(last, "asc") || is(last, "desc") => last.len(),
            [name, word, ..] if is(word, "collate") => {
                key.len() - key.rfind(word).unwrap_or(0) - usize::from(name.is_empty())
            }
            _ => break,
        };
        key = key[..key.len() - cut].trim_end();
    }
    while let Some(inner) = wrapped(key) {
        key = inner.trim();
    }
    key.to_owned()
}

fn is(word: &str, other: &str) -> bool {
    word.eq_ignore_ascii_case(other)
}

/// `(a + b)` gives `a + b`; `(a) + (b)` gives nothing.
fn wrapped(key: &str) -> Option<&str> {
    let (open, close) = key_list(key)?;
    (open == 0 && close + 1 == key.len()).then(|| &key[1..close])
}

/// Characters and their places, without comments and what stands in quotes or brackets.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut until: Option<&'static str> = None;
    text.char_indices().filter(move |(at, c)| {
        let rest = &text[*at..];
        if let Some(end) = until {
            // A doubled quote closes and opens again, which comes to the same.
            if rest.starts_with(end) {
                until = None;
            }
            return false;
        }
        until = match c {
            '\'' => Some("'"),
            '"' => Some("\""),
            '`' => Some("`"),
            '[' => Some("]"),
            '-' if rest.starts_with("--") => Some("\n"),
            '/' if rest.starts_with("/*") => Some("*/"),
            _ => None,
        };
        until.is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_predicate_are_cut_out_whole() {
        let sql = "CREATE INDEX \"a(b\" ON t (lower(name) COLLATE nocase DESC, (x + 1), plain ASC, \
                   coalesce(y, ',')) WHERE z <> ')' AND w IS NOT NULL";
        assert_eq!(key_texts(sql), ["lower(name)", "x + 1", "plain", "coalesce(y, ',')"]);
        assert_eq!(predicate(sql).as_deref(), Some("z <> ')' AND w IS NOT NULL"));
    }

    #[test]
    fn an_index_without_a_predicate_or_text_has_none() {
        assert_eq!(predicate("CREATE INDEX i ON t(a)"), None);
        assert_eq!(predicate(""), None);
        assert!(key_texts("").is_empty());
    }

    #[test]
    fn two_parenthesised_terms_keep_their_parentheses() {
        assert_eq!(key_texts("CREATE INDEX i ON t((a) + (b))"), ["(a) + (b)"]);
    }
}
