//! One condition without AND and OR: which part of which table is compared, how, with what.
//! Looks only; `predicates.rs` writes down what was found.

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value as Literal};

use super::children::{Child, bare, children};
use super::facts::{Op, Value};
use super::predicates::one_value;
use super::render;
use super::resolve::Reader;
use super::scope::{Column, Meaning, Scope};
use crate::seen::KeyPart;

pub(super) enum Found<'e> {
    Condition {
        /// Position in `Facts::uses`.
        at: usize,
        part: KeyPart,
        /// The column that `part` is.
        column: Option<Column>,
        op: Op,
        operand: Value,
        /// Where the operand's literals and placeholders are.
        against: Vec<&'e Expr>,
        /// The block's own; else only the operands say something.
        local: bool,
    },
    /// Two columns of two tables are equal.
    Equal(Column, Column),
}

/// An expression as seen from an index.
enum Side {
    /// A column or an expression on columns of one table.
    Subject {
        at: usize,
        part: KeyPart,
        column: Option<Column>,
        local: bool,
    },
    Other(Value),
}

pub(super) fn classify<'e>(
    reader: &Reader<'_>,
    term: &'e Expr,
    scope: &Scope<'_>,
) -> Vec<Found<'e>> {
    Classifier { reader, scope }.term(term, false)
}

struct Classifier<'r, 'a, 's> {
    reader: &'r Reader<'a>,
    scope: &'r Scope<'s>,
}

