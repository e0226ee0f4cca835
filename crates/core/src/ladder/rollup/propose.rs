//! A choice as proposals: 'ALL' levels folded into the file below them, names, predictions and
//! the price for writers.

use std::collections::BTreeSet;

use super::counts::Counts;
use super::order::{order, share};
use super::prices;
use super::select::{Candidate, Chosen, read_ms, writing_ms};
use super::star::{Keys, Query, Star};
use super::write::{Head, Named, check, definition, rollup_name};
use super::{Ground, RollupProposal, Served, Slow, freshness_ms};
use crate::name::{Bytes, Ident, Millis};
use crate::rollup::{Grain, Standing, attach};

/// Refresh is no rarer than this, whatever the answers may be: pending changes slow the reader.
const LAG_MS_MAX: u64 = 3_600_000;
/// What a file without a `lag` line has.
const LAG_MS_DEFAULT: u64 = 60_000;

pub struct Made<'a> {
    pub ground: &'a Ground<'a>,
    pub star: &'a Star<'a>,
    /// At the positions of the star's queries.
    pub slow: &'a [Slow],
    pub pool: &'a [Candidate],
    pub counts: &'a Counts,
    /// Of fact rows in the workload's window.
    pub changes: Option<f64>,
    /// As in [`super::select::Bounds`].
    pub is_captured: bool,
}

/// A level with a file of its own, and those that are written into it.
struct File<'a> {
    level: &'a Candidate,
    all: Vec<(Grain, &'a Candidate)>,
}

