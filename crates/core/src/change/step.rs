//! One step on its way: whether it is due, and what each state of its change asks for next.
//! `apply`, `resume` and `revert` all go on here, from the state that the journal tells.

use super::attempt::{Stumble, bring_about, probe, take_back, wait_until_clear};
use super::compare;
use super::error::ApplyError;
use super::flow::carry_out;
use super::journal::{Change, ChangeId, ChangeState, EventKind, Intent};
use super::measure;
use super::plan::{Plan, Step, Verdict};
use super::proof::{ProofVerdict, judge};
use super::run::Run;
use crate::change::Action;
use crate::engine::{Probe, Way};

/// Does one step of a plan, unless it is done, was taken back, or must be held back.
pub(super) fn climb(
    run: &mut Run,
    plan: &Plan,
    step: &Step,
    earlier: &[Verdict],
) -> Result<Verdict, ApplyError> {
    run.check_stopped(None)?;
    if let Some(verdict) = already(run, plan, step)? {
        return Ok(verdict);
    }
    if let Some(verdict) = held_back(plan, step, earlier) {
        return Ok(verdict);
    }
    wait_until_clear(run, &step.action, step.predicted.bytes, None)?;
    let change = run.history.next_id();
    run.record(change, EventKind::Planned(Box::new(intent(plan, step))))?;
    go_on(run, change)
}

/// Drives a change to a finished state, from wherever it is.
pub(super) fn go_on(run: &mut Run, id: ChangeId) -> Result<Verdict, ApplyError> {
    loop {
        run.check_stopped(Some(id))?;
        let change = run.change(id)?.clone();
        match change.state {
            ChangeState::Pending => start(run, &change)?,
            ChangeState::Started => act(run, &change)?,
            ChangeState::Done => prove(run, &change)?,
            ChangeState::Reverting => unwind(run, &change)?,
            ChangeState::Verified | ChangeState::Reverted | ChangeState::Failed => {
                return Ok(verdict(&change));
            }
        }
    }
}

/// Pending: measures the side before, once, and writes that it begins. A flow leaves what was
/// before beside what is made, so both are measured after it.
fn start(run: &mut Run, change: &Change) -> Result<(), ApplyError> {
    if change.before.is_none() && !change.intent.action.is_flow() {
        let before = measure::before(run, change.id, &change.intent)?;
        run.record(change.id, EventKind::MeasuredBefore(before))?;
    }
    run.record(change.id, EventKind::Started)
}

/// Started: does what the catalog shows as missing.
fn act(run: &mut Run, change: &Change) -> Result<(), ApplyError> {
    let intent = &change.intent;
    run.world.say(&format!("{}: {}", intent.action, intent.why));
    let outcome = if intent.action.is_flow() {
        carry_out(run, change.id, &intent.action, Way::Forward)
    } else {
        bring_about(run, change.id, &intent.action, &intent.forward)
    };
    match outcome {
        Ok(()) => run.record(change.id, EventKind::Done),
        Err(stumble) => {
            let error = end_or_error(run, change.id, stumble)?;
            run.record(change.id, EventKind::Failing { error: error.what })
        }
    }
}

/// Done: measures the side after, and keeps the change or begins to take it back.
fn prove(run: &mut Run, change: &Change) -> Result<(), ApplyError> {
    let proof = if let Some(proof) = &change.proof {
        proof.clone()
    } else {
        let (intent, before) = (&change.intent, change.before.as_ref());
        let proof = if intent.action.is_flow() {
            compare::prove(run, change.id, intent)?
        } else {
            let statements = measure::after(run, change.id, intent, before)?;
            judge(statements, !intent.targets.is_empty(), run.policy)
        };
        run.record(change.id, EventKind::MeasuredAfter(proof.clone()))?;
        proof
    };
    let can_go_back = !change.intent.back.is_empty();
    match proof.verdict {
        ProofVerdict::Worse | ProofVerdict::NoGain if can_go_back => {
            run.record(change.id, EventKind::RevertStarted { why: proof.because })
        }
        ProofVerdict::Holds
        | ProofVerdict::NotProven
        | ProofVerdict::Open
        | ProofVerdict::Worse
        | ProofVerdict::NoGain => run.record(change.id, EventKind::Verified(proof)),
    }
}

/// Reverting: takes back what the catalog shows as there.
fn unwind(run: &mut Run, change: &Change) -> Result<(), ApplyError> {
    let intent = &change.intent;
    run.world.say(&format!("taking back: {}", intent.action));
    let outcome = if intent.action.is_flow() {
        carry_out(run, change.id, &intent.action, Way::Back)
    } else {
        take_back(run, change.id, &intent.action, &intent.back)
    };
    match outcome {
        Ok(()) if change.failing => {
            let error = change.why.clone().unwrap_or_default();
            run.record(change.id, EventKind::Failed { error })
        }
        Ok(()) => run.record(change.id, EventKind::Reverted),
        Err(stumble) => {
            let source = end_or_error(run, change.id, stumble)?;
            let error = source.what.clone();
            run.record(change.id, EventKind::RevertFailed { error })?;
            Err(ApplyError::NeedsAttention { change: change.id, source })
        }
    }
}

