//! The text of a statement before it is parsed: what could be read one way by us and another way
//! by the server, and how its SELECT list is written.

use super::is_written_back;
use crate::name::EngineKind;
use crate::rollup::refusal::{Refusal, refuse};
use crate::sql::parse::parse;
use crate::sql::tokens::{Kind, tokens};

/// What could be read one way by us and another way by the server.
pub fn check_text(text: &str, engine: EngineKind) -> Result<(), Refusal> {
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return refuse("a control character", "it has no meaning in SQL", "take it out");
    }
    for token in tokens(text, engine) {
        match token.kind {
            Kind::Text if token.text.contains('\\') => {
                return refuse(
                    "a backslash in a string",
                    "it is a character or an escape, by the session's settings",
                    "write the string without it",
                );
            }
            Kind::HintOpen => {
                return refuse("/*! … */", "what is in it depends on the server", "write it out");
            }
            Kind::Variable => {
                return refuse(token.text, "a variable belongs to a session", "write its value");
            }
            _ => {}
        }
    }
    if parse(text, engine).is_ok() && !is_written_back(text, engine) {
        return refuse(
            "the statement",
            "it cannot be written back exactly",
            "write it more simply",
        );
    }
    Ok(())
}

pub(super) fn check_values(text: &str, engine: EngineKind) -> Result<(), Refusal> {
    if tokens(text, engine).any(|token| token.kind == Kind::Placeholder) {
        return refuse("a placeholder", "its value is not known", "write the value itself");
    }
    Ok(())
}

/// The members of the SELECT list as they stand in the text, without their aliases' meaning.
pub(super) fn written_items(text: &str, engine: EngineKind) -> Vec<String> {
    let all: Vec<_> = tokens(text, engine).collect();
    let Some(select) = all.iter().position(|t| t.is_word("select")) else { return Vec::new() };
    let mut items = vec![String::new()];
    let mut depth = 0_usize;
    let rest = &all[select + 1..];
    let first = rest.iter().position(|t| !t.is_blank()).unwrap_or(0);
    let modified = rest.get(first).is_some_and(|t| t.is_word("distinct") || t.is_word("all"));
    for token in &rest[if modified { first + 1 } else { 0 }..] {
        match token.text {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && (token.is_word("from") || token.is_mark(";")) {
            break;
        }
        match items.last_mut() {
            Some(item) if !(depth == 0 && token.is_mark(",")) => item.push_str(token.text),
            _ => items.push(String::new()),
        }
    }
    items.iter().map(|item| item.trim().to_owned()).collect()
}
