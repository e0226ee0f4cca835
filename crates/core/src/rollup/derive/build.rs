//! First build and rebuild: a slice of the base from the facts, then the path and the levels from
//! the base. What a slice takes from the facts and which deltas it supersedes are of one snapshot.

use super::fold::add_to;
use super::say::{Branch, Dims, Nulls, Say, adds};
use super::tables::path_insert;
use super::{fed_from, vouch};
use crate::dialect::{Quote, Sql};
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
/// `is_number`: it compares as a number, not as a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Key { is_number: bool },
    Added { kind: Stored, is_number: bool },
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
    /// How to `read` the same by the table's own key, on MariaDB. None: the whole table is read.
    pub by_key: Option<ByKey>,
    /// Asks for the key that `read` leaves out, as all facts of the slice have the same.
    pub bucket: Option<Sql>,
    /// `INSERT INTO base (…) VALUES `: that key first, then what `read` has.
    pub insert: Sql,
    /// What follows the rows: where a group stands already, they are added to it.
    pub adding: Sql,
}

/// Facts of a slice were mostly written one after the other. Then the server reads them between the
/// first and the last of their primary keys at a third of the price of looking each one up from
/// the index on time; where they lie apart, its planner keeps to that index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByKey {
    /// Asks for the name of the whole number that the primary key begins with.
    pub key: Sql,
    /// The facts of the slice, those too that the filter drops: the index on time has them all.
    facts: Sql,
    read: Sql,
}

impl ByKey {
    /// Asks for the first and the last key; NULL of no facts.
    pub fn ends(&self, key: &Ident) -> Sql {
        let sql = Sql::fixed("SELECT MIN(f.").ident(Q, key).text("), MAX(f.").ident(Q, key);
        sql.text(")").parsed_expression(self.facts.as_str())
    }

    /// What `read` does, where these are the ends in the same snapshot.
    pub fn read(&self, key: &Ident, (first, last): (i128, i128)) -> Sql {
        let sql = self.read.clone().text(" AND f.").ident(Q, key);
        sql.parsed_expression(&format!(" BETWEEN {first} AND {last}"))
    }
}

/// Of the engine whose client adds up.
const Q: Quote = Quote::Backtick;

pub fn build(family: &Family, slice: &Slice) -> Build {
    let say = Say { family };
    let (base, delta) = (say.base(), say.delta());
    let place = of_stored(&say, slice);
    let place = if place.is_empty() { String::new() } else { format!(" WHERE {place}") };
    let values: Vec<String> = family.measures.iter().map(|m| say.of_fact(&m.expr, "f")).collect();
    let keys = keys_read(&say, slice);
    let exprs: Vec<String> = keys.iter().map(|k| say.key_of_fact(k, "f")).collect();
    let read = [exprs, values].concat().join(", ");
    let read = vouch(format!("SELECT {read} FROM {} f{}", say.fact(), where_facts(&say, slice)));
    let is_key = |k: &&Key| Column::Key { is_number: is_number(&k.data_type) };
    let is_added = |m: &Measure| Column::Added { kind: m.kind, is_number: is_number(&m.data_type) };
    Build {
        clear: vouch(format!("DELETE FROM {base}{place}")),
        supersede: vouch(format!("DELETE FROM {delta}{place}")),
        superseded: vouch(format!("SELECT seq FROM {delta}{place}")),
        fill: fill(&say, slice),
        by_key: by_key(&say, slice, &read),
        read,
        columns: keys.iter().map(is_key).chain(family.measures.iter().map(is_added)).collect(),
        bucket: one_bucket(&say, slice).map(|(_, value)| vouch(format!("SELECT {value}"))),
        insert: insert(&say, slice, &base),
        adding: vouch(format!(" ON DUPLICATE KEY UPDATE {}", add_to(&say, &base))),
    }
}

