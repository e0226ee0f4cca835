//! What stands directly under an expression of the parser's tree. The parser's own visitors
//! walk into sub-selects without saying where their names belong, so they cannot be used here.

use sqlparser::ast::{
    AccessExpr, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, OrderByExpr, Query, Subscript, WindowType,
};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Child<'e> {
    Expr(&'e Expr),
    Query(&'e Query),
}

/// Empty for leaves and for the few forms that no engine of ours has.
pub(crate) fn children(expr: &Expr) -> Vec<Child<'_>> {
    let mut found = Found(Vec::new());
    found.of(expr);
    found.0
}

struct Found<'e>(Vec<Child<'e>>);

impl<'e> Found<'e> {
    fn add(&mut self, expr: &'e Expr) {
        self.0.push(Child::Expr(expr));
    }

    fn all(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        self.0.extend(exprs.into_iter().map(Child::Expr));
    }

    fn of(&mut self, expr: &'e Expr) {
        match expr {
            Expr::IsFalse(e)
            | Expr::IsNotFalse(e)
            | Expr::IsTrue(e)
            | Expr::IsNotTrue(e)
            | Expr::IsNull(e)
            | Expr::IsNotNull(e)
            | Expr::IsUnknown(e)
            | Expr::IsNotUnknown(e)
            | Expr::Nested(e)
            | Expr::IsJson { expr: e, .. }
            | Expr::UnaryOp { expr: e, .. }
            | Expr::Cast { expr: e, .. }
            | Expr::Extract { expr: e, .. }
            | Expr::Ceil { expr: e, .. }
            | Expr::Floor { expr: e, .. }
            | Expr::Named { expr: e, .. }
            | Expr::Prefixed { value: e, .. }
            | Expr::JsonAccess { value: e, .. }
            | Expr::Collate { expr: e, .. } => self.add(e),
            Expr::IsDistinctFrom(a, b)
            | Expr::IsNotDistinctFrom(a, b)
            | Expr::BinaryOp { left: a, right: b, .. }
            | Expr::AnyOp { left: a, right: b, .. }
            | Expr::AllOp { left: a, right: b, .. }
            | Expr::Like { expr: a, pattern: b, .. }
            | Expr::ILike { expr: a, pattern: b, .. }
            | Expr::SimilarTo { expr: a, pattern: b, .. }
            | Expr::RLike { expr: a, pattern: b, .. }
            | Expr::AtTimeZone { timestamp: a, time_zone: b }
            | Expr::Position { expr: a, r#in: b }
            | Expr::InUnnest { expr: a, array_expr: b, .. } => self.all([&**a, &**b]),
            Expr::Between { expr, low, high, .. } => self.all([&**expr, &**low, &**high]),
            Expr::InList { expr, list, .. } => {
                self.add(expr);
                self.all(list);
            }
            Expr::InSubquery { expr, subquery, .. } => {
                self.add(expr);
                self.0.push(Child::Query(subquery));
            }
            Expr::Exists { subquery, .. } | Expr::Subquery(subquery) => {
                self.0.push(Child::Query(subquery));
            }
            Expr::Tuple(list) => self.all(list),
            Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => {
                self.all(sets.iter().flatten());
            }
            Expr::Array(array) => self.all(&array.elem),
            Expr::Interval(interval) => self.add(&interval.value),
            Expr::Function(function) => self.function(function),
            _ => self.rest(expr),
        }
    }

    fn rest(&mut self, expr: &'e Expr) {
        match expr {
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                self.add(expr);
                self.all(substring_from.iter().chain(substring_for).map(|e| &**e));
            }
            Expr::Trim { expr, trim_what, trim_characters, .. } => {
                self.add(expr);
                self.all(trim_what.iter().map(|e| &**e));
                self.all(trim_characters.iter().flatten());
            }
            Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
                self.all([&**expr, &**overlay_what, &**overlay_from]);
                self.all(overlay_for.iter().map(|e| &**e));
            }
            Expr::Convert { expr, styles, .. } => {
                self.add(expr);
                self.all(styles);
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.all(operand.iter().map(|e| &**e));
                self.all(conditions.iter().flat_map(|c| [&c.condition, &c.result]));
                self.all(else_result.iter().map(|e| &**e));
            }
            Expr::CompoundFieldAccess { root, access_chain } => {
                self.add(root);
                for access in access_chain {
                    match access {
                        AccessExpr::Dot(e)
                        | AccessExpr::Subscript(Subscript::Index { index: e }) => {
                            self.add(e);
                        }
                        AccessExpr::Subscript(Subscript::Slice {
                            lower_bound,
                            upper_bound,
                            stride,
                        }) => self.all(lower_bound.iter().chain(upper_bound).chain(stride)),
                    }
                }
            }
            Expr::MemberOf(member) => self.all([&*member.value, &*member.array]),
            _ => {}
        }
    }

    fn function(&mut self, function: &'e Function) {
        self.arguments(&function.parameters);
        self.arguments(&function.args);
        self.all(function.filter.iter().map(|e| &**e));
        self.order(&function.within_group);
        if let Some(WindowType::WindowSpec(window)) = &function.over {
            self.all(&window.partition_by);
            self.order(&window.order_by);
        }
    }

    fn order(&mut self, order: &'e [OrderByExpr]) {
        self.all(order.iter().map(|o| &o.expr));
    }

    fn arguments(&mut self, arguments: &'e FunctionArguments) {
        match arguments {
            FunctionArguments::None => {}
            FunctionArguments::Subquery(query) => self.0.push(Child::Query(query)),
            FunctionArguments::List(list) => {
                for argument in &list.args {
                    let (FunctionArg::Named { arg, .. }
                    | FunctionArg::ExprNamed { arg, .. }
                    | FunctionArg::Unnamed(arg)) = argument;
                    if let FunctionArgExpr::Expr(expr) = arg {
                        self.add(expr);
                    }
                }
                for clause in &list.clauses {
                    match clause {
                        FunctionArgumentClause::OrderBy(order) => self.order(order),
                        FunctionArgumentClause::Where(e) | FunctionArgumentClause::Limit(e) => {
                            self.add(e);
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}

/// The terms of `a AND b AND c`, however deep; parentheses around terms are taken off.
pub(crate) fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    flatten(expr, &sqlparser::ast::BinaryOperator::And)
}

/// The terms of `a OR b OR c`.
pub(crate) fn disjuncts(expr: &Expr) -> Vec<&Expr> {
    flatten(expr, &sqlparser::ast::BinaryOperator::Or)
}

fn flatten<'e>(expr: &'e Expr, by: &sqlparser::ast::BinaryOperator) -> Vec<&'e Expr> {
    let mut todo = vec![expr];
    let mut terms = Vec::new();
    while let Some(next) = todo.pop() {
        match next {
            Expr::Nested(inner) => todo.push(inner),
            Expr::BinaryOp { left, op, right } if op == by => todo.extend([&**right, &**left]),
            term => terms.push(term),
        }
    }
    terms
}

/// Without the parentheses around it.
pub(crate) fn bare(expr: &Expr) -> &Expr {
    let mut expr = expr;
    while let Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}
