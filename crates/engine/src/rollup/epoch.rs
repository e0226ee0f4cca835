//! Detection: what changed since capture was whole. An epoch is lines; a line that is gone or new
//! is a hole through which changes may have gone unseen.

use rungs_core::engine::EngineError;
use rungs_core::rollup::derive::registry::{self, State};

use super::registry::Entry;
use super::session::Session;

/// Marks the family invalid if a hole is found, and says which.
pub(super) fn detect(
    session: &mut dyn Session,
    entry: &mut Entry,
    now_ms: i64,
) -> Result<(), EngineError> {
    let Some(then) = entry.epoch.as_ref().filter(|_| entry.state == State::Live) else {
        return Ok(());
    };
    let now = session.epoch(&entry.family)?;
    let Some(hole) = hole(then, &now) else { return Ok(()) };
    let name = entry.family.name.as_str();
    session.run(&registry::set_state(session.kind(), name, State::Invalid, &hole, now_ms))?;
    entry.state = State::Invalid;
    entry.why = hole;
    Ok(())
}

/// The first difference, in words. A line is `what it is: its state`.
pub(super) fn hole(then: &[String], now: &[String]) -> Option<String> {
    let what = |line: &str| line.split(": ").next().unwrap_or(line).to_owned();
    if let Some(gone) = then.iter().find(|line| !now.contains(line)) {
        let what = what(gone);
        let still = now.iter().any(|line| line.starts_with(&format!("{what}: ")));
        return Some(if still {
            format!("{what} was changed since the last build")
        } else {
            format!("{what} is gone")
        });
    }
    let new = now.iter().find(|line| !then.contains(line))?;
    Some(format!("{} is new", what(new)))
}

#[cfg(test)]
mod tests {
    use super::hole;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_hole_is_named() {
        let then = lines("trigger a: 1\ntable t: 7");
        assert_eq!(hole(&then, &then), None);
        let changed = hole(&then, &lines("trigger a: 2\ntable t: 7"));
        assert_eq!(changed.as_deref(), Some("trigger a was changed since the last build"));
        assert_eq!(hole(&then, &lines("table t: 7")).as_deref(), Some("trigger a is gone"));
        let more = lines("trigger a: 1\ntable t: 7\ntable t2: 8");
        assert_eq!(hole(&then, &more).as_deref(), Some("table t2 is new"));
    }
}
