//! Tables, columns, indexes, sizes and statistics of one file. Values are looked at only to
//! count and to measure them (a bounded sample); none is kept.
//!
//! How SQLite's keys are shown: a table whose rowid is an `INTEGER PRIMARY KEY` has that column as
//! its `primary_key` and *no* index for it, since the table itself is ordered by it. So on SQLite
//! a single integer primary key of a `TableKind::Ordinary` without a `primary` index needs no
//! index and can be dropped by nobody. A `WITHOUT ROWID` table has a `primary`, `clustered` index
//! of no bytes of its own: the table is that index. Indexes of constraints have no definition.

mod definition;
mod sample;
mod size;
mod stats;

use rungs_core::engine::{EngineError, Scope};
use rungs_core::name::{Bytes, Ident, IndexName, TableName};
use rungs_core::seen::{
    Column, ForeignKey, Index, IndexKey, IndexSpec, KeyPart, Method, Skipped, Table, TableCounters,
    TableKind, TypeClass,
};
use rusqlite::{Connection, Row};

pub use stats::{Stat1, parse as parse_stat, stat1};

use super::error::classify;
use crate::look::Catalog;

pub fn catalog(conn: &mut Connection, scope: &Scope) -> Result<Catalog, EngineError> {
    let mut catalog = Catalog::default();
    let mut look = || -> rusqlite::Result<()> {
        for table in tables(conn)?.into_iter().filter(|t| wanted(scope, t)) {
            look_at(conn, table, &mut catalog)?;
        }
        let stat1 = stat1(conn)?;
        size::fill(conn, &mut catalog)?;
        stats::fill(conn, &mut catalog, &stat1)?;
        sample::fill(conn, &mut catalog)
    };
    look().map_err(|e| classify("read the catalog", &e))?;
    for name in &scope.tables {
        if !catalog.tables.iter().any(|t| same_table(name, &t.name)) {
            let why = "there is no such table in this file".to_owned();
            catalog.skipped.push(Skipped { subject: name.clone(), why });
        }
    }
    Ok(catalog)
}

struct Found {
    name: String,
    kind: TableKind,
    definition: Option<String>,
}

fn tables(conn: &Connection) -> rusqlite::Result<Vec<Found>> {
    let mut statement = conn.prepare(include_str!("catalog/tables.sql"))?;
    let rows = statement.query_map([], |row| {
        let kind: String = row.get(1)?;
        let without_rowid: bool = row.get(2)?;
        Ok(Found {
            name: row.get(0)?,
            kind: match kind.as_str() {
                "view" => TableKind::View,
                "virtual" => TableKind::Virtual,
                _ if without_rowid => TableKind::WithoutRowid,
                _ => TableKind::Ordinary,
            },
            definition: row.get(3)?,
        })
    })?;
    rows.collect()
}

fn wanted(scope: &Scope, table: &Found) -> bool {
    let name = TableName::new("main", &table.name);
    scope.tables.is_empty() || scope.tables.iter().any(|asked| same_table(asked, &name))
}

fn same_table(asked: &str, name: &TableName) -> bool {
    asked.eq_ignore_ascii_case(name.name.as_str()) || asked.eq_ignore_ascii_case(&name.to_string())
}

/// A view or virtual table that cannot be read (its module or a base table is missing) is
/// named and skipped.
fn look_at(conn: &Connection, found: Found, catalog: &mut Catalog) -> rusqlite::Result<()> {
    let name = TableName::new("main", &found.name);
    let columns = match columns(conn, &found) {
        Ok(columns) => columns,
        Err(e) if matches!(found.kind, TableKind::View | TableKind::Virtual) => {
            let why = super::error::own_words(&e).unwrap_or_else(|| "cannot be read".to_owned());
            catalog.skipped.push(Skipped { subject: name.to_string(), why });
            return Ok(());
        }
        Err(e) => return Err(e),
    };
    let (columns, primary_key) = columns;
    if matches!(found.kind, TableKind::Ordinary | TableKind::WithoutRowid) {
        catalog.indexes.extend(indexes(conn, &name, &columns, &found.kind)?);
    }
    catalog.tables.push(Table {
        foreign_keys: foreign_keys(conn, &found.name)?,
        name,
        kind: found.kind,
        columns,
        primary_key,
        rows: None,
        bytes: None,
        counters: TableCounters::default(),
        definition: found.definition,
    });
    Ok(())
}

fn columns(conn: &Connection, table: &Found) -> rusqlite::Result<(Vec<Column>, Vec<Ident>)> {
    let mut statement = conn.prepare(include_str!("catalog/columns.sql"))?;
    let mut rows = statement.query([&table.name])?;
    let mut columns = Vec::new();
    let mut key: Vec<(i64, Ident)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (column, position) = column(conn, table, row)?;
        if position > 0 {
            key.push((position, column.name.clone()));
        }
        columns.push(column);
    }
    key.sort_by_key(|(position, _)| *position);
    Ok((columns, key.into_iter().map(|(_, name)| name).collect()))
}

