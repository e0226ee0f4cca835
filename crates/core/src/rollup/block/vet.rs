//! Which forms of expressions are known to give the same for the same row, whoever asks and
//! when. What is not on the list is refused: unknown is never taken for deterministic.

use sqlparser::ast::{
    BinaryOperator as B, DataType, Expr, FunctionArg, FunctionArgExpr, FunctionArguments,
    TimezoneInfo, UnaryOperator as U, Value,
};

use super::{Block, aggregate_of, column_of};
use crate::name::EngineKind;
use crate::rollup::refusal::{Refusal, refuse};
use crate::sql::children::{Child, children};

/// Refuses what could answer differently for the same row. Aggregates are refused as well.
pub fn vet(expr: &Expr, block: &Block<'_>) -> Result<(), Refusal> {
    form(expr, block)?;
    all_below(expr, |part| vet(part, block))
}

/// For an expression that is asked and answered in one statement: what depends on the session is
/// the same on both sides. Aggregates are for the caller.
pub fn vet_asked(expr: &Expr, block: &Block<'_>) -> Result<(), Refusal> {
    let session = match expr {
        Expr::BinaryOp { op: B::Divide, .. }
        | Expr::Extract { .. }
        | Expr::Cast { .. }
        | Expr::Like { any: false, .. } => true,
        Expr::Function(f) => aggregate_of(expr).is_some() || is_known_here(f, block.engine),
        // One value throughout the statement, whichever it is.
        Expr::Value(value) => matches!(value.value, Value::Placeholder(_)),
        _ => false,
    };
    if !session {
        form(expr, block)?;
    }
    all_below(expr, |part| vet_asked(part, block))
}

/// It gives the same for the same values throughout one statement.
fn is_known_here(f: &sqlparser::ast::Function, engine: EngineKind) -> bool {
    let name = f.name.to_string().to_ascii_lowercase();
    let plain = f.over.is_none() && f.filter.is_none() && f.within_group.is_empty();
    let time = ["to_char", "date_trunc", "date_format", "date", "year", "month", "quarter"];
    let time = time.contains(&name.as_str()) && engine != EngineKind::Sqlite;
    plain && time && arguments(f).is_some()
}

fn all_below(
    expr: &Expr,
    mut check: impl FnMut(&Expr) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let compares = is_comparison(expr) && !matches!(expr, Expr::UnaryOp { .. });
    for child in children(expr) {
        match child {
            // Engines differ in how `a = b IS NULL` is read.
            Child::Expr(part) if compares && is_comparison(part) => {
                return refuse(
                    short(expr),
                    "which comparison comes first is read differently by the engines",
                    "put parentheses around each",
                );
            }
            Child::Expr(part) => check(part)?,
            Child::Query(_) => return sub_select(),
        }
    }
    Ok(())
}

fn is_comparison(expr: &Expr) -> bool {
    match expr {
        Expr::BinaryOp { op, .. } => {
            matches!(op, B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq | B::Spaceship)
        }
        Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::IsDistinctFrom(..)
        | Expr::IsNotDistinctFrom(..)
        | Expr::Between { .. }
        | Expr::InList { .. }
        | Expr::Like { .. }
        | Expr::UnaryOp { op: U::Not, .. } => true,
        _ => false,
    }
}

fn like(engine: EngineKind) -> Result<(), Refusal> {
    match engine {
        EngineKind::Postgres | EngineKind::MariaDb => Ok(()),
        EngineKind::Sqlite => refuse(
            "LIKE",
            "PRAGMA case_sensitive_like makes it differ from session to session",
            "use GLOB, =, or ranges",
        ),
    }
}