fn by_key(say: &Say<'_>, slice: &Slice, read: &Sql) -> Option<ByKey> {
    let of_slice = of_slice(say, slice).filter(|_| say.engine() == EngineKind::MariaDb)?;
    let key = Sql::fixed(
        "SELECT k.column_name FROM information_schema.statistics k \
         JOIN information_schema.columns c ON c.column_name = k.column_name \
         WHERE k.table_schema = DATABASE() AND c.table_schema = DATABASE() \
         AND k.index_name = 'PRIMARY' AND k.seq_in_index = 1 AND c.data_type \
         IN ('tinyint', 'smallint', 'mediumint', 'int', 'bigint') AND k.table_name = ",
    );
    let fact = say.family.fact.name.as_str();
    Some(ByKey {
        key: key.literal(Q, fact).text(" AND c.table_name = ").literal(Q, fact),
        facts: vouch(format!(" FROM {} f WHERE {of_slice}", say.fact())),
        read: read.clone(),
    })
}

/// The keys that differ between facts of the slice.
fn keys_read<'f>(say: &Say<'f>, slice: &Slice) -> Vec<&'f Key> {
    let bucket = one_bucket(say, slice);
    let is_other = |key: &&Key| bucket.as_ref().is_none_or(|(of, _)| of != key);
    say.family.base.keys.iter().filter(is_other).collect()
}

/// `INSERT INTO table (…) VALUES `: the key that is the same for all first, then what is read.
pub(super) fn insert(say: &Say<'_>, slice: &Slice, table: &str) -> Sql {
    let bucket = one_bucket(say, slice).map(|(key, _)| key);
    let keys = bucket.into_iter().chain(keys_read(say, slice)).map(|key| &key.column);
    let columns = format!("{}, {}", say.columns("", keys), say.stored(&[], false));
    vouch(format!("INSERT INTO {table} ({columns}) VALUES "))
}

/// Times of day too, which may be negative and of more than two digits.
fn is_number(data_type: &str) -> bool {
    let lower = data_type.to_ascii_lowercase();
    let word = lower.split('(').next().unwrap_or_default();
    word.contains("int") || word == "decimal" || word == "time"
}

/// The key that all facts of the slice have the same, and its value. Not on SQLite, where a text
/// that is no date may lie between two dates.
fn one_bucket<'f>(say: &Say<'f>, slice: &Slice) -> Option<(&'f Key, String)> {
    let (from, _) = slice.range.as_ref()?;
    let keys = &say.family.base.keys;
    let key = &keys[say.family.base.bucket?];
    let others = keys.len() > 1;
    (others && say.engine() != EngineKind::Sqlite).then(|| (key, moment(say, &key.expr, from)))
}

fn fill(say: &Say<'_>, slice: &Slice) -> Sql {
    let bucket = one_bucket(say, slice);
    let fact = |key: &Key| say.key_of_fact(key, "f");
    let column = |key: &Key| match &bucket {
        Some((of, value)) if *of == key => value.clone(),
        _ => fact(key),
    };
    let keys = &say.family.base.keys;
    let mut columns: Vec<String> = keys.iter().map(column).collect();
    columns.extend(say.family.measures.iter().map(|m| from_facts(say, m)));
    let groups: Vec<String> = keys_read(say, slice).into_iter().map(fact).collect();
    let groups = groups.join(", ");
    vouch(format!(
        "INSERT INTO {} ({}) SELECT {}, COUNT(*) FROM {} f{} GROUP BY {groups} ORDER BY {groups}",
        say.base(),
        say.stored(keys, false),
        columns.join(", "),
        say.fact(),
        where_facts(say, slice),
    ))
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
    let mut terms: Vec<String> = of_slice(say, slice).into_iter().collect();
    if let Some(filter) = &say.family.filter {
        terms.push(format!("({})", say.of_fact(filter, "f")));
    }
    if terms.is_empty() { String::new() } else { format!(" WHERE {}", terms.join(" AND ")) }
}

