//! The journal: events in the order they happened, kept in the target itself. The state of a
//! change is a pure fold over its events; `format/journal_v1.rs` writes events as JSON.
//!
//! ```text
//!              Planned
//!                 │
//!              Pending ──MeasuredBefore──▶ Pending
//!                 │ Started                                    RevertStarted (the user)
//!                 ▼                                      from Pending, Started, Done, Verified
//!              Started ──Unknown, Started──▶ Started           │
//!                 │   └────────Failing─────────────────────────┤
//!                 │ Done                                       ▼
//!                 ▼                                        Reverting ──RevertFailed,──▶ Reverting
//!               Done ──MeasuredAfter──▶ Done                 │   │     Unknown
//!                 │   └──RevertStarted (the proof)──▶        │   └──Failed────▶ Failed
//!                 │ Verified                                 └──────Reverted──▶ Reverted
//!                 ▼
//!             Verified
//! ```
//!
//! `Interrupted` may stand at any unfinished state and changes nothing. Verified, Reverted and
//! Failed are finished; of a failed or reverted change nothing is left in the target.

use std::collections::BTreeMap;

use thiserror::Error;

use super::action::Action;
use super::plan::{Prediction, Promise, Subject};
use super::proof::Proof;
use crate::dialect::Sql;
use crate::seen::IndexSpec;

/// Number of a change in one target's journal, 1, 2, 3 …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId(pub u64);

#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub change: ChangeId,
    pub at_ms: i64,
    pub kind: EventKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// The intent, written before anything is done.
    Planned(Box<Intent>),
    /// What was measured before.
    MeasuredBefore(Proof),
    /// Written before each attempt to do it.
    Started,
    Done,
    /// Both sides measured; the verdict is in it.
    MeasuredAfter(Proof),
    /// It could not be done; what is left of it is being cleaned up.
    Failing {
        error: String,
    },
    /// It could not be done, and nothing of it is left.
    Failed {
        error: String,
    },
    /// The connection died while it ran; the catalog will tell.
    Unknown {
        error: String,
    },
    /// The user stopped rungs; `resume` goes on.
    Interrupted,
    /// It stays.
    Verified(Proof),
    RevertStarted {
        why: String,
    },
    Reverted,
    /// The way back failed; `resume` tries it again.
    RevertFailed {
        error: String,
    },
}

/// All that is needed to finish a change or take it back, without its plan file.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    pub plan_id: String,
    pub step: u32,
    pub finding: String,
    pub why: String,
    pub action: Action,
    pub forward: Vec<Sql>,
    pub back: Vec<Sql>,
    pub targets: Vec<Subject>,
    pub bystanders: Vec<Subject>,
    pub predicted: Prediction,
    pub promises: Vec<Promise>,
}

/// Where a change is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeState {
    Pending,
    Started,
    Done,
    Verified,
    Reverting,
    Reverted,
    Failed,
}

impl ChangeState {
    /// Nothing more is to be done for it by itself.
    pub fn is_finished(self) -> bool {
        match self {
            Self::Verified | Self::Reverted | Self::Failed => true,
            Self::Pending | Self::Started | Self::Done | Self::Reverting => false,
        }
    }

    /// As history says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Started => "started",
            Self::Done => "done",
            Self::Verified => "verified",
            Self::Reverting => "reverting",
            Self::Reverted => "reverted",
            Self::Failed => "failed",
        }
    }
}

/// A change as its events tell it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub id: ChangeId,
    pub intent: Intent,
    pub state: ChangeState,
    /// What was measured before it, with the verdict still open.
    pub before: Option<Proof>,
    /// Both sides, once they are there.
    pub proof: Option<Proof>,
    /// Why it was or is being taken back, or what stopped it.
    pub why: Option<String>,
    /// It is on its way back because it could not be done.
    pub failing: bool,
    /// How often it was begun.
    pub attempts: u32,
    pub planned_at_ms: i64,
    pub changed_at_ms: i64,
}

/// All changes of one target, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    changes: BTreeMap<ChangeId, Change>,
}

