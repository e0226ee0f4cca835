//! Which expressions are the start of a span of time, and in which form they give it.

use sqlparser::ast::{
    DataType, DateTimeField, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Value,
};

use crate::name::{EngineKind, Ident};
use crate::rollup::block::{canon, column_of};
use crate::rollup::model::Unit;

/// How an expression says which span it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Its first moment, of the column's own kind: a date, a timestamp, an ISO text.
    Moment,
    /// `2025-01`.
    YearMonth,
    /// `2025`, a number or a text.
    Year,
}

/// The column (as `column` has it), the unit and the form.
pub fn form_of(expr: &Expr, engine: EngineKind) -> Option<((usize, Ident), Unit, Form)> {
    let expr = canon(expr);
    match engine {
        EngineKind::Postgres => postgres(&expr),
        EngineKind::MariaDb => mariadb(&expr),
        EngineKind::Sqlite => sqlite(&expr),
    }
}

/// The column and unit, where the family's own rule holds: the first moment, or its text cut off
/// after the unit.
pub fn bucket_of(expr: &Expr, engine: EngineKind) -> Option<((usize, Ident), Unit)> {
    let (column, unit, form) = form_of(expr, engine)?;
    (form != Form::Year).then_some((column, unit))
}

fn postgres(expr: &Expr) -> Option<((usize, Ident), Unit, Form)> {
    match expr {
        Expr::Cast { expr, data_type: DataType::Date, .. } => {
            if let Some(column) = column_of(expr) {
                return Some((column, Unit::Day, Form::Moment));
            }
            let found = postgres(expr)?;
            (found.1 > Unit::Hour && found.2 == Form::Moment).then_some(found)
        }
        Expr::Extract { field: DateTimeField::Year, expr, .. } => {
            Some((inner_column(expr)?, Unit::Year, Form::Year))
        }
        Expr::Function(_) => {
            let (name, args) = call(expr)?;
            let [unit, of] = args.as_slice() else { return None };
            let unit = (name == "date_trunc").then(|| string(unit)).flatten()?;
            let unit = match unit.to_ascii_lowercase().as_str() {
                "hour" => Unit::Hour,
                "day" => Unit::Day,
                "week" => Unit::Week,
                "month" => Unit::Month,
                "quarter" => Unit::Quarter,
                "year" => Unit::Year,
                _ => return None,
            };
            Some((inner_column(of)?, unit, Form::Moment))
        }
        _ => None,
    }
}

/// A column, or a cast of it to a timestamp or a date.
fn inner_column(expr: &Expr) -> Option<(usize, Ident)> {
    match expr {
        Expr::Cast {
            expr,
            data_type:
                DataType::Date | DataType::Timestamp(None, sqlparser::ast::TimezoneInfo::None),
            ..
        } => column_of(expr),
        _ => column_of(expr),
    }
}

fn mariadb(expr: &Expr) -> Option<((usize, Ident), Unit, Form)> {
    match expr {
        Expr::Cast { expr, data_type: DataType::Date, .. } => {
            if let Some(column) = column_of(expr) {
                return Some((column, Unit::Day, Form::Moment));
            }
            let found = mariadb(expr)?;
            (found.1 > Unit::Hour && found.2 == Form::Moment).then_some(found)
        }
        Expr::Extract { field: DateTimeField::Year, expr, .. } => {
            Some((column_of(expr)?, Unit::Year, Form::Year))
        }
        Expr::Function(_) => {
            let (name, args) = call(expr)?;
            match (name.as_str(), args.as_slice()) {
                ("year", [of]) => Some((column_of(of)?, Unit::Year, Form::Year)),
                ("date", [of]) => Some((column_of(of)?, Unit::Day, Form::Moment)),
                ("date_format", [of, format]) => {
                    let (unit, form) = match string(format)? {
                        "%Y-%m-%d" => (Unit::Day, Form::Moment),
                        "%Y-%m-01" => (Unit::Month, Form::Moment),
                        "%Y-01-01" => (Unit::Year, Form::Moment),
                        "%Y-%m" => (Unit::Month, Form::YearMonth),
                        "%Y" => (Unit::Year, Form::Year),
                        _ => return None,
                    };
                    Some((column_of(of)?, unit, form))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn sqlite(expr: &Expr) -> Option<((usize, Ident), Unit, Form)> {
    if let Expr::Substring {
        expr, substring_from: Some(from), substring_for: Some(count), ..
    } = expr
    {
        return cut(expr, from, count);
    }
    let (name, args) = call(expr)?;
    match (name.as_str(), args.as_slice()) {
        ("date", [of]) => Some((column_of(of)?, Unit::Day, Form::Moment)),
        ("date", [of, modifier]) => {
            let unit = match string(modifier)?.to_ascii_lowercase().as_str() {
                "start of month" => Unit::Month,
                "start of year" => Unit::Year,
                "start of day" => Unit::Day,
                _ => return None,
            };
            Some((column_of(of)?, unit, Form::Moment))
        }
        ("strftime", [format, of]) => {
            let (unit, form) = match string(format)? {
                "%Y-%m-%d" => (Unit::Day, Form::Moment),
                "%Y-%m-01" => (Unit::Month, Form::Moment),
                "%Y-01-01" => (Unit::Year, Form::Moment),
                "%Y-%m" => (Unit::Month, Form::YearMonth),
                "%Y" => (Unit::Year, Form::Year),
                _ => return None,
            };
            Some((column_of(of)?, unit, form))
        }
        ("substr" | "substring", [of, from, count]) => cut(of, from, count),
        _ => None,
    }
}

/// `substr(day, 1, 7)`.
fn cut(of: &Expr, from: &Expr, count: &Expr) -> Option<((usize, Ident), Unit, Form)> {
    let (unit, form) = match (number(from)?, number(count)?) {
        ("1", "10") => (Unit::Day, Form::Moment),
        ("1", "7") => (Unit::Month, Form::YearMonth),
        ("1", "4") => (Unit::Year, Form::Year),
        _ => return None,
    };
    Some((column_of(of)?, unit, form))
}

/// A call of a function by its bare name with plain arguments.
pub(in crate::rollup) fn call(expr: &Expr) -> Option<(String, Vec<&Expr>)> {
    let Expr::Function(f) = expr else { return None };
    let FunctionArguments::List(list) = &f.args else { return None };
    let one = |a| match a {
        &FunctionArg::Unnamed(FunctionArgExpr::Expr(ref e)) => Some(e),
        _ => None,
    };
    let args: Option<Vec<&Expr>> = list.args.iter().map(one).collect();
    Some((f.name.to_string().to_ascii_lowercase(), args?))
}

fn string(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(v) => match &v.value {
            Value::SingleQuotedString(s) => Some(s),
            _ => None,
        },
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(v) => match &v.value {
            Value::Number(n, _) => Some(n),
            _ => None,
        },
        _ => None,
    }
}