/// None: all facts.
fn of_slice(say: &Say<'_>, slice: &Slice) -> Option<String> {
    let ((from, to), column) = slice.range.as_ref().zip(bucket_column(say.family))?;
    let column = say.column("f", &column);
    Some(format!("{column} >= {} AND {column} < {}", say.literal(from), say.literal(to)))
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

/// Asks for the buckets that the base holds, where levels are to be filled in parts: MariaDB groups
/// in memory, or six times as slowly.
pub fn buckets(family: &Family) -> Option<Sql> {
    let say = Say { family };
    let key = &family.base.keys[family.base.bucket?];
    let column = say.q(&key.column);
    (say.engine() == EngineKind::MariaDb)
        .then(|| vouch(format!("SELECT DISTINCT {column} FROM {} ORDER BY {column}", say.base())))
}

/// Parts of a level at most, in any number of buckets.
const PARTS_MAX: usize = 100;

/// Path and levels from the base, all that stood in them taken out first. Levels that hold the
/// bucket are filled in parts of these; none: as a whole.
pub fn levels_anew(family: &Family, buckets: &[String]) -> Vec<Sql> {
    let say = Say { family };
    let mut all = Vec::new();
    for branch in say.branches() {
        all.extend(path_anew(&say, &branch));
    }
    for at in 0..family.levels.len() {
        all.extend(level_anew(&say, at, buckets));
    }
    all
}

/// The last level alone, from the base, and the paths that no level before it has. The others stay
/// as they are, whatever is pending.
pub fn last_level(family: &Family, buckets: &[String]) -> Vec<Sql> {
    let say = Say { family };
    let Some((last, before)) = family.levels.split_last() else { return Vec::new() };
    let known: Vec<usize> = before.iter().flat_map(|l| &l.dims).copied().collect();
    let known = say.branches_of(&known);
    let own = say.branches_of(&last.dims).into_iter().filter(|branch| !known.contains(branch));
    let mut all: Vec<Sql> = own.flat_map(|branch| path_anew(&say, &branch)).collect();
    all.extend(level_anew(&say, before.len(), buckets));
    all
}

/// The path of a branch as the dimensions are now; what changed before is in it.
fn path_anew(say: &Say<'_>, branch: &Branch) -> Vec<Sql> {
    let forget = |dim: &usize| vouch(format!("DELETE FROM {}", say.changed(*dim)));
    let mut all: Vec<Sql> = branch.dims.iter().map(forget).collect();
    all.push(vouch(format!("DELETE FROM {}", say.path(branch))));
    all.push(path_insert(say, branch, None));
    all
}

/// Nothing where the level is the base.
fn level_anew(say: &Say<'_>, at: usize, buckets: &[String]) -> Vec<Sql> {
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
    let source = fed_from(say.family, at).map(|from| &say.family.levels[from]);
    let (keys, from): (Vec<String>, String) = match source {
        Some(source) => {
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
    let fill = |part: String| {
        vouch(format!(
            "INSERT INTO {table} ({}) SELECT {}, {} FROM {from}{part} GROUP BY {} ORDER BY {}",
            say.stored(&level.keys, false),
            keys.join(", "),
            sums.join(", "),
            keys.join(", "),
            keys.join(", ")
        ))
    };
    let bucket = say.family.base.bucket.map(|at| &say.family.base.keys[at].expr);
    let held = level.keys.iter().position(|k| Some(&k.expr) == bucket).map(|at| &keys[at]);
    let mut all = vec![vouch(format!("DELETE FROM {table}"))];
    all.extend(parts(say, held, buckets).into_iter().map(fill));
    all
}

/// ` WHERE …` of each part by the buckets that this column holds.
fn parts(say: &Say<'_>, held: Option<&String>, buckets: &[String]) -> Vec<String> {
    let (Some(held), Some(_)) = (held, buckets.first()) else { return vec![String::new()] };
    let part = |part: &[String]| {
        let (first, last) = (part.first()?, part.last()?);
        Some(format!(" WHERE {held} BETWEEN {} AND {}", say.literal(first), say.literal(last)))
    };
    buckets.chunks(buckets.len().div_ceil(PARTS_MAX)).filter_map(part).collect()
}
