//! What belongs to a literal and goes with it: signs, character sets, escapes, types before it.

use super::items::Item;
use crate::name::EngineKind;
use crate::sql::tokens::Kind;

/// Words after which a minus is a sign.
const BEFORE_SIGN: &[&str] = &[
    "select",
    "where",
    "and",
    "or",
    "not",
    "on",
    "having",
    "when",
    "then",
    "else",
    "case",
    "between",
    "like",
    "ilike",
    "in",
    "limit",
    "offset",
    "by",
    "returning",
    "set",
    "distinct",
    "all",
    "any",
    "interval",
    "is",
    "from",
    "values",
    "return",
    "xor",
    "div",
    "mod",
];

/// One value for a sign with its number, for strings that stand together, for a string with
/// its character set or escape.
pub(super) fn join_literals<'a>(items: &[Item<'a>], engine: EngineKind) -> Vec<Item<'a>> {
    let maria = engine == EngineKind::MariaDb;
    let mut out: Vec<Item<'a>> = Vec::with_capacity(items.len());
    let mut at = 0;
    let mut dropped = false;
    while at < items.len() {
        let mut item = items[at];
        item.spaced |= std::mem::take(&mut dropped);
        let next = items.get(at + 1).copied();
        let previous = out.last().copied();
        let escape = item.is_word("uescape") && next.is_some_and(|n| n.kind == Kind::Text);
        let again = item.kind == Kind::Text && previous.is_some_and(|p| p.kind == Kind::Text);
        at += if escape { 2 } else { 1 };
        if escape || again {
            dropped = true;
            continue;
        }
        let item = if maria || item.number() { take_prefix(&mut out, item, maria) } else { item };
        out.push(item);
    }
    out
}

/// Takes off `out` the sign before a number. A digest keeps the sign before its `?`, so on
/// MariaDB (`all`) every sign before a value goes, and a character set too.
fn take_prefix<'a>(out: &mut Vec<Item<'a>>, mut value: Item<'a>, all: bool) -> Item<'a> {
    while value.value {
        let Some(last) = out.last().copied() else { break };
        let is_sign = last.kind == Kind::Operator && matches!(last.text, "-" | "+");
        let charset = all && last.kind == Kind::Word && last.text.starts_with('_');
        let sign = is_sign && sign_may_follow(out.iter().rev().nth(1));
        if !charset && !sign {
            break;
        }
        out.pop();
        value = Item { kind: Kind::Placeholder, spaced: last.spaced, ..value };
        if !all {
            break;
        }
    }
    value
}

fn sign_may_follow(previous: Option<&Item<'_>>) -> bool {
    previous.is_none_or(|p| match p.kind {
        Kind::Operator => p.text != "*" || p.spaced,
        Kind::Mark => matches!(p.text, "(" | "," | "[" | ";"),
        Kind::Word => p.is_any_word(BEFORE_SIGN),
        Kind::HintOpen => true,
        _ => false,
    })
}

/// Types that PostgreSQL takes before a string: `date '2024-01-01'`. With a placeholder only
/// `$1::date` can be prepared.
const TYPED: &[&str] = &[
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "json",
    "jsonb",
    "uuid",
    "inet",
    "cidr",
    "bytea",
    "numeric",
    "bool",
    "boolean",
    "point",
    "tsvector",
    "tsquery",
];

pub(super) fn cast_after(items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    let mut out: Vec<Item<'_>> = Vec::with_capacity(items.len());
    for mut item in items {
        let mut types = Vec::new();
        while item.value && ends_in_type(&out) {
            let Some(word) = out.pop() else { break };
            item.spaced = word.spaced;
            types.extend([Item::made("::", Kind::Operator, false), Item { spaced: false, ..word }]);
        }
        out.push(item);
        out.extend(types);
    }
    out
}

fn ends_in_type(items: &[Item<'_>]) -> bool {
    let [.., before, word] = items else {
        return items.first().is_some_and(|word| word.is_any_word(TYPED));
    };
    word.is_any_word(TYPED) && !before.is(".") && before.text != "::"
}
