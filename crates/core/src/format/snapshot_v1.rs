//! A snapshot as a JSON file, for advice elsewhere. Holds shapes and statistics, never rows;
//! samples of statements with their literals only when asked for.

use serde::{Deserialize, Serialize};

use super::counterpart::{Counterpart, Hex, counterpart};
use super::{FormatError, check_format};
use crate::name::{Bytes, EngineKind, Ident, IndexName, Millis, TableName};
use crate::seen::{
    Activity, Blocked, Capability, CollectorCost, Column, ForeignKey, Holder, Index, IndexSpec,
    Server, Setting, Skipped, Snapshot, State, Statement, Table, TableCounters, TableKind,
    TypeClass, Workload, WorkloadSource,
};

pub const FORMAT: &str = "rungs-snapshot-v1";

/// Whether samples of statements are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literals {
    LeftOut,
    /// `--with-literals`
    Kept,
}

pub fn write(snapshot: &Snapshot, literals: Literals) -> Result<String, FormatError> {
    let mut snapshot = SnapshotV1::of(snapshot);
    if literals == Literals::LeftOut {
        for statement in &mut snapshot.workload.statements {
            statement.sample = None;
        }
    }
    let file = FileV1 { format: FORMAT.to_owned(), snapshot };
    serde_json::to_string_pretty(&file).map_err(|e| wrong(&e))
}

pub fn read(text: &str) -> Result<Snapshot, FormatError> {
    let head: Head = serde_json::from_str(text).map_err(|e| wrong(&e))?;
    check_format("snapshot", head.format.as_deref(), FORMAT)?;
    // Not through FileV1: flattening would lose the line of an error.
    let snapshot: SnapshotV1 = serde_json::from_str(text).map_err(|e| wrong(&e))?;
    Ok(snapshot.back())
}

fn wrong(error: &serde_json::Error) -> FormatError {
    let place = (error.line() > 0).then(|| format!("line {}", error.line()));
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what).to_owned();
    let hint = "take it again: rungs snapshot".to_owned();
    FormatError { file: "snapshot", place, what, hint }
}

#[derive(Deserialize)]
struct Head {
    format: Option<String>,
}

#[derive(Serialize)]
struct FileV1 {
    format: String,
    #[serde(flatten)]
    snapshot: SnapshotV1,
}

counterpart! {
    SnapshotV1 of Snapshot {
        required {
            server: ServerV1,
            tables: Vec<TableV1>,
            indexes: Vec<IndexV1>,
            workload: WorkloadV1,
            activity: ActivityV1,
            skipped: Vec<SkippedV1>,
            taken_at_ms: i64,
            collector: CollectorCostV1,
        }
        optional {}
    }
}

counterpart! {
    SkippedV1 of Skipped {
        required { subject: String, why: String }
        optional {}
    }
}

counterpart! {
    CollectorCostV1 of CollectorCost {
        required { ms: f64, statements: u32 }
        optional {}
    }
}

counterpart! {
    ServerV1 of Server {
        required {
            engine: EngineKind,
            version: String,
            version_num: u32,
            is_mysql: bool,
            database: String,
            identity: String,
            read_only: bool,
            capabilities: Vec<CapabilityV1>,
            settings: Vec<SettingV1>,
        }
        optional { stats_since_ms: i64, memory: Bytes }
    }
}

counterpart! {
    CapabilityV1 of Capability {
        required {
            id: String,
            state: StateV1,
            what: String,
            mend: Vec<String>,
            required: bool,
        }
        optional {}
    }
}

counterpart! {
    SettingV1 of Setting {
        required { name: String, value: String, unit: String, needs_restart: bool }
        optional {}
    }
}

counterpart! {
    ActivityV1 of Activity {
        required { long_transactions: Vec<HolderV1>, blocked: Vec<BlockedV1> }
        optional { connections: u32, connections_max: u32, replicas: u32 }
    }
}

counterpart! {
    HolderV1 of Holder {
        required {
            session_id: String,
            user: String,
            application: String,
            open_ms: f64,
            shape: String,
        }
        optional {}
    }
}

counterpart! {
    BlockedV1 of Blocked {
        required { waiting: String, blocked_by: String, on: String }
        optional {}
    }
}

