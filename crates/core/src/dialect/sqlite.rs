//! SQLite 3.35+. Every change takes the one write lock of its file.

use super::fragment::{check_definition, check_expression};
use super::{
    Dialect, Quote, Rendered, ServerFlavour, Sql, Unsupported, nothing_to_undo,
    null_order_is_natural, rollup,
};
use crate::change::{Action, LockClass, Undo};
use crate::name::{Ident, IndexName, TableName};
use crate::seen::{IndexKey, IndexSpec, KeyPart, Method};

pub(super) struct Sqlite;

const Q: Quote = Quote::Double;

impl Dialect for Sqlite {
    fn quote(&self) -> Quote {
        Q
    }

    fn render(&self, action: &Action, server: ServerFlavour) -> Result<Rendered, Unsupported> {
        match action {
            Action::CreateIndex { name, index } => create_index(name, index),
            Action::DropIndex { name, definition } => drop_index(name, definition),
            Action::RebuildIndex { name } => Ok(nothing_to_undo(
                qualified(Sql::fixed("REINDEX "), &name.table, &name.name),
                LockClass::BlocksWrites,
            )),
            Action::Analyze { table } => {
                Ok(nothing_to_undo(analyze(table), LockClass::BlocksWrites))
            }
            Action::Vacuum { .. } => {
                Unsupported::because("SQLite keeps no dead rows; compact the file instead")
            }
            Action::Compact { table } => Ok(nothing_to_undo(
                Sql::fixed("VACUUM ").ident(Q, &table.schema),
                LockClass::BlocksAll,
            )),
            // All tables, not only those that this connection has read (since 3.46).
            Action::PragmaOptimize if server.version_num >= 34_600 => {
                Ok(nothing_to_undo(Sql::fixed("PRAGMA optimize(0x10002)"), LockClass::BlocksWrites))
            }
            Action::PragmaOptimize => {
                Ok(nothing_to_undo(Sql::fixed("PRAGMA optimize"), LockClass::BlocksWrites))
            }
            Action::AddRollup { name, definitions, .. } => {
                rollup::add(server.engine, name, definitions, LockClass::BlocksWrites)
            }
            Action::Set { setting, value, previous } => set(setting, value, previous.as_deref()),
        }
    }
}

fn create_index(name: &Ident, index: &IndexSpec) -> Result<Rendered, Unsupported> {
    check_spec(index)?;
    let create = Sql::fixed("CREATE ").text(if index.unique { "UNIQUE " } else { "" });
    let mut create = qualified(create.text("INDEX "), &index.table, name)
        .text(" ON ")
        .ident(Q, &index.table.name)
        .text(" (")
        .list(&index.keys, ", ", key)
        .text(")");
    if let Some(predicate) = &index.predicate {
        create = create.text(" WHERE ").parsed_expression(predicate);
    }
    Ok(Rendered {
        // Statistics of one index beside none of the others mislead the planner: whole table.
        forward: vec![create, analyze(&index.table)],
        back: vec![drop_statement(&index.table, name)],
        undo: Undo::Free,
        lock: LockClass::BlocksWrites,
    })
}

fn check_spec(index: &IndexSpec) -> Result<(), Unsupported> {
    if index.method != Method::Btree {
        return Unsupported::because("SQLite has btree indexes only");
    }
    if index.keys.is_empty() {
        return Unsupported::because("an index needs at least one key");
    }
    if !index.include.is_empty() {
        return Unsupported::because("there is no INCLUDE here; make the columns keys");
    }
    for key in &index.keys {
        if key.opclass.is_some() || key.prefix_length.is_some() {
            return Unsupported::because("SQLite knows neither operator classes nor prefixes");
        }
        if !null_order_is_natural(key) {
            return Unsupported::because("NULL always sorts as the smallest value here");
        }
        if let KeyPart::Expression(text) = &key.part {
            check_expression(text)?;
        }
    }
    index.predicate.as_deref().map_or(Ok(()), check_expression)
}

fn key(sql: Sql, key: &IndexKey) -> Sql {
    let mut sql = match &key.part {
        KeyPart::Column(column) => sql.ident(Q, column),
        KeyPart::Expression(text) => sql.text("(").parsed_expression(text).text(")"),
    };
    if let Some(collation) = &key.collation {
        sql = sql.text(" COLLATE ").ident(Q, &Ident::new(collation.as_str()));
    }
    if key.descending { sql.text(" DESC") } else { sql }
}

fn drop_index(name: &IndexName, definition: &str) -> Result<Rendered, Unsupported> {
    check_definition(definition, &["CREATE INDEX", "CREATE UNIQUE INDEX"])?;
    if name.table.schema.as_str() != "main" {
        return Unsupported::because(format!(
            "the definition of {} would make it in the main file, not in {}",
            name.name, name.table.schema
        ));
    }
    Ok(Rendered {
        forward: vec![drop_statement(&name.table, &name.name)],
        back: vec![Sql::from_text_that_i_vouch_for(definition.trim()), analyze(&name.table)],
        undo: Undo::Rebuild,
        lock: LockClass::BlocksWrites,
    })
}

fn drop_statement(table: &TableName, name: &Ident) -> Sql {
    qualified(Sql::fixed("DROP INDEX "), table, name)
}

fn analyze(table: &TableName) -> Sql {
    Sql::fixed("ANALYZE ").table(Q, table)
}

fn qualified(sql: Sql, table: &TableName, name: &Ident) -> Sql {
    sql.ident(Q, &table.schema).text(".").ident(Q, name)
}

/// Only what the file itself remembers; the rest is for the application to set.
fn set(setting: &str, value: &str, previous: Option<&str>) -> Result<Rendered, Unsupported> {
    if setting != "journal_mode" {
        return Unsupported::because(format!(
            "PRAGMA {setting} is of one connection; the application must set it"
        ));
    }
    let to = |mode: &str| match mode.to_ascii_lowercase().as_str() {
        "wal" => Ok(Sql::fixed("PRAGMA journal_mode = WAL")),
        "delete" => Ok(Sql::fixed("PRAGMA journal_mode = DELETE")),
        "truncate" => Ok(Sql::fixed("PRAGMA journal_mode = TRUNCATE")),
        "persist" => Ok(Sql::fixed("PRAGMA journal_mode = PERSIST")),
        _ => Unsupported::because(format!("journal_mode {mode:?} can lose data or is unknown")),
    };
    Ok(Rendered {
        forward: vec![to(value)?],
        back: vec![to(previous.unwrap_or("delete"))?],
        undo: Undo::Free,
        lock: LockClass::BlocksAll,
    })
}
