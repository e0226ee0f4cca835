//! Refresh: claim the deltas that are seen and fold all levels, finest first; what changed
//! dimensions move is in `moves`. The caller runs it in one transaction; deltas go from one
//! temporary table to the next.

use super::moves::moves;
use super::say::{Dims, Nulls, Say, adds, is_extreme};
use super::tables::row_columns;
use super::views::merge_word;
use super::{fed_from, vouch};
use crate::dialect::Sql;
use crate::name::EngineKind;
use crate::rollup::model::{Family, Feed, Key, Level, Measure};

/// The statements of one refresh, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    /// One row: how many deltas there are, and whether dimensions changed (0 or 1).
    pub pending: Sql,
    /// The latter alone.
    pub moved: Sql,
    /// Temporary tables of the session, made where they are not there yet, and empty.
    pub stages: Vec<Sql>,
    /// Takes over and deletes visible deltas, a batch of them.
    pub claim: Vec<Sql>,
    /// How many groups of the base were claimed.
    pub claimed: Sql,
    /// Only where dimensions changed: claims their keys and moves groups.
    pub moves: Vec<Sql>,
    /// Folds base and levels.
    pub fold: Vec<Sql>,
    /// Folds the base alone.
    pub base: Vec<Sql>,
}

/// `batch`: at most so many deltas in one transaction.
pub fn refresh(family: &Family, batch: u64) -> Refresh {
    let say = Say { family };
    let mut fold = Vec::new();
    for (at, level) in family.levels.iter().enumerate() {
        if level.feed != Feed::IsBase {
            fold.push(feed(&say, at, level));
        }
    }
    let (base_stage, changed) = (say.stage("b"), changed(&say));
    let base = merge(&say, &say.base(), &base_stage, &family.base.keys, false);
    fold.extend(base.iter().cloned());
    fold.extend(base_extremes(&say, &base_stage));
    for (at, level) in family.levels.iter().enumerate() {
        if level.feed != Feed::IsBase {
            let (table, stage) = (say.level_table(level), say.level_stage(at));
            fold.extend(merge(&say, &table, &stage, &level.keys, !family.dims.is_empty()));
            fold.extend(level_extremes(&say, level, &stage));
        }
    }
    Refresh {
        pending: vouch(format!(
            "SELECT (SELECT COUNT(*) FROM {}), CASE WHEN {changed} THEN 1 ELSE 0 END",
            say.delta()
        )),
        moved: vouch(format!("SELECT CASE WHEN {changed} THEN 1 ELSE 0 END")),
        stages: empty(&say, stages(&say)),
        claim: claim(&say, batch),
        claimed: vouch(format!("SELECT COUNT(*) FROM {base_stage}")),
        moves: moves(&say),
        fold,
        base,
    }
}

/// True where rows of dimensions changed.
fn changed(say: &Say<'_>) -> String {
    let some = |dim: &usize| format!("EXISTS (SELECT 1 FROM {})", say.changed(*dim));
    let some: Vec<String> = say.family.joined().iter().map(some).collect();
    if some.is_empty() { "1 = 0".to_owned() } else { some.join(" OR ") }
}

/// Name and statement of each temporary table.
fn stages(say: &Say<'_>) -> Vec<(String, Sql)> {
    let mut stages = Vec::new();
    if say.engine() == EngineKind::MariaDb {
        let mut columns = vec!["seq bigint unsigned NOT NULL PRIMARY KEY".to_owned()];
        columns.extend(row_columns(say, &say.family.base.keys));
        stages.push(temporary(say, say.stage("claim"), &format!("({})", columns.join(", "))));
    }
    let of = |keys: &[Key]| format!("({})", row_columns(say, keys).join(", "));
    stages.push(temporary(say, say.stage("b"), &of(&say.family.base.keys)));
    for (at, level) in say.family.levels.iter().enumerate() {
        if level.feed != Feed::IsBase {
            stages.push(temporary(say, say.level_stage(at), &of(&level.keys)));
        }
    }
    stages
}

