//! Which levels to keep: candidates from what statements ask and what two of them have in common,
//! then greedily the one that saves most time for its size, until one more saves too little; then
//! one pass that swaps and one that drops. Time is milliseconds over the workload's own window.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::Counts;
use super::order::{least_share, order, share};
use super::prices::{self, MEASURE_BYTES, Prices};
use super::star::{Keys, Query, Star, columns_of};
use crate::rollup::Grain;

/// Candidates at most.
pub const POOL_MAX: usize = 200;
/// Levels of one family at most: each is folded at every refresh.
const LEVELS_MAX: usize = 8;
/// One more level must take away this share of what the statements still cost.
const GAIN_MIN: f64 = 0.05;
/// A level with more groups than this share of what it is grouped from is not worth a table.
const SHRINK_MIN: f64 = 0.25;
/// Orders of the keys are made so often for what was chosen.
const SETTLED_MAX: usize = 2;
/// A level smaller than this share of the fact table is not felt as space.
const FELT_SHARE: f64 = 0.02;

/// What a statement costs now, by position in [`Star::queries`].
#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub calls: f64,
    pub ms: f64,
}

/// One level that could be kept.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub keys: Keys,
    pub groups: f64,
    pub bytes: f64,
    /// What each query would take; None: it does not answer it.
    pub ms: Vec<Option<f64>>,
}

/// The choice for one star.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Finest first; the base among them.
    pub levels: Vec<Keys>,
    /// What each query takes from each of them, with the order that its key will have.
    pub ms: Vec<Vec<Option<f64>>>,
    /// Every level is grouped from it.
    pub base: Keys,
}

/// Sets of keys worth counting: each query's own, what two have in common, and the base of each.
pub fn candidates(star: &Star<'_>, now: &[Now]) -> Vec<Keys> {
    let own: BTreeSet<Keys> =
        star.queries.iter().flat_map(|q| [q.keys.clone(), picked(q)]).collect();
    let own: Vec<Keys> = own.into_iter().collect();
    let mut joined: BTreeSet<Keys> = BTreeSet::new();
    for (at, one) in own.iter().enumerate() {
        joined.extend(own[at + 1..].iter().map(|other| star.joined(one, other)));
    }
    let weight = |keys: &Keys| -> f64 {
        let served = star.queries.iter().zip(now).filter(|(q, _)| star.serves(keys, q));
        served.map(|(_, now)| now.calls * now.ms).sum()
    };
    let mut joined: Vec<(f64, Keys)> = joined.into_iter().map(|k| (weight(&k), k)).collect();
    joined.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut pool = own;
    for (_, keys) in joined {
        if !pool.contains(&keys) {
            pool.push(keys);
        }
    }
    pool.truncate(POOL_MAX / 2);
    for base in bases(star, &pool) {
        if !pool.contains(&base) {
            pool.push(base);
        }
    }
    pool.retain(|keys| !keys.is_empty());
    pool.truncate(POOL_MAX);
    pool
}

/// With each column that the query picks rows by, though it follows from another: only as a key
/// does it find them.
fn picked(query: &Query) -> Keys {
    let columns = query.compared.iter().filter(|(grain, _)| matches!(grain, Grain::Column(_)));
    query.keys.iter().chain(columns.map(|(grain, _)| grain)).cloned().collect()
}

/// Closed under what two have in common, as far as there is room.
fn bases(star: &Star<'_>, pool: &[Keys]) -> Vec<Keys> {
    let mut bases: Vec<Keys> = Vec::new();
    for keys in pool {
        let base = star.base(keys);
        for at in 0..bases.len() {
            let joined = star.joined(&bases[at], &base);
            if !bases.contains(&joined) && bases.len() < POOL_MAX / 2 {
                bases.push(joined);
            }
        }
        if !bases.contains(&base) {
            bases.push(base);
        }
    }
    bases
}

/// What is known of each set of keys whose groups are known.
pub fn priced(star: &Star<'_>, pool: &[Keys], counts: &Counts) -> Vec<Candidate> {
    let prices = prices::prices(star.engine());
    let one = |keys: &Keys| {
        let groups = counts.of(keys)?.groups;
        let served: Vec<bool> = star.queries.iter().map(|q| star.serves(keys, q)).collect();
        let ms = star.queries.iter().zip(&served).map(|(query, served)| {
            served.then(|| read_ms(star, groups * least_share(keys, query, counts)))
        });
        let ms = ms.collect();
        let bytes = groups * row_bytes(star, keys, prices);
        Some(Candidate { keys: keys.clone(), groups, bytes, ms })
    };
    pool.iter().filter_map(one).collect()
}

/// What reading so many rows of a rollup takes.
pub fn read_ms(star: &Star<'_>, rows: f64) -> f64 {
    let prices = prices::prices(star.engine());
    prices.read_ms_min + rows * prices.read_row / 1_000.0
}

