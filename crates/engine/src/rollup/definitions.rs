//! Definitions → families: read, described by the server, and joined where one base serves
//! several.

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::rollup::{Catalog, Family, Refusal, define, join, read_request};

use super::session::Session;

/// One definition: where it stands, for errors, and its text.
#[derive(Debug, Clone)]
pub struct Definition {
    pub place: String,
    pub text: String,
}

/// Families of all definitions, in order; one that fits the base of one before it joins it.
pub fn families(
    session: &mut dyn Session,
    catalog: &Catalog<'_>,
    definitions: &[Definition],
) -> Result<Vec<Family>, EngineError> {
    let mut families: Vec<Family> = Vec::new();
    for Definition { place, text } in definitions {
        let refused = |refusal: Refusal| {
            EngineError::new(ErrorClass::User, format!("{place} is refused: {refusal}"))
                .hint(refusal.mend)
        };
        let request = read_request(text).map_err(refused)?;
        let described = session.describe(&request.select)?;
        join(&mut families, define(&request, catalog, &described).map_err(refused)?);
    }
    Ok(families)
}
