//! Fold or rebuild: what a slice's deltas would take, and what its facts would, by what this
//! rollup's own work took so far. Runs nothing.

use std::fmt;

use crate::name::Millis;

/// Fewer deltas are folded without a look; work on fewer says nothing about prices, as most of its
/// time is the same for any number.
pub const LEAST: u64 = 1_000;

/// A rebuild has to promise so much less than a fold to be chosen.
const MARGIN: f64 = 0.7;

/// One line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// Deltas of a fold, groups of a build.
    pub on: u64,
    pub took_ms: u64,
}

/// In milliseconds. None: not known yet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prices {
    pub delta_ms: Option<f64>,
    pub group_ms: Option<f64>,
}

impl Prices {
    /// Rebuilds of slices tell more than builds of the whole, of which nothing was there before.
    pub fn of(folds: &[Worked], rebuilds: &[Worked], builds: &[Worked]) -> Self {
        Self { delta_ms: each(folds), group_ms: each(rebuilds).or_else(|| each(builds)) }
    }

    /// A slice of so many groups is folded, whatever these deltas are: even if each of them takes
    /// a group away, the rest would cost more to rebuild. More of it need not be counted.
    pub fn groups_max(&self, deltas: u64) -> Option<u64> {
        let groups = self.delta_ms? * deltas as f64 * MARGIN / self.group_ms?;
        (groups < 1e12).then(|| deltas + groups as u64 + 1)
    }
}

fn each(all: &[Worked]) -> Option<f64> {
    let telling = all.iter().filter(|work| work.on >= LEAST);
    let (on, ms) = telling.fold((0, 0), |(on, ms), work| (on + work.on, ms + work.took_ms));
    (on > 0).then(|| ms as f64 / on as f64)
}

/// A slice with many deltas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    pub deltas: u64,
    /// Facts that the deltas add; negative: that they take away.
    pub adds: i64,
    /// Groups of the slice in the base, and the facts in them; [`Prices::groups_max`] of them where
    /// there are more.
    pub groups: u64,
    pub facts: u64,
}

impl Pending {
    /// Groups that a rebuild would find: as dense as those that there are. Of none, a delta each;
    /// of very many, all that no delta can take away.
    fn groups_to_come(&self, most: Option<u64>) -> f64 {
        if most.is_some_and(|most| self.groups >= most) {
            return (self.groups - self.deltas) as f64;
        }
        let facts = (self.facts as f64 + self.adds as f64).max(0.0);
        match self.facts {
            0 => (self.deltas as f64).min(facts),
            there => self.groups as f64 * facts / there as f64,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    Delta,
    Rebuild,
}

impl Path {
    pub fn word(self) -> &'static str {
        match self {
            Self::Delta => "delta",
            Self::Rebuild => "rebuild",
        }
    }
}

/// With its reason, in words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    pub path: Path,
    pub deltas: u64,
    /// None: not known yet.
    pub fold_ms: Option<f64>,
    /// At least, where the slice is much larger than its deltas.
    pub rebuild_ms: Option<f64>,
}

/// What is not known is folded.
pub fn choose(prices: Prices, slice: &Pending) -> Choice {
    let fold_ms = prices.delta_ms.map(|each| each * slice.deltas as f64);
    let to_come = slice.groups_to_come(prices.groups_max(slice.deltas));
    let rebuild_ms = prices.group_ms.map(|each| each * to_come);
    let path = match (fold_ms, rebuild_ms) {
        (Some(fold), Some(rebuild)) if rebuild < fold * MARGIN => Path::Rebuild,
        _ => Path::Delta,
    };
    Choice { path, deltas: slice.deltas, fold_ms, rebuild_ms }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |ms: Option<f64>| {
            ms.map_or_else(|| "not known yet".to_owned(), |ms| Millis(ms).to_string())
        };
        write!(
            f,
            "{} deltas, to fold: {}, to rebuild: {}",
            self.deltas,
            said(self.fold_ms),
            said(self.rebuild_ms)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked(on: u64, took_ms: u64) -> Worked {
        Worked { on, took_ms }
    }

    const MONTH: Pending = Pending { deltas: 40_000, adds: 0, groups: 5_000, facts: 20_000 };

    #[test]
    fn a_month_that_was_written_over_and_over_is_rebuilt_and_one_with_few_deltas_is_folded() {
        let prices = Prices::of(&[worked(10_000, 200)], &[], &[worked(100_000, 4_000)]);
        let choice = choose(prices, &MONTH);
        assert_eq!(
            (choice.path, choice.fold_ms, choice.rebuild_ms),
            (Path::Rebuild, Some(800.0), Some(200.0))
        );
        assert_eq!(choice.to_string(), "40000 deltas, to fold: 800 ms, to rebuild: 200 ms");
        assert_eq!(choose(prices, &Pending { deltas: 2_000, ..MONTH }).path, Path::Delta);
    }

    #[test]
    fn what_is_not_known_is_folded() {
        let (fold, build) = ([worked(10_000, 90_000)], [worked(100_000, 1)]);
        assert_eq!(choose(Prices::of(&fold, &[], &[]), &MONTH).path, Path::Delta);
        assert_eq!(choose(Prices::of(&[], &[], &build), &MONTH).path, Path::Delta);
        // Ten deltas in two milliseconds would promise eight seconds for forty thousand.
        assert_eq!(choose(Prices::of(&[worked(10, 2)], &[], &build), &MONTH).path, Path::Delta);
    }

    #[test]
    fn of_a_slice_that_is_much_larger_than_its_deltas_only_so_much_is_counted() {
        let prices = Prices::of(&[worked(10_000, 200)], &[], &[worked(100_000, 4_000)]);
        let most = prices.groups_max(2_000).unwrap();
        assert_eq!(most, 2_000 + 700 + 1);
        // All that was counted would go: what was not counted stays.
        let large = Pending { deltas: 2_000, adds: -2_701, groups: most, facts: most };
        assert_eq!(choose(prices, &large).path, Path::Delta);
        let counted = Pending { groups: most - 1, facts: most - 1, ..large };
        assert_eq!(choose(prices, &counted).path, Path::Rebuild);
        assert_eq!(Prices::of(&[], &[], &[worked(1_000, 1)]).groups_max(2_000), None);
    }

    #[test]
    fn rebuilds_of_slices_tell_more_than_the_first_build() {
        let prices = Prices::of(&[], &[worked(2_000, 40)], &[worked(100_000, 100)]);
        assert_eq!(prices.group_ms, Some(0.02));
    }

    #[test]
    fn a_month_that_is_new_is_taken_to_have_a_group_for_each_delta() {
        let new = Pending { deltas: 3_000, adds: 9_000, groups: 0, facts: 0 };
        assert_eq!(
            choose(Prices::of(&[], &[worked(1_000, 1_000)], &[]), &new).rebuild_ms,
            Some(3_000.0)
        );
        let gone = Pending { adds: -20_000, ..MONTH };
        assert_eq!(
            choose(Prices::of(&[], &[worked(1_000, 1_000)], &[]), &gone).rebuild_ms,
            Some(0.0)
        );
    }
}
