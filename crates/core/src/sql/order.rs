//! GROUP BY, DISTINCT, ORDER BY, LIMIT, MIN and MAX: what an index can give for nothing.

use sqlparser::ast::{
    Distinct, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr,
    LimitClause, OrderByExpr, OrderByKind, OrderByOptions, OrderBySort, Query, Select, SelectItem,
    Value as Literal,
};

use super::children::{Child, bare, children};
use super::classify::subject;
use super::facts::{Op, OrderKey, Value};
use super::render;
use super::resolve::Reader;
use super::scope::{Column, Scope};
use crate::name::Ident;
use crate::seen::KeyPart;

/// What grouping does to the rows of a block.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    /// Rows of the block are not rows of its tables.
    pub by_groups: bool,
    /// Nothing can be moved into the block: aggregates without groups, windows.
    closed: bool,
    keys: Vec<(usize, Ident)>,
}

impl Grouped {
    /// A condition on this column may be moved from around the block into it.
    pub fn lets_through(&self, column: &Column) -> bool {
        let key = || self.keys.iter().any(|(at, name)| *at == column.at && *name == column.name);
        !self.closed && (!self.by_groups || key())
    }
}

/// The ORDER BY of a query with its options.
pub(super) fn order_by(query: &Query) -> impl Iterator<Item = (&Expr, &OrderByOptions)> {
    let list: &[OrderByExpr] = match query.order_by.as_ref().map(|o| &o.kind) {
        Some(OrderByKind::Expressions(list)) => list,
        _ => &[],
    };
    list.iter().map(|o| (&o.expr, &o.options))
}

/// LIMIT, OFFSET and FETCH.
pub(super) fn limits(query: &Query) -> impl Iterator<Item = &Expr> {
    let (limit, offset) = match &query.limit_clause {
        Some(LimitClause::LimitOffset { limit, offset, .. }) => {
            (limit.as_ref(), offset.as_ref().map(|o| &o.value))
        }
        Some(LimitClause::OffsetCommaLimit { limit, offset }) => (Some(limit), Some(offset)),
        None => (None, None),
    };
    let fetch = query.fetch.as_ref().and_then(|f| f.quantity.as_ref());
    limit.into_iter().chain(offset).chain(fetch)
}

/// The number of rows that are asked for; `u64::MAX` where it is not in the text.
fn limit(query: &Query) -> Option<u64> {
    let Some(
        LimitClause::LimitOffset { limit: Some(limit), .. }
        | LimitClause::OffsetCommaLimit { limit, .. },
    ) = &query.limit_clause
    else {
        let fetch = query.fetch.as_ref()?;
        return Some(fetch.quantity.as_ref().map_or(1, number_or_max));
    };
    match bare(limit) {
        Expr::Value(v) if matches!(v.value, Literal::Null) => None,
        // SQLite: no limit.
        Expr::UnaryOp { .. } => None,
        expr => Some(number_or_max(expr)),
    }
}

fn number_or_max(expr: &Expr) -> u64 {
    match bare(expr) {
        Expr::Value(v) => match &v.value {
            Literal::Number(text, _) => text.parse().unwrap_or(u64::MAX),
            _ => u64::MAX,
        },
        _ => u64::MAX,
    }
}

