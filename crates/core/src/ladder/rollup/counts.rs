//! How many groups a fact table falls into by a set of keys: asked of the engine on a sample, for
//! many sets at once, and on all rows for the few that are chosen.

use std::collections::HashMap;

use super::star::{Keys, Star};
use crate::engine::{Answer, Effort, EngineError, Grouped, Grouping, Question};
use crate::ladder::index::Ask;
use crate::rollup::{Grain, Source};

/// Rows of a sample: more say little more, and fewer leave months of products unseen.
const SAMPLE_ROWS: u32 = 50_000;
/// A sample of which more rows than this stand alone says only that there are many groups.
const ALONE_SHARE: f64 = 0.8;
/// Ends this close need no look at all rows.
const SURE: f64 = 1.2;

/// A number of groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    pub groups: f64,
    /// Not more than this for sure, as far as the table's own size is known.
    pub at_most: f64,
    /// At least so many were seen.
    pub at_least: f64,
    pub exact: bool,
}

impl Count {
    pub fn is_sure(self) -> bool {
        self.exact || self.at_most <= self.at_least * SURE
    }

    fn exactly(groups: f64) -> Self {
        Self { groups, at_most: groups, at_least: groups, exact: true }
    }
}

/// What is known of one star.
#[derive(Default)]
pub struct Counts {
    known: HashMap<Keys, Count>,
    /// Why the sample could not be taken.
    pub unknown: Option<String>,
    pub questions: usize,
}

impl Counts {
    pub fn of(&self, keys: &Keys) -> Option<Count> {
        if keys.is_empty() {
            return Some(Count::exactly(1.0));
        }
        self.known.get(keys).copied()
    }

    /// Different values of one key.
    pub fn values(&self, grain: &Grain) -> Option<f64> {
        self.of(&Keys::from([grain.clone()])).map(|count| count.groups)
    }

    /// From one sample, for all of `sets` and for each key by itself.
    pub fn learn(
        &mut self,
        star: &Star<'_>,
        sets: &[Keys],
        also: &[Grain],
        ask: &mut Ask<'_>,
    ) -> Result<(), EngineError> {
        let mut singles: Vec<Keys> =
            sets.iter().flatten().chain(also).map(|grain| Keys::from([grain.clone()])).collect();
        singles.sort();
        singles.dedup();
        let wanted: Vec<Keys> = singles.iter().chain(sets).cloned().collect();
        let effort = Effort::Sample { rows_max: SAMPLE_ROWS };
        let seen = self.ask(star, &wanted, effort, ask)?;
        let rows = star.fact.rows;
        // Keys by themselves first: a set has at most the product of theirs.
        for (keys, seen) in wanted.iter().zip(&seen) {
            let Some(seen) = seen else { continue };
            let product = (keys.len() > 1)
                .then(|| keys.iter().map(|k| self.at_most(k)).product::<Option<f64>>())
                .flatten();
            if let Some(count) = estimate(seen, rows, product) {
                self.known.entry(keys.clone()).or_insert(count);
            }
        }
        Ok(())
    }

    fn at_most(&self, grain: &Grain) -> Option<f64> {
        self.of(&Keys::from([grain.clone()])).map(|count| count.groups.max(count.at_least) * SURE)
    }

    /// Counts all rows for those of `sets` that the sample leaves open.
    pub fn make_sure(
        &mut self,
        star: &Star<'_>,
        sets: &[Keys],
        limit_ms: u64,
        ask: &mut Ask<'_>,
    ) -> Result<bool, EngineError> {
        let open: Vec<Keys> = sets
            .iter()
            .filter(|keys| self.of(keys).is_none_or(|count| !count.is_sure()))
            .cloned()
            .collect();
        if open.is_empty() {
            return Ok(false);
        }
        let seen = self.ask(star, &open, Effort::Whole { limit_ms }, ask)?;
        let mut changed = false;
        for (keys, seen) in open.into_iter().zip(seen) {
            if let Some(seen) = seen.filter(|seen| seen.whole) {
                self.known.insert(keys, Count::exactly(seen.groups as f64));
                changed = true;
            }
        }
        Ok(changed)
    }