/// PostgreSQL empties them at the end of each transaction. InnoDB never purges rows that were
/// deleted from a temporary table, so there each refresh makes them anew.
pub(super) fn empty(say: &Say<'_>, stages: Vec<(String, Sql)>) -> Vec<Sql> {
    let one = |(name, create): (String, Sql)| match say.engine() {
        EngineKind::Postgres => vec![create],
        EngineKind::MariaDb => {
            vec![vouch(format!("DROP TEMPORARY TABLE IF EXISTS {name}")), create]
        }
        EngineKind::Sqlite => vec![create, vouch(format!("DELETE FROM {name}"))],
    };
    stages.into_iter().flat_map(one).collect()
}

pub(super) fn temporary(say: &Say<'_>, name: String, what: &str) -> (String, Sql) {
    let (columns, query) = match what.strip_prefix("AS ") {
        Some(query) => (String::new(), format!(" AS {query}")),
        None => (format!(" {what}"), String::new()),
    };
    let create = match say.engine() {
        EngineKind::Postgres => {
            format!("CREATE TEMP TABLE IF NOT EXISTS {name}{columns} ON COMMIT DELETE ROWS{query}")
        }
        EngineKind::MariaDb => {
            format!("CREATE TEMPORARY TABLE IF NOT EXISTS {name}{columns} ENGINE=InnoDB{query}")
        }
        EngineKind::Sqlite => format!("CREATE TABLE IF NOT EXISTS {name}{columns}{query}"),
    };
    (name, vouch(create))
}

/// Deltas that are visible go into the first stage, grouped; the others stay. Which of many are
/// taken does not matter: a level and the deltas that are left are exact together.
fn claim(say: &Say<'_>, batch: u64) -> Vec<Sql> {
    let keys = &say.family.base.keys;
    let stored = say.stored(keys, true);
    let (delta, stage) = (say.delta(), say.stage("b"));
    let into = |from: &str| format!("INSERT INTO {stage} ({stored}) {}", added(say, keys, from));
    match say.engine() {
        EngineKind::Postgres => {
            let some = format!("ARRAY(SELECT ctid FROM {delta} LIMIT {batch})");
            let gone = format!("DELETE FROM {delta} WHERE ctid = ANY ({some}) RETURNING *");
            vec![vouch(format!("WITH gone AS ({gone}) {}", into("gone")))]
        }
        EngineKind::Sqlite => {
            let some =
                |what: &str| format!("(SELECT {what} FROM {delta} ORDER BY rowid LIMIT {batch})");
            let last = format!("(SELECT MAX(seq) FROM {})", some("rowid AS seq"));
            vec![
                vouch(into(&some("*"))),
                vouch(format!("DELETE FROM {delta} WHERE rowid <= {last}")),
            ]
        }
        EngineKind::MariaDb => {
            let claim = say.stage("claim");
            vec![
                vouch(format!(
                    "INSERT INTO {claim} (seq, {stored}) SELECT seq, {stored} FROM {delta} \
                     ORDER BY seq LIMIT {batch}"
                )),
                vouch(into(&claim)),
                vouch(format!("DELETE d FROM {claim} c STRAIGHT_JOIN {delta} d ON d.seq = c.seq")),
            ]
        }
    }
}

/// Rows of the same grain, added up.
fn added(say: &Say<'_>, keys: &[Key], from: &str) -> String {
    let names: Vec<String> = keys.iter().map(|k| say.column("u", &k.column)).collect();
    format!(
        "SELECT {}, {} FROM {from} u GROUP BY {}",
        names.join(", "),
        sums(say, "u"),
        names.join(", ")
    )
}

fn sums(say: &Say<'_>, of: &str) -> String {
    let sum = |m: &Measure| format!("{}({})", adds(m), say.column(of, &m.column));
    let mut sums: Vec<String> = say.family.measures.iter().map(sum).collect();
    sums.push(format!("SUM({of}.n)"));
    if say.has_extremes() {
        sums.push(format!("MAX({of}.dirty)"));
    }
    sums.join(", ")
}

