//! What a time bucket of a level can answer: functions of the time that are constant within the
//! bucket, and ranges of time that begin and end with buckets or can be cut so.

use sqlparser::ast::{BinaryOperator as B, DataType, DateTimeField as D, Expr, Value};

use super::classes::Col;
use super::level::{Seen, SeenKey};
use super::moment::Moment;
use super::substitute::{assemble, level_column, substitute};
use crate::name::EngineKind;
use crate::rollup::block::{canon, column_of, columns_of};
use crate::rollup::definition::{Form, call, form_of};
use crate::rollup::model::Unit;
use crate::rollup::refusal::Refusal;
use crate::seen::TypeClass;
use crate::sql::children::bare;

/// `part` with the bucket's first moment in place of the time, where that gives the same.
pub fn substituted(part: &Expr, seen: &Seen<'_>) -> Result<Option<Expr>, Refusal> {
    let Some((column, unit)) = unit_of(part, seen.family.engine) else { return Ok(None) };
    let column = seen.alike(&column);
    let fits = |k: &&SeenKey| {
        k.bucket.as_ref().is_some_and(|(c, of, _)| seen.alike(c) == column && nests(*of, unit))
    };
    let Some(key) = seen.keys.iter().find(fits) else { return Ok(None) };
    let Some(moment) = moment(key, &column, seen)? else { return Ok(None) };
    substitute(part, |inner| Ok(column_of(inner).map(|_| moment.clone()))).map(Some)
}

/// Every `fine` lies in one `coarse`.
fn nests(fine: Unit, coarse: Unit) -> bool {
    match fine {
        Unit::Hour => true,
        Unit::Day => coarse >= Unit::Day,
        Unit::Week => coarse == Unit::Week,
        Unit::Month | Unit::Quarter | Unit::Year => coarse >= fine,
    }
}

/// The time that `expr` is a function of, and the longest unit within which it is constant.
fn unit_of(expr: &Expr, engine: EngineKind) -> Option<(Col, Unit)> {
    let expr = canon(expr);
    let columns = columns_of(&expr);
    let [column] = columns.as_slice() else { return None };
    if let Some((_, unit, _)) = form_of(&expr, engine) {
        return Some((column.clone(), unit));
    }
    let unit = match &expr {
        Expr::Extract { field, expr, .. } if is_time(expr) => match field {
            D::Year => Unit::Year,
            D::Quarter => Unit::Quarter,
            D::Month => Unit::Month,
            D::Day | D::Dow | D::Doy => Unit::Day,
            D::Hour => Unit::Hour,
            _ => return None,
        },
        Expr::Function(_) => {
            let (name, args) = call(&expr)?;
            function_unit(&name, &args, engine)?
        }
        _ => return None,
    };
    Some((column.clone(), unit))
}

/// The column itself, or a cast that keeps its date.
fn is_time(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::Cast { expr, data_type: DataType::Timestamp(..) | DataType::Date, .. } => {
            is_time(expr)
        }
        expr => column_of(expr).is_some(),
    }
}

fn function_unit(name: &str, args: &[&Expr], engine: EngineKind) -> Option<Unit> {
    let text = |at: usize| match args.get(at)? {
        Expr::Value(v) => match &v.value {
            Value::SingleQuotedString(s) => Some(s.as_str()),
            _ => None,
        },
        _ => None,
    };
    let time = |at: usize| args.get(at).is_some_and(|a| is_time(a));
    match (engine, name, args.len()) {
        (EngineKind::Postgres, "to_char", 2) if time(0) => to_char_unit(text(1)?),
        (EngineKind::MariaDb, "month" | "last_day", 1) if time(0) => Some(Unit::Month),
        (EngineKind::MariaDb, "quarter", 1) if time(0) => Some(Unit::Quarter),
        (EngineKind::MariaDb, "day" | "dayofmonth" | "dayofyear", 1) if time(0) => Some(Unit::Day),
        (EngineKind::MariaDb, "date_format", 2) if time(0) => format_unit(text(1)?),
        (EngineKind::Sqlite, "strftime", 2) if time(1) => format_unit(text(0)?),
        _ => None,
    }
}

