//! What a rollup is, as plain data: a family of levels that are kept from one capture of one fact
//! table. `definition` makes it from a SELECT and a catalog; `derive` turns it into objects and
//! statements; `rewrite` answers queries from it. Holds no SQL but the user's own expressions.
//!
//! The algebra: the **base** level is grouped by expressions of the fact table alone, foreign keys
//! among them, so no change of a dimension touches it. Each other level is the base joined with
//! the dimensions and grouped again. With `Δ` for pending deltas (at the base's grain), `D` for
//! the dimensions as the reader sees them and `P` (the path) for the dimensions as they were at
//! the last refresh, refresh keeps `level = base ⋈ P`, and a reader computes
//! `level + Δ ⋈ D + base[changed] ⋈ D − base[changed] ⋈ P = (base + Δ) ⋈ D`.

use serde::{Deserialize, Serialize};

use crate::name::{EngineKind, Ident, TableName};
use crate::seen::TypeClass;

/// One fact table, one capture, one base level and the levels that are fed from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The name of its first rollup; all objects of the family carry it.
    pub name: Ident,
    pub engine: EngineKind,
    pub fact: TableName,
    /// In join order: each hangs on the fact table or on one before it.
    pub dims: Vec<Dim>,
    /// Rows of the fact table that count at all: a WHERE over fact columns only.
    pub filter: Option<Scalar>,
    /// What the base and every level stores, besides the number of rows.
    pub measures: Vec<Measure>,
    pub base: Base,
    /// Each after the one that feeds it.
    pub levels: Vec<Level>,
    pub options: Options,
}

impl Family {
    /// Live views are never stale; else they are as of the last refresh.
    pub fn is_captured(&self) -> bool {
        self.options.capture != Capture::None
    }

    /// It, or one of its levels, has this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.as_str() == name || self.levels.iter().any(|l| l.name.as_str() == name)
    }

    /// The levels of the rollup of this name: its own, and its 'ALL' levels. Empty: there is none.
    pub fn rollup(&self, name: &str) -> Vec<Ident> {
        let Some(own) = self.levels.iter().find(|level| level.name.as_str() == name) else {
            return Vec::new();
        };
        let above = format!("{name}_all_");
        let is_of = |level: &&Level| {
            level.definition == own.definition && level.name.as_str().starts_with(&above)
        };
        let above = self.levels.iter().filter(is_of).map(|level| level.name.clone());
        std::iter::once(own.name.clone()).chain(above).collect()
    }

    /// It is the other one with levels at its end, or the same, whatever their options.
    pub fn grew_from(&self, other: &Self) -> bool {
        let mut cut = self.clone();
        cut.levels.truncate(other.levels.len());
        cut.dims.truncate(other.dims.len());
        for (dim, of) in cut.dims.iter_mut().zip(&other.dims) {
            dim.kept.clone_from(&of.kept);
        }
        cut.base.table.clone_from(&other.base.table);
        cut.options = other.options;
        cut == *other
    }

    /// The dimension by which this one hangs on the fact table: itself, if it does so directly.
    pub fn root_of(&self, dim: usize) -> Option<usize> {
        match self.dims.get(dim)?.on.first()?.source {
            Source::Fact => Some(dim),
            Source::Dim(parent) => self.root_of(parent),
        }
    }

    /// The dimensions that some level joins, and all that hang on the fact table by the same one;
    /// ascending. Others were of levels that are no more.
    pub fn joined(&self) -> Vec<usize> {
        let roots: Vec<Option<usize>> =
            self.levels.iter().flat_map(|l| &l.dims).map(|d| self.root_of(*d)).collect();
        (0..self.dims.len()).filter(|d| roots.contains(&self.root_of(*d))).collect()
    }
}

/// A table that is joined by equality with a unique key of its own, inner join only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dim {
    pub table: TableName,
    /// A primary or unique key of it, each column NOT NULL.
    pub key: Vec<Ident>,
    /// What each key column equals: columns of the fact table or of an earlier dimension.
    pub on: Vec<ColumnRef>,
    /// Columns that its path has, whatever the levels use: it stays as it was made while levels
    /// come and go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Ident>,
}

/// The finest level: its keys are expressions of the fact table alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// In the order of its primary key, the bucket first. The fact's columns that dimensions hang
    /// on are among them, as plain columns, and the flags of those that can be NULL.
    pub keys: Vec<Key>,
    /// The key that the build and rebuilds go by, a position in `keys`.
    pub bucket: Option<usize>,
    /// What its table is called after, where levels came and went since it was made. None: the
    /// level that is the base, or else the family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Ident>,
}

