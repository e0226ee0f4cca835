//! Taking one change back because the user asks for it.

use super::error::ApplyError;
use super::journal::{ChangeId, ChangeState, EventKind};
use super::plan::Verdict;
use super::policy::Policy;
use super::run::Run;
use super::step;
use crate::engine::{Engine, World};

/// Takes a change back; one that is back already stays so. A repeatable change (ANALYZE) has
/// nothing to take back and is left as it is.
pub fn revert(
    engine: &mut dyn Engine,
    id: ChangeId,
    policy: &Policy,
    world: &mut dyn World,
) -> Result<Verdict, ApplyError> {
    Run::under_lock(engine, &[], policy, world, |run| {
        let change = run.change(id)?;
        let nothing_to_do = change.state == ChangeState::Verified && change.intent.back.is_empty();
        match change.state {
            _ if nothing_to_do => return Ok(step::no_way_back(change)),
            ChangeState::Pending
            | ChangeState::Started
            | ChangeState::Done
            | ChangeState::Verified => {
                let why = "the user asked for it".to_owned();
                run.record(id, EventKind::RevertStarted { why })?;
            }
            ChangeState::Reverting | ChangeState::Reverted | ChangeState::Failed => {}
        }
        step::go_on(run, id)
    })
}
