//! The rollup rung: which summary tables would answer the statements that no index makes fast
//! enough, how large they would be, what each brings and what it costs the writers. One door:
//! [`advise`]. Pure: the engine is asked how many groups there are through a function.
//!
//! ```text
//! texts -> needs -> stars -> candidates -> counts (asks) -> select -> make sure (asks) -> files
//! ```
//!
//! Proposes definitions; whether a query is then answered from a level is for the rewriter.

mod counts;
mod order;
mod prices;
mod propose;
mod prove;
mod select;
mod sql;
mod star;
mod steps;
mod write;

#[cfg(test)]
mod tests;

pub use star::Keys;
pub use steps::{RollupStep, steps};

use std::collections::BTreeMap;

use crate::engine::EngineError;
use crate::ladder::climb::{Options as Wanted, Wish};
use crate::ladder::index::{self, Ask};
use crate::name::{Bytes, Ident, Millis, TableName};
use crate::rollup::{Catalog, How, Need, Refusal, Standing, answer, need};
use crate::seen::{Snapshot, StatementPlan};
use crate::sql::{Facts, StatementKind};
use counts::Counts;
use prove::Proven;
use select::{Bounds, Chosen, Now, candidates, choose, priced};
use star::Star;

/// A pass over all rows for a level that was chosen, at most.
const WHOLE_LIMIT_MS: u64 = 10_000;
/// Choices made anew with what such passes found.
const ROUNDS_MAX: usize = 3;
/// More combinations of a statement's values than this are too many to keep an answer for each.
const KEY_SPACE_MAX: f64 = 10_000.0;
/// An answer that is asked for less often than this is not worth keeping.
const ASKED_AGAIN_MIN: f64 = 2.0;

/// What is known before this rung is looked at.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub snapshot: &'a Snapshot,
    pub facts: &'a [(usize, Facts)],
    /// Runnable texts of every statement at its position.
    pub texts: &'a [Vec<String>],
    pub plans: &'a [(usize, StatementPlan)],
    /// By position: what the indexes of the plan leave of a statement's cost, 0 … 1.
    pub left_by_indexes: &'a BTreeMap<usize, f64>,
    /// Schemas in which a bare name is looked for.
    pub search_path: &'a [&'a str],
    pub wanted: &'a Wanted,
    /// All rollups together; None: what brings too little is left out all the same.
    pub budget: Option<Bytes>,
    /// Families that the database has and that can be asked.
    pub standing: &'a [Standing],
}

impl<'a> Ground<'a> {
    fn catalog(&self) -> Catalog<'a> {
        Catalog::of(self.snapshot, self.search_path)
    }
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Advice {
    /// In the order in which they are to be added: what feeds another comes before it.
    pub proposals: Vec<RollupProposal>,
    /// By position: how a statement is asked of them.
    pub asked: BTreeMap<usize, Asked>,
    /// By position: why a statement that aggregates gets none.
    pub why_not: BTreeMap<usize, String>,
    /// By position: in how many ways a statement can be asked, where those are too many to cache.
    pub key_spaces: BTreeMap<usize, f64>,
    pub questions: usize,
}

/// A statement in the words in which a rollup answers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The live view, as SQL names it.
    pub view: String,
    /// The shape of what is asked.
    pub shape: String,
}

/// One rollup to add.
#[derive(Debug, Clone, PartialEq)]
pub struct RollupProposal {
    pub name: Ident,
    /// The first of those that share its capture.
    pub family: Ident,
    /// A definition file, fit for `rungs rollup add`.
    pub definition: String,
    pub fact: TableName,
    /// Rows of the fact table, where the server knows them.
    pub fact_rows: Option<f64>,
    /// The others of its fact table are fed from it: a changed dimension costs no look at facts.
    pub is_base: bool,
    /// Levels of its own above it, each without one of its keys.
    pub all_levels: usize,
    /// Rows that it will have, with those of its 'ALL' levels.
    pub groups: f64,
    /// Of its own, then of each 'ALL' level.
    pub rows: Vec<f64>,
    /// Counted on all rows; else reckoned from a sample.
    pub groups_exact: bool,
    pub bytes: Bytes,
    /// Share of the whole workload's time that it takes away, 0 … 1; None: that is not known.
    pub gain: Option<f64>,
    /// Microseconds that its capture adds to each changed row of the fact table, in the writer's
    /// own transaction. The base bears it for all that are fed from it.
    pub write_us: f64,
    /// The same as a share of what writing the row costs by itself.
    pub write_price: f64,
    /// Microseconds that folding each changed row into it costs, at the next refresh.
    pub refresh_us: f64,
    /// Changes of fact rows in the workload's window; None: no writes were seen.
    pub changes: Option<f64>,
    pub serves: Vec<Served>,
}

