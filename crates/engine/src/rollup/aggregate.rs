//! Adds up rows in the client: exact, with whole numbers. Groups of one slice are in memory.

use std::cmp::Ordering;
use std::collections::HashMap;

use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::rollup::Stored;
use rungs_core::rollup::derive::Column;

/// Bytes of one INSERT.
const STATEMENT_BYTES: usize = 1 << 19;

/// Groups of one slice that fit into the memory of a small machine: about 4 GB.
const GROUPS_MAX: usize = 8_000_000;

/// The groups of one slice.
pub struct Groups {
    max: usize,
    keys: usize,
    /// With whether their extremes compare as numbers.
    kinds: Vec<(Stored, bool)>,
    /// By the keys, written one after another.
    found: HashMap<Vec<u8>, Group>,
    buffer: Vec<u8>,
}

struct Group {
    keys: Vec<Vec<u8>>,
    sums: Vec<Sum>,
    n: u64,
}

#[derive(Clone)]
enum Sum {
    Count(u64),
    Total(Decimal),
    Extreme(Option<Vec<u8>>),
}

/// `value` × 10^−`scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    value: i128,
    scale: u32,
}

impl Groups {
    pub fn new(columns: &[Column]) -> Self {
        let kind = |c: &Column| match c {
            Column::Key => None,
            Column::Added { kind, is_number } => Some((*kind, *is_number)),
        };
        let kinds: Vec<(Stored, bool)> = columns.iter().filter_map(kind).collect();
        Self {
            max: GROUPS_MAX,
            keys: columns.len() - kinds.len(),
            kinds,
            found: HashMap::new(),
            buffer: Vec::new(),
        }
    }

    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// One row of facts: keys, then the arguments of the measures.
    pub fn add(&mut self, row: &[Option<Vec<u8>>]) -> Result<(), EngineError> {
        let keys = row.get(..self.keys).ok_or_else(short)?;
        self.buffer.clear();
        for key in keys {
            let key = key.as_deref().ok_or_else(null_key)?;
            self.buffer.extend_from_slice(&(key.len() as u32).to_le_bytes());
            self.buffer.extend_from_slice(key);
        }
        if !self.found.contains_key(self.buffer.as_slice()) {
            if self.found.len() == self.max {
                return Err(too_many(self.max));
            }
            let group = Group {
                keys: keys.iter().flatten().cloned().collect(),
                sums: self.kinds.iter().map(|(kind, _)| empty(*kind)).collect(),
                n: 0,
            };
            self.found.insert(self.buffer.clone(), group);
        }
        let Some(group) = self.found.get_mut(self.buffer.as_slice()) else { return Ok(()) };
        group.n += 1;
        let values = row.get(self.keys..).ok_or_else(short)?;
        for ((sum, kind), value) in group.sums.iter_mut().zip(&self.kinds).zip(values) {
            if let Some(value) = value {
                sum.add(*kind, value)?;
            }
        }
        Ok(())
    }

    /// INSERTs of all groups, in the order of their keys.
    pub fn inserts(self, head: &Sql) -> Vec<Sql> {
        let mut groups: Vec<Group> = self.found.into_values().collect();
        groups.sort_by_cached_key(|group| place(&group.keys));
        let mut inserts = Vec::new();
        let mut text = String::new();
        for group in &groups {
            text.push_str(if text.is_empty() { "(" } else { ",(" });
            for key in &group.keys {
                push_literal(&mut text, key);
                text.push(',');
            }
            for sum in &group.sums {
                sum.push(&mut text);
                text.push(',');
            }
            text.push_str(&group.n.to_string());
            text.push(')');
            if text.len() > STATEMENT_BYTES {
                inserts.push(head.clone().parsed_expression(&text));
                text.clear();
            }
        }
        if !text.is_empty() {
            inserts.push(head.clone().parsed_expression(&text));
        }
        inserts
    }
}

fn empty(kind: Stored) -> Sum {
    match kind {
        Stored::Count => Sum::Count(0),
        Stored::Sum => Sum::Total(Decimal { value: 0, scale: 0 }),
        Stored::Min | Stored::Max => Sum::Extreme(None),
    }
}

impl Sum {
    fn add(&mut self, (kind, is_number): (Stored, bool), value: &[u8]) -> Result<(), EngineError> {
        match self {
            Self::Count(n) => *n += 1,
            Self::Total(sum) => {
                let value = Decimal::parse(value).ok_or_else(no_number)?;
                *sum = sum.plus(value).ok_or_else(no_number)?;
            }
            Self::Extreme(known) => {
                let wanted = if kind == Stored::Min { Ordering::Less } else { Ordering::Greater };
                let order = |k: &[u8]| if is_number { compare(value, k) } else { value.cmp(k) };
                let better = known.as_deref().is_none_or(|k| order(k) == wanted);
                if better {
                    *known = Some(value.to_vec());
                }
            }
        }
        Ok(())
    }

    fn push(&self, text: &mut String) {
        match self {
            Self::Count(n) => text.push_str(&n.to_string()),
            Self::Total(sum) => sum.push(text),
            Self::Extreme(None) => text.push_str("NULL"),
            Self::Extreme(Some(value)) => push_literal(text, value),
        }
    }
}

