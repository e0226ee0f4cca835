//! A set of candidates by their position in the pool. Fixed size, so that a search can copy and
//! compare thousands of them.

/// Candidates that a pool may hold.
pub const POOL_MAX: usize = 1_024;
const WORDS: usize = POOL_MAX / 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Set([u64; WORDS]);

impl Set {
    pub const EMPTY: Self = Self([0; WORDS]);

    /// Positions at or above [`POOL_MAX`] are left out.
    pub fn of(positions: impl IntoIterator<Item = usize>) -> Self {
        let mut set = Self::EMPTY;
        for position in positions {
            set.insert(position);
        }
        set
    }

    pub fn insert(&mut self, position: usize) {
        if let Some(word) = self.0.get_mut(position / 64) {
            *word |= 1 << (position % 64);
        }
    }

    pub fn remove(&mut self, position: usize) {
        if let Some(word) = self.0.get_mut(position / 64) {
            *word &= !(1 << (position % 64));
        }
    }

    #[must_use]
    pub fn without(mut self, position: usize) -> Self {
        self.remove(position);
        self
    }

    pub fn has(&self, position: usize) -> bool {
        self.0.get(position / 64).is_some_and(|word| word & (1 << (position % 64)) != 0)
    }

    pub fn holds(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(mine, theirs)| theirs & !mine == 0)
    }

    pub fn holds_all(&self, positions: &[usize]) -> bool {
        positions.iter().all(|&position| self.has(position))
    }

    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= theirs;
        }
        self
    }

    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
        self
    }

    #[must_use]
    pub fn minus(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= !theirs;
        }
        self
    }

    /// All words laid over each other: where a smaller set has a bit that this has not, it is no
    /// part of it.
    pub fn folded(&self) -> u64 {
        self.0.iter().fold(0, |all, word| all | word)
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Positions in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(number, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    number * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_and_ignores_what_does_not_fit() {
        let set = Set::of([0, 63, 64, 1_023, POOL_MAX]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 1_023]);
        assert!(set.holds(&set.without(64)) && !set.without(64).holds(&set));
        assert_eq!(set.minus(&Set::of([0, 63])).len(), 2);
        assert_eq!(Set::of([1, 65, 130]).folded(), 0b110);
    }
}
