//! The 64-bit name of a shape: FNV-1a over its tokens. Equal for a statement and for what
//! `pg_stat_statements` and `DIGEST_TEXT` make of it. It is kept in journals and files: a change
//! of it is a change of their format.
//!
//! Folded: the case of all words, and how names are quoted. On PostgreSQL a quoted name keeps
//! its case. On MariaDB two tables whose names differ in case alone would be one.

use super::shape::{Item, significant};
use super::tokens::Kind;
use crate::hash::Fnv;
use crate::name::{EngineKind, Fingerprint};

/// Of a text without literals; [`super::shape()`] makes it.
pub(super) fn fingerprint(shape: &str, engine: EngineKind) -> Fingerprint {
    let items = significant(shape, engine);
    let value = |at: usize| is_value(&items, at, engine);
    let mut hash = Fnv::new();
    let mut at = 0;
    while at < items.len() {
        // DIGEST_TEXT makes one of `?, ?`, wherever it stands.
        let goes_on = engine == EngineKind::MariaDb && at > 0 && items[at].is(",");
        if goes_on && value(at - 1) && value(at + 1) {
            at += 2;
        } else if value(at) {
            token(&mut hash, b"?");
            at += 1;
        } else {
            hash_item(&mut hash, &items[at], engine);
            at += 1;
        }
    }
    Fingerprint(hash.value())
}

/// A placeholder, or what the server's own normalizer makes one of.
fn is_value(items: &[Item<'_>], at: usize, engine: EngineKind) -> bool {
    let Some(item) = items.get(at) else { return false };
    let tested = at > 0 && (items[at - 1].is_word("is") || items[at - 1].is_word("not"));
    match (engine, item.kind) {
        (EngineKind::MariaDb, Kind::Number | Kind::Text) | (_, Kind::Placeholder) => true,
        (EngineKind::MariaDb, Kind::Word) => !tested && item.is_word("null"),
        (EngineKind::Postgres, Kind::Word) => {
            !tested && item.is_any_word(&["null", "true", "false"])
        }
        _ => false,
    }
}

fn hash_item(hash: &mut Fnv, item: &Item<'_>, engine: EngineKind) {
    let text = item.text;
    match item.kind {
        Kind::Quoted if engine == EngineKind::Postgres => token(hash, unquoted(text).as_bytes()),
        Kind::Quoted => token(hash, unquoted(text).to_lowercase().as_bytes()),
        Kind::Word | Kind::Variable => {
            let lower = text.to_lowercase();
            let known = SYNONYMS.iter().find(|(name, _)| *name == lower);
            token(hash, known.map_or(lower.as_str(), |(_, same)| same).as_bytes());
        }
        Kind::Operator => token(
            hash,
            match text {
                "!=" => b"<>",
                "==" => b"=",
                _ => text.as_bytes(),
            },
        ),
        _ => token(hash, text.as_bytes()),
    }
}

/// What a digest writes in another way.
const SYNONYMS: &[(&str, &str)] = &[("substr", "substring"), ("mid", "substring")];

/// The name in quotes; doubled marks are left as they are, they only have to be equal.
fn unquoted(text: &str) -> &str {
    let inner = text.trim_start_matches(['U', 'u', '&']);
    let mut chars = inner.chars();
    chars.next();
    chars.next_back();
    chars.as_str()
}

/// Each token ends in a byte that none holds, so that `ab c` is not `a bc`.
fn token(hash: &mut Fnv, bytes: &[u8]) {
    hash.bytes(bytes);
    hash.bytes(&[0xff]);
}
