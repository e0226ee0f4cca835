//! The types of sums, so that a rewritten query has the types of the one that was asked.

use sqlparser::ast::{BinaryOperator as B, DataType, Expr, Value};

use super::level::Seen;
use crate::name::EngineKind;
use crate::rollup::block::{Block, column_of};
use crate::rollup::definition::{call, decimal};
use crate::rollup::refusal::Refusal;
use crate::sql::children::bare;

/// What `SUM(argument)` is cast to; None: it has its type without a cast.
pub fn of_sum(argument: &Expr, seen: &Seen<'_>) -> Result<Option<String>, Refusal> {
    match seen.family.engine {
        EngineKind::Sqlite => Ok(None),
        EngineKind::MariaDb => Ok(mariadb_sum(argument, seen.block)),
        EngineKind::Postgres => match number(argument, seen.block) {
            Some(Number::Small) => Ok(Some("bigint".to_owned())),
            Some(Number::Big | Number::Numeric) => Ok(Some("numeric".to_owned())),
            None => Err(Refusal::new(
                "SUM of an expression",
                "its type cannot be told from its columns",
                "CAST the argument to the type that you mean",
            )),
        },
    }
}

/// MariaDB adds 22 digits. Other sums keep a type that only has more of them.
fn mariadb_sum(argument: &Expr, block: &Block<'_>) -> Option<String> {
    let (at, name) = column_of(bare(argument))?;
    let (p, s) = decimal(&block.catalog_column(at, &name)?.data_type)?;
    Some(format!("DECIMAL({},{s})", (p + 22).min(65)))
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Number {
    /// smallint, integer: their sum is a bigint.
    Small,
    /// bigint: numeric.
    Big,
    Numeric,
}

fn number(expr: &Expr, block: &Block<'_>) -> Option<Number> {
    if let Some((at, name)) = column_of(expr) {
        let data_type = block.catalog_column(at, &name)?.data_type.to_ascii_lowercase();
        return match data_type.as_str() {
            "smallint" | "integer" => Some(Number::Small),
            "bigint" => Some(Number::Big),
            _ if data_type.starts_with("numeric") => Some(Number::Numeric),
            _ => None,
        };
    }
    match expr {
        Expr::Nested(inner) | Expr::UnaryOp { expr: inner, .. } => number(inner, block),
        Expr::Value(v) => match &v.value {
            Value::Number(n, _) if n.contains(['.', 'e', 'E']) => Some(Number::Numeric),
            Value::Number(n, _) if n.parse::<i32>().is_ok() => Some(Number::Small),
            Value::Number(n, _) if n.parse::<i64>().is_ok() => Some(Number::Big),
            Value::Number(..) => Some(Number::Numeric),
            _ => None,
        },
        Expr::BinaryOp {
            left,
            op: B::Plus | B::Minus | B::Multiply | B::Divide | B::Modulo,
            right,
        } => widest([&**left, &**right].into_iter(), block),
        Expr::Case { conditions, else_result, .. } => {
            let results = conditions.iter().map(|c| &c.result).chain(else_result.as_deref());
            widest(results.filter(|e| !is_null(e)), block)
        }
        Expr::Cast { data_type, .. } => match data_type {
            DataType::Integer(_) | DataType::Int(_) | DataType::SmallInt(_) => Some(Number::Small),
            DataType::BigInt(_) => Some(Number::Big),
            DataType::Numeric(_) | DataType::Decimal(_) => Some(Number::Numeric),
            _ => None,
        },
        Expr::Function(_) => {
            let (name, args) = call(expr)?;
            match name.as_str() {
                "coalesce" => widest(args.into_iter(), block),
                "abs" | "nullif" => number(args.first()?, block),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::Value(v) if v.value == Value::Null)
}

fn widest<'e>(exprs: impl Iterator<Item = &'e Expr>, block: &Block<'_>) -> Option<Number> {
    let mut widest = None;
    for expr in exprs {
        let this = number(expr, block)?;
        widest = Some(widest.map_or(this, |w: Number| if this > w { this } else { w }));
    }
    widest
}
