//! Bringing about and taking back what is more than statements: the engine carries it out, and
//! what a broken call left is carried on by the next.

use super::attempt::{Backoff, Stumble, may_try_again, probe, stop_check};
use super::journal::ChangeId;
use super::run::Run;
use crate::change::Action;
use crate::engine::{Probe, Way};

/// From wherever the catalog says it is. On the way back, what is not ours stays.
pub(super) fn carry_out(
    run: &mut Run,
    change: ChangeId,
    action: &Action,
    way: Way,
) -> Result<(), Stumble> {
    let mut backoff = Backoff::new(run.policy);
    let mut before: Option<Stumble> = None;
    loop {
        stop_check(run, change)?;
        match (way, probe(run, Some(change), action).map_err(Stumble::Engine)?) {
            (Way::Forward, Probe::Done) | (Way::Back, Probe::NotStarted | Probe::Conflict(_)) => {
                return Ok(());
            }
            (Way::Forward, Probe::Conflict(what)) => return Err(Stumble::Conflict(what)),
            (Way::Forward, Probe::NotStarted | Probe::Partial { .. })
            | (Way::Back, Probe::Done | Probe::Partial { .. }) => {}
        }
        if let Some(stumble) = before.take()
            && !backoff.wait(run.world, &stumble.to_string())
        {
            return Err(stumble);
        }
        before = Some(match run.engine.carry_out(action, way, run.world) {
            Ok(()) => Stumble::Conflict("the catalog does not show its end yet".to_owned()),
            Err(e) if may_try_again(&e) => Stumble::Engine(e),
            Err(e) => return Err(Stumble::Engine(e)),
        });
    }
}