fn row_bytes(star: &Star<'_>, keys: &Keys, prices: Prices) -> f64 {
    let width = |grain: &Grain| -> f64 {
        let of = |c| {
            let column = star.column(c);
            column.map_or(8.0, |c| c.width_bytes.unwrap_or_else(|| prices::width(c.class)))
        };
        columns_of(grain).iter().map(of).sum()
    };
    let keys: f64 = keys.iter().map(width).sum();
    let measures = (star.measures.len() + 1) as f64 * MEASURE_BYTES;
    prices.row_bytes + keys * prices.key_copies + measures
}

/// What the choice must keep to.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Rows of the fact table, and its size.
    pub rows: f64,
    pub bytes: Option<f64>,
    pub budget: Option<f64>,
    /// Changes of fact rows in the workload's window: an update is two.
    pub changes: f64,
    /// All of them are caught already, for a family that whatever is chosen would come to.
    pub is_captured: bool,
}

/// The levels that save most; empty where none is worth its price.
pub fn choose(
    star: &Star<'_>,
    pool: &[Candidate],
    counts: &Counts,
    now: &[Now],
    bounds: &Bounds,
) -> Chosen {
    let mut choice = Choice::new(star, pool, now, bounds);
    choice.grow();
    choice.swap();
    // Until here each statement reads as if every level's key had the order that suits it best.
    for _ in 0..SETTLED_MAX {
        choice.settle(counts);
        choice.grow();
    }
    choice.drop_idle();
    choice.end()
}

struct Choice<'a> {
    star: &'a Star<'a>,
    pool: &'a [Candidate],
    at: BTreeMap<&'a Keys, usize>,
    now: &'a [Now],
    bounds: &'a Bounds,
    /// As in `pool`; of settled levels with the order that their key will have.
    ms: Vec<Vec<Option<f64>>>,
    /// Positions in `pool`.
    levels: Vec<usize>,
}

impl<'a> Choice<'a> {
    fn new(star: &'a Star<'a>, pool: &'a [Candidate], now: &'a [Now], bounds: &'a Bounds) -> Self {
        let at = pool.iter().enumerate().map(|(at, c)| (&c.keys, at)).collect();
        let ms = pool.iter().map(|c| c.ms.clone()).collect();
        Self { star, pool, at, now, bounds, ms, levels: Vec::new() }
    }

    /// With the base that the levels need; None: nothing is known of that base.
    fn with_base(&self, levels: &[usize]) -> Option<Vec<usize>> {
        let mut all = levels.to_vec();
        if let Some(base) = self.base(levels)
            && !levels.is_empty()
        {
            let base = *self.at.get(&base)?;
            if !all.contains(&base) {
                all.push(base);
            }
        }
        Some(all)
    }

    fn base(&self, levels: &[usize]) -> Option<Keys> {
        let keys = levels.iter().map(|at| &self.pool[*at].keys);
        let base = keys.map(|keys| self.star.base(keys));
        base.reduce(|one, other| self.star.joined(&one, &other))
    }

    fn ms(&self, levels: &[usize], query: usize) -> f64 {
        let of = |at: &usize| self.ms[*at][query];
        levels.iter().filter_map(of).fold(self.now[query].ms, f64::min)
    }

    fn cost(&self, levels: &[usize]) -> f64 {
        let of = |query: usize| self.now[query].calls * self.ms(levels, query);
        (0..self.now.len()).map(of).sum()
    }

    /// What statements take, and what writers and refreshes pay.
    fn whole_cost(&self, levels: &[usize]) -> Option<f64> {
        let all = self.with_base(levels)?;
        let Bounds { changes, is_captured, .. } = *self.bounds;
        Some(self.cost(&all) + writing_ms(self.star, all.len(), changes, is_captured))
    }

    fn bytes(&self, levels: &[usize]) -> Option<f64> {
        Some(self.with_base(levels)?.iter().map(|at| self.pool[*at].bytes).sum())
    }

    fn fits(&self, levels: &[usize]) -> bool {
        let bytes = self.bytes(levels);
        bytes.is_some_and(|bytes| self.bounds.budget.is_none_or(|budget| bytes <= budget))
    }

    /// It is much smaller than what it is grouped from.
    fn shrinks(&self, level: usize, levels: &[usize]) -> bool {
        let Some(all) = self.with_base(levels) else { return false };
        let own = &self.pool[level];
        let tells = |at: &&usize| {
            let finer = &self.pool[**at];
            **at != level && own.keys.iter().all(|grain| self.star.tells(&finer.keys, grain))
        };
        let parent = all.iter().filter(tells).map(|at| self.pool[*at].groups).reduce(f64::min);
        let is_base = self.base(levels).as_ref() == Some(&own.keys);
        (is_base && levels.len() > 1)
            || own.groups <= parent.unwrap_or(self.bounds.rows) * SHRINK_MIN
    }

