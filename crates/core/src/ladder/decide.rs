//! The decision per heavy statement: which rung serves it, what is predicted, and where to stop.
//! Every predicted time is the measured one scaled by the planner's costs, and is called so.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::climb::{Ground, Wish, left_by_indexes, subject};
use super::index::WhyNot;
use super::rollup;
use super::rule::{Known, percent, rows};
use crate::change::plan::Rung;
use crate::change::{Decision, Outcome, Step};
use crate::name::{Fingerprint, Millis, TableName};
use crate::seen::{Statement, StatementPlan, TableKind};

/// At least so many statements get a decision.
const HEAVY_MIN: usize = 20;
/// From so many calls on, keeping answers is worth more than making them faster.
const CACHE_CALLS: f64 = 1_000.0;

/// The statements worth a decision, by position in the workload.
pub struct Heavy<'a> {
    /// Heaviest first.
    pub order: Vec<usize>,
    rank: HashMap<usize, usize>,
    by_plan: HashMap<&'a TableName, Vec<usize>>,
}

impl<'a> Heavy<'a> {
    /// Those with a hundredth of all time, at least the first twenty, and all that have a name
    /// or a wish.
    pub fn new(known: &Known<'a>, wishes: &BTreeMap<Fingerprint, Wish>) -> Self {
        let statements = &known.snapshot.workload.statements;
        let mut order: Vec<usize> = (0..statements.len()).collect();
        // Unknown time sorts by calls, after those whose time is known.
        let weight = |at: usize| (statements[at].total.map_or(-1.0, |t| t.0), statements[at].calls);
        order.sort_by(|a, b| {
            let ((time_a, calls_a), (time_b, calls_b)) = (weight(*a), weight(*b));
            time_b.total_cmp(&time_a).then(calls_b.total_cmp(&calls_a))
        });
        let mut place = 0;
        order.retain(|at| {
            let statement = &statements[*at];
            place += 1;
            place <= HEAVY_MIN
                || statement.name.is_some()
                || wishes.contains_key(&statement.fingerprint)
                || known.share(statement).is_some_and(|s| s >= known.thresholds.heavy_share_min)
        });
        let mut by_plan: HashMap<&TableName, Vec<usize>> = HashMap::new();
        for at in &order {
            let nodes = known.plan_of(*at).map_or(&[][..], |plan| &plan.nodes);
            for table in nodes.iter().filter_map(|node| node.table.as_ref()) {
                by_plan.entry(table).or_default().push(*at);
            }
        }
        let rank = order.iter().enumerate().map(|(rank, at)| (*at, rank)).collect();
        Self { order, rank, by_plan }
    }

    /// Those that touch the table by their plan or by name, heaviest first. A plan may leave out
    /// a table that it reads by an index alone, or writes.
    pub fn touching(&self, known: &Known<'_>, table: &TableName) -> Vec<usize> {
        let by_plan = self.by_plan.get(table).into_iter().flatten().copied();
        let name = [table.name.as_str()];
        let mut ranks: Vec<usize> = by_plan
            .chain(known.naming(&name))
            .filter_map(|at| self.rank.get(&at).copied())
            .collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks.into_iter().map(|rank| self.order[rank]).collect()
    }
}

pub fn decide(
    known: &Known<'_>,
    ground: &Ground<'_>,
    heavy: &Heavy<'_>,
    steps: &[Step],
) -> Vec<Decision> {
    let mut serving: HashMap<Fingerprint, Serving> = HashMap::new();
    for step in steps {
        for target in &step.targets {
            let serving = serving.entry(target.fingerprint).or_default();
            serving.steps.push(step.number);
            serving.by_index |= step.rung != Rung::Rollup;
        }
    }
    let left = left_by_indexes(ground.proposals);
    let steps_of = |s: &Statement| serving.get(&s.fingerprint).cloned().unwrap_or_default();
    heavy
        .order
        .iter()
        .filter_map(|at| Some((*at, known.snapshot.workload.statements.get(*at)?)))
        .map(|(at, statement)| {
            decide_one(known, ground, at, statement, steps_of(statement), left.get(&at).copied())
        })
        .collect()
}

/// The steps that one statement is a target of.
#[derive(Clone, Default)]
struct Serving {
    steps: Vec<u32>,
    /// One of them is below the rollups.
    by_index: bool,
}

