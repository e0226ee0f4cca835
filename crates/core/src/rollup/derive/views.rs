//! The live views: what is stored, plus what is pending, in the reader's own snapshot.

use super::say::{Branch, Dims, Nulls, Say, adds, is_extreme};
use super::{Object, changes, guard, views_sqlite, vouch};
use crate::name::{EngineKind, Ident};
use crate::rollup::model::{Family, Key, Level, Measure, Output, Shown, Stored};
use crate::rollup::names::{pending_view, stored_view};

/// `_parts` and the definition's own view of each level.
pub(super) fn views(say: &Say<'_>) -> Vec<Object> {
    let mut views: Vec<Object> =
        say.branches().iter().filter_map(|branch| changes::object(say, branch)).collect();
    for level in &say.family.levels {
        views.extend(guard::object(say, level));
        let kept = kept(say, level).into_iter();
        views.extend(kept.map(|(name, select)| view(say, name, &select)));
        views.push(shown(say, level));
    }
    if !say.family.is_captured() {
        views.push(as_of(say));
    }
    views
}

/// One row: the moment whose facts the levels show, of a family without capture.
fn as_of(say: &Say<'_>) -> Object {
    let moment = match say.engine() {
        EngineKind::Postgres => "to_timestamp(changed_ms / 1000.0)",
        EngineKind::MariaDb => "FROM_UNIXTIME(changed_ms / 1000)",
        EngineKind::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', changed_ms / 1000.0, 'unixepoch')",
    };
    let select = format!(
        "SELECT {moment} AS as_of FROM {} WHERE family = {}",
        say.object("rollups"),
        say.literal(say.family.name.as_str())
    );
    view(say, say.object(&format!("{}_as_of", say.family.name)), &select)
}

fn view(say: &Say<'_>, name: String, select: &str) -> Object {
    let create = match say.engine() {
        EngineKind::Postgres | EngineKind::MariaDb => "CREATE OR REPLACE VIEW",
        EngineKind::Sqlite => "CREATE VIEW IF NOT EXISTS",
    };
    Object {
        create: vec![vouch(format!("{create} {name} AS {select}"))],
        drop: vouch(format!("DROP VIEW IF EXISTS {name}")),
        name,
    }
}

/// Views of what is kept of a level, keys, stored measures and `n`: `_parts`, and for rewritten
/// queries, which add up themselves, what that is made of.
pub(super) fn kept(say: &Say<'_>, level: &Level) -> Vec<(String, String)> {
    let mut stored = arms(say, level, &[]);
    let parts = match say.engine() {
        EngineKind::Postgres | EngineKind::MariaDb => added_up(say, level, &stored),
        EngineKind::Sqlite => views_sqlite::parts(say, level),
    };
    let pending = stored.split_off(1).join(" UNION ALL ");
    stored.extend(guard::condition(say, level).map(|seen| format!(" WHERE {seen}")));
    vec![
        (say.parts(level), parts),
        (say.view_name(&stored_view(say.family, level)), stored.concat()),
        (say.view_name(&pending_view(say.family, level)), pending),
    ]
}

/// What these arms hold, added up.
pub(super) fn added_up(say: &Say<'_>, level: &Level, arms: &[String]) -> String {
    let mut columns: Vec<String> = level.keys.iter().map(|k| say.column("u", &k.column)).collect();
    columns.extend(say.family.measures.iter().map(|m| merged(say, level, m)));
    columns.push(format!("{} AS n", say.cast("SUM(u.n)", big(say))));
    let seen = guard::condition(say, level).map_or(String::new(), |seen| format!(" AND {seen}"));
    format!(
        "SELECT {} FROM ({}) u GROUP BY {} HAVING SUM(u.n) <> 0{seen}",
        columns.join(", "),
        arms.join(" UNION ALL "),
        say.keys("u", &level.keys)
    )
}