/// The expression itself, without what stands under it.
fn form(expr: &Expr, block: &Block<'_>) -> Result<(), Refusal> {
    match expr {
        _ if column_of(expr).is_some() => Ok(()),
        Expr::Value(value) => literal(&value.value, block.engine),
        Expr::BinaryOp { op, .. } => operator(op, block.engine),
        Expr::Function(_) => function(expr, block),
        Expr::Cast { data_type, expr, .. } => cast(data_type, expr, block),
        Expr::Extract { expr, .. } => timed("EXTRACT", expr, block),
        Expr::AtTimeZone { time_zone, .. } if string_of(time_zone).is_some() => Ok(()),
        Expr::UnaryOp { op: U::Plus | U::Minus | U::Not, .. }
        | Expr::TypedString(_)
        | Expr::Nested(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::IsDistinctFrom(..)
        | Expr::IsNotDistinctFrom(..)
        | Expr::Between { .. }
        | Expr::InList { .. }
        | Expr::Case { .. }
        | Expr::Substring { .. }
        | Expr::Trim { .. }
        | Expr::Floor { .. }
        | Expr::Ceil { .. } => Ok(()),
        Expr::Like { any: false, .. } => like(block.engine),
        Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => sub_select(),
        Expr::Collate { .. } => refuse(
            "COLLATE",
            "values that this collation takes for equal are kept apart elsewhere",
            "group by the column itself",
        ),
        Expr::Identifier(name) => refuse(
            name.value.as_str(),
            "no table of the statement has such a column",
            "name columns as the catalog does",
        ),
        other => refuse(
            short(other),
            "it is not known to give the same for the same row",
            "use plain columns, arithmetic, CASE and the common functions",
        ),
    }
}

fn sub_select<T>() -> Result<T, Refusal> {
    refuse("a sub-select", "its tables are not watched", "join the table by its key instead")
}

/// Its beginning, for a message.
fn short(expr: &Expr) -> String {
    let text = super::write(expr, |_, name| Expr::Identifier(name.as_str().into()));
    text.chars().take(60).collect()
}

fn literal(value: &Value, engine: EngineKind) -> Result<(), Refusal> {
    match value {
        Value::Number(..) | Value::SingleQuotedString(_) | Value::Boolean(_) | Value::Null => {
            Ok(())
        }
        Value::Placeholder(_) => {
            refuse("a placeholder", "its value is not known", "write the value itself")
        }
        Value::DoubleQuotedString(_) if engine == EngineKind::MariaDb => refuse(
            "a string in double quotes",
            "it is a name or a string, by the session's sql_mode",
            "use single quotes",
        ),
        _ => refuse("this form of literal", "it is not known here", "use a number or a 'string'"),
    }
}

fn operator(op: &B, engine: EngineKind) -> Result<(), Refusal> {
    let mariadb = engine == EngineKind::MariaDb;
    match op {
        B::StringConcat if mariadb => refuse(
            "||",
            "on MariaDB it means OR or concatenation, by the session's sql_mode",
            "write OR or CONCAT(…)",
        ),
        B::Divide if mariadb => refuse(
            "/",
            "on MariaDB its digits depend on the session's div_precision_increment",
            "store the two sides, and divide when reading",
        ),
        B::Spaceship | B::MyIntegerDivide if !mariadb => {
            refuse(op.to_string(), "it is not known here", "use the common operators")
        }
        B::Plus
        | B::Minus
        | B::Multiply
        | B::Divide
        | B::MyIntegerDivide
        | B::Modulo
        | B::StringConcat
        | B::Spaceship
        | B::Gt
        | B::Lt
        | B::GtEq
        | B::LtEq
        | B::Eq
        | B::NotEq
        | B::And
        | B::Or => Ok(()),
        other => refuse(other.to_string(), "it is not known here", "use the common operators"),
    }
}

fn function(expr: &Expr, block: &Block<'_>) -> Result<(), Refusal> {
    let Expr::Function(f) = expr else { return Ok(()) };
    let name = f.name.to_string().to_ascii_lowercase();
    let call = format!("{name}()");
    if f.over.is_some() {
        return refuse(
            format!("{name}() OVER"),
            "a window looks at other rows of the result",
            "use the window in the query that reads the rollup",
        );
    }
    if crate::sql::render::is_aggregate(&f.name) {
        return refuse(call, "an aggregate cannot stand here", "give it a column of its own");
    }
    if crate::sql::render::is_volatile(&f.name) {
        return refuse(call, "it answers differently each time", "leave it to the query");
    }
    let arguments = arguments(f);
    let plain = f.filter.is_none()
        && f.within_group.is_empty()
        && f.null_treatment.is_none()
        && matches!(f.parameters, FunctionArguments::None);
    let known = COMMON.contains(&name.as_str())
        || match block.engine {
            EngineKind::Postgres => POSTGRES.contains(&name.as_str()),
            EngineKind::MariaDb => MARIADB.contains(&name.as_str()),
            EngineKind::Sqlite => SQLITE.contains(&name.as_str()),
        };
    let Some(arguments) = arguments.filter(|_| plain && known) else {
        return refuse(
            call,
            "it is not known to give the same for the same row in every session",
            "use another expression, or a generated column of the table",
        );
    };
    match name.as_str() {
        "date_trunc" if arguments.len() == 2 => {
            unit_is_literal(&arguments)?;
            timed(&call, arguments[1], block)
        }
        "date_format" | "date" | "year" | "month" | "quarter" | "day" | "dayofmonth"
        | "last_day" | "hour" | "dayofyear" | "dayofweek" | "weekday" | "makedate"
            if block.engine == EngineKind::MariaDb =>
        {
            format_is_fixed(&name, &arguments)?;
            arguments.first().map_or(Ok(()), |a| timed(&call, a, block))
        }
        "strftime" | "date" | "datetime" if block.engine == EngineKind::Sqlite => {
            sqlite_time(&name, &arguments)
        }
        _ => Ok(()),
    }
}

fn arguments(f: &sqlparser::ast::Function) -> Option<Vec<&Expr>> {
    let FunctionArguments::List(list) = &f.args else { return None };
    if list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
        return None;
    }
    let one = |a| match a {
        &FunctionArg::Unnamed(FunctionArgExpr::Expr(ref e)) => Some(e),
        _ => None,
    };
    list.args.iter().map(one).collect()
}