fn column(conn: &Connection, table: &Found, row: &Row) -> rusqlite::Result<(Column, i64)> {
    let name: String = row.get(0)?;
    let data_type: String = row.get(1)?;
    let hidden: i64 = row.get(4)?;
    let collation = match table.kind {
        TableKind::Ordinary | TableKind::WithoutRowid => conn
            .column_metadata(Some("main"), table.name.as_str(), name.as_str())?
            .1
            .map(|c| c.to_string_lossy().into_owned())
            .filter(|c| c != "BINARY"),
        _ => None,
    };
    let column = Column {
        class: class_of(&data_type),
        name: Ident::new(name),
        data_type,
        not_null: row.get(2)?,
        generated: hidden != 0,
        collation,
        width_bytes: None,
        distinct: None,
        null_fraction: None,
        correlation: None,
        common_frequencies: vec![],
    };
    Ok((column, row.get(3)?))
}

/// By the declared type: first what people mean by it, then SQLite's own affinity rules.
fn class_of(declared: &str) -> TypeClass {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("BOOL") {
        TypeClass::Boolean
    } else if has("JSON") {
        TypeClass::Json
    } else if has("UUID") || has("GUID") {
        TypeClass::Uuid
    } else if has("DATE") || has("TIME") {
        TypeClass::Time
    } else if has("INT") {
        TypeClass::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        TypeClass::Text
    } else if has("BLOB") || declared.is_empty() {
        TypeClass::Bytes
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        TypeClass::Float
    } else if has("DEC") || has("NUM") || has("MONEY") {
        TypeClass::Decimal
    } else {
        TypeClass::Other
    }
}

fn foreign_keys(conn: &Connection, table: &str) -> rusqlite::Result<Vec<ForeignKey>> {
    let mut statement = conn.prepare(include_str!("catalog/foreign_keys.sql"))?;
    let mut rows = statement.query([table])?;
    let mut keys: Vec<(i64, ForeignKey)> = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if keys.last().is_none_or(|(last, _)| *last != id) {
            let references: String = row.get(1)?;
            let key = ForeignKey {
                name: Ident::new(format!("{table}_fk_{id}")),
                columns: vec![],
                references: TableName::new("main", &references),
                referenced_columns: vec![],
            };
            keys.push((id, key));
        }
        if let Some((_, key)) = keys.last_mut() {
            key.columns.push(Ident::new(row.get::<_, String>(2)?));
            key.referenced_columns.extend(row.get::<_, Option<String>>(3)?.map(Ident::new));
        }
    }
    Ok(keys.into_iter().map(|(_, key)| key).collect())
}

/// The indexes of one table, as the catalog has them now.
pub fn indexes_of(conn: &Connection, name: &TableName) -> rusqlite::Result<Vec<Index>> {
    let is_it = |t: &Found| t.name.eq_ignore_ascii_case(name.name.as_str());
    let Some(found) = tables(conn)?.into_iter().find(is_it) else { return Ok(vec![]) };
    let (columns, _) = columns(conn, &found)?;
    indexes(conn, &TableName::new("main", &found.name), &columns, &found.kind)
}

fn indexes(
    conn: &Connection,
    table: &TableName,
    columns: &[Column],
    kind: &TableKind,
) -> rusqlite::Result<Vec<Index>> {
    let mut statement = conn.prepare(include_str!("catalog/indexes.sql"))?;
    let mut rows = statement.query([table.name.as_str()])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let unique: bool = row.get(1)?;
        let origin: String = row.get(2)?;
        let definition = row.get::<_, Option<String>>(3)?.unwrap_or_default();
        let primary = origin == "pk";
        let clustered = primary && *kind == TableKind::WithoutRowid;
        let spec = IndexSpec {
            table: table.clone(),
            method: Method::Btree,
            keys: keys(conn, &name, columns, &definition)?,
            include: vec![],
            predicate: definition::predicate(&definition),
            unique,
        };
        out.push(Index {
            name: IndexName { table: table.clone(), name: Ident::new(name) },
            spec,
            unique,
            primary,
            constraint: origin != "c",
            replica_identity: false,
            clustered,
            valid: true,
            building: false,
            ignored: false,
            parent: None,
            scans: None,
            bytes: clustered.then_some(Bytes(0)),
            bloat_fraction: None,
            definition,
        });
    }
    Ok(out)
}

fn keys(
    conn: &Connection,
    index: &str,
    columns: &[Column],
    definition: &str,
) -> rusqlite::Result<Vec<IndexKey>> {
    let texts = definition::key_texts(definition);
    let mut statement = conn.prepare(include_str!("catalog/index_keys.sql"))?;
    let mut rows = statement.query([index])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let name: Option<String> = row.get(1)?;
        let text = texts.get(out.len()).cloned().unwrap_or_default();
        let part = match name {
            Some(name) => KeyPart::Column(Ident::new(name)),
            None => KeyPart::Expression(text),
        };
        let own = match &part {
            KeyPart::Column(name) => columns.iter().find(|c| &c.name == name),
            KeyPart::Expression(_) => None,
        };
        let own = own.and_then(|c| c.collation.as_deref()).unwrap_or("BINARY");
        let collation: Option<String> = row.get(3)?;
        out.push(IndexKey {
            part,
            descending: row.get(2)?,
            nulls_first: None,
            opclass: None,
            collation: collation.filter(|c| !c.eq_ignore_ascii_case(own)),
            prefix_length: None,
        });
    }
    Ok(out)
}
