//! What a query asks of a fact table, in terms that a rollup can hold: which columns it groups
//! and filters by, how fine it looks at time, what it aggregates. The ground of advice; whether a
//! rollup really answers a query is for the rewriter to prove.

mod days;

use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator as B, Expr, visit_expressions};

use super::block::{
    self, Aggregate, AggregateKind, Block, SortBy, aggregate_of, column_of, columns_of,
    has_aggregate,
};
use super::catalog::Catalog;
use super::definition::bucket::form_of;
use super::definition::joins::{self, Joins};
use super::model::{ColumnRef, Dim, Scalar, Stored, Unit};
use super::refusal::Refusal;
use crate::name::{EngineKind, Ident, TableName};
use crate::seen::TypeClass;
use days::Span;

/// One query over one fact table and tables that hang on it by unique keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    pub fact: TableName,
    /// In join order; `Source::Dim` counts in it.
    pub dims: Vec<Dim>,
    pub keys: Vec<Asked>,
    /// What must be stored per group, besides the number of rows; each once.
    pub measures: Vec<(Stored, Scalar)>,
}

/// One thing that a group must know.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub grain: Grain,
    pub how: How,
}

/// How finely rows are told apart in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grain {
    Column(ColumnRef),
    /// The unit that the column lies in, or anything finer.
    Time(ColumnRef, Unit),
    /// Any other expression that the query groups by.
    Expr(Scalar),
}

/// What a query does with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum How {
    Grouped,
    /// Compared with so many single values.
    Equal(usize),
    /// Compared with a span; of time, of so many days where both its ends are written out.
    Range(Option<f64>),
    /// In some other condition.
    Other,
}

/// A literal in a range is one of many that the application asks with: years today are months
/// tomorrow. So no range is taken for coarser than this.
const RANGE_UNIT_MAX: Unit = Unit::Month;

/// None: the text aggregates nothing. Refused: it does, in a way that no rollup can hold.
pub fn need(text: &str, catalog: &Catalog<'_>) -> Result<Option<Need>, Refusal> {
    let block = block::read(text, catalog)?;
    if !aggregated(&block).any(has_aggregate) {
        return Ok(None);
    }
    let joins = joins::of(&block, catalog)?;
    let mut reading =
        Reading { block: &block, joins: &joins, keys: vec![], spans: vec![], measures: vec![] };
    for group in &block.group {
        reading.grouped(group)?;
    }
    for condition in &joins.rest {
        reading.condition(condition)?;
    }
    for expr in aggregated(&block) {
        reading.aggregates(expr)?;
    }
    reading.end_spans();
    let Reading { keys, measures, .. } = reading;
    let fact = block.tables[joins.fact].table.name.clone();
    Ok(Some(Need { fact, dims: joins.dims, keys, measures }))
}

/// Where aggregates may stand.
fn aggregated<'b>(block: &'b Block<'_>) -> impl Iterator<Item = &'b Expr> {
    let sorted = block.order.iter().filter_map(|sorted| match &sorted.by {
        SortBy::Expr(expr) => Some(&**expr),
        SortBy::Item(at) => block.items.get(*at).map(|item| &item.expr),
    });
    block.items.iter().map(|item| &item.expr).chain(&block.having).chain(sorted)
}

struct Reading<'b> {
    block: &'b Block<'b>,
    joins: &'b Joins,
    keys: Vec<Asked>,
    /// Of each time column that is compared with literals.
    spans: Vec<(ColumnRef, Span)>,
    measures: Vec<(Stored, Scalar)>,
}

