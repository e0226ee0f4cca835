//! Triggers that write signed deltas in the writer's own transaction. One file per engine; what
//! their bodies have in common is here.

mod days;
mod mariadb;
mod postgres;
mod sqlite;

pub use days::{Days, days, is_text, spanned, wrong_days};

use super::say::Say;
use super::{Form, Ground, Object};
use crate::dialect::Sql;
use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::model::Stored;

/// The triggers of the fact table and of the dimensions, with what they stand on.
pub(super) fn triggers(say: &Say<'_>, ground: &Ground) -> Vec<Object> {
    match say.engine() {
        EngineKind::Postgres => postgres::triggers(say, ground),
        EngineKind::MariaDb => mariadb::triggers(say),
        EngineKind::Sqlite => sqlite::triggers(say, ground),
    }
}

/// Those of a new partition.
pub(super) fn cover(say: &Say<'_>, part: &TableName, form: Form) -> Vec<Sql> {
    match say.engine() {
        EngineKind::Postgres => postgres::cover(say, part, form),
        EngineKind::MariaDb | EngineKind::Sqlite => Vec::new(),
    }
}

/// `+1`: the row came; `-1`: it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Came,
    Went,
}

impl Way {
    fn minus(self) -> &'static str {
        match self {
            Self::Came => "",
            Self::Went => "- ",
        }
    }
}

/// The delta's values of one row, said of `of`.
fn values(say: &Say<'_>, of: &str, way: Way) -> Vec<String> {
    let family = say.family;
    let mut values: Vec<String> = family.base.keys.iter().map(|k| say.key_of_fact(k, of)).collect();
    for measure in &family.measures {
        let value = say.of_fact(&measure.expr, of);
        let null = || say.cast("NULL", &measure.data_type);
        values.push(match (measure.kind, way) {
            (Stored::Count, _) => {
                let one = if way == Way::Came { 1 } else { -1 };
                format!("CASE WHEN {value} IS NULL THEN 0 ELSE {one} END")
            }
            (Stored::Sum, _) => {
                let exact = say.cast(&format!("COALESCE({value}, 0)"), &measure.data_type);
                format!("{}{exact}", way.minus())
            }
            (Stored::Min | Stored::Max, Way::Came) => value,
            (Stored::Min | Stored::Max, Way::Went) => null(),
        });
    }
    values.push(if way == Way::Came { "1" } else { "-1" }.to_owned());
    if say.has_extremes() {
        values.push(if way == Way::Came { "0" } else { "1" }.to_owned());
    }
    values
}

/// `d (k1, …, n)`
fn into_delta(say: &Say<'_>) -> String {
    format!("{} ({})", say.delta(), say.stored(&say.family.base.keys, true))
}

/// One row into the deltas, if it counts.
fn insert_row(say: &Say<'_>, of: &str, way: Way) -> String {
    let values = values(say, of, way).join(", ");
    match (&say.family.filter, say.engine()) {
        (None, _) => format!("INSERT INTO {} VALUES ({values});", into_delta(say)),
        (Some(_), EngineKind::MariaDb) => {
            format!("INSERT INTO {} SELECT {values} FROM DUAL{};", into_delta(say), say.filter(of))
        }
        (Some(_), EngineKind::Postgres | EngineKind::Sqlite) => {
            format!("INSERT INTO {} SELECT {values}{};", into_delta(say), say.filter(of))
        }
    }
}

/// True where an update changed something that counts.
fn differs(say: &Say<'_>, columns: &[Ident]) -> String {
    let one = |c: &Ident| {
        let (old, new) = (say.column("OLD", c), say.column("NEW", c));
        match say.engine() {
            EngineKind::Postgres => format!("{old} IS DISTINCT FROM {new}"),
            EngineKind::MariaDb => format!("NOT ({old} <=> {new})"),
            EngineKind::Sqlite => format!("{old} IS NOT {new}"),
        }
    };
    columns.iter().map(one).collect::<Vec<_>>().join(" OR ")
}

/// The key of a dimension's row into its changed keys.
fn log_key(say: &Say<'_>, dim: usize, of: &str) -> String {
    let keys = &say.family.dims[dim].key;
    let names: Vec<String> = (0..keys.len()).map(|at| format!("k{at}")).collect();
    format!(
        "INSERT INTO {} ({}) VALUES ({});",
        say.changed(dim),
        names.join(", "),
        say.columns(of, keys.iter())
    )
}

/// True where an update of a dimension's row changed its key.
fn key_differs(say: &Say<'_>, dim: usize) -> String {
    differs(say, &say.family.dims[dim].key)
}
