//! Adds up rows in the client: exact, with whole numbers. So many groups are in memory at a time;
//! what is more is written and added up in the table.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::hash::Fnv;
use rungs_core::rollup::Stored;
use rungs_core::rollup::derive::Column;

use super::decimal::Decimal;

/// Bytes of the rows of one INSERT.
const STATEMENT_BYTES: usize = 1 << 19;

/// Groups of one slice.
pub struct Groups {
    max: usize,
    /// Of each key, whether it compares as a number.
    keys: Vec<bool>,
    /// With whether their extremes compare as numbers.
    kinds: Vec<(Stored, bool)>,
    /// By the packed keys, where the sums begin.
    found: HashMap<Box<[u8]>, usize, BuildHasherDefault<KeyHasher>>,
    /// Of each group its measures and the number of its rows.
    sums: Vec<Sum>,
    packed: Vec<u8>,
}

#[derive(Clone)]
enum Sum {
    Count(u64),
    Total(Decimal),
    Extreme(Option<Box<[u8]>>),
}

impl Groups {
    /// At most `max` groups at a time.
    pub fn new(columns: &[Column], max: usize) -> Self {
        let mut groups = Self {
            max,
            keys: Vec::new(),
            kinds: Vec::new(),
            found: HashMap::default(),
            sums: Vec::new(),
            packed: Vec::new(),
        };
        for column in columns {
            match *column {
                Column::Key { is_number } => groups.keys.push(is_number),
                Column::Added { kind, is_number } => groups.kinds.push((kind, is_number)),
            }
        }
        groups
    }

    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// They are to be taken out before the next row.
    pub fn is_full(&self) -> bool {
        self.found.len() >= self.max
    }

    /// One row of facts: keys, then the arguments of the measures.
    pub fn add(&mut self, row: &[Option<Vec<u8>>]) -> Result<(), EngineError> {
        let (keys, values) = row.split_at_checked(self.keys.len()).ok_or_else(short)?;
        self.packed.clear();
        for key in keys {
            pack(&mut self.packed, key.as_deref().ok_or_else(null_key)?);
        }
        let at = match self.found.get(self.packed.as_slice()) {
            Some(at) => *at,
            None => self.begin(),
        };
        let (n, sums) = self.sums[at..=at + self.kinds.len()].split_last_mut().ok_or_else(short)?;
        n.count();
        for ((sum, kind), value) in sums.iter_mut().zip(&self.kinds).zip(values) {
            if let Some(value) = value {
                sum.add(*kind, value)?;
            }
        }
        Ok(())
    }

    /// Where the sums of a new group begin, of the keys that were packed.
    fn begin(&mut self) -> usize {
        let at = self.sums.len();
        self.found.insert(self.packed.as_slice().into(), at);
        self.sums.extend(self.kinds.iter().map(|(kind, _)| empty(*kind)));
        self.sums.push(Sum::Count(0));
        at
    }

    /// Hands all groups to `take` as rows of INSERTs, in the order of their keys, and forgets
    /// them. Each row begins with `first`.
    pub fn take_out(
        &mut self,
        first: &str,
        mut take: impl FnMut(&str) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let groups = std::mem::take(&mut self.found);
        let mut order: Vec<(u128, Box<[u8]>, usize)> =
            groups.into_iter().map(|(keys, at)| (place(&keys, &self.keys), keys, at)).collect();
        order.sort_unstable();
        let mut text = String::with_capacity(STATEMENT_BYTES + (STATEMENT_BYTES >> 3));
        for (_, keys, at) in &order {
            text.push_str(if text.is_empty() { "(" } else { ",(" });
            text.push_str(first);
            for (key, is_number) in unpacked(keys).zip(&self.keys) {
                push_key(&mut text, key, *is_number);
                text.push(',');
            }
            for (column, sum) in self.sums[*at..=at + self.kinds.len()].iter().enumerate() {
                if column > 0 {
                    text.push(',');
                }
                sum.push(&mut text);
            }
            text.push(')');
            if text.len() > STATEMENT_BYTES {
                take(&text)?;
                text.clear();
            }
        }
        self.sums.clear();
        if text.is_empty() { Ok(()) } else { take(&text) }
    }
}

fn empty(kind: Stored) -> Sum {
    match kind {
        Stored::Count => Sum::Count(0),
        Stored::Sum => Sum::Total(Decimal::ZERO),
        Stored::Min | Stored::Max => Sum::Extreme(None),
    }
}

impl Sum {
    fn count(&mut self) {
        if let Self::Count(n) = self {
            *n += 1;
        }
    }

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
                if known.as_deref().is_none_or(|k| order(k) == wanted) {
                    *known = Some(value.into());
                }
            }
        }
        Ok(())
    }

    fn push(&self, text: &mut String) {
        match self {
            Self::Count(n) => Decimal::whole(*n).push(text),
            Self::Total(sum) => sum.push(text),
            Self::Extreme(None) => text.push_str("NULL"),
            Self::Extreme(Some(value)) => push_literal(text, value),
        }
    }
}

/// A length of this or more takes four bytes behind it.
const LONG: u8 = u8::MAX;

/// Its length, then the key: no packed keys begin others.
fn pack(packed: &mut Vec<u8>, key: &[u8]) {
    match u8::try_from(key.len()) {
        Ok(len) if len < LONG => packed.push(len),
        _ => {
            packed.push(LONG);
            packed.extend((key.len() as u32).to_le_bytes());
        }
    }
    packed.extend_from_slice(key);
}