/// The finest letter decides. Letters that are not listed are not known.
fn format_unit(format: &str) -> Option<Unit> {
    let mut finest = Unit::Year;
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c == '%' {
            finest = finest.min(match chars.next()? {
                'Y' | 'y' | '%' => Unit::Year,
                'm' | 'c' => Unit::Month,
                'd' | 'e' | 'j' => Unit::Day,
                'H' => Unit::Hour,
                _ => return None,
            });
        }
    }
    Some(finest)
}

/// Patterns of `to_char`, longest first; other letters are not known.
fn to_char_unit(format: &str) -> Option<Unit> {
    const PATTERNS: &[(&str, Unit)] = &[
        ("YYYY", Unit::Year),
        ("HH24", Unit::Hour),
        ("DDD", Unit::Day),
        ("YY", Unit::Year),
        ("MM", Unit::Month),
        ("DD", Unit::Day),
        ("Q", Unit::Quarter),
    ];
    let mut finest = Unit::Year;
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        if let Some((pattern, unit)) = PATTERNS.iter().find(|(p, _)| rest.starts_with(p)) {
            finest = finest.min(*unit);
            rest = &rest[pattern.len()..];
        } else if matches!(c, '-' | '/' | ' ' | '.' | ':' | '_') {
            rest = &rest[1..];
        } else {
            return None;
        }
    }
    Some(finest)
}

/// The first moment of the bucket, in the very type of the column.
fn moment(key: &SeenKey, column: &Col, seen: &Seen<'_>) -> Result<Option<Expr>, Refusal> {
    let Some((_, _, form)) = &key.bucket else { return Ok(None) };
    let Some((column_type, _)) = seen.column_type(column) else { return Ok(None) };
    let engine = seen.family.engine;
    let own = level_column(&key.key.column);
    let column_type = column_type.to_ascii_lowercase();
    let template = match (engine, form) {
        (EngineKind::Sqlite, Form::Moment) => return Ok(Some(own)),
        (EngineKind::Sqlite, Form::YearMonth) => "{0} || '-01'",
        (EngineKind::Sqlite, Form::Year) => "{0} || '-01-01'",
        (EngineKind::Postgres, Form::Moment) => {
            if key.key.data_type.eq_ignore_ascii_case(&column_type) {
                return Ok(Some(own));
            }
            match column_type.as_str() {
                "date" => "CAST({0} AS date)",
                "timestamp without time zone" => "CAST({0} AS timestamp)",
                _ => return Ok(None),
            }
        }
        (EngineKind::Postgres, _) => return Ok(None),
        (EngineKind::MariaDb, form) => match (form, column_type.as_str()) {
            (Form::Moment, "date") if key.key.class == TypeClass::Time => return Ok(Some(own)),
            (Form::Moment, "date") => "CAST({0} AS DATE)",
            (Form::YearMonth, "date") => "CAST(CONCAT({0}, '-01') AS DATE)",
            (Form::Year, "date") => "CAST(CONCAT({0}, '-01-01') AS DATE)",
            (Form::Moment, "datetime") => "CAST({0} AS DATETIME)",
            (Form::YearMonth, "datetime") => "CAST(CONCAT({0}, '-01') AS DATETIME)",
            (Form::Year, "datetime") => "CAST(CONCAT({0}, '-01-01') AS DATETIME)",
            _ => return Ok(None),
        },
    };
    assemble(template, &[&own], engine).map(Some)
}

/// What the query's conditions leave of one time column.
#[derive(Debug, Clone)]
pub struct Range {
    pub column: Col,
    /// The first moment that belongs to it, or after which it begins.
    lower: Option<(Moment, bool)>,
    /// The first moment that does not, or the last that does.
    upper: Option<(Moment, bool)>,
}

