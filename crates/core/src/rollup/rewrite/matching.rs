//! The conditions of the query: which the level meets by itself, which can be said over its keys,
//! and which cut a range of time.

use std::collections::BTreeSet;

use sqlparser::ast::Expr;

use super::buckets::{Range, Whole, range_of};
use super::level::{Seen, SeenKey};
use crate::rollup::block::write;
use crate::rollup::definition::equality;
use crate::rollup::model::Unit;
use crate::rollup::refusal::{Refusal, refuse};

/// What is left to ask of the level.
pub struct Matched {
    /// Over keys of the level and columns of tables that are joined again.
    pub conditions: Vec<Expr>,
    /// Tables of the level that are joined again.
    pub kept: BTreeSet<usize>,
    /// The rows that no whole bucket holds, as a condition on the raw tables.
    pub edges: Option<Expr>,
}

pub fn conditions(seen: &Seen<'_>) -> Result<Matched, Refusal> {
    let mut matched = Matched { conditions: Vec::new(), kept: BTreeSet::new(), edges: None };
    let mut unmet = seen.filter.clone();
    let mut ranges: Vec<Range> = Vec::new();
    for condition in &seen.block.conditions {
        let normal = seen.normal(condition);
        if seen.is_own(condition) {
            continue;
        }
        if let Some(at) = unmet.iter().position(|f| *f == normal) {
            unmet.remove(at);
            continue;
        }
        if seen.filter.contains(&normal) {
            continue;
        }
        let mut kept = matched.kept.clone();
        let said = if equality(condition).is_some() {
            seen.over_own_keys(condition, &mut kept)
        } else {
            seen.over_keys(condition, &mut kept)
        };
        match said {
            Ok(said) => {
                matched.conditions.push(said);
                matched.kept = kept;
            }
            Err(refusal) => match range_of(condition, seen) {
                Some(range) => ranges.push(range),
                None => return Err(refusal),
            },
        }
    }
    if let Some(missing) = unmet.first() {
        let text = write(missing, |_, name| Expr::Identifier(name.as_str().into()));
        return refuse(
            format!("WHERE {text}"),
            format!(
                "{} counts only such rows, and the query does not ask for them",
                seen.level.name
            ),
            "ask for them, or take the condition out of the rollup and group by its column",
        );
    }
    cut(seen, ranges, &mut matched)?;
    Ok(matched)
}

/// Ranges become conditions on bucket keys; one of them may have its ends read from raw rows.
fn cut(seen: &Seen<'_>, ranges: Vec<Range>, matched: &mut Matched) -> Result<(), Refusal> {
    let mut merged: Vec<Range> = Vec::new();
    for range in ranges {
        match merged.iter().position(|m| m.column == range.column) {
            Some(at) => merged[at] = merged[at].clone().and(&range),
            None => merged.push(range),
        }
    }
    for range in merged {
        let (key, whole) = best_key(seen, &range)?;
        let engine = seen.family.engine;
        matched.conditions.extend(whole.on_key(key, engine)?);
        if whole.is_aligned() {
            continue;
        }
        if matched.edges.is_some() {
            let mend = "begin and end one of them with a bucket";
            return refuse("two ranges of time", "both end within buckets", mend);
        }
        let (at, name) = &range.column;
        let column = crate::rollup::block::column(*at, name);
        let data_type = seen.column_type(&range.column).map_or("", |(t, _)| t);
        matched.edges = Some(whole.edges(&column, data_type, engine)?);
    }
    Ok(())
}

fn best_key<'s>(seen: &'s Seen<'_>, range: &Range) -> Result<(&'s SeenKey, Whole), Refusal> {
    let name = &range.column.1;
    let of_column =
        |k: &&SeenKey| k.bucket.as_ref().is_some_and(|(c, _, _)| seen.alike(c) == range.column);
    let mut found: Vec<(&SeenKey, Unit)> = seen
        .keys
        .iter()
        .filter(of_column)
        .filter_map(|k| k.bucket.as_ref().map(|(_, unit, _)| (k, *unit)))
        .collect();
    found.sort_by_key(|(_, unit)| *unit);
    let Some((key, unit)) = found.first() else {
        let mend = format!("add {name}, or its month, to the GROUP BY of {}", seen.level.name);
        return refuse(name.as_str(), format!("{} is not grouped by it", seen.level.name), mend);
    };
    let whole = range.whole(*unit);
    if whole.is_empty() {
        let mend = "use a finer unit in the rollup";
        return refuse(name.as_str(), "the range holds no whole bucket", mend);
    }
    Ok((key, whole))
}