/// A statement that the rollup answers faster than any other of the advice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// Position in the workload.
    pub statement: usize,
    pub before: Millis,
    /// The time before was measured; else it is reckoned from the rows that are read.
    pub measured: bool,
    /// Predicted.
    pub after: Millis,
}

impl Advice {
    /// The rollup that answers the statement at this position.
    pub fn serving(&self, statement: usize) -> Option<(&RollupProposal, &Served)> {
        self.proposals
            .iter()
            .find_map(|p| p.serves.iter().find(|s| s.statement == statement).map(|s| (p, s)))
    }
}

/// One statement that is still too slow with the plan's indexes.
#[derive(Debug, Clone, Copy)]
struct Slow {
    statement: usize,
    calls: f64,
    /// As it is.
    before: Millis,
    measured: bool,
    /// With the plan's indexes.
    after_indexes: Millis,
}

/// Rollups for the statements that the rungs below do not make fast enough.
pub fn advise(ground: &Ground<'_>, ask: &mut Ask<'_>) -> Result<Advice, EngineError> {
    let mut advice = Advice::default();
    let (stars, slow) = stars(ground, &mut advice);
    let mut left = ground.budget;
    for star in &stars {
        let now: Vec<Slow> = star
            .queries
            .iter()
            .filter_map(|q| slow.iter().find(|s| s.statement == q.statement).copied())
            .collect();
        advise_star(ground, star, &now, &mut left, &mut advice, ask)?;
    }
    Ok(advice)
}