/// A comparison of a time column with literals.
pub fn range_of(condition: &Expr, seen: &Seen<'_>) -> Option<Range> {
    let (of, lower, upper) = match bare(condition) {
        Expr::Between { expr, negated: false, low, high } => {
            (expr, Some((literal(low)?, true)), Some((literal(high)?, true)))
        }
        Expr::BinaryOp { left, op, right } => {
            let (of, op, value) = match literal(right) {
                Some(value) => (left, op.clone(), value),
                None => (right, mirrored(op)?, literal(left)?),
            };
            match op {
                B::Eq => (of, Some((value, true)), Some((value, true))),
                B::Gt => (of, Some((value, false)), None),
                B::GtEq => (of, Some((value, true)), None),
                B::Lt => (of, None, Some((value, false))),
                B::LtEq => (of, None, Some((value, true))),
                _ => return None,
            }
        }
        _ => return None,
    };
    let (column, has_time) = compared(of, seen)?;
    let values = [lower, upper];
    let mut values = values.iter().flatten();
    let plain = values
        .all(|((_, pure), _)| *pure || (has_time && seen.family.engine != EngineKind::Sqlite));
    if !plain {
        return None;
    }
    // Of days: after the 3rd is from the 4th on, up to the 3rd is before the 4th.
    let lower = lower.map(|((m, _), inclusive)| match (has_time, inclusive) {
        (false, false) => (m.next_day(), true),
        (_, inclusive) => (m, inclusive),
    });
    let upper = upper.map(|((m, _), inclusive)| match (has_time, inclusive) {
        (false, true) => (m.next_day(), false),
        (_, inclusive) => (m, inclusive),
    });
    Some(Range { column: seen.alike(&column), lower, upper })
}

/// The column, and whether a time of day takes part in the comparison.
pub fn compared(of: &Expr, seen: &Seen<'_>) -> Option<(Col, bool)> {
    let engine = seen.family.engine;
    if let Some(column) = column_of(bare(of)) {
        let (data_type, class) = seen.column_type(&column)?;
        let lower = data_type.to_ascii_lowercase();
        let known = match engine {
            EngineKind::Postgres => lower == "date" || lower == "timestamp without time zone",
            EngineKind::MariaDb => lower == "date" || lower.starts_with("datetime"),
            EngineKind::Sqlite => class == TypeClass::Text || class == TypeClass::Time,
        };
        return known.then_some((column, lower != "date"));
    }
    let (column, unit, form) = form_of(of, engine)?;
    (unit == Unit::Day && form == Form::Moment).then_some((column, false))
}

pub fn mirrored(op: &B) -> Option<B> {
    Some(match op {
        B::Eq => B::Eq,
        B::Gt => B::Lt,
        B::GtEq => B::LtEq,
        B::Lt => B::Gt,
        B::LtEq => B::GtEq,
        _ => return None,
    })
}

/// A date or timestamp that is written out, and whether it is a date alone.
fn literal(expr: &Expr) -> Option<(Moment, bool)> {
    let value = match bare(expr) {
        Expr::Value(v) => &v.value,
        Expr::TypedString(t) if is_local(&t.data_type) => &t.value.value,
        Expr::Cast { expr, data_type, .. } if is_local(data_type) => match bare(expr) {
            Expr::Value(v) => &v.value,
            _ => return None,
        },
        _ => return None,
    };
    match value {
        Value::SingleQuotedString(s) => Moment::read(s).map(|m| (m, s.len() == 10)),
        _ => None,
    }
}

fn is_local(data_type: &DataType) -> bool {
    use sqlparser::ast::TimezoneInfo::{None, WithoutTimeZone};
    matches!(
        data_type,
        DataType::Date | DataType::Datetime(_) | DataType::Timestamp(_, None | WithoutTimeZone)
    )
}

