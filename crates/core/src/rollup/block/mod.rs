//! One SELECT block with its names taken out: which tables it joins, what it requires, what it
//! groups by and gives. The shared ground of definitions and of queries; says nothing of what
//! may be kept or answered.

mod kind;
mod names;
mod read;
mod text;
mod vet;

use sqlparser::ast::{self, Expr, LimitClause, OrderByExpr};

use crate::name::{EngineKind, Ident};
use crate::seen::Table;

pub(super) use kind::{class_of, is_nullable};
pub(super) use names::{
    canon, column, column_of, columns_of, expression, is_written_back, only_item, scalar, write,
};
pub(super) use read::{read, read_asked};
pub(super) use text::check_text;
pub(super) use vet::{vet, vet_asked};

/// In every expression a column is [`column`]: the position of its table and its name as the
/// catalog spells it.
pub(super) struct Block<'a> {
    pub engine: EngineKind,
    pub tables: Vec<Used<'a>>,
    /// What rows must meet: the terms of ON and WHERE.
    pub conditions: Vec<Expr>,
    pub items: Vec<Item>,
    pub group: Vec<Expr>,
    pub has_group_by: bool,
    pub having: Option<Expr>,
    pub order: Vec<Sorted>,
    pub limit: Option<LimitClause>,
    pub distinct: bool,
}

pub(super) struct Used<'a> {
    pub table: &'a Table,
    /// How the statement calls it.
    pub alias: ast::Ident,
}

/// One of the SELECT list.
pub(super) struct Item {
    pub expr: Expr,
    pub alias: Option<ast::Ident>,
    /// As it stands in the text.
    pub written: String,
}

/// One of ORDER BY.
pub(super) struct Sorted {
    pub by: SortBy,
    pub options: OrderByExpr,
}

pub(super) enum SortBy {
    /// Position in the SELECT list.
    Item(usize),
    Expr(Box<Expr>),
}

impl Block<'_> {
    /// The catalog's column behind a column of the block.
    pub fn catalog_column(&self, at: usize, name: &Ident) -> Option<&crate::seen::Column> {
        self.tables.get(at)?.table.column(name)
    }
}

/// An aggregate call of the five kinds that are known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Aggregate {
    pub what: AggregateKind,
    pub distinct: bool,
    /// None: `COUNT(*)`.
    pub argument: Option<Expr>,
    pub filter: Option<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AggregateKind {
    Count,
    Sum,
    Avg,
    Min,
    Max,
}

/// The aggregate that `expr` is; None where it is another, or none at all.
pub(super) fn aggregate_of(expr: &Expr) -> Option<Aggregate> {
    use ast::{DuplicateTreatment, FunctionArg, FunctionArgExpr, FunctionArguments};
    let Expr::Function(f) = expr else { return None };
    let name = f.name.0.last().filter(|_| f.name.0.len() == 1)?.as_ident()?;
    let what = match name.value.to_ascii_lowercase().as_str() {
        "count" => AggregateKind::Count,
        "sum" => AggregateKind::Sum,
        "avg" => AggregateKind::Avg,
        "min" => AggregateKind::Min,
        "max" => AggregateKind::Max,
        _ => return None,
    };
    let plain = f.over.is_none()
        && f.within_group.is_empty()
        && f.null_treatment.is_none()
        && matches!(f.parameters, FunctionArguments::None);
    let FunctionArguments::List(list) = &f.args else { return None };
    if !plain || !list.clauses.is_empty() {
        return None;
    }
    let argument = match list.args.as_slice() {
        [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] if what == AggregateKind::Count => None,
        [FunctionArg::Unnamed(FunctionArgExpr::Expr(e))] => Some(e.clone()),
        _ => return None,
    };
    let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    let filter = f.filter.as_deref().cloned();
    Some(Aggregate { what, distinct, argument, filter })
}

/// What is aggregated, with FILTER as a CASE; None: rows.
pub(super) fn argument(aggregate: &Aggregate) -> Option<Expr> {
    use ast::helpers::attached_token::AttachedToken;
    let one = || Expr::value(ast::Value::Number("1".to_owned(), false));
    let Some(condition) = &aggregate.filter else { return aggregate.argument.clone() };
    let result = aggregate.argument.clone().unwrap_or_else(one);
    Some(Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![ast::CaseWhen { condition: condition.clone(), result }],
        else_result: None,
    })
}

/// Is there any aggregate or window call in it?
pub(super) fn has_aggregate(expr: &Expr) -> bool {
    let mut found = false;
    let _ = ast::visit_expressions(expr, |part| {
        if let Expr::Function(f) = part {
            found |= crate::sql::render::is_aggregate(&f.name) || f.over.is_some();
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    found
}
