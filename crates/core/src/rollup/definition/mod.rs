//! A definition file → the family that it asks for: `-- key: value` lines, then one SELECT of the
//! engine's own dialect. Decides what is stored and how outputs come from it; makes no SQL of its
//! own and runs none. What cannot be kept exact is refused by name.

mod attach;
pub(super) mod bucket;
pub(super) mod joins;
mod keys;
mod measures;
mod order;
mod place;
mod request;
#[cfg(test)]
mod tests;

pub use attach::{attach, detach, join};
pub use place::{Placed, is_placed, place};
pub use request::{Request, read_request};

use bucket::bucket_of;
pub(super) use bucket::{Form, call, form_of};
pub(super) use joins::equality;
pub(super) use measures::decimal;

use super::block::{self, Block};
use super::catalog::Catalog;
use super::model::{
    Base, ColumnRef, Family, Feed, Key, Level, Measure, Output, Scalar, Shown, Source,
};
use super::refusal::Refusal;
use crate::name::Ident;
use crate::seen::TableKind;
use joins::Joins;
use keys::Keys;

/// One column of the definition's SELECT, as the server describes it when it prepares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    pub name: Ident,
    /// As the server writes it; empty on SQLite.
    pub data_type: String,
}

/// The family of one definition alone; `described` has one for each column of its SELECT.
/// Whether it can join a family that stands is for [`attach`] to say.
pub fn define(
    request: &Request,
    catalog: &Catalog<'_>,
    described: &[Described],
) -> Result<Family, Refusal> {
    let mut block = block::read(&request.select, catalog)?;
    check_clauses(&block)?;
    check_tables(&block)?;
    check_described(&block, described)?;
    let joins = joins::of(&block, catalog)?;
    order::put(&mut block, &joins, &request.order, described)?;
    let filter = filter(&block, &joins)?;
    let keys = keys::of(&block, &joins, described)?;
    let (measures, shown) = measures::of(&block, &joins, &keys, described)?;
    let outputs = shown.into_iter().zip(described).map(|(what, d)| output(what, d)).collect();
    let base = keys.base(&block, &joins, &measures)?;
    let level = Level {
        name: request.name.clone(),
        keys: keys.keys.clone(),
        dims: (0..joins.dims.len()).collect(),
        feed: if joins.dims.is_empty() { Feed::IsBase } else { Feed::Base },
        outputs,
        definition: request.select.clone(),
    };
    let all = levels_above(&level, request, &keys)?;
    Ok(Family {
        name: request.name.clone(),
        engine: catalog.engine,
        fact: block.tables[joins.fact].table.name.clone(),
        dims: joins.dims,
        filter,
        measures,
        base,
        levels: std::iter::once(level).chain(all).collect(),
        options: request.options,
    })
}

fn output(what: Shown, described: &Described) -> Output {
    Output { name: described.name.clone(), what, data_type: described.data_type.clone() }
}

fn check_clauses(block: &Block<'_>) -> Result<(), Refusal> {
    let when_reading = "leave it to the query that reads the rollup";
    if block.distinct {
        return Err(Refusal::new("DISTINCT", "it drops rows that were counted", "use GROUP BY"));
    }
    if block.having.is_some() {
        let reason = "groups that it hides now must be counted for later";
        return Err(Refusal::new("HAVING", reason, when_reading));
    }
    if block.limit.is_some() {
        return Err(Refusal::new("LIMIT", "a change could move other groups in", when_reading));
    }
    if !block.order.is_empty() {
        return Err(Refusal::new("ORDER BY", "a stored table has no order", when_reading));
    }
    if !block.has_group_by {
        let mend = "add GROUP BY with at least one column";
        return Err(Refusal::new("a SELECT without GROUP BY", "it is one row", mend));
    }
    Ok(())
}

fn check_tables(block: &Block<'_>) -> Result<(), Refusal> {
    for (at, used) in block.tables.iter().enumerate() {
        let name = &used.table.name;
        let what = match &used.table.kind {
            TableKind::Ordinary | TableKind::Partitioned | TableKind::WithoutRowid => None,
            TableKind::View => Some(("a view", "name the tables behind it")),
            TableKind::Materialized => Some(("a materialized view", "name the tables behind it")),
            TableKind::Partition { .. } => Some(("a partition", "name the partitioned table")),
            TableKind::Foreign => Some(("a foreign table", "keep the rollup where the table is")),
            TableKind::Unlogged => {
                Some(("an unlogged table", "ALTER TABLE … SET LOGGED: a crash empties it"))
            }
            TableKind::Temporary => Some(("a temporary table", "use a lasting table")),
            TableKind::Virtual => Some(("a virtual table", "use an ordinary table")),
        };
        if let Some((what, mend)) = what {
            let reason = format!("{what}: its changes cannot be captured");
            return Err(Refusal::new(name.to_string(), reason, mend));
        }
        if block.tables[..at].iter().any(|u| u.table.name == *name) {
            let mend = "join each table once";
            return Err(Refusal::new(name.to_string(), "it is joined twice", mend));
        }
    }
    Ok(())
}

