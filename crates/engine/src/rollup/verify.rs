//! Verification: every group, stored and pending, against the facts; levels against the base.

use rungs_core::engine::{EngineError, ErrorClass, Progress, World};
use rungs_core::rollup::Family;
use rungs_core::rollup::derive::registry::{LogLine, State};
use rungs_core::rollup::derive::{self, Slice};

use super::build::planned;
use super::epoch;
use super::registry::{find, log};
use super::session::{Session, count, locked};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub checks: usize,
    /// What differs, and in how many groups.
    pub wrong: Vec<(String, u64)>,
    /// Why capture is not whole. None: it is.
    pub invalid: Option<String>,
}

/// Compares everything. A difference makes the family invalid.
pub fn verify(
    session: &mut dyn Session,
    name: &str,
    world: &mut dyn World,
) -> Result<Verified, EngineError> {
    let mut entry = find(session, name)?;
    let began = world.now_ms();
    epoch::detect(session, &mut entry, false, began)?;
    if entry.state != State::Invalid {
        super::refresh::refuse_unless_live(&entry)?;
    }
    let family = entry.family.clone();
    let family_name = family.name.as_str();
    let compared = locked(session, family_name, |session| compare(session, &family, world));
    let mut found = match compared {
        // A table that was changed under it may not even be there to be compared.
        Err(e) if entry.state == State::Invalid && e.class == ErrorClass::User => {
            Verified { checks: 0, wrong: Vec::new(), invalid: None }
        }
        other => other?,
    };
    let differ = found.wrong.iter().map(|(_, n)| n).sum();
    let is_invalid = entry.state == State::Invalid;
    let differs = found.wrong.first().filter(|_| !is_invalid);
    if let Some((what, groups)) = differs {
        let why = format!("verification found {groups} groups that differ: {what}");
        epoch::invalidate(session, &mut entry, epoch::Hole { why, touched: None }, began)?;
    }
    let took_ms = world.now_ms().abs_diff(began);
    let way = if found.wrong.is_empty() { "equal" } else { "different" };
    let line =
        LogLine { family: family_name, at_ms: began, what: "verify", deltas: differ, took_ms, way };
    log(session, &line)?;
    found.invalid = is_invalid.then_some(entry.why);
    Ok(found)
}

/// Without a refresh in between: levels are compared with the base of the same moment.
fn compare(
    session: &mut dyn Session,
    family: &Family,
    world: &mut dyn World,
) -> Result<Verified, EngineError> {
    let mut slices: Vec<Slice> =
        planned(session, family)?.into_iter().map(|(slice, _)| slice).collect();
    // Rows may have come outside of the slices of the build.
    if slices.len() != 1 {
        slices = vec![Slice { range: None }];
    }
    let mut found = Verified { checks: 0, wrong: Vec::new(), invalid: None };
    for (at, slice) in slices.iter().enumerate() {
        // Without capture the facts have gone on; levels are of the base all the same.
        let of_facts = usize::from(!family.is_captured());
        for check in derive::checks(family, slice, at == 0).into_iter().skip(of_facts) {
            world.progress(&Progress { phase: check.what.clone(), done: 0, total: 0 });
            let differ = count(session, &check.differences)?;
            found.checks += 1;
            if differ > 0 {
                found.wrong.push((check.what, differ));
            }
        }
    }
    Ok(found)
}