pub(super) fn string_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(v) => match &v.value {
            Value::SingleQuotedString(s) => Some(s),
            _ => None,
        },
        _ => None,
    }
}

fn unit_is_literal(arguments: &[&Expr]) -> Result<(), Refusal> {
    match string_of(arguments[0]) {
        Some(_) => Ok(()),
        None => refuse("date_trunc", "its unit is not written out", "write it: 'month'"),
    }
}

/// `%W`, `%M`, `%b`, `%a` are in the session's language, `%U`… count weeks by its settings.
fn format_is_fixed(name: &str, arguments: &[&Expr]) -> Result<(), Refusal> {
    if name != "date_format" {
        return Ok(());
    }
    let format = arguments.get(1).and_then(|f| string_of(f)).filter(|_| arguments.len() == 2);
    let fixed = |f: &str| {
        let mut chars = f.chars();
        while let Some(c) = chars.next() {
            if c == '%' && !chars.next().is_some_and(|k| "YymcdeHikhIlpsSTrfj-".contains(k)) {
                return false;
            }
        }
        true
    };
    match format {
        Some(f) if fixed(f) => Ok(()),
        _ => refuse(
            "DATE_FORMAT",
            "its format is not fixed, or names of days and months depend on the session",
            "use numbers: '%Y-%m-01'",
        ),
    }
}

fn sqlite_time(name: &str, arguments: &[&Expr]) -> Result<(), Refusal> {
    let first = usize::from(name == "strftime");
    let no_time = arguments.len() <= first;
    let literal = |e: &&&Expr| string_of(e).is_some();
    let modifiers = arguments.get(first + 1..).unwrap_or_default();
    let fixed = modifiers.iter().all(|m| literal(&m));
    let words = arguments.iter().filter_map(|a| string_of(a)).map(str::to_ascii_lowercase);
    let session =
        words.into_iter().any(|w| ["now", "localtime", "utc", "subsec"].contains(&w.as_str()));
    if no_time || session || !fixed || (first == 1 && string_of(arguments[0]).is_none()) {
        return refuse(
            format!("{name}()"),
            "it depends on the clock or on the machine's time zone",
            "give it a column, and modifiers such as 'start of month'",
        );
    }
    Ok(())
}

/// Taking a time apart depends on the session's time zone where the column holds an instant.
fn timed(what: &str, argument: &Expr, block: &Block<'_>) -> Result<(), Refusal> {
    if !holds_instant(argument, block) {
        return Ok(());
    }
    let mend = match block.engine {
        EngineKind::Postgres => "name the zone: date_trunc('month', ts AT TIME ZONE 'UTC')",
        EngineKind::MariaDb | EngineKind::Sqlite => "use a DATETIME or DATE column",
    };
    refuse(what, "for an instant it depends on the session's time zone", mend)
}

