//! Cuts the fact table into slices by time, for a build in short transactions. Without an index
//! on the time column every slice would read the whole table: then there is one.

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use rungs_core::dialect::{Sql, dialect};
use rungs_core::engine::EngineError;
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::derive::{self, Slice, bucket_column};
use rungs_core::rollup::{Family, Unit};

use super::session::{Session, text};

/// More slices than this are not worth their transactions: neighbours are joined then.
const SLICES_MAX: usize = 2_000;

/// In order of time. Rows outside of them came after capture began, so they are deltas.
pub(super) fn slices(
    session: &mut dyn Session,
    family: &Family,
) -> Result<Vec<Slice>, EngineError> {
    let whole = vec![Slice { range: None }];
    let Some(column) = bucket_column(family) else { return Ok(whole) };
    if !session.has_index(family, column.as_str())? {
        return Ok(whole);
    }
    Ok(ends(session, family, &column)?
        .and_then(|(first, last)| cut(family, first, last))
        .unwrap_or(whole))
}

/// The slice of a stored bucket. None: it is not one of time.
pub(super) fn slice_of(family: &Family, bucket: &str) -> Option<Slice> {
    let first = parse(bucket)?;
    cut(family, first, first)?.pop()
}

/// From one moment up to another, which is not of it. None: without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: Option<DateTime>,
    pub to: Option<DateTime>,
}

/// The slices of these periods in which anything is, was, or is pending. None: it is not built by
/// slices, or they are too many.
pub(super) fn touching(
    session: &mut dyn Session,
    family: &Family,
    periods: &[Period],
) -> Result<Option<Vec<Slice>>, EngineError> {
    let (Some(column), Some(stored)) = (bucket_column(family), derive::bucket_ends(family)) else {
        return Ok(None);
    };
    let facts = ends(session, family, &column)?;
    let stored = session.rows(&stored)?;
    let moment = |at: usize| parse(text(stored.first()?, at));
    let all: Vec<_> = facts.into_iter().chain(moment(0).zip(moment(1))).collect();
    let first = all.iter().map(|(first, _)| *first).min();
    let last = all.iter().map(|(_, last)| *last).max();
    let Some((first, last)) = first.zip(last) else { return Ok(Some(Vec::new())) };
    Ok(within(family, periods, first, last))
}

fn within(
    family: &Family,
    periods: &[Period],
    first: DateTime,
    last: DateTime,
) -> Option<Vec<Slice>> {
    let mut found: Vec<Slice> = Vec::new();
    for period in periods {
        let from = period.from.map_or(first, |from| from.max(first));
        let to = match period.to {
            Some(to) => last.min(to.checked_sub(1.nanosecond()).ok()?),
            None => last,
        };
        if from <= to {
            let slices = cut(family, from, to)?;
            let new: Vec<_> = slices.into_iter().filter(|s| !found.contains(s)).collect();
            found.extend(new);
        }
    }
    Some(found)
}

/// The first and the last moment of the facts. None: there are none, or they are not of time.
fn ends(
    session: &mut dyn Session,
    family: &Family,
    column: &Ident,
) -> Result<Option<(DateTime, DateTime)>, EngineError> {
    let q = dialect(family.engine).quote();
    let ends = Sql::fixed("SELECT (SELECT MIN(")
        .ident(q, column)
        .text(") FROM ")
        .table(q, &family.fact)
        .text("), (SELECT MAX(")
        .ident(q, column)
        .text(") FROM ")
        .table(q, &family.fact)
        .text(")");
    let rows = session.rows(&ends)?;
    let moment = |at: usize| parse(text(rows.first()?, at));
    Ok(moment(0).zip(moment(1)))
}

/// A day, a moment, or the month that a bucket of texts is.
pub(super) fn parse(text: &str) -> Option<DateTime> {
    let day = |text: &str| text.parse::<Date>().ok().map(|d| d.at(0, 0, 0, 0));
    // Other forms of a date are not in the order of their texts.
    if text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    match text.len() {
        7 => day(&format!("{text}-01")),
        10 => day(text),
        _ => text.replace(' ', "T").parse().ok(),
    }
}

/// None: no buckets, too many slices, or out of the calendar.
fn cut(family: &Family, first: DateTime, last: DateTime) -> Option<Vec<Slice>> {
    let bucket = family.base.keys.get(family.base.bucket?)?.bucket.as_ref()?;
    cut_by(first, last, bucket.unit, bucket.has_time && family.engine != EngineKind::Sqlite)
}

fn cut_by(first: DateTime, last: DateTime, unit: Unit, with_time: bool) -> Option<Vec<Slice>> {
    let (mut at, step) = (start(first, unit)?, span(unit));
    let mut slices = Vec::new();
    while at <= last {
        let next = at.checked_add(step).ok()?;
        slices.push(Slice { range: Some((say(at, unit, with_time), say(next, unit, with_time))) });
        if slices.len() > SLICES_MAX {
            return None;
        }
        at = next;
    }
    (!slices.is_empty()).then_some(slices)
}

fn say(at: DateTime, unit: Unit, with_time: bool) -> String {
    if with_time || unit == Unit::Hour {
        at.strftime("%Y-%m-%d %H:%M:%S").to_string()
    } else {
        at.strftime("%Y-%m-%d").to_string()
    }
}

fn span(unit: Unit) -> Span {
    match unit {
        Unit::Hour => 1.hour(),
        Unit::Day => 1.day(),
        Unit::Week => 1.week(),
        Unit::Month => 1.month(),
        Unit::Quarter => 3.months(),
        Unit::Year => 1.year(),
    }
}

fn start(at: DateTime, unit: Unit) -> Option<DateTime> {
    let date = at.date();
    Some(match unit {
        Unit::Hour => date.at(at.hour(), 0, 0, 0),
        Unit::Day => date.at(0, 0, 0, 0),
        Unit::Week => {
            let back = i64::from(date.weekday().to_monday_zero_offset());
            date.checked_sub(back.days()).ok()?.at(0, 0, 0, 0)
        }
        Unit::Month => date.first_of_month().at(0, 0, 0, 0),
        Unit::Quarter => {
            let month = (date.month() - 1) / 3 * 3 + 1;
            Date::new(date.year(), month, 1).ok()?.at(0, 0, 0, 0)
        }
        Unit::Year => date.first_of_year().at(0, 0, 0, 0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(first: &str, last: &str, unit: Unit) -> Vec<(String, String)> {
        let cut = cut_by(parse(first).unwrap(), parse(last).unwrap(), unit, false).unwrap();
        cut.into_iter().filter_map(|s| s.range).collect()
    }

    #[test]
    fn slices_cover_the_first_and_the_last_moment() {
        let months = ranges("2024-11-17", "2025-01-31", Unit::Month);
        assert_eq!(months.len(), 3);
        assert_eq!(months[0], ("2024-11-01".to_owned(), "2024-12-01".to_owned()));
        assert_eq!(months[2].1, "2025-02-01");
        let weeks = ranges("2025-01-01", "2025-01-06", Unit::Week);
        assert_eq!(weeks[0].0, "2024-12-30");
        assert_eq!(weeks.len(), 2);
    }

    #[test]
    fn buckets_of_texts_are_of_time() {
        assert_eq!(parse("2025-03"), parse("2025-03-01"));
        assert_eq!(parse("2025-3x"), None);
    }

    #[test]
    fn what_is_no_time_is_not_cut() {
        assert_eq!(parse("yesterday"), None);
        assert_eq!(parse("20250105"), None);
        assert!(parse("2025-01-01 10:00:00.5").is_some());
    }
}