/// A lost connection or a stop ends the run, with a word in the journal where it can be reached;
/// any other error is for the change itself to deal with.
fn end_or_error(
    run: &mut Run,
    id: ChangeId,
    stumble: Stumble,
) -> Result<crate::engine::EngineError, ApplyError> {
    let ends = stumble.ends_the_run();
    let error = stumble.into_engine_error()?;
    if !ends {
        return Ok(error);
    }
    if error.class != crate::engine::ErrorClass::Stopped {
        let unknown = EventKind::Unknown { error: error.what.clone() };
        if let Err(e) = run.record(id, unknown) {
            run.world.say(&e.to_string());
        }
    }
    Err(run.failure("finish a change", Some(id), error))
}

/// The verdict of a step that needs nothing done: the journal or the catalog says so.
fn already(run: &mut Run, plan: &Plan, step: &Step) -> Result<Option<Verdict>, ApplyError> {
    let latest = run.history.latest_of(&step.action).cloned();
    if step.action.is_repeatable() {
        // Only the journal knows, and another plan may ask for it anew.
        let mut changes = run.history.changes().rev();
        let done = changes.find(|c| is_done_by(plan, c) && c.intent.action == step.action);
        return Ok(done.map(|c| at(step, c.state, format!("done as change {}", c.id.0))));
    }
    let probe = probe(run, None, &step.action)
        .map_err(|e| run.failure("look what is there already", None, e))?;
    Ok(match (probe, latest) {
        (Probe::Done, Some(c)) if c.state == ChangeState::Verified => {
            Some(at(step, c.state, format!("there already, as change {}", c.id.0)))
        }
        (Probe::Done, _) => Some(at(step, ChangeState::Done, "there already".to_owned())),
        (Probe::NotStarted | Probe::Partial { .. } | Probe::Conflict(_), Some(c)) => {
            stays_back(run, plan, step, &c)
        }
        (Probe::NotStarted | Probe::Partial { .. } | Probe::Conflict(_), None) => None,
    })
}

/// Done by this plan since it was made. Plans of the same steps have one id: what was due yesterday
/// and is due again today is another plan with the id of the first.
fn is_done_by(plan: &Plan, change: &Change) -> bool {
    change.state == ChangeState::Verified
        && change.intent.plan_id == plan.id
        && change.changed_at_ms >= plan.made_at_ms
}

/// What was taken back, with rungs or behind its back, is not done again unless asked for.
fn stays_back(run: &Run, plan: &Plan, step: &Step, latest: &Change) -> Option<Verdict> {
    let say = match latest.state {
        _ if run.policy.again => return None,
        ChangeState::Reverted => {
            let why = latest.why.as_deref().unwrap_or("no reason was kept");
            format!("was taken back as change {}: {why}", latest.id.0)
        }
        ChangeState::Verified if is_done_by(plan, latest) => {
            format!("was done as change {} and taken back without rungs", latest.id.0)
        }
        ChangeState::Verified
        | ChangeState::Failed
        | ChangeState::Pending
        | ChangeState::Started
        | ChangeState::Done
        | ChangeState::Reverting => return None,
    };
    Some(at(step, ChangeState::Reverted, say + "; --again does it anyway"))
}

/// Nothing is dropped from a table where an earlier step, which may be its replacement, did not
/// stay.
fn held_back(plan: &Plan, step: &Step, earlier: &[Verdict]) -> Option<Verdict> {
    if !matches!(step.action, Action::DropIndex { .. }) {
        return None;
    }
    let lost = plan.steps.iter().zip(earlier).find(|(other, verdict)| {
        let stayed = matches!(verdict.state, ChangeState::Verified | ChangeState::Done);
        !stayed && other.action.table() == step.action.table()
    });
    let (other, _) = lost?;
    let say = format!("held back: step {} on the same table did not stay", other.number);
    Some(at(step, ChangeState::Pending, say))
}

fn at(step: &Step, state: ChangeState, say: String) -> Verdict {
    Verdict { step: step.number, state, say }
}

/// What became of a finished change.
pub(super) fn verdict(change: &Change) -> Verdict {
    let action = &change.intent.action;
    let because = change.proof.as_ref().map(|p| (p.verdict, p.because.as_str()));
    let why = change.why.as_deref().unwrap_or_default();
    let say = match (change.state, because) {
        (ChangeState::Verified, Some((ProofVerdict::NotProven, because))) => {
            format!("{action}: kept, not proven: {because}")
        }
        (ChangeState::Verified, Some((ProofVerdict::Worse | ProofVerdict::NoGain, because))) => {
            format!("{action}: done, there is no way back: {because}")
        }
        (ChangeState::Verified, Some((_, because))) => format!("{action}: kept: {because}"),
        (ChangeState::Reverted, _) => format!("{action}: taken back: {why}"),
        (ChangeState::Failed, _) => format!("{action}: failed, nothing is left of it: {why}"),
        (state, _) => format!("{action}: {}", state.word()),
    };
    Verdict { step: change.intent.step, state: change.state, say }
}

/// For what left schema and settings as they were.
pub(super) fn no_way_back(change: &Change) -> Verdict {
    let say = format!(
        "{}: there is nothing to take back: it left schema and settings as they were",
        change.intent.action
    );
    Verdict { step: change.intent.step, state: change.state, say }
}

fn intent(plan: &Plan, step: &Step) -> Intent {
    Intent {
        plan_id: plan.id.clone(),
        step: step.number,
        finding: step.finding.clone(),
        why: step.why.clone(),
        action: step.action.clone(),
        forward: step.forward.clone(),
        back: step.back.clone(),
        targets: step.targets.clone(),
        bystanders: step.bystanders.clone(),
        predicted: step.predicted,
        promises: step.promises.clone(),
    }
}