impl Made<'_> {
    /// Each with the order of its keys.
    pub fn proposals(
        &self,
        chosen: &Chosen,
        others: &[RollupProposal],
    ) -> Vec<(RollupProposal, Vec<Grain>)> {
        let levels: Vec<&Candidate> = chosen
            .levels
            .iter()
            .filter_map(|keys| self.pool.iter().find(|c| c.keys == *keys))
            .collect();
        let best = self.best(chosen);
        let standing = self.ground.standing.iter().flat_map(|one| &one.family.levels);
        let mut taken: Vec<Ident> = others
            .iter()
            .map(|p| p.name.clone())
            .chain(standing.map(|level| level.name.clone()))
            .collect();
        let files = self.files(&levels);
        // The coarsest has the shortest name.
        let mut names = Vec::new();
        for file in files.iter().rev() {
            let all: Vec<Grain> = file.all.iter().map(|(key, _)| key.clone()).collect();
            let keys = &file.level.keys;
            let named = Named { keys, is_base: *keys == chosen.base, all: &all };
            let name = rollup_name(self.star, &named, &taken);
            taken.push(name.clone());
            names.push(name);
        }
        let named = files.iter().zip(names.into_iter().rev());
        let proposal = |(file, name): (&File<'_>, Ident)| {
            self.proposal(file, name, file.level.keys == chosen.base, &best)
        };
        named.map(proposal).collect()
    }

    /// Which level answers each query, by its keys.
    fn best<'c>(&self, chosen: &'c Chosen) -> Vec<Option<&'c Keys>> {
        let of = |query: usize| {
            let levels = chosen.levels.iter().zip(&chosen.ms);
            let answers = levels.filter_map(|(keys, ms)| Some((keys, ms[query]?)));
            let best = answers.min_by(|a, b| a.1.total_cmp(&b.1))?;
            (best.1 < self.slow[query].after_indexes.0).then_some(best.0)
        };
        (0..self.slow.len()).map(of).collect()
    }

    /// A level that is another without one key is an 'ALL' level of it.
    fn files<'l>(&self, levels: &[&'l Candidate]) -> Vec<File<'l>> {
        let mut files: Vec<File<'l>> = Vec::new();
        for level in levels {
            let below = files.iter_mut().find_map(|file| {
                let key = only_key_more(&file.level.keys, &level.keys)?;
                let joined = self.star.dims_of(&file.level.keys);
                (joined == self.star.dims_of(&level.keys)).then_some((file, key))
            });
            match below {
                Some((file, key)) => file.all.push((key, level)),
                None => files.push(File { level, all: Vec::new() }),
            }
        }
        files
    }

    fn proposal(
        &self,
        file: &File<'_>,
        name: Ident,
        is_base: bool,
        best: &[Option<&Keys>],
    ) -> (RollupProposal, Vec<Grain>) {
        let levels: Vec<&Candidate> =
            std::iter::once(file.level).chain(file.all.iter().map(|(_, level)| *level)).collect();
        let own: BTreeSet<&Keys> = levels.iter().map(|l| &l.keys).collect();
        let answered: Vec<usize> = (0..self.slow.len())
            .filter(|q| best[*q].is_some_and(|keys| own.contains(keys)))
            .collect();
        let queries: Vec<(&Query, f64)> = answered
            .iter()
            .map(|q| {
                let read = levels.iter().find(|l| best[*q] == Some(&l.keys));
                let rows = read.map_or(1.0, |level| level.groups);
                (&self.star.queries[*q], self.slow[*q].calls * rows)
            })
            .collect();
        let order = order(&file.level.keys, &queries, self.counts);
        let serves: Vec<Served> =
            answered.iter().filter_map(|q| self.served(*q, &levels, &order, file.level)).collect();
        let sure = |l: &&Candidate| self.counts.of(&l.keys).is_some_and(|c| c.exact);
        let groups: f64 = levels.iter().map(|l| l.groups).sum();
        let all: Vec<Grain> = file.all.iter().map(|(key, _)| key.clone()).collect();
        let attaches = attaches(self.ground, self.star, &order);
        let price = self.price(is_base && !attaches, levels.len());
        let proposal = RollupProposal {
            definition: String::new(),
            fact: self.star.fact.name.clone(),
            fact_rows: self.star.fact.rows,
            is_base,
            all_levels: file.all.len(),
            groups,
            rows: levels.iter().map(|l| l.groups).collect(),
            groups_exact: levels.iter().all(sure),
            bytes: Bytes(levels.iter().map(|l| l.bytes).sum::<f64>() as u64),
            gain: self.gain(&serves),
            write_us: price.0,
            write_price: price.1,
            refresh_us: price.2,
            changes: self.changes,
            serves,
            family: name.clone(),
            name,
        };
        let notes = notes(&proposal);
        let lag_ms = self.lag(&proposal.serves);
        let head = Head { name: &proposal.name, order: &order, all: &all, lag_ms, notes: &notes };
        let definition = definition(self.star, &head);
        (RollupProposal { definition, ..proposal }, order)
    }

    fn served(
        &self,
        query: usize,
        levels: &[&Candidate],
        order: &[Grain],
        file: &Candidate,
    ) -> Option<Served> {
        let slow = &self.slow[query];
        let of = |level: &&Candidate| {
            level.ms[query]?;
            // An 'ALL' level has the order of the level below, without its key.
            let own: Vec<Grain> =
                order.iter().filter(|grain| level.keys.contains(*grain)).cloned().collect();
            let order = if level.keys == file.keys { order } else { &own };
            let share = share(order, &self.star.queries[query], self.counts);
            Some(read_ms(self.star, level.groups * share))
        };
        let after = levels.iter().filter_map(of).reduce(f64::min)?;
        Some(Served {
            statement: slow.statement,
            before: slow.before,
            measured: slow.measured,
            after: Millis(after),
        })
    }

    /// Of the whole workload's time; only where every time is known.
    fn gain(&self, serves: &[Served]) -> Option<f64> {
        let statements = &self.ground.snapshot.workload.statements;
        let all: f64 = statements.iter().map(|s| s.total.map(|t| t.0)).sum::<Option<f64>>()?;
        let saved: f64 = serves
            .iter()
            .map(|s| {
                let calls = statements.get(s.statement).map_or(0.0, |s| s.calls);
                let slow = self.slow.iter().find(|one| one.statement == s.statement);
                let now = slow.map_or(s.before.0, |one| one.after_indexes.0);
                calls * (now - s.after.0).max(0.0)
            })
            .sum();
        // The sum of none is -0.
        (all > 0.0).then(|| (0.0 + saved / all).min(1.0))
    }

    /// Microseconds for each changed row, at once, as a share of what the row costs by itself, and
    /// at a refresh. The capture is the base's; each level adds its folding.
    fn price(&self, is_base: bool, levels: usize) -> (f64, f64, f64) {
        let prices = prices::prices(self.star.engine());
        let capture = if is_base { prices.capture_row } else { 0.0 };
        (capture, capture / prices.write_row, prices.fold_row * levels as f64)
    }

    /// As long as every answer may be old; None: the default.
    fn lag(&self, serves: &[Served]) -> Option<u64> {
        let wishes = &self.ground.wanted.wishes;
        let statements = &self.ground.snapshot.workload.statements;
        let of = |s: &Served| freshness_ms(wishes.get(&statements.get(s.statement)?.fingerprint));
        let all: Option<Vec<u64>> = serves.iter().map(of).collect();
        let lag = all?.into_iter().min()?.min(LAG_MS_MAX);
        (lag > LAG_MS_DEFAULT).then_some(lag)
    }

    /// Why no proposal answers this one.
    pub fn why_not(&self, slow: &Slow) -> String {
        if let Some(why) = &self.counts.unknown {
            return format!("how many groups it has is not known: {why}");
        }
        let fact = &self.star.fact.name.name;
        let Some(query) = self.star.queries.iter().position(|q| q.statement == slow.statement)
        else {
            return "it was not looked at".to_owned();
        };
        let answers = self.pool.iter().filter_map(|c| Some((c, c.ms[query]?)));
        let Some((level, ms)) = answers.min_by(|a, b| a.1.total_cmp(&b.1)) else {
            return format!("how many groups it has is not known: {fact} was never counted");
        };
        let rows = self.star.fact.rows.unwrap_or(0.0);
        if level.groups * 4.0 > rows {
            return format!(
                "a rollup would have {:.0} groups for the {rows:.0} rows of {fact}",
                level.groups
            );
        }
        let saved = slow.calls * (slow.after_indexes.0 - ms).max(0.0);
        let paid = writing_ms(self.star, 1, self.changes.unwrap_or(0.0), self.is_captured);
        if paid > saved {
            return format!(
                "a rollup would save {} and cost the writers of {fact} {}",
                Millis(saved),
                Millis(paid)
            );
        }
        format!(
            "a rollup would bring too little beside the others: {} → {}",
            slow.before,
            Millis(ms)
        )
    }
}

