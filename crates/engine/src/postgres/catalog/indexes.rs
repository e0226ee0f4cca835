//! Rows of indexes.sql and keys.sql → indexes.

use std::collections::HashMap;

use rungs_core::name::{Bytes, Ident, IndexName};
use rungs_core::seen::{Index, IndexKey, IndexSpec, KeyPart, Method};

use super::super::connect::Row;
use super::bloat;
use super::tables::Tables;

pub(super) fn build(rows: &[Row], keys: &[Row], tables: &Tables) -> Vec<Index> {
    let mut parts: HashMap<u32, (Vec<IndexKey>, Vec<Ident>)> = HashMap::new();
    for row in keys {
        let Some(oid) = row.number(0) else { continue };
        let entry = parts.entry(oid).or_default();
        if row.flag(3) {
            entry.0.push(key(row));
        } else {
            entry.1.push(Ident(row.owned(1)));
        }
    }
    rows.iter()
        .filter_map(|row| {
            let (keys, include) = parts.remove(&row.number(0)?).unwrap_or_default();
            let table = tables.get(&row.number(1)?)?;
            let spec = IndexSpec {
                table: table.name.clone(),
                method: method(row.text(3).unwrap_or("")),
                keys,
                include,
                predicate: row.text(17).map(bare),
                unique: row.flag(5),
            };
            let pages: f64 = row.number(16).unwrap_or(0.0);
            let entries = row.number::<f64>(15).filter(|n| *n > 0.0 && pages > 1.0);
            let fill = fill_factor(&row.list(19));
            let bytes = row.number::<u64>(14).filter(|b| *b > 0).map(Bytes);
            Some(Index {
                name: IndexName { table: table.name.clone(), name: Ident(row.owned(2)) },
                bloat_fraction: bytes
                    .zip(entries)
                    .and_then(|(bytes, entries)| bloat::btree(table, &spec, entries, bytes, fill)),
                unique: spec.unique,
                spec,
                primary: row.flag(6),
                constraint: row.flag(7),
                replica_identity: row.flag(8),
                clustered: row.flag(9),
                valid: row.flag(10),
                building: row.flag(11),
                ignored: false,
                parent: row.text(12).map(Ident::new),
                scans: row.number(13),
                bytes,
                definition: row.owned(18),
            })
        })
        .collect()
}

fn key(row: &Row) -> IndexKey {
    let part = match (row.text(1), row.text(2)) {
        (Some(column), _) => KeyPart::Column(Ident::new(column)),
        (None, expression) => KeyPart::Expression(bare(expression.unwrap_or(""))),
    };
    let (descending, nulls_first) = (row.flag(4), row.flag(5));
    IndexKey {
        part,
        descending,
        nulls_first: (nulls_first != descending).then_some(nulls_first),
        opclass: row.text(6).map(str::to_owned),
        collation: row.text(7).map(str::to_owned),
        prefix_length: None,
    }
}

fn method(name: &str) -> Method {
    match name {
        "btree" => Method::Btree,
        "hash" => Method::Hash,
        "gin" => Method::Gin,
        "gist" => Method::Gist,
        "brin" => Method::Brin,
        other => Method::Other(other.to_owned()),
    }
}

fn fill_factor(options: &[String]) -> f64 {
    let own = options.iter().find_map(|o| o.strip_prefix("fillfactor="));
    own.and_then(|v| v.parse::<f64>().ok()).unwrap_or(90.0) / 100.0
}

/// Takes away one pair of parentheses that holds the whole text.
fn bare(text: &str) -> String {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    match inner {
        Some(inner) if balanced(inner) => inner.to_owned(),
        _ => text.to_owned(),
    }
}

fn balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut quote = None;
    for letter in text.chars() {
        match (letter, quote) {
            (mark, Some(open)) if mark == open => quote = None,
            ('\'' | '"', None) => quote = Some(letter),
            ('(', None) => depth += 1,
            (')', None) => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parentheses_around_the_whole_are_taken_away() {
        assert_eq!(bare("(a > 1)"), "a > 1");
        assert_eq!(bare("(a > 1) AND (b < 2)"), "(a > 1) AND (b < 2)");
        assert_eq!(bare("((a = ')'::text) OR b)"), "(a = ')'::text) OR b");
        assert_eq!(bare("lower(x)"), "lower(x)");
    }
}
