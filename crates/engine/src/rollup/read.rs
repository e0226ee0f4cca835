//! Reads the facts of a slice for a client that adds them up (MariaDB); knows nothing of groups.

use rungs_core::dialect::Sql;
use rungs_core::engine::EngineError;
use rungs_core::name::Ident;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::{Build, bucket_column};

use super::session::{EachRow, Session, firsts, text};

/// The facts of a slice row by row.
pub fn read(
    reader: &mut dyn Session,
    family: &Family,
    build: &Build,
    each: EachRow<'_>,
) -> Result<(), EngineError> {
    let by_key = by_key(reader, family, build)?;
    reader.stream(by_key.as_ref().unwrap_or(&build.read), each)
}

/// By the table's own key, where the index on time says cheaply between which keys they lie.
fn by_key(
    reader: &mut dyn Session,
    family: &Family,
    build: &Build,
) -> Result<Option<Sql>, EngineError> {
    let time = bucket_column(family);
    let Some((by_key, time)) = build.by_key.as_ref().zip(time) else { return Ok(None) };
    if !reader.has_index(family, time.as_str())? {
        return Ok(None);
    }
    let keys = firsts(reader.rows(&by_key.key)?);
    let Some(key) = keys.first().map(Ident::new) else { return Ok(None) };
    let rows = reader.rows(&by_key.ends(&key))?;
    // NULL where there are no facts.
    let end = |at: usize| text(rows.first()?, at).parse().ok();
    Ok(end(0).zip(end(1)).map(|ends| by_key.read(&key, ends)))
}
