//! The placeholders of a text: where they are, what number each has, and literals put in their
//! places.

use super::tokens::{Kind, Token, tokens};
use crate::name::EngineKind;

/// Puts SQL literals into the placeholders: `values[0]` for `$1` or the first `?`. None if a
/// value that is needed is missing. The values are taken as they are, quotes and all.
pub fn fill(text: &str, engine: EngineKind, values: &[Option<String>]) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let mut slots = Slots::new(engine);
    for token in tokens(text, engine) {
        match slots.of(&token) {
            Some(slot) => {
                let value = values.get(slot)?.as_deref()?;
                // `a-$1` with `-1` would begin a comment.
                if value.starts_with('-') && filled.ends_with('-') {
                    filled.push(' ');
                }
                filled.push_str(value);
            }
            None => filled.push_str(token.text),
        }
    }
    Some(filled)
}

/// How many values the text waits for: `$3` alone waits for three.
pub fn placeholders(text: &str, engine: EngineKind) -> usize {
    count(tokens(text, engine), engine)
}

pub(super) fn placeholders_of(all: &[Token<'_>], engine: EngineKind) -> usize {
    count(all.iter().copied(), engine)
}

fn count<'a>(all: impl Iterator<Item = Token<'a>>, engine: EngineKind) -> usize {
    let mut slots = Slots::new(engine);
    all.filter_map(|token| slots.of(&token)).map(|slot| slot + 1).max().unwrap_or(0)
}

/// Gives each placeholder its 0-based position, in the way of its engine: `$2` has 1, the third
/// `?` has 2; a name of SQLite has one position however often it stands.
pub(crate) struct Slots<'a> {
    engine: EngineKind,
    next: usize,
    names: Vec<(&'a str, usize)>,
}

/// No server takes more; keeps `?999999999` from asking for as many values.
const SLOTS_MAX: usize = 65_535;

impl<'a> Slots<'a> {
    pub(crate) fn new(engine: EngineKind) -> Self {
        Self { engine, next: 0, names: Vec::new() }
    }

    /// None for what is no placeholder.
    pub(crate) fn of(&mut self, token: &Token<'a>) -> Option<usize> {
        if token.kind != Kind::Placeholder {
            return None;
        }
        let slot = match self.engine {
            EngineKind::Postgres => number(token.text)?,
            EngineKind::MariaDb => self.next,
            EngineKind::Sqlite if token.text == "?" => self.next,
            EngineKind::Sqlite if token.text.starts_with('?') => number(token.text)?,
            EngineKind::Sqlite => self.named(token.text),
        };
        self.next = self.next.max(slot + 1);
        Some(slot)
    }

    fn named(&mut self, name: &'a str) -> usize {
        if let Some((_, slot)) = self.names.iter().find(|(known, _)| *known == name) {
            return *slot;
        }
        if self.names.len() < SLOTS_NAMED_MAX {
            self.names.push((name, self.next));
        }
        self.next
    }
}

/// Names beyond are each taken for a new one, so that looking them up stays linear.
const SLOTS_NAMED_MAX: usize = 1_000;

fn number(placeholder: &str) -> Option<usize> {
    let number: usize = placeholder.get(1..)?.parse().ok()?;
    (1..=SLOTS_MAX).contains(&number).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_fill(engine: EngineKind, text: &str, expect: Option<&str>) {
        let values = [Some("1".to_owned()), Some("'x'".to_owned()), None];
        assert_eq!(fill(text, engine, &values).as_deref(), expect);
    }

    #[test]
    fn values_go_into_placeholders_by_number_or_by_order() {
        use EngineKind::{MariaDb, Postgres, Sqlite};
        check_fill(Postgres, "a = $2 OR a = $1 OR '$1'", Some("a = 'x' OR a = 1 OR '$1'"));
        check_fill(MariaDb, "a = ? OR a = ? -- ?", Some("a = 1 OR a = 'x' -- ?"));
        check_fill(Sqlite, "a = :b OR a = :c OR a = :b", Some("a = 1 OR a = 'x' OR a = 1"));
        check_fill(Sqlite, "a = ?2 OR a = ?1", Some("a = 'x' OR a = 1"));
    }

    #[test]
    fn a_missing_value_fills_nothing() {
        check_fill(EngineKind::Postgres, "a = $3", None);
        check_fill(EngineKind::Postgres, "a = $4", None);
    }

    #[test]
    fn placeholders_are_counted_by_their_greatest_number() {
        assert_eq!(placeholders("a = $3 AND b = $1", EngineKind::Postgres), 3);
        assert_eq!(placeholders("a = ? AND b = ?", EngineKind::MariaDb), 2);
        assert_eq!(placeholders("a ? 'b'", EngineKind::Postgres), 0);
    }
}
