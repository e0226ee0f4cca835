//! What can stop `apply`, `resume` and `revert`, with its class, what it left and what to do.

use thiserror::Error;

use super::journal::{ChangeId, JournalError};
use crate::engine::{Changed, EngineError, ErrorClass};
use crate::format::FormatError;
use crate::name::EngineKind;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ApplyError {
    #[error("the plan is for {plan}, the target is {target}")]
    OtherEngine { plan: EngineKind, target: EngineKind },
    #[error("the plan was made for another database ({plan}), not for {target}")]
    OtherTarget { plan: String, target: String },
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("there is no change {} in this journal", change.0)]
    NoSuchChange { change: ChangeId },
    #[error("cannot {action}: {what}")]
    Obstacle { action: String, what: String, hint: String },
    #[error("stopped as asked")]
    Stopped { unfinished: Option<ChangeId> },
    #[error("change {} could not be taken back: {source}", change.0)]
    NeedsAttention { change: ChangeId, source: EngineError },
    #[error("{}", said_once(attempt, source))]
    Engine { attempt: &'static str, unfinished: Option<ChangeId>, source: EngineError },
}

impl ApplyError {
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::OtherEngine { .. }
            | Self::OtherTarget { .. }
            | Self::Format(_)
            | Self::NoSuchChange { .. } => ErrorClass::User,
            Self::Journal(_) => ErrorClass::Bug,
            Self::Obstacle { .. } => ErrorClass::Refused,
            Self::Stopped { .. } => ErrorClass::Stopped,
            Self::NeedsAttention { source, .. } | Self::Engine { source, .. } => source.class,
        }
    }

    /// What this call left in the target, beyond the changes that it reported as finished.
    pub fn changed(&self) -> Changed {
        match self {
            Self::OtherEngine { .. }
            | Self::OtherTarget { .. }
            | Self::Format(_)
            | Self::Journal(_)
            | Self::NoSuchChange { .. }
            | Self::Obstacle { .. }
            | Self::Stopped { unfinished: None } => Changed::Nothing,
            Self::Stopped { unfinished: Some(_) } | Self::NeedsAttention { .. } => {
                Changed::Something
            }
            Self::Engine { unfinished: None, source, .. } => source.changed,
            Self::Engine { unfinished: Some(_), source, .. } => match source.changed {
                Changed::Unknown => Changed::Unknown,
                Changed::Nothing | Changed::Something => Changed::Something,
            },
        }
    }

    pub fn hint(&self) -> Option<String> {
        match self {
            Self::OtherEngine { .. } | Self::OtherTarget { .. } => {
                Some("make a plan for this target: rungs plan TARGET -o plan.toml".to_owned())
            }
            Self::Format(e) => Some(e.hint.clone()),
            Self::Journal(_) => {
                Some("the journal was edited; restore its table from a backup".to_owned())
            }
            Self::NoSuchChange { .. } => Some("see what there is: rungs history".to_owned()),
            Self::Obstacle { hint, .. } => Some(hint.clone()),
            Self::Stopped { unfinished: None } => {
                Some("the rest of the plan is untouched; run rungs apply again".to_owned())
            }
            Self::Stopped { unfinished: Some(_) } => {
                Some("finish what was begun: rungs resume".to_owned())
            }
            Self::NeedsAttention { source, .. } => Some(match &source.hint {
                Some(hint) => format!("{hint}; then run rungs resume"),
                None => "mend the cause, then run rungs resume".to_owned(),
            }),
            Self::Engine { unfinished: Some(_), source, .. } => Some(match &source.hint {
                Some(hint) => format!("{hint}; then finish what was begun: rungs resume"),
                None => "finish what was begun: rungs resume".to_owned(),
            }),
            Self::Engine { unfinished: None, source, .. } => source.hint.clone(),
        }
    }

    /// The server's own words, where there are any.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::NeedsAttention { source, .. } | Self::Engine { source, .. } => {
                source.detail.as_deref()
            }
            Self::OtherEngine { .. }
            | Self::OtherTarget { .. }
            | Self::Format(_)
            | Self::Journal(_)
            | Self::NoSuchChange { .. }
            | Self::Obstacle { .. }
            | Self::Stopped { .. } => None,
        }
    }
}

/// Many an error of an engine says itself what was attempted.
fn said_once(attempt: &str, source: &EngineError) -> String {
    let says_so = source.what.strip_prefix("cannot ").is_some_and(|what| what.starts_with(attempt));
    if says_so { source.to_string() } else { format!("could not {attempt}: {source}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_attempted_is_said_once() {
        let said = |what: &str| {
            let source = EngineError::new(ErrorClass::Refused, what);
            let attempt = "read the journal";
            ApplyError::Engine { attempt, unfinished: None, source }.to_string()
        };
        let denied = "cannot read the journal: permission denied";
        assert_eq!(said(denied), denied);
        assert_eq!(said("permission denied"), "could not read the journal: permission denied");
    }
}
