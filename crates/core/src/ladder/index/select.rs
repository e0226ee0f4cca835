//! The best sets of indexes for every budget: backward elimination from everything that any plan
//! uses, then moves under each budget. Searches the table of known plans only; whether the
//! planner agrees is asked by `curve.rs`.

use std::collections::{BTreeMap, HashSet};

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
        let Some(at) = cheapest_loss(search, &state) else { break };
        search.remove(&mut state, at);
        path.push(state.clone());
    }
    path
}

/// The index whose loss per byte is least.
fn cheapest_loss(search: &Search<'_>, state: &State) -> Option<usize> {
    let losses = search.losses(state);
    let score = |at: usize| {
        let bytes = search.bytes(at).max(1) as f64;
        if losses[at] > 0.0 { losses[at] / bytes } else { losses[at] * bytes }
    };
    least(&state.set, score)
}

/// The member of a set with the least score.
fn least(set: &Set, score: impl Fn(usize) -> f64) -> Option<usize> {
    set.iter().min_by(|a, b| score(*a).total_cmp(&score(*b)).then_with(|| a.cmp(b)))
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
            for team in &search.open_teams(&state) {
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
const SHELF_SHARE: f64 = 0.04;
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
        let open = state.set.minus(&Set::of(spared.iter().copied()));
        let losses = search.losses(state);
        let score = |at: usize| {
            let freed = search.bytes(at).max(1);
            let counted = if needed > 0 { freed.min(needed) } else { 1 };
            losses[at] / counted as f64
        };
        let Some(at) = least(&open, score) else { return false };
        search.remove(state, at);
    }
    true
}

/// Takes away what brings less than `loss_min`.
pub fn prune(search: &Search<'_>, state: &mut State, loss_min: f64) {
    loop {
        let losses = search.losses(state);
        match least(&state.set, |at| losses[at]) {
            Some(at) if losses[at] < loss_min => search.remove(state, at),
            _ => return,
        }
    }
}

/// Brings a set under a limit and climbs from there. None: it came to where another climb under
/// this limit had been, and would end where that one did.
pub fn settle(
    search: &Search<'_>,
    start: &State,
    limit: Limit,
    been: &mut HashSet<Set>,
) -> Option<State> {
    let mut state = start.clone();
    shrink(search, &mut state, limit, &[]);
    climb(search, &mut state, limit, None, been).then_some(state)
}

/// Makes a settled set better under its limit: tries to do without each of the indexes that are
/// missed least for their bytes, and climbs again.
pub fn improve(search: &Search<'_>, start: &State, limit: Limit) -> State {
    let mut best = start.clone();
    let step = best.total.abs() * STEP_MIN;
    let mut tried = Set::EMPTY;
    for _ in 0..WITHOUT_MAX {
        let losses = search.losses(&best);
        let worth = |at: usize| losses[at] / search.bytes(at).max(1) as f64;
        let Some(at) = least(&best.set.minus(&tried), worth) else { return best };
        tried.insert(at);
        let mut other = best.clone();
        search.remove(&mut other, at);
        climb(search, &mut other, limit, Some(at), &mut HashSet::new());
        if other.total < best.total - step {
            best = other;
        }
    }
    best
}

/// Adds a team of indexes and takes away what no longer fits, as long as that helps; `banned` may
/// not come back. False: given up at a set that is in `been`.
fn climb(
    search: &Search<'_>,
    state: &mut State,
    limit: Limit,
    banned: Option<usize>,
    been: &mut HashSet<Set>,
) -> bool {
    let step = state.total.abs() * STEP_MIN;
    for _ in 0..ROUNDS_MAX {
        prune(search, state, step);
        if !been.insert(state.set) {
            return false;
        }
        match best_move(search, state, limit, banned, state.total - step) {
            Some(next) => *state = next,
            None => break,
        }
    }
    true
}

/// The state with one team more, and without whatever had to go for it, that costs least: less
/// than `below`.
fn best_move(
    search: &Search<'_>,
    state: &State,
    limit: Limit,
    banned: Option<usize>,
    below: f64,
) -> Option<State> {
    let mut best: Option<State> = None;
    for (grown, team) in promising(search, state, limit, banned) {
        // Taking away only makes it dearer.
        if grown >= best.as_ref().map_or(below, |best| best.total) {
            break;
        }
        let mut next = state.clone();
        search.add_team(&mut next, &team);
        let fits = shrink(search, &mut next, limit, &team);
        if fits && next.total < best.as_ref().map_or(below, |best| best.total) {
            best = Some(next);
        }
    }
    best
}

/// Teams that could be added, with the total as if there were room for them, ascending: those that
/// gain most and those that gain most for their bytes.
fn promising(
    search: &Search<'_>,
    state: &State,
    limit: Limit,
    banned: Option<usize>,
) -> Vec<(f64, Vec<usize>)> {
    let mut scratch = Vec::new();
    let mut worth: Vec<(f64, f64, Vec<usize>)> = Vec::new();
    for team in search.open_teams(state) {
        let bytes: u64 = team.iter().map(|at| search.bytes(*at)).sum();
        if !limit.allows(bytes, team.len()) || banned.is_some_and(|at| team.contains(&at)) {
            continue;
        }
        let grown = search.grown(state, &team, &mut scratch);
        let gain = grown.total - state.total;
        if gain < 0.0 {
            let by_bytes = gain / (grown.bytes - state.bytes).max(1) as f64;
            worth.push((grown.total, by_bytes, team));
        }
    }
    worth.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.2.cmp(&b.2)));
    let mut rest = worth.split_off(worth.len().min(TRIED_MAX));
    let by_total = |a: &(f64, f64, Vec<usize>), b: &(f64, f64, Vec<usize>)| {
        a.0.total_cmp(&b.0).then_with(|| a.2.cmp(&b.2))
    };
    rest.sort_by(by_total);
    worth.extend(rest.into_iter().take(TRIED_MAX));
    worth.sort_by(by_total);
    worth.into_iter().map(|(total, _, team)| (total, team)).collect()
}
