//! A plan as the TOML file that people review and `rungs apply` runs. The SQL in it is there to
//! be read: what counts is `action`, and [`verify_rendering`] refuses a file where they differ.
//! Its head says how much stands in it, so that a file that was cut off is no shorter plan.

use serde::Serialize;

use super::counterpart::{Counterpart, Hex, counterpart};
use super::{FormatError, check_format};
use crate::change::plan::{Decision, Outcome, Plan, Prediction, Promise, Rung, Step, Subject};
use crate::change::{Action, LockClass, Undo};
use crate::dialect::{ServerFlavour, Sql, render};
use crate::name::{EngineKind, Millis, TableName};

pub const FORMAT: &str = "rungs-plan-v1";

pub fn write(plan: &Plan) -> Result<String, FormatError> {
    let file = FileV1 {
        format: FORMAT.to_owned(),
        steps: plan.steps.len(),
        decisions: plan.decisions.len(),
        plan: PlanV1::of(plan),
    };
    toml::to_string_pretty(&file).map_err(|e| wrong(None, &e.to_string()))
}

pub fn read(text: &str) -> Result<Plan, FormatError> {
    let place = |e: &toml::de::Error| e.span().map(|span| line(text, span.start));
    let error = |e: toml::de::Error| wrong(place(&e), e.message());
    let table: toml::Table = toml::from_str(text).map_err(error)?;
    check_format("plan", table.get("format").and_then(toml::Value::as_str), FORMAT)?;
    // Not through FileV1: flattening would lose the line of an error.
    let plan: PlanV1 = toml::from_str(text).map_err(error)?;
    let plan = plan.back();
    check_numbers(&plan)?;
    check_count(&table, "steps", plan.steps.len())?;
    check_count(&table, "decisions", plan.decisions.len())?;
    Ok(plan)
}

/// Refuses a plan whose SQL is not what this server's dialect makes of its actions.
pub fn verify_rendering(plan: &Plan, server: ServerFlavour) -> Result<(), FormatError> {
    for step in &plan.steps {
        let place = Some(format!("step {}", step.number));
        let rendered = render(&step.action, server).map_err(|why| FormatError {
            file: "plan",
            place: place.clone(),
            what: format!("this server cannot {}: {why}", step.action),
            hint: "make the plan again for this server: rungs plan".to_owned(),
        })?;
        let same = rendered.forward == step.forward
            && rendered.back == step.back
            && rendered.undo == step.undo
            && rendered.lock == step.lock;
        if !same {
            return Err(FormatError {
                file: "plan",
                place,
                what: "its SQL, undo or lock was edited, or made for another server".to_owned(),
                hint: "change the action, not the SQL, or make the plan again: rungs plan"
                    .to_owned(),
            });
        }
    }
    Ok(())
}

/// Steps are numbered 1, 2, 3 …: the journal knows a step by its number.
fn check_numbers(plan: &Plan) -> Result<(), FormatError> {
    for (position, step) in (1_u32..).zip(&plan.steps) {
        if step.number != position {
            let what = format!("step {} stands at position {position}", step.number);
            return Err(wrong(None, &what));
        }
    }
    Ok(())
}

/// What the head says of `what` is what stands in the file; earlier files say nothing of it.
fn check_count(file: &toml::Table, what: &str, found: usize) -> Result<(), FormatError> {
    let Some(said) = file.get(what) else { return Ok(()) };
    if said.as_integer().is_some_and(|said| usize::try_from(said) == Ok(found)) {
        return Ok(());
    }
    Err(FormatError {
        file: "plan",
        place: None,
        what: format!("it was cut off or edited: its head says {what} = {said}, it holds {found}"),
        hint: format!("get the whole file, or mend `{what}` if it was edited with intent"),
    })
}

fn line(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    format!("line {}", before.matches('\n').count() + 1)
}

fn wrong(place: Option<String>, what: &str) -> FormatError {
    let what = what.trim_end().replace('\n', " ");
    let hint = "mend that place, or make the plan again: rungs plan".to_owned();
    FormatError { file: "plan", place, what, hint }
}

#[derive(Serialize)]
struct FileV1 {
    format: String,
    steps: usize,
    decisions: usize,
    #[serde(flatten)]
    plan: PlanV1,
}

counterpart! {
    PlanV1 of Plan {
        required {
            id: String,
            engine: EngineKind,
            target_identity: String,
            database: String,
            made_at_ms: i64,
            made_by_version: String,
            #[serde(rename = "step", default)]
            steps: Vec<StepV1>,
            #[serde(rename = "decision", default)]
            decisions: Vec<DecisionV1>,
        }
        optional {}
    }
}

counterpart! {
    #[serde(deny_unknown_fields)]
    StepV1 of Step {
        required {
            number: u32,
            rung: Rung,
            finding: String,
            why: String,
            lock: LockClass,
            undo: Undo,
            forward: Vec<Sql>,
            back: Vec<Sql>,
            action: Action,
            #[serde(default, skip_serializing_if = "is_unknown")]
            predicted: Prediction,
            #[serde(rename = "target", default, skip_serializing_if = "Vec::is_empty")]
            targets: Vec<SubjectV1>,
            #[serde(rename = "bystander", default, skip_serializing_if = "Vec::is_empty")]
            bystanders: Vec<SubjectV1>,
            #[serde(rename = "promise", default, skip_serializing_if = "Vec::is_empty")]
            promises: Vec<PromiseV1>,
        }
        optional {}
    }
}

pub(super) fn is_unknown(prediction: &Prediction) -> bool {
    *prediction == Prediction::default()
}

counterpart! {
    #[serde(deny_unknown_fields)]
    SubjectV1 of Subject {
        required { fingerprint: Hex, label: String, shape: String }
        optional {}
    }
}

counterpart! {
    #[serde(deny_unknown_fields)]
    PromiseV1 of Promise {
        required {
            fingerprint: Hex,
            view: String,
            ask: String,
            before: Millis,
            before_measured: bool,
            after: Millis,
        }
        optional {}
    }
}

counterpart! {
    #[serde(deny_unknown_fields)]
    DecisionV1 of Decision {
        required {
            subject: SubjectV1,
            tables: Vec<TableName>,
            calls: f64,
            freshness: String,
            steps: Vec<u32>,
            outcome: Outcome,
            because: String,
        }
        optional {
            mean_now: Millis,
            mean_predicted: Millis,
            target: Millis,
            rung: Rung,
        }
    }
}