fn decide_one(
    known: &Known<'_>,
    ground: &Ground<'_>,
    at: usize,
    statement: &Statement,
    serving: Serving,
    left: Option<f64>,
) -> Decision {
    let wish = ground.options.wishes.get(&statement.fingerprint);
    let target = wish.and_then(|w| w.target).unwrap_or(ground.options.target);
    let factor = left.filter(|_| serving.by_index);
    let now = statement.mean();
    let predicted = now.zip(factor).map(|(now, factor)| Millis(now.0 * factor));
    let case = Case {
        known,
        statement,
        plan: known.plan_of(at),
        now,
        predicted,
        target,
        served: serving.by_index,
        why_not: ground.why_not.get(&at),
        no_rollup: ground.rollups.why_not.get(&at).map(String::as_str),
        key_space: ground.rollups.key_spaces.get(&at).copied(),
        freshness: wish.and_then(|w| w.freshness.as_deref()),
    };
    let rolled = ground.rollups.serving(at);
    let (outcome, because) = match rolled {
        Some((rollup, served)) => by_rollup(&case, rollup, served, ground.rollups.asked.get(&at)),
        None => judge(&case),
    };
    Decision {
        subject: subject(statement),
        tables: tables_of(known, at),
        calls: statement.calls,
        mean_now: now,
        mean_predicted: rolled.map(|(_, served)| served.after).or(predicted),
        target: Some(target),
        freshness: wish.and_then(|w| w.freshness.clone()).unwrap_or_else(|| "live".to_owned()),
        rung: match rolled {
            Some(_) => Some(Rung::Rollup),
            None => serving.by_index.then_some(Rung::Index),
        },
        steps: serving.steps,
        outcome,
        because,
    }
}

struct Case<'a> {
    known: &'a Known<'a>,
    statement: &'a Statement,
    plan: Option<&'a StatementPlan>,
    now: Option<Millis>,
    predicted: Option<Millis>,
    target: Millis,
    served: bool,
    why_not: Option<&'a WhyNot>,
    /// Why the rollup rung has nothing for it.
    no_rollup: Option<&'a str>,
    /// In how many ways it is asked, where those are too many to cache.
    key_space: Option<f64>,
    freshness: Option<&'a str>,
}

/// A rollup answers what no index makes fast enough.
fn by_rollup(
    case: &Case<'_>,
    rollup: &rollup::RollupProposal,
    served: &rollup::Served,
    asked: Option<&rollup::Asked>,
) -> (Outcome, String) {
    let index = match (case.now, case.predicted) {
        (Some(now), Some(then)) => format!("index is not enough: {now} → predicted {then}"),
        _ if case.served => "index is not enough".to_owned(),
        _ => no_index(case.why_not),
    };
    let before = if served.measured {
        served.before.to_string()
    } else {
        format!("about {} by the rows that it reads", served.before)
    };
    let cache = match case.key_space {
        Some(ways) if case.freshness.is_some_and(|f| f != "live") => format!(
            "; not a cache, since it can be asked in {} ways and is asked {} times: rollup instead",
            rows(ways),
            rows(case.statement.calls)
        ),
        _ => String::new(),
    };
    let (name, after, target) = (&rollup.name, served.after, case.target);
    let enough = after.0 <= target.0;
    let end = if enough { "enough for target" } else { "not enough for target" };
    let stop = if enough { "; stop here" } else { "" };
    let asked = asked.map_or_else(String::new, |a| format!(" once it is asked of {}", a.view));
    let because = format!(
        "{index}; rollup {name}: {before} → predicted {after}{asked}, live; {end} \
         {target}{stop}{cache}"
    );
    (if enough { Outcome::Enough } else { Outcome::Better }, because)
}

fn judge(case: &Case<'_>) -> (Outcome, String) {
    let target = case.target;
    if let Some(why) = &case.statement.unparsed {
        return (Outcome::Unknown, format!("it could not be read: {why}"));
    }
    match (case.now, case.predicted) {
        (Some(now), _) if now.0 <= target.0 && !case.served => {
            (Outcome::Fine, format!("fine already: {now}, target {target}"))
        }
        (Some(now), Some(then)) if then.0 <= target.0 => (
            Outcome::Enough,
            format!("index: {now} → predicted {then}; enough for target {target}; stop here"),
        ),
        (Some(now), Some(then)) => (
            Outcome::Better,
            format!(
                "index: {now} → predicted {then}; not enough for target {target}; {}",
                next(case)
            ),
        ),
        (_, None) if case.served => {
            (Outcome::Better, "index: cheaper by the planner; its time is unknown".to_owned())
        }
        (None, _) => {
            let rollup =
                case.no_rollup.map_or_else(String::new, |why| format!("; no rollup: {why}"));
            let index = no_index(case.why_not);
            (Outcome::Unknown, format!("its time is unknown; {index}{rollup}"))
        }
        (Some(now), None) if case.plan.is_none() => {
            (Outcome::Unknown, format!("{now}, target {target}; the engine gave no plan for it"))
        }
        (Some(now), None) if case.why_not.is_some() => {
            let rollup =
                case.no_rollup.map_or_else(String::new, |why| format!("; no rollup: {why}"));
            let index = no_index(case.why_not);
            (Outcome::Nothing, format!("{now}, target {target}; {index}{rollup}"))
        }
        (Some(now), None) => (
            Outcome::Nothing,
            format!("nothing on these rungs helps: {now}, target {target}; {}", next(case)),
        ),
    }
}

