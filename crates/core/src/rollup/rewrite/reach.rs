//! Conditions on tables that a level is joined with, said of the level's own key as well: through
//! the GROUP BY of its view reaches what is asked of its keys, and no join. Adds nothing to what
//! the join requires, so the answer is the same; decides only where it is worth its price.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, Value, visit_expressions};

use super::level::Seen;
use super::substitute::{Marked, marked_of};
use crate::name::{EngineKind, Ident};
use crate::rollup::model::{Feed, Key, Source};
use crate::seen::{Table, TypeClass};

/// Values that PostgreSQL compares one by one with each group where no index finds them.
const VALUES_MAX: f64 = 100.0;
/// And where one does: each is a descent of its own.
const VALUES_FOUND_MAX: f64 = 1_000.0;

/// The key is one of the values of a column, in rows of these tables that meet the conditions.
pub struct Reach {
    pub key: Ident,
    pub column: (usize, Ident),
    pub tables: BTreeSet<usize>,
    pub conditions: Vec<Expr>,
}

/// Of the conditions of a rewritten SELECT, one for each key that a restricted table is joined by.
pub fn reaches(conditions: &[Expr], seen: &Seen<'_>) -> Vec<Reach> {
    let joined: Vec<(&Expr, BTreeSet<usize>)> = conditions
        .iter()
        .filter(|c| seen.family.engine != EngineKind::MariaDb || !has_placeholder(c))
        .filter_map(|c| Some((c, tables_of(c)?)))
        .collect();
    let mut all: Vec<Reach> = Vec::new();
    for (key, column) in conditions.iter().filter_map(link) {
        let mut tables = BTreeSet::from([column.0]);
        while let Some((_, more)) =
            joined.iter().find(|(_, of)| !of.is_disjoint(&tables) && !of.is_subset(&tables))
        {
            tables.extend(more);
        }
        let own = joined.iter().filter(|(_, of)| of.is_subset(&tables));
        let conditions = own.map(|(c, _)| (*c).clone()).collect();
        let reach = Reach { key, column, tables, conditions };
        let known = all.iter().any(|r| r.key == reach.key);
        if !known && reach.pays(seen) {
            all.push(reach);
        }
    }
    all
}

impl Reach {
    fn pays(&self, seen: &Seen<'_>) -> bool {
        // There the groups are asked where they come from, by names without a database.
        if seen.family.engine == EngineKind::MariaDb && !seen.is_of_session() {
            return false;
        }
        let of_level = |k: &&Key| k.column == self.key && k.null_flag.is_none();
        let Some(key) = seen.level.keys.iter().find(of_level) else { return false };
        let (at, name) = &self.column;
        let table = seen.block.tables[*at].table;
        // Of one type, whose equality no collation bends.
        let same = |c: &crate::seen::Column| {
            let type_ = c.data_type.eq_ignore_ascii_case(&key.data_type);
            type_ && c.class == key.class && c.class == TypeClass::Integer
        };
        if !table.column(name).is_some_and(same) {
            return false;
        }
        let Some(values) = self.values(table, seen) else { return false };
        let max = if is_found(key, seen) { VALUES_FOUND_MAX } else { VALUES_MAX };
        values <= max && table.rows.is_some_and(|rows| values <= rows / 2.0)
    }

    /// About how many, as far as statistics tell; None: no condition makes them fewer.
    fn values(&self, table: &Table, seen: &Seen<'_>) -> Option<f64> {
        let each: Vec<f64> = self.conditions.iter().filter_map(|c| share(c, seen)).collect();
        let rows = table.rows?;
        (!each.is_empty()).then(|| each.iter().fold(rows, |rows, share| rows * share))
    }
}

/// An index of the level's table begins with the key.
fn is_found(key: &Key, seen: &Seen<'_>) -> bool {
    let is = |k: Option<&Key>| k.is_some_and(|k| k.column == key.column);
    let hangs_on = |c: &crate::rollup::model::ColumnRef| {
        c.source == Source::Fact && key.expr.as_column() == Some(c)
    };
    let of_dim = seen.level.feed == Feed::IsBase
        && seen.family.dims.iter().any(|dim| dim.on.first().is_some_and(hangs_on));
    is(seen.level.keys.first()) || of_dim
}

/// `table.column = level.key`.
fn link(condition: &Expr) -> Option<(Ident, (usize, Ident))> {
    let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = condition else { return None };
    match (marked_of(left)?, marked_of(right)?) {
        (Marked::Level(key), Marked::Kept(at, name))
        | (Marked::Kept(at, name), Marked::Level(key)) => Some((key, (at, name))),
        _ => None,
    }
}

/// Of a condition on such tables alone.
fn tables_of(condition: &Expr) -> Option<BTreeSet<usize>> {
    let mut tables = BTreeSet::new();
    let flow = visit_expressions(condition, |part| {
        match marked_of(part) {
            Some(Marked::Kept(at, _)) => {
                tables.insert(at);
            }
            Some(Marked::Level(_)) => return ControlFlow::Break(()),
            None => {}
        }
        ControlFlow::Continue(())
    });
    (flow.is_continue() && !tables.is_empty()).then_some(tables)
}

/// MariaDB binds by order: there it cannot be said twice.
fn has_placeholder(condition: &Expr) -> bool {
    let is = |e: &Expr| matches!(e, Expr::Value(v) if matches!(v.value, Value::Placeholder(_)));
    let flow = visit_expressions(condition, |part| {
        if is(part) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    flow.is_break()
}

/// The share of rows with these values of a column; None: not a condition of this kind.
fn share(condition: &Expr, seen: &Seen<'_>) -> Option<f64> {
    let (of, values) = match condition {
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => match marked_of(left) {
            Some(of) if is_value(right) => (of, 1.0),
            _ => (marked_of(right).filter(|_| is_value(left))?, 1.0),
        },
        Expr::InList { expr, list, negated: false } if list.iter().all(is_value) => {
            (marked_of(expr)?, list.len() as f64)
        }
        _ => return None,
    };
    let Marked::Kept(at, name) = of else { return None };
    let table = seen.block.tables[at].table;
    let unique = table.primary_key.as_slice() == [name.clone()];
    let distinct = table.rows.filter(|_| unique).or(table.column(&name)?.distinct)?;
    Some((values / distinct.max(1.0)).min(1.0))
}

fn is_value(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(v) if !matches!(v.value, Value::Null))
}
