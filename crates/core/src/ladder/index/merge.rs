//! Candidates of all statements in one pool: equal ones joined, orders inside an equality block
//! chosen so that one index serves several statements. Adds candidates, never takes one away.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidate, Role, candidates, covers_narrowly, with_columns};
use super::existing;
use crate::name::{Ident, TableName};
use crate::seen::{IndexKey, IndexSpec, KeyPart, Method, Snapshot, Table};
use crate::sql::Facts;

/// Merged forms per table beyond which no further ones are tried.
const MERGED_PER_TABLE_MAX: usize = 200;

/// The pool for a workload, in a fixed order. `facts` are paired with the position of their
/// statement.
pub fn pool(facts: &[(usize, Facts)], snapshot: &Snapshot) -> Vec<Candidate> {
    let mut by_spec: BTreeMap<IndexSpec, Candidate> = BTreeMap::new();
    for (statement, facts) in facts {
        for candidate in candidates(*statement, facts, snapshot) {
            add(&mut by_spec, candidate);
        }
    }
    let tables: BTreeSet<TableName> = by_spec.keys().map(|spec| spec.table.clone()).collect();
    for name in &tables {
        let Some(table) = snapshot.table(name) else { continue };
        let own: Vec<Candidate> =
            by_spec.values().filter(|c| &c.spec.table == name).cloned().collect();
        for candidate in merged(&own, table, snapshot) {
            if !existing::serves(&candidate.spec, table, snapshot) {
                add(&mut by_spec, candidate);
            }
        }
    }
    by_spec.into_values().collect()
}

fn add(by_spec: &mut BTreeMap<IndexSpec, Candidate>, candidate: Candidate) {
    match by_spec.get_mut(&candidate.spec) {
        Some(known) => {
            let mut from: BTreeSet<usize> = known.from.iter().copied().collect();
            from.extend(&candidate.from);
            known.from = from.into_iter().collect();
            known.free = known.free.min(candidate.free);
        }
        None => {
            by_spec.insert(candidate.spec.clone(), candidate);
        }
    }
}

/// What pairs of one table's candidates become together.
fn merged(own: &[Candidate], table: &Table, snapshot: &Snapshot) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for narrow in own {
        for wide in own {
            if found.len() >= MERGED_PER_TABLE_MAX {
                return found;
            }
            if std::ptr::eq(narrow, wide) || !compatible(&narrow.spec, &wide.spec) {
                continue;
            }
            let made = [reordered(narrow, wide), carried_together(narrow, wide, table, snapshot)];
            for spec in made.into_iter().flatten() {
                let known = own.iter().chain(&found).any(|c| c.spec == spec);
                if !known {
                    let from: BTreeSet<usize> =
                        narrow.from.iter().chain(&wide.from).copied().collect();
                    let role = if spec.include.is_empty() { wide.role } else { Role::Cover };
                    let free = narrow.free;
                    found.push(Candidate { spec, from: from.into_iter().collect(), role, free });
                }
            }
        }
    }
    found
}

fn compatible(a: &IndexSpec, b: &IndexSpec) -> bool {
    a.method == Method::Btree && b.method == Method::Btree && a.predicate == b.predicate
}

/// The wide one with the narrow one's keys first, where its equality block allows.
fn reordered(narrow: &Candidate, wide: &Candidate) -> Option<IndexSpec> {
    let block = &wide.spec.keys[..wide.free.min(wide.spec.keys.len())];
    let first = &narrow.spec.keys;
    let inside = first.len() < block.len() && first.iter().all(|key| block.contains(key));
    if !inside || !narrow.spec.include.is_empty() || block.starts_with(first) {
        return None;
    }
    let mut spec = wide.spec.clone();
    let rest = wide.spec.keys.iter().filter(|key| !first.contains(key)).cloned();
    spec.keys = first.iter().cloned().chain(rest).collect();
    Some(spec)
}

/// One index that begins like both and carries what both carry.
fn carried_together(
    narrow: &Candidate,
    wide: &Candidate,
    table: &Table,
    snapshot: &Snapshot,
) -> Option<IndexSpec> {
    let (short, long) = (&narrow.spec, &wide.spec);
    if short.include.is_empty() && long.include.is_empty()
        || !existing::begins_with(&long.keys, &short.keys)
    {
        return None;
    }
    let keyed: BTreeSet<&Ident> = long.keys.iter().filter_map(IndexKey::as_column).collect();
    let more: BTreeSet<&Ident> =
        short.include.iter().chain(&long.include).filter(|name| !keyed.contains(*name)).collect();
    let more: Vec<&Ident> = more.into_iter().collect();
    let bare = IndexSpec { include: Vec::new(), ..long.clone() };
    if more.len() == long.include.len() || !covers_narrowly(&bare, &more, table) {
        return None;
    }
    with_columns(&bare, &more, table, snapshot.server.engine)
}

/// Names of the columns that an index keeps, keys first.
pub(super) fn held(spec: &IndexSpec) -> impl Iterator<Item = &Ident> {
    let keys = spec.keys.iter().filter_map(|key| match &key.part {
        KeyPart::Column(name) => Some(name),
        KeyPart::Expression(_) => None,
    });
    keys.chain(&spec.include)
}
