//! SQLite's result codes → [`EngineError`]: class, what was attempted, detail, hint.
//! Puts neither statements nor row values into messages.

use rungs_core::engine::{Changed, EngineError, ErrorClass};
use rusqlite::{Error, ErrorCode};

/// `attempted`: what was being done, as in "read the catalog".
pub fn classify(attempted: &str, error: &Error) -> EngineError {
    let (class, fact, hint) = judge(error);
    let mut out = EngineError::new(class, format!("cannot {attempted}: {fact}"));
    if let Some(words) = own_words(error) {
        out = out.detail(format!("SQLite says: {words}"));
    }
    if let Some(hint) = hint {
        out = out.hint(hint);
    }
    if code_of(error) == Some(ErrorCode::SystemIoFailure) {
        out = out.changed(Changed::Unknown);
    }
    out
}

pub fn code_of(error: &Error) -> Option<ErrorCode> {
    match error {
        Error::SqlInputError { error, .. } => Some(error.code),
        _ => error.sqlite_error_code(),
    }
}

fn judge(error: &Error) -> (ErrorClass, &'static str, Option<&'static str>) {
    use ErrorClass as C;
    use ErrorCode as E;
    let Some(code) = code_of(error) else {
        return match error {
            Error::MultipleStatement => {
                (C::User, "the text holds more than one statement", Some("give one at a time"))
            }
            Error::InvalidPath(_) | Error::NulError(_) => {
                (C::Config, "the path cannot be used", Some("check the path for odd characters"))
            }
            _ => (C::Bug, "the answer had an unexpected form", None),
        };
    };
    match code {
        E::DatabaseBusy | E::DatabaseLocked | E::FileLockingProtocolFailed => (
            C::Busy,
            "another connection holds the file's lock",
            Some("let its transaction end, then try again; `fuser FILE` names who has it open"),
        ),
        E::PermissionDenied | E::AuthorizationForStatementDenied => {
            (C::Refused, "permission denied", Some("give this user access to the file"))
        }
        E::ReadOnly => (
            C::Refused,
            "the file or its folder is read-only",
            Some("make both writable for this user, or use the file for analysis only"),
        ),
        E::CannotOpen => (
            C::Unreachable,
            "the file cannot be opened",
            Some("check that this user may read the file and, in WAL mode, write its folder"),
        ),
        E::NotADatabase => (
            C::Config,
            "the file is not a SQLite database, or it is encrypted",
            Some("check the path; an encrypted file has to be exported to a plain copy first"),
        ),
        E::DatabaseCorrupt => (
            C::Unreachable,
            "the database file is damaged",
            Some("run `PRAGMA integrity_check`, and restore from a backup or use `.recover`"),
        ),
        E::DiskFull => (C::DiskFull, "the disk is full", Some("free some space and resume")),
        E::OperationInterrupted => (C::TimedOut, "it was interrupted at its limit", None),
        E::SystemIoFailure => (
            C::Unreachable,
            "reading or writing the file failed",
            Some("check the disk and the mount; `rungs resume` then finds out what is done"),
        ),
        E::OutOfMemory => (C::Unreachable, "there is not enough memory", None),
        E::Unknown | E::ConstraintViolation | E::TypeMismatch | E::TooBig | E::SchemaChanged => {
            (C::User, "the statement was refused", None)
        }
        _ => (C::Bug, "SQLite refused the call", None),
    }
}

/// SQLite's message without the statement, and without a literal that a syntax error points at.
pub fn own_words(error: &Error) -> Option<String> {
    let words = match error {
        Error::SqliteFailure(_, Some(words)) => words.clone(),
        Error::SqlInputError { msg, .. } => msg.clone(),
        Error::SqliteFailure(code, None) => code.to_string(),
        _ => return None,
    };
    Some(without_literal(words))
}

fn without_literal(words: String) -> String {
    match words.strip_prefix("near \"") {
        Some(rest) if rest.starts_with(|c: char| c == '\'' || c.is_ascii_digit()) => {
            "near a literal: syntax error".to_owned()
        }
        _ if words.starts_with("unrecognized token") => "unrecognized token".to_owned(),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_does_not_repeat_the_literal_it_points_at() {
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        let error = conn.prepare("select 1 'top' 'secret'").unwrap_err();
        let error = classify("explain a statement", &error);
        assert_eq!(error.class, ErrorClass::User);
        assert!(!format!("{error:?}").contains("secret"));
    }
}
