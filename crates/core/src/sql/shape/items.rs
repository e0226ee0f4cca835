//! What of a text says something: tokens without space and comments, and what a server's own
//! digest wrote put back to what it stands for.

use crate::name::EngineKind;
use crate::sql::tokens::{Kind, Token, tokens};

/// A token that says something, or a value in place of one or more.
#[derive(Debug, Clone, Copy)]
pub(in crate::sql) struct Item<'a> {
    pub text: &'a str,
    pub kind: Kind,
    /// A literal or a placeholder.
    pub value: bool,
    /// Space or a comment is before it.
    pub spaced: bool,
}

impl<'a> Item<'a> {
    pub(in crate::sql) fn is(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    pub(in crate::sql) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(in crate::sql) fn is_any_word(&self, words: &[&str]) -> bool {
        self.kind == Kind::Word && words.iter().any(|w| self.text.eq_ignore_ascii_case(w))
    }

    pub(super) fn number(&self) -> bool {
        self.kind == Kind::Number
    }

    pub(super) fn made(text: &'a str, kind: Kind, spaced: bool) -> Self {
        Self { text, kind, value: kind == Kind::Placeholder, spaced }
    }
}

/// All but space and comments.
pub(in crate::sql) fn significant(text: &str, engine: EngineKind) -> Vec<Item<'_>> {
    let mut spaced = false;
    let mut items = Vec::new();
    for token in tokens(text, engine) {
        if token.is_blank() {
            spaced = true;
            continue;
        }
        let Token { kind, text, .. } = token;
        let value = matches!(kind, Kind::Number | Kind::Text | Kind::Placeholder);
        items.push(Item { text, kind, value, spaced });
        spaced = false;
    }
    items
}

/// `DIGEST_TEXT` of MariaDB and MySQL: `(...)` is a list of values, `?, ...` goes on, and
/// units of time have their token's name.
pub(in crate::sql) fn undo_digest<'a>(items: &[Item<'a>]) -> Vec<Item<'a>> {
    let mut out: Vec<Item<'a>> = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        let item = items[at];
        let dots = items[at..].iter().take(3).filter(|i| i.is(".")).count() == 3;
        let unit = item.text.get(..8).filter(|p| p.eq_ignore_ascii_case("SQL_TSI_"));
        if dots {
            let goes_on = out.last().is_some_and(|i| i.is(","))
                && out.iter().rev().nth(1).is_some_and(|i| i.value);
            if goes_on {
                out.pop();
            } else {
                out.push(Item::made("?", Kind::Placeholder, item.spaced));
            }
            at += 3;
            continue;
        }
        match unit {
            Some(_) if item.kind == Kind::Word && item.text.len() > 8 => {
                out.push(Item { text: &item.text[8..], ..item });
            }
            _ => out.push(item),
        }
        at += 1;
    }
    out
}