/// The deltas of a level: of the finer level's, or of the base's joined with the path.
fn feed(say: &Say<'_>, at: usize, level: &Level) -> Sql {
    let stage = say.level_stage(at);
    let stored = say.stored(&level.keys, true);
    if let Some(from) = fed_from(say.family, at) {
        let source = &say.family.levels[from];
        let keys: Vec<String> = level
            .keys
            .iter()
            .filter_map(|k| source.keys.iter().find(|s| s.expr == k.expr))
            .map(|s| say.column("u", &s.column))
            .collect();
        return vouch(format!(
            "INSERT INTO {stage} ({stored}) SELECT {}, {} FROM {} u GROUP BY {}",
            keys.join(", "),
            sums(say, "u"),
            say.level_stage(from),
            keys.join(", ")
        ));
    }
    let keys: Vec<String> =
        level.keys.iter().filter_map(|k| say.of_base(k, Dims::Path, Nulls::Filled)).collect();
    vouch(format!(
        "INSERT INTO {stage} ({stored}) SELECT {}, {} FROM {} b{} GROUP BY {}",
        keys.join(", "),
        sums(say, "b"),
        say.stage("b"),
        say.joins(&level.dims, Dims::Path),
        keys.join(", ")
    ))
}

/// Adds a stage to its table, and takes out the groups that are empty then.
fn merge(say: &Say<'_>, table: &str, stage: &str, keys: &[Key], group: bool) -> Vec<Sql> {
    let stored = say.stored(keys, false);
    let order = say.keys("u", keys);
    let plain: Vec<String> = stored.split(", ").map(|c| format!("u.{c}")).collect();
    let select = if group {
        let names = say.keys("u", keys);
        let mut sums = sums(say, "u");
        if say.has_extremes() {
            sums.truncate(sums.rfind(", ").unwrap_or(sums.len()));
        }
        format!("SELECT {names}, {sums} FROM {stage} u GROUP BY {names} ORDER BY {order}")
    } else {
        format!("SELECT {} FROM {stage} u WHERE 1 = 1 ORDER BY {order}", plain.join(", "))
    };
    let set = add_to(say, table);
    let upsert = match say.engine() {
        EngineKind::MariaDb => {
            format!("INSERT INTO {table} ({stored}) {select} ON DUPLICATE KEY UPDATE {set}")
        }
        EngineKind::Postgres | EngineKind::Sqlite => format!(
            "INSERT INTO {table} AS t ({stored}) {select} ON CONFLICT ({}) DO UPDATE SET {set}",
            say.keys("", keys)
        ),
    };
    vec![vouch(upsert), vouch(take_out_empty(say, table, stage, keys))]
}

/// What an upsert sets so that the rows that came are added to those that stand.
pub(super) fn add_to(say: &Say<'_>, table: &str) -> String {
    let mut set: Vec<String> =
        say.family.measures.iter().map(|m| set_measure(say, table, m)).collect();
    set.push(match say.engine() {
        EngineKind::MariaDb => format!("n = {table}.n + VALUES(n)"),
        EngineKind::Postgres | EngineKind::Sqlite => "n = t.n + excluded.n".to_owned(),
    });
    set.join(", ")
}

fn set_measure(say: &Say<'_>, table: &str, measure: &Measure) -> String {
    let name = say.q(&measure.column);
    let (old, new) = match say.engine() {
        EngineKind::MariaDb => (format!("{table}.{name}"), format!("VALUES({name})")),
        EngineKind::Postgres | EngineKind::Sqlite => {
            (format!("t.{name}"), format!("excluded.{name}"))
        }
    };
    if !is_extreme(measure) {
        return format!("{name} = {old} + {new}");
    }
    let word = merge_word(say, measure.kind);
    // PostgreSQL's LEAST leaves NULLs out by itself.
    format!("{name} = COALESCE({word}({old}, {new}), {old}, {new})")
}