/// A sequence of events that rungs never writes: the journal was damaged or edited.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JournalError {
    #[error("change {}: its journal has `{event}` after `{}`", change.0, state.word())]
    Impossible { change: ChangeId, state: ChangeState, event: &'static str },
    #[error("change {}: its journal begins with `{event}`, not with `planned`", change.0)]
    NotPlanned { change: ChangeId, event: &'static str },
}

impl History {
    pub fn from_events(events: impl IntoIterator<Item = Event>) -> Result<Self, JournalError> {
        let mut history = Self::default();
        for event in events {
            history.push(event)?;
        }
        Ok(history)
    }

    /// Takes one more event; a refused one changes nothing.
    pub fn push(&mut self, event: Event) -> Result<(), JournalError> {
        let change = self.after(event)?;
        self.put(change);
        Ok(())
    }

    /// What the event would make of its change.
    pub(super) fn after(&self, event: Event) -> Result<Change, JournalError> {
        let Event { change: id, at_ms, kind } = event;
        match (self.changes.get(&id), kind) {
            (Some(change), kind) => {
                let mut change = change.clone();
                change.take(at_ms, kind)?;
                Ok(change)
            }
            (None, EventKind::Planned(intent)) => Ok(Change::planned(id, at_ms, *intent)),
            (None, kind) => Err(JournalError::NotPlanned { change: id, event: kind.word() }),
        }
    }

    pub(super) fn put(&mut self, change: Change) {
        self.changes.insert(change.id, change);
    }

    pub fn changes(&self) -> impl DoubleEndedIterator<Item = &Change> {
        self.changes.values()
    }

    pub fn get(&self, id: ChangeId) -> Option<&Change> {
        self.changes.get(&id)
    }

    /// The change of this action that was begun last.
    pub fn latest_of(&self, action: &Action) -> Option<&Change> {
        self.changes().rev().find(|c| &c.intent.action == action)
    }

    /// Indexes that were made and taken back, by the user or by a proof, and are not there now.
    pub fn indexes_taken_back(&self) -> Vec<IndexSpec> {
        let mut back: Vec<IndexSpec> = Vec::new();
        for change in self.changes() {
            let Action::CreateIndex { index, .. } = &change.intent.action else { continue };
            back.retain(|spec| spec != index);
            if change.state == ChangeState::Reverted {
                back.push(index.clone());
            }
        }
        back
    }

    /// Ids of the changes that were left in the middle, oldest first.
    pub fn unfinished(&self) -> Vec<ChangeId> {
        self.changes().filter(|c| !c.state.is_finished()).map(|c| c.id).collect()
    }

    pub fn next_id(&self) -> ChangeId {
        ChangeId(self.changes.last_key_value().map_or(1, |(id, _)| id.0 + 1))
    }
}

impl Change {
    fn planned(id: ChangeId, at_ms: i64, intent: Intent) -> Self {
        Self {
            id,
            intent,
            state: ChangeState::Pending,
            before: None,
            proof: None,
            why: None,
            failing: false,
            attempts: 0,
            planned_at_ms: at_ms,
            changed_at_ms: at_ms,
        }
    }

    fn take(&mut self, at_ms: i64, kind: EventKind) -> Result<(), JournalError> {
        let Some(next) = next_state(self.state, &kind) else {
            let (change, state, event) = (self.id, self.state, kind.word());
            return Err(JournalError::Impossible { change, state, event });
        };
        match kind {
            EventKind::MeasuredBefore(proof) => self.before = Some(proof),
            EventKind::MeasuredAfter(proof) | EventKind::Verified(proof) => {
                self.proof = Some(proof);
            }
            EventKind::Started => self.attempts += 1,
            EventKind::Failing { error } => {
                self.failing = true;
                self.why = Some(error);
            }
            EventKind::Failed { error } | EventKind::RevertFailed { error } => {
                self.why = Some(error);
            }
            EventKind::RevertStarted { why } => self.why = Some(why),
            EventKind::Planned(_)
            | EventKind::Done
            | EventKind::Unknown { .. }
            | EventKind::Interrupted
            | EventKind::Reverted => {}
        }
        self.state = next;
        self.changed_at_ms = at_ms;
        Ok(())
    }
}

/// The state after an event; None where the event cannot happen.
fn next_state(state: ChangeState, event: &EventKind) -> Option<ChangeState> {
    match state {
        ChangeState::Pending => after_pending(event),
        ChangeState::Started => after_started(event),
        ChangeState::Done => after_done(event),
        ChangeState::Verified => after_verified(event),
        ChangeState::Reverting => after_reverting(event),
        ChangeState::Reverted | ChangeState::Failed => None,
    }
}

fn after_pending(event: &EventKind) -> Option<ChangeState> {
    match event {
        EventKind::MeasuredBefore(_) | EventKind::Interrupted => Some(ChangeState::Pending),
        EventKind::Started => Some(ChangeState::Started),
        EventKind::RevertStarted { .. } => Some(ChangeState::Reverting),
        EventKind::Planned(_)
        | EventKind::Done
        | EventKind::MeasuredAfter(_)
        | EventKind::Failing { .. }
        | EventKind::Failed { .. }
        | EventKind::Unknown { .. }
        | EventKind::Verified(_)
        | EventKind::Reverted
        | EventKind::RevertFailed { .. } => None,
    }
}

fn after_started(event: &EventKind) -> Option<ChangeState> {
    match event {
        EventKind::Started | EventKind::Unknown { .. } | EventKind::Interrupted => {
            Some(ChangeState::Started)
        }
        EventKind::Done => Some(ChangeState::Done),
        EventKind::Failing { .. } | EventKind::RevertStarted { .. } => Some(ChangeState::Reverting),
        EventKind::Planned(_)
        | EventKind::MeasuredBefore(_)
        | EventKind::MeasuredAfter(_)
        | EventKind::Failed { .. }
        | EventKind::Verified(_)
        | EventKind::Reverted
        | EventKind::RevertFailed { .. } => None,
    }
}

fn after_done(event: &EventKind) -> Option<ChangeState> {
    match event {
        EventKind::MeasuredAfter(_) | EventKind::Interrupted => Some(ChangeState::Done),
        EventKind::Verified(_) => Some(ChangeState::Verified),
        EventKind::RevertStarted { .. } => Some(ChangeState::Reverting),
        EventKind::Planned(_)
        | EventKind::MeasuredBefore(_)
        | EventKind::Started
        | EventKind::Done
        | EventKind::Failing { .. }
        | EventKind::Failed { .. }
        | EventKind::Unknown { .. }
        | EventKind::Reverted
        | EventKind::RevertFailed { .. } => None,
    }
}

fn after_verified(event: &EventKind) -> Option<ChangeState> {
    match event {
        EventKind::RevertStarted { .. } => Some(ChangeState::Reverting),
        EventKind::Planned(_)
        | EventKind::MeasuredBefore(_)
        | EventKind::Started
        | EventKind::Done
        | EventKind::MeasuredAfter(_)
        | EventKind::Failing { .. }
        | EventKind::Failed { .. }
        | EventKind::Unknown { .. }
        | EventKind::Interrupted
        | EventKind::Verified(_)
        | EventKind::Reverted
        | EventKind::RevertFailed { .. } => None,
    }
}

fn after_reverting(event: &EventKind) -> Option<ChangeState> {
    match event {
        EventKind::RevertFailed { .. } | EventKind::Unknown { .. } | EventKind::Interrupted => {
            Some(ChangeState::Reverting)
        }
        EventKind::Reverted => Some(ChangeState::Reverted),
        EventKind::Failed { .. } => Some(ChangeState::Failed),
        EventKind::Planned(_)
        | EventKind::MeasuredBefore(_)
        | EventKind::Started
        | EventKind::Done
        | EventKind::MeasuredAfter(_)
        | EventKind::Failing { .. }
        | EventKind::Verified(_)
        | EventKind::RevertStarted { .. } => None,
    }
}

impl EventKind {
    /// Its name in the journal.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Planned(_) => "planned",
            Self::MeasuredBefore(_) => "measured_before",
            Self::Started => "started",
            Self::Done => "done",
            Self::MeasuredAfter(_) => "measured_after",
            Self::Failing { .. } => "failing",
            Self::Failed { .. } => "failed",
            Self::Unknown { .. } => "unknown",
            Self::Interrupted => "interrupted",
            Self::Verified(_) => "verified",
            Self::RevertStarted { .. } => "revert_started",
            Self::Reverted => "reverted",
            Self::RevertFailed { .. } => "revert_failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::change::proof::ProofVerdict;
    use crate::name::TableName;

    fn proof() -> Proof {
        Proof { statements: Vec::new(), verdict: ProofVerdict::Open, because: String::new() }
    }

    fn intent() -> Intent {
        Intent {
            plan_id: "p".to_owned(),
            step: 1,
            finding: "RU-IX-001".to_owned(),
            why: String::new(),
            action: Action::Analyze { table: TableName::new("main", "t") },
            forward: Vec::new(),
            back: Vec::new(),
            targets: Vec::new(),
            bystanders: Vec::new(),
            predicted: Prediction::default(),
            promises: Vec::new(),
        }
    }

    fn index_made_and_reverted(change: u64) -> Vec<Event> {
        let index = IndexSpec {
            table: TableName::new("main", "t"),
            method: crate::seen::Method::Btree,
            keys: vec![crate::seen::IndexKey::column("a")],
            include: Vec::new(),
            predicate: None,
            unique: false,
        };
        let action = Action::CreateIndex { name: "i".into(), index };
        let revert = EventKind::RevertStarted { why: "no gain".to_owned() };
        let kinds = [
            EventKind::Planned(Box::new(Intent { action, ..intent() })),
            EventKind::Started,
            EventKind::Done,
            revert,
            EventKind::Reverted,
        ];
        let event = |kind| Event { change: ChangeId(change), at_ms: 0, kind };
        kinds.into_iter().map(event).collect()
    }

    #[test]
    fn an_index_counts_as_taken_back_until_it_is_made_again() {
        let mut events = index_made_and_reverted(1);
        let history = History::from_events(events.clone()).unwrap();
        assert_eq!(history.indexes_taken_back().len(), 1);

        events.extend(index_made_and_reverted(2).into_iter().take(3));
        let history = History::from_events(events).unwrap();
        assert_eq!(history.indexes_taken_back(), []);
    }

    fn any_kind() -> impl Strategy<Value = EventKind> {
        let error = "e".to_owned();
        prop::sample::select(vec![
            EventKind::Planned(Box::new(intent())),
            EventKind::MeasuredBefore(proof()),
            EventKind::Started,
            EventKind::Done,
            EventKind::MeasuredAfter(proof()),
            EventKind::Failing { error: error.clone() },
            EventKind::Failed { error: error.clone() },
            EventKind::Unknown { error: error.clone() },
            EventKind::Interrupted,
            EventKind::Verified(proof()),
            EventKind::RevertStarted { why: error.clone() },
            EventKind::Reverted,
            EventKind::RevertFailed { error },
        ])
    }

    fn event(change: u64, kind: EventKind) -> Event {
        Event { change: ChangeId(change), at_ms: 0, kind }
    }

    #[test]
    fn an_impossible_sequence_names_its_change() {
        let planned = || event(7, EventKind::Planned(Box::new(intent())));
        let say = |events: Vec<Event>| History::from_events(events).unwrap_err().to_string();
        assert_eq!(
            say(vec![event(7, EventKind::Done)]),
            "change 7: its journal begins with `done`, not with `planned`"
        );
        assert_eq!(
            say(vec![planned(), event(7, EventKind::Done)]),
            "change 7: its journal has `done` after `pending`"
        );
        assert_eq!(
            say(vec![planned(), planned()]),
            "change 7: its journal has `planned` after `pending`"
        );
    }

    proptest! {
        /// Whatever the order, a refused event leaves the history as it was, and what is
        /// accepted can be folded again to the same history.
        #[test]
        fn a_history_is_the_fold_of_the_events_it_took(
            kinds in prop::collection::vec((1..3_u64, any_kind()), 0..40),
        ) {
            let mut history = History::default();
            let mut taken = Vec::new();
            for (id, kind) in kinds {
                let before = history.clone();
                let event = event(id, kind);
                if history.push(event.clone()).is_ok() {
                    taken.push(event);
                } else {
                    prop_assert_eq!(&before, &history);
                }
            }
            for change in history.changes() {
                let mine = taken.iter().filter(|e| e.change == change.id);
                let started = mine.clone().filter(|e| e.kind == EventKind::Started).count();
                prop_assert_eq!(change.attempts as usize, started);
                let undone =
                    matches!(change.state, ChangeState::Reverted | ChangeState::Failed);
                prop_assert_eq!(undone, mine.clone().any(|e| matches!(
                    e.kind, EventKind::Reverted | EventKind::Failed { .. })));
            }
            prop_assert_eq!(History::from_events(taken).unwrap(), history);
        }
    }
}
