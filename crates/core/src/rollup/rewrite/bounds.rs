//! Ranges of time whose ends are not written out: placeholders, and what is computed from them.
//! Which buckets lie whole in such a range only the server can tell, so it is asked to: the first
//! and the last of them are expressions of the ends. On PostgreSQL alone, where a value may be said
//! more than once and dates are no texts.

use sqlparser::ast::{BinaryOperator as B, Expr};

use super::buckets::{compared, mirrored};
use super::classes::Col;
use super::level::{Seen, SeenKey};
use super::substitute::{assemble, level_column};
use crate::name::EngineKind;
use crate::rollup::block::columns_of;
use crate::rollup::definition::Form;
use crate::rollup::model::Unit;
use crate::rollup::refusal::{Refusal, refuse};
use crate::sql::children::bare;

/// One end of a range.
pub struct Bound {
    pub column: Col,
    /// The column, or the day that it lies in.
    of: Expr,
    /// Days are compared, not moments.
    of_days: bool,
    /// `<`, `<=`, `>` or `>=` of `value`.
    op: B,
    value: Expr,
}

/// A comparison of a time column with what has no column.
pub fn bounds_of(condition: &Expr, seen: &Seen<'_>) -> Option<Vec<Bound>> {
    let bound = |of: &Expr, op: B, value: &Expr| {
        let (column, has_time) = compared(of, seen)?;
        let known = matches!(op, B::Lt | B::LtEq | B::Gt | B::GtEq) && columns_of(value).is_empty();
        known.then(|| Bound {
            column: seen.alike(&column),
            of: bare(of).clone(),
            of_days: !has_time,
            op,
            value: value.clone(),
        })
    };
    match bare(condition) {
        Expr::Between { expr, negated: false, low, high } => {
            Some(vec![bound(expr, B::GtEq, low)?, bound(expr, B::LtEq, high)?])
        }
        Expr::BinaryOp { left, op, right } => {
            let there = bound(left, op.clone(), right);
            there.or_else(|| bound(right, mirrored(op)?, left)).map(|bound| vec![bound])
        }
        _ => None,
    }
}

/// Where the whole buckets of `unit` begin and end, as conditions on the level's key, and the rows
/// that lie in none of them, as a condition on the raw tables. A range within one bucket has no
/// whole one, and its rows are raw ones, each once.
pub fn cut(
    bounds: &[&Bound],
    key: &SeenKey,
    unit: Unit,
    engine: EngineKind,
) -> Result<(Vec<Expr>, Expr), Refusal> {
    let form = key.bucket.as_ref().map(|(_, _, form)| *form);
    if engine != EngineKind::Postgres || form != Some(Form::Moment) {
        return refuse(
            "a range of time",
            "which buckets are whole depends on values that are not written out",
            "write the dates themselves, or compare what the rollup groups by",
        );
    }
    let own = level_column(&key.key.column);
    let with_time = key.key.data_type.to_ascii_lowercase().starts_with("timestamp");
    let own_type = if with_time { "timestamp" } else { "date" };
    let (mut whole, mut edges) = (Vec::new(), Vec::new());
    for bound in bounds {
        let end = bound.end(unit)?;
        let is_lower = matches!(bound.op, B::Gt | B::GtEq);
        let (inside, outside) = if is_lower { (">=", "<") } else { ("<", ">=") };
        let said = format!("{{0}} {inside} CAST({{1}} AS {own_type})");
        whole.push(assemble(&said, &[&own, &end], engine)?);
        edges.push(assemble(&format!("{{0}} {outside} {{1}}"), &[&bound.of, &end], engine)?);
    }
    let parts: Vec<String> = (0..edges.len()).map(|at| format!("{{{at}}}")).collect();
    let edges: Vec<&Expr> = edges.iter().collect();
    Ok((whole, assemble(&format!("({})", parts.join(" OR ")), &edges, engine)?))
}

impl Bound {
    /// The first moment of the first whole bucket, or the one after the last. The value is compared
    /// as the query compares it, so its type may be any: at most one bucket more is read raw.
    fn end(&self, unit: Unit) -> Result<Expr, Refusal> {
        let unit = if self.of_days { unit.max(Unit::Day) } else { unit };
        let (word, step) = match unit {
            Unit::Hour => ("hour", "1 hour"),
            Unit::Day => ("day", "1 day"),
            Unit::Week => ("week", "7 days"),
            Unit::Month => ("month", "1 month"),
            Unit::Quarter => ("quarter", "3 months"),
            Unit::Year => ("year", "1 year"),
        };
        let (first, next) = if self.of_days {
            let floor = format!("date_trunc('{word}', CAST(CAST({{0}} AS date) AS timestamp))");
            let next = format!("CAST({floor} + INTERVAL '{step}' AS date)");
            (format!("CAST({floor} AS date)"), next)
        } else {
            let floor = format!("date_trunc('{word}', CAST({{0}} AS timestamp))");
            (floor.clone(), format!("{floor} + INTERVAL '{step}'"))
        };
        let op = &self.op;
        let text = match op {
            B::Gt | B::GtEq => {
                format!("CASE WHEN {first} {op} {{0}} THEN {first} ELSE {next} END")
            }
            // The last day of the bucket is still in the range.
            _ if self.of_days => {
                format!("CASE WHEN {next} - 1 {op} {{0}} THEN {next} ELSE {first} END")
            }
            _ => first,
        };
        assemble(&text, &[&self.value], EngineKind::Postgres)
    }
}
