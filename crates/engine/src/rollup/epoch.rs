//! Detection: what changed since capture began. An epoch is lines; a line that is gone or new is a
//! hole through which changes may have gone unseen, unless all that is new never held a row.

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::EngineKind;
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{self, State};
use rungs_core::rollup::derive::{self, Ground, Slice};

use super::refuse::refuse;
use super::registry::Entry;
use super::session::{Part, Session, run_all, within};
use super::slices::{Period, touching};
use super::touched::touched;

/// Marks the family invalid if a hole is found, and says which. A refresh covers new partitions
/// that never held a row, before their first; others leave that to it.
pub(super) fn detect(
    session: &mut dyn Session,
    entry: &mut Entry,
    may_cover: bool,
    now_ms: i64,
) -> Result<(), EngineError> {
    let family = &entry.family;
    if entry.state == State::Invalid {
        return stop_readers(session, family);
    }
    let Some(then) = entry.epoch.as_ref().filter(|_| entry.state == State::Live) else {
        return Ok(());
    };
    let hole = match look(session, family, then)?.0 {
        Found::Hole(hole) => hole,
        Found::Unused(parts) if may_cover => match cover(session, family, then, &parts)? {
            Some(hole) => hole,
            None => return Ok(()),
        },
        Found::Unused(_) | Found::Whole => return Ok(()),
    };
    invalidate(session, entry, hole, now_ms)
}

/// Live, and no hole is found now. For those who only read: nothing is written down.
pub(super) fn is_whole(session: &mut dyn Session, entry: &Entry) -> Result<bool, EngineError> {
    match entry.epoch.as_ref().filter(|_| entry.state == State::Live) {
        Some(then) => Ok(find_hole(session, &entry.family, then)?.is_none()),
        None => Ok(entry.state == State::Live),
    }
}

/// Its views answer nobody from now on.
pub(super) fn invalidate(
    session: &mut dyn Session,
    entry: &mut Entry,
    hole: Hole,
    now_ms: i64,
) -> Result<(), EngineError> {
    entry.why = mark(session, &entry.family, hole, now_ms)?;
    entry.state = State::Invalid;
    stop_readers(session, &entry.family)
}

/// Once. Who cannot have the views now leaves it to the next look.
fn stop_readers(session: &mut dyn Session, family: &Family) -> Result<(), EngineError> {
    if !session.rows(&derive::has_refused(family))?.is_empty() {
        return Ok(());
    }
    match refuse(session, family) {
        Err(e) if e.class == ErrorClass::Busy => Ok(()),
        done => done,
    }
}

/// Writes down that the family is invalid, why, and which slices were touched where that is known.
/// Gives the reason.
pub(super) fn mark(
    session: &mut dyn Session,
    family: &Family,
    hole: Hole,
    now_ms: i64,
) -> Result<String, EngineError> {
    let (kind, name) = (session.kind(), family.name.as_str());
    let mut why = hole.why;
    let slices = match &hole.touched {
        Some(periods) => touching(session, family, periods)?.unwrap_or_default(),
        None => Vec::new(),
    };
    if let Some(first) = slices.first() {
        let others = slices.len() - 1;
        let more = if others > 0 { format!(" and {others} more") } else { String::new() };
        why = format!("{why}; of its slices it touched only {}{more}", first.name());
    }
    within(session, |session| {
        session.run(&registry::forget_touched(kind, name))?;
        touch(session, family, &slices)?;
        session.run(&registry::set_state(kind, name, State::Invalid, &why, now_ms))
    })?;
    Ok(why)
}

/// To be built anew, while the others stay.
pub(super) fn touch(
    session: &mut dyn Session,
    family: &Family,
    slices: &[Slice],
) -> Result<(), EngineError> {
    let (kind, name) = (session.kind(), family.name.as_str());
    for slice in slices {
        let upto = slice.range.as_ref().map_or("", |(_, to)| to);
        run_all(session, &registry::touch_bucket(kind, name, &slice.name(), upto))?;
    }
    Ok(())
}

/// The first hole since `then`.
pub(super) fn find_hole(
    session: &mut dyn Session,
    family: &Family,
    then: &[String],
) -> Result<Option<Hole>, EngineError> {
    Ok(compare(session, family, then)?.0)
}

/// The same, with what capture stands on now.
pub(super) fn compare(
    session: &mut dyn Session,
    family: &Family,
    then: &[String],
) -> Result<(Option<Hole>, Vec<String>), EngineError> {
    Ok(match look(session, family, then)? {
        (Found::Hole(hole), now) => (Some(hole), now),
        (Found::Unused(_) | Found::Whole, now) => (None, now),
    })
}

/// Through which changes may have gone unseen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hole {
    /// In words.
    pub why: String,
    /// What may have changed. None: anything.
    pub touched: Option<Vec<Period>>,
}

enum Found {
    Whole,
    /// All that is new is of these, which never held a row.
    Unused(Vec<Part>),
    Hole(Hole),
}

