//! Finishing what was left in the middle: by a crash, a lost connection, Ctrl-C, or a way back
//! that failed. What happened is read from the journal and the catalog, never from memory.

use super::error::ApplyError;
use super::measure::Runnable;
use super::plan::Verdict;
use super::policy::Policy;
use super::run::Run;
use super::step;
use crate::engine::{Engine, World};

/// Finishes every unfinished change, oldest first, and says what became of each.
/// Nothing unfinished: nothing done.
pub fn resume(
    engine: &mut dyn Engine,
    runnables: &[Runnable],
    policy: &Policy,
    world: &mut dyn World,
) -> Result<Vec<Verdict>, ApplyError> {
    Run::under_lock(engine, runnables, policy, world, finish_all)
}

pub(super) fn finish_all(run: &mut Run) -> Result<Vec<Verdict>, ApplyError> {
    let unfinished = run.history.unfinished();
    unfinished.into_iter().map(|id| step::go_on(run, id)).collect()
}
