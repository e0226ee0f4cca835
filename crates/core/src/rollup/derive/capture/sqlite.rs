//! SQLite: row triggers, which live in the file and fire for every program that writes to it.
//! `REPLACE` removes rows without a delete trigger (unless `recursive_triggers` is on): a row that
//! may be displaced is remembered before, and counted as gone after, if it is gone.

use super::days;
use super::{Way, differs, insert_row, into_delta, key_differs, log_key, values};
use crate::name::{Ident, TableName};
use crate::rollup::derive::say::Say;
use crate::rollup::derive::{Ground, Object, vouch};
use crate::rollup::model::Source;

pub(super) fn triggers(say: &Say<'_>, ground: &Ground) -> Vec<Object> {
    let fact = &say.family.fact;
    let displaced = Displaced { say, ground };
    let (came, went) = (insert_row(say, "NEW", Way::Came), insert_row(say, "OLD", Way::Went));
    let (forget, settle) = (displaced.forget(), displaced.settle());
    let changed = format!("WHEN {}", differs(say, &say.used_columns()));
    let refuse = days::refuse(say, ground, Source::Fact);
    let mut objects = vec![
        displaced.table(),
        trigger(say, "bins", "BEFORE INSERT", fact, &displaced.found(""), &displaced.remember("")),
        trigger(say, "ins", "AFTER INSERT", fact, "", &format!("{refuse}{settle} {came}")),
        trigger(say, "upd", "AFTER UPDATE", fact, &changed, &format!("{refuse}{went} {came}")),
        trigger(say, "del", "AFTER DELETE", fact, "", &format!("{went} {forget}")),
    ];
    let other = format!(" AND NOT ({})", displaced.is_old("f"));
    if let Some(columns) = displaced.unique_columns() {
        let before = format!("BEFORE UPDATE OF {columns}");
        let after = format!("AFTER UPDATE OF {columns}");
        let (when, remember) = (displaced.found(&other), displaced.remember(&other));
        objects.push(trigger(say, "bupd", &before, fact, &when, &remember));
        objects.push(trigger(say, "aupd", &after, fact, "", &format!("{forget} {settle}")));
    }
    for dim in say.family.joined() {
        let table = &say.family.dims[dim].table;
        objects.extend(dimension(say, dim, table, ground));
    }
    objects
}

/// A row that REPLACE removes may have the key of the new row, or only another unique key of it:
/// then its own key is logged before. A key too many does no harm.
fn dimension(say: &Say<'_>, dim: usize, table: &TableName, ground: &Ground) -> Vec<Object> {
    let (old, new) = (log_key(say, dim, "OLD"), log_key(say, dim, "NEW"));
    let changed = format!("WHEN {}", differs(say, &say.path_columns(dim)));
    let refuse = days::refuse(say, ground, Source::Dim(dim));
    let also = format!(
        "{refuse}{old} INSERT INTO {} SELECT {} WHERE {};",
        say.changed(dim),
        say.columns("NEW", say.family.dims[dim].key.iter()),
        key_differs(say, dim)
    );
    let mut objects = vec![
        trigger(say, &format!("d{dim}_ins"), "AFTER INSERT", table, "", &format!("{refuse}{new}")),
        trigger(say, &format!("d{dim}_upd"), "AFTER UPDATE", table, &changed, &also),
        trigger(say, &format!("d{dim}_del"), "AFTER DELETE", table, "", &old),
    ];
    let unique = &ground.dims_unique[dim];
    if let Some(columns) = columns_of(say, unique.iter()) {
        let one = |key: &Vec<Ident>| {
            let same: Vec<String> = key
                .iter()
                .map(|c| format!("{} = {}", say.column("f", c), say.column("NEW", c)))
                .collect();
            format!(
                "INSERT INTO {} SELECT {} FROM {} f WHERE {};",
                say.changed(dim),
                say.columns("f", say.family.dims[dim].key.iter()),
                say.table(table),
                same.join(" AND ")
            )
        };
        let displaced = unique.iter().map(one).collect::<Vec<_>>().join(" ");
        let insert = format!("d{dim}_bins");
        objects.push(trigger(say, &insert, "BEFORE INSERT", table, "", &displaced));
        let event = format!("BEFORE UPDATE OF {columns}");
        objects.push(trigger(say, &format!("d{dim}_bupd"), &event, table, "", &displaced));
    }
    objects
}

fn trigger(
    say: &Say<'_>,
    what: &str,
    event: &str,
    table: &TableName,
    when: &str,
    body: &str,
) -> Object {
    let name = say.q(&Ident::new(format!("rungs_{}_{what}", say.family.name)));
    Object {
        create: vec![vouch(format!(
            "CREATE TRIGGER IF NOT EXISTS {name} {event} ON {} {when} BEGIN {body} END",
            say.table(table)
        ))],
        drop: vouch(format!("DROP TRIGGER IF EXISTS {name}")),
        name,
    }
}

