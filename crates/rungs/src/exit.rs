//! Exit codes, and the one place where an error becomes words and a code.

use std::process::ExitCode;

use rungs_core::change::error::ApplyError;
use rungs_core::engine::{Changed, EngineError, ErrorClass};
use rungs_core::format::FormatError;

/// What a script may rely on; the numbers never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    /// Findings or budgets failed the gate.
    Gate = 1,
    /// The command line, configuration or a file was wrong.
    Usage = 2,
    /// Cannot connect or read.
    Unreachable = 3,
    /// Part of the data could not be seen.
    Partial = 4,
    /// A change failed and was rolled back.
    RolledBack = 5,
    /// A change needs attention: unfinished, or its rollback failed.
    Attention = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A mistake of the user's that no engine was asked about: a bad file, a bad flag.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct UserError {
    what: String,
    detail: Option<String>,
    hint: String,
}

impl UserError {
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), detail: None, hint: hint.into() }
    }

    /// Words of the system that stopped it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// An error as a person is told of it.
struct Told {
    primary: String,
    details: Vec<String>,
    hint: Option<String>,
    changed: Changed,
    code: Exit,
}

/// Prints primary, detail and hint on stderr, and gives the code.
#[expect(clippy::print_stderr, reason = "the one place where errors are spoken")]
pub fn report(error: &anyhow::Error, color: bool) -> Exit {
    let told = tell(error);
    let word = if color { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
    eprintln!("{word}: {}", told.primary);
    for detail in &told.details {
        eprintln!("  detail: {detail}");
    }
    match told.changed {
        Changed::Nothing => {}
        Changed::Something => eprintln!("  changed: something; see `rungs history`"),
        Changed::Unknown => eprintln!("  changed: not known; `rungs resume` finds out"),
    }
    if let Some(hint) = &told.hint {
        eprintln!("  hint: {hint}");
    }
    told.code
}

fn tell(error: &anyhow::Error) -> Told {
    if let Some(e) = error.downcast_ref::<EngineError>() {
        return Told {
            primary: e.what.clone(),
            details: e.detail.iter().cloned().collect(),
            hint: e.hint.clone(),
            changed: e.changed,
            code: class_code(e.class, e.changed),
        };
    }
    if let Some(e) = error.downcast_ref::<ApplyError>() {
        return Told {
            primary: e.to_string(),
            details: e.detail().map(str::to_owned).into_iter().collect(),
            hint: e.hint(),
            changed: e.changed(),
            code: class_code(e.class(), e.changed()),
        };
    }
    if let Some(e) = error.downcast_ref::<UserError>() {
        return Told {
            primary: e.what.clone(),
            details: e.detail.iter().cloned().collect(),
            hint: Some(e.hint.clone()),
            changed: Changed::Nothing,
            code: Exit::Usage,
        };
    }
    let hint = match (error.downcast_ref::<FormatError>(), error.is::<std::io::Error>()) {
        (Some(e), _) => Some(e.hint.clone()),
        (None, true) => {
            Some("the system refused it; see that the place exists and is yours".to_owned())
        }
        (None, false) => None,
    };
    Told {
        primary: error.to_string(),
        details: error.chain().skip(1).map(ToString::to_string).collect(),
        hint,
        changed: Changed::Nothing,
        code: Exit::Usage,
    }
}

fn class_code(class: ErrorClass, changed: Changed) -> Exit {
    match (changed, class) {
        (Changed::Unknown | Changed::Something, _)
        | (Changed::Nothing, ErrorClass::Stopped | ErrorClass::Bug) => Exit::Attention,
        (Changed::Nothing, ErrorClass::User | ErrorClass::Config | ErrorClass::Unsupported) => {
            Exit::Usage
        }
        (
            Changed::Nothing,
            ErrorClass::Unreachable
            | ErrorClass::Refused
            | ErrorClass::Busy
            | ErrorClass::TimedOut
            | ErrorClass::DiskFull,
        ) => Exit::Unreachable,
    }
}
