//! The concrete things that rungs can do to a target, one variant each. A dialect turns an
//! action into SQL; an engine's probe tells from the catalog whether it has happened.

use serde::{Deserialize, Serialize};

use crate::name::{Ident, IndexName, TableName};
use crate::seen::IndexSpec;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    CreateIndex {
        name: Ident,
        index: IndexSpec,
    },
    /// `definition` makes it again when the drop is reverted.
    DropIndex {
        name: IndexName,
        definition: String,
    },
    RebuildIndex {
        name: IndexName,
    },
    Analyze {
        table: TableName,
    },
    Vacuum {
        table: TableName,
    },
    /// Rebuilds the table to give space back: OPTIMIZE TABLE on MariaDB, VACUUM of the file on SQLite.
    Compact {
        table: TableName,
    },
    /// SQLite's own `PRAGMA optimize`.
    PragmaOptimize,
    /// A server, database or file setting. `previous` is what a revert sets; None resets it.
    Set {
        setting: String,
        value: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        previous: Option<String>,
    },
}

/// What a way back costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// Drop what was made, or set back what was set.
    Free,
    /// Has to be built again.
    Rebuild,
    /// Nothing to undo: contents and schema stay as they were (ANALYZE, VACUUM, REINDEX).
    Nothing,
}

/// What others must wait for while a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockClass {
    /// Reads and writes go on.
    Online,
    /// Reads and writes go on but for a moment at each end.
    Brief,
    /// Writes wait until it is done.
    BlocksWrites,
    /// Everything waits until it is done.
    BlocksAll,
}