/// What the index rung has to say of a statement that no step serves.
fn no_index(why: Option<&WhyNot>) -> String {
    match why {
        None => "no index makes it cheaper".to_owned(),
        Some(WhyNot::BehindTheStop { share_left }) => format!(
            "an index would make it cheaper, to {} of its cost by the planner, but lies behind the \
             line where more indexes bring too little; --budget or a target of its own takes it",
            if *share_left < 0.01 { "less than 1 %".to_owned() } else { percent(*share_left) }
        ),
        Some(WhyNot::NotLookedAt) => "its indexes were not looked at: there are more candidates \
             than fit into one run; --table or --statements makes it smaller"
            .to_owned(),
        Some(WhyNot::Kind { table, kind }) => format!("no index advice: {}", of_kind(table, kind)),
    }
}

fn of_kind(table: &TableName, kind: &TableKind) -> String {
    match kind {
        TableKind::Partitioned => format!(
            "{table} is partitioned, and an index on the parent cannot be built without blocking \
             writes; build it on each partition CONCURRENTLY and attach those to one made ON ONLY \
             the parent"
        ),
        TableKind::View => {
            format!("it reads the view {table}; ask with the statement that the view stands for")
        }
        TableKind::Foreign => format!("{table} is foreign; its indexes are on the other server"),
        TableKind::Temporary => format!("{table} is temporary"),
        TableKind::Virtual => format!("{table} is virtual; its module finds the rows"),
        TableKind::Ordinary
        | TableKind::Partition { .. }
        | TableKind::Materialized
        | TableKind::Unlogged
        | TableKind::WithoutRowid => format!("{table} has none"),
    }
}

/// Which higher rung would be next, and why. A hint: those rungs are judged elsewhere.
fn next(case: &Case<'_>) -> String {
    let shape = case.statement.shape.as_str();
    if ["insert", "update", "delete", "merge", "replace"].iter().any(|w| begins_with(shape, w)) {
        return "next: the statement itself, it writes (batches, fewer indexes)".to_owned();
    }
    if let Some(why) = case.no_rollup {
        return format!("no rollup: {why}; {}", beyond_rollups(case));
    }
    if let Some((table, read)) = read_for_aggregate(case) {
        return format!(
            "next: rollup, since it aggregates {} rows of {table} at each call",
            rows(read)
        );
    }
    beyond_rollups(case)
}

fn beyond_rollups(case: &Case<'_>) -> String {
    if let Some(ways) = case.key_space {
        return format!(
            "next: the statement itself (see its plan); it can be asked in {} ways, too many to \
             keep an answer for each",
            rows(ways)
        );
    }
    if let Some(freshness) = case.freshness.filter(|f| *f != "live") {
        return format!("next: cache, since an answer may be as old as {freshness}");
    }
    if case.statement.calls >= CACHE_CALLS {
        return format!(
            "next: cache, since it is asked {} times, if an older answer will do",
            rows(case.statement.calls)
        );
    }
    "next: the statement itself (see its plan)".to_owned()
}

/// The table that an aggregate reads much of, and how many rows.
fn read_for_aggregate<'a>(case: &Case<'a>) -> Option<(&'a TableName, f64)> {
    let shape = case.statement.shape.to_lowercase();
    let calls = ["sum(", "count(", "avg(", "min(", "max("];
    if !shape.contains("group by") && !calls.iter().any(|call| shape.contains(call)) {
        return None;
    }
    let limits = case.known.thresholds;
    case.plan?
        .nodes
        .iter()
        .filter_map(|node| {
            let table = case.known.table(node.table.as_ref()?)?;
            let whole = table.rows.filter(|_| node.full_scan);
            let read = node.rows_actual.or(whole).or(node.rows_estimated)?;
            (read >= limits.big_table_rows).then_some((&table.name, read))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

fn begins_with(shape: &str, word: &str) -> bool {
    shape.split_whitespace().next().is_some_and(|first| first.eq_ignore_ascii_case(word))
}

fn tables_of(known: &Known<'_>, at: usize) -> Vec<TableName> {
    let names: BTreeSet<&TableName> = known
        .plan_of(at)
        .map(|plan| plan.nodes.iter().filter_map(|n| n.table.as_ref()).collect())
        .unwrap_or_default();
    names.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_tells_no_index_that_helps_from_one_that_is_not_chosen_or_not_possible() {
        let table = TableName::new("app", "events");
        let kind = |kind| Some(WhyNot::Kind { table: table.clone(), kind });
        let behind = Some(WhyNot::BehindTheStop { share_left: 0.03 });
        let said = |why: Option<WhyNot>| no_index(why.as_ref());
        assert_eq!(said(None), "no index makes it cheaper");
        assert!(said(behind).starts_with("an index would make it cheaper, to 3 % of its cost"));
        assert!(said(kind(TableKind::Partitioned)).contains("app.events is partitioned"));
        assert!(said(kind(TableKind::View)).contains("reads the view app.events"));
        assert!(said(Some(WhyNot::NotLookedAt)).contains("not looked at"));
    }
}