    fn all_shrink(&self, levels: &[usize]) -> bool {
        levels.iter().all(|level| self.shrinks(*level, levels))
    }

    /// Gives the key of each chosen level one order, for the statements that read it.
    fn settle(&mut self, counts: &Counts) {
        let all = self.with_base(&self.levels).unwrap_or_default();
        let reads = |query: usize| {
            let of = |at: &usize| Some((*at, self.ms[*at][query]?));
            let best = all.iter().filter_map(of).min_by(|a, b| a.1.total_cmp(&b.1));
            best.map(|(at, _)| at)
        };
        let readers: Vec<Option<usize>> = (0..self.now.len()).map(reads).collect();
        for at in all {
            let own = (0..self.now.len()).filter(|q| readers[*q] == Some(at));
            let queries: Vec<(&Query, f64)> =
                own.map(|q| (&self.star.queries[q], self.now[q].calls)).collect();
            let keys = order(&self.pool[at].keys, &queries, counts);
            let served = self.pool[at].ms.iter().zip(&self.star.queries);
            self.ms[at] = served
                .map(|(ms, query)| {
                    let share = share(&keys, query, counts);
                    ms.map(|_| read_ms(self.star, self.pool[at].groups * share))
                })
                .collect();
        }
    }

    fn grow(&mut self) {
        while self.levels.len() < LEVELS_MAX
            && let Some(best) = self.best_addition()
        {
            self.levels.push(best);
        }
    }

    fn best_addition(&self) -> Option<usize> {
        let before = self.whole_cost(&self.levels)?;
        let bytes_before = self.bytes(&self.levels)?;
        let left = self.cost(&self.with_base(&self.levels)?);
        let felt = self.bounds.bytes.map_or(0.0, |b| b * FELT_SHARE).max(1_000_000.0);
        let score = |level: usize| {
            let mut levels = self.levels.clone();
            levels.push(level);
            let gain = before - self.whole_cost(&levels)?;
            let worth = gain > left * GAIN_MIN && self.fits(&levels) && self.all_shrink(&levels);
            let bytes = (self.bytes(&levels)? - bytes_before).max(0.0);
            worth.then_some(gain / (bytes + felt))
        };
        (0..self.pool.len())
            .filter(|level| !self.levels.contains(level))
            .filter_map(|level| Some((level, score(level)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(level, _)| level)
    }

    /// Each level once: is another better in its place?
    fn swap(&mut self) {
        for place in 0..self.levels.len() {
            let mut best = (self.whole_cost(&self.levels), self.levels.clone());
            for other in (0..self.pool.len()).filter(|at| !self.levels.contains(at)) {
                let mut levels = self.levels.clone();
                levels[place] = other;
                let cost = self.whole_cost(&levels);
                let better = cost.zip(best.0).is_some_and(|(a, b)| a < b * (1.0 - GAIN_MIN));
                if better && self.fits(&levels) && self.all_shrink(&levels) {
                    best = (cost, levels);
                }
            }
            self.levels = best.1;
        }
    }

    /// Levels that later ones made needless.
    fn drop_idle(&mut self) {
        let mut place = 0;
        while place < self.levels.len() {
            let mut fewer = self.levels.clone();
            fewer.remove(place);
            let with = self.whole_cost(&self.levels);
            let without = self.whole_cost(&fewer);
            let left = self.with_base(&fewer).map_or(0.0, |all| self.cost(&all));
            let idle = with.zip(without).is_some_and(|(a, b)| b - a <= left * GAIN_MIN);
            if idle && self.all_shrink(&fewer) {
                self.levels = fewer;
            } else {
                place += 1;
            }
        }
    }

    fn end(self) -> Chosen {
        let base = self.base(&self.levels).unwrap_or_default();
        let mut all = self.with_base(&self.levels).unwrap_or_default();
        all.sort_by(|a, b| self.pool[*b].groups.total_cmp(&self.pool[*a].groups));
        let ms = all.iter().map(|at| self.ms[*at].clone()).collect();
        let levels = all.into_iter().map(|at| self.pool[at].keys.clone()).collect();
        Chosen { levels, ms, base }
    }
}

/// What catching and folding so many changes costs, in milliseconds.
pub fn writing_ms(star: &Star<'_>, levels: usize, changes: f64, is_captured: bool) -> f64 {
    if levels == 0 {
        return 0.0;
    }
    let prices = prices::prices(star.engine());
    let capture = if is_captured { 0.0 } else { prices.capture_row };
    changes * (capture + prices.fold_row * levels as f64) / 1_000.0
}
