//! Slices of a live family, built anew from their facts while others write: each in one
//! transaction for all levels. Which ones are worth it is judged by what the log says.

use rungs_core::dialect::Sql;
use rungs_core::engine::{EngineError, World};
use rungs_core::name::EngineKind;
use rungs_core::rollup::Family;
use rungs_core::rollup::choose::{Choice, LEAST, Path, Pending, Prices, Worked, choose};
use rungs_core::rollup::derive::registry::{self, LogLine};
use rungs_core::rollup::derive::{self, Refresh, Slice, bucket_column};

use super::build::{add_up, forget};
use super::refresh::MOVED;
use super::registry::{Entry, log, unchanged};
use super::session::{Session, count, number, run_all, text, within};
use super::slices::slice_of;

/// How many of the last lines of the log tell what work costs.
const LINES: u64 = 20;

/// What a rebuilt slice held then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Renewed {
    /// Groups of the base that were not as the facts have them.
    pub changed: u64,
    /// All groups of the slice.
    pub groups: u64,
    pub took_ms: u64,
}

/// The slices that many of these deltas are of, and the way that is taken for each.
pub(super) fn look(
    session: &mut dyn Session,
    family: &Family,
    deltas: u64,
) -> Result<Vec<(Slice, Choice)>, EngineError> {
    let (Some(waiting), Some(column)) = (derive::waiting(family, LEAST), bucket_column(family))
    else {
        return Ok(Vec::new());
    };
    // Without an index each slice reads the whole table.
    if deltas < LEAST || !session.has_index(family, column.as_str())? {
        return Ok(Vec::new());
    }
    let prices = prices(session, family)?;
    let mut looked = Vec::new();
    for row in session.rows(&waiting)? {
        let Some(slice) = slice_of(family, text(&row, 0)) else { continue };
        let deltas = number(&row, 1).unwrap_or(0).unsigned_abs();
        let (groups, facts) = size(session, family, &slice, prices.groups_max(deltas))?;
        let adds = number(&row, 2).unwrap_or(0);
        looked.push((slice, choose(prices, &Pending { deltas, adds, groups, facts })));
    }
    Ok(looked)
}

fn prices(session: &mut dyn Session, family: &Family) -> Result<Prices, EngineError> {
    let mut worked = |what: &str| -> Result<Vec<Worked>, EngineError> {
        let log = registry::last_log(session.kind(), family.name.as_str(), what, LINES);
        let of = |row: &super::Cells, at| number(row, at).unwrap_or(0).unsigned_abs();
        let mut rows = session.rows(&log)?;
        rows.retain(|row| !text(row, 4).starts_with(MOVED));
        Ok(rows.iter().map(|row| Worked { on: of(row, 2), took_ms: of(row, 3) }).collect())
    };
    Ok(Prices::of(&worked("refresh")?, &worked("rebuild")?, &worked("build")?))
}

pub(super) fn size(
    session: &mut dyn Session,
    family: &Family,
    slice: &Slice,
    most: Option<u64>,
) -> Result<(u64, u64), EngineError> {
    let rows = session.rows(&derive::slice_size(family, slice, most))?;
    let of = |at| rows.first().and_then(|row| number(row, at)).unwrap_or(0).unsigned_abs();
    Ok((of(0), of(1)))
}

/// Adds up the facts of one snapshot where the client does (MariaDB), into a temporary table, and
/// gives the numbers of the deltas that are in them; elsewhere that is the transaction's snapshot.
pub(super) fn add_up_slice(
    session: &mut dyn Session,
    family: &Family,
    slice: &Slice,
) -> Result<Option<Vec<u64>>, EngineError> {
    match session.kind() {
        EngineKind::MariaDb => {
            let (build, renew) = (derive::build(family, slice), derive::renew(family, slice));
            run_all(session, &renew.stages)?;
            let (_, numbers) = add_up(session, family, &build, &renew.insert, &Sql::fixed(""))?;
            Ok(Some(numbers))
        }
        EngineKind::Postgres | EngineKind::Sqlite => Ok(None),
    }
}

/// Puts into the first stage what the facts have more than the base, without the deltas that are
/// in them. How many groups differ.
pub(super) fn differ(
    session: &mut dyn Session,
    family: &Family,
    slice: &Slice,
    fold: &Refresh,
    in_them: Option<Vec<u64>>,
) -> Result<u64, EngineError> {
    run_all(session, &fold.stages)?;
    match in_them {
        None => drop(session.run(&derive::build(family, slice).supersede)?),
        Some(numbers) => forget(session, family, &numbers)?,
    }
    run_all(session, &derive::renew(family, slice).differ)?;
    count(session, &fold.claimed)
}

/// One slice. `why` is for the log; `done` marks it in the same transaction.
pub(super) fn renew(
    session: &mut dyn Session,
    entry: &Entry,
    slice: &Slice,
    (why, done): (&str, Option<&Sql>),
    world: &mut dyn World,
) -> Result<Renewed, EngineError> {
    let began = world.now_ms();
    let family = &entry.family;
    let fold = derive::refresh(family, 0);
    let in_them = add_up_slice(session, family, slice)?;
    within(session, |session| {
        unchanged(session, entry)?;
        let changed = differ(session, family, slice, &fold, in_them)?;
        run_all(session, &fold.fold)?;
        let (groups, _) = size(session, family, slice, None)?;
        let took_ms = world.now_ms().abs_diff(began);
        let way = format!("{}: {why}", slice.name());
        let line = LogLine {
            family: family.name.as_str(),
            at_ms: began,
            what: Path::Rebuild.word(),
            deltas: groups,
            took_ms,
            way: &way,
        };
        log(session, &line)?;
        if let Some(done) = done {
            session.run(done)?;
        }
        Ok(Renewed { changed, groups, took_ms })
    })
}
