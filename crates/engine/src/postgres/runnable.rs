//! Texts that the server can plan and run: a sample as it is, or a shape whose placeholders are
//! filled with constants from the planner's statistics: once with common values, once with
//! values from the middle. Constants stay in memory.

mod constants;

use postgres::types::{Kind, Type};
use rungs_core::name::EngineKind;
use rungs_core::seen::{Snapshot, Statement};
use rungs_core::sql::{self, is_read_only, places};

pub(super) use constants::Constants;

use super::connect::Session;
use super::error;
use super::what_if::Texts;

/// What a text is made ready with.
pub(super) struct Preparer<'a> {
    /// Prepares it, as the role would.
    pub runner: &'a mut Session,
    /// Reads the statistics.
    pub reader: &'a mut Session,
    pub constants: &'a mut Constants,
}

/// What to explain for `text`. The error is the reason why it cannot be planned.
pub(super) fn texts(
    preparer: &mut Preparer<'_>,
    snapshot: &Snapshot,
    text: &str,
) -> Result<Texts, String> {
    preparer.runner.sent += 1;
    // Preparing refuses a text that holds more than one statement, and tells the types.
    let statement = preparer.runner.client.prepare(text).map_err(|e| error::reason(&e))?;
    if statement.params().is_empty() {
        return Ok(Texts { texts: vec![text.to_owned()], generic: false });
    }
    let mut texts = filled(preparer, snapshot, text, statement.params());
    texts.retain(|filled| preparer.runner.client.prepare(filled).is_ok());
    if !texts.is_empty() {
        return Ok(Texts { texts, generic: false });
    }
    if snapshot.server.version_num >= 160_000 {
        return Ok(Texts { texts: vec![text.to_owned()], generic: true });
    }
    Err("no constants for its placeholders are known; ANALYZE its tables".to_owned())
}

/// Texts that can be run as a proof: none for a statement that may write.
pub(super) fn runnable(
    preparer: &mut Preparer<'_>,
    snapshot: &Snapshot,
    statement: &Statement,
) -> Vec<String> {
    if !is_read_only(statement.text(), EngineKind::Postgres) {
        return Vec::new();
    }
    match texts(preparer, snapshot, statement.text()) {
        Ok(Texts { texts, generic: false }) => texts,
        Ok(Texts { generic: true, .. }) | Err(_) => Vec::new(),
    }
}

fn filled(
    preparer: &mut Preparer<'_>,
    snapshot: &Snapshot,
    text: &str,
    types: &[Type],
) -> Vec<String> {
    let places = places(text, snapshot);
    let constants = &mut *preparer.constants;
    constants.load(preparer.reader, &places);
    sql::filled(text, EngineKind::Postgres, &places, |number, place, taste| {
        let data_type = types.get(number)?;
        let value = place
            .and_then(|place| constants.value(place, taste))
            .map(|value| of_kind(value, data_type))
            .or_else(|| default(data_type))?;
        Some(literal(&value, data_type))
    })
}

/// For `= ANY ($1)`: an array of one.
fn of_kind(value: String, data_type: &Type) -> String {
    match data_type.kind() {
        Kind::Array(_) => {
            format!("{{\"{}\"}}", value.replace('\\', "\\\\").replace('"', "\\\""))
        }
        _ => value,
    }
}

/// A value of its type, cast to it.
fn literal(value: &str, data_type: &Type) -> String {
    let quoted = value.replace('\'', "''");
    let quoted = if quoted.contains('\\') {
        format!("E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    };
    let name = data_type.name().replace('"', "\"\"");
    if data_type.schema() == "pg_catalog" {
        format!("{quoted}::pg_catalog.\"{name}\"")
    } else {
        format!("{quoted}::\"{}\".\"{name}\"", data_type.schema().replace('"', "\"\""))
    }
}

/// For a placeholder that is compared with no column.
fn default(data_type: &Type) -> Option<String> {
    let value = match data_type.name() {
        "int2" | "int4" | "int8" | "oid" | "numeric" | "float4" | "float8" => "1",
        "bool" => "true",
        "text" | "varchar" | "bpchar" | "name" => "",
        "date" | "timestamp" | "timestamptz" => "now",
        "interval" => "1 day",
        _ => match data_type.kind() {
            Kind::Array(_) => "{}",
            Kind::Enum(words) => words.first()?,
            _ => return None,
        },
    };
    Some(value.to_owned())
}
