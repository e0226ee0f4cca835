//! The conditions of the query: which the level meets by itself, which can be said over its keys,
//! and which cut a range of time.

use std::collections::BTreeSet;

use sqlparser::ast::Expr;

use super::bounds::{self, Bound, bounds_of};
use super::buckets::{Range, range_of};
use super::classes::Col;
use super::level::{Seen, SeenKey};
use crate::rollup::block::write;
use crate::rollup::definition::equality;
use crate::rollup::model::Unit;
use crate::rollup::refusal::{Refusal, refuse};

/// What is left to ask of the level.
#[derive(Clone)]
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
    let mut ranges: Vec<Cut> = Vec::new();
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
            Err(refusal) => match (range_of(condition, seen), bounds_of(condition, seen)) {
                (None, None) => return Err(refusal),
                (range, bounds) => {
                    ranges.push(Cut { range, bounds: bounds.unwrap_or_default() });
                }
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
    cut(seen, &ranges, &mut matched)?;
    Ok(matched)
}

/// A condition that leaves a range of one time column.
struct Cut {
    /// None: its ends are not written out.
    range: Option<Range>,
    bounds: Vec<Bound>,
}

impl Cut {
    fn column(&self) -> Option<&Col> {
        let range = self.range.as_ref().map(|range| &range.column);
        range.or(self.bounds.first().map(|bound| &bound.column))
    }
}

/// Ranges become conditions on bucket keys; one of them may have its ends read from raw rows.
fn cut(seen: &Seen<'_>, cuts: &[Cut], matched: &mut Matched) -> Result<(), Refusal> {
    let mut columns: Vec<&Col> = cuts.iter().filter_map(Cut::column).collect();
    columns.sort();
    columns.dedup();
    for column in columns {
        let of_column: Vec<&Cut> = cuts.iter().filter(|c| c.column() == Some(column)).collect();
        let written: Option<Vec<&Range>> = of_column.iter().map(|c| c.range.as_ref()).collect();
        let (key, unit) = best_key(seen, column)?;
        let (whole, edges) = if let Some([first, rest @ ..]) = written.as_deref() {
            let range = rest.iter().fold((*first).clone(), |all, range| all.and(range));
            written_out(seen, &range, key, unit)?
        } else {
            let bounds: Vec<&Bound> = of_column.iter().flat_map(|c| &c.bounds).collect();
            let (whole, edges) = bounds::cut(&bounds, key, unit, seen.family.engine)?;
            (whole, Some(edges))
        };
        matched.conditions.extend(whole);
        if edges.is_some() && matched.edges.is_some() {
            let mend = "begin and end one of them with a bucket";
            return refuse("two ranges of time", "both end within buckets", mend);
        }
        matched.edges = matched.edges.take().or(edges);
    }
    Ok(())
}

/// The conditions on the key, and on the raw rows where an end lies within a bucket.
fn written_out(
    seen: &Seen<'_>,
    range: &Range,
    key: &SeenKey,
    unit: Unit,
) -> Result<(Vec<Expr>, Option<Expr>), Refusal> {
    let engine = seen.family.engine;
    let (at, name) = &range.column;
    let whole = range.whole(unit);
    if whole.is_empty() {
        let mend = "use a finer unit in the rollup";
        return refuse(name.as_str(), "the range holds no whole bucket", mend);
    }
    let of_key = whole.on_key(key, engine)?;
    if whole.is_aligned() {
        return Ok((of_key, None));
    }
    let column = crate::rollup::block::column(*at, name);
    let data_type = seen.column_type(&range.column).map_or("", |(t, _)| t);
    Ok((of_key, Some(whole.edges(&column, data_type, engine)?)))
}

/// The finest bucket of the column.
fn best_key<'s>(seen: &'s Seen<'_>, column: &Col) -> Result<(&'s SeenKey, Unit), Refusal> {
    let name = &column.1;
    let of_column =
        |k: &&SeenKey| k.bucket.as_ref().is_some_and(|(c, _, _)| seen.alike(c) == *column);
    let unit = |k: &'s SeenKey| k.bucket.as_ref().map(|(_, unit, _)| (k, *unit));
    let found = seen.keys.iter().filter(of_column).filter_map(unit).min_by_key(|(_, unit)| *unit);
    found.ok_or_else(|| {
        let mend = format!("add {name}, or its month, to the GROUP BY of {}", seen.level.name);
        Refusal::new(name.as_str(), format!("{} is not grouped by it", seen.level.name), mend)
    })
}
