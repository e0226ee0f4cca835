//! PostgreSQL 13–18. Index work is CONCURRENTLY; nothing here blocks reads or writes.

use super::fragment::{after_words, check_definition, check_expression};
use super::{
    Dialect, MARK, Quote, Rendered, ServerFlavour, Sql, Unsupported, check_setting,
    nothing_to_undo, rollup,
};
use crate::change::{Action, LockClass, Undo};
use crate::name::{Ident, IndexName, TableName};
use crate::seen::{IndexKey, IndexSpec, KeyPart, Method};

pub(super) struct Postgres;

const Q: Quote = Quote::Double;

impl Dialect for Postgres {
    fn quote(&self) -> Quote {
        Q
    }

    fn render(&self, action: &Action, server: ServerFlavour) -> Result<Rendered, Unsupported> {
        match action {
            Action::CreateIndex { name, index } => create_index(name, index),
            Action::DropIndex { name, definition } => drop_index(name, definition),
            Action::RebuildIndex { name } => Ok(nothing_to_undo(
                qualified(Sql::fixed("REINDEX INDEX CONCURRENTLY "), &name.table, &name.name),
                LockClass::Online,
            )),
            Action::Analyze { table } => Ok(nothing_to_undo(analyze(table), LockClass::Online)),
            Action::Vacuum { table } => Ok(nothing_to_undo(
                Sql::fixed("VACUUM (ANALYZE) ").table(Q, table),
                LockClass::Online,
            )),
            Action::Compact { table } => Unsupported::because(format!(
                "VACUUM FULL would lock {table} against all reads and writes; use pg_repack"
            )),
            Action::PragmaOptimize => Unsupported::because("PRAGMA optimize is of SQLite"),
            Action::AddRollup { name, definitions, .. } => {
                rollup::add(server.engine, name, definitions, LockClass::Brief)
            }
            Action::Set { setting, value, previous } => set(setting, value, previous.as_deref()),
        }
    }
}

fn create_index(name: &Ident, index: &IndexSpec) -> Result<Rendered, Unsupported> {
    check_spec(index)?;
    let mut create = Sql::fixed("CREATE ")
        .text(if index.unique { "UNIQUE " } else { "" })
        .text("INDEX CONCURRENTLY ")
        .ident(Q, name)
        .text(" ON ")
        .table(Q, &index.table)
        .text(" USING ");
    create = method(create, &index.method)?.text(" (").list(&index.keys, ", ", key).text(")");
    if !index.include.is_empty() {
        create = create
            .text(" INCLUDE (")
            .list(&index.include, ", ", |sql, column| sql.ident(Q, column))
            .text(")");
    }
    if let Some(predicate) = &index.predicate {
        create = create.text(" WHERE ").parsed_expression(predicate);
    }
    let mark = qualified(Sql::fixed("COMMENT ON INDEX "), &index.table, name)
        .text(" IS ")
        .literal(Q, MARK);
    let mut forward = vec![create, mark];
    // The planner knows nothing of an expression's values until the table is analyzed.
    if index.keys.iter().any(|k| k.as_column().is_none()) {
        forward.push(analyze(&index.table));
    }
    let back = vec![drop_statement(&index.table, name)];
    Ok(Rendered { forward, back, undo: Undo::Free, lock: LockClass::Online })
}

fn check_spec(index: &IndexSpec) -> Result<(), Unsupported> {
    let ordered = matches!(index.method, Method::Btree);
    for key in &index.keys {
        if !ordered && (key.descending || key.nulls_first.is_some()) {
            return Unsupported::because("only btree indexes have a sort order");
        }
        if key.prefix_length.is_some() {
            return Unsupported::because("PostgreSQL indexes whole values, not prefixes");
        }
        if let KeyPart::Expression(text) = &key.part {
            check_expression(text)?;
        }
    }
    if index.keys.is_empty() {
        return Unsupported::because("an index needs at least one key");
    }
    if !index.include.is_empty() && !matches!(index.method, Method::Btree | Method::Gist) {
        return Unsupported::because("only btree and gist indexes carry INCLUDE columns");
    }
    if index.unique && !ordered {
        return Unsupported::because("only btree indexes can be unique");
    }
    index.predicate.as_deref().map_or(Ok(()), check_expression)
}