/// With what capture stands on now.
fn look(
    session: &mut dyn Session,
    family: &Family,
    then: &[String],
) -> Result<(Found, Vec<String>), EngineError> {
    let now = session.epoch(family)?;
    if let Some(why) = session.holes(family, None)?.into_iter().next() {
        return Ok((Found::Hole(Hole { why, touched: None }), now));
    }
    if now == then {
        return Ok((Found::Whole, now));
    }
    let unused = session.unused_parts(family)?;
    let Some(why) = hole(then, &now, &unused) else {
        return Ok((Found::Unused(unused), now));
    };
    let is_unused = |line: &str| unused.iter().any(|part| is_of(line, part));
    let touched = touched(family, then, &now, is_unused);
    Ok((Found::Hole(Hole { why, touched }), now))
}

/// Triggers for what was seen are for all partitions that there are now: elsewhere than on
/// PostgreSQL a table has its triggers, not its partitions.
pub(super) fn has_all_parts(kind: EngineKind, ground: &Ground, now: &[String]) -> bool {
    let parts = now.iter().filter(|line| line.starts_with("partition "));
    kind != EngineKind::Postgres || parts.count() == ground.parts.len()
}

/// Writes down what capture stands on now.
pub(super) fn remember(session: &mut dyn Session, family: &Family) -> Result<(), EngineError> {
    let now = session.epoch(family)?;
    write_down(session, family, &now)
}

pub(super) fn write_down(
    session: &mut dyn Session,
    family: &Family,
    now: &[String],
) -> Result<(), EngineError> {
    let now = now.join("\n");
    session.run(&registry::set_epoch(session.kind(), family.name.as_str(), &now)).map(drop)
}

/// Some: a partition was written to before its triggers were there.
fn cover(
    session: &mut dyn Session,
    family: &Family,
    then: &[String],
    unused: &[Part],
) -> Result<Option<Hole>, EngineError> {
    let is_new = |part: &&Part| !then.iter().any(|line| is_of(line, part));
    let new: Vec<_> = unused.iter().filter(is_new).collect();
    within(session, |session| {
        for part in new {
            run_all(session, &derive::cover(family, &part.table, part.form))?;
        }
        let hole = find_hole(session, family, then)?;
        if hole.is_none() {
            remember(session, family)?;
        }
        Ok(hole)
    })
}

/// The largest difference, in words. A line is `what it is: its state`.
fn hole(then: &[String], now: &[String], unused: &[Part]) -> Option<String> {
    let size = |line: &&String| KINDS.iter().position(|kind| line.starts_with(kind));
    if let Some(gone) = then.iter().filter(|line| !now.contains(line)).min_by_key(size) {
        let what = what(gone);
        let still = now.iter().any(|line| line.starts_with(&format!("{what}: ")));
        return Some(if still { format!("{what} was changed") } else { format!("{what} is gone") });
    }
    let is_unused = |line: &String| unused.iter().any(|part| is_of(line, part));
    let is_hole = |line: &&String| !then.contains(line) && !is_unused(line);
    let new = now.iter().filter(is_hole).min_by_key(size)?;
    Some(format!("{} is new", what(new)))
}

/// One that is gone takes those after it along.
const KINDS: [&str; 4] = ["table ", "partition ", "column ", "trigger "];

pub(super) fn what(line: &str) -> &str {
    line.split(": ").next().unwrap_or(line)
}

/// The line is of this partition, or of a trigger on it.
fn is_of(line: &str, part: &Part) -> bool {
    let what = what(line);
    what.strip_prefix("partition ").is_some_and(|name| name == part.called)
        || what.starts_with("trigger ") && what.ends_with(&format!(" on {}", part.called))
}

#[cfg(test)]
mod tests {
    use rungs_core::name::TableName;
    use rungs_core::rollup::derive::Form;

    use super::{Part, hole};

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_hole_is_named() {
        let then = lines("trigger a: 1\ntable t: 7");
        let hole = |now: &str| hole(&then, &lines(now), &[]);
        assert_eq!(hole("trigger a: 1\ntable t: 7"), None);
        let changed = hole("trigger a: 2\ntable t: 7");
        assert_eq!(changed.as_deref(), Some("trigger a was changed"));
        assert_eq!(hole("table t: 7").as_deref(), Some("trigger a is gone"));
        let more = hole("trigger a: 1\ntable t: 7\ntable t2: 8");
        assert_eq!(more.as_deref(), Some("table t2 is new"));
    }

    #[test]
    fn a_partition_that_never_held_a_row_is_no_hole() {
        let then = lines("trigger a on t: 1");
        let now = lines("trigger a on t: 1\ntrigger a on t_2: 2\npartition t_2: 3");
        let part = Part {
            called: "t_2".to_owned(),
            table: TableName::new("public", "t_2"),
            form: Form::Row,
        };
        assert_eq!(hole(&then, &now, &[part]), None);
        assert_eq!(hole(&then, &now, &[]).as_deref(), Some("partition t_2 is new"));
    }
}
