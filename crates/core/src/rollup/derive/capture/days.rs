//! Days on SQLite, which has no type for them: its functions read a text as a time, and compare
//! texts as texts. Of `2025-01-31`, with or without a time behind it, both say the same; of
//! anything else, slices and rewritten ranges could be wrong by that row. So where a rollup is
//! grouped by spans of time of a column, a row that has no such day there is refused by name.

use crate::dialect::Sql;
use crate::name::{EngineKind, TableName};
use crate::rollup::block;
use crate::rollup::catalog::Catalog;
use crate::rollup::definition::form_of;
use crate::rollup::derive::say::Say;
use crate::rollup::derive::{Ground, vouch};
use crate::rollup::model::{ColumnRef, Family, Source};
use crate::seen::TypeClass;

/// A column that holds days as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    pub column: ColumnRef,
    /// Its declared type is of days alone.
    pub without_time: bool,
}

/// The columns by whose spans of time a family is grouped on SQLite.
pub fn spanned(family: &Family) -> Vec<ColumnRef> {
    let mut columns = Vec::new();
    if family.engine != EngineKind::Sqlite {
        return columns;
    }
    let at = |source| match source {
        Source::Fact => 0,
        Source::Dim(dim) => dim + 1,
    };
    for key in family.base.keys.iter().chain(family.levels.iter().flat_map(|l| &l.keys)) {
        let expr = block::expression(&key.expr, family.engine, at);
        let Some(((at, column), ..)) = expr.and_then(|e| form_of(&e, family.engine)) else {
            continue;
        };
        let source = at.checked_sub(1).map_or(Source::Fact, Source::Dim);
        let column = ColumnRef { source, column };
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

/// Those of them that are texts. Numbers are no matter: no slice and no range goes by them.
pub fn days(family: &Family, catalog: &Catalog<'_>) -> Vec<Days> {
    let one = |column: ColumnRef| {
        let seen = catalog.table(table(family, column.source)?)?.column(&column.column)?;
        let without_time = seen.data_type.eq_ignore_ascii_case("date");
        is_text(seen.class).then_some(Days { column, without_time })
    };
    spanned(family).into_iter().filter_map(one).collect()
}

/// SQLite keeps it as the text that was written.
pub fn is_text(class: TypeClass) -> bool {
    matches!(class, TypeClass::Text | TypeClass::Time)
}

/// The row `of` has something else there. NULL is no day, and none is asked of it. Versions of
/// SQLite differ on the 31st of February until it is counted with.
fn is_wrong(say: &Say<'_>, days: &Days, of: &str) -> String {
    let column = say.column(of, &days.column.column);
    if days.without_time {
        format!("date({column}, '+0 days') IS NOT {column}")
    } else {
        format!("date({column}, '+0 days') IS NOT substr({column}, 1, 10)")
    }
}

fn and_counts(say: &Say<'_>, source: Source, of: &str) -> String {
    let filter = say.family.filter.as_ref().filter(|_| source == Source::Fact);
    filter.map_or_else(String::new, |f| format!(" AND ({})", say.of_fact(f, of)))
}

/// First in the body of a trigger: ends the statement that writes such a row.
pub(super) fn refuse(say: &Say<'_>, ground: &Ground, source: Source) -> String {
    let Some(table) = table(say.family, source) else { return String::new() };
    let one = |days: &Days| {
        let what = format!(
            "{} takes {}, while the rollup {} is there (rungs)",
            name(table, days),
            wanted(days),
            say.family.name
        );
        format!(
            "SELECT RAISE(ABORT, {}) WHERE {}{}; ",
            say.literal(&what),
            is_wrong(say, days, "NEW"),
            and_counts(say, source, "NEW")
        )
    };
    ground.days.iter().filter(|days| days.column.source == source).map(one).collect()
}

/// What to ask of the rows that are there, each with what is wrong where the answer is a row.
pub fn wrong_days(family: &Family, ground: &Ground) -> Vec<(String, Sql)> {
    let say = Say { family };
    let one = |days: &Days| {
        let source = days.column.source;
        let table = table(family, source)?;
        let what = format!("{} holds other things than {}", name(table, days), wanted(days));
        let ask = format!(
            "SELECT 1 FROM {} f WHERE {}{} LIMIT 1",
            say.table(table),
            is_wrong(&say, days, "f"),
            and_counts(&say, source, "f")
        );
        Some((what, vouch(ask)))
    };
    ground.days.iter().filter_map(one).collect()
}

/// None: the family has no such dimension yet.
fn table(family: &Family, source: Source) -> Option<&TableName> {
    match source {
        Source::Fact => Some(&family.fact),
        Source::Dim(dim) => family.dims.get(dim).map(|dim| &dim.table),
    }
}

fn name(table: &TableName, days: &Days) -> String {
    format!("{}.{}", table.name, days.column.column)
}

fn wanted(days: &Days) -> &'static str {
    if days.without_time {
        "days like 2025-01-31"
    } else {
        "days like 2025-01-31, with or without a time"
    }
}
