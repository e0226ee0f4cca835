//! What the views of a level are called. One place, for those who make them and those who read
//! from them.

use crate::name::{EngineKind, Ident, TableName};
use crate::rollup::model::{Family, Level};

/// The live view with keys, stored measures and `n`.
pub fn parts_view(family: &Family, level: &Level) -> TableName {
    named(family, &format!("{}_parts", level.name))
}

/// What is stored of a level, to be added to what is pending.
pub fn stored_view(family: &Family, level: &Level) -> TableName {
    named(family, &format!("{}_parts_stored", level.name))
}

/// What is pending of a level: rows to be added to what is stored, some of them negative.
pub fn pending_view(family: &Family, level: &Level) -> TableName {
    named(family, &format!("{}_parts_pending", level.name))
}

/// The live view with the definition's own columns.
pub fn level_view(family: &Family, level: &Level) -> TableName {
    named(family, level.name.as_str())
}

/// An object of rungs: in its own schema on PostgreSQL, beside the fact table elsewhere.
fn named(family: &Family, name: &str) -> TableName {
    match family.engine {
        EngineKind::Postgres => TableName::new("rungs", name),
        EngineKind::MariaDb | EngineKind::Sqlite => TableName {
            schema: family.fact.schema.clone(),
            name: Ident::new(format!("rungs_{name}")),
        },
    }
}