impl Reader<'_> {
    /// Writes down order and groups of the block's tables; says how the block is grouped.
    pub(super) fn order_of(
        &mut self,
        select: &Select,
        tail: Option<&Query>,
        scope: &Scope<'_>,
    ) -> Grouped {
        let mut grouped = self.group(select, scope);
        let aggregates = select.projection.iter().any(|i| has_function(i, is_plain_aggregate));
        let windows = select.projection.iter().any(|i| has_function(i, |f| f.over.is_some()));
        let alone = aggregates && !grouped.by_groups;
        grouped.closed = windows || alone;
        grouped.by_groups |= alone;
        if alone {
            self.extremes(select, scope);
        }
        if let Some(query) = tail {
            self.order(select, query, scope, grouped.by_groups);
        }
        grouped
    }

    fn group(&mut self, select: &Select, scope: &Scope<'_>) -> Grouped {
        let by: Vec<&Expr> = match &select.group_by {
            GroupByExpr::Expressions(list, _) => list.iter().collect(),
            GroupByExpr::All(_) => vec![],
        };
        for expr in &by {
            self.note(expr, scope);
        }
        let by_groups = !by.is_empty() || select.distinct.is_some();
        let exprs: Vec<&Expr> = match &select.distinct {
            _ if !by.is_empty() => by,
            Some(Distinct::On(list)) => list.iter().collect(),
            Some(Distinct::Distinct) => select.projection.iter().filter_map(item_expr).collect(),
            Some(Distinct::All) | None => vec![],
        };
        let mut grouped = Grouped { by_groups, ..Grouped::default() };
        let mut leading: Option<usize> = None;
        let mut broken = false;
        for expr in exprs {
            let expr = output_expr(expr, select, false, self, scope);
            if matches!(select.distinct, Some(Distinct::On(_))) {
                self.note(expr, scope);
            }
            let found = subject(self, expr, scope);
            if let Some(column) = self.column(expr, scope) {
                grouped.keys.push((column.at, column.name));
            }
            match found {
                Some((at, part)) if !broken && leading.is_none_or(|first| first == at) => {
                    leading = Some(at);
                    if !self.uses[at].group.contains(&part) {
                        self.uses[at].group.push(part);
                    }
                }
                _ => broken = true,
            }
        }
        grouped
    }

    /// Rows of groups come in the order of an index only where the groups do.
    fn order(&mut self, select: &Select, query: &Query, scope: &Scope<'_>, grouped: bool) {
        let limit = limit(query);
        let (mut leading, mut whole) = (None, true);
        for (expr, options) in order_by(query) {
            let expr = output_expr(expr, select, true, self, scope);
            let Some((at, part)) = subject(self, expr, scope) else {
                whole = false;
                break;
            };
            if self.is_fixed(at, &part) {
                continue;
            }
            let of_groups = !grouped || self.uses[at].group.contains(&part);
            if !of_groups || leading.is_some_and(|first| first != at) {
                whole = false;
                break;
            }
            leading = Some(at);
            let descending = matches!(options.sort, Some(OrderBySort::Desc));
            let nulls_first = options.nulls_first;
            self.uses[at].order.push(OrderKey { part, descending, nulls_first });
        }
        if let Some(at) = leading {
            self.uses[at].order_whole = whole;
            self.uses[at].limit = self.uses[at].limit.or(limit);
        }
        for used in self.uses.iter_mut().filter(|u| u.block == scope.block) {
            used.limit = limit;
        }
    }

    /// All rows have the same value there.
    fn is_fixed(&self, at: usize, part: &KeyPart) -> bool {
        self.uses[at].predicates.iter().any(|p| {
            let known = matches!(p.operand, Value::Literal(_) | Value::Placeholder);
            p.op == Op::Equal && known && !p.disjunct && p.part == *part
        })
    }

    fn extremes(&mut self, select: &Select, scope: &Scope<'_>) {
        for expr in select.projection.iter().filter_map(item_expr) {
            let Expr::Function(function) = bare(expr) else { continue };
            let name = function.name.to_string().to_lowercase();
            let FunctionArguments::List(list) = &function.args else { continue };
            if !matches!(name.as_str(), "min" | "max") {
                continue;
            }
            if let [FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))] = list.args.as_slice()
                && let Some(column) = self.column(argument, scope).filter(|c| c.local)
            {
                self.uses[column.at].extremes.push(column.name);
            }
        }
    }
}

fn item_expr(item: &SelectItem) -> Option<&Expr> {
    match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    }
}

/// What `ORDER BY 2` or `ORDER BY alias` means. In GROUP BY a column goes before an alias.
fn output_expr<'e>(
    expr: &'e Expr,
    select: &'e Select,
    alias_first: bool,
    reader: &Reader<'_>,
    scope: &Scope<'_>,
) -> &'e Expr {
    match bare(expr) {
        Expr::Value(value) => {
            let Literal::Number(text, _) = &value.value else { return expr };
            let at = text.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            at.and_then(|at| select.projection.get(at)).and_then(item_expr).unwrap_or(expr)
        }
        Expr::Identifier(name) if alias_first || reader.column(expr, scope).is_none() => {
            let aliased = select.projection.iter().find_map(|item| match item {
                SelectItem::ExprWithAlias { expr, alias } if reader.names.same(name, alias) => {
                    Some(expr)
                }
                _ => None,
            });
            aliased.unwrap_or(expr)
        }
        _ => expr,
    }
}

fn is_plain_aggregate(function: &Function) -> bool {
    function.over.is_none() && render::is_aggregate(&function.name)
}

fn has_function(item: &SelectItem, is: impl Fn(&Function) -> bool + Copy) -> bool {
    fn within(expr: &Expr, is: impl Fn(&Function) -> bool + Copy) -> bool {
        matches!(expr, Expr::Function(function) if is(function))
            || children(expr).into_iter().any(|child| match child {
                Child::Expr(child) => within(child, is),
                Child::Query(_) => false,
            })
    }
    item_expr(item).is_some_and(|expr| within(expr, is))
}
