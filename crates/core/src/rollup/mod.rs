//! Rollups: summary tables that are never stale. What they are, how they are kept, and which
//! queries they answer. Pure; `rungs-engine` carries the statements out.

mod model;

pub use model::{
    Base, Bucket, Capture, ColumnRef, Dim, Family, Feed, Key, Level, Measure, Options, Output,
    Piece, Scalar, Shown, Source, Stored, Unit,
};