/// A level of these keys would come to a family that the database has, for whose capture the
/// writers pay already.
pub fn attaches(ground: &Ground<'_>, star: &Star<'_>, keys: &[Grain]) -> bool {
    if ground.standing.is_empty() || keys.is_empty() {
        return false;
    }
    let name = Ident::new("alone");
    let head = Head { name: &name, order: keys, all: &[], lag_ms: None, notes: &[] };
    let Ok(new) = check(star, &definition(star, &head), keys, &ground.catalog()) else {
        return false;
    };
    let takes = |one: &Standing| attach(&one.family, one.family.levels.len(), &new).is_ok();
    ground.standing.iter().any(takes)
}

/// The one key that `more` has beyond `fewer`.
fn only_key_more(more: &Keys, fewer: &Keys) -> Option<Grain> {
    let mut beyond = more.difference(fewer);
    let key = beyond.next()?;
    (beyond.next().is_none() && fewer.is_subset(more)).then(|| key.clone())
}

fn notes(proposal: &RollupProposal) -> Vec<String> {
    let exact = if proposal.groups_exact { "counted" } else { "reckoned from a sample" };
    let mut notes = vec![format!(
        "Predicted: {:.0} rows ({exact}), {}; for each changed row of {} +{:.1} µs at once and \
         +{:.0} µs at a refresh.",
        proposal.groups, proposal.bytes, proposal.fact.name, proposal.write_us, proposal.refresh_us
    )];
    if !proposal.serves.is_empty() {
        let count = proposal.serves.len();
        let s = if count == 1 { "" } else { "s" };
        notes.push(format!("Answers {count} statement{s} of the workload."));
    }
    if proposal.is_base {
        notes.push(
            "The others of this table are fed from it, so a changed dimension costs no look at \
             facts."
                .to_owned(),
        );
    }
    notes
}
