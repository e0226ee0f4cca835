//! Columns as positions inside the parser's tree, and from there back to text.

use std::ops::ControlFlow;

use sqlparser::ast::{self, CastKind, Expr, visit_expressions, visit_expressions_mut};

use crate::name::{EngineKind, Ident};
use crate::rollup::model::{ColumnRef, Piece, Scalar, Source};
use crate::sql::parse::parse;
use crate::sql::render::fold_name;
use crate::sql::tokens::{Kind, tokens};

/// Cannot stand in a text that was parsed: such texts are refused before.
pub(super) const MARK: char = '\u{1}';
const END: char = '\u{2}';

/// The column `name` of the table at `at`.
pub fn column(at: usize, name: &Ident) -> Expr {
    Expr::CompoundIdentifier(vec![
        ast::Ident::new(format!("{MARK}{at}")),
        ast::Ident::new(name.as_str()),
    ])
}

/// What [`column`] made.
pub fn column_of(expr: &Expr) -> Option<(usize, Ident)> {
    let Expr::CompoundIdentifier(parts) = expr else { return None };
    let [table, name] = parts.as_slice() else { return None };
    let at = table.value.strip_prefix(MARK)?.parse().ok()?;
    Some((at, Ident::new(name.value.clone())))
}

/// Every column in it, once each, in order of appearance.
pub fn columns_of(expr: &Expr) -> Vec<(usize, Ident)> {
    let mut found = Vec::new();
    let _ = visit_expressions(expr, |part| {
        if let Some(column) = column_of(part).filter(|c| !found.contains(c)) {
            found.push(column);
        }
        ControlFlow::<()>::Continue(())
    });
    found
}

/// A form in which expressions that are written differently and mean the same are equal. To
/// compare only: without its parentheses it cannot be written out.
pub fn canon(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    let _ = visit_expressions_mut(&mut expr, |part| {
        match part {
            Expr::Nested(inner) => {
                let inner = std::mem::replace(&mut **inner, Expr::Tuple(Vec::new()));
                *part = inner;
            }
            Expr::Cast { kind, .. } if *kind == CastKind::DoubleColon => *kind = CastKind::Cast,
            Expr::Function(f) => fold_name(&mut f.name),
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
    expr
}

/// The text of `expr` with each column as `say` says it.
pub fn write(expr: &Expr, mut say: impl FnMut(usize, &Ident) -> Expr) -> String {
    let mut expr = expr.clone();
    let _ = visit_expressions_mut(&mut expr, |part| {
        if let Some((at, name)) = column_of(part) {
            *part = say(at, &name);
        }
        ControlFlow::<()>::Continue(())
    });
    expr.to_string()
}

/// The expression as the family keeps it; `source` says which of the family's tables is meant.
pub fn scalar(
    expr: &Expr,
    mut source: impl FnMut(usize, &Ident) -> Option<ColumnRef>,
) -> Option<Scalar> {
    let mut columns = Vec::new();
    let text = write(expr, |at, name| {
        columns.push(source(at, name));
        Expr::Identifier(ast::Ident::new(format!("{MARK}{}{END}", columns.len() - 1)))
    });
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(MARK) {
        let end = rest.find(END)?;
        let number: usize = rest.get(start + 1..end)?.parse().ok()?;
        if start > 0 {
            pieces.push(Piece::Text(rest[..start].to_owned()));
        }
        pieces.push(Piece::Column(columns.get(number)?.clone()?));
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Some(Scalar(pieces))
}

/// A kept expression as a tree again; `at` says which position a table of the family has.
pub fn expression(
    scalar: &Scalar,
    engine: EngineKind,
    mut at: impl FnMut(Source) -> usize,
) -> Option<Expr> {
    let quote = if engine == EngineKind::MariaDb { '`' } else { '"' };
    let mut columns = Vec::new();
    let mut text = "SELECT ".to_owned();
    for piece in &scalar.0 {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Column(c) => {
                text.push_str(&format!("{quote}{MARK}{}{END}{quote}", columns.len()));
                columns.push(column(at(c.source), &c.column));
            }
        }
    }
    let mut expr = only_item(parse(&text, engine).ok()?)?;
    let _ = visit_expressions_mut(&mut expr, |part| {
        if let Expr::Identifier(name) = part
            && let Some(number) = name.value.strip_prefix(MARK).and_then(|n| n.strip_suffix(END))
            && let Some(column) = number.parse::<usize>().ok().and_then(|n| columns.get(n))
        {
            *part = column.clone();
        }
        ControlFlow::<()>::Continue(())
    });
    Some(expr)
}

/// The expression of `SELECT expression`.
pub fn only_item(statement: ast::Statement) -> Option<Expr> {
    let ast::Statement::Query(query) = statement else { return None };
    let ast::SetExpr::Select(mut select) = *query.body else { return None };
    match (select.projection.pop(), select.projection.is_empty()) {
        (Some(ast::SelectItem::UnnamedExpr(expr)), true) => Some(expr),
        _ => None,
    }
}

/// Does the parser write the statement so that it reads the same again?
pub fn is_written_back(text: &str, engine: EngineKind) -> bool {
    let Ok(first) = parse(text, engine) else { return false };
    let written = numbers_as_asked(&first.to_string(), engine);
    parse(&written, engine).is_ok_and(|second| second == first)
}

/// The parser counts placeholders in its own way, which reads otherwise where it does not begin
/// with the first.
fn numbers_as_asked(written: &str, engine: EngineKind) -> String {
    let mut out = String::new();
    let mut before = None;
    for token in tokens(written, engine) {
        match (engine, before, token.kind) {
            (EngineKind::MariaDb, Some(Kind::Placeholder), Kind::Number) => {}
            (EngineKind::Sqlite, _, Kind::Placeholder) => {
                out.push('?');
                out.push_str(&token.text[1..]);
            }
            _ => out.push_str(token.text),
        }
        before = Some(token.kind);
    }
    out
}
