//! An empty copy of a file's schema in memory, with the statistics that it has. No row of the
//! user's is in it but the values that `sqlite_stat4` holds.

use std::collections::{HashMap, HashSet};

use rungs_core::engine::Answer;
use rusqlite::Connection;

use super::pick::owned;
use crate::sqlite::error::own_words;
use crate::sqlite::server::{has_table, pragma};

pub struct Copied {
    pub conn: Connection,
    /// Tables that are not as they are in the file, and why: a module, function or collation of
    /// the application's.
    pub unlike: HashMap<String, String>,
}

impl Copied {
    /// A plan over a table that could not be copied whole says nothing.
    pub fn vouch(&self, answer: Answer) -> Answer {
        let Answer::Plan(plan) = &answer else { return answer };
        let unlike = plan.nodes.iter().filter_map(|n| n.table.as_ref()).find_map(|table| {
            self.unlike.get(table.name.as_str()).map(|why| format!("{table} is not copied: {why}"))
        });
        unlike.map_or(answer, Answer::Unknown)
    }
}

/// In the order of the file: SQLite breaks ties between indexes by it.
pub fn schema(reader: &Connection) -> rusqlite::Result<Copied> {
    let conn = empty(reader)?;
    let mut unlike = HashMap::new();
    let shadows = shadows(reader)?;
    let mut later = Vec::new();
    for object in objects(reader)? {
        if !shadows.contains(&object.name) && conn.execute_batch(&object.sql).is_err() {
            later.push(object);
        }
    }
    // What stands before the thing that it needs.
    for object in later {
        if let Err(e) = conn.execute_batch(&object.sql) {
            let why = own_words(&e).unwrap_or_else(|| "it is refused".to_owned());
            unlike.insert(object.table, why);
        }
    }
    conn.execute_batch("ANALYZE")?;
    copy_statistics(reader, &conn)?;
    conn.execute_batch("ANALYZE sqlite_schema")?;
    Ok(Copied { conn, unlike })
}

/// In memory, of the same encoding, checking nothing.
pub fn empty(reader: &Connection) -> rusqlite::Result<Connection> {
    let conn = Connection::open_in_memory()?;
    let encoding = pragma(reader, "encoding")?.unwrap_or_else(|| "UTF-8".to_owned());
    conn.pragma_update(None, "encoding", encoding)?;
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; \
         PRAGMA trusted_schema = OFF; PRAGMA recursive_triggers = OFF;",
    )?;
    Ok(conn)
}

struct Object {
    name: String,
    table: String,
    sql: String,
}

fn objects(reader: &Connection) -> rusqlite::Result<Vec<Object>> {
    let mut statement = reader.prepare(
        "SELECT name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL \
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Object { name: row.get(0)?, table: row.get(1)?, sql: row.get(2)? })
    })?;
    rows.collect()
}

/// Made by their virtual table again.
fn shadows(reader: &Connection) -> rusqlite::Result<HashSet<String>> {
    let mut statement =
        reader.prepare("SELECT name FROM pragma_table_list WHERE type = 'shadow'")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

fn copy_statistics(reader: &Connection, conn: &Connection) -> rusqlite::Result<()> {
    copy_rows(reader, conn, "sqlite_stat1", "tbl, idx, stat", 3)?;
    copy_rows(reader, conn, "sqlite_stat4", "tbl, idx, neq, nlt, ndlt, sample", 6)
}

fn copy_rows(
    reader: &Connection,
    conn: &Connection,
    table: &str,
    columns: &str,
    count: usize,
) -> rusqlite::Result<()> {
    conn.execute_batch(&format!("DELETE FROM {table}"))?;
    if !has_table(reader, table)? {
        return Ok(());
    }
    let places = vec!["?"; count].join(", ");
    let mut write = conn.prepare(&format!("INSERT INTO {table}({columns}) VALUES ({places})"))?;
    let mut read = reader.prepare(&format!("SELECT {columns} FROM {table} ORDER BY rowid"))?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..count {
            write.raw_bind_parameter(column + 1, owned(row.get_ref(column)?))?;
        }
        write.raw_execute()?;
    }
    Ok(())
}
