//! Measuring a change's statements before and after it: round by round over all statements, so
//! that a slow minute of the server falls on all of them. What it means is in `proof.rs`.

use super::error::ApplyError;
use super::journal::{ChangeId, Intent};
use super::plan::Subject;
use super::proof::{Measured, Proof, ProofVerdict, StatementProof, median};
use super::run::Run;
use crate::engine::ErrorClass;
use crate::hash::Fnv;
use crate::name::Fingerprint;

/// A statement that can be run, with constants in place. The texts stay in memory: neither plan
/// nor journal holds them.
#[derive(Clone, PartialEq)]
pub struct Runnable {
    pub subject: Subject,
    pub texts: Vec<String>,
}

/// The side before, with the verdict open.
pub(super) fn before(
    run: &mut Run,
    change: ChangeId,
    intent: &Intent,
) -> Result<Proof, ApplyError> {
    let sides = measure(run, change, intent)?;
    let statements = sides.into_iter().map(Side::into_before).collect();
    Ok(Proof { statements, verdict: ProofVerdict::Open, because: String::new() })
}

/// Both sides: the one in `before`, and the one measured now.
pub(super) fn after(
    run: &mut Run,
    change: ChangeId,
    intent: &Intent,
    before: Option<&Proof>,
) -> Result<Vec<StatementProof>, ApplyError> {
    let known = before.map_or(&[][..], |proof| &proof.statements);
    let mut sides = measure(run, change, intent)?;
    let statements = known.iter().map(|s| {
        let same = |side: &Side| side.of == s.fingerprint && side.texts == s.texts;
        match sides.iter().position(same) {
            Some(at) => sides.swap_remove(at).complete(s),
            None => s.clone(),
        }
    });
    Ok(statements.collect())
}

/// One statement's rounds on one side.
pub(super) struct Side {
    of: Fingerprint,
    label: String,
    is_target: bool,
    /// Hash of `runnable`.
    texts: u64,
    runnable: Vec<String>,
    ms: Vec<f64>,
    work: Vec<Option<u64>>,
    work_unit: &'static str,
    answers: Vec<u64>,
    timed_out: bool,
    refused: bool,
}

fn measure(run: &mut Run, change: ChangeId, intent: &Intent) -> Result<Vec<Side>, ApplyError> {
    let mut sides = sides(run.runnables, intent);
    for _ in 0..run.policy.proof_rounds {
        for side in sides.iter_mut().filter(|s| s.runs_again(run.policy.proof_budget_ms)) {
            run.check_stopped(Some(change))?;
            round(run, change, side)?;
        }
    }
    sides.retain(|side| !side.refused);
    Ok(sides)
}

/// Runs every text once and adds the sums. A statement that runs into the time limit is not
/// run again; one that the server refuses is left out.
pub(super) fn round(run: &mut Run, change: ChangeId, side: &mut Side) -> Result<(), ApplyError> {
    let limits = run.policy.proof;
    let (mut ms, mut work, mut answer) = (0.0, Some(0_u64), Fnv::new());
    for text in &side.runnable {
        let measured = match run.engine.measure(text, &limits) {
            Ok(measured) => measured,
            Err(e) if e.class == ErrorClass::TimedOut => timed_out(limits.statement_ms),
            Err(e) if matches!(e.class, ErrorClass::Unreachable | ErrorClass::Stopped) => {
                return Err(run.failure("measure a statement", Some(change), e));
            }
            Err(e) => {
                run.world.say(&format!("{} is left out of the proof: {e}", side.label));
                side.refused = true;
                return Ok(());
            }
        };
        ms += measured.ms.0;
        side.timed_out |= measured.timed_out;
        work = work.zip(measured.work).map(|(sum, w)| sum.saturating_add(w));
        answer.number(measured.answer);
        if !measured.work_unit.is_empty() {
            side.work_unit = measured.work_unit;
        }
        if side.timed_out {
            break;
        }
    }
    side.ms.push(ms);
    side.work.push(work);
    side.answers.push(answer.value());
    Ok(())
}

