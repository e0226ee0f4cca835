//! SQLite: `_parts` so that a reader's condition on keys finds its rows. SQLite carries it into
//! each arm of a UNION ALL, but not through a GROUP BY into the arms below. So stored groups that
//! nothing is pending of stand as they are, and those that have deltas are added up by themselves.
//! Where a dimension changed since the last refresh, all is added up as on the other engines.

use super::say::{Dims, Nulls, Say, adds, is_extreme};
use super::views::{added_up, from_facts, merge_word, moved, pending, stored};
use crate::rollup::model::{Key, Level, Measure};

pub(super) fn parts(say: &Say<'_>, level: &Level) -> String {
    let changed: Vec<String> = say
        .branches_of(&level.dims)
        .iter()
        .flat_map(|branch| &branch.dims)
        .map(|dim| format!("SELECT 1 FROM {}", say.changed(*dim)))
        .collect();
    let same: String = changed.iter().map(|one| format!(" AND NOT EXISTS ({one})")).collect();
    let mut arms = vec![untouched(say, level, &same), touched(say, level, &same)];
    if !changed.is_empty() {
        // First in a join, so that no stored row is read where no dimension changed.
        let first = format!("({} LIMIT 1) c CROSS JOIN ", changed.join(" UNION ALL "));
        let table = format!("{first}{}", say.level_table(level));
        let mut all = vec![stored(say, level, &table), pending(say, level, &first)];
        all.extend(moved(say, level));
        arms.push(added_up(say, level, &all));
    }
    arms.join(" UNION ALL ")
}

/// Stored groups without deltas.
fn untouched(say: &Say<'_>, level: &Level, same: &str) -> String {
    format!(
        "SELECT {} FROM {} t WHERE NOT EXISTS (SELECT 1 FROM (SELECT DISTINCT {} FROM {}) g \
         WHERE {}){same}",
        say.shown(&level.keys),
        say.level_table(level),
        keys(say, level).join(", "),
        deltas(say, level),
        same_group(say, "g", "t", level)
    )
}

/// Groups with deltas, and what is stored of them.
fn touched(say: &Say<'_>, level: &Level, same: &str) -> String {
    let mut columns: Vec<String> = level.keys.iter().map(|k| say.column("g", &k.column)).collect();
    columns.extend(say.family.measures.iter().map(|m| merged(say, level, m)));
    columns.push("g.n + COALESCE(t.n, 0) AS n".to_owned());
    format!(
        "SELECT {} FROM ({}) g LEFT JOIN {} t ON {} WHERE g.n + COALESCE(t.n, 0) <> 0{same}",
        columns.join(", "),
        groups(say, level),
        say.level_table(level),
        same_group(say, "t", "g", level)
    )
}

/// `g` has NULLs where what is stored, `t`, has fillers.
fn same_group(say: &Say<'_>, one: &str, other: &str, level: &Level) -> String {
    let stored = |of: &str, key: &Key| {
        let column = say.column(of, &key.column);
        if of == "g" { say.filled(key, column) } else { column }
    };
    let same = |k: &Key| format!("{} = {}", stored(one, k), stored(other, k));
    level.keys.iter().map(same).collect::<Vec<_>>().join(" AND ")
}

/// The deltas added up, of tables and not of a query: so a condition on keys reaches them.
fn groups(say: &Say<'_>, level: &Level) -> String {
    let mut columns = keys(say, level);
    columns.extend(say.family.measures.iter().map(|m| {
        let column = say.q(&m.column);
        format!("{}(b.{column}) AS {column}", adds(m))
    }));
    columns.push("SUM(b.n) AS n".to_owned());
    if say.has_extremes() {
        columns.push("MAX(b.dirty) AS dirty".to_owned());
    }
    let of = |k| say.of_base(k, Dims::Live, Nulls::Kept);
    let by: Vec<String> = level.keys.iter().filter_map(of).collect();
    format!("SELECT {} FROM {} GROUP BY {}", columns.join(", "), deltas(say, level), by.join(", "))
}

fn keys(say: &Say<'_>, level: &Level) -> Vec<String> {
    let named = |k: &Key| {
        let value = say.of_base(k, Dims::Live, Nulls::Kept)?;
        Some(format!("{value} AS {}", say.q(&k.column)))
    };
    level.keys.iter().filter_map(named).collect()
}

fn deltas(say: &Say<'_>, level: &Level) -> String {
    format!("{} b{}", say.delta(), say.joins(&level.dims, Dims::Live))
}

fn merged(say: &Say<'_>, level: &Level, measure: &Measure) -> String {
    let name = say.q(&measure.column);
    if !is_extreme(measure) {
        return format!("g.{name} + COALESCE(t.{name}, 0) AS {name}");
    }
    let word = merge_word(say, measure.kind);
    format!(
        "CASE WHEN g.dirty = 1 THEN ({}) ELSE COALESCE({word}(g.{name}, t.{name}), g.{name}, \
         t.{name}) END AS {name}",
        from_facts(say, level, measure, "g")
    )
}
