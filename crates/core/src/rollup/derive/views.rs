//! The live views: what is stored, plus what is pending, in the reader's own snapshot.

use super::say::{Branch, Dims, Say, adds, is_extreme};
use super::{Object, vouch};
use crate::name::EngineKind;
use crate::rollup::model::{Level, Measure, Output, Shown, Source, Stored};

/// `_parts` and the definition's own view of each level.
pub(super) fn views(say: &Say<'_>) -> Vec<Object> {
    let both = |level: &Level| [parts(say, level), shown(say, level)];
    let mut views = match say.engine() {
        EngineKind::Postgres => say.branches().iter().map(|b| affected_function(say, b)).collect(),
        EngineKind::MariaDb | EngineKind::Sqlite => Vec::new(),
    };
    views.extend(say.family.levels.iter().flat_map(both));
    views
}

/// PostgreSQL plans a view anew for each reader, and these joins, which mostly have no row, would
/// take it longer than all the rest. A stable function sees the reader's own snapshot.
fn affected_function(say: &Say<'_>, branch: &Branch) -> Object {
    let root = &say.family.dims[branch.root];
    let table = say.table(&root.table);
    let key = |(at, key)| format!("k{at} {table}.{}%TYPE", say.q(key));
    let columns: Vec<String> = root.key.iter().enumerate().map(key).collect();
    let some = |dim: &usize| format!("EXISTS (SELECT 1 FROM {})", say.changed(*dim));
    let some: Vec<String> = branch.dims.iter().map(some).collect();
    let query = affected(say, branch, |dim| say.changed(dim));
    let name = say.affected(branch);
    let function = format!(
        "CREATE OR REPLACE FUNCTION {name}() RETURNS TABLE ({}) LANGUAGE plpgsql STABLE \
         PARALLEL SAFE SECURITY DEFINER ROWS 10 SET search_path = pg_catalog, pg_temp AS \
         $rungs$\n#variable_conflict use_column\nBEGIN IF {} THEN RETURN QUERY \
         SELECT * FROM {query} x; END IF; END$rungs$",
        columns.join(", "),
        some.join(" OR ")
    );
    // Whoever may read the view calls it, whatever the default privileges are.
    let grant = format!("GRANT EXECUTE ON FUNCTION {name}() TO PUBLIC");
    Object {
        create: vec![vouch(function), vouch(grant)],
        drop: vouch(format!("DROP FUNCTION IF EXISTS {name}()")),
        name,
    }
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

/// Keys, stored measures and `n`.
fn parts(say: &Say<'_>, level: &Level) -> Object {
    view(say, say.parts(level), &parts_select(say, level))
}

pub(super) fn parts_select(say: &Say<'_>, level: &Level) -> String {
    let mut columns: Vec<String> = level.keys.iter().map(|k| say.column("u", &k.column)).collect();
    columns.extend(say.family.measures.iter().map(|m| merged(say, level, m)));
    columns.push(format!("{} AS n", say.cast("SUM(u.n)", big(say))));
    format!(
        "SELECT {} FROM ({}) u GROUP BY {} HAVING SUM(u.n) <> 0",
        columns.join(", "),
        arms(say, level).join(" UNION ALL "),
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
    // A value was taken away: only the facts know the next.
    let mut same: Vec<String> = level
        .keys
        .iter()
        .map(|k| format!("{} = {}", say.of_fact(&k.expr, "f"), say.column("u", &k.column)))
        .collect();
    if let Some(filter) = &say.family.filter {
        same.push(format!("({})", say.of_fact(filter, "f")));
    }
    format!(
        "CASE WHEN MAX(u.dirty) = 1 THEN (SELECT {}({}) FROM {} f{} WHERE {}) \
         ELSE {all} END AS {name}",
        adds(measure),
        say.of_fact(&measure.expr, "f"),
        say.fact(),
        say.fact_joins(&level.dims),
        same.join(" AND ")
    )
}

/// What is stored, what is pending, and what changed dimensions move.
fn arms(say: &Say<'_>, level: &Level) -> Vec<String> {
    let dirty = if say.has_extremes() { ", 0 AS dirty" } else { "" };
    let stored = say.stored(&level.keys, false);
    let mut arms = vec![format!("SELECT {stored}{dirty} FROM {}", say.level_table(level))];
    arms.push(rows(say, level, &format!("{} b", say.delta()), Dims::Live, Sign::AsTheyAre));
    let branches = say.branches_of(&level.dims);
    if !branches.is_empty() {
        let moved = moved(say, &branches, |branch| affected_live(say, branch));
        arms.push(rows(say, level, &moved, Dims::Live, Sign::In));
        arms.push(rows(say, level, &moved, Dims::Path, Sign::Out));
    }
    arms
}

/// How rows count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    AsTheyAre,
    /// Moved into a group.
    In,
    /// Moved out of it: negative, and extremes are not known any more.
    Out,
}

/// Rows at the base's grain as rows of a level, not grouped.
pub(super) fn rows(say: &Say<'_>, level: &Level, from: &str, dims: Dims, sign: Sign) -> String {
    let key = |k| say.of_base(k, dims).unwrap_or_default();
    let mut columns: Vec<String> =
        level.keys.iter().map(|k| format!("{} AS {}", key(k), say.q(&k.column))).collect();
    for measure in &say.family.measures {
        let name = say.q(&measure.column);
        columns.push(match (sign, is_extreme(measure)) {
            (Sign::AsTheyAre | Sign::In, _) => format!("b.{name}"),
            (Sign::Out, false) => format!("- b.{name} AS {name}"),
            (Sign::Out, true) => format!("{} AS {name}", say.cast("NULL", &measure.data_type)),
        });
    }
    columns.push(if sign == Sign::Out { "- b.n AS n" } else { "b.n" }.to_owned());
    if say.has_extremes() {
        let dirty = if sign == Sign::AsTheyAre { "b.dirty" } else { "1 AS dirty" };
        columns.push(dirty.to_owned());
    }
    format!("SELECT {} FROM {from}{}", columns.join(", "), say.joins(&level.dims, dims))
}

/// The base's rows whose path changes, as `b`; `affected` names their keys `k0`, ….
pub(super) fn moved(
    say: &Say<'_>,
    branches: &[Branch],
    affected: impl Fn(&Branch) -> String,
) -> String {
    let one = |branch: &Branch| {
        let on: Vec<String> = say.family.dims[branch.root]
            .on
            .iter()
            .enumerate()
            .filter_map(|(at, c)| {
                Some(format!("{} = a.k{at}", say.column("b", &say.base_key(c)?.column)))
            })
            .collect();
        let stored = say
            .stored(&say.family.base.keys, false)
            .split(", ")
            .map(|c| format!("b.{c}"))
            .collect::<Vec<_>>()
            .join(", ");
        format!(
            "SELECT {stored} FROM {} a {} {} b ON {}",
            affected(branch),
            say.join(),
            say.base(),
            on.join(" AND ")
        )
    };
    let all: Vec<String> = branches.iter().map(one).collect();
    format!("({}) b", all.join(" UNION "))
}

/// Fact-side keys whose path goes, or went, through a changed row of a dimension.
pub(super) fn affected_live(say: &Say<'_>, branch: &Branch) -> String {
    match say.engine() {
        EngineKind::Postgres => format!("{}()", say.affected(branch)),
        EngineKind::MariaDb | EngineKind::Sqlite => affected(say, branch, |dim| say.changed(dim)),
    }
}

pub(super) fn affected(
    say: &Say<'_>,
    branch: &Branch,
    changed: impl Fn(usize) -> String,
) -> String {
    let root = &say.family.dims[branch.root];
    let mut arms = Vec::new();
    for dim in &branch.dims {
        let before: Vec<String> = root
            .key
            .iter()
            .enumerate()
            .map(|(at, k)| format!("{} AS k{at}", say.dim_column(branch.root, k, Dims::Path)))
            .collect();
        let on: Vec<String> = say.family.dims[*dim]
            .key
            .iter()
            .enumerate()
            .map(|(at, k)| format!("{} = c.k{at}", say.dim_column(*dim, k, Dims::Path)))
            .collect();
        arms.push(format!(
            "SELECT {} FROM {} c {} {} p{} ON {}",
            before.join(", "),
            changed(*dim),
            say.join(),
            say.path(branch),
            branch.root,
            on.join(" AND ")
        ));
        arms.push(now(say, branch, *dim, &changed(*dim)));
    }
    format!("({})", arms.join(" UNION "))
}

/// From a changed row of a dimension back to the root, as things are now.
fn now(say: &Say<'_>, branch: &Branch, dim: usize, changed: &str) -> String {
    let family = say.family;
    let keys: Vec<String> = family.dims[branch.root]
        .key
        .iter()
        .enumerate()
        .map(|(at, k)| format!("{} AS k{at}", say.dim_column(branch.root, k, Dims::Live)))
        .collect();
    let on: Vec<String> = family.dims[dim]
        .key
        .iter()
        .enumerate()
        .map(|(at, k)| format!("{} = c.k{at}", say.dim_column(dim, k, Dims::Live)))
        .collect();
    let mut from = format!(
        "{changed} c {} {} d{dim} ON {}",
        say.join(),
        say.table(&family.dims[dim].table),
        on.join(" AND ")
    );
    let mut reached = vec![dim];
    for ancestor in branch.dims.iter().rev().filter(|d| **d < dim) {
        let mut on = Vec::new();
        for child in &reached {
            let of = &family.dims[*child];
            for (key, parent) in of.key.iter().zip(&of.on) {
                if parent.source == Source::Dim(*ancestor) {
                    let above = say.dim_column(*ancestor, &parent.column, Dims::Live);
                    on.push(format!("{above} = {}", say.dim_column(*child, key, Dims::Live)));
                }
            }
        }
        if !on.is_empty() {
            let table = say.table(&family.dims[*ancestor].table);
            from += &format!(" {} {table} d{ancestor} ON {}", say.join(), on.join(" AND "));
            reached.push(*ancestor);
        }
    }
    format!("SELECT {} FROM {from}", keys.join(", "))
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
