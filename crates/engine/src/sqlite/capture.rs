//! What a rollup's capture stands on: triggers, columns, and the unique keys by which REPLACE
//! removes rows. Changes nothing.

use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::EngineError;
use rungs_core::hash::fnv;
use rungs_core::name::Ident;
use rungs_core::rollup::derive::{trigger_names, used_columns};
use rungs_core::rollup::{Dim, Family};

use crate::rollup::{Session, text};

const Q: Quote = Quote::Double;

const COLUMNS: &str = "SELECT name, type || ' ' || \"notnull\" || ' ' || hidden \
    FROM pragma_table_xinfo(";
const UNIQUE: &str = "SELECT l.name, group_concat(i.cid || ' ' || i.coll) \
    FROM pragma_index_list(";

pub fn epoch(session: &mut dyn Session, family: &Family) -> Result<Vec<String>, EngineError> {
    let triggers = Sql::fixed(
        "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' AND name IN (",
    )
    .list(&trigger_names(family), ", ", |sql, name| sql.literal(Q, name))
    .text(") ORDER BY name");
    let mut lines = Vec::new();
    for row in session.rows(&triggers)? {
        let (name, table, sql) = (text(&row, 0), text(&row, 1), text(&row, 2));
        lines.push(format!("trigger {name} on {table}: {:016x}", fnv(sql.as_bytes())));
    }
    for (table, used) in used_columns(family) {
        let columns = Sql::fixed(COLUMNS).literal(Q, table.name.as_str()).text(") ORDER BY name");
        for row in session.rows(&columns)? {
            let (name, state) = (text(&row, 0), text(&row, 1));
            if used.iter().any(|u| u.as_str() == name) {
                lines.push(format!("column {name} of {}: {state}", table.name));
            }
        }
        let unique = Sql::fixed(UNIQUE).literal(Q, table.name.as_str()).text(
            ") l JOIN pragma_index_xinfo(l.name) i ON i.\"key\" \
             WHERE l.\"unique\" GROUP BY l.name ORDER BY l.name",
        );
        for row in session.rows(&unique)? {
            let (name, columns) = (text(&row, 0), text(&row, 1));
            lines.push(format!("unique index {name} of {}: {columns}", table.name));
        }
    }
    Ok(lines)
}

pub fn holes(session: &mut dyn Session, family: &Family) -> Result<Vec<String>, EngineError> {
    let mut holes = Vec::new();
    for dim in &family.dims {
        if session.rows(&is_unique(dim))?.is_empty() {
            let key: Vec<&str> = dim.key.iter().map(Ident::as_str).collect();
            holes.push(format!("the key ({}) of {} is not unique", key.join(", "), dim.table.name));
        }
    }
    Ok(holes)
}

/// A row if the primary key or a unique index keeps the key of a joined table.
fn is_unique(dim: &Dim) -> Sql {
    let key = |sql: Sql| {
        sql.list(&dim.key, ", ", |sql, name| sql.literal(Q, name.as_str())).text(")) = 0")
    };
    let table = dim.table.name.as_str();
    let primary = Sql::fixed("SELECT COUNT(*) FROM pragma_table_info(")
        .literal(Q, table)
        .text(") WHERE pk > 0 HAVING SUM(name NOT IN (");
    let either = key(primary).text(" UNION ALL SELECT 1 FROM pragma_index_list(");
    key(either.literal(Q, table).text(
        ") l JOIN pragma_index_info(l.name) i WHERE l.\"unique\" AND NOT l.partial \
         GROUP BY l.name HAVING SUM(i.name IS NULL OR i.name NOT IN (",
    ))
}
