//! The name that rungs gives to an index: the same for the same index on every run and engine,
//! so that a second run, another instance or a restart finds what the first one made.

use crate::hash::Fnv;
use crate::name::{Ident, TableName};
use crate::seen::{IndexKey, IndexSpec, KeyPart, Method};

/// PostgreSQL cuts longer names, MariaDB allows 64.
const BYTES_MAX: usize = 63;

/// `rungs_<table>_<columns>_<8 hex digits of the spec>`, lower case, at most 63 bytes.
pub fn index_name(spec: &IndexSpec) -> Ident {
    let hash = format!("_{:08x}", spec_hash(spec));
    let mut name = String::from("rungs_");
    push_plain(&mut name, spec.table.name.as_str());
    for key in &spec.keys {
        name.push('_');
        match &key.part {
            KeyPart::Column(column) => push_plain(&mut name, column.as_str()),
            KeyPart::Expression(_) => name.push_str("expr"),
        }
    }
    name.truncate(BYTES_MAX - hash.len());
    name.push_str(&hash);
    Ident(name)
}

/// A hash of all that an index is, stable for ever (FNV-1a over length-prefixed parts).
pub fn spec_hash(spec: &IndexSpec) -> u32 {
    let IndexSpec { table, method, keys, include, predicate, unique } = spec;
    let TableName { schema, name } = table;
    let mut hash = Fnv::new();
    hash.part(schema.as_str());
    hash.part(name.as_str());
    hash.part(method_word(method));
    hash.number(keys.len() as u64);
    for key in keys {
        hash_key(&mut hash, key);
    }
    hash.number(include.len() as u64);
    for column in include {
        hash.part(column.as_str());
    }
    maybe(&mut hash, predicate.as_deref());
    hash.number(u64::from(*unique));
    let whole = hash.value();
    ((whole >> 32) ^ (whole & 0xffff_ffff)) as u32
}

fn hash_key(hash: &mut Fnv, key: &IndexKey) {
    let IndexKey { part, descending, nulls_first, opclass, collation, prefix_length } = key;
    match part {
        KeyPart::Column(column) => hash.part(column.as_str()),
        KeyPart::Expression(text) => {
            hash.part("()");
            hash.part(text);
        }
    }
    hash.number(u64::from(*descending));
    hash.number(nulls_first.map_or(2, u64::from));
    maybe(hash, opclass.as_deref());
    maybe(hash, collation.as_deref());
    hash.number(prefix_length.map_or(0, |n| u64::from(n) + 1));
}

fn method_word(method: &Method) -> &str {
    match method {
        Method::Btree => "btree",
        Method::Hash => "hash",
        Method::Gin => "gin",
        Method::Gist => "gist",
        Method::Brin => "brin",
        Method::Fulltext => "fulltext",
        Method::Spatial => "spatial",
        Method::Other(name) => name,
    }
}

/// Appends what every engine takes unquoted; other characters become `_`.
fn push_plain(name: &mut String, part: &str) {
    for c in part.chars() {
        name.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
    }
}

fn maybe(hash: &mut Fnv, text: Option<&str>) {
    hash.number(u64::from(text.is_some()));
    hash.part(text.unwrap_or_default());
}
