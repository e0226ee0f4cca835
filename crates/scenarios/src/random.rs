//! Values that look random and are the same for ever: a pure function of (seed, row, salt), so
//! any row can
//! be made by itself, in any order, at any size.

/// A well-mixed 64-bit number (the finalizer of SplitMix64, Steele et al. 2014).
pub fn mix(seed: u64, row: u64, salt: u64) -> u64 {
    let mut z = seed
        .wrapping_add(row.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(salt.wrapping_mul(0xd1b5_4a32_d192_ed03));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The values of one row, each column with a salt of its own.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub seed: u64,
    pub row: u64,
}

impl Row {
    /// 0 … bound−1, each as likely.
    pub fn below(self, salt: u64, bound: u64) -> u64 {
        mix(self.seed, self.row, salt) % bound.max(1)
    }

    /// 0 … bound−1, small ones far more likely: a popular few and a long tail.
    pub fn skewed(self, salt: u64, bound: u64) -> u64 {
        let share = mix(self.seed, self.row, salt) as f64 / u64::MAX as f64;
        ((bound as f64) * share * share * share) as u64 % bound.max(1)
    }

    pub fn chance(self, salt: u64, percent: u64) -> bool {
        self.below(salt, 100) < percent
    }

    pub fn pick<T>(self, salt: u64, choices: &[T]) -> &T {
        &choices[self.below(salt, choices.len() as u64) as usize]
    }

    /// Popular first.
    pub fn pick_skewed<T>(self, salt: u64, choices: &[T]) -> &T {
        &choices[self.skewed(salt, choices.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn skewed_values_prefer_the_small_ones() {
        let small = (0..10_000).filter(|&row| Row { seed: 1, row }.skewed(0, 100) < 10).count();
        assert!((4_000..6_000).contains(&small), "{small}");
    }
}