fn big(say: &Say<'_>) -> &'static str {
    match say.engine() {
        EngineKind::Postgres | EngineKind::MariaDb => "bigint",
        EngineKind::Sqlite => "",
    }
}

fn merged(say: &Say<'_>, level: &Level, measure: &Measure) -> String {
    let column = say.column("u", &measure.column);
    let all = say.cast(&format!("{}({column})", adds(measure)), &measure.data_type);
    let name = say.q(&measure.column);
    if !is_extreme(measure) {
        return format!("{all} AS {name}");
    }
    format!(
        "CASE WHEN MAX(u.dirty) = 1 THEN ({}) ELSE {all} END AS {name}",
        from_facts(say, level, measure, "u")
    )
}

/// An extreme of one group: where a value was taken away, only the facts know the next.
pub(super) fn from_facts(say: &Say<'_>, level: &Level, measure: &Measure, of: &str) -> String {
    let same = |k: &Key| say.equal(k, &say.of_fact(&k.expr, "f"), &say.column(of, &k.column));
    let mut same: Vec<String> = level.keys.iter().map(same).collect();
    if let Some(filter) = &say.family.filter {
        same.push(format!("({})", say.of_fact(filter, "f")));
    }
    format!(
        "SELECT {}({}) FROM {} f{} WHERE {}",
        adds(measure),
        say.of_fact(&measure.expr, "f"),
        say.fact(),
        say.fact_joins(&level.dims),
        same.join(" AND ")
    )
}

/// What `_parts` shows of groups whose keys are among the rows of sub-selects: asked where the
/// groups come from, as MariaDB carries no join into a view.
pub fn narrowed(family: &Family, level: &Level, narrow: &[(Ident, String)]) -> String {
    let say = Say { family };
    added_up(&say, level, &arms(&say, level, narrow))
}

/// What is stored, what is pending, and what changed dimensions move.
fn arms(say: &Say<'_>, level: &Level, narrow: &[(Ident, String)]) -> Vec<String> {
    let narrowed = |arm: String, said: &dyn Fn(&Key) -> Option<String>| {
        let one = |(name, values): &(Ident, String)| {
            let key = level.keys.iter().find(|k| k.column == *name)?;
            Some(format!("{} IN ({values})", said(key)?))
        };
        let conditions: Vec<String> = narrow.iter().filter_map(one).collect();
        if conditions.is_empty() {
            arm
        } else {
            format!("{arm} WHERE {}", conditions.join(" AND "))
        }
    };
    let (stored, pending) = (stored(say, level, &say.level_table(level)), pending(say, level, ""));
    let live = |k: &Key| say.of_base(k, Dims::Live, Nulls::Kept);
    let mut arms = vec![narrowed(stored, &|k| Some(say.unfilled("", k))), narrowed(pending, &live)];
    for (branch, arm) in say.branches_of(&level.dims).iter().zip(moved(say, level)) {
        arms.push(narrowed(arm, &|k| say.of_base(k, Dims::Changed(branch.root), Nulls::Kept)));
    }
    arms
}

pub(super) fn stored(say: &Say<'_>, level: &Level, from: &str) -> String {
    let dirty = if say.has_extremes() { ", 0 AS dirty" } else { "" };
    format!("SELECT {}{dirty} FROM {from}", say.shown(&level.keys))
}

/// The deltas; `before` stands before their table.
pub(super) fn pending(say: &Say<'_>, level: &Level, before: &str) -> String {
    rows(say, level, &format!("{before}{} b", say.delta()), Sign::AsTheyAre)
}

/// What changed dimensions move.
pub(super) fn moved(say: &Say<'_>, level: &Level) -> Vec<String> {
    let one = |branch: &Branch| {
        let from = format!(
            "{} p{} {} {} b ON {}",
            changes::relation(say, branch),
            branch.root,
            say.join(),
            say.base(),
            say.path_on(branch, &level.dims)
        );
        rows(say, level, &from, Sign::AsItChanged(branch.root))
    };
    say.branches_of(&level.dims).iter().map(one).collect()
}

/// How rows count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// By the dimensions as they are.
    AsTheyAre,
    /// Moved into a group of the path.
    In,
    /// Moved out of it: negative, and extremes are not known any more.
    Out,
    /// In or out, as the changed row of this branch's path says.
    AsItChanged(usize),
}

