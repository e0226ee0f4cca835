//! FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>), written out because its values
//! stand in journals, files and names: unlike `DefaultHasher` it never changes under us. It
//! withstands accidents, no attacker.

/// The hash of one run of bytes.
pub fn fnv(bytes: &[u8]) -> u64 {
    let mut hash = Fnv::new();
    hash.bytes(bytes);
    hash.value()
}

/// A hash that is fed piece by piece.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(u64);

impl Fnv {
    pub const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub fn number(&mut self, value: u64) {
        self.bytes(&value.to_le_bytes());
    }

    /// The length comes first, so that `ab`, `c` is not `a`, `bc`.
    pub fn part(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    pub const fn value(self) -> u64 {
        self.0
    }

    /// The value with all its bits mixed, so that a sum of such is a hash of a multiset of rows.
    pub const fn mixed(self) -> u64 {
        let hash = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^ (hash >> 29)
    }
}

impl Default for Fnv {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_are_those_of_its_authors() {
        assert_eq!(fnv(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let of = |parts: &[&str]| {
            let mut hash = Fnv::new();
            for part in parts {
                hash.part(part);
            }
            hash.value()
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
    }
}
