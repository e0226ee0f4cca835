//! MariaDB and MySQL: row triggers, the only kind there is. What fires none (foreign keys that
//! cascade, TRUNCATE, DROP PARTITION) is refused when the rollup is added, or detected later.

use super::{Way, differs, insert_row, key_differs, log_key};
use crate::name::{Ident, TableName};
use crate::rollup::derive::say::Say;
use crate::rollup::derive::{Object, vouch};

pub(super) fn triggers(say: &Say<'_>) -> Vec<Object> {
    let fact = &say.family.fact;
    let (came, went) = (insert_row(say, "NEW", Way::Came), insert_row(say, "OLD", Way::Went));
    let update = format!("IF {} THEN {went} {came} END IF;", differs(say, &say.used_columns()));
    let mut objects = vec![
        trigger(say, "ins", "INSERT", fact, &came),
        trigger(say, "upd", "UPDATE", fact, &update),
        trigger(say, "del", "DELETE", fact, &went),
    ];
    for dim in say.family.joined() {
        let table = &say.family.dims[dim].table;
        let (old, new) = (log_key(say, dim, "OLD"), log_key(say, dim, "NEW"));
        let update = format!(
            "IF {} THEN {old} IF {} THEN {new} END IF; END IF;",
            differs(say, &say.path_columns(dim)),
            key_differs(say, dim)
        );
        objects.push(trigger(say, &format!("d{dim}_ins"), "INSERT", table, &new));
        objects.push(trigger(say, &format!("d{dim}_upd"), "UPDATE", table, &update));
        objects.push(trigger(say, &format!("d{dim}_del"), "DELETE", table, &old));
    }
    objects
}

fn trigger(say: &Say<'_>, what: &str, event: &str, table: &TableName, body: &str) -> Object {
    let name = say.q(&Ident::new(format!("rungs_{}_{what}", say.family.name)));
    Object {
        create: vec![vouch(format!(
            "CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {} FOR EACH ROW BEGIN {body} END",
            say.table(table)
        ))],
        drop: vouch(format!("DROP TRIGGER IF EXISTS {name}")),
        name,
    }
}