fn take_out_empty(say: &Say<'_>, table: &str, stage: &str, keys: &[Key]) -> String {
    let same = say.same_keys("t", "s", keys);
    match say.engine() {
        EngineKind::Postgres => {
            format!("DELETE FROM {table} t USING {stage} s WHERE s.n <= 0 AND t.n = 0 AND {same}")
        }
        EngineKind::MariaDb => format!(
            "DELETE t FROM {stage} s STRAIGHT_JOIN {table} t ON {same} WHERE s.n <= 0 AND t.n = 0"
        ),
        EngineKind::Sqlite => {
            let ordered = say.keys("", keys);
            format!(
                "DELETE FROM {table} WHERE n = 0 AND ({ordered}) IN \
                 (SELECT {ordered} FROM {stage} WHERE n <= 0)"
            )
        }
    }
}

/// Groups from which a value was taken: their extremes are computed anew from the facts.
fn base_extremes(say: &Say<'_>, stage: &str) -> Option<Sql> {
    let keys = &say.family.base.keys;
    let on: Vec<String> = keys
        .iter()
        .map(|k| say.equal(k, &say.of_fact(&k.expr, "f"), &say.unfilled("s", k)))
        .collect();
    let value = |m: &Measure| say.of_fact(&m.expr, "f");
    let from = format!("{} f ON {}{}", say.fact(), on.join(" AND "), say.filter("f"));
    // Those of a slice that was renewed are known.
    extremes(say, &say.base(), (stage, "dirty = 1"), keys, &from, value)
}

fn level_extremes(say: &Say<'_>, level: &Level, stage: &str) -> Option<Sql> {
    let on: Vec<String> = level
        .keys
        .iter()
        .filter_map(|k| {
            Some(format!(
                "{} = {}",
                say.of_base(k, Dims::Path, Nulls::Filled)?,
                say.column("s", &k.column)
            ))
        })
        .collect();
    let joins = say.joins(&level.dims, Dims::Path);
    // In parentheses of its own, SQLite hides the name of a single table.
    let base = if joins.is_empty() {
        format!("{} b", say.base())
    } else {
        format!("({} b{joins})", say.base())
    };
    let from = format!("{base} ON {}", on.join(" AND "));
    let value = |m: &Measure| say.column("b", &m.column);
    extremes(say, &say.level_table(level), (stage, "dirty > 0"), &level.keys, &from, value)
}

fn extremes(
    say: &Say<'_>,
    table: &str,
    (stage, lost): (&str, &str),
    keys: &[Key],
    from: &str,
    value: impl Fn(&Measure) -> String,
) -> Option<Sql> {
    let measures: Vec<&Measure> = say.family.measures.iter().filter(|m| is_extreme(m)).collect();
    if measures.is_empty() {
        return None;
    }
    let names = say.keys("s", keys);
    let anew: Vec<String> = measures
        .iter()
        .map(|m| format!("{}({}) AS {}", adds(m), value(m), say.q(&m.column)))
        .collect();
    let select = format!(
        "(SELECT {names}, {} FROM (SELECT DISTINCT {} FROM {stage} WHERE {lost}) s JOIN {from} \
         GROUP BY {names}) x",
        anew.join(", "),
        say.keys("", keys)
    );
    let set = |to: &str| {
        let one = |m: &&Measure| {
            let name = say.q(&m.column);
            format!("{to}{name} = x.{name}")
        };
        measures.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let same = say.same_keys("t", "x", keys);
    Some(vouch(match say.engine() {
        EngineKind::MariaDb => {
            format!("UPDATE {select} JOIN {table} t ON {same} SET {}", set("t."))
        }
        EngineKind::Postgres | EngineKind::Sqlite => {
            format!("UPDATE {table} AS t SET {} FROM {select} WHERE {same}", set(""))
        }
    }))
}
