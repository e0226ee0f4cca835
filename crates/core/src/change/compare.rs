//! The proof of a rollup: its targets are asked of the raw tables and, in other words, of the
//! rollup, by turns, so that both see the same server and the same rows.

use super::error::ApplyError;
use super::journal::{ChangeId, Intent};
use super::measure::{Side, round, side};
use super::policy::Policy;
use super::proof::{Proof, ProofVerdict, StatementProof, judge};
use super::run::Run;
use crate::change::Action;
use crate::engine::Scope;
use crate::rollup::derive::registry::State;
use crate::rollup::{Catalog, Standing, Unanswered, answer};

/// Measures both ways and says what it means. A target that no rollup of the step answers, and
/// one that it answers otherwise, speak against it.
pub(super) fn prove(run: &mut Run, change: ChangeId, intent: &Intent) -> Result<Proof, ApplyError> {
    let Asked { mut pairs, unanswered } = asked(run, change, intent)?;
    for _ in 0..run.policy.proof_rounds {
        for side in pairs.iter_mut().flat_map(|(raw, rolled)| [raw, rolled]) {
            if side.runs_again(run.policy.proof_budget_ms) {
                run.check_stopped(Some(change))?;
                round(run, change, side)?;
            }
        }
    }
    pairs.retain(|(raw, rolled)| !raw.is_refused() && !rolled.is_refused());
    let statements = pairs.into_iter().map(|(raw, rolled)| compared(raw, rolled)).collect();
    // They were asked by turns: where each gave one answer in all rounds, no row was written.
    let policy = Policy { data_at_rest: true, ..run.policy.clone() };
    Ok(said(judge(statements, !intent.targets.is_empty(), &policy), &unanswered))
}

fn said(mut proof: Proof, unanswered: &[String]) -> Proof {
    if proof.statements.is_empty() && !unanswered.is_empty() {
        proof.verdict = ProofVerdict::NoGain;
        proof.because = unanswered.join("; ");
        return proof;
    }
    for why in unanswered {
        proof.because += &format!("; {why}");
    }
    proof
}

/// The targets that have a text to run.
#[derive(Default)]
struct Asked {
    /// Of the raw tables, and of a rollup of the step.
    pairs: Vec<(Side, Side)>,
    /// Why none answers a target.
    unanswered: Vec<String>,
}

fn asked(run: &mut Run, change: ChangeId, intent: &Intent) -> Result<Asked, ApplyError> {
    let raw: Vec<Side> =
        intent.targets.iter().filter_map(|subject| side(run.runnables, subject, true)).collect();
    if raw.is_empty() {
        return Ok(Asked::default());
    }
    let standing = standing(run, change, &intent.action)?;
    let scope = Scope { tables: Vec::new(), statements_max: 1 };
    let seen = run.engine.snapshot(&scope);
    let seen = seen.map_err(|e| run.failure("look at the tables", Some(change), e))?;
    let path = seen.search_path();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let catalog = Catalog::of(&seen, &path);
    let mut asked = Asked::default();
    for raw in raw {
        match raw.texts().iter().map(|text| reworded(text, &catalog, &standing)).collect() {
            Ok(texts) => {
                let rolled = raw.with_texts(texts);
                asked.pairs.push((raw, rolled));
            }
            Err(why) => {
                asked.unanswered.push(format!("{} is not answered by it: {why}", raw.label()));
            }
        }
    }
    Ok(asked)
}

/// Those of the step, as the database has them.
fn standing(run: &mut Run, change: ChangeId, action: &Action) -> Result<Vec<Standing>, ApplyError> {
    let Action::AddRollup { definitions, .. } = action else { return Ok(Vec::new()) };
    let standing = run.engine.rollups();
    let standing = standing.map_err(|e| run.failure("read the rollups", Some(change), e))?;
    let live = standing.into_iter().filter(|s| s.state == State::Live && s.is_of(definitions));
    Ok(live.filter_map(|one| one.only(definitions)).collect())
}

fn reworded(text: &str, catalog: &Catalog<'_>, standing: &[Standing]) -> Result<String, String> {
    match answer(text, catalog, standing) {
        Ok(answered) => Ok(answered.sql),
        Err(Unanswered::Query(why)) => Err(why.to_string()),
        Err(Unanswered::Levels(refused)) => Err(refused
            .first()
            .map_or_else(|| "there is no rollup".to_owned(), |refused| refused.why.to_string())),
    }
}

fn compared(raw: Side, rolled: Side) -> StatementProof {
    let in_all_rounds = raw.answers_as(&rolled);
    let mut proof = rolled.complete(&raw.into_before());
    if in_all_rounds {
        proof.equal = Some(true);
    }
    proof
}