impl Classifier<'_, '_, '_> {
    fn term<'e>(&self, term: &'e Expr, negated: bool) -> Vec<Found<'e>> {
        let pick = |is: Op, not: Op| if negated { not } else { is };
        match bare(term) {
            Expr::UnaryOp { op: UnaryOperator::Not | UnaryOperator::BangNot, expr } => {
                self.term(expr, !negated)
            }
            Expr::IsNull(e) => self.alone(e, pick(Op::IsNull, Op::IsNotNull)),
            Expr::IsNotNull(e) => self.alone(e, pick(Op::IsNotNull, Op::IsNull)),
            Expr::IsTrue(e) => self.alone(e, pick(Op::IsTrue, Op::Other)),
            Expr::IsFalse(e) => self.alone(e, pick(Op::IsFalse, Op::Other)),
            Expr::IsNotTrue(e) | Expr::IsNotFalse(e) => self.alone(e, Op::Other),
            Expr::IsNotDistinctFrom(l, r) => self.compare(l, pick(Op::Equal, Op::NotEqual), r),
            Expr::IsDistinctFrom(l, r) => self.compare(l, pick(Op::NotEqual, Op::Equal), r),
            Expr::Between { expr, negated: n, low, high } => {
                let op = if *n == negated { Op::Range } else { Op::Other };
                self.against(expr, op, vec![low, high])
            }
            Expr::InList { expr, list, negated: n } => {
                let op = if *n == negated { Op::In } else { Op::NotEqual };
                self.in_list(expr, op, list)
            }
            Expr::Like { expr, pattern, negated: n, .. } => {
                let op = if *n == negated { like(pattern) } else { Op::Other };
                self.against(expr, op, vec![pattern])
            }
            Expr::ILike { expr, pattern, negated: n, .. }
            | Expr::SimilarTo { expr, pattern, negated: n, .. }
            | Expr::RLike { expr, pattern, negated: n, .. } => {
                let op = if *n == negated { Op::LikeAny } else { Op::Other };
                self.against(expr, op, vec![pattern])
            }
            Expr::AnyOp { left, compare_op, right, .. } => {
                let op = match compare_op {
                    BinaryOperator::Eq if !negated => Op::In,
                    _ => Op::Other,
                };
                self.against(left, op, vec![right])
            }
            Expr::MatchAgainst { columns, .. } => columns
                .iter()
                .filter_map(|name| self.reader.column_of_name(name, self.scope))
                .map(|column| Found::Condition {
                    at: column.at,
                    part: KeyPart::Column(column.name.clone()),
                    local: column.local,
                    column: Some(column),
                    op: Op::Contains,
                    operand: Value::Computed,
                    against: vec![],
                })
                .collect(),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, negated),
            column @ (Expr::Identifier(_) | Expr::CompoundIdentifier(_)) => {
                self.alone(column, pick(Op::IsTrue, Op::IsFalse))
            }
            _ => vec![],
        }
    }

    fn binary<'e>(
        &self,
        left: &'e Expr,
        op: &BinaryOperator,
        right: &'e Expr,
        negated: bool,
    ) -> Vec<Found<'e>> {
        use BinaryOperator as B;
        let op = match op {
            B::Eq | B::Spaceship => Op::Equal,
            B::NotEq => Op::NotEqual,
            B::Lt | B::LtEq | B::Gt | B::GtEq => Op::Range,
            B::AtArrow
            | B::ArrowAt
            | B::Question
            | B::QuestionAnd
            | B::QuestionPipe
            | B::PGOverlap
            | B::AtAt
            | B::AtQuestion => Op::Contains,
            B::PGLikeMatch => like(right),
            B::PGILikeMatch
            | B::PGRegexMatch
            | B::PGRegexIMatch
            | B::Regexp
            | B::Glob
            | B::Match => Op::LikeAny,
            B::PGStartsWith => Op::LikePrefix,
            B::PGNotLikeMatch | B::PGNotILikeMatch | B::PGRegexNotMatch | B::PGRegexNotIMatch => {
                Op::Other
            }
            _ => return vec![],
        };
        let op = match (op, negated) {
            (op, false) => op,
            (Op::Equal, true) => Op::NotEqual,
            (Op::NotEqual, true) => Op::Equal,
            (Op::Range, true) => Op::Range,
            (_, true) => Op::Other,
        };
        self.compare(left, op, right)
    }

    fn compare<'e>(&self, left: &'e Expr, op: Op, right: &'e Expr) -> Vec<Found<'e>> {
        if let (Expr::Tuple(l), Expr::Tuple(r)) = (bare(left), bare(right)) {
            let pairs = l.iter().zip(r).enumerate();
            return pairs.flat_map(|(at, (l, r))| self.pair(at, l, op, r)).collect();
        }
        match (self.side(left), self.side(right)) {
            (
                Side::Subject { at: a, column: Some(one), .. },
                Side::Subject { at: b, column: Some(other), .. },
            ) if op == Op::Equal => {
                if a == b || !(one.local || other.local) {
                    return vec![];
                }
                vec![Found::Equal(one, other)]
            }
            (Side::Subject { at: a, .. }, Side::Subject { at: b, .. }) if a == b => vec![],
            (one @ Side::Subject { .. }, other @ Side::Subject { .. }) => [one, other]
                .into_iter()
                .filter_map(|side| condition(side, op, Value::Computed, vec![]))
                .collect(),
            (subject @ Side::Subject { .. }, Side::Other(value)) => {
                condition(subject, op, value, vec![right]).into_iter().collect()
            }
            (Side::Other(value), subject @ Side::Subject { .. }) => {
                condition(subject, op, value, vec![left]).into_iter().collect()
            }
            (Side::Other(_), Side::Other(_)) => vec![],
        }
    }

    /// `(a, b) > (1, 2)` bounds only `a`; of `b` there are operands to be known.
    fn pair<'e>(&self, at: usize, left: &'e Expr, op: Op, right: &'e Expr) -> Vec<Found<'e>> {
        let mut all = self.compare(left, op, right);
        if at > 0 && op != Op::Equal {
            all.retain_mut(|found| match found {
                Found::Condition { local, .. } => {
                    *local = false;
                    true
                }
                Found::Equal(..) => false,
            });
        }
        all
    }

    fn alone<'e>(&self, expr: &'e Expr, op: Op) -> Vec<Found<'e>> {
        condition(self.side(expr), op, Value::None, vec![]).into_iter().collect()
    }

    fn against<'e>(&self, expr: &'e Expr, op: Op, values: Vec<&'e Expr>) -> Vec<Found<'e>> {
        let known = values.iter().map(|v| match self.side(v) {
            Side::Other(value) => value,
            Side::Subject { .. } => Value::Computed,
        });
        let operand = one_value(known.collect());
        condition(self.side(expr), op, operand, values).into_iter().collect()
    }

    fn in_list<'e>(&self, expr: &'e Expr, op: Op, list: &'e [Expr]) -> Vec<Found<'e>> {
        let Expr::Tuple(parts) = bare(expr) else {
            return self.against(expr, op, list.iter().collect());
        };
        if op != Op::In {
            return vec![];
        }
        let column = |at: usize| {
            list.iter().filter_map(move |row| match bare(row) {
                Expr::Tuple(values) => values.get(at),
                _ => None,
            })
        };
        let each = parts.iter().enumerate();
        each.flat_map(|(at, part)| self.against(part, op, column(at).collect())).collect()
    }

    fn side(&self, expr: &Expr) -> Side {
        let expr = bare(expr);
        match self.reader.meaning(expr, self.scope) {
            Some(Meaning::Base(column)) => {
                return Side::Subject {
                    at: column.at,
                    part: KeyPart::Column(column.name.clone()),
                    local: column.local,
                    column: Some(column),
                };
            }
            Some(Meaning::Unknown) => return Side::Other(Value::Computed),
            None => {}
        }
        let mut parts = Parts::default();
        self.collect(expr, &mut parts);
        match parts {
            Parts { opaque: true, .. } => Side::Other(Value::Computed),
            Parts { column: Some(column), waits: false, .. } => Side::Subject {
                at: column.at,
                part: KeyPart::Expression(self.reader.rendered(expr, self.scope)),
                column: None,
                local: true,
            },
            Parts { column: Some(_), .. } => Side::Other(Value::Computed),
            Parts { column: None, .. } => Side::Other(constant(expr)),
        }
    }

    fn collect(&self, expr: &Expr, parts: &mut Parts) {
        match self.reader.meaning(expr, self.scope) {
            Some(Meaning::Base(column)) => {
                let same = parts.column.as_ref().is_none_or(|c| c.at == column.at);
                parts.opaque |= !same || !column.local;
                parts.column = Some(column);
                return;
            }
            Some(Meaning::Unknown) => parts.opaque = true,
            None => {}
        }
        match expr {
            Expr::Function(f) => {
                parts.opaque |= render::is_volatile(&f.name)
                    || render::is_aggregate(&f.name)
                    || f.over.is_some();
            }
            Expr::Value(v) => parts.waits |= matches!(v.value, Literal::Placeholder(_)),
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::MatchAgainst { .. } => {
                parts.opaque = true;
            }
            _ => {}
        }
        for child in children(expr) {
            match child {
                Child::Expr(child) => self.collect(child, parts),
                Child::Query(_) => parts.opaque = true,
            }
        }
    }
}

