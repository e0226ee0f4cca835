//! What a hole touched, where partitions tell: the periods of those that changed, by their bounds
//! as the lines of an epoch have them.

use jiff::civil::DateTime;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::bucket_column;

use super::epoch::what;
use super::slices::{Period, parse};

/// `is_unused`: of a partition that is new and never held a row. None: not known, or anything.
pub(super) fn touched(
    family: &Family,
    then: &[String],
    now: &[String],
    is_unused: impl Fn(&str) -> bool,
) -> Option<Vec<Period>> {
    let column = bucket_column(family)?;
    let mut periods = Vec::new();
    let gone = then.iter().filter(|line| !now.contains(line)).map(|line| (line, then));
    let new = now.iter().filter(|line| !then.contains(line) && !is_unused(line));
    for (line, all) in gone.chain(new.map(|line| (line, now))) {
        let partition = match line.strip_prefix("trigger ") {
            Some(_) => {
                let table = what(line).split_once(" on ")?.1;
                all.iter().find(|of| of.starts_with(&format!("partition {table}: ")))?
            }
            None => line,
        };
        periods.push(period(partition, column.as_str(), all)?);
    }
    Some(periods)
}

/// `partition p: 7 | RANGE (day) FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')`, one part for
/// each level of partitions. Where no FROM is said, it begins where another ends.
fn period(line: &str, column: &str, all: &[String]) -> Option<Period> {
    let (from, to) = bounds(line, column)?;
    let ends = all.iter().filter_map(|other| Some(bounds(other, column)?.1));
    let from = from.or_else(|| ends.filter(|end| *end < to).max());
    Some(Period { from, to: Some(to) })
}

/// FROM, where it is said, and TO, of the first part that goes by this column.
fn bounds(line: &str, column: &str) -> Option<(Option<DateTime>, DateTime)> {
    let is_of = [format!("RANGE ({column})"), format!("RANGE (\"{column}\")")];
    let values = line.strip_prefix("partition ")?.split(" | ").skip(1).find_map(|part| {
        let (key, values) = part.split_once(" FOR VALUES ")?;
        is_of.iter().any(|is| is == key).then_some(values)
    })?;
    let (from, to) = match values.strip_prefix("FROM (") {
        Some(values) => {
            let (from, to) = values.split_once(") TO (")?;
            (Some(moment(from)?), to)
        }
        None => (None, values.strip_prefix("TO (")?),
    };
    Some((from, moment(to.strip_suffix(')')?)?))
}

fn moment(value: &str) -> Option<DateTime> {
    match value {
        "MINVALUE" => Some(DateTime::MIN),
        "MAXVALUE" => Some(DateTime::MAX),
        value => parse(value.strip_prefix('\'')?.strip_suffix('\'')?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[&str]) -> Vec<String> {
        text.iter().map(|line| (*line).to_owned()).collect()
    }

    fn said(line: &str, all: &[&str]) -> Option<String> {
        let period = period(line, "day", &lines(all))?;
        let said = |end: Option<DateTime>| {
            let end = end.filter(|end| *end != DateTime::MIN && *end != DateTime::MAX);
            end.map_or_else(|| "…".to_owned(), |end| end.date().to_string())
        };
        Some(format!("{} to {}", said(period.from), said(period.to)))
    }

    #[test]
    fn a_partition_tells_its_period_by_the_level_that_goes_by_the_column() {
        let range =
            |values: &str| format!("partition public.p: 7 | RANGE (day) FOR VALUES {values}");
        let said = |line: &str| said(line, &[]);
        let both = range("FROM ('2025-01-01') TO ('2025-02-01')");
        assert_eq!(said(&both).as_deref(), Some("2025-01-01 to 2025-02-01"));
        let below = format!("{both} | LIST (marketplace) FOR VALUES IN (1, 2)");
        assert_eq!(said(&below).as_deref(), Some("2025-01-01 to 2025-02-01"));
        let open = range("FROM (MINVALUE) TO ('2025-02-01 10:00:00')");
        assert_eq!(said(&open).as_deref(), Some("… to 2025-02-01"));
        for unknown in [
            "partition public.p: 7 | RANGE (id) FOR VALUES FROM (1) TO (2)",
            "partition public.p: 7 | RANGE (day) DEFAULT",
            "partition public.p: 7 | RANGE (day, id) FOR VALUES FROM ('2025-01-01', 1) TO (MAXVALUE, 2)",
            "partition public.p: 7",
            "table public.financials: 7",
            "column day of public.financials: 1",
        ] {
            assert_eq!(said(unknown), None, "{unknown}");
        }
        assert_eq!(said(&range("FROM ('01/02/2025') TO ('02/02/2025')")), None);
    }

    #[test]
    fn where_only_ends_are_told_a_partition_begins_where_another_ends() {
        let first = "partition a of f: 1 | RANGE (day) FOR VALUES TO ('2025-01-01')";
        let second = "partition b of f: 2 | RANGE (day) FOR VALUES TO ('2025-02-01')";
        let last = "partition c of f: 3 | RANGE (day) FOR VALUES TO (MAXVALUE)";
        let all = [last, first, second];
        assert_eq!(said(first, &all).as_deref(), Some("… to 2025-01-01"));
        assert_eq!(said(second, &all).as_deref(), Some("2025-01-01 to 2025-02-01"));
        assert_eq!(said(last, &all).as_deref(), Some("2025-02-01 to …"));
    }
}
