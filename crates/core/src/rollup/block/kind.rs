//! What class of value an expression gives and whether it can be NULL, as far as it can be told
//! without asking the server. None: not known.

use sqlparser::ast::{
    BinaryOperator as B, DataType, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Value,
};

use super::{Block, column_of};
use crate::name::EngineKind;
use crate::seen::TypeClass;
use crate::sql::children::{Child, children};

pub fn class_of(expr: &Expr, block: &Block<'_>) -> Option<TypeClass> {
    use TypeClass::{Boolean, Decimal, Integer, Text, Time};
    if let Some((at, name)) = column_of(expr) {
        return block.catalog_column(at, &name).map(|c| c.class);
    }
    match expr {
        Expr::Nested(e) | Expr::UnaryOp { expr: e, .. } => class_of(e, block),
        Expr::Value(value) => match &value.value {
            Value::Number(n, _) if n.bytes().all(|b| b.is_ascii_digit()) => Some(Integer),
            Value::Number(n, _)
                if !n.contains(['e', 'E']) && block.engine != EngineKind::Sqlite =>
            {
                Some(Decimal)
            }
            Value::SingleQuotedString(_) => Some(Text),
            Value::Boolean(_) => Some(Boolean),
            _ => None,
        },
        Expr::TypedString(_) => Some(Time),
        Expr::BinaryOp {
            left,
            op: B::Plus | B::Minus | B::Multiply | B::Modulo | B::Divide,
            right,
        } => match (class_of(left, block)?, class_of(right, block)?) {
            (Integer, Integer) => Some(Integer),
            (Integer | Decimal, Integer | Decimal) => Some(Decimal),
            _ => None,
        },
        Expr::BinaryOp { op: B::StringConcat, .. } | Expr::Substring { .. } | Expr::Trim { .. } => {
            Some(Text)
        }
        Expr::BinaryOp { .. }
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::Between { .. }
        | Expr::InList { .. }
        | Expr::Like { .. } => Some(Boolean),
        Expr::Case { conditions, else_result, .. } => {
            let results = conditions.iter().map(|c| &c.result).chain(else_result.as_deref());
            same_class(results, block)
        }
        Expr::Cast { data_type, .. } => cast_class(data_type, block.engine),
        Expr::Function(f) => function_class(f, block),
        _ => None,
    }
}

fn cast_class(to: &DataType, engine: EngineKind) -> Option<TypeClass> {
    match to {
        DataType::Integer(_)
        | DataType::Int(_)
        | DataType::BigInt(_)
        | DataType::SmallInt(_)
        | DataType::Signed => Some(TypeClass::Integer),
        // On SQLite a decimal is a float.
        DataType::Numeric(_) | DataType::Decimal(_) if engine != EngineKind::Sqlite => {
            Some(TypeClass::Decimal)
        }
        DataType::Text
        | DataType::Varchar(_)
        | DataType::Char(_)
        | DataType::CharacterVarying(_) => Some(TypeClass::Text),
        // On SQLite it is a number: the year.
        DataType::Date | DataType::Timestamp(..) | DataType::Datetime(_)
            if engine != EngineKind::Sqlite =>
        {
            Some(TypeClass::Time)
        }
        _ => None,
    }
}

fn function_class(f: &sqlparser::ast::Function, block: &Block<'_>) -> Option<TypeClass> {
    let args = arguments(f);
    match f.name.to_string().to_ascii_lowercase().as_str() {
        "coalesce" | "ifnull" | "greatest" | "least" => same_class(args.into_iter(), block),
        "nullif" | "abs" | "sign" => class_of(args.first()?, block),
        "if" | "iif" => same_class(args.into_iter().skip(1), block),
        "lower" | "upper" | "replace" | "left" | "right" | "substr" | "substring" | "ltrim"
        | "rtrim" | "date_format" | "strftime" | "concat" | "split_part" => Some(TypeClass::Text),
        "date" | "datetime" if block.engine == EngineKind::Sqlite => Some(TypeClass::Text),
        "date_trunc" | "date" | "last_day" | "makedate" => Some(TypeClass::Time),
        "year" | "month" | "quarter" | "day" | "dayofmonth" | "hour" | "length" | "char_length"
        | "dayofyear" | "dayofweek" | "weekday" => Some(TypeClass::Integer),
        _ => None,
    }
}

