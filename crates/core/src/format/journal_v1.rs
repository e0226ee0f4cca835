//! One journal event as one JSON object. Holds shapes, never literals or texts of statements.

use serde::{Deserialize, Serialize};

use super::counterpart::{Counterpart, Hex, counterpart};
use super::plan_v1::{PromiseV1, is_unknown};
use super::{FormatError, check_format};
use crate::change::Action;
use crate::change::journal::{ChangeId, Event, EventKind, Intent};
use crate::change::plan::{Prediction, Subject};
use crate::change::proof::{Proof, ProofVerdict, StatementProof};
use crate::dialect::Sql;

pub const FORMAT: &str = "rungs-journal-v1";

/// The body of one entry.
pub fn encode(event: &Event) -> Result<String, FormatError> {
    let body = EventV1 {
        format: FORMAT.to_owned(),
        change: event.change.0,
        at_ms: event.at_ms,
        kind: KindV1::of(&event.kind),
    };
    serde_json::to_string(&body).map_err(|e| unreadable(None, e.to_string()))
}

/// `entry`: 1-based position in the journal, for the error.
pub fn decode(entry: usize, body: &str) -> Result<Event, FormatError> {
    let place = || Some(format!("entry {entry}"));
    let wrong = |e: serde_json::Error| unreadable(place(), e.to_string());
    let head: Head = serde_json::from_str(body).map_err(wrong)?;
    check_format("journal", head.format.as_deref(), FORMAT)
        .map_err(|e| FormatError { place: place(), ..e })?;
    let event: EventV1 = serde_json::from_str(body).map_err(wrong)?;
    Ok(Event { change: ChangeId(event.change), at_ms: event.at_ms, kind: event.kind.back() })
}

fn unreadable(place: Option<String>, what: String) -> FormatError {
    let hint = "the journal was edited or damaged; restore its table from a backup".to_owned();
    FormatError { file: "journal", place, what, hint }
}

#[derive(Deserialize)]
struct Head {
    format: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct EventV1 {
    format: String,
    change: u64,
    at_ms: i64,
    #[serde(flatten)]
    kind: KindV1,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum KindV1 {
    Planned { intent: Box<IntentV1> },
    MeasuredBefore { proof: ProofV1 },
    Started,
    Done,
    MeasuredAfter { proof: ProofV1 },
    Failing { error: String },
    Failed { error: String },
    Unknown { error: String },
    Interrupted,
    Verified { proof: ProofV1 },
    RevertStarted { why: String },
    Reverted,
    RevertFailed { error: String },
}

impl Counterpart<EventKind> for KindV1 {
    fn of(core: &EventKind) -> Self {
        match core {
            EventKind::Planned(intent) => Self::Planned { intent: Box::new(IntentV1::of(intent)) },
            EventKind::MeasuredBefore(proof) => Self::MeasuredBefore { proof: ProofV1::of(proof) },
            EventKind::Started => Self::Started,
            EventKind::Done => Self::Done,
            EventKind::MeasuredAfter(proof) => Self::MeasuredAfter { proof: ProofV1::of(proof) },
            EventKind::Failing { error } => Self::Failing { error: error.clone() },
            EventKind::Failed { error } => Self::Failed { error: error.clone() },
            EventKind::Unknown { error } => Self::Unknown { error: error.clone() },
            EventKind::Interrupted => Self::Interrupted,
            EventKind::Verified(proof) => Self::Verified { proof: ProofV1::of(proof) },
            EventKind::RevertStarted { why } => Self::RevertStarted { why: why.clone() },
            EventKind::Reverted => Self::Reverted,
            EventKind::RevertFailed { error } => Self::RevertFailed { error: error.clone() },
        }
    }

    fn back(self) -> EventKind {
        match self {
            Self::Planned { intent } => EventKind::Planned(Box::new(intent.back())),
            Self::MeasuredBefore { proof } => EventKind::MeasuredBefore(proof.back()),
            Self::Started => EventKind::Started,
            Self::Done => EventKind::Done,
            Self::MeasuredAfter { proof } => EventKind::MeasuredAfter(proof.back()),
            Self::Failing { error } => EventKind::Failing { error },
            Self::Failed { error } => EventKind::Failed { error },
            Self::Unknown { error } => EventKind::Unknown { error },
            Self::Interrupted => EventKind::Interrupted,
            Self::Verified { proof } => EventKind::Verified(proof.back()),
            Self::RevertStarted { why } => EventKind::RevertStarted { why },
            Self::Reverted => EventKind::Reverted,
            Self::RevertFailed { error } => EventKind::RevertFailed { error },
        }
    }
}

counterpart! {
    IntentV1 of Intent {
        required {
            plan_id: String,
            step: u32,
            finding: String,
            why: String,
            action: Action,
            forward: Vec<Sql>,
            back: Vec<Sql>,
            targets: Vec<SubjectV1>,
            bystanders: Vec<SubjectV1>,
            #[serde(default, skip_serializing_if = "is_unknown")]
            predicted: Prediction,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            promises: Vec<PromiseV1>,
        }
        optional {}
    }
}

counterpart! {
    SubjectV1 of Subject {
        required { fingerprint: Hex, label: String, shape: String }
        optional {}
    }
}

counterpart! {
    ProofV1 of Proof {
        required { statements: Vec<StatementV1>, verdict: VerdictV1, because: String }
        optional {}
    }
}

counterpart! {
    StatementV1 of StatementProof {
        required {
            fingerprint: Hex,
            label: String,
            before_ms: Vec<f64>,
            after_ms: Vec<f64>,
            work_unit: String,
            before_timed_out: bool,
            after_timed_out: bool,
            texts: Hex,
            is_target: bool,
        }
        optional {
            before_work: u64,
            after_work: u64,
            before_answer: Hex,
            after_answer: Hex,
            equal: bool,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum VerdictV1 {
    Holds,
    NoGain,
    Worse,
    NotProven,
    Open,
}

impl Counterpart<ProofVerdict> for VerdictV1 {
    fn of(core: &ProofVerdict) -> Self {
        match core {
            ProofVerdict::Holds => Self::Holds,
            ProofVerdict::NoGain => Self::NoGain,
            ProofVerdict::Worse => Self::Worse,
            ProofVerdict::NotProven => Self::NotProven,
            ProofVerdict::Open => Self::Open,
        }
    }

    fn back(self) -> ProofVerdict {
        match self {
            Self::Holds => ProofVerdict::Holds,
            Self::NoGain => ProofVerdict::NoGain,
            Self::Worse => ProofVerdict::Worse,
            Self::NotProven => ProofVerdict::NotProven,
            Self::Open => ProofVerdict::Open,
        }
    }
}
