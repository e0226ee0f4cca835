//! A look at a target: from what an engine's folder read to the snapshot, with what the look cost.
//! The same for every engine; reads nothing itself.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use rungs_core::seen::{
    Activity, CollectorCost, Index, Server, Skipped, Snapshot, Table, Workload,
};

/// What there is, and what could not be looked at.
#[derive(Debug, Default)]
pub struct Catalog {
    pub tables: Vec<Table>,
    pub indexes: Vec<Index>,
    pub skipped: Vec<Skipped>,
}

/// A look that has begun.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    began: Instant,
    taken_at_ms: i64,
}

impl Look {
    pub fn begin() -> Self {
        Self { began: Instant::now(), taken_at_ms: now_ms() }
    }

    /// All that was seen; `statements` is how many were sent for it.
    pub fn end(
        self,
        server: Server,
        catalog: Catalog,
        workload: Workload,
        activity: Activity,
        statements: u32,
    ) -> Snapshot {
        Snapshot {
            server,
            tables: catalog.tables,
            indexes: catalog.indexes,
            workload,
            activity,
            skipped: catalog.skipped,
            taken_at_ms: self.taken_at_ms,
            collector: CollectorCost { ms: self.began.elapsed().as_secs_f64() * 1e3, statements },
        }
    }
}

/// Unix time in milliseconds.
pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}
