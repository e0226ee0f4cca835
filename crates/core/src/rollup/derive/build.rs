//! First build and rebuild: a slice of the base from the facts, then the path and the levels from
//! the base. What a slice takes from the facts and which deltas it supersedes are of one snapshot.

use super::say::{Branch, Dims, Nulls, Say, adds, path_column};
use super::tables::path_select;
use super::{fed_from, vouch};
use crate::dialect::Sql;
use crate::name::{EngineKind, Ident};
use crate::rollup::model::{Family, Feed, Key, Level, Measure, Scalar, Stored};

/// A part of the fact table: the rows whose bucket column lies in `from..to`, or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// First moment, and the first one after it, as the column writes them. None: the whole table.
    pub range: Option<(String, String)>,
}

impl Slice {
    pub fn name(&self) -> String {
        self.range.as_ref().map_or_else(|| "all".to_owned(), |(from, _)| from.clone())
    }
}

/// A column of what the facts are read as, on an engine where the client adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Key,
    /// `is_number`: extremes compare as numbers, not as texts.
    Added {
        kind: Stored,
        is_number: bool,
    },
}

/// The statements of one slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// Takes out what an earlier build of the slice left.
    pub clear: Sql,
    /// Deletes the deltas that the snapshot holds already.
    pub supersede: Sql,
    /// Their numbers, where the client deletes them by number (MariaDB).
    pub superseded: Sql,
    /// Adds the facts up, in the server.
    pub fill: Sql,
    /// The same, for a client that adds up itself: groups and sums of nothing but rows.
    pub read: Sql,
    pub columns: Vec<Column>,
    /// `INSERT INTO base (…) VALUES `
    pub insert: Sql,
}

pub fn build(family: &Family, slice: &Slice) -> Build {
    let say = Say { family };
    let keys = &family.base.keys;
    let (base, delta) = (say.base(), say.delta());
    let stored = say.stored(keys, false);
    let exprs: Vec<String> = keys.iter().map(|k| say.key_of_fact(k, "f")).collect();
    let place = of_stored(&say, slice);
    let place = if place.is_empty() { String::new() } else { format!(" WHERE {place}") };
    let sums: Vec<String> = family.measures.iter().map(|m| from_facts(&say, m)).collect();
    let list = |first: &[String], then: &[String]| {
        first.iter().chain(then).cloned().collect::<Vec<_>>().join(", ")
    };
    let facts = format!("{} f{}", say.fact(), where_facts(&say, slice));
    let grouped = format!(
        "SELECT {}, COUNT(*) FROM {facts} GROUP BY {} ORDER BY {}",
        list(&exprs, &sums),
        exprs.join(", "),
        exprs.join(", ")
    );
    let values: Vec<String> = family.measures.iter().map(|m| say.of_fact(&m.expr, "f")).collect();
    let mut columns = vec![Column::Key; keys.len()];
    columns.extend(family.measures.iter().map(|m| {
        let lower = m.data_type.to_ascii_lowercase();
        let is_number = lower.contains("int") || lower.starts_with("decimal");
        Column::Added { kind: m.kind, is_number }
    }));
    Build {
        clear: vouch(format!("DELETE FROM {base}{place}")),
        supersede: vouch(format!("DELETE FROM {delta}{place}")),
        superseded: vouch(format!("SELECT seq FROM {delta}{place}")),
        fill: vouch(format!("INSERT INTO {base} ({stored}) {grouped}")),
        read: vouch(format!("SELECT {} FROM {facts}", list(&exprs, &values))),
        columns,
        insert: vouch(format!("INSERT INTO {base} ({stored}) VALUES ")),
    }
}

/// Deletes the deltas of these numbers.
pub fn forget_numbered(family: &Family, numbers: &[u64]) -> Sql {
    vouch(format!("DELETE FROM {} WHERE seq IN (", Say { family }.delta()))
        .list(numbers, ", ", |sql, n| sql.number(*n))
        .text(")")
}

/// A measure of facts, in the stored type.
pub(super) fn from_facts(say: &Say<'_>, measure: &Measure) -> String {
    let value = say.of_fact(&measure.expr, "f");
    match measure.kind {
        Stored::Count => format!("COUNT({value})"),
        Stored::Sum => {
            format!("COALESCE(SUM({}), 0)", say.cast(&value, &measure.data_type))
        }
        Stored::Min | Stored::Max => format!("{}({value})", adds(measure)),
    }
}

/// ` WHERE …` of the facts of a slice that count.
pub(super) fn where_facts(say: &Say<'_>, slice: &Slice) -> String {
    let mut terms: Vec<String> = Vec::new();
    if let (Some((from, to)), Some(column)) = (&slice.range, bucket_column(say.family)) {
        let column = say.column("f", &column);
        terms.push(format!("{column} >= {}", say.literal(from)));
        terms.push(format!("{column} < {}", say.literal(to)));
    }
    if let Some(filter) = &say.family.filter {
        terms.push(format!("({})", say.of_fact(filter, "f")));
    }
    if terms.is_empty() { String::new() } else { format!(" WHERE {}", terms.join(" AND ")) }
}

/// The rows of base or deltas that a slice makes; empty: all.
pub(super) fn of_stored(say: &Say<'_>, slice: &Slice) -> String {
    let (Some((from, _)), Some(at)) = (&slice.range, say.family.base.bucket) else {
        return String::new();
    };
    let key = &say.family.base.keys[at];
    format!("{} = {}", say.q(&key.column), moment(say, &key.expr, from))
}

