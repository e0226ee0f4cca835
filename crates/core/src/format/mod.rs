//! Versioned file formats: the counterpart types between core's data and files.
//! A file written by a release is read by every later one; tests keep one of each for ever.

mod counterpart;
pub mod journal_v1;
pub mod plan_v1;
pub mod rollup_v1;
pub mod snapshot_v1;

use std::fmt;

use thiserror::Error;

/// A file or journal entry that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct FormatError {
    /// Which kind: `plan`, `snapshot`, `journal`.
    pub file: &'static str,
    /// `line 12`, `entry 3`.
    pub place: Option<String>,
    pub what: String,
    /// Something to do about it.
    pub hint: String,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, what, hint: _ } = self;
        match place {
            Some(place) => write!(f, "{file} ({place}) cannot be used: {what}"),
            None => write!(f, "{file} cannot be used: {what}"),
        }
    }
}

/// Compares the `format` that a file names with the one that this version reads.
fn check_format(
    file: &'static str,
    found: Option<&str>,
    wanted: &'static str,
) -> Result<(), FormatError> {
    if found == Some(wanted) {
        return Ok(());
    }
    let (stem, wanted_number) = split_version(wanted);
    let (what, hint) = match found.map(|f| (f, split_version(f))) {
        Some((f, (s, Some(n)))) if s == stem && Some(n) > wanted_number => (
            format!("its format {f:?} is newer than {wanted:?}"),
            "use the version of rungs that wrote it, or a later one".to_owned(),
        ),
        Some((f, (s, Some(_)))) if s == stem => (
            format!("its format {f:?} is older than {wanted:?}"),
            "make it again with this version of rungs".to_owned(),
        ),
        Some((f, _)) => (
            format!("its format is {f:?}, not {wanted:?}"),
            format!("give a {file} written by rungs"),
        ),
        None => (
            format!("it does not say format = {wanted:?}"),
            format!("give a {file} written by rungs"),
        ),
    };
    Err(FormatError { file, place: None, what, hint })
}

fn split_version(format: &str) -> (&str, Option<u32>) {
    match format.rsplit_once("-v") {
        Some((stem, number)) => (stem, number.parse().ok()),
        None => (format, None),
    }
}
