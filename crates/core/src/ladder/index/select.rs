//! The best sets of indexes for every budget: backward elimination from everything that any plan
//! uses, then moves under each budget. Searches the table of known plans only; whether the
//! planner agrees is asked by `curve.rs`.

use std::collections::BTreeMap;

use super::search::{Limit, Search, State};
use super::set::Set;

/// Rounds of moves under one budget; each takes the best move there is.
const ROUNDS_MAX: usize = 60;
/// Teams that are tried in earnest in one round, by each of two measures.
const TRIED_MAX: usize = 24;
/// Indexes that a settled set is tried without.
const WITHOUT_MAX: usize = 12;
/// A move must lower the total by this share.
const STEP_MIN: f64 = 1e-6;

/// Takes indexes away one at a time, the least loss per byte first, from `from` down to nothing.
/// Every state on the way is a point of a first curve.
pub fn eliminate(search: &Search<'_>, from: Set) -> Vec<State> {
    let mut state = search.state(from);
    let mut path = vec![state.clone()];
    while state.count > 0 {
        let Some(at) = cheapest_loss(search, &state, 0) else { break };
        search.remove(&mut state, at);
        path.push(state.clone());
    }
    path
}

/// The index whose loss per byte is least; with `needed` > 0 bytes to free, one that is large
/// enough for it is judged by its loss alone.
fn cheapest_loss(search: &Search<'_>, state: &State, needed: u64) -> Option<usize> {
    let score = |at: usize| {
        let freed = search.bytes(at).max(1);
        let counted = if needed > 0 { freed.min(needed) } else { freed };
        let loss = search.loss(state, at);
        if loss > 0.0 { loss / counted as f64 } else { loss * freed as f64 }
    };
    state
        .set
        .iter()
        .map(|at| (score(at), at))
        .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)))
        .map(|(_, at)| at)
}

/// Grows sets team by team from nothing, keeping the few best of each size: what a knapsack's
/// table is to a knapsack whose items help each other. Ascending by bytes.
pub fn grow(search: &Search<'_>, limit: Limit) -> Vec<State> {
    let mut shelves: BTreeMap<u32, Vec<State>> = BTreeMap::new();
    shelves.insert(0, vec![search.state(Set::EMPTY)]);
    let mut kept: Vec<State> = Vec::new();
    let mut least = f64::INFINITY;
    let mut scratch = Vec::new();
    while let Some((shelf, states)) = shelves.pop_first() {
        for state in states {
            if state.total > least * (1.0 + GROW_SLACK) {
                continue;
            }
            least = least.min(state.total);
            for team in search.open_teams(&state) {
                let grown = search.grown(&state, team, &mut scratch);
                if grown.total >= state.total || !limit.allows(grown.bytes, grown.count) {
                    continue;
                }
                // A small addition goes to the next shelf at least: this one is done.
                let place = shelf_of(grown.bytes).max(shelf + 1);
                let there = shelves.entry(place).or_default();
                if there.get(SHELF_MAX - 1).is_none_or(|worst| grown.total < worst.total) {
                    let mut next = state.clone();
                    search.add_team(&mut next, team);
                    keep_best(there, next);
                }
            }
            kept.push(state);
        }
    }
    kept
}

/// Sizes that differ by less than this share stand on one shelf.
const SHELF_SHARE: f64 = 0.02;
/// States kept on one shelf.
const SHELF_MAX: usize = 3;
/// A state that is worse than a smaller one by this share is not grown.
const GROW_SLACK: f64 = 0.03;

fn shelf_of(bytes: u64) -> u32 {
    ((bytes.max(1) as f64 / 65_536.0).ln_1p() / SHELF_SHARE) as u32
}

fn keep_best(shelf: &mut Vec<State>, state: State) {
    let at = shelf.partition_point(|known| known.total < state.total);
    if at < SHELF_MAX && !shelf.iter().any(|known| known.set == state.set) {
        shelf.insert(at, state);
        shelf.truncate(SHELF_MAX);
    }
}

