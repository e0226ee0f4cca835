//! The key sequences that one table's part in a statement asks for. Knows which columns a
//! B-tree may hold on each engine; does not know what exists already.

use std::collections::BTreeSet;

use super::candidates::Role;
use super::lasting::is_lasting;
use crate::name::{EngineKind, Ident};
use crate::seen::{Column, IndexKey, KeyPart, Snapshot, Table, TypeClass};
use crate::sql::{Op, OrderKey, Predicate, TableUse};

/// Longest key that is proposed; more columns are carried, not compared.
const KEYS_MAX: usize = 4;
/// Values wider than this (about a third of a page at most, on average less) are no keys.
const KEY_BYTES_MAX: f64 = 900.0;
/// MariaDB: characters of a long text that are enough to tell values apart.
const PREFIX_CHARACTERS: u32 = 64;
/// MariaDB: 3,072 bytes at four bytes a character, shared by the keys of one index.
const WHOLE_CHARACTERS_MAX: u32 = 255;

/// One sequence of keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Keys {
    pub parts: Vec<IndexKey>,
    /// Leading keys that may change places.
    pub free: usize,
    pub role: Role,
}

/// What a statement wants of a table, by the part that each column plays.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Compared for equality with constants, most distinct first.
    equal: Vec<IndexKey>,
    ranges: Vec<IndexKey>,
    /// Join columns by the table on the other side.
    joins: Vec<Vec<IndexKey>>,
    group: Vec<IndexKey>,
    order: Vec<IndexKey>,
    extremes: Vec<IndexKey>,
    /// Conditions under an OR: each needs an index of its own.
    disjuncts: Vec<IndexKey>,
}

impl Parts {
    pub fn of(used: &TableUse, table: &Table, snapshot: &Snapshot) -> Self {
        let to_key = |part: &KeyPart| key(part, table, snapshot);
        let mut parts = Self::default();
        for predicate in &used.predicates {
            let Some(key) = predicate_key(predicate, table, snapshot) else { continue };
            let list = if predicate.disjunct {
                &mut parts.disjuncts
            } else if is_equality(predicate.op) {
                &mut parts.equal
            } else {
                &mut parts.ranges
            };
            push_new(list, key);
        }
        parts.equal.sort_by(|a, b| distinct(b, table).total_cmp(&distinct(a, table)));
        let others: BTreeSet<usize> = used.joins.iter().map(|join| join.other).collect();
        for other in others {
            let mut block = Vec::new();
            for join in used.joins.iter().filter(|join| join.other == other) {
                if let Some(key) = to_key(&KeyPart::Column(join.column.clone())) {
                    push_new(&mut block, key);
                }
            }
            if !block.is_empty() && !parts.joins.contains(&block) {
                parts.joins.push(block);
            }
        }
        parts.group = used.group.iter().map_while(to_key).collect();
        parts.order = used.order.iter().map_while(|o| order_key(o, table, snapshot)).collect();
        let extremes = used.extremes.iter().cloned().map(KeyPart::Column);
        parts.extremes = extremes.filter_map(|part| to_key(&part)).collect();
        parts
    }

    /// All sequences, the simplest first, each once.
    pub fn sequences(&self) -> Vec<Keys> {
        let mut out = Sequences::default();
        for key in self.equal.iter().chain(&self.ranges).chain(&self.disjuncts) {
            out.push(&[std::slice::from_ref(key)], 1, Role::Filter);
        }
        let equal = &self.equal[..self.equal.len().min(KEYS_MAX - 1)];
        out.push(&[equal], equal.len(), Role::Filter);
        for range in &self.ranges {
            out.push(&[equal, std::slice::from_ref(range)], equal.len(), Role::Filter);
        }
        for block in &self.joins {
            self.join_sequences(block, equal, &mut out);
        }
        self.across_joins(&mut out);
        for sorted in [&self.order, &self.group] {
            out.push(&[sorted], 0, Role::Order);
            out.push(&[equal, sorted], equal.len(), Role::Order);
        }
        for extreme in &self.extremes {
            out.push(&[equal, std::slice::from_ref(extreme)], equal.len(), Role::Order);
            for block in &self.joins {
                out.push(&[block, std::slice::from_ref(extreme)], block.len(), Role::Order);
            }
        }
        out.0
    }

    fn join_sequences(&self, block: &[IndexKey], equal: &[IndexKey], out: &mut Sequences) {
        for key in block {
            out.push(&[std::slice::from_ref(key)], 1, Role::Join);
        }
        let both = block.len() + equal.len();
        out.push(&[block], block.len(), Role::Join);
        if block.len() > 1 {
            let reversed: Vec<IndexKey> = block.iter().rev().cloned().collect();
            out.push(&[&reversed], block.len(), Role::Join);
        }
        if !equal.is_empty() {
            out.push(&[block, equal], both, Role::Join);
            out.push(&[equal, block], both, Role::Join);
        }
        for range in &self.ranges {
            let range = std::slice::from_ref(range);
            out.push(&[block, range], block.len(), Role::Join);
            if !equal.is_empty() {
                out.push(&[block, equal, range], both, Role::Join);
                out.push(&[equal, block, range], both, Role::Join);
            }
        }
        out.push(&[block, &self.order], block.len(), Role::Order);
    }

    /// Columns of joins with different tables: the rows found by one, matched by the other.
    fn across_joins(&self, out: &mut Sequences) {
        for (position, first) in self.joins.iter().enumerate() {
            for (other, second) in self.joins.iter().enumerate() {
                if position != other && first.len() + second.len() <= 2 {
                    out.push(&[first, second], 2, Role::Join);
                }
            }
        }
    }
}

