//! What a rollup's capture stands on, read from the catalog: its row versions tell of every trigger
//! that was ever switched off. Changes nothing.

use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::EngineError;
use rungs_core::name::{Ident, TableName};
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::{Form, function_names, used_columns};

use crate::rollup::{Cells, Part, Session, firsts};

const Q: Quote = Quote::Double;

/// Triggers and their functions, tables, partitions, and the columns that are used.
pub fn epoch(session: &mut dyn Session, family: &Family) -> Result<Vec<String>, EngineError> {
    let functions = function_names(family);
    let sql = tables(family)
        .text(include_str!("capture/epoch.sql"))
        .text(" WHERE n.nspname = 'rungs' AND p.proname IN (")
        .list(&functions, ", ", |sql, name| sql.literal(Q, name))
        .text(") ORDER BY 1");
    Ok(firsts(session.rows(&sql)?))
}

/// Those whose files are as they were made: empty, never emptied, never vacuumed.
pub fn unused_parts(session: &mut dyn Session, family: &Family) -> Result<Vec<Part>, EngineError> {
    let sql = with_trigger(tables(family), family).text(include_str!("capture/unused_parts.sql"));
    let part = |row: Cells| {
        let mut row = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || row.next().unwrap_or_default();
        let (called, table) = (next(), TableName::new(&next(), &next()));
        Part { called, table, form: if next() == "t" { Form::Row } else { Form::Statement } }
    };
    Ok(session.rows(&sql)?.into_iter().map(part).collect())
}

pub fn holes(
    session: &mut dyn Session,
    family: &Family,
    form: Option<Form>,
) -> Result<Vec<String>, EngineError> {
    let sql = with_trigger(tables(family), family)
        .text(match form {
            None => {
                ", form(statement) AS (SELECT NOT is_row FROM capture, fact WHERE of = fact.id)"
            }
            Some(Form::Statement) => ", form(statement) AS (VALUES (true))",
            Some(Form::Row) => ", form(statement) AS (VALUES (false))",
        })
        .text(", keys(id, columns) AS (SELECT NULL::oid, NULL::text[] WHERE false")
        .list(&family.dims, "", |sql, dim| {
            let sql = id_of(sql.text(" UNION ALL SELECT "), &dim.table);
            names(sql.text(", "), &dim.key)
        })
        .text(")")
        .text(include_str!("capture/holes.sql"));
    Ok(firsts(session.rows(&sql)?))
}

/// `fact(id), used(id, columns)`: the fact table, and all tables with the columns that are used.
fn tables(family: &Family) -> Sql {
    let sql = id_of(Sql::fixed("WITH RECURSIVE fact(id) AS (SELECT "), &family.fact);
    sql.text("), used(id, columns) AS (")
        .list(&used_columns(family), " UNION ALL ", |sql, (table, columns)| {
            names(id_of(sql.text("SELECT "), table).text(", "), columns)
        })
        .text(")")
}

/// `capture(of, is_row)`: the trigger of each table that fires when rows come.
fn with_trigger(sql: Sql, family: &Family) -> Sql {
    sql.text(
        ", capture(of, is_row) AS (SELECT tgrelid, tgtype & 1 = 1 FROM pg_trigger WHERE tgname = ",
    )
    .literal(Q, &format!("rungs_{}_ins", family.name))
    .text(")")
}

/// Its number, or NULL where it is no more.
fn id_of(sql: Sql, table: &TableName) -> Sql {
    let quoted = Sql::fixed("").table(Q, table).to_string();
    sql.text("to_regclass(").literal(Q, &quoted).text(")::oid")
}

fn names(sql: Sql, columns: &[Ident]) -> Sql {
    let literal = |sql: Sql, name: &Ident| sql.literal(Q, name.as_str());
    sql.text("ARRAY[").list(columns, ", ", literal).text("]::text[]")
}
