//! Rollups in a plan: the same for all engines, and only to be read. What runs follows from the
//! definitions when the step is carried out; `rungs rollup sql` prints every object.

use super::{Rendered, Sql, Unsupported};
use crate::change::{LockClass, Undo};
use crate::name::{EngineKind, Ident};
use crate::rollup::read_request;
use crate::sql::is_read_only;

/// Definitions as comments, so that a script of the plan runs nothing by accident.
pub(super) fn add(
    engine: EngineKind,
    name: &Ident,
    definitions: &[String],
    lock: LockClass,
) -> Result<Rendered, Unsupported> {
    if definitions.is_empty() {
        return Unsupported::because(format!("rollup {name} has no definition"));
    }
    let mut forward = vec![comment(
        "rungs rollup add: capture first, then slice by slice, then the live views. Each object: \
         rungs rollup sql, with these definitions as files",
    )];
    for definition in definitions {
        check(engine, definition)?;
        forward.push(comment(definition));
    }
    let back = vec![comment(&format!("rungs rollup drop {name}"))];
    Ok(Rendered { forward, back, undo: Undo::Free, lock })
}

/// The server describes the SELECT before anything is made of it: it must be one, and only read.
fn check(engine: EngineKind, definition: &str) -> Result<(), Unsupported> {
    let request = read_request(definition).map_err(|refusal| Unsupported(refusal.to_string()))?;
    if !is_read_only(&request.select, engine) {
        let name = request.name;
        return Unsupported::because(format!("the definition of {name} is not one plain SELECT"));
    }
    Ok(())
}

/// Every line of it, however lines end: nothing of the text stands outside of a comment.
fn comment(text: &str) -> Sql {
    let lines = text.trim_end().split(['\n', '\r']).map(|line| match line.strip_prefix("--") {
        Some(_) => line.to_owned(),
        None => format!("-- {line}"),
    });
    Sql::from_text_that_i_vouch_for(lines.collect::<Vec<_>>().join("\n"))
}
