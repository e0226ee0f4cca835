//! Placeholders through a rewrite: what an application binds must go where it went before. Their
//! values are not known here, so a rewritten text has the same ones, said as the engine says them.

use std::ops::Range;

use crate::name::EngineKind;
use crate::rollup::refusal::{Refusal, refuse};
use crate::sql::fill::Slots;
use crate::sql::tokens::{Kind, tokens};

/// One of the asked text, found in a block of it.
struct Asked<'t> {
    /// Its number as the parser counts within the block.
    slot: usize,
    /// How it is said wherever it stands.
    said: String,
    text: &'t str,
}

/// `rewritten`, as the parser writes it, with the placeholders of the block at `at` of `text`.
pub fn put_back(
    rewritten: &str,
    text: &str,
    at: &Range<usize>,
    engine: EngineKind,
) -> Result<String, Refusal> {
    let asked = asked(text, at, engine)?;
    let mut out = String::new();
    let mut found: Vec<usize> = Vec::new();
    let mut all = tokens(rewritten, engine).peekable();
    while let Some(token) = all.next() {
        if token.kind != Kind::Placeholder {
            out.push_str(token.text);
            continue;
        }
        // `?3` are two tokens of MariaDB, `$3` is one of the others.
        let number = all.next_if(|next| engine == EngineKind::MariaDb && next.kind == Kind::Number);
        let number = number.map_or(&token.text[1..], |number| number.text);
        let slot = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let Some(one) = asked.iter().find(|one| Some(one.slot) == slot) else {
            return Err(lost());
        };
        found.push(one.slot);
        out.push_str(&one.said);
    }
    let wanted: Vec<usize> = asked.iter().map(|one| one.slot).collect();
    let by_order = engine == EngineKind::MariaDb && found != wanted;
    let by_name = asked.iter().any(|one| is_named(one.text, engine));
    if by_order || by_name && firsts(&found) != firsts(&wanted) {
        return refuse(
            "placeholders",
            "values are bound by their order, and the rewritten query asks for them in another",
            "write the values themselves",
        );
    }
    if sorted(&found) != sorted(&wanted) {
        return Err(lost());
    }
    Ok(out)
}

fn lost() -> Refusal {
    let mend = "write the values themselves";
    Refusal::new("placeholders", "the rewritten query would not have the same", mend)
}

fn asked<'t>(
    text: &'t str,
    at: &Range<usize>,
    engine: EngineKind,
) -> Result<Vec<Asked<'t>>, Refusal> {
    let (mut whole, mut own) = (Slots::new(engine), Slots::new(engine));
    let mut asked = Vec::new();
    let (mut named, mut numbered) = (false, false);
    for token in tokens(text, engine) {
        let Some(number) = whole.of(&token) else { continue };
        let by_name = is_named(token.text, engine);
        named |= by_name;
        numbered |= !by_name;
        if !at.contains(&token.start) {
            continue;
        }
        let Some(slot) = own.of(&token) else { continue };
        let said = match engine {
            EngineKind::Sqlite if !by_name => format!("?{}", number + 1),
            _ => token.text.to_owned(),
        };
        asked.push(Asked { slot, said, text: token.text });
    }
    if named && numbered {
        let mend = "name all of them, or none";
        return refuse("placeholders", "some have names and some have numbers", mend);
    }
    Ok(asked)
}

/// `:name`, `@name`, `$name` of SQLite.
fn is_named(placeholder: &str, engine: EngineKind) -> bool {
    engine == EngineKind::Sqlite && !placeholder.starts_with('?')
}

/// Each once, as they first stand.
fn firsts(slots: &[usize]) -> Vec<usize> {
    let mut firsts = Vec::new();
    for slot in slots {
        if !firsts.contains(slot) {
            firsts.push(*slot);
        }
    }
    firsts
}

fn sorted(slots: &[usize]) -> Vec<usize> {
    let mut slots = firsts(slots);
    slots.sort_unstable();
    slots
}
