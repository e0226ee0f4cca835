//! Definition files of the command line: which words name them, and what families they make.

use std::path::PathBuf;

use rungs_core::rollup::{Catalog, Placed};
use rungs_engine::rollup::{self, Definition};

use super::Place;
use crate::commands::Context;
use crate::exit::UserError;
use crate::files;

/// Which words name files, and which the target: files end in `.sql`.
pub(super) fn split(words: &[String]) -> Result<(Vec<PathBuf>, Option<&str>), UserError> {
    let is_file = |w: &str| {
        std::path::Path::new(w).extension().is_some_and(|e| e.eq_ignore_ascii_case("sql"))
    };
    let files: Vec<PathBuf> = words.iter().filter(|w| is_file(w)).map(PathBuf::from).collect();
    let mut targets = words.iter().filter(|w| !is_file(w));
    let target = targets.next().map(String::as_str);
    if files.is_empty() {
        return Err(UserError::new(
            "no definition was given",
            "name a file that ends in .sql, with one SELECT … GROUP BY",
        ));
    }
    if targets.next().is_some() {
        return Err(UserError::new(
            "more than one target was given",
            "definition files end in .sql; the one other word is the target",
        ));
    }
    Ok((files, target))
}

pub(super) fn read(files: &[PathBuf]) -> anyhow::Result<Vec<Definition>> {
    let one = |path: &PathBuf| {
        Ok(Definition { place: path.display().to_string(), text: files::read("definition", path)? })
    };
    files.iter().map(one).collect()
}

/// The families that all definitions are of, as the tables are now.
pub fn families(
    definitions: &[Definition],
    place: &mut Place,
    context: &Context<'_>,
) -> anyhow::Result<Vec<Placed>> {
    let schemas = place.search_path(context)?;
    let schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let snapshot = place.snapshot(context)?.clone();
    let catalog = Catalog::of(&snapshot, &schemas);
    Ok(rollup::families(place.session.as_mut(), &catalog, definitions)?)
}
