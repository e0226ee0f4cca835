//! The one place that changes a target. `apply` climbs a plan's steps under the writer's lock;
//! every step goes plan → journal → server → proof → journal. What a step does is in `step.rs`.

use super::error::ApplyError;
use super::journal::History;
use super::measure::Runnable;
use super::plan::{Plan, Verdict};
use super::policy::Policy;
use super::run::Run;
use super::{resume, step};
use crate::dialect::{ServerFlavour, Sql};
use crate::engine::{Engine, World};
use crate::format::journal_v1;
use crate::format::plan_v1::verify_rendering;

/// Does the plan, step by step. What is done already is not done twice; what was left in the
/// middle is finished first; what was taken back stays back unless `policy.again`.
///
/// One verdict per step, in order. An error stops the plan: what had begun is in the journal,
/// for [`super::resume`].
pub fn apply(
    engine: &mut dyn Engine,
    runnables: &[Runnable],
    plan: &Plan,
    policy: &Policy,
    world: &mut dyn World,
) -> Result<Vec<Verdict>, ApplyError> {
    check_target(engine, plan)?;
    Run::under_lock(engine, runnables, policy, world, |run| {
        resume::finish_all(run)?;
        let mut verdicts = Vec::with_capacity(plan.steps.len());
        for step in &plan.steps {
            let verdict = step::climb(run, plan, step, &verdicts)?;
            run.world.say(&format!("step {}: {}", step.number, verdict.say));
            verdicts.push(verdict);
        }
        Ok(verdicts)
    })
}

/// Exactly what `apply` would run for the plan on a target that has none of it yet, in order;
/// the proof's own reads, the journal and what a taken-back step runs are not in it. A plan that
/// `apply` refuses for this target is refused alike.
pub fn dry_run(engine: &mut dyn Engine, plan: &Plan) -> Result<Vec<Sql>, ApplyError> {
    check_target(engine, plan)?;
    Ok(plan.steps.iter().flat_map(|step| step.forward.iter().cloned()).collect())
}

/// All changes of this target, oldest first. Takes no lock.
pub fn history(engine: &mut dyn Engine) -> Result<History, ApplyError> {
    let bodies = engine.journal_read().map_err(|source| ApplyError::Engine {
        attempt: "read the journal",
        unfinished: None,
        source,
    })?;
    let mut history = History::default();
    for (position, body) in bodies.iter().enumerate() {
        history.push(journal_v1::decode(position + 1, body)?)?;
    }
    Ok(history)
}

fn check_target(engine: &mut dyn Engine, plan: &Plan) -> Result<(), ApplyError> {
    let server = engine.server().map_err(|source| ApplyError::Engine {
        attempt: "look at the server",
        unfinished: None,
        source,
    })?;
    if server.engine != plan.engine {
        return Err(ApplyError::OtherEngine { plan: plan.engine, target: server.engine });
    }
    if server.identity != plan.target_identity {
        let (plan, target) = (plan.target_identity.clone(), server.identity);
        return Err(ApplyError::OtherTarget { plan, target });
    }
    verify_rendering(plan, ServerFlavour::from(&server))?;
    Ok(())
}
