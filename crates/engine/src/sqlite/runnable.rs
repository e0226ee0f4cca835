//! Texts of a statement that can be run: its sample, or its shape where it has no placeholder.

use rungs_core::engine::EngineError;
use rungs_core::seen::{Snapshot, Statement};
use rusqlite::Connection;

pub fn runnable(
    conn: &Connection,
    _snapshot: &Snapshot,
    statement: &Statement,
) -> Result<Vec<String>, EngineError> {
    let text = statement.text();
    let runs = conn
        .prepare(text)
        .is_ok_and(|s| s.readonly() && s.column_count() > 0 && s.parameter_count() == 0);
    Ok(if runs { vec![text.to_owned()] } else { vec![] })
}
