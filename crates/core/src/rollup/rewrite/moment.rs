//! Dates as numbers: which unit a moment begins, and where the next one begins. The proleptic
//! Gregorian calendar, as the engines have it; weeks begin on Monday.

use crate::rollup::model::Unit;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Since 1970-01-01.
    pub day: i64,
    /// Of the day.
    pub second: u32,
    /// And something more.
    pub fraction: bool,
}

impl Moment {
    /// `2025-01-31`, `2025-01-31 10:00`, `2025-01-31T10:00:00.5`. Other forms are not read.
    pub fn read(text: &str) -> Option<Self> {
        let (date, time) = match text.split_at_checked(10)? {
            (date, "") => (date, None),
            (date, rest) => (date, Some(rest.strip_prefix([' ', 'T'])?)),
        };
        let day = read_date(date)?;
        let Some(time) = time else { return Some(Self { day, second: 0, fraction: false }) };
        let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let parts: Vec<&str> = whole.split(':').collect();
        let (hour, minute, second) = match parts.as_slice() {
            [h, m] => (two(h)?, two(m)?, 0),
            [h, m, s] => (two(h)?, two(m)?, two(s)?),
            _ => return None,
        };
        let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
        if hour > 23 || minute > 59 || second > 59 || !digits {
            return None;
        }
        let fraction = fraction.bytes().any(|b| b != b'0');
        Some(Self { day, second: hour * 3600 + minute * 60 + second, fraction })
    }

    pub fn next_day(self) -> Self {
        Self { day: self.day + 1, second: 0, fraction: false }
    }

    /// The first moment of the unit that it lies in.
    pub fn floor(self, unit: Unit) -> Self {
        let (year, month, _) = civil(self.day);
        let day = match unit {
            Unit::Hour => {
                let second = self.second / 3600 * 3600;
                return Self { day: self.day, second, fraction: false };
            }
            Unit::Day => self.day,
            // 1970-01-01 was a Thursday.
            Unit::Week => self.day - (self.day + 3).rem_euclid(7),
            Unit::Month => days(year, month, 1),
            Unit::Quarter => days(year, (month - 1) / 3 * 3 + 1, 1),
            Unit::Year => days(year, 1, 1),
        };
        Self { day, second: 0, fraction: false }
    }

    /// The first moment of a unit that is not before it.
    pub fn ceil(self, unit: Unit) -> Self {
        let floor = self.floor(unit);
        if floor == self { self } else { floor.next(unit) }
    }

    /// From the first moment of one unit to that of the next.
    pub fn next(self, unit: Unit) -> Self {
        let (year, month, _) = civil(self.day);
        let months = |count: i64| {
            let month = month + count;
            days(year + (month - 1).div_euclid(12), (month - 1).rem_euclid(12) + 1, 1)
        };
        let day = match unit {
            Unit::Hour if self.second + 3600 < 86_400 => {
                return Self { day: self.day, second: self.second + 3600, fraction: false };
            }
            Unit::Hour | Unit::Day => self.day + 1,
            Unit::Week => self.day + 7,
            Unit::Month => months(1),
            Unit::Quarter => months(3),
            Unit::Year => months(12),
        };
        Self { day, second: 0, fraction: false }
    }

    pub fn date(self) -> String {
        let (year, month, day) = civil(self.day);
        format!("{year:04}-{month:02}-{day:02}")
    }

    pub fn timestamp(self) -> String {
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        format!("{} {hour:02}:{minute:02}:{second:02}", self.date())
    }
}

fn read_date(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, two(parts.next()?)?, two(parts.next()?)?);
    let digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    if !digits || parts.next().is_some() {
        return None;
    }
    let year: i64 = year.parse().ok()?;
    let number = days(year, i64::from(month), i64::from(day));
    let exists = civil(number) == (year, i64::from(month), i64::from(day)) && year > 0;
    exists.then_some(number)
}

fn two(text: &str) -> Option<u32> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Days since 1970-01-01 of a date.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of days since 1970-01-01.
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Moment {
        Moment::read(text).unwrap_or_else(|| panic!("{text} was not read"))
    }

    #[test]
    fn units_begin_where_the_calendar_says() {
        let cases = [
            ("2025-03-31 10:30", Unit::Hour, "2025-03-31 10:00:00", "2025-03-31 11:00:00"),
            ("2025-03-31 23:30", Unit::Hour, "2025-03-31 23:00:00", "2025-04-01 00:00:00"),
            ("2024-02-29", Unit::Week, "2024-02-26 00:00:00", "2024-03-04 00:00:00"),
            ("2025-12-31", Unit::Month, "2025-12-01 00:00:00", "2026-01-01 00:00:00"),
            ("2025-11-15", Unit::Quarter, "2025-10-01 00:00:00", "2026-01-01 00:00:00"),
            ("2024-02-29", Unit::Year, "2024-01-01 00:00:00", "2025-01-01 00:00:00"),
        ];
        for (text, unit, floor, ceil) in cases {
            assert_eq!(at(text).floor(unit).timestamp(), floor);
            assert_eq!(at(text).ceil(unit).timestamp(), ceil);
        }
        assert_eq!(at("2025-01-01").ceil(Unit::Year), at("2025-01-01"));
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for bad in ["2025-02-29", "2025-1-1", "20250101", "2025-01-01 24:00", "0000-01-01", ""] {
            assert_eq!(Moment::read(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn dates_come_back(day in -700_000_i64..2_900_000) {
            let moment = Moment { day, second: 0, fraction: false };
            prop_assert_eq!(Moment::read(&moment.date()), Some(moment));
        }
    }
}