/// Rows that the statement under way may remove by REPLACE.
struct Displaced<'s> {
    say: &'s Say<'s>,
    ground: &'s Ground,
}

impl Displaced<'_> {
    fn name(&self) -> String {
        self.say.object(&format!("x_{}", self.say.family.name))
    }

    fn identity(&self) -> &[Ident] {
        &self.ground.identity
    }

    fn table(&self) -> Object {
        let own = (0..self.identity().len()).map(|at| format!("i{at}")).collect::<Vec<_>>();
        let name = self.name();
        Object {
            create: vec![vouch(format!(
                "CREATE TABLE IF NOT EXISTS {name} ({}, {}, PRIMARY KEY ({}))",
                own.join(", "),
                self.say.stored(&self.say.family.base.keys, true),
                own.join(", ")
            ))],
            drop: vouch(format!("DROP TABLE IF EXISTS {name}")),
            name,
        }
    }

    /// The row `f` of the table has a unique key of the new row.
    fn conflicts(&self) -> Vec<String> {
        let keys = self.ground.unique.iter().chain(std::iter::once(&self.ground.identity));
        let mut all: Vec<String> = Vec::new();
        for key in keys {
            let one: Vec<String> = key
                .iter()
                .map(|c| format!("{} = {}", self.of("f", c), self.of("NEW", c)))
                .collect();
            let one = one.join(" AND ");
            if !all.contains(&one) {
                all.push(one);
            }
        }
        all
    }

    fn of(&self, of: &str, column: &Ident) -> String {
        self.say.column(of, column)
    }

    fn found(&self, and: &str) -> String {
        let fact = self.say.fact();
        let one = |c: &String| format!("EXISTS (SELECT 1 FROM {fact} f WHERE {c}{and})");
        format!("WHEN {}", self.conflicts().iter().map(one).collect::<Vec<_>>().join(" OR "))
    }

    fn remember(&self, and: &str) -> String {
        let identity: Vec<String> = self.identity().iter().map(|c| self.of("f", c)).collect();
        let values = values(self.say, "f", Way::Went).join(", ");
        let filter = self.say.family.filter.as_ref();
        let filter =
            filter.map_or_else(String::new, |f| format!(" AND ({})", self.say.of_fact(f, "f")));
        let one = |conflict: &String| {
            format!(
                "INSERT OR REPLACE INTO {} SELECT {}, {values} FROM {} f \
                 WHERE {conflict}{and}{filter};",
                self.name(),
                identity.join(", "),
                self.say.fact()
            )
        };
        self.conflicts().iter().map(one).collect::<Vec<_>>().join(" ")
    }

    fn is(&self, remembered: &str, of: &str) -> String {
        let one = |(at, c): (usize, &Ident)| format!("{remembered}.i{at} = {}", self.of(of, c));
        self.identity().iter().enumerate().map(one).collect::<Vec<_>>().join(" AND ")
    }

    fn is_old(&self, of: &str) -> String {
        let one = |c: &Ident| format!("{} = {}", self.of(of, c), self.of("OLD", c));
        self.identity().iter().map(one).collect::<Vec<_>>().join(" AND ")
    }

    /// A row that went by itself is counted by its own trigger.
    fn forget(&self) -> String {
        let table = self.name();
        format!("DELETE FROM {table} WHERE {};", self.is(&table, "OLD"))
    }

    /// Remembered rows that are gone, or whose place the new row has, are counted as gone. Others
    /// were remembered for a statement that then ignored the conflict.
    fn settle(&self) -> String {
        let (x, fact) = (self.name(), self.say.fact());
        let gone = format!(
            "({} OR NOT EXISTS (SELECT 1 FROM {fact} f WHERE {}))",
            self.is(&x, "NEW"),
            self.is(&x, "f")
        );
        let stored = self.say.stored(&self.say.family.base.keys, true);
        format!(
            "INSERT INTO {} SELECT {stored} FROM {x} WHERE {gone}; DELETE FROM {x} WHERE {gone};",
            into_delta(self.say)
        )
    }

    fn unique_columns(&self) -> Option<String> {
        let keys = self.ground.unique.iter().chain(std::iter::once(&self.ground.identity));
        columns_of(self.say, keys)
    }
}

/// For `UPDATE OF`, which goes by the names that the statement uses: a place has three.
fn columns_of<'a>(say: &Say<'_>, keys: impl Iterator<Item = &'a Vec<Ident>>) -> Option<String> {
    let mut columns: Vec<Ident> = keys.flatten().cloned().collect();
    if columns.iter().any(|c| c.as_str() == "rowid") {
        columns.extend(["oid", "_rowid_"].map(Ident::from));
    }
    columns.sort();
    columns.dedup();
    (!columns.is_empty()).then(|| say.columns("", columns.iter()))
}