fn like(pattern: &Expr) -> Op {
    let Expr::Value(value) = bare(pattern) else { return Op::LikeAny };
    let text = match &value.value {
        // It may begin with `%`.
        Literal::Placeholder(_) => return Op::LikeAny,
        other => other.clone().into_string().unwrap_or_default(),
    };
    if text.is_empty() || text.starts_with(['%', '_']) { Op::LikeAny } else { Op::LikePrefix }
}

#[derive(Default)]
struct Parts {
    column: Option<Column>,
    /// Holds something that no index can: another table, a sub-select, `now()`.
    opaque: bool,
    /// Holds a placeholder.
    waits: bool,
}

fn condition(side: Side, op: Op, operand: Value, against: Vec<&Expr>) -> Option<Found<'_>> {
    let Side::Subject { at, part, column, local } = side else { return None };
    Some(Found::Condition { at, part, column, op, operand, against, local })
}

/// An expression without columns: a literal (cast or signed, too), a placeholder, or more.
fn constant(expr: &Expr) -> Value {
    match bare(expr) {
        Expr::Value(value) if matches!(value.value, Literal::Placeholder(_)) => Value::Placeholder,
        whole @ (Expr::Value(_) | Expr::TypedString(_)) => Value::Literal(whole.to_string()),
        whole @ (Expr::Cast { expr, .. }
        | Expr::Prefixed { value: expr, .. }
        | Expr::Collate { expr, .. }
        | Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus, expr }) => {
            match constant(expr) {
                Value::Literal(_) => Value::Literal(whole.to_string()),
                other => other,
            }
        }
        Expr::Array(array) => one_value(array.elem.iter().map(constant).collect()),
        _ => Value::Computed,
    }
}

/// The part of a table that the expression is, if it is of the block itself.
pub(super) fn subject(
    reader: &Reader<'_>,
    expr: &Expr,
    scope: &Scope<'_>,
) -> Option<(usize, KeyPart)> {
    match (Classifier { reader, scope }).side(expr) {
        Side::Subject { at, part, local: true, .. } => Some((at, part)),
        Side::Subject { .. } | Side::Other(_) => None,
    }
}