fn timed_out(limit_ms: u64) -> Measured {
    Measured {
        ms: crate::name::Millis(limit_ms as f64),
        rows: 0,
        answer: 0,
        work: None,
        work_unit: "",
        timed_out: true,
    }
}

/// Targets first; each statement once, and only if there is a text to run.
fn sides(runnables: &[Runnable], intent: &Intent) -> Vec<Side> {
    let targets = intent.targets.iter().map(|s| (s, true));
    let bystanders = intent.bystanders.iter().map(|s| (s, false));
    let mut sides: Vec<Side> = Vec::new();
    for (subject, is_target) in targets.chain(bystanders) {
        if !sides.iter().any(|s| s.of == subject.fingerprint) {
            sides.extend(side(runnables, subject, is_target));
        }
    }
    sides
}

/// None: there is no text to run.
pub(super) fn side(runnables: &[Runnable], subject: &Subject, is_target: bool) -> Option<Side> {
    let runnable = runnables.iter().find(|r| r.subject.fingerprint == subject.fingerprint)?;
    let side = Side {
        of: subject.fingerprint,
        label: subject.label.clone(),
        is_target,
        texts: hash_texts(&runnable.texts),
        runnable: runnable.texts.clone(),
        ms: Vec::new(),
        work: Vec::new(),
        work_unit: "",
        answers: Vec::new(),
        timed_out: false,
        refused: false,
    };
    (!side.runnable.is_empty()).then_some(side)
}

impl Side {
    /// The same statement in other words, not yet run.
    pub fn with_texts(&self, texts: Vec<String>) -> Self {
        Self {
            label: self.label.clone(),
            texts: hash_texts(&texts),
            runnable: texts,
            ms: Vec::new(),
            work: Vec::new(),
            answers: Vec::new(),
            ..*self
        }
    }

    pub fn label(&self) -> &str {
        &self.label
    }

    pub fn texts(&self) -> &[String] {
        &self.runnable
    }

    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// Both gave the same answer in every round that both were run in, and there is one.
    pub fn answers_as(&self, other: &Self) -> bool {
        let mut pairs = self.answers.iter().zip(&other.answers).peekable();
        let ran = pairs.peek().is_some() && !self.timed_out && !other.timed_out;
        ran && pairs.all(|(one, other)| one == other)
    }

    pub fn runs_again(&self, budget_ms: u64) -> bool {
        let spent_ms: f64 = self.ms.iter().sum();
        !self.timed_out && !self.refused && spent_ms < budget_ms as f64
    }

    /// None: rounds differ (the data moves, or the statement does), or a text timed out.
    fn answer(&self) -> Option<u64> {
        let first = *self.answers.first()?;
        (!self.timed_out && self.answers.iter().all(|a| *a == first)).then_some(first)
    }

    /// None unless every round counted it.
    fn work(&self) -> Option<u64> {
        let known: Option<Vec<f64>> = self.work.iter().map(|w| w.map(|w| w as f64)).collect();
        known.and_then(|work| median(&work)).filter(|_| !self.timed_out).map(|w| w as u64)
    }

    pub fn into_before(self) -> StatementProof {
        StatementProof {
            fingerprint: self.of,
            before_work: self.work(),
            after_work: None,
            work_unit: self.work_unit.to_owned(),
            before_timed_out: self.timed_out,
            after_timed_out: false,
            texts: self.texts,
            before_answer: self.answer(),
            after_answer: None,
            equal: None,
            is_target: self.is_target,
            before_ms: self.ms,
            after_ms: Vec::new(),
            label: self.label,
        }
    }

    pub fn complete(self, before: &StatementProof) -> StatementProof {
        let answer = self.answer();
        StatementProof {
            after_work: self.work(),
            after_timed_out: self.timed_out,
            after_answer: answer,
            equal: before.before_answer.zip(answer).map(|(b, a)| b == a),
            after_ms: self.ms,
            ..before.clone()
        }
    }
}

fn hash_texts(texts: &[String]) -> u64 {
    let mut hash = Fnv::new();
    for text in texts {
        hash.part(text);
    }
    hash.value()
}