fn check_described(block: &Block<'_>, described: &[Described]) -> Result<(), Refusal> {
    if block.items.len() != described.len() {
        let reason = format!(
            "the server describes {} columns, the text has {}",
            described.len(),
            block.items.len()
        );
        return Err(Refusal::new("the SELECT list", reason, "write it more simply"));
    }
    for (at, one) in described.iter().enumerate() {
        let same = |d: &Described| d.name.as_str().eq_ignore_ascii_case(one.name.as_str());
        if described[..at].iter().any(same) {
            let construct = format!("two columns named {}", one.name);
            let mend = "name each with AS";
            return Err(Refusal::new(construct, "a view cannot have both", mend));
        }
    }
    Ok(())
}

/// The conditions that are not joins, as one expression over the fact table.
fn filter(block: &Block<'_>, joins: &Joins) -> Result<Option<Scalar>, Refusal> {
    let mut terms = Vec::new();
    for condition in &joins.rest {
        block::vet(condition, block)?;
        let text = plain_text(condition);
        let Some(term) = block::scalar(condition, |at, name| joins.fact_column(at, name)) else {
            let reason = "it depends on a joined table, whose changes would move rows in and out";
            let mend = "group by that column, and leave the condition to the query";
            return Err(Refusal::new(text, reason, mend));
        };
        terms.push(term);
    }
    Ok(and(terms))
}

fn and(terms: Vec<Scalar>) -> Option<Scalar> {
    use super::model::Piece::Text;
    let mut all: Vec<super::model::Piece> = Vec::new();
    for term in terms {
        all.push(Text(if all.is_empty() { "(" } else { ") AND (" }.to_owned()));
        all.extend(term.0);
    }
    if all.is_empty() {
        return None;
    }
    all.push(Text(")".to_owned()));
    Some(Scalar(all))
}

/// For a message: bare column names.
fn plain_text(expr: &sqlparser::ast::Expr) -> String {
    block::write(expr, |_, name| sqlparser::ast::Expr::Identifier(name.as_str().into()))
}

/// One level for each column of `-- all:`, with that key left out.
fn levels_above(level: &Level, request: &Request, keys: &Keys) -> Result<Vec<Level>, Refusal> {
    let mut levels = Vec::new();
    for column in &request.all {
        let Some(left_out) = keys.grouped().iter().position(|k| k.column == *column) else {
            let known: Vec<_> = keys.grouped().iter().map(|k| k.column.as_str()).collect();
            return Err(Refusal::new(
                format!("all: {column}"),
                "it is not a grouped column of the SELECT list",
                format!("name one of {}", known.join(", ")),
            ));
        };
        if keys.grouped().len() == 1 {
            let mend = "take the line out";
            return Err(Refusal::new(format!("all: {column}"), "nothing would be left", mend));
        }
        levels.push(without_key(level, left_out, column));
    }
    Ok(levels)
}

fn without_key(level: &Level, left_out: usize, column: &Ident) -> Level {
    let shown = |what: Shown| match what {
        Shown::Key(at) if at == left_out => None,
        Shown::Key(at) => Some(Shown::Key(at - usize::from(at > left_out))),
        other => Some(other),
    };
    let with = |o: &Output| shown(o.what).map(|what| Output { what, ..o.clone() });
    let mut keys = level.keys.clone();
    let flag = keys.remove(left_out).null_flag;
    keys.retain(|k| flag.as_ref() != Some(&k.column));
    Level {
        name: Ident::new(format!("{}_all_{column}", level.name)),
        keys,
        dims: level.dims.clone(),
        feed: Feed::Level(0),
        outputs: level.outputs.iter().filter_map(with).collect(),
        definition: level.definition.clone(),
    }
}

impl Keys {
    fn base(
        &self,
        block: &Block<'_>,
        joins: &Joins,
        measures: &[Measure],
    ) -> Result<Base, Refusal> {
        let mut keys: Vec<_> =
            self.keys.iter().filter(|k| k.expr.is_of_fact_only()).cloned().collect();
        let hangs_on = joins.dims.iter().flat_map(|d| &d.on).filter(|c| c.source == Source::Fact);
        // A key of fact and dimension columns together is grouped from the base as well.
        let mixed = self.keys.iter().filter(|k| !k.expr.is_of_fact_only());
        let mixed = mixed.flat_map(|k| k.expr.columns()).filter(|c| c.source == Source::Fact);
        for column in hangs_on.chain(mixed) {
            if !keys.iter().any(|k| k.expr.as_column() == Some(column)) {
                let stored = measures.iter().map(|m| m.column.clone());
                let taken: Vec<Ident> =
                    keys.iter().map(|k| k.column.clone()).chain(stored).collect();
                self::keys::add_column(&mut keys, block, joins, &column.column, &taken)?;
            }
        }
        // It is built bucket by bucket, whatever order was asked for. Rows without a time lie in none.
        let builds = |k: &Key| k.bucket.is_some() && k.null_flag.is_none();
        keys.sort_by_key(|k| !builds(k));
        let bucket = keys.iter().position(builds);
        Ok(Base { keys, bucket, table: None })
    }
}

/// The column where the family's expressions name it.
pub(super) fn reference(source: Source, column: &Ident) -> ColumnRef {
    ColumnRef { source, column: column.clone() }
}
