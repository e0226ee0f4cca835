//! `--table NAME`: which tables a person means, and a snapshot of those only.

use std::collections::HashSet;

use rungs_core::name::TableName;
use rungs_core::seen::Snapshot;
use rungs_core::sql::Facts;

use crate::exit::UserError;
use crate::pipeline;

/// Leaves only these tables, with their indexes and statements; none named: all stay.
pub fn narrow(snapshot: &mut Snapshot, tables: &[String]) -> Result<(), UserError> {
    known(snapshot, tables)?;
    if !tables.is_empty() {
        let is_named = |table: &TableName| tables.iter().any(|name| is_named(name, table));
        snapshot.tables.retain(|t| is_named(&t.name));
        snapshot.indexes.retain(|i| is_named(&i.name.table));
        keep_their_statements(snapshot, tables);
    }
    Ok(())
}

/// What cannot be understood stays, so that it is shown.
pub fn keep_their_statements(snapshot: &mut Snapshot, tables: &[String]) {
    if tables.is_empty() {
        return;
    }
    let facts = pipeline::understand(snapshot);
    let touches = |facts: &Facts| facts.uses.iter().any(|u| snapshot.table(&u.table).is_some());
    let other: HashSet<usize> =
        facts.iter().filter(|(_, facts)| !touches(facts)).map(|(at, _)| *at).collect();
    let mut position = 0..;
    snapshot.workload.statements.retain(|_| position.next().is_none_or(|at| !other.contains(&at)));
}

/// The table that a person means by `name` or `schema.name`.
pub fn find<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a TableName> {
    snapshot.tables.iter().map(|t| &t.name).find(|table| is_named(name, table))
}

pub fn is_named(name: &str, table: &TableName) -> bool {
    table.name.as_str() == name || table.to_string() == name
}

/// Errors: a name that no table has, with those that are like it.
pub fn known(snapshot: &Snapshot, names: &[String]) -> Result<(), UserError> {
    let is_skipped = |name: &str| {
        let ending = format!(".{name}");
        snapshot.skipped.iter().any(|s| s.subject == name || s.subject.ends_with(&ending))
    };
    let unknown = |name: &&String| find(snapshot, name).is_none() && !is_skipped(name);
    let Some(name) = names.iter().find(unknown) else {
        return Ok(());
    };
    Err(UserError::new(
        format!("there is no table {name} in {}", snapshot.server.database),
        like(name, snapshot),
    ))
}

/// Names at most a third of their letters away, nearest first.
fn like(name: &str, snapshot: &Snapshot) -> String {
    let bare = name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let mut near: Vec<(usize, String)> = snapshot
        .tables
        .iter()
        .map(|t| (distance(&bare, &t.name.name.as_str().to_lowercase()), t.name.to_string()))
        .filter(|(distance, _)| *distance * 3 <= bare.chars().count())
        .collect();
    near.sort();
    let names: Vec<String> = near.into_iter().take(3).map(|(_, name)| name).collect();
    if names.is_empty() {
        "write it as the catalog does, with its schema if need be: shop.orders".to_owned()
    } else {
        format!("did you mean {}?", names.join(" or "))
    }
}

/// Letters to put in, take out or change (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn names_are_as_far_apart_as_letters_must_change() {
        assert_eq!(distance("orders", "orders"), 0);
        assert_eq!(distance("ordres", "orders"), 2);
        assert_eq!(distance("order", "orders"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
