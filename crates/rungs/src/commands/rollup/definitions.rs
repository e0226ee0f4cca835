//! Definition files → families: read, described by the server, and joined where one base serves
//! several.

use std::path::PathBuf;

use rungs_core::rollup::{Family, Refusal, attach, define, read_request};

use super::{Place, catalog};
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

/// One definition: where it stands, for errors, and its text.
pub struct Definition {
    pub place: String,
    pub text: String,
}

pub(super) fn read(files: &[PathBuf]) -> anyhow::Result<Vec<Definition>> {
    let one = |path: &PathBuf| {
        Ok(Definition { place: path.display().to_string(), text: files::read("definition", path)? })
    };
    files.iter().map(one).collect()
}

/// Families of all definitions, in order; one that fits the base of one before it joins it.
pub fn families(
    definitions: &[Definition],
    place: &mut Place,
    context: &Context<'_>,
) -> anyhow::Result<Vec<Family>> {
    let refused = |stands: &str, refusal: Refusal| {
        UserError::new(format!("{stands} is refused: {refusal}"), refusal.mend)
    };
    let mut asked = Vec::new();
    for Definition { place: stands, text } in definitions {
        let request = read_request(text).map_err(|no| refused(stands, no))?;
        let described = place.session.describe(&request.select)?;
        asked.push((stands, request, described));
    }
    let schemas = place.search_path(context)?;
    let schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let catalog = catalog(place.snapshot(context)?, &schemas);
    let mut families: Vec<Family> = Vec::new();
    for (stands, request, described) in asked {
        let family = define(&request, &catalog, &described).map_err(|no| refused(stands, no))?;
        match families.iter_mut().find_map(|f| attach(f, &family).ok().map(|joined| (f, joined))) {
            Some((standing, joined)) => *standing = joined,
            None => families.push(family),
        }
    }
    Ok(families)
}
