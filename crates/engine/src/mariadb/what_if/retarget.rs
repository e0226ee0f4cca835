//! Finds the tables that a statement names, with their aliases, and turns its qualified names
//! to the scratch database. Works on words, not on a parse: what is no known table stays.

use std::collections::HashMap;

use rungs_core::name::{EngineKind, TableName};
use rungs_core::sql::tokens::{Kind, tokens};

/// A word of the statement: an identifier or keyword, or one sign.
struct Word<'a> {
    start: usize,
    end: usize,
    /// Unquoted name; None for signs.
    name: Option<&'a str>,
}

/// Words outside of strings and comments.
fn words(text: &str) -> Vec<Word<'_>> {
    tokens(text, EngineKind::MariaDb)
        .filter(|token| !token.is_blank() && token.kind != Kind::Text)
        .map(|token| Word {
            start: token.start,
            end: token.start + token.text.len(),
            name: match token.kind {
                Kind::Word => Some(token.text),
                Kind::Quoted => Some(token.text.trim_matches('`')),
                _ => None,
            },
        })
        .collect()
}

/// Why a text has no plan: several statements, placeholders, or a statement of another kind.
pub fn why_not_explainable(text: &str) -> Option<&'static str> {
    let words = words(text);
    let sign = |w: &Word<'_>| if w.name.is_none() { &text[w.start..w.end] } else { "" };
    let last = words.len().saturating_sub(1);
    if words.iter().enumerate().any(|(at, w)| sign(w) == ";" && at != last) {
        return Some("more than one statement");
    }
    if words.iter().any(|w| sign(w) == "?") {
        return Some("placeholders have no values");
    }
    let first = words.iter().find_map(|w| w.name).unwrap_or_default().to_ascii_lowercase();
    let known = ["select", "with", "insert", "replace", "update", "delete", "values"];
    (!known.contains(&first.as_str())).then_some("not a statement that has a plan")
}

/// Names and aliases in the statement → known tables. `database` is where bare names live.
pub fn tables<'a>(
    text: &str,
    database: &str,
    known: &'a [TableName],
) -> HashMap<String, &'a TableName> {
    let words = words(text);
    let mut found = HashMap::new();
    for (at, word) in words.iter().enumerate() {
        let Some(name) = word.name else { continue };
        let schema = schema_before(text, &words, at).unwrap_or(database);
        let Some(table) = lookup(known, schema, name) else { continue };
        found.entry(name.to_owned()).or_insert(table);
        let mut next = at + 1;
        if words.get(next).and_then(|w| w.name).is_some_and(|n| n.eq_ignore_ascii_case("as")) {
            next += 1;
        }
        if let Some(alias) = words.get(next).and_then(|w| w.name) {
            found.entry(alias.to_owned()).or_insert(table);
        }
    }
    found
}

fn schema_before<'a>(text: &str, words: &[Word<'a>], at: usize) -> Option<&'a str> {
    let dot = words.get(at.checked_sub(1)?)?;
    if dot.name.is_some() || &text[dot.start..dot.end] != "." {
        return None;
    }
    words.get(at.checked_sub(2)?)?.name
}

fn lookup<'a>(known: &'a [TableName], schema: &str, name: &str) -> Option<&'a TableName> {
    known.iter().find(|t| t.schema.as_str() == schema && t.name.as_str().eq_ignore_ascii_case(name))
}

/// The statement with `database.table` turned to `scratch.table`.
pub fn retarget(text: &str, known: &[TableName], scratch: &dyn Fn(&str) -> String) -> String {
    let words = words(text);
    let mut result = String::with_capacity(text.len() + 64);
    let mut copied = 0;
    for (at, word) in words.iter().enumerate() {
        let (Some(name), Some(schema)) = (word.name, schema_before(text, &words, at)) else {
            continue;
        };
        if lookup(known, schema, name).is_some() {
            let schema_word = &words[at - 2];
            result.push_str(&text[copied..schema_word.start]);
            result.push_str(&super::quoted(&scratch(schema)));
            copied = schema_word.end;
        }
    }
    result.push_str(&text[copied..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<TableName> {
        vec![TableName::new("shop", "orders"), TableName::new("shop", "lines")]
    }

    #[test]
    fn qualified_tables_move_and_strings_and_columns_stay() {
        let text = "SELECT `shop`.`orders`.id, 'shop.orders' FROM shop . orders -- shop.orders\n \
            JOIN lines ON shop.id = 1";
        let moved = retarget(text, &known(), &|_| "s1".to_owned());
        assert_eq!(
            moved,
            "SELECT `s1`.`orders`.id, 'shop.orders' FROM `s1` . orders -- shop.orders\n \
            JOIN lines ON shop.id = 1"
        );
    }

    #[test]
    fn aliases_lead_to_their_tables() {
        let known = known();
        let found = tables("SELECT * FROM orders AS o JOIN `lines` l ON 1", "shop", &known);
        assert_eq!(found["o"].name.as_str(), "orders");
        assert_eq!(found["l"].name.as_str(), "lines");
    }

    #[test]
    fn several_statements_and_placeholders_are_refused() {
        assert!(why_not_explainable("SELECT 1; DROP TABLE x").is_some());
        assert!(why_not_explainable("SELECT 1 WHERE a = ?").is_some());
        assert!(why_not_explainable("DROP TABLE x").is_some());
        assert_eq!(why_not_explainable("SELECT ';?' ;"), None);
    }

    #[test]
    fn an_unclosed_quote_ends_with_the_text() {
        assert_eq!(retarget("SELECT 'abc\\", &known(), &|_| String::new()), "SELECT 'abc\\");
        assert_eq!(retarget("SELECT `abc", &known(), &|_| String::new()), "SELECT `abc");
    }
}
