//! What the server (or the way to it) said, as [`EngineError`]: class, what changed, hint. Never
//! repeats row values: those parts of a server's message that can hold them are left out.

use std::error::Error as _;

use postgres::error::{DbError, Error, SqlState};
use rungs_core::engine::{Changed, EngineError, ErrorClass};

/// Classes an error of a running session. `doing` says what was attempted.
pub(super) fn of(doing: &str, error: &Error) -> EngineError {
    match error.as_db_error() {
        Some(db) => of_server(doing, db),
        None => of_way(doing, error),
    }
}

/// The session died, so what it was doing may or may not have happened.
pub(super) fn lost(error: &Error) -> bool {
    match error.code() {
        Some(code) => {
            [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW]
                .contains(code)
        }
        None => true,
    }
}

fn of_server(doing: &str, db: &DbError) -> EngineError {
    let (class, hint) = class_of(db.code());
    let mut error =
        EngineError::new(class, format!("{doing}: {}", message_of(db))).detail(detail_of(db));
    if let Some(hint) = hint.or(db.hint()) {
        error = error.hint(hint);
    }
    if *db.code() == SqlState::ADMIN_SHUTDOWN || *db.code() == SqlState::CRASH_SHUTDOWN {
        error = error.changed(Changed::Unknown);
    }
    error
}

fn of_way(doing: &str, error: &Error) -> EngineError {
    let words = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    EngineError::new(ErrorClass::Unreachable, format!("{doing}: the connection was lost"))
        .detail(words)
        .hint("see whether the server still runs, then try again")
        .changed(Changed::Unknown)
}

fn class_of(code: &SqlState) -> (ErrorClass, Option<&'static str>) {
    match code.code() {
        "55P03" | "40P01" | "40001" | "55006" => {
            (ErrorClass::Busy, Some("another session holds a lock; try again when it has ended"))
        }
        "57014" => (ErrorClass::TimedOut, None),
        "53100" => (ErrorClass::DiskFull, Some("give the server's disk more room, then resume")),
        "53200" | "53300" => (ErrorClass::Busy, Some("the server is short of it; try again later")),
        "42501" => {
            (ErrorClass::Refused, Some("rungs check TARGET prints the GRANTs that are missing"))
        }
        "25006" => (ErrorClass::Refused, Some("point rungs at the primary, not at a replica")),
        "57P01" | "57P02" | "57P03" => {
            (ErrorClass::Unreachable, Some("the server is restarting; try again in a moment"))
        }
        "0A000" => (ErrorClass::Unsupported, None),
        "3D000" => (ErrorClass::User, Some("see the names of the databases with psql -l")),
        other => match other.get(..2) {
            Some("28") => (ErrorClass::Config, None),
            Some("08") => (ErrorClass::Unreachable, None),
            Some("53") => (ErrorClass::Busy, None),
            Some("58" | "XX") => (ErrorClass::Refused, Some("look into the server's log")),
            _ => (ErrorClass::User, None),
        },
    }
}

/// The server's sentence without the values that some of its sentences end with.
fn message_of(db: &DbError) -> &str {
    let message = db.message();
    let may_hold_values = matches!(db.code().code().get(..2), Some("22" | "P0"));
    let end = if may_hold_values {
        message.find(": ").or_else(|| message.find('"'))
    } else {
        message.find("at or near \"'").or_else(|| message.find("at or near \"$"))
    };
    message[..end.unwrap_or(message.len())].trim_end()
}

fn detail_of(db: &DbError) -> String {
    let code = db.code().code();
    let safe = matches!(code.get(..2), Some("42" | "53" | "55" | "57" | "58" | "0A" | "3D" | "28"));
    match db.detail().filter(|_| safe) {
        Some(detail) => format!("{detail} (SQLSTATE {code})"),
        None => format!("SQLSTATE {code}"),
    }
}

/// A sentence about why a statement cannot be planned, for an answer rather than an error.
pub(super) fn reason(error: &Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |db| message_of(db).to_owned())
}