counterpart! {
    TableV1 of Table {
        required {
            name: TableName,
            kind: TableKindV1,
            columns: Vec<ColumnV1>,
            primary_key: Vec<Ident>,
            foreign_keys: Vec<ForeignKeyV1>,
            counters: TableCountersV1,
        }
        optional { rows: f64, bytes: Bytes, definition: String }
    }
}

counterpart! {
    TableCountersV1 of TableCounters {
        required {}
        optional {
            seq_scans: u64,
            seq_rows_read: u64,
            index_scans: u64,
            rows_inserted: u64,
            rows_updated: u64,
            rows_hot_updated: u64,
            rows_deleted: u64,
            dead_rows: u64,
            rows_changed_since_analyze: u64,
            last_analyze_ms: i64,
            last_vacuum_ms: i64,
            analyzed: bool,
            bytes_free: Bytes,
            vacuum_threshold_rows: f64,
            analyze_threshold_rows: f64,
        }
    }
}

counterpart! {
    ColumnV1 of Column {
        required {
            name: Ident,
            data_type: String,
            class: TypeClass,
            not_null: bool,
            generated: bool,
            common_frequencies: Vec<f64>,
        }
        optional {
            collation: String,
            width_bytes: f64,
            distinct: f64,
            null_fraction: f64,
            correlation: f64,
        }
    }
}

counterpart! {
    ForeignKeyV1 of ForeignKey {
        required {
            name: Ident,
            columns: Vec<Ident>,
            references: TableName,
            referenced_columns: Vec<Ident>,
        }
        optional {}
    }
}

counterpart! {
    IndexV1 of Index {
        required {
            name: IndexName,
            spec: IndexSpec,
            unique: bool,
            primary: bool,
            constraint: bool,
            replica_identity: bool,
            clustered: bool,
            valid: bool,
            building: bool,
            ignored: bool,
            definition: String,
        }
        optional { parent: Ident, scans: u64, bytes: Bytes, bloat_fraction: f64 }
    }
}

counterpart! {
    WorkloadV1 of Workload {
        required { statements: Vec<StatementV1>, sources: Vec<WorkloadSourceV1> }
        optional {}
    }
}

counterpart! {
    WorkloadSourceV1 of WorkloadSource {
        required { name: String, statements: u32, withheld: u32 }
        optional { missing: String }
    }
}

counterpart! {
    StatementV1 of Statement {
        required { fingerprint: Hex, shape: String, calls: f64, source: usize }
        optional {
            sample: String,
            name: String,
            total: Millis,
            rows: f64,
            unparsed: String,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum StateV1 {
    Yes,
    No,
    Unknown,
}

impl Counterpart<State> for StateV1 {
    fn of(core: &State) -> Self {
        match core {
            State::Yes => Self::Yes,
            State::No => Self::No,
            State::Unknown => Self::Unknown,
        }
    }

    fn back(self) -> State {
        match self {
            Self::Yes => State::Yes,
            Self::No => State::No,
            Self::Unknown => State::Unknown,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TableKindV1 {
    Ordinary,
    Partitioned,
    Partition { parent: TableName },
    Foreign,
    Materialized,
    Unlogged,
    Temporary,
    View,
    Virtual,
    WithoutRowid,
}

impl Counterpart<TableKind> for TableKindV1 {
    fn of(core: &TableKind) -> Self {
        match core {
            TableKind::Ordinary => Self::Ordinary,
            TableKind::Partitioned => Self::Partitioned,
            TableKind::Partition { parent } => Self::Partition { parent: parent.clone() },
            TableKind::Foreign => Self::Foreign,
            TableKind::Materialized => Self::Materialized,
            TableKind::Unlogged => Self::Unlogged,
            TableKind::Temporary => Self::Temporary,
            TableKind::View => Self::View,
            TableKind::Virtual => Self::Virtual,
            TableKind::WithoutRowid => Self::WithoutRowid,
        }
    }

    fn back(self) -> TableKind {
        match self {
            Self::Ordinary => TableKind::Ordinary,
            Self::Partitioned => TableKind::Partitioned,
            Self::Partition { parent } => TableKind::Partition { parent },
            Self::Foreign => TableKind::Foreign,
            Self::Materialized => TableKind::Materialized,
            Self::Unlogged => TableKind::Unlogged,
            Self::Temporary => TableKind::Temporary,
            Self::View => TableKind::View,
            Self::Virtual => TableKind::Virtual,
            Self::WithoutRowid => TableKind::WithoutRowid,
        }
    }
}
