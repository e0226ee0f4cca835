//! Which table is the fact table, and on which unique keys the others hang. Conditions that are
//! not needed for that are left over.

use sqlparser::ast::{BinaryOperator, Expr};

use super::reference;
use crate::name::Ident;
use crate::rollup::block::{Block, aggregate_of, column_of, columns_of};
use crate::rollup::catalog::Catalog;
use crate::rollup::model::{ColumnRef, Dim, Source};
use crate::rollup::refusal::Refusal;

pub(in crate::rollup) struct Joins {
    /// Position of the fact table in the block.
    pub fact: usize,
    pub dims: Vec<Dim>,
    /// Position in the block of each dimension.
    pub at: Vec<usize>,
    /// Conditions that are no joins.
    pub rest: Vec<Expr>,
}

impl Joins {
    pub fn source(&self, at: usize) -> Option<Source> {
        if at == self.fact {
            return Some(Source::Fact);
        }
        self.at.iter().position(|d| *d == at).map(Source::Dim)
    }

    pub fn column(&self, at: usize, name: &Ident) -> Option<ColumnRef> {
        self.source(at).map(|source| reference(source, name))
    }

    pub fn fact_column(&self, at: usize, name: &Ident) -> Option<ColumnRef> {
        self.column(at, name).filter(|c| c.source == Source::Fact)
    }
}

pub(in crate::rollup) fn of(block: &Block<'_>, catalog: &Catalog<'_>) -> Result<Joins, Refusal> {
    let mut measured: Vec<usize> = Vec::new();
    for aggregate in block.items.iter().filter_map(|i| aggregate_of(&i.expr)) {
        let of = aggregate.argument.iter().chain(&aggregate.filter).flat_map(columns_of);
        measured.extend(of.map(|(at, _)| at));
    }
    measured.sort_unstable();
    measured.dedup();
    if let [first, second, ..] = measured.as_slice() {
        let of = |at: &usize| block.tables[*at].table.name.to_string();
        return Err(Refusal::new(
            format!("measures of {} and {}", of(first), of(second)),
            "only changes of one fact table are captured",
            "make one rollup for each, and join them when reading",
        ));
    }
    let candidates = match measured.first() {
        Some(fact) => vec![*fact],
        None => (0..block.tables.len()).collect(),
    };
    let mut first_refusal = None;
    for fact in candidates {
        match around(fact, block, catalog) {
            Ok(joins) => return Ok(joins),
            Err(refusal) => first_refusal = first_refusal.or(Some(refusal)),
        }
    }
    Err(first_refusal.unwrap_or_else(|| {
        Refusal::new("a SELECT without FROM", "it reads no table", "name the fact table")
    }))
}

/// The other tables in the order in which each hangs on one before it.
fn around(fact: usize, block: &Block<'_>, catalog: &Catalog<'_>) -> Result<Joins, Refusal> {
    let mut joins = Joins { fact, dims: Vec::new(), at: Vec::new(), rest: Vec::new() };
    let mut used: Vec<usize> = Vec::new();
    let mut todo: Vec<usize> = (0..block.tables.len()).filter(|at| *at != fact).collect();
    while !todo.is_empty() {
        let next = todo.iter().find_map(|at| hang(*at, &joins, block, catalog).map(|d| (*at, d)));
        let Some((at, (dim, by))) = next else {
            let name = &block.tables[todo[0]].table.name;
            return Err(Refusal::new(
                format!("the join with {name}"),
                "it is not by a unique key of its own, so a row could be counted twice",
                format!("join {name} by its primary key, or by a UNIQUE index of NOT NULL columns"),
            ));
        };
        joins.dims.push(dim);
        joins.at.push(at);
        used.extend(by);
        todo.retain(|other| *other != at);
    }
    let is_rest = |(n, _): &(usize, &Expr)| !used.contains(n);
    joins.rest =
        block.conditions.iter().enumerate().filter(is_rest).map(|(_, c)| c.clone()).collect();
    Ok(joins)
}

/// The dimension, and which conditions join it.
fn hang(
    at: usize,
    joins: &Joins,
    block: &Block<'_>,
    catalog: &Catalog<'_>,
) -> Option<(Dim, Vec<usize>)> {
    let table = block.tables[at].table;
    catalog.unique_keys(table).into_iter().find_map(|key| {
        let equal = |column: &Ident| {
            block.conditions.iter().enumerate().find_map(|(n, condition)| {
                let (a, b) = equality(condition)?;
                let other = if a == (at, column.clone()) {
                    b
                } else if b == (at, column.clone()) {
                    a
                } else {
                    return None;
                };
                let there = joins.column(other.0, &other.1).filter(|_| other.0 != at)?;
                Some((n, there))
            })
        };
        let found: Option<Vec<(usize, ColumnRef)>> = key.iter().map(equal).collect();
        let (by, on) = found?.into_iter().unzip();
        Some((Dim { table: table.name.clone(), key, on, kept: Vec::new() }, by))
    })
}

/// `a.x = b.y`.
pub fn equality(condition: &Expr) -> Option<((usize, Ident), (usize, Ident))> {
    let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = condition else { return None };
    Some((column_of(left)?, column_of(right)?))
}