/// One rollup of the user's. Where its keys are exactly the base's, the base's table serves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    pub name: Ident,
    /// In the order of its primary key, but where it is the base: what its definition groups by,
    /// then the flags of those that can be NULL.
    pub keys: Vec<Key>,
    /// Positions in [`Family::dims`] of what its definition joins, ascending. Another level of the
    /// family may join fewer, and then counts rows that this one drops.
    pub dims: Vec<usize>,
    pub feed: Feed,
    /// The columns of the definition's SELECT, in its order: what the live view shows.
    pub outputs: Vec<Output>,
    /// The definition as the user wrote it, without the leading options.
    pub definition: String,
}

/// Where a level's rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Feed {
    /// It is the base itself.
    IsBase,
    /// Base rows joined with the dimensions.
    Base,
    /// Rows of the level at this position, whose keys hold or determine all of its own. It joins
    /// the same dimensions, or fewer; those that it lacks hang on plain columns among its keys.
    Level(usize),
}

/// A grouped expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Column of the stored table; for what the definition names, that name.
    pub column: Ident,
    pub expr: Scalar,
    /// As the engine writes it in CREATE TABLE; on SQLite the declared type or empty.
    pub data_type: String,
    pub class: TypeClass,
    /// The key that is 1 where this one is NULL, and 0 elsewhere; the column then holds a filler,
    /// as unique keys do not see NULLs. None: it is never NULL.
    #[serde(default)]
    pub null_flag: Option<Ident>,
    /// The expression is the start of a span of time of this column.
    pub bucket: Option<Bucket>,
}

/// `expr` is the first moment of the unit that `column` lies in, or the beginning of its text
/// (`2025-01`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    pub column: ColumnRef,
    pub unit: Unit,
    /// The column has a time of day, so a range ends before midnight, not on a day.
    pub has_time: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// What is stored per group, at every level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Column of the stored tables.
    pub column: Ident,
    pub kind: Stored,
    /// Over fact columns.
    pub expr: Scalar,
    /// Of the stored column.
    pub data_type: String,
    /// `expr` can be NULL; a [`Stored::Count`] of the same expression stands beside it.
    pub nullable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stored {
    /// Rows where the expression is not NULL.
    Count,
    /// Of an exact type; 0 where nothing was added.
    Sum,
    /// Not invertible: a delete marks the group dirty, and it is computed anew.
    Min,
    Max,
}

/// One column of the live view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    pub name: Ident,
    pub what: Shown,
    /// Result type of the definition's column, to which the live view casts; empty: no cast.
    pub data_type: String,
}

/// How an output comes from stored columns. Numbers are positions in [`Level::keys`] and
/// [`Family::measures`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    Key(usize),
    /// `COUNT(*)`.
    Rows,
    Count(usize),
    /// `count` where the argument can be NULL: no value gives NULL, not 0.
    Sum {
        sum: usize,
        count: Option<usize>,
    },
    Avg {
        sum: usize,
        count: Option<usize>,
    },
    Min(usize),
    Max(usize),
}

/// A column of the fact table or of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ColumnRef {
    pub source: Source,
    pub column: Ident,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    Fact,
    /// Position in [`Family::dims`].
    Dim(usize),
}

/// A deterministic expression of the user's, with its columns taken out, so that it can be said of
/// a table, of `NEW`, of `OLD` and of a transition table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scalar(pub Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// Parsed SQL of the engine's dialect without any column in it.
    Text(String),
    Column(ColumnRef),
}

impl Scalar {
    pub fn column(source: Source, column: Ident) -> Self {
        Self(vec![Piece::Column(ColumnRef { source, column })])
    }

    /// The one column that it is, if it is no more than that.
    pub fn as_column(&self) -> Option<&ColumnRef> {
        match self.0.as_slice() {
            [Piece::Column(column)] => Some(column),
            _ => None,
        }
    }

    pub fn columns(&self) -> impl Iterator<Item = &ColumnRef> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Column(column) => Some(column),
            Piece::Text(_) => None,
        })
    }

    /// The SQL with each column as `say` says it.
    pub fn sql(&self, say: impl Fn(&ColumnRef) -> String) -> String {
        let piece = |p: &Piece| match p {
            Piece::Text(text) => text.clone(),
            Piece::Column(column) => say(column),
        };
        self.0.iter().map(piece).collect()
    }

    pub fn is_of_fact_only(&self) -> bool {
        self.columns().all(|c| c.source == Source::Fact)
    }
}

/// What the user asked for, with defaults filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    pub capture: Capture,
    /// How old the oldest pending delta may become before a refresh is due, in milliseconds.
    pub lag_ms: u64,
    /// Pending delta rows at which a refresh is due whatever their age; reads slow down with them.
    pub delta_cap: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { capture: Capture::Auto, lag_ms: 60_000, delta_cap: 10_000 }
    }
}

/// How changes of the fact table become deltas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Capture {
    /// By the workload's rows per call: `Row` for single rows, `Statement` for batches.
    Auto,
    Row,
    /// PostgreSQL only: transition tables.
    Statement,
    /// Not at all: levels are as of the last refresh, which reads all facts anew.
    None,
}
