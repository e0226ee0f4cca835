//! Literals of time: which unit a range of them is aligned to, and how many days it spans.

use sqlparser::ast::{BinaryOperator as B, Expr, Value};

use crate::rollup::model::Unit;

/// A range of one time column, as far as its bounds are written out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The coarsest unit whose beginnings are the bounds.
    pub unit: Unit,
    from: Option<f64>,
    until: Option<f64>,
}

impl Default for Span {
    fn default() -> Self {
        Self { unit: Unit::Year, from: None, until: None }
    }
}

impl Span {
    /// One bound. One that is not a literal may lie anywhere, a day is as fine as one looks.
    pub fn add(&mut self, op: &B, bound: &Expr, has_time: bool) {
        let Some(moment) = literal(bound) else {
            self.unit = self.unit.min(Unit::Day);
            return;
        };
        // Of days, `<= the 31st` ends where the 1st begins.
        let after = matches!(op, B::LtEq | B::Gt);
        let moment = match (after, has_time) {
            (true, false) => Moment { day: moment.day + 1, ..moment },
            _ => moment,
        };
        let unit = if after && has_time { Unit::Hour } else { moment.begins() };
        self.unit = self.unit.min(unit);
        let day = moment.day as f64;
        match op {
            B::Lt | B::LtEq => self.until = Some(self.until.map_or(day, |u| u.min(day))),
            _ => self.from = Some(self.from.map_or(day, |f| f.max(day))),
        }
    }

    pub fn days(&self) -> Option<f64> {
        Some((self.until? - self.from?).max(0.0))
    }
}

/// A day, and whether something of it has passed. No range is looked at more finely than hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Since 1970-01-01.
    day: i64,
    time: bool,
}

impl Moment {
    /// The longest unit that begins here.
    fn begins(self) -> Unit {
        let (_, month, day) = civil(self.day);
        match (self.time, month, day) {
            (true, ..) => Unit::Hour,
            (false, 1, 1) => Unit::Year,
            (false, 4 | 7 | 10, 1) => Unit::Quarter,
            (false, _, 1) => Unit::Month,
            (false, ..) => Unit::Day,
        }
    }
}

/// `'2025-01-31'`, `DATE '2025-01-31'`, `'2025-01-31 10:00:00'`.
pub fn literal(expr: &Expr) -> Option<Moment> {
    let text = text(expr)?;
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-');
    let mut next = |digits: usize| -> Option<i64> {
        let part = parts.next()?;
        let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        if plain { part.parse().ok() } else { None }
    };
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let time = rest.bytes().any(|b| (b'1'..=b'9').contains(&b));
    Some(Moment { day: days(year, month, day), time })
}

/// It is written with a time of day.
pub fn has_time(expr: &Expr) -> bool {
    text(expr).is_some_and(|t| t.len() > 10)
}

fn text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => text(inner),
        Expr::TypedString(typed) => match &typed.value.value {
            Value::SingleQuotedString(s) => Some(s),
            _ => None,
        },
        Expr::Value(v) => match &v.value {
            Value::SingleQuotedString(s) => Some(s),
            _ => None,
        },
        _ => None,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar (Hinnant's algorithm).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month, day.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = shifted_month + if shifted_month < 10 { 3 } else { -9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Expr {
        Expr::value(Value::SingleQuotedString(text.to_owned()))
    }

    fn span(bounds: &[(B, &str)], has_time: bool) -> Span {
        let mut span = Span::default();
        for (op, text) in bounds {
            span.add(op, &quoted(text), has_time);
        }
        span
    }

    #[test]
    fn days_and_dates_are_inverse() {
        assert_eq!(days(1970, 1, 1), 0);
        for day in [-719_528, -1, 0, 11_016, 20_454, 1_000_000] {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m, d), day);
        }
    }

    #[test]
    fn a_range_is_aligned_to_the_coarsest_unit_that_both_ends_begin() {
        let year = [(B::GtEq, "2025-01-01"), (B::Lt, "2026-01-01")];
        assert_eq!((span(&year, false).unit, span(&year, false).days()), (Unit::Year, Some(365.0)));
        let to_the_last = [(B::GtEq, "2025-11-01"), (B::LtEq, "2025-11-30")];
        let of_days = span(&to_the_last, false);
        assert_eq!((of_days.unit, of_days.days()), (Unit::Month, Some(30.0)));
        assert_eq!(span(&to_the_last, true).unit, Unit::Hour);
        assert_eq!(span(&[(B::GtEq, "2024-03-11")], false).unit, Unit::Day);
        assert_eq!(span(&[(B::GtEq, "2024-03-01 10:00:00")], true).unit, Unit::Hour);
        assert_eq!(span(&[(B::GtEq, "2024-03-01 00:00:00")], true).unit, Unit::Month);
    }

    #[test]
    fn an_end_that_is_no_literal_is_as_fine_as_a_day() {
        let mut span = Span::default();
        span.add(&B::GtEq, &Expr::Identifier("now".into()), false);
        assert_eq!((span.unit, span.days()), (Unit::Day, None));
    }
}
