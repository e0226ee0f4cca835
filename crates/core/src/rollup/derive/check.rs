//! Verification: stored plus pending against the facts, and levels against the base. Each check
//! is one statement, so one snapshot; it counts the groups that differ.

use super::build::{Slice, from_facts, of_stored, where_facts};
use super::say::{Dims, Nulls, Say, adds, is_extreme};
use super::vouch;
use crate::dialect::Sql;
use crate::name::EngineKind;
use crate::rollup::model::{Family, Feed, Key, Level, Measure};

/// A question whose answer should be 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// `base against facts`, `brand_month against base`.
    pub what: String,
    pub differences: Sql,
}

/// The base of one slice, and, once for the whole family, its levels.
pub fn checks(family: &Family, slice: &Slice, levels: bool) -> Vec<Check> {
    let say = Say { family };
    let mut checks = vec![base(&say, slice)];
    if levels {
        let others = family.levels.iter().filter(|l| l.feed != Feed::IsBase);
        checks.extend(others.map(|l| level(&say, l)));
    }
    checks
}

fn base(say: &Say<'_>, slice: &Slice) -> Check {
    let keys = &say.family.base.keys;
    let place = of_stored(say, slice);
    let place = if place.is_empty() { String::new() } else { format!(" WHERE {place}") };
    let stored =
        |side: u8, dirty: &str| side_columns(say, keys, side, dirty, |m| say.q(&m.column), "n");
    let dirty = if say.has_extremes() { "dirty" } else { "0" };
    let arms = format!(
        "SELECT {} FROM {}{place} UNION ALL SELECT {} FROM {}{place} \
         UNION ALL {}",
        stored(1, "0"),
        say.base(),
        stored(1, dirty),
        say.delta(),
        facts(say, slice, 2)
    );
    Check {
        what: format!("the base of {} against the facts ({})", say.family.name, slice.name()),
        differences: differing(say, keys, &arms),
    }
}

/// The facts of a slice, grouped as the base is.
pub(super) fn facts(say: &Say<'_>, slice: &Slice, side: u8) -> String {
    let keys = &say.family.base.keys;
    let groups: Vec<String> = keys.iter().map(|k| say.key_of_fact(k, "f")).collect();
    let named = groups.iter().zip(keys).map(|(g, k)| format!("{g} AS {}", say.q(&k.column)));
    format!(
        "SELECT {}, {} FROM {} f{} GROUP BY {}",
        named.collect::<Vec<_>>().join(", "),
        measures(say, side, "0", |m| from_facts(say, m), "COUNT(*)"),
        say.fact(),
        where_facts(say, slice),
        groups.join(", ")
    )
}

fn level(say: &Say<'_>, level: &Level) -> Check {
    let keys: Vec<String> = level
        .keys
        .iter()
        .filter_map(|k| {
            Some(format!("{} AS {}", say.of_base(k, Dims::Path, Nulls::Filled)?, say.q(&k.column)))
        })
        .collect();
    let groups: Vec<String> =
        level.keys.iter().filter_map(|k| say.of_base(k, Dims::Path, Nulls::Filled)).collect();
    let summed = |m: &Measure| format!("{}({})", adds(m), say.column("b", &m.column));
    let arms = format!(
        "SELECT {} FROM {} UNION ALL SELECT {}, {} FROM {} b{} GROUP BY {}",
        side_columns(say, &level.keys, 1, "0", |m| say.q(&m.column), "n"),
        say.level_table(level),
        keys.join(", "),
        measures(say, 2, "0", summed, "SUM(b.n)"),
        say.base(),
        say.joins(&level.dims, Dims::Path),
        groups.join(", ")
    );
    Check {
        what: format!("{} against its base", level.name),
        differences: differing(say, &level.keys, &arms),
    }
}

pub(super) fn side_columns(
    say: &Say<'_>,
    keys: &[Key],
    side: u8,
    dirty: &str,
    value: impl Fn(&Measure) -> String,
    n: &str,
) -> String {
    format!("{}, {}", say.keys("", keys), measures(say, side, dirty, value, n))
}

/// Side 1 counts as it is, side 2 against it; extremes stand in a column for each side.
fn measures(
    say: &Say<'_>,
    side: u8,
    dirty: &str,
    value: impl Fn(&Measure) -> String,
    n: &str,
) -> String {
    let minus = if side == 1 { "" } else { "- " };
    let mut columns = Vec::new();
    for (at, measure) in say.family.measures.iter().enumerate() {
        let value = value(measure);
        if is_extreme(measure) {
            let null = say.cast("NULL", &measure.data_type);
            let (one, two) = if side == 1 { (value, null) } else { (null, value) };
            columns.push(format!("{one} AS a{at}"));
            columns.push(format!("{two} AS b{at}"));
        } else {
            columns.push(format!("{minus}{value} AS a{at}"));
        }
    }
    columns.push(format!("{minus}{n} AS rows_of_it"));
    columns.push(format!("{dirty} AS dirty_of_it"));
    columns.join(", ")
}

/// Of groups of both sides, `u`, those that differ.
fn differing(say: &Say<'_>, keys: &[Key], arms: &str) -> Sql {
    vouch(format!(
        "SELECT COUNT(*) FROM (SELECT {} FROM ({arms}) u GROUP BY {} HAVING {}) d",
        say.keys("u", keys),
        say.keys("u", keys),
        differs(say)
    ))
}

/// True of a group, `u`, in which the sides differ.
pub(super) fn differs(say: &Say<'_>) -> String {
    let mut wrong = vec!["SUM(u.rows_of_it) <> 0".to_owned()];
    for (at, measure) in say.family.measures.iter().enumerate() {
        if is_extreme(measure) {
            let (one, two) = extremes(measure, at);
            let differ = match say.engine() {
                EngineKind::Postgres => format!("{one} IS DISTINCT FROM {two}"),
                EngineKind::MariaDb => format!("NOT ({one} <=> {two})"),
                EngineKind::Sqlite => format!("{one} IS NOT {two}"),
            };
            wrong.push(format!("MAX(u.dirty_of_it) = 0 AND {differ}"));
        } else {
            wrong.push(format!("SUM(u.a{at}) <> 0"));
        }
    }
    wrong.join(" OR ")
}

/// That of side 1 and that of side 2.
pub(super) fn extremes(measure: &Measure, at: usize) -> (String, String) {
    (format!("{}(u.a{at})", adds(measure)), format!("{}(u.b{at})", adds(measure)))
}