/// Takes away until the limit holds, sparing what was just added.
fn shrink(search: &Search<'_>, state: &mut State, limit: Limit, spared: &[usize]) -> bool {
    while !limit.holds(state) {
        let needed = state.bytes.saturating_sub(limit.bytes);
        let mut open = state.clone();
        for &at in spared {
            open.set.remove(at);
        }
        let score = |at: usize| {
            let freed = search.bytes(at).max(1);
            let counted = if needed > 0 { freed.min(needed) } else { 1 };
            (search.loss(state, at) / counted as f64, at)
        };
        let least = open
            .set
            .iter()
            .map(score)
            .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        let Some((_, at)) = least else { return false };
        search.remove(state, at);
    }
    true
}

/// Takes away what brings less than `loss_min`.
pub fn prune(search: &Search<'_>, state: &mut State, loss_min: f64) {
    loop {
        let least = state
            .set
            .iter()
            .map(|at| (search.loss(state, at), at))
            .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        match least {
            Some((loss, at)) if loss < loss_min => search.remove(state, at),
            _ => return,
        }
    }
}

/// Brings a set under a limit and climbs from there.
pub fn settle(search: &Search<'_>, start: &State, limit: Limit) -> State {
    let mut state = start.clone();
    shrink(search, &mut state, limit, &[]);
    climb(search, &mut state, limit, None);
    state
}

/// Makes a settled set better under its limit: tries to do without each of the indexes that are
/// missed least for their bytes, and climbs again.
pub fn improve(search: &Search<'_>, start: &State, limit: Limit) -> State {
    let mut best = start.clone();
    let step = best.total.abs() * STEP_MIN;
    let mut tried = Set::EMPTY;
    for _ in 0..WITHOUT_MAX {
        let worth = |at: usize| search.loss(&best, at) / search.bytes(at).max(1) as f64;
        let open = best.set.minus(&tried);
        let least = open.iter().min_by(|a, b| worth(*a).total_cmp(&worth(*b)).then(a.cmp(b)));
        let Some(at) = least else { return best };
        tried.insert(at);
        let mut other = best.clone();
        search.remove(&mut other, at);
        climb(search, &mut other, limit, Some(at));
        if other.total < best.total - step {
            best = other;
        }
    }
    best
}

/// Adds a team of indexes and takes away what no longer fits, as long as that helps; `banned` may
/// not come back.
fn climb(search: &Search<'_>, state: &mut State, limit: Limit, banned: Option<usize>) {
    let step = state.total.abs() * STEP_MIN;
    for _ in 0..ROUNDS_MAX {
        prune(search, state, step);
        let moved = promising(search, state, banned)
            .into_iter()
            .filter_map(|(grown, team)| fitted(search, grown, limit, team))
            .min_by(|a, b| a.total.total_cmp(&b.total).then_with(|| a.set.cmp(&b.set)));
        match moved {
            Some(next) if next.total < state.total - step => *state = next,
            _ => return,
        }
    }
}

/// States with one team more, limits aside: those that gain most and those that gain most for
/// their bytes.
fn promising<'s>(
    search: &'s Search<'_>,
    state: &State,
    banned: Option<usize>,
) -> Vec<(State, &'s [usize])> {
    let mut scratch = Vec::new();
    let mut worth: Vec<(f64, f64, &[usize])> = Vec::new();
    for team in search.open_teams(state) {
        if banned.is_some_and(|at| team.contains(&at)) {
            continue;
        }
        let grown = search.grown(state, team, &mut scratch);
        let gain = grown.total - state.total;
        if gain < 0.0 {
            worth.push((gain, gain / (grown.bytes - state.bytes).max(1) as f64, team));
        }
    }
    worth.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.2.cmp(b.2)));
    let mut rest = worth.split_off(worth.len().min(TRIED_MAX));
    rest.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.2.cmp(b.2)));
    rest.truncate(TRIED_MAX);
    let grow = |(_, _, team): (f64, f64, &'s [usize])| {
        let mut next = state.clone();
        search.add_team(&mut next, team);
        (next, team)
    };
    worth.into_iter().chain(rest).map(grow).collect()
}

/// The grown state with whatever had to go for it taken away.
fn fitted(search: &Search<'_>, mut grown: State, limit: Limit, team: &[usize]) -> Option<State> {
    shrink(search, &mut grown, limit, team).then_some(grown)
}