/// Whether a value of a type that is shown in the session's zone is in it.
fn holds_instant(expr: &Expr, block: &Block<'_>) -> bool {
    if matches!(expr, Expr::AtTimeZone { .. }) {
        return false;
    }
    if let Some((at, name)) = column_of(expr) {
        let column = block.catalog_column(at, &name);
        return column.is_none_or(|c| is_instant(&c.data_type, block.engine));
    }
    children(expr).iter().any(|child| match child {
        Child::Expr(part) => holds_instant(part, block),
        Child::Query(_) => true,
    })
}

/// Values of the type are shown in the session's time zone.
pub(super) fn is_instant(data_type: &str, engine: EngineKind) -> bool {
    let lower = data_type.to_ascii_lowercase();
    match engine {
        EngineKind::Postgres => lower.contains("with time zone") || lower.contains("timestamptz"),
        EngineKind::MariaDb => lower.starts_with("timestamp"),
        EngineKind::Sqlite => false,
    }
}

fn cast(to: &DataType, from: &Expr, block: &Block<'_>) -> Result<(), Refusal> {
    let instant = matches!(
        to,
        DataType::Timestamp(_, TimezoneInfo::WithTimeZone | TimezoneInfo::Tz)
            | DataType::Time(_, TimezoneInfo::WithTimeZone | TimezoneInfo::Tz)
    );
    if instant {
        return timed_cast(to);
    }
    match to {
        DataType::Date | DataType::Timestamp(..) | DataType::Datetime(_) => {
            timed("a cast to a date", from, block)
        }
        // Times are written in the session's style, floats in its digits.
        DataType::Text
        | DataType::Varchar(_)
        | DataType::Char(_)
        | DataType::CharacterVarying(_)
            if block.engine == EngineKind::Postgres && is_time_or_float(from, block) =>
        {
            refuse(
                "a cast to text",
                "how a time is written depends on the session's DateStyle",
                "use to_char or date_trunc",
            )
        }
        DataType::Text
        | DataType::Varchar(_)
        | DataType::CharacterVarying(_)
        | DataType::Char(_)
        | DataType::Integer(_)
        | DataType::Int(_)
        | DataType::BigInt(_)
        | DataType::SmallInt(_)
        | DataType::Signed
        | DataType::SignedInteger
        | DataType::Unsigned
        | DataType::UnsignedInteger
        | DataType::Numeric(_)
        | DataType::Decimal(_)
        | DataType::Boolean
        | DataType::Real
        | DataType::DoublePrecision => Ok(()),
        other => refuse(
            format!("a cast to {other}"),
            "it is not known to give the same in every session",
            "cast to an integer, a decimal, a date or text",
        ),
    }
}

fn timed_cast(to: &DataType) -> Result<(), Refusal> {
    refuse(
        format!("a cast to {to}"),
        "it depends on the session's time zone",
        "cast to timestamp, or name the zone: … AT TIME ZONE 'UTC'",
    )
}

fn is_time_or_float(expr: &Expr, block: &Block<'_>) -> bool {
    use crate::seen::TypeClass as C;
    !matches!(super::class_of(expr, block), Some(C::Integer | C::Decimal | C::Text | C::Boolean))
}

const COMMON: &[&str] = &[
    "coalesce", "nullif", "abs", "lower", "upper", "length", "replace", "round", "ltrim", "rtrim",
    "substr",
];
const POSTGRES: &[&str] = &[
    "date_trunc",
    "left",
    "right",
    "char_length",
    "mod",
    "greatest",
    "least",
    "sign",
    "trunc",
    "split_part",
];
const MARIADB: &[&str] = &[
    "date_format",
    "date",
    "year",
    "month",
    "quarter",
    "day",
    "dayofmonth",
    "last_day",
    "hour",
    "dayofyear",
    "dayofweek",
    "weekday",
    "ifnull",
    "if",
    "left",
    "right",
    "char_length",
    "mod",
    "greatest",
    "least",
    "sign",
    "truncate",
    "concat",
    "substring",
    "makedate",
];
const SQLITE: &[&str] = &["strftime", "date", "datetime", "ifnull", "iif", "sign", "substring"];
