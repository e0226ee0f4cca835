//! Texts that can be run: the sample, or the shape with constants in its placeholders. Constants
//! are real values of the column, read by bounded queries; they stay in memory.

use std::collections::HashMap;

use rungs_core::name::{EngineKind, Ident, TableName};
use rungs_core::seen::{Column, Snapshot, Statement, Table, TypeClass};
use rungs_core::sql::{self, Place, Side, Values, is_read_only, like_prefix, placeholders, places};

use super::connect::{Session, quoted};

/// Where in a table values are looked for: one sample of its first rows, one from further in.
const OFFSETS: [u32; 2] = [0, 997];

/// Empty: the statement writes, was not parsed, or a value could not be found.
pub fn runnable(session: &mut Session, snapshot: &Snapshot, statement: &Statement) -> Vec<String> {
    let text = statement.text();
    if statement.unparsed.is_some() || !is_read_only(text, EngineKind::MariaDb) {
        return Vec::new();
    }
    filled(session, snapshot, text)
}

/// The text with constants in its placeholders, a text per choice of values; the text itself if
/// it has none. Statements that write are filled too: they can be explained.
pub fn filled(session: &mut Session, snapshot: &Snapshot, text: &str) -> Vec<String> {
    if placeholders(text, EngineKind::MariaDb) == 0 {
        return vec![text.to_owned()];
    }
    let places = places(text, snapshot);
    let mut known: HashMap<(TableName, Ident), (TypeClass, Values<String>)> = HashMap::new();
    for (table, name) in places.iter().filter_map(|place| place.column.as_ref()) {
        let column = snapshot.table(table).and_then(|t| Some((t, t.column(name)?)));
        if let Some((seen, column)) = column
            && !known.contains_key(&(table.clone(), name.clone()))
        {
            let values = values(session, seen, column);
            known.insert((table.clone(), name.clone()), (column.class, values));
        }
    }
    sql::filled(text, EngineKind::MariaDb, &places, |_, place, taste| {
        let Some((side, column)) = place.and_then(compared) else { return Some("1".to_owned()) };
        let (class, values) = known.get(column)?;
        let value = values.pick(side, taste)?;
        Some(if side == Side::Like {
            literal(&like_prefix(value), TypeClass::Text)
        } else {
            literal(value, *class)
        })
    })
}

fn compared(place: &Place) -> Option<(Side, &(TableName, Ident))> {
    Some((place.side, place.column.as_ref()?))
}

/// Values of the column in some rows of the table; none if they hold only NULL.
fn values(session: &mut Session, table: &Table, column: &Column) -> Values<String> {
    let name = quoted(column.name.as_str());
    let (schema, table) = (quoted(table.name.schema.as_str()), quoted(table.name.name.as_str()));
    let mut sample: Vec<String> = Vec::new();
    for offset in OFFSETS {
        let sql = format!("SELECT {name} FROM {schema}.{table} LIMIT 100 OFFSET {offset}");
        let rows = session.rows(&sql).unwrap_or_default();
        sample.extend(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()));
    }
    sql::sort(&mut sample);
    Values::of_sample(&sample)
}

fn literal(value: &str, class: TypeClass) -> String {
    let is_number = matches!(
        class,
        TypeClass::Integer | TypeClass::Float | TypeClass::Decimal | TypeClass::Boolean
    );
    if is_number && value.parse::<f64>().is_ok() {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}
