//! Conditions: WHERE and ON into predicates and joins of the tables they speak of. A condition
//! that is not understood is read for its columns and says nothing more.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, Expr, Query, UnaryOperator};

use super::children::{bare, conjuncts, disjuncts};
use super::classify::{Found, classify};
use super::facts::{Join, Op, Predicate, Value};
use super::resolve::Reader;
use super::scope::{Column, Output, Relation, Scope, Source};
use crate::seen::KeyPart;

/// Where a condition stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Condition {
    /// It filters only these uses: those that an outer join may fill with NULL.
    pub only: Option<Range<usize>>,
    /// Under an OR.
    pub disjunct: bool,
}

impl Condition {
    fn filters(&self, at: usize) -> bool {
        self.only.as_ref().is_none_or(|range| range.contains(&at))
    }
}

impl Reader<'_> {
    pub(super) fn condition(&mut self, expr: &Expr, scope: &Scope<'_>, place: &Condition) {
        for term in conjuncts(expr) {
            self.term(term, scope, place);
        }
    }

    fn term(&mut self, term: &Expr, scope: &Scope<'_>, place: &Condition) {
        match term {
            Expr::BinaryOp { op: BinaryOperator::Or, .. } => self.either(term, scope, place),
            Expr::Exists { subquery, negated } => self.exists(subquery, *negated, scope, place),
            Expr::InSubquery { expr, subquery, negated } => {
                self.in_query(expr, subquery, *negated, scope, place);
            }
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => match bare(expr) {
                Expr::Exists { subquery, negated } => {
                    self.exists(subquery, !negated, scope, place);
                }
                Expr::InSubquery { expr, subquery, negated } => {
                    self.in_query(expr, subquery, !negated, scope, place);
                }
                _ => self.plain(term, scope, place),
            },
            _ => self.plain(term, scope, place),
        }
    }

    fn plain(&mut self, term: &Expr, scope: &Scope<'_>, place: &Condition) {
        self.note(term, scope);
        for found in classify(self, term, scope) {
            self.push(found, Some(term), scope, place);
        }
    }

    /// `whole` is the text of just this condition.
    fn push(
        &mut self,
        found: Found<'_>,
        whole: Option<&Expr>,
        scope: &Scope<'_>,
        place: &Condition,
    ) {
        match found {
            Found::Condition { at, part, column, op, operand, against, local } => {
                for expr in against {
                    self.note_operands(expr, column.as_ref(), op);
                }
                if !local || !place.filters(at) {
                    return;
                }
                let fixed = matches!(operand, Value::Literal(_) | Value::None);
                let constant_sql = whole
                    .filter(|_| fixed && !place.disjunct)
                    .map(|whole| self.rendered(whole, scope));
                let disjunct = place.disjunct;
                self.uses[at].predicates.push(Predicate {
                    part,
                    op,
                    operand,
                    disjunct,
                    constant_sql,
                });
            }
            Found::Equal(one, other) if !place.disjunct => {
                self.join(&one, &other, place);
                self.join(&other, &one, place);
            }
            Found::Equal(..) => {}
        }
    }

    /// `other` drives `this`.
    fn join(&mut self, this: &Column, other: &Column, place: &Condition) {
        if this.local && this.plain && place.filters(this.at) {
            self.add_join(this, other, !other.local);
        }
    }

    fn add_join(&mut self, this: &Column, other: &Column, correlated: bool) {
        let join = Join {
            column: this.name.clone(),
            other: other.at,
            other_column: other.name.clone(),
            correlated,
        };
        let joins = &mut self.uses[this.at].joins;
        if this.at != other.at && !joins.contains(&join) {
            joins.push(join);
        }
    }

    /// `a OR b`: what all branches share holds for itself; equalities on one column are a list.
    fn either(&mut self, term: &Expr, scope: &Scope<'_>, place: &Condition) {
        let branches: Vec<Vec<&Expr>> = disjuncts(term).into_iter().map(conjuncts).collect();
        let shared: Vec<&Expr> = branches
            .first()
            .into_iter()
            .flatten()
            .filter(|t| branches.iter().skip(1).all(|branch| branch.contains(t)))
            .copied()
            .collect();
        for term in &shared {
            self.term(term, scope, place);
        }
        let rest: Vec<Vec<&Expr>> = branches
            .iter()
            .map(|branch| branch.iter().filter(|t| !shared.contains(t)).copied().collect())
            .collect();
        let whole = shared.is_empty().then_some(term);
        if !self.list(&rest, whole, scope, place) {
            // A branch of nothing more makes the whole OR true: the others filter nothing.
            let only = rest.iter().any(Vec::is_empty).then_some(0..0);
            let under = Condition { disjunct: true, only: only.or(place.only.clone()) };
            for term in rest.iter().flatten() {
                self.term(term, scope, &under);
            }
        }
    }

    /// `a = 1 OR a = 2` is `a IN (1, 2)`.
    fn list(
        &mut self,
        branches: &[Vec<&Expr>],
        whole: Option<&Expr>,
        scope: &Scope<'_>,
        place: &Condition,
    ) -> bool {
        let mut same: Option<(usize, KeyPart)> = None;
        let mut values = Vec::new();
        let mut all_against = Vec::new();
        let mut of_column = None;
        for branch in branches {
            let [term] = branch.as_slice() else { return false };
            if has_query(term) {
                return false;
            }
            let mut found = classify(self, term, scope);
            let Some(Found::Condition { at, part, op, operand, against, column, local: true }) =
                found.pop()
            else {
                return false;
            };
            let listed = matches!(op, Op::Equal | Op::In) && found.is_empty();
            if !listed || same.as_ref().is_some_and(|s| *s != (at, part.clone())) {
                return false;
            }
            same = Some((at, part));
            of_column = column;
            values.push(operand);
            all_against.extend(against);
        }
        let Some((at, part)) = same else { return false };
        for term in branches.iter().flatten() {
            self.note(term, scope);
        }
        let operand = one_value(values);
        let (op, against, column) = (Op::In, all_against, of_column);
        let found = Found::Condition { at, part, column, op, operand, against, local: true };
        // Without the terms that were pulled up, the text of the whole is not this condition's.
        self.push(found, whole, scope, place);
        true
    }

    // Sub-selects.

    fn exists(&mut self, subquery: &Query, negated: bool, scope: &Scope<'_>, place: &Condition) {
        let first = self.uses.len();
        self.only_rows = subquery.with.is_none();
        self.query(subquery, Some(scope));
        self.only_rows = false;
        if negated || place.disjunct {
            return;
        }
        self.join_back(first, scope, place);
    }

    /// A semi-join may also be driven by the rows of the sub-select.
    fn join_back(&mut self, first: usize, scope: &Scope<'_>, place: &Condition) {
        let own: Vec<usize> = uses_of(scope);
        let mut back = Vec::new();
        for (at, inner) in self.uses.iter().enumerate().skip(first) {
            for join in inner.joins.iter().filter(|j| j.correlated && own.contains(&j.other)) {
                back.push((join.other, join.other_column.clone(), at, join.column.clone()));
            }
        }
        for (at, column, other, other_column) in back {
            if place.filters(at) {
                let join = Join { column, other, other_column, correlated: false };
                let joins = &mut self.uses[at].joins;
                if !joins.contains(&join) {
                    joins.push(join);
                }
            }
        }
    }

    fn in_query(
        &mut self,
        expr: &Expr,
        subquery: &Query,
        negated: bool,
        scope: &Scope<'_>,
        place: &Condition,
    ) {
        self.note(expr, scope);
        let first = self.uses.len();
        let outputs = self.query(subquery, Some(scope));
        let left: Vec<&Expr> = match bare(expr) {
            Expr::Tuple(parts) => parts.iter().collect(),
            one => vec![one],
        };
        for (expr, output) in left.into_iter().zip(&outputs) {
            if let Some(column) = self.column(expr, scope) {
                self.in_output(&column, output, negated, place);
            }
        }
        if !negated && !place.disjunct {
            self.join_back(first, scope, place);
        }
    }

    fn in_output(&mut self, outer: &Column, output: &Output, negated: bool, place: &Condition) {
        let inner = output.origin.as_ref();
        if let Some(inner) = inner.filter(|i| i.plain) {
            self.add_join(inner, outer, true);
        }
        if negated || !outer.local || !place.filters(outer.at) {
            return;
        }
        match inner {
            Some(inner) if !place.disjunct => {
                if outer.plain {
                    self.add_join(outer, inner, false);
                }
            }
            _ => self.uses[outer.at].predicates.push(Predicate {
                part: KeyPart::Column(outer.name.clone()),
                op: Op::In,
                operand: Value::Computed,
                disjunct: place.disjunct,
                constant_sql: None,
            }),
        }
    }

    // USING and NATURAL.

    pub(super) fn using(
        &mut self,
        names: &[sqlparser::ast::Ident],
        left: usize,
        scope: &Scope<'_>,
        place: &Condition,
    ) {
        for name in names {
            let column = Expr::Identifier(name.clone());
            let (before, after) = scope.relations.split_at(left);
            let one = self.column_in(&column, before, scope);
            let other = self.column_in(&column, after, scope);
            for column in one.iter().chain(&other) {
                self.uses[column.at].columns.insert(column.name.clone());
            }
            if let (Some(one), Some(other)) = (one, other) {
                self.join(&one, &other, place);
                self.join(&other, &one, place);
            }
        }
    }

    fn column_in(&self, name: &Expr, relations: &[Relation], scope: &Scope<'_>) -> Option<Column> {
        let mut part = Scope::new(None, scope.block);
        part.relations = relations.to_vec();
        self.column(name, &part)
    }

    /// Columns that the base tables on both sides have.
    pub(super) fn shared_names(
        &self,
        left: usize,
        scope: &Scope<'_>,
    ) -> Vec<sqlparser::ast::Ident> {
        let (before, after) = scope.relations.split_at(left);
        let tables = |relations: &[Relation]| -> Vec<&crate::seen::Table> {
            let base = |r: &Relation| match r.source {
                Source::Use(at) => self.bases[at],
                Source::Derived(_) | Source::Opaque => None,
            };
            relations.iter().filter_map(base).collect()
        };
        let before = tables(before);
        let quoted = |name: &str| sqlparser::ast::Ident::with_quote('"', name);
        tables(after)
            .iter()
            .flat_map(|table| &table.columns)
            .map(|column| quoted(column.name.as_str()))
            .filter(|name| before.iter().any(|t| self.names.column(t, name).is_some()))
            .collect()
    }
}

fn uses_of(scope: &Scope<'_>) -> Vec<usize> {
    let mut all = Vec::new();
    for relation in &scope.relations {
        match &relation.source {
            Source::Use(at) => all.push(*at),
            Source::Derived(outputs) => {
                all.extend(outputs.iter().filter_map(|o| o.origin.as_ref()).map(|c| c.at));
            }
            Source::Opaque => {}
        }
    }
    all
}

/// Literals together are a literal; anything less is as unknown as its least known part.
pub(super) fn one_value(values: Vec<Value>) -> Value {
    let mut texts = Vec::new();
    let mut waits = false;
    for value in values {
        match value {
            Value::Literal(text) => texts.push(text),
            Value::Placeholder => waits = true,
            Value::Computed | Value::None => return Value::Computed,
        }
    }
    if waits { Value::Placeholder } else { Value::Literal(texts.join(", ")) }
}

fn has_query(expr: &Expr) -> bool {
    super::children::children(expr).into_iter().any(|child| match child {
        super::children::Child::Expr(child) => has_query(child),
        super::children::Child::Query(_) => true,
    })
}
