//! A family → all that stands for it in the database: named objects with the SQL that makes and
//! removes them, and the statements of build, refresh and verification. Pure text; running it is
//! the engine's work.

mod build;
mod capture;
mod changes;
mod check;
mod fold;
mod form;
mod ground;
mod guard;
mod moves;
mod refuse;
pub mod registry;
mod renew;
mod say;
mod sizes;
mod tables;
#[cfg(test)]
mod tests;
mod views;
mod views_sqlite;

pub use build::{
    Build, ByKey, Column, Slice, bucket_column, buckets, build, forget_deltas, forget_numbered,
    last_level, levels_anew, statistics, statistics_beyond,
};
pub(super) use capture::spanned;
pub use capture::{Days, is_text, wrong_days};
pub use check::{Check, checks};
pub use fold::{Refresh, refresh};
pub use ground::{Form, Ground, ground};
pub use refuse::{forget_refusing, has_refused, refuse};
pub use renew::{Renew, bucket_ends, renew, slice_size, waiting};
pub use sizes::{Sizes, asked, counters, sizes};
pub(crate) use views::narrowed;

use crate::dialect::{Sql, Unsupported};
use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::model::{Family, Feed, Key, Source};
use say::{Dims, Nulls, Say};

/// Something that rungs makes and owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// As SQL names it.
    pub name: String,
    /// Each may be run again without harm, but for triggers on PostgreSQL.
    pub create: Vec<Sql>,
    pub drop: Sql,
}

/// All objects of a family, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objects {
    pub tables: Vec<Object>,
    pub triggers: Vec<Object>,
    /// Of filled tables.
    pub indexes: Vec<Object>,
    /// Made when all is built, so that nobody reads what is not there yet.
    pub views: Vec<Object>,
}

impl Objects {
    /// In the order in which they are made.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Object> {
        let made = self.tables.iter().chain(&self.triggers).chain(&self.indexes);
        made.chain(&self.views)
    }

    /// Those that are not among the others, by their names.
    #[must_use]
    pub fn beyond(self, others: &Self) -> Self {
        let new = |all: Vec<Object>, others: &[Object]| {
            all.into_iter().filter(|o| !others.iter().any(|other| other.name == o.name)).collect()
        };
        Self {
            tables: new(self.tables, &others.tables),
            triggers: new(self.triggers, &others.triggers),
            indexes: new(self.indexes, &others.indexes),
            views: new(self.views, &others.views),
        }
    }

    /// Removes everything, last made first.
    pub fn drop(&self) -> Vec<Sql> {
        self.all().rev().map(|o| o.drop.clone()).collect()
    }
}

pub fn objects(family: &Family, ground: &Ground) -> Objects {
    let say = Say { family };
    Objects {
        tables: tables::tables(&say),
        triggers: if family.is_captured() { capture::triggers(&say, ground) } else { Vec::new() },
        indexes: tables::indexes(&say),
        views: views::views(&say),
    }
}

/// Triggers that a family may have, as the catalog spells them.
pub fn trigger_names(family: &Family) -> Vec<String> {
    let fact = ["bins", "ins", "upd", "del", "bupd", "aupd", "trunc"].map(str::to_owned);
    let dims = family.joined().into_iter().flat_map(|d| {
        ["bins", "ins", "upd", "del", "bupd", "row", "trunc"].map(|what| format!("d{d}_{what}"))
    });
    fact.into_iter().chain(dims).map(|what| format!("rungs_{}_{what}", family.name)).collect()
}

/// The functions of its triggers on PostgreSQL, without their schema.
pub fn function_names(family: &Family) -> Vec<String> {
    let fact = ["ins", "upd", "del", "trunc"].map(str::to_owned);
    let dims = family.joined().into_iter().map(|d| format!("d{d}"));
    fact.into_iter().chain(dims).map(|what| format!("f_{}_{what}", family.name)).collect()
}

/// Columns that the family is computed from: of the fact table, then of each dimension.
pub fn used_columns(family: &Family) -> Vec<(&TableName, Vec<Ident>)> {
    let say = Say { family };
    let dims = family.joined().into_iter();
    std::iter::once((&family.fact, say.used_columns()))
        .chain(dims.map(|at| (&family.dims[at].table, say.path_columns(at))))
        .collect()
}

/// What the table of its base is called after.
pub(super) fn base_name(family: &Family) -> Ident {
    Say { family }.base_name()
}

/// The columns of a dimension that its path has.
pub(super) fn path_columns(family: &Family, dim: usize) -> Vec<Ident> {
    Say { family }.path_columns(dim)
}

/// Triggers of a partition that came after the rollup (PostgreSQL), once nobody writes to it.
pub fn cover(family: &Family, part: &TableName, form: Form) -> Vec<Sql> {
    capture::cover(&Say { family }, part, form)
}

/// Keeps writers off until the transaction ends, and is to be asked before it sees anything
/// (PostgreSQL): a partition may have no triggers yet. On MariaDB they are of the whole table, and
/// SQLite has one writer.
pub fn hold_off(family: &Family) -> Option<Sql> {
    let is_postgres = family.engine == EngineKind::Postgres;
    let fact = Say { family }.fact();
    is_postgres.then(|| vouch(format!("LOCK TABLE {fact} IN ACCESS EXCLUSIVE MODE")))
}

/// The longest name that is made of a level's name fits into the shortest limit of the engines.
const NAME_MAX: usize = 40;

/// Errors: what this version cannot keep exact yet, by its name. To be asked before a family is
/// added.
pub fn supported(family: &Family, ground: &Ground) -> Result<(), Unsupported> {
    let say = Say { family };
    let no = |why: String| Err(Unsupported(why));
    let names = std::iter::once(&family.name).chain(family.levels.iter().map(|l| &l.name));
    if let Some(long) = names.into_iter().find(|n| n.as_str().len() > NAME_MAX) {
        return no(format!("the name {long} is longer than {NAME_MAX} bytes; give a shorter one"));
    }
    if let (EngineKind::Sqlite, Some(index)) = (family.engine, &ground.odd_unique) {
        return no(format!(
            "the unique index {index} is on an expression or has a collation of its own: which \
             rows REPLACE removes by it cannot be seen"
        ));
    }
    for dim in &family.dims {
        let fact = dim.on.iter().filter(|c| c.source == Source::Fact).count();
        if fact != 0 && fact != dim.on.len() {
            return no(format!("{} hangs on the fact table and on a dimension at once", dim.table));
        }
        if family.engine != EngineKind::Postgres && dim.table.schema != family.fact.schema {
            return no(format!("{} is in another database than the fact table", dim.table));
        }
    }
    for level in &family.levels {
        let lost = level.keys.iter().find(|k| say.of_base(k, Dims::Live, Nulls::Kept).is_none());
        if let Some(key) = lost {
            return no(format!("the base of {} does not hold {}", family.name, key.column));
        }
    }
    Ok(())
}

/// The level that this one is grouped from: it joins the same dimensions, and has all its keys.
fn fed_from(family: &Family, at: usize) -> Option<usize> {
    let level = &family.levels[at];
    let Feed::Level(from) = level.feed else { return None };
    let source = family.levels.get(from)?;
    let has = |k: &Key| source.keys.iter().any(|s| s.expr == k.expr);
    let fits = source.dims == level.dims && level.keys.iter().all(has) && from < at;
    (fits && source.feed != Feed::IsBase).then_some(from)
}

/// Text put together here, of quoted names and expressions that were parsed.
fn vouch(text: String) -> Sql {
    Sql::from_text_that_i_vouch_for(text)
}
