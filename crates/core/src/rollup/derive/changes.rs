//! What changed in the dimensions since the last refresh, as a live view reads it: rows of the path
//! as they were, to be taken out, and as they are, to be put in.

use super::say::{Branch, Dims, Say, path_column};
use super::tables::path_from;
use super::{Object, vouch};
use crate::name::{EngineKind, Ident};
use crate::rollup::model::Source;

/// The path's columns and `sign`, 1 or -1.
pub(super) fn relation(say: &Say<'_>, branch: &Branch) -> String {
    match say.engine() {
        EngineKind::Postgres => format!("{}()", say.changes(branch)),
        EngineKind::MariaDb | EngineKind::Sqlite => format!("({})", select(say, branch)),
    }
}

/// PostgreSQL plans a view anew for each reader, and these joins, which mostly have no row, would
/// take it longer than all the rest. A stable function sees the reader's own snapshot.
pub(super) fn object(say: &Say<'_>, branch: &Branch) -> Option<Object> {
    if say.engine() != EngineKind::Postgres {
        return None;
    }
    let name = say.changes(branch);
    let mut columns: Vec<String> = Vec::new();
    for (dim, column) in say.columns_of(branch) {
        let table = say.table(&say.family.dims[dim].table);
        let here = say.q(&path_column(dim, &column));
        columns.push(format!("{here} {table}.{}%TYPE", say.q(&column)));
    }
    let some = |dim: &usize| format!("EXISTS (SELECT 1 FROM {})", say.changed(*dim));
    let some: Vec<String> = branch.dims.iter().map(some).collect();
    // Mostly none has changed. Expecting ten, the planner scans the base with several workers.
    let function = format!(
        "CREATE OR REPLACE FUNCTION {name}() RETURNS TABLE ({}, sign integer) LANGUAGE plpgsql \
         STABLE PARALLEL SAFE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp AS \
         $rungs$\n#variable_conflict use_column\nBEGIN IF {} THEN RETURN QUERY {}; \
         END IF; END$rungs$",
        columns.join(", "),
        some.join(" OR "),
        select(say, branch)
    );
    // Whoever may read the view calls it, whatever the default privileges are.
    let grant = format!("GRANT EXECUTE ON FUNCTION {name}() TO PUBLIC");
    Some(Object {
        create: vec![vouch(function), vouch(grant)],
        drop: vouch(format!("DROP FUNCTION IF EXISTS {name}()")),
        name,
    })
}

fn select(say: &Say<'_>, branch: &Branch) -> String {
    let affected = affected(say, branch, |dim| say.changed(dim));
    let columns = |dims: Dims| -> String {
        let all = say.columns_of(branch);
        let all = all.iter().map(|(dim, column)| say.dim_column(*dim, column, dims));
        all.collect::<Vec<_>>().join(", ")
    };
    format!(
        "SELECT {}, -1 AS sign FROM {affected} a {} {} p{} ON {} UNION ALL SELECT {}, 1 FROM {}",
        columns(Dims::Path),
        say.join(),
        say.path(branch),
        branch.root,
        say.is_root(branch, Dims::Path),
        columns(Dims::Live),
        path_from(say, branch, Some(&affected))
    )
}

/// The fact-side key of a path as `k0`, …
pub(super) fn path_keys(say: &Say<'_>, branch: &Branch) -> Vec<String> {
    let key = say.family.dims[branch.root].key.iter().enumerate();
    key.map(|(at, k)| format!("{} AS k{at}", say.dim_column(branch.root, k, Dims::Path))).collect()
}

/// Fact-side keys, `k0`, …, whose path goes, or went, through a changed row of a dimension, each
/// once, though a row may have changed many times. Some may be of no row, and some paths may be as
/// they were: taken out and put in again.
pub(super) fn affected(
    say: &Say<'_>,
    branch: &Branch,
    changed: impl Fn(usize) -> String,
) -> String {
    let mut arms = Vec::new();
    for dim in &branch.dims {
        if *dim != branch.root {
            let before = path_keys(say, branch);
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
        }
        arms.push(now(say, branch, *dim, &changed(*dim)));
    }
    format!("({})", arms.join(" UNION "))
}

/// From a changed row of a dimension back to the root, as things are now. The row itself is not
/// looked at: whether it is still there is for the path.
fn now(say: &Say<'_>, branch: &Branch, dim: usize, changed: &str) -> String {
    let family = say.family;
    let key = |of: usize, at: usize, key: &Ident| {
        if of == dim { format!("c.k{at}") } else { say.dim_column(of, key, Dims::Live) }
    };
    let root = family.dims[branch.root].key.iter().enumerate();
    let keys: Vec<String> =
        root.map(|(at, k)| format!("{} AS k{at}", key(branch.root, at, k))).collect();
    let mut from = format!("{changed} c");
    let mut reached = vec![dim];
    for ancestor in branch.dims.iter().rev().filter(|d| **d < dim) {
        let mut on = Vec::new();
        for child in &reached {
            let of = &family.dims[*child];
            for (at, (name, parent)) in of.key.iter().zip(&of.on).enumerate() {
                if parent.source == Source::Dim(*ancestor) {
                    let above = say.dim_column(*ancestor, &parent.column, Dims::Live);
                    on.push(format!("{above} = {}", key(*child, at, name)));
                }
            }
        }
        if !on.is_empty() {
            let table = say.table(&family.dims[*ancestor].table);
            from += &format!(" {} {table} d{ancestor} ON {}", say.join(), on.join(" AND "));
            reached.push(*ancestor);
        }
    }
    // UNION makes others distinct.
    let distinct = if branch.dims.len() == 1 { "DISTINCT " } else { "" };
    format!("SELECT {distinct}{} FROM {from}", keys.join(", "))
}