impl Range {
    /// Both hold.
    pub fn and(self, other: &Self) -> Self {
        // Of two equal bounds, the one that excludes is the narrower.
        let later = |a: (Moment, bool), b: (Moment, bool)| match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => b,
            std::cmp::Ordering::Greater => a,
            std::cmp::Ordering::Equal => (a.0, a.1 && b.1),
        };
        let earlier = |a: (Moment, bool), b: (Moment, bool)| match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => a,
            std::cmp::Ordering::Greater => b,
            std::cmp::Ordering::Equal => (a.0, a.1 && b.1),
        };
        let both = |a: Option<_>, b: Option<_>, pick: &dyn Fn(_, _) -> _| match (a, b) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (a, b) => a.or(b),
        };
        Self {
            column: self.column,
            lower: both(self.lower, other.lower, &later),
            upper: both(self.upper, other.upper, &earlier),
        }
    }

    /// The whole buckets of `unit` within it.
    pub fn whole(&self, unit: Unit) -> Whole {
        let lower = self.lower.map(|(moment, inclusive)| {
            let aligned = inclusive && moment.floor(unit) == moment;
            let first = if aligned || moment.floor(unit) != moment {
                moment.ceil(unit)
            } else {
                moment.next(unit)
            };
            (first, aligned)
        });
        let upper = self.upper.map(|(moment, inclusive)| {
            let first = moment.floor(unit);
            (first, !inclusive && first == moment)
        });
        Whole { lower, upper }
    }
}

/// From the first bucket on, and before the last: each with whether the range itself begins or
/// ends there.
pub struct Whole {
    pub lower: Option<(Moment, bool)>,
    pub upper: Option<(Moment, bool)>,
}

impl Whole {
    pub fn is_aligned(&self) -> bool {
        self.lower.is_none_or(|(_, aligned)| aligned)
            && self.upper.is_none_or(|(_, aligned)| aligned)
    }

    pub fn is_empty(&self) -> bool {
        matches!((self.lower, self.upper), (Some((lower, _)), Some((upper, _))) if lower >= upper)
    }

    /// As conditions on the key.
    pub fn on_key(&self, key: &SeenKey, engine: EngineKind) -> Result<Vec<Expr>, Refusal> {
        let own = level_column(&key.key.column);
        let form = key.bucket.as_ref().map_or(Form::Moment, |(_, _, form)| *form);
        let with_time = key.key.data_type.to_ascii_lowercase().starts_with("timestamp")
            || key.key.data_type.to_ascii_lowercase().starts_with("datetime");
        let say = |moment: Moment| match form {
            Form::Moment => written(moment, with_time, engine),
            Form::YearMonth => format!("'{}'", &moment.date()[..7]),
            Form::Year => format!("'{}'", &moment.date()[..4]),
        };
        self.bounds(&own, say, engine)
    }

    fn bounds(
        &self,
        of: &Expr,
        say: impl Fn(Moment) -> String,
        engine: EngineKind,
    ) -> Result<Vec<Expr>, Refusal> {
        let mut all = Vec::new();
        if let Some((lower, _)) = self.lower {
            all.push(assemble(&format!("{{0}} >= {}", say(lower)), &[of], engine)?);
        }
        if let Some((upper, _)) = self.upper {
            all.push(assemble(&format!("{{0}} < {}", say(upper)), &[of], engine)?);
        }
        Ok(all)
    }

    /// The rows of the range that lie in no whole bucket, as a condition on the column.
    pub fn edges(&self, of: &Expr, data_type: &str, engine: EngineKind) -> Result<Expr, Refusal> {
        let with_time = !data_type.eq_ignore_ascii_case("date");
        let mut edges = Vec::new();
        if let Some((lower, false)) = self.lower {
            edges.push(format!("{{0}} < {}", written(lower, with_time, engine)));
        }
        if let Some((upper, false)) = self.upper {
            edges.push(format!("{{0}} >= {}", written(upper, with_time, engine)));
        }
        assemble(&format!("({})", edges.join(" OR ")), &[of], engine)
    }
}

fn written(moment: Moment, with_time: bool, engine: EngineKind) -> String {
    match engine {
        EngineKind::Postgres if with_time => format!("TIMESTAMP '{}'", moment.timestamp()),
        EngineKind::Postgres => format!("DATE '{}'", moment.date()),
        EngineKind::MariaDb if with_time => format!("'{}'", moment.timestamp()),
        EngineKind::MariaDb | EngineKind::Sqlite => format!("'{}'", moment.date()),
    }
}