/// Rows at the base's grain as rows of a level, not grouped: for a reader, or by the path to be
/// stored.
pub(super) fn rows(say: &Say<'_>, level: &Level, from: &str, sign: Sign) -> String {
    let (dims, nulls) = match sign {
        Sign::AsTheyAre => (Dims::Live, Nulls::Kept),
        Sign::In | Sign::Out => (Dims::Path, Nulls::Filled),
        Sign::AsItChanged(root) => (Dims::Changed(root), Nulls::Kept),
    };
    let key = |k| say.of_base(k, dims, nulls).unwrap_or_default();
    let mut columns: Vec<String> =
        level.keys.iter().map(|k| format!("{} AS {}", key(k), say.q(&k.column))).collect();
    for measure in &say.family.measures {
        let name = say.q(&measure.column);
        columns.push(match (sign, is_extreme(measure)) {
            (Sign::AsTheyAre | Sign::In, _) => format!("b.{name}"),
            (Sign::Out, false) => format!("- b.{name} AS {name}"),
            (Sign::Out, true) => format!("{} AS {name}", say.cast("NULL", &measure.data_type)),
            (Sign::AsItChanged(root), false) => format!("p{root}.sign * b.{name} AS {name}"),
            (Sign::AsItChanged(root), true) => {
                format!("CASE WHEN p{root}.sign = 1 THEN b.{name} END AS {name}")
            }
        });
    }
    columns.push(match sign {
        Sign::AsTheyAre | Sign::In => "b.n".to_owned(),
        Sign::Out => "- b.n AS n".to_owned(),
        Sign::AsItChanged(root) => format!("p{root}.sign * b.n AS n"),
    });
    if say.has_extremes() {
        let dirty = if sign == Sign::AsTheyAre { "b.dirty" } else { "1 AS dirty" };
        columns.push(dirty.to_owned());
    }
    format!("SELECT {} FROM {from}{}", columns.join(", "), say.joins(&level.dims, dims))
}

/// The columns of the definition, by its names and types.
fn shown(say: &Say<'_>, level: &Level) -> Object {
    let one = |o: &Output| format!("{} AS {}", output(say, level, o), say.q(&o.name));
    let columns: Vec<String> = level.outputs.iter().map(one).collect();
    let select = format!("SELECT {} FROM {} p", columns.join(", "), say.parts(level));
    view(say, say.view(level), &select)
}

fn output(say: &Say<'_>, level: &Level, output: &Output) -> String {
    let measure = |at: usize| say.column("p", &say.family.measures[at].column);
    match output.what {
        // Of the definition's type already; a cast would hide the index from the planner.
        Shown::Key(at) => say.column("p", &level.keys[at].column),
        Shown::Rows => say.cast("p.n", &output.data_type),
        Shown::Count(at) | Shown::Min(at) | Shown::Max(at) => {
            say.cast(&measure(at), &output.data_type)
        }
        Shown::Sum { sum, count: None } => say.cast(&measure(sum), &output.data_type),
        Shown::Sum { sum, count: Some(count) } => {
            let value = say.cast(&measure(sum), &output.data_type);
            format!("CASE WHEN {} <> 0 THEN {value} END", measure(count))
        }
        Shown::Avg { sum, count } => {
            let count = count.map_or_else(|| "p.n".to_owned(), measure);
            let sum = measure(sum);
            let value = match say.engine() {
                EngineKind::Postgres => format!("CAST({sum} AS numeric) / NULLIF({count}, 0)"),
                EngineKind::MariaDb => format!("{sum} / NULLIF({count}, 0)"),
                EngineKind::Sqlite => format!("{sum} * 1.0 / NULLIF({count}, 0)"),
            };
            say.cast(&value, &output.data_type)
        }
    }
}

/// The function that merges two stored values of one group.
pub(super) fn merge_word(say: &Say<'_>, kind: Stored) -> &'static str {
    match (kind, say.engine()) {
        (Stored::Min, EngineKind::Sqlite) => "MIN",
        (Stored::Max, EngineKind::Sqlite) => "MAX",
        (Stored::Min, EngineKind::Postgres | EngineKind::MariaDb) => "LEAST",
        (Stored::Max, EngineKind::Postgres | EngineKind::MariaDb) => "GREATEST",
        (Stored::Count | Stored::Sum, _) => "SUM",
    }
}
