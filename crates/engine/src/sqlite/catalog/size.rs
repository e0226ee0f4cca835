//! Sizes of b-trees from `dbstat`. It reads the whole file, so it is asked only of files that
//! can be read in a moment; sizes in a larger file stay unknown.

use std::collections::HashMap;

use rungs_core::name::Bytes;
use rungs_core::seen::{Skipped, TableKind};
use rusqlite::Connection;

use crate::look::Catalog;
use crate::sqlite::measure::limited;
use crate::sqlite::server::pragma;

const FILE_BYTES_MAX: u64 = 4 << 30;
const LOOK_MS_MAX: u64 = 1_500;

pub fn fill(conn: &mut Connection, catalog: &mut Catalog) -> rusqlite::Result<()> {
    if file_bytes(conn)? > FILE_BYTES_MAX {
        skip(catalog, "the file is too large to read whole");
        return Ok(());
    }
    let sizes = limited(conn, LOOK_MS_MAX, |conn| {
        let mut statement = conn.prepare(include_str!("sizes.sql"))?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, (row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))
        })?;
        rows.collect::<rusqlite::Result<HashMap<_, _>>>()
    })?;
    let Some(sizes) = sizes else {
        skip(catalog, "reading the whole file took too long");
        return Ok(());
    };
    for table in &mut catalog.tables {
        if matches!(table.kind, TableKind::Ordinary | TableKind::WithoutRowid) {
            let size = sizes.get(table.name.name.as_str());
            table.bytes = size.map(|(bytes, _)| Bytes(bytes.unsigned_abs()));
            table.counters.bytes_free = size.map(|(_, unused)| Bytes(unused.unsigned_abs()));
        }
    }
    for index in catalog.indexes.iter_mut().filter(|i| !i.clustered) {
        let size = sizes.get(index.name.name.as_str());
        index.bytes = size.map(|(bytes, _)| Bytes(bytes.unsigned_abs()));
    }
    Ok(())
}

fn skip(catalog: &mut Catalog, why: &str) {
    catalog.skipped.push(Skipped { subject: "sizes".to_owned(), why: why.to_owned() });
}

/// Bytes that the file's pages take.
pub fn file_bytes(conn: &Connection) -> rusqlite::Result<u64> {
    let number = |name| -> rusqlite::Result<u64> {
        Ok(pragma(conn, name)?.and_then(|v| v.parse().ok()).unwrap_or(0))
    };
    Ok(number("page_count")?.saturating_mul(number("page_size")?))
}
