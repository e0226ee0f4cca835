//! Replaces parts of an expression from the top down, and never looks into what was put in.

use std::ops::ControlFlow;

use sqlparser::ast::{self, Expr, VisitMut, VisitorMut, visit_expressions_mut};

use crate::name::{EngineKind, Ident};
use crate::rollup::block::only_item;
use crate::rollup::refusal::Refusal;
use crate::sql::parse::parse;

/// Stands for a replacement until all are found. Cannot stand in a text that was parsed.
const TOKEN: char = '\u{3}';

/// A column of the level that answers.
const LEVEL: &str = "\u{1}K";
/// A column of a table that the answer joins again.
const KEPT: &str = "\u{1}X";

pub fn level_column(name: &Ident) -> Expr {
    marked(LEVEL.to_owned(), name)
}

pub fn kept_column(at: usize, name: &Ident) -> Expr {
    marked(format!("{KEPT}{at}"), name)
}

fn marked(mark: String, name: &Ident) -> Expr {
    Expr::CompoundIdentifier(vec![ast::Ident::new(mark), ast::Ident::new(name.as_str())])
}

/// What a marked column is in the end.
pub enum Marked {
    Level(Ident),
    Kept(usize, Ident),
}

pub fn marked_of(expr: &Expr) -> Option<Marked> {
    let Expr::CompoundIdentifier(parts) = expr else { return None };
    let [mark, name] = parts.as_slice() else { return None };
    let name = Ident::new(name.value.clone());
    if mark.value == LEVEL {
        return Some(Marked::Level(name));
    }
    let at = mark.value.strip_prefix(KEPT)?.parse().ok()?;
    Some(Marked::Kept(at, name))
}

/// `replace` says what stands for a part; None: look into it.
pub fn substitute(
    expr: &Expr,
    replace: impl FnMut(&Expr) -> Result<Option<Expr>, Refusal>,
) -> Result<Expr, Refusal> {
    let mut out = expr.clone();
    let mut walk = Walk { replace, found: Vec::new() };
    if let ControlFlow::Break(refusal) = out.visit(&mut walk) {
        return Err(refusal);
    }
    let found = walk.found;
    let _ = visit_expressions_mut(&mut out, |part| {
        if let Expr::Identifier(name) = part
            && let Some(at) = name.value.strip_prefix(TOKEN)
            && let Some(new) = at.parse::<usize>().ok().and_then(|at| found.get(at))
        {
            *part = new.clone();
        }
        ControlFlow::<()>::Continue(())
    });
    Ok(out)
}

struct Walk<F> {
    replace: F,
    found: Vec<Expr>,
}

impl<F: FnMut(&Expr) -> Result<Option<Expr>, Refusal>> VisitorMut for Walk<F> {
    type Break = Refusal;

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Refusal> {
        if matches!(expr, Expr::Identifier(name) if name.value.starts_with(TOKEN)) {
            return ControlFlow::Continue(());
        }
        match (self.replace)(expr) {
            Err(refusal) => ControlFlow::Break(refusal),
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some(new)) => {
                let token = format!("{TOKEN}{}", self.found.len());
                self.found.push(closed(new));
                *expr = Expr::Identifier(ast::Ident::new(token));
                ControlFlow::Continue(())
            }
        }
    }
}

/// In parentheses, unless nothing around it could take it apart.
fn closed(expr: Expr) -> Expr {
    match expr {
        Expr::CompoundIdentifier(_)
        | Expr::Identifier(_)
        | Expr::Nested(_)
        | Expr::Value(_)
        | Expr::Function(_)
        | Expr::Case { .. }
        | Expr::Cast { kind: ast::CastKind::Cast, .. } => expr,
        other => Expr::Nested(Box::new(other)),
    }
}

/// `template` with `{0}`, `{1}` … replaced by the expressions. The template is fixed SQL.
pub fn assemble(template: &str, parts: &[&Expr], engine: EngineKind) -> Result<Expr, Refusal> {
    let quote = if engine == EngineKind::MariaDb { '`' } else { '"' };
    let mut text = template.to_owned();
    for at in 0..parts.len() {
        text = text.replace(&format!("{{{at}}}"), &format!("{quote}\u{4}{at}{quote}"));
    }
    let parsed = parse(&format!("SELECT {text}"), engine).ok().and_then(only_item);
    let parsed = parsed.ok_or_else(|| {
        Refusal::new(template, "it could not be put together", "report this statement")
    })?;
    substitute(&parsed, |part| {
        let Expr::Identifier(name) = part else { return Ok(None) };
        let at = name.value.strip_prefix('\u{4}').and_then(|at| at.parse::<usize>().ok());
        Ok(at.and_then(|at| parts.get(at)).map(|part| (*part).clone()))
    })
}
