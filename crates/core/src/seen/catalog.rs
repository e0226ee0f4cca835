//! Tables, columns and indexes, with sizes and statistics. `Option` means "not seen":
//! unknown is never taken for zero.

use serde::{Deserialize, Serialize};

use crate::name::{Bytes, Ident, IndexName, TableName};

#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub name: TableName,
    pub kind: TableKind,
    pub columns: Vec<Column>,
    /// Empty: no primary key.
    pub primary_key: Vec<Ident>,
    pub foreign_keys: Vec<ForeignKey>,
    /// Live rows by the server's own estimate. None: never analyzed, or not readable.
    pub rows: Option<f64>,
    /// Size of the rows themselves, without indexes.
    pub bytes: Option<Bytes>,
    pub counters: TableCounters,
    /// The statement that makes it, on engines that keep it (SQLite); used by what-if clones.
    pub definition: Option<String>,
}

impl Table {
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns.iter().find(|c| &c.name == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableKind {
    Ordinary,
    /// A parent whose rows are in partitions.
    Partitioned,
    Partition {
        parent: TableName,
    },
    Foreign,
    Materialized,
    Unlogged,
    Temporary,
    View,
    /// SQLite virtual table, FTS, rtree.
    Virtual,
    /// SQLite `WITHOUT ROWID`.
    WithoutRowid,
}

/// Counters since `Server::stats_since_ms`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableCounters {
    pub seq_scans: Option<u64>,
    pub seq_rows_read: Option<u64>,
    pub index_scans: Option<u64>,
    pub rows_inserted: Option<u64>,
    pub rows_updated: Option<u64>,
    pub rows_hot_updated: Option<u64>,
    pub rows_deleted: Option<u64>,
    pub dead_rows: Option<u64>,
    pub rows_changed_since_analyze: Option<u64>,
    pub last_analyze_ms: Option<i64>,
    pub last_vacuum_ms: Option<i64>,
    /// False: the planner has no statistics for this table at all.
    pub analyzed: Option<bool>,
    /// Bytes that a rebuild would give back, where the engine knows (SQLite free pages, MariaDB
    /// data_free).
    pub bytes_free: Option<Bytes>,
    /// Autovacuum triggers for this table by its settings and reloptions, in rows.
    pub vacuum_threshold_rows: Option<f64>,
    pub analyze_threshold_rows: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: Ident,
    /// The type as the server writes it.
    pub data_type: String,
    pub class: TypeClass,
    pub not_null: bool,
    pub generated: bool,
    pub collation: Option<String>,
    /// Mean stored width in bytes.
    pub width_bytes: Option<f64>,
    /// Number of distinct values, absolute.
    pub distinct: Option<f64>,
    pub null_fraction: Option<f64>,
    /// −1 … 1: how well the physical order follows the values.
    pub correlation: Option<f64>,
    /// Frequencies of the most common values, greatest first; the values are not kept.
    pub common_frequencies: Vec<f64>,
}

/// What an index may do with a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeClass {
    Integer,
    Float,
    Decimal,
    Text,
    Boolean,
    Time,
    Uuid,
    Bytes,
    Json,
    Array,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    pub name: Ident,
    pub columns: Vec<Ident>,
    pub references: TableName,
    pub referenced_columns: Vec<Ident>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    pub name: IndexName,
    pub spec: IndexSpec,
    pub unique: bool,
    pub primary: bool,
    /// Belongs to a constraint (unique, exclusion), or the engine needs it for a foreign key.
    pub constraint: bool,
    pub replica_identity: bool,
    pub clustered: bool,
    pub valid: bool,
    /// A build of it is under way now.
    pub building: bool,
    /// MariaDB IGNORED / MySQL INVISIBLE: kept up to date, not used by the planner.
    pub ignored: bool,
    /// Partition index that hangs on a partitioned one.
    pub parent: Option<Ident>,
    pub scans: Option<u64>,
    pub bytes: Option<Bytes>,
    /// Share of the index that is bloat, 0 … 1, by the estimate of this engine.
    pub bloat_fraction: Option<f64>,
    /// The statement that would make it again, as the server writes it.
    pub definition: String,
}

/// What an index is, apart from its name: what advice proposes, what-if pretends, DDL makes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IndexSpec {
    pub table: TableName,
    pub method: Method,
    pub keys: Vec<IndexKey>,
    /// Columns that are carried along without being keys (PostgreSQL INCLUDE).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// Predicate of a partial index, as SQL in the engine's dialect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    #[serde(default)]
    pub unique: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IndexKey {
    pub part: KeyPart,
    #[serde(default)]
    pub descending: bool,
    /// None: the engine's default for this direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls_first: Option<bool>,
    /// None: the type's default operator class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opclass: Option<String>,
    /// None: the column's own collation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// MariaDB: only the first so many characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix_length: Option<u32>,
}

impl IndexKey {
    pub fn column(name: impl Into<String>) -> Self {
        Self {
            part: KeyPart::Column(Ident::new(name)),
            descending: false,
            nulls_first: None,
            opclass: None,
            collation: None,
            prefix_length: None,
        }
    }

    pub fn as_column(&self) -> Option<&Ident> {
        match &self.part {
            KeyPart::Column(name) => Some(name),
            KeyPart::Expression(_) => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyPart {
    Column(Ident),
    /// SQL in the engine's dialect, without outer parentheses.
    Expression(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    Btree,
    Hash,
    Gin,
    Gist,
    Brin,
    Fulltext,
    Spatial,
    /// Any other access method by its name.
    Other(String),
}