#[derive(Default)]
struct Sequences(Vec<Keys>);

impl Sequences {
    fn push(&mut self, parts: &[&[IndexKey]], free: usize, role: Role) {
        let mut keys: Vec<IndexKey> = Vec::new();
        for key in parts.iter().copied().flatten() {
            if keys.len() < KEYS_MAX && !keys.iter().any(|known| known.part == key.part) {
                keys.push(key.clone());
            }
        }
        let free = free.min(keys.len());
        let known = self.0.iter().any(|other| other.parts == keys);
        if !keys.is_empty() && !known {
            self.0.push(Keys { parts: keys, free, role });
        }
    }
}

pub(super) fn is_equality(op: Op) -> bool {
    match op {
        Op::Equal | Op::In | Op::IsNull | Op::IsTrue | Op::IsFalse => true,
        Op::NotEqual
        | Op::IsNotNull
        | Op::Range
        | Op::LikePrefix
        | Op::LikeAny
        | Op::Contains
        | Op::Other => false,
    }
}

/// The key that would serve a condition; None where no B-tree can.
fn predicate_key(predicate: &Predicate, table: &Table, snapshot: &Snapshot) -> Option<IndexKey> {
    let mut key = key(&predicate.part, table, snapshot)?;
    match predicate.op {
        Op::NotEqual | Op::IsNotNull | Op::LikeAny | Op::Contains | Op::Other => None,
        Op::LikePrefix => {
            like_prefix(&mut key, table, snapshot.server.engine);
            Some(key)
        }
        Op::Equal | Op::In | Op::IsNull | Op::IsTrue | Op::IsFalse | Op::Range => Some(key),
    }
}

/// LIKE 'abc%' needs an order by bytes (PostgreSQL) or without case (SQLite).
fn like_prefix(key: &mut IndexKey, table: &Table, engine: EngineKind) {
    let column = key.as_column().and_then(|name| table.column(name));
    match engine {
        EngineKind::Postgres => {
            let collation = column.and_then(|c| c.collation.as_deref());
            let fixed = column.is_some_and(|c| c.data_type.starts_with("character("));
            // As the catalog writes it: with its schema, quoted.
            let bytewise = ["C", "POSIX"].iter().any(|plain| {
                collation.is_some_and(|c| c.rsplit('.').next() == Some(&format!("\"{plain}\"")))
                    || collation == Some(plain)
            });
            if !bytewise {
                let class = if fixed { "bpchar_pattern_ops" } else { "text_pattern_ops" };
                key.opclass = Some(class.to_owned());
            }
        }
        EngineKind::Sqlite => key.collation = Some("NOCASE".to_owned()),
        EngineKind::MariaDb => {}
    }
}

fn order_key(order: &OrderKey, table: &Table, snapshot: &Snapshot) -> Option<IndexKey> {
    let mut key = key(&order.part, table, snapshot)?;
    if key.prefix_length.is_some() {
        return None;
    }
    key.descending = order.descending;
    key.nulls_first = order.nulls_first;
    Some(key)
}

/// A key of this column or expression, if the engine's B-tree takes it.
fn key(part: &KeyPart, table: &Table, snapshot: &Snapshot) -> Option<IndexKey> {
    let server = &snapshot.server;
    match part {
        KeyPart::Column(name) => column_key(table.column(name)?, server.engine),
        KeyPart::Expression(text) => {
            let can = match server.engine {
                EngineKind::Postgres => is_lasting(text, table),
                EngineKind::Sqlite => true,
                EngineKind::MariaDb => server.is_mysql && server.version_num >= 80_013,
            };
            can.then(|| IndexKey { part: part.clone(), ..IndexKey::column("") })
        }
    }
}

fn column_key(column: &Column, engine: EngineKind) -> Option<IndexKey> {
    match column.class {
        TypeClass::Json | TypeClass::Array | TypeClass::Other => return None,
        TypeClass::Bytes if engine != EngineKind::Sqlite => return None,
        _ => {}
    }
    let mut key = IndexKey::column(column.name.as_str());
    if engine == EngineKind::MariaDb && column.class == TypeClass::Text {
        key.prefix_length = prefix_length(&column.data_type);
    } else if column.width_bytes.is_some_and(|width| width > KEY_BYTES_MAX) {
        return None;
    }
    Some(key)
}

/// MariaDB indexes only the beginning of TEXT and of long VARCHAR.
fn prefix_length(data_type: &str) -> Option<u32> {
    let lower = data_type.to_ascii_lowercase();
    if lower.contains("text") {
        return Some(PREFIX_CHARACTERS);
    }
    let (_, rest) = lower.split_once('(')?;
    let length: u32 = rest.split(')').next()?.trim().parse().ok()?;
    (length > WHOLE_CHARACTERS_MAX).then_some(PREFIX_CHARACTERS)
}

/// A last key that only covers; None where the column cannot be held whole.
pub(super) fn trailing(name: &Ident, table: &Table) -> Option<IndexKey> {
    let key = column_key(table.column(name)?, EngineKind::MariaDb)?;
    key.prefix_length.is_none().then_some(key)
}

fn push_new(list: &mut Vec<IndexKey>, key: IndexKey) {
    if !list.iter().any(|known| known.part == key.part) {
        list.push(key);
    }
}

fn distinct(key: &IndexKey, table: &Table) -> f64 {
    key.as_column()
        .and_then(|name| table.column(name)?.distinct)
        .unwrap_or_else(|| table.rows.unwrap_or(0.0) / 10.0)
}
