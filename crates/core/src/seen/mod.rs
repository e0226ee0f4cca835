//! The snapshot: all that is known of a target at one time. Plain data; holds shapes and
//! statistics, never rows. How it is written to a file is `format/snapshot_v1.rs`.

pub mod catalog;
pub mod server;
pub mod statement_plan;
pub mod workload;

pub use catalog::{
    Column, ForeignKey, Index, IndexKey, IndexSpec, KeyPart, Method, Table, TableCounters,
    TableKind, TypeClass,
};
pub use server::{Activity, Blocked, Capability, Holder, Server, Setting, State};
pub use statement_plan::{PlanNode, StatementPlan};
pub use workload::{Statement, Workload, WorkloadSource};

use crate::name::{EngineKind, IndexName, TableName};

/// Everything that advice needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub server: Server,
    pub tables: Vec<Table>,
    pub indexes: Vec<Index>,
    pub workload: Workload,
    pub activity: Activity,
    /// What was there but could not be looked at, and why: a locked table, a missing privilege.
    pub skipped: Vec<Skipped>,
    /// Unix time in milliseconds when the collector began.
    pub taken_at_ms: i64,
    /// What the collector itself cost.
    pub collector: CollectorCost,
}

/// Something that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub subject: String,
    pub why: String,
}

/// The collector's own price.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CollectorCost {
    pub ms: f64,
    pub statements: u32,
}

impl Snapshot {
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|t| &t.name == name)
    }

    pub fn index(&self, name: &IndexName) -> Option<&Index> {
        self.indexes.iter().find(|i| &i.name == name)
    }

    /// The schemas that unqualified names are looked up in.
    pub fn search_path(&self) -> Vec<String> {
        match self.server.engine {
            EngineKind::Sqlite => vec!["main".to_owned()],
            EngineKind::MariaDb => vec![self.server.database.clone()],
            EngineKind::Postgres => {
                let set = self.server.setting("search_path").map_or("public", |s| &s.value);
                let names = set.split(',').map(|name| name.trim().trim_matches('"').to_owned());
                names.filter(|name| !name.is_empty() && name != "$user").collect()
            }
        }
    }

    pub fn indexes_of<'a>(&'a self, table: &'a TableName) -> impl Iterator<Item = &'a Index> {
        self.indexes.iter().filter(move |i| &i.name.table == table)
    }
}
