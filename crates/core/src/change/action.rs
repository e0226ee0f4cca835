//! The concrete things that rungs can do to a target, one variant each. A dialect turns an
//! action into SQL, or an engine carries it out as a flow of many transactions; a probe tells from
//! the catalog whether it has happened.

use std::fmt;

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
    /// Rebuilds the table to give space back: OPTIMIZE TABLE on MariaDB, VACUUM of the file on
    /// SQLite.
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
    /// Rollups that share one capture: made, filled, and kept exact from then on.
    AddRollup {
        /// Of the family that they become: the name of the first.
        name: Ident,
        /// The fact table.
        table: TableName,
        /// Definition files, each after those that feed it.
        definitions: Vec<String>,
    },
}

impl Action {
    /// True for what is more than statements: [`crate::engine::Engine::carry_out`] does it and
    /// takes it back; its SQL in a plan is for readers.
    pub fn is_flow(&self) -> bool {
        match self {
            Self::AddRollup { .. } => true,
            Self::CreateIndex { .. }
            | Self::DropIndex { .. }
            | Self::RebuildIndex { .. }
            | Self::Analyze { .. }
            | Self::Vacuum { .. }
            | Self::Compact { .. }
            | Self::PragmaOptimize
            | Self::Set { .. } => false,
        }
    }

    /// True for what leaves schema and settings as they were and may be done as often as one
    /// likes; the catalog cannot tell whether it has been done.
    pub fn is_repeatable(&self) -> bool {
        match self {
            Self::RebuildIndex { .. }
            | Self::Analyze { .. }
            | Self::Vacuum { .. }
            | Self::Compact { .. }
            | Self::PragmaOptimize => true,
            Self::CreateIndex { .. }
            | Self::DropIndex { .. }
            | Self::Set { .. }
            | Self::AddRollup { .. } => false,
        }
    }

    /// The table that it works on, where it is one.
    pub fn table(&self) -> Option<&TableName> {
        match self {
            Self::CreateIndex { index, .. } => Some(&index.table),
            Self::DropIndex { name, .. } | Self::RebuildIndex { name } => Some(&name.table),
            Self::Analyze { table }
            | Self::Vacuum { table }
            | Self::Compact { table }
            | Self::AddRollup { table, .. } => Some(table),
            Self::PragmaOptimize | Self::Set { .. } => None,
        }
    }
}

/// As people say it: `create index a on public.orders`.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateIndex { name, index } => {
                write!(f, "create index {name} on {}", index.table)
            }
            Self::DropIndex { name, .. } => write!(f, "drop index {name}"),
            Self::RebuildIndex { name } => write!(f, "rebuild index {name}"),
            Self::Analyze { table } => write!(f, "analyze {table}"),
            Self::Vacuum { table } => write!(f, "vacuum {table}"),
            Self::Compact { table } => write!(f, "compact {table}"),
            Self::PragmaOptimize => f.write_str("let SQLite optimize"),
            Self::Set { setting, value, .. } => write!(f, "set {setting} to {value}"),
            Self::AddRollup { name, table, definitions } => match definitions.len() {
                1 => write!(f, "add rollup {name} on {table}"),
                more => write!(f, "add rollup {name} and {} more on {table}", more - 1),
            },
        }
    }
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