fn arguments(f: &sqlparser::ast::Function) -> Vec<&Expr> {
    let FunctionArguments::List(list) = &f.args else { return Vec::new() };
    let one = |a| match a {
        &FunctionArg::Unnamed(FunctionArgExpr::Expr(ref e)) => Some(e),
        _ => None,
    };
    list.args.iter().filter_map(one).collect()
}

fn same_class<'e>(exprs: impl Iterator<Item = &'e Expr>, block: &Block<'_>) -> Option<TypeClass> {
    use TypeClass::{Decimal, Integer};
    let is_null = |e: &Expr| matches!(e, Expr::Value(v) if v.value == Value::Null);
    let mut all: Option<TypeClass> = None;
    for expr in exprs.filter(|e| !is_null(e)) {
        let class = class_of(expr, block)?;
        all = match (all, class) {
            (None, class) => Some(class),
            (Some(known), class) if known == class => Some(known),
            (Some(Integer), Decimal) | (Some(Decimal), Integer) => Some(Decimal),
            _ => return None,
        };
    }
    all
}

/// False only where it is certain that NULL cannot come out.
pub fn is_nullable(expr: &Expr, block: &Block<'_>) -> bool {
    if let Some((at, name)) = column_of(expr) {
        return block.catalog_column(at, &name).is_none_or(|c| !c.not_null);
    }
    let any = |exprs: Vec<Child<'_>>| {
        exprs.iter().any(|child| match child {
            Child::Expr(e) => is_nullable(e, block),
            Child::Query(_) => true,
        })
    };
    match expr {
        Expr::Value(value) => matches!(value.value, Value::Null | Value::Placeholder(_)),
        Expr::TypedString(_) | Expr::IsNull(_) | Expr::IsNotNull(_) => false,
        Expr::Nested(e) | Expr::UnaryOp { expr: e, .. } => is_nullable(e, block),
        // Division by zero is NULL on MariaDB and SQLite.
        Expr::BinaryOp { op: B::Divide | B::Modulo, .. }
            if block.engine != EngineKind::Postgres =>
        {
            true
        }
        Expr::BinaryOp { op: B::Custom(_) | B::PGCustomBinaryOperator(_), .. } => true,
        Expr::Case { conditions, else_result: Some(other), .. } => {
            is_nullable(other, block) || conditions.iter().any(|c| is_nullable(&c.result, block))
        }
        Expr::Cast { expr, .. } if block.engine == EngineKind::Postgres => is_nullable(expr, block),
        Expr::Function(f) => function_nullable(f, block),
        Expr::BinaryOp { .. }
        | Expr::Between { .. }
        | Expr::InList { .. }
        | Expr::Substring { .. }
        | Expr::Trim { .. }
        | Expr::AtTimeZone { .. } => any(children(expr)),
        _ => true,
    }
}

fn function_nullable(f: &sqlparser::ast::Function, block: &Block<'_>) -> bool {
    let args = arguments(f);
    match f.name.to_string().to_ascii_lowercase().as_str() {
        "coalesce" | "ifnull" => args.iter().all(|a| is_nullable(a, block)),
        "lower" | "upper" | "length" | "abs" | "replace" | "left" | "right" | "substr"
        | "substring" | "ltrim" | "rtrim" | "char_length" => {
            args.iter().any(|a| is_nullable(a, block))
        }
        // Of a column of dates; of a text that is none they give NULL.
        "date_format" | "date" | "year" | "month" | "quarter" | "day" | "dayofmonth"
            if block.engine == EngineKind::MariaDb
                && args.first().is_some_and(|a| class_of(a, block) == Some(TypeClass::Time)) =>
        {
            args.iter().any(|a| is_nullable(a, block))
        }
        // A date that cannot be NULL has a month, except where "dates" can be anything.
        "date_trunc" if block.engine == EngineKind::Postgres => {
            args.iter().any(|a| is_nullable(a, block))
        }
        _ => true,
    }
}