/// The bucket that a moment lies in, as the key has it.
fn moment(say: &Say<'_>, expr: &Scalar, from: &str) -> String {
    let literal = say.literal(from);
    expr.sql(|_| match say.engine() {
        EngineKind::Postgres => format!("CAST({literal} AS timestamp)"),
        EngineKind::MariaDb | EngineKind::Sqlite => literal.clone(),
    })
}

/// The column of the fact table that slices go by.
pub fn bucket_column(family: &Family) -> Option<Ident> {
    let key = family.base.keys.get(family.base.bucket?)?;
    Some(key.bucket.as_ref()?.column.column.clone())
}

/// Empties the deltas, those of transactions too that this one does not see. Only while there are
/// no triggers.
pub fn forget_deltas(family: &Family) -> Sql {
    let say = Say { family };
    vouch(match family.engine {
        EngineKind::Postgres | EngineKind::MariaDb => format!("TRUNCATE TABLE {}", say.delta()),
        EngineKind::Sqlite => format!("DELETE FROM {}", say.delta()),
    })
}

/// Statistics of what was just filled, so that the first reader gets a good plan. SQLite needs
/// none: its planner takes the primary key, and ANALYZE would leave a table of its own.
pub fn statistics(family: &Family) -> Vec<Sql> {
    let word = match family.engine {
        EngineKind::Postgres => "ANALYZE",
        EngineKind::MariaDb => "ANALYZE NO_WRITE_TO_BINLOG TABLE",
        EngineKind::Sqlite => return Vec::new(),
    };
    filled(family).iter().map(|table| vouch(format!("{word} {table}"))).collect()
}

/// Of the tables that only the grown family has.
pub fn statistics_beyond(grown: &Family, family: &Family) -> Vec<Sql> {
    let known = statistics(family);
    let mut all = statistics(grown);
    all.retain(|one| !known.contains(one));
    all
}

fn filled(family: &Family) -> Vec<String> {
    let say = Say { family };
    let mut tables = vec![say.base(), say.delta()];
    let own = |level: &&Level| level.feed != Feed::IsBase;
    tables.extend(family.levels.iter().filter(own).map(|level| say.level_table(level)));
    for branch in say.branches() {
        tables.push(say.path(&branch));
        tables.extend(branch.dims.iter().map(|dim| say.changed(*dim)));
    }
    tables
}

/// Path and levels from the base, all that stood in them taken out first.
pub fn levels_anew(family: &Family) -> Vec<Sql> {
    let say = Say { family };
    let mut all = Vec::new();
    for branch in say.branches() {
        all.extend(path_anew(&say, &branch));
    }
    for at in 0..family.levels.len() {
        all.extend(level_anew(&say, at));
    }
    all
}

/// The last level alone, from the base, and the paths that no level before it has. The others stay
/// as they are, whatever is pending.
pub fn last_level(family: &Family) -> Vec<Sql> {
    let say = Say { family };
    let Some((last, before)) = family.levels.split_last() else { return Vec::new() };
    let known: Vec<usize> = before.iter().flat_map(|l| &l.dims).copied().collect();
    let known = say.branches_of(&known);
    let own = say.branches_of(&last.dims).into_iter().filter(|branch| !known.contains(branch));
    let mut all: Vec<Sql> = own.flat_map(|branch| path_anew(&say, &branch)).collect();
    all.extend(level_anew(&say, before.len()));
    all
}

/// The path of a branch as the dimensions are now; what changed before is in it.
fn path_anew(say: &Say<'_>, branch: &Branch) -> Vec<Sql> {
    let forget = |dim: &usize| vouch(format!("DELETE FROM {}", say.changed(*dim)));
    let mut all: Vec<Sql> = branch.dims.iter().map(forget).collect();
    let path = say.path(branch);
    all.push(vouch(format!("DELETE FROM {path}")));
    let columns: Vec<String> =
        say.columns_of(branch).iter().map(|(d, c)| say.q(&path_column(*d, c))).collect();
    let select = path_select(say, branch, None);
    all.push(vouch(format!("INSERT INTO {path} ({}) {select}", columns.join(", "))));
    all
}

/// Nothing where the level is the base.
fn level_anew(say: &Say<'_>, at: usize) -> Vec<Sql> {
    let level = &say.family.levels[at];
    if level.feed == Feed::IsBase {
        return Vec::new();
    }
    let table = say.level_table(level);
    let mut sums: Vec<String> = say
        .family
        .measures
        .iter()
        .map(|m| format!("{}({})", adds(m), say.column("b", &m.column)))
        .collect();
    sums.push("SUM(b.n)".to_owned());
    let (keys, from): (Vec<String>, String) = match fed_from(say.family, at) {
        Some(from) => {
            let source = &say.family.levels[from];
            let same = |k: &Key| {
                source.keys.iter().find(|s| s.expr == k.expr).map(|s| say.column("b", &s.column))
            };
            (level.keys.iter().filter_map(same).collect(), format!("{} b", say.level_table(source)))
        }
        None => (
            level.keys.iter().filter_map(|k| say.of_base(k, Dims::Path, Nulls::Filled)).collect(),
            format!("{} b{}", say.base(), say.joins(&level.dims, Dims::Path)),
        ),
    };
    let fill = vouch(format!(
        "INSERT INTO {table} ({}) SELECT {}, {} FROM {from} GROUP BY {} ORDER BY {}",
        say.stored(&level.keys, false),
        keys.join(", "),
        sums.join(", "),
        keys.join(", "),
        keys.join(", ")
    ));
    vec![vouch(format!("DELETE FROM {table}")), fill]
}