fn method(sql: Sql, method: &Method) -> Result<Sql, Unsupported> {
    match method {
        Method::Btree => Ok(sql.text("btree")),
        Method::Hash => Ok(sql.text("hash")),
        Method::Gin => Ok(sql.text("gin")),
        Method::Gist => Ok(sql.text("gist")),
        Method::Brin => Ok(sql.text("brin")),
        Method::Fulltext => Unsupported::because("full text in PostgreSQL is a gin index"),
        Method::Spatial => Unsupported::because("a spatial index in PostgreSQL is a gist index"),
        Method::Other(name) => Ok(sql.ident(Q, &Ident::new(name.as_str()))),
    }
}

fn key(sql: Sql, key: &IndexKey) -> Sql {
    let mut sql = match &key.part {
        KeyPart::Column(column) => sql.ident(Q, column),
        KeyPart::Expression(text) => sql.text("(").parsed_expression(text).text(")"),
    };
    if let Some(collation) = &key.collation {
        sql = sql.text(" COLLATE ").ident(Q, &Ident::new(collation.as_str()));
    }
    if let Some(opclass) = &key.opclass {
        sql = dotted(sql.text(" "), opclass);
    }
    if key.descending {
        sql = sql.text(" DESC");
    }
    match key.nulls_first {
        Some(true) => sql.text(" NULLS FIRST"),
        Some(false) => sql.text(" NULLS LAST"),
        None => sql,
    }
}

fn drop_index(name: &IndexName, definition: &str) -> Result<Rendered, Unsupported> {
    check_definition(definition, &["CREATE INDEX", "CREATE UNIQUE INDEX"])?;
    let (create, rest) = match after_words(definition, "CREATE UNIQUE INDEX") {
        Some(rest) => ("CREATE UNIQUE INDEX CONCURRENTLY ", rest),
        None => (
            "CREATE INDEX CONCURRENTLY ",
            after_words(definition, "CREATE INDEX").unwrap_or_default(),
        ),
    };
    let rest = after_words(rest, "CONCURRENTLY").unwrap_or(rest);
    Ok(Rendered {
        forward: vec![drop_statement(&name.table, &name.name)],
        back: vec![Sql::fixed(create).parsed_expression(rest)],
        undo: Undo::Rebuild,
        lock: LockClass::Online,
    })
}

fn drop_statement(table: &TableName, name: &Ident) -> Sql {
    qualified(Sql::fixed("DROP INDEX CONCURRENTLY "), table, name)
}

fn analyze(table: &TableName) -> Sql {
    Sql::fixed("ANALYZE ").table(Q, table)
}

/// An index lives in the schema of its table.
fn qualified(sql: Sql, table: &TableName, name: &Ident) -> Sql {
    sql.ident(Q, &table.schema).text(".").ident(Q, name)
}

fn dotted(sql: Sql, name: &str) -> Sql {
    let parts: Vec<Ident> = name.split('.').map(Ident::from).collect();
    sql.list(&parts, ".", |sql, part| sql.ident(Q, part))
}

fn set(setting: &str, value: &str, previous: Option<&str>) -> Result<Rendered, Unsupported> {
    check_setting(setting)?;
    if NEEDS_RESTART.contains(&setting) {
        return Unsupported::because(format!(
            "{setting} takes effect only after a restart of the server; set it there"
        ));
    }
    let reload = Sql::fixed("SELECT pg_reload_conf()");
    let to = |value: &str| {
        dotted(Sql::fixed("ALTER SYSTEM SET "), setting).text(" = ").literal(Q, value)
    };
    let back = previous.map_or_else(|| dotted(Sql::fixed("ALTER SYSTEM RESET "), setting), to);
    Ok(Rendered {
        forward: vec![to(value), reload.clone()],
        back: vec![back, reload],
        undo: Undo::Free,
        lock: LockClass::Online,
    })
}

/// `context = 'postmaster'` in pg_settings, of those that advice touches.
const NEEDS_RESTART: &[&str] = &[
    "autovacuum_freeze_max_age",
    "autovacuum_max_workers",
    "huge_pages",
    "max_connections",
    "max_locks_per_transaction",
    "max_prepared_transactions",
    "max_wal_senders",
    "max_worker_processes",
    "shared_buffers",
    "shared_preload_libraries",
    "superuser_reserved_connections",
    "track_activity_query_size",
    "track_commit_timestamp",
    "wal_buffers",
    "wal_level",
];
