//! The shape of a statement: its literals taken out, space and comments folded, lists of any
//! length one. Names keep the case in which they were written. Works on tokens alone, so that
//! a statement which no parser understands has a shape too.
//!
//! Stay in the text: `NULL`, `TRUE`, `FALSE`, positions in `ORDER BY 1`, and column aliases in
//! quotes (`AS 'Total'`). SQLite takes a name in double quotes that names nothing for a string;
//! this cannot be seen here, and it stays.

mod items;
mod lists;
mod literals;
#[cfg(test)]
mod tests;

use self::items::undo_digest;
use self::lists::Folder;
use self::literals::{cast_after, join_literals};
use super::fingerprint::fingerprint;
use crate::name::{EngineKind, Fingerprint};

pub(super) use self::items::{Item, significant};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// `$1`, `$2` … for literals on PostgreSQL, `?` elsewhere.
    pub text: String,
    pub fingerprint: Fingerprint,
}

/// The shape of one statement. `shape(shape(x).text)` is `shape(x)`.
pub fn shape(text: &str, engine: EngineKind) -> Shape {
    let text = fold(text, engine);
    let fingerprint = fingerprint(&text, engine);
    Shape { text, fingerprint }
}

fn fold(text: &str, engine: EngineKind) -> String {
    let mut items = significant(text, engine);
    if engine == EngineKind::MariaDb {
        items = undo_digest(&items);
    }
    let folded = Folder::new(engine).run(&join_literals(&items, engine));
    let folded = if engine == EngineKind::Postgres { cast_after(folded) } else { folded };
    let end = folded.iter().rposition(|i| !i.is(";")).map_or(0, |last| last + 1);
    write(&folded[..end], engine)
}

fn write(items: &[Item<'_>], engine: EngineKind) -> String {
    let mut text = String::new();
    let mut number = 0_u32;
    for item in items {
        if item.spaced && !text.is_empty() {
            text.push(' ');
        }
        let shown = match (item.value, engine) {
            (false, _) => item.text.to_owned(),
            (true, EngineKind::Postgres) => {
                number += 1;
                format!("${number}")
            }
            (true, EngineKind::MariaDb | EngineKind::Sqlite) => "?".to_owned(),
        };
        if glues(&text, &shown) {
            text.push(' ');
        }
        text.push_str(&shown);
    }
    text
}

/// Written side by side, the two would be read as something else.
fn glues(text: &str, next: &str) -> bool {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'?') || *b >= 0x80;
    let (Some(last), Some(first)) = (text.as_bytes().last(), next.as_bytes().first()) else {
        return false;
    };
    (part(last) && part(first)) || matches!((last, first), (b'-', b'-') | (b'/', b'*'))
}
