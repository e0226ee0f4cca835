//! Definitions → families: read, described by the server, and joined where one base serves
//! several, of this command or of those that stand.

use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::rollup::derive::registry::State;
use rungs_core::rollup::{Catalog, Placed, Refusal, define, is_placed, place, read_request};

use super::registry::list;
use super::session::Session;

/// One definition: where it stands, for errors, and its text.
#[derive(Debug, Clone)]
pub struct Definition {
    pub place: String,
    pub text: String,
}

/// The families that these definitions are of, as they will be.
pub fn families(
    session: &mut dyn Session,
    catalog: &Catalog<'_>,
    definitions: &[Definition],
) -> Result<Vec<Placed>, EngineError> {
    let stands = list(session)?.into_iter().filter(|entry| entry.state != State::Dropping);
    let mut all: Vec<Placed> = stands.map(|entry| Placed::standing(entry.family)).collect();
    for Definition { place: file, text } in definitions {
        let refused = |refusal: Refusal| {
            EngineError::new(ErrorClass::User, format!("{file} is refused: {refusal}"))
                .hint(refusal.mend)
        };
        let request = read_request(text).map_err(refused)?;
        if is_placed(&mut all, &request).map_err(refused)? {
            continue;
        }
        let described = session.describe(&request.select)?;
        let new = define(&request, catalog, &described).map_err(refused)?;
        place(&mut all, new).map_err(refused)?;
    }
    all.retain(|placed| !placed.asked.is_empty());
    Ok(all)
}