impl Decimal {
    /// None: no decimal number, or more digits than fit.
    fn parse(text: &[u8]) -> Option<Self> {
        let (negative, digits) = match text.first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mut value, mut scale, mut point, mut any) = (0_i128, 0, false, false);
        for byte in digits {
            match byte {
                b'0'..=b'9' => {
                    value = value.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
                    scale += u32::from(point);
                    any = true;
                }
                b'.' if !point => point = true,
                _ => return None,
            }
        }
        any.then_some(Self { value: if negative { -value } else { value }, scale })
    }

    fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let widen = |d: Self| d.value.checked_mul(10_i128.checked_pow(scale - d.scale)?);
        Some(Self { value: widen(self)?.checked_add(widen(other)?)?, scale })
    }

    fn push(self, text: &mut String) {
        let digits = self.value.unsigned_abs().to_string();
        let scale = self.scale as usize;
        if self.value < 0 {
            text.push('-');
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, part) = padded.split_at(padded.len() - scale);
        text.push_str(whole);
        if scale > 0 {
            text.push('.');
            text.push_str(part);
        }
    }
}

/// Numbers as numbers, all else as bytes.
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    match (Decimal::parse(a), Decimal::parse(b)) {
        (Some(x), Some(y)) => {
            let scale = x.scale.max(y.scale);
            let widen = |d: Decimal| {
                10_i128.checked_pow(scale - d.scale).and_then(|f| d.value.checked_mul(f))
            };
            widen(x).cmp(&widen(y))
        }
        _ => a.cmp(b),
    }
}

/// Bytes that sort as the keys do: numbers as numbers, before all else. Rows that are written in
/// the order of the table's key are cheap to write; another order would be as right.
fn place(keys: &[Vec<u8>]) -> Vec<u8> {
    const SCALE: u32 = 9;
    let mut place = Vec::with_capacity(keys.len() * 17);
    for key in keys {
        let number = Decimal::parse(key).filter(|d| d.scale <= SCALE);
        let widened = number.and_then(|d| d.value.checked_mul(10_i128.pow(SCALE - d.scale)));
        if let Some(value) = widened {
            place.push(0);
            place.extend((value ^ i128::MIN).to_be_bytes());
        } else {
            place.push(1);
            place.extend(key);
            place.push(0);
        }
    }
    place
}

/// Text in quotes; what is no text, in hexadecimal.
fn push_literal(sql: &mut String, value: &[u8]) {
    match std::str::from_utf8(value) {
        Ok(text) if !text.contains('\0') => {
            sql.push('\'');
            for c in text.chars() {
                match c {
                    '\'' => sql.push_str("''"),
                    '\\' => sql.push_str("\\\\"),
                    c => sql.push(c),
                }
            }
            sql.push('\'');
        }
        _ => {
            sql.push_str("X'");
            for byte in value {
                sql.push_str(&format!("{byte:02x}"));
            }
            sql.push('\'');
        }
    }
}

fn too_many(max: usize) -> EngineError {
    let what = format!("one slice of the facts has more than {max} groups: too many for memory");
    EngineError::new(ErrorClass::User, what).hint(
        "make an index that begins with the definition's time column, then drop the rollup and add \
         it again, to be built month by month; or group by less",
    )
}

fn short() -> EngineError {
    EngineError::new(ErrorClass::Bug, "a row of facts is too short")
}

fn null_key() -> EngineError {
    EngineError::new(ErrorClass::User, "a key of the rollup is NULL in a row of the facts")
        .hint("group by COALESCE(…), so that no key is NULL")
}

fn no_number() -> EngineError {
    EngineError::new(ErrorClass::Unsupported, "a value cannot be added up exactly")
        .hint("aggregate integers or decimals of fewer digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(kind: Stored) -> Column {
        Column::Added { kind, is_number: true }
    }

    #[expect(clippy::unnecessary_wraps, reason = "a cell may be NULL")]
    fn cell(text: &str) -> Option<Vec<u8>> {
        Some(text.as_bytes().to_vec())
    }

    #[test]
    fn rows_add_up_by_their_keys_and_are_written_in_order() {
        let columns = [Column::Key, added(Stored::Sum), added(Stored::Count), added(Stored::Min)];
        let mut groups = Groups::new(&columns);
        for (key, value) in [("10", "1.50"), ("9", "-2"), ("10", "-0.75"), ("9", "10")] {
            groups.add(&[cell(key), cell(value), cell(value), cell(value)]).unwrap();
        }
        groups.add(&[cell("9"), None, None, None]).unwrap();
        assert_eq!(groups.count(), 2);
        let inserts = groups.inserts(&Sql::fixed("I "));
        assert_eq!(inserts[0].as_str(), "I ('9',8,2,'-2',3),('10',0.75,2,'-0.75',2)");
    }

    #[test]
    fn more_groups_than_memory_holds_are_refused_with_a_way_out() {
        let mut groups = Groups::new(&[Column::Key]);
        groups.max = 2;
        for key in ["a", "b", "a", "b"] {
            groups.add(&[cell(key)]).unwrap();
        }
        let refused = groups.add(&[cell("c")]).unwrap_err();
        assert!(refused.hint.is_some_and(|hint| hint.contains("index")), "{}", refused.what);
    }

    #[test]
    fn what_is_no_number_is_refused_and_nothing_panics() {
        for bad in ["", "-", "1e5", "1.2.3", "9999999999999999999999999999999999999999999"] {
            assert_eq!(Decimal::parse(bad.as_bytes()), None, "{bad}");
        }
        let huge = Decimal { value: i128::MAX, scale: 0 };
        assert_eq!(huge.plus(Decimal { value: 1, scale: 2 }), None);
    }

    #[test]
    fn places_sort_as_the_keys_do() {
        let sorted = ["-10", "-9.5", "0", "9", "9.25", "10", "123456789012", "", "2025-01-01", "a"];
        let places: Vec<_> = sorted.iter().map(|k| place(&[k.as_bytes().to_vec()])).collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn texts_cannot_leave_their_quotes() {
        let mut sql = String::new();
        push_literal(&mut sql, b"a'\\");
        push_literal(&mut sql, &[0xff, 0]);
        assert_eq!(sql, "'a''\\\\'X'ff00'");
    }
}