impl Reading<'_> {
    fn ask(&mut self, grain: Grain, how: How) {
        let asked = Asked { grain, how };
        if !self.keys.contains(&asked) {
            self.keys.push(asked);
        }
    }

    fn column(&self, at: usize, name: &Ident) -> Result<ColumnRef, Refusal> {
        self.joins
            .column(at, name)
            .ok_or_else(|| Refusal::new(name.to_string(), "it is not understood", "use a column"))
    }

    fn grouped(&mut self, expr: &Expr) -> Result<(), Refusal> {
        if let Some((at, name)) = column_of(expr) {
            let column = self.column(at, &name)?;
            self.ask(Grain::Column(column), How::Grouped);
            return Ok(());
        }
        if let Some(((at, name), unit, _)) = form_of(expr, self.block.engine) {
            block::vet(expr, self.block)?;
            let column = self.column(at, &name)?;
            self.ask(Grain::Time(column, unit), How::Grouped);
            return Ok(());
        }
        block::vet(expr, self.block)?;
        let scalar = block::scalar(expr, |at, name| self.joins.column(at, name));
        if let Some(scalar) = scalar.filter(|s| s.columns().next().is_some()) {
            self.ask(Grain::Expr(scalar), How::Grouped);
        }
        Ok(())
    }

    /// A term of WHERE that is no join.
    fn condition(&mut self, condition: &Expr) -> Result<(), Refusal> {
        let plain = |e: &Expr| columns_of(e).is_empty();
        match condition {
            Expr::Nested(inner) => self.condition(inner),
            Expr::BinaryOp { left, op, right } if is_comparison(op) && plain(right) => {
                self.compared(left, op, &[right])
            }
            Expr::BinaryOp { left, op, right } if is_comparison(op) && plain(left) => {
                self.compared(right, &turned(op), &[left])
            }
            Expr::Between { expr, negated: false, low, high } if plain(low) && plain(high) => {
                self.compared(expr, &B::GtEq, &[low])?;
                self.compared(expr, &B::LtEq, &[high])
            }
            Expr::InList { expr, list, negated: false } if list.iter().all(plain) => {
                self.compared(expr, &B::Eq, &list.iter().collect::<Vec<_>>())
            }
            _ => self.any(condition),
        }
    }

    fn compared(&mut self, expr: &Expr, op: &B, with: &[&Expr]) -> Result<(), Refusal> {
        if let Some(((at, name), unit, _)) = form_of(expr, self.block.engine) {
            let column = self.column(at, &name)?;
            self.ask(Grain::Time(column, unit.min(RANGE_UNIT_MAX)), How::Range(None));
            return Ok(());
        }
        let Some((at, name)) = column_of(expr) else { return self.any(expr) };
        let column = self.column(at, &name)?;
        let how = match op {
            B::Eq => How::Equal(with.len()),
            B::NotEq => How::Other,
            _ => How::Range(None),
        };
        match (how, self.time(at, &name, with)) {
            (How::Range(_), Some(has_time)) => {
                let known = self.spans.iter().position(|(c, _)| *c == column);
                let place = known.unwrap_or_else(|| {
                    self.spans.push((column, Span::default()));
                    self.spans.len() - 1
                });
                for bound in with {
                    self.spans[place].1.add(op, bound, has_time);
                }
            }
            _ => self.ask(Grain::Column(column), how),
        }
        Ok(())
    }

    /// Whether the column is compared as a time; then, whether it has a time of day.
    fn time(&self, at: usize, name: &Ident, with: &[&Expr]) -> Option<bool> {
        let column = self.block.catalog_column(at, name)?;
        let declared = column.data_type.to_ascii_lowercase();
        match self.block.engine {
            EngineKind::Sqlite => {
                // A type of SQLite's says little: the literal shows how times are written.
                let dates = with.iter().all(|e| days::literal(e).is_some());
                dates.then(|| declared.contains("time") || with.iter().any(|e| days::has_time(e)))
            }
            EngineKind::Postgres | EngineKind::MariaDb => {
                (column.class == TypeClass::Time).then(|| declared != "date")
            }
        }
    }

    /// A condition of another form: each of its columns must be at hand.
    fn any(&mut self, condition: &Expr) -> Result<(), Refusal> {
        block::vet(condition, self.block)?;
        for (at, name) in columns_of(condition) {
            let column = self.column(at, &name)?;
            self.ask(Grain::Column(column), How::Other);
        }
        Ok(())
    }

    fn end_spans(&mut self) {
        for (column, span) in std::mem::take(&mut self.spans) {
            let unit = span.unit.min(RANGE_UNIT_MAX);
            self.ask(Grain::Time(column, unit), How::Range(span.days()));
        }
    }

    /// Every aggregate in it.
    fn aggregates(&mut self, expr: &Expr) -> Result<(), Refusal> {
        let mut found = Vec::new();
        let mut other = None;
        let _ = visit_expressions(expr, |part| {
            match (part, aggregate_of(part)) {
                (_, Some(aggregate)) => found.push(aggregate),
                (Expr::Function(f), None)
                    if crate::sql::render::is_aggregate(&f.name) || f.over.is_some() =>
                {
                    other = Some(f.name.to_string());
                }
                _ => {}
            }
            ControlFlow::<()>::Continue(())
        });
        if let Some(name) = other {
            let reason = "it cannot be kept from changes alone";
            return Err(Refusal::new(name, reason, "use COUNT, SUM, AVG, MIN or MAX"));
        }
        found.iter().try_for_each(|aggregate| self.aggregate(aggregate))
    }

    fn aggregate(&mut self, aggregate: &Aggregate) -> Result<(), Refusal> {
        use AggregateKind::{Avg, Count, Max, Min, Sum};
        let Some(argument) = &aggregate.argument else {
            return match &aggregate.filter {
                Some(condition) => self.any(condition),
                None => Ok(()),
            };
        };
        if let Some(condition) = &aggregate.filter {
            self.any(condition)?;
        }
        if aggregate.distinct && matches!(aggregate.what, Count | Sum | Avg) {
            return self.grouped(argument);
        }
        block::vet(argument, self.block)?;
        let Some(scalar) = block::scalar(argument, |at, name| self.joins.fact_column(at, name))
        else {
            return Err(Refusal::new(
                "an aggregate over a joined table",
                "its changes would change every sum",
                "aggregate columns of the fact table",
            ));
        };
        let nullable = block::is_nullable(argument, self.block);
        match aggregate.what {
            Count if nullable => self.store(Stored::Count, scalar),
            Count => {}
            Sum | Avg => {
                if nullable {
                    self.store(Stored::Count, scalar.clone());
                }
                self.store(Stored::Sum, scalar);
            }
            Min => self.store(Stored::Min, scalar),
            Max => self.store(Stored::Max, scalar),
        }
        Ok(())
    }

    fn store(&mut self, stored: Stored, scalar: Scalar) {
        let measure = (stored, scalar);
        if !self.measures.contains(&measure) {
            self.measures.push(measure);
        }
    }
}

fn is_comparison(op: &B) -> bool {
    matches!(op, B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq)
}

/// `1 < a` is `a > 1`.
fn turned(op: &B) -> B {
    match op {
        B::Lt => B::Gt,
        B::LtEq => B::GtEq,
        B::Gt => B::Lt,
        B::GtEq => B::LtEq,
        other => other.clone(),
    }
}