    fn ask(
        &mut self,
        star: &Star<'_>,
        sets: &[Keys],
        effort: Effort,
        ask: &mut Ask<'_>,
    ) -> Result<Vec<Option<Grouped>>, EngineError> {
        self.questions += 1;
        let answers = ask(&[Question::Groups(grouping(star, sets, effort))])?;
        Ok(match answers.into_iter().next() {
            Some(Answer::Groups(seen)) if seen.len() == sets.len() => seen,
            Some(Answer::Unknown(why)) => {
                self.unknown.get_or_insert(why);
                vec![None; sets.len()]
            }
            Some(Answer::Groups(_) | Answer::Plan(_)) | None => vec![None; sets.len()],
        })
    }
}

fn grouping(star: &Star<'_>, sets: &[Keys], effort: Effort) -> Grouping {
    let mut grains: Vec<&Grain> = sets.iter().flatten().collect();
    grains.sort();
    grains.dedup();
    let at = |grain: &Grain| grains.binary_search(&grain).ok();
    let all: Keys = grains.iter().map(|grain| (*grain).clone()).collect();
    Grouping {
        table: star.fact.name.clone(),
        alias: star.alias(Source::Fact),
        joins: star.joins(" LEFT JOIN", &star.dims_of(&all)),
        expressions: grains.iter().map(|grain| star.grain(grain)).collect(),
        sets: sets.iter().map(|keys| keys.iter().filter_map(at).collect()).collect(),
        effort,
    }
}

/// Groups of the whole table by those of a sample. Where most rows of the sample stand alone the
/// guaranteed-error estimator (Charikar et al. 2000) or Chao's lower bound, whichever is more;
/// else Chao's. None: how many rows the table has is not known.
fn estimate(seen: &Grouped, rows: Option<f64>, product: Option<f64>) -> Option<Count> {
    let groups = seen.groups as f64;
    if seen.whole {
        return Some(Count::exactly(groups));
    }
    let sampled = seen.rows as f64;
    let rows = rows?.max(sampled);
    if seen.rows == 0 {
        return None;
    }
    let (once, twice) = (seen.once as f64, seen.twice as f64);
    let share = rows / sampled;
    let chao = groups + once * (once - 1.0).max(0.0) / (2.0 * (twice + 1.0));
    let bounded = share.sqrt() * once + groups - once;
    let wanted = if once / sampled > ALONE_SHARE { bounded.max(chao) } else { chao };
    let at_most = (share * once + groups - once).min(rows).min(product.unwrap_or(rows)).max(groups);
    let groups_all = wanted.clamp(groups, at_most);
    Some(Count { groups: groups_all, at_most, at_least: groups, exact: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_all_came_again_are_all_there_are() {
        let seen = Grouped { rows: 10_000, groups: 400, once: 0, twice: 0, whole: false };
        let count = estimate(&seen, Some(1e7), None).unwrap();
        assert!((count.groups - 400.0).abs() < 1e-9 && count.is_sure());
    }

    #[test]
    fn rows_that_stand_alone_leave_the_count_open() {
        let seen = Grouped { rows: 10_000, groups: 9_900, once: 9_800, twice: 100, whole: false };
        let count = estimate(&seen, Some(1e6), None).unwrap();
        assert!(count.groups > 100_000.0 && !count.is_sure());
        assert!(count.at_most > 900_000.0);
    }

    #[test]
    fn a_table_of_unknown_size_has_an_unknown_number_of_groups() {
        let seen = Grouped { rows: 100, groups: 90, once: 80, twice: 10, whole: false };
        assert_eq!(estimate(&seen, None, None), None);
        let whole = Grouped { whole: true, ..seen };
        assert_eq!(estimate(&whole, None, None), Some(Count::exactly(90.0)));
    }

    #[test]
    fn no_set_has_more_groups_than_the_product_of_its_keys() {
        let seen = Grouped { rows: 1_000, groups: 800, once: 700, twice: 50, whole: false };
        assert!(estimate(&seen, Some(1e6), Some(1_200.0)).unwrap().groups <= 1_200.0);
    }
}