/// The needs of all slow aggregates, by fact table.
fn stars<'a>(ground: &Ground<'a>, advice: &mut Advice) -> (Vec<Star<'a>>, Vec<Slow>) {
    let snapshot = ground.snapshot;
    let catalog = ground.catalog();
    let (mut stars, mut slow): (Vec<Star<'a>>, Vec<Slow>) = (Vec::new(), Vec::new());
    for (statement, facts) in ground.facts {
        let text = ground.texts.get(*statement).and_then(|texts| texts.first());
        let (Some(text), StatementKind::Select) = (text, facts.kind) else { continue };
        let need = match need(text, &catalog) {
            Ok(Some(need)) => need,
            Ok(None) => continue,
            Err(refusal) => {
                advice.why_not.insert(*statement, said(&refusal));
                continue;
            }
        };
        let Some(fact) = snapshot.table(&need.fact) else { continue };
        let Some(one) = slowness(ground, *statement, fact) else { continue };
        if let Some(stands) = answered_already(ground, text, &catalog) {
            advice.why_not.insert(*statement, stands);
            continue;
        }
        if let Err(refusal) = could_be_kept(snapshot, fact, &need, &catalog) {
            advice.why_not.insert(*statement, said(&refusal));
            continue;
        }
        slow.push(one);
        if let Some(star) = stars.iter_mut().find(|star| star.fact.name == fact.name) {
            star.add(*statement, &need);
        } else {
            let mut star = Star::new(snapshot, fact);
            star.add(*statement, &need);
            stars.push(star);
        }
    }
    (stars, slow)
}

/// By a rollup that the database has.
fn answered_already(ground: &Ground<'_>, text: &str, catalog: &Catalog<'_>) -> Option<String> {
    let answered = answer(text, catalog, ground.standing).ok()?;
    let family = ground.standing.iter().find(|one| one.family.name == answered.family)?;
    let view = prove::view_of(std::slice::from_ref(&family.family), &answered).ok()?;
    Some(format!("{view} answers it already, if it is asked; see: rungs rollup explain"))
}

fn said(refusal: &Refusal) -> String {
    format!("{refusal}; {}", refusal.mend)
}

/// None: it is fast enough, or nothing tells how slow it is.
fn slowness(ground: &Ground<'_>, statement: usize, fact: &crate::seen::Table) -> Option<Slow> {
    let known = ground.snapshot.workload.statements.get(statement)?;
    let wish = ground.wanted.wishes.get(&known.fingerprint);
    let target = wish.and_then(|w| w.target).unwrap_or(ground.wanted.target);
    let measured = known.mean();
    let before = match measured {
        Some(mean) => mean,
        None => reckoned(ground, statement, fact)?,
    };
    let left = ground.left_by_indexes.get(&statement).copied().unwrap_or(1.0);
    let after_indexes = Millis(before.0 * left);
    (after_indexes.0 > target.0).then_some(Slow {
        statement,
        calls: known.calls,
        before,
        measured: measured.is_some(),
        after_indexes,
    })
}

/// From the rows of the fact table that its plan reads: of one that is looked up for each row of
/// the tables before it, as many as all those look-ups find.
fn reckoned(ground: &Ground<'_>, statement: usize, fact: &crate::seen::Table) -> Option<Millis> {
    let plan = ground.plans.iter().find(|(at, _)| *at == statement).map(|(_, plan)| plan);
    let tables: Vec<_> =
        plan.into_iter().flat_map(|p| &p.nodes).filter(|n| n.table.is_some()).collect();
    let at = tables.iter().position(|n| n.table.as_ref() == Some(&fact.name));
    let read = match at {
        Some(at) if !tables[at].full_scan => {
            tables[..=at].iter().map(|n| n.rows_estimated.map(|rows| rows.max(1.0))).product()
        }
        Some(_) | None => fact.rows,
    };
    let prices = prices::prices(ground.snapshot.server.engine);
    Some(Millis(read?.min(fact.rows?) * prices.raw_row / 1_000.0))
}

/// A definition of just what the statement asks must be one that can be kept.
fn could_be_kept(
    snapshot: &Snapshot,
    fact: &crate::seen::Table,
    need: &Need,
    catalog: &Catalog<'_>,
) -> Result<(), Refusal> {
    let mut alone = Star::new(snapshot, fact);
    alone.add(0, need);
    let order: Vec<_> = alone.queries[0].keys.iter().cloned().collect();
    if order.is_empty() {
        // One row for all: any level gives it.
        return Ok(());
    }
    let name = Ident::new("alone");
    let head = write::Head { name: &name, order: &order, all: &[], lag_ms: None, notes: &[] };
    let text = write::definition(&alone, &head);
    write::check(&alone, &text, &order, catalog).map(|_| ())
}

fn advise_star(
    ground: &Ground<'_>,
    star: &Star<'_>,
    slow: &[Slow],
    budget: &mut Option<Bytes>,
    advice: &mut Advice,
    ask: &mut Ask<'_>,
) -> Result<(), EngineError> {
    let now: Vec<Now> =
        slow.iter().map(|s| Now { calls: s.calls, ms: s.after_indexes.0 }).collect();
    let pool = candidates(star, &now);
    let compared: Vec<_> =
        star.queries.iter().flat_map(|q| &q.compared).map(|(grain, _)| grain.clone()).collect();
    let mut counts = Counts::default();
    counts.learn(star, &pool, &compared, ask)?;
    note_key_spaces(star, slow, &counts, advice);
    let changes = changes(ground, star);
    let bounds = Bounds {
        rows: star.fact.rows.unwrap_or(0.0),
        bytes: star.fact.bytes.map(|b| b.0 as f64),
        budget: budget.map(|b| b.0 as f64),
        changes: changes.unwrap_or(0.0),
        is_captured: is_captured(ground, star),
    };
    let mut chosen = Chosen::default();
    let mut known = Vec::new();
    for _ in 0..ROUNDS_MAX {
        known = priced(star, &pool, &counts);
        chosen = choose(star, &known, &counts, &now, &bounds);
        if !counts.make_sure(star, &chosen.levels, WHOLE_LIMIT_MS, ask)? {
            break;
        }
    }
    advice.questions += counts.questions;
    let made = propose::Made {
        ground,
        star,
        slow,
        pool: &known,
        counts: &counts,
        changes,
        is_captured: bounds.is_captured,
    };
    let proposed = made.proposals(&chosen, &advice.proposals);
    let Proven { proposals, asked, unproven } = prove::prove(ground, star, proposed);
    if let Some(left) = budget {
        let taken: u64 = proposals.iter().map(|p| p.bytes.0).sum();
        left.0 = left.0.saturating_sub(taken);
    }
    for one in slow {
        let served =
            proposals.iter().any(|p| p.serves.iter().any(|s| s.statement == one.statement));
        if !served {
            let why = unproven.get(&one.statement).cloned();
            advice.why_not.insert(one.statement, why.unwrap_or_else(|| made.why_not(one)));
        }
    }
    advice.proposals.extend(proposals);
    advice.asked.extend(asked);
    Ok(())
}

/// The base of all that is asked would come to a family that stands, and so would any coarser one.
fn is_captured(ground: &Ground<'_>, star: &Star<'_>) -> bool {
    let bases = star.queries.iter().map(|query| star.base(&query.keys));
    let all = bases.reduce(|all, base| star.joined(&all, &base)).unwrap_or_default();
    propose::attaches(ground, star, &all.into_iter().collect::<Vec<_>>())
}

/// Rows of the fact table that the workload changes, an update counted twice. None: it was not
/// seen to write there.
fn changes(ground: &Ground<'_>, star: &Star<'_>) -> Option<f64> {
    let snapshot = ground.snapshot;
    let writes = index::writes(star.fact, ground.facts, &snapshot.workload.statements);
    let updated: f64 = writes.updates.iter().map(|(rows, _)| rows).sum();
    let changes = writes.inserted + writes.deleted + 2.0 * updated;
    if changes > 0.0 {
        return Some(changes);
    }
    // The server's counters fit its own statistics only: a file's calls are of another time.
    let from_server = |s: &crate::seen::Statement| {
        let source = snapshot.workload.sources.get(s.source);
        source.is_some_and(|s| ["pg_stat_statements", "performance_schema"].contains(&&*s.name))
    };
    let asked = |at: usize| snapshot.workload.statements.get(at).is_some_and(from_server);
    if !star.queries.iter().any(|q| asked(q.statement)) {
        return None;
    }
    let counters = &star.fact.counters;
    let count = |n: Option<u64>| n.map(|n| n as f64);
    // What is there now may have been loaded once.
    let loaded = star.fact.rows.unwrap_or(0.0);
    let inserted = (count(counters.rows_inserted)? - loaded).max(0.0);
    Some(inserted + count(counters.rows_deleted)? + 2.0 * count(counters.rows_updated)?)
}

/// H3: so many ways to ask that a cache would seldom be asked the same twice.
fn note_key_spaces(star: &Star<'_>, slow: &[Slow], counts: &Counts, advice: &mut Advice) {
    for (query, slow) in star.queries.iter().zip(slow) {
        let ways = |(grain, how): &(crate::rollup::Grain, How)| -> f64 {
            let values = counts.values(grain).unwrap_or(1.0).max(1.0);
            match how {
                How::Equal(n) => values.powi(i32::try_from(*n).unwrap_or(1).clamp(1, 3)),
                // Any beginning with any end.
                How::Range(_) => values * (values + 1.0) / 2.0,
                How::Grouped | How::Other => 1.0,
            }
        };
        let space: f64 = query.compared.iter().map(ways).product();
        if space > KEY_SPACE_MAX && slow.calls / space < ASKED_AGAIN_MIN {
            advice.key_spaces.insert(slow.statement, space);
        }
    }
}

/// How old the answers of a statement may be, in milliseconds; None: they must be live.
pub fn freshness_ms(wish: Option<&Wish>) -> Option<u64> {
    let text = wish?.freshness.as_deref()?.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let count: u64 = count.parse().ok()?;
    let unit_ms = match unit.trim() {
        "s" | "sec" | "seconds" => 1_000,
        "m" | "min" | "minutes" => 60_000,
        "h" | "hour" | "hours" => 3_600_000,
        "d" | "day" | "days" => 86_400_000,
        _ => return None,
    };
    count.checked_mul(unit_ms)
}