fn unpacked(mut packed: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (len, rest) = packed.split_first()?;
        let (len, rest) = match rest.split_first_chunk() {
            Some((long, rest)) if *len == LONG => (u32::from_le_bytes(*long) as usize, rest),
            _ => (usize::from(*len), rest),
        };
        let (key, rest) = rest.split_at_checked(len)?;
        packed = rest;
        Some(key)
    })
}

/// Of packed keys, which say their length themselves.
#[derive(Default)]
struct KeyHasher(Fnv);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.bytes(bytes);
    }

    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0.mixed()
    }
}

/// Numbers, and times of the clock, by sign, digits before the point, and digits; those of one
/// column have equally many behind it.
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let split = |x: &[u8]| {
        let is_negative = x.first() == Some(&b'-');
        let whole = x.iter().position(|c| *c == b'.').unwrap_or(x.len());
        (is_negative, whole)
    };
    match (split(a), split(b)) {
        ((false, m), (false, n)) => m.cmp(&n).then_with(|| a.cmp(b)),
        ((true, m), (true, n)) => n.cmp(&m).then_with(|| b.cmp(a)),
        ((true, _), (false, _)) => Ordering::Less,
        ((false, _), (true, _)) => Ordering::Greater,
    }
}

/// Sorts as the keys do, as far as 16 bytes go: rows that are written in the order of the table's
/// key are cheap to write; another order would be as right.
fn place(packed: &[u8], are_numbers: &[bool]) -> u128 {
    let mut place = [0; 16];
    let mut free = place.iter_mut();
    let mut put = |byte: u8| {
        if let Some(next) = free.next() {
            *next = byte;
        }
    };
    for (key, is_number) in unpacked(packed).zip(are_numbers) {
        match Decimal::parse(key).filter(|_| *is_number) {
            Some(number) => number.put_in_order(&mut put),
            None => key.iter().chain(&[0]).for_each(|byte| put(*byte)),
        }
    }
    u128::from_be_bytes(place)
}

fn push_key(sql: &mut String, key: &[u8], is_number: bool) {
    match std::str::from_utf8(key) {
        Ok(number) if is_number && Decimal::parse(key).is_some() => sql.push_str(number),
        _ => push_literal(sql, key),
    }
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

    fn taken_out(groups: &mut Groups, first: &str) -> String {
        let mut all = String::new();
        let one = |rows: &str| {
            all.push_str(rows);
            Ok(())
        };
        groups.take_out(first, one).unwrap();
        all
    }

    #[test]
    fn rows_add_up_by_their_keys_and_are_written_in_order() {
        let number = Column::Key { is_number: true };
        let columns = [number, added(Stored::Sum), added(Stored::Count), added(Stored::Min)];
        let mut groups = Groups::new(&columns, 2);
        for (key, value) in [("10", "1.50"), ("9", "-2"), ("10", "-0.75"), ("9", "10")] {
            groups.add(&[cell(key), cell(value), cell(value), cell(value)]).unwrap();
        }
        groups.add(&[cell("9"), None, None, None]).unwrap();
        assert_eq!(groups.count(), 2);
        assert!(groups.is_full());
        let rows = "('day',9,8,2,'-2',3),('day',10,0.75,2,'-0.75',2)";
        assert_eq!(taken_out(&mut groups, "'day',"), rows);
        assert_eq!(groups.count(), 0);
        groups.add(&[cell("9"), None, None, None]).unwrap();
        assert_eq!(taken_out(&mut groups, ""), "(9,0,0,NULL,1)");
    }

    #[test]
    fn keys_of_any_length_are_told_apart() {
        let long = "x".repeat(300);
        let keys = ["", "a", long.as_str(), "b"];
        let mut packed = Vec::new();
        for key in keys {
            pack(&mut packed, key.as_bytes());
        }
        assert!(unpacked(&packed).eq(keys.iter().map(|key| key.as_bytes())));
        let mut groups = Groups::new(&[Column::Key { is_number: false }; 2], 9);
        for row in [["ab", "c"], ["a", "bc"], ["ab", "c"]] {
            groups.add(&row.map(cell)).unwrap();
        }
        assert_eq!(taken_out(&mut groups, ""), "('a','bc',1),('ab','c',2)");
    }

    #[test]
    fn extremes_compare_as_their_type_does() {
        let sorted = ["-10.5", "-10.0", "-9.5", "0.0", "9.0", "10.0", "10.1", "123456789012.0"];
        assert!(sorted.is_sorted_by(|a, b| compare(a.as_bytes(), b.as_bytes()).is_lt()));
        let times = ["-100:00:00", "-99:00:00", "01:59:59", "02:00:00", "100:00:00"];
        assert!(times.is_sorted_by(|a, b| compare(a.as_bytes(), b.as_bytes()).is_lt()));
    }

    #[test]
    fn what_cannot_be_added_up_is_refused() {
        let mut groups = Groups::new(&[added(Stored::Sum)], 9);
        assert!(groups.add(&[cell("1e5")]).is_err());
        assert!(Groups::new(&[Column::Key { is_number: true }], 9).add(&[None]).is_err());
    }

    #[test]
    fn texts_cannot_leave_their_quotes() {
        let mut sql = String::new();
        push_literal(&mut sql, b"a'\\");
        push_literal(&mut sql, &[0xff, 0]);
        push_key(&mut sql, b"1);DROP", true);
        assert_eq!(sql, "'a''\\\\'X'ff00''1);DROP'");
    }
}
