//! Rollups: summary tables that are never stale. What they are, how they are kept, and which
//! queries they answer. Pure; `rungs-engine` carries the statements out.

mod block;
pub(crate) mod catalog;
pub mod choose;
mod definition;
pub mod derive;
mod filler;
mod model;
pub mod names;
mod need;
mod refusal;
mod rewrite;
mod standing;
#[cfg(test)]
pub(crate) mod testing;

pub use catalog::Catalog;
pub use definition::{
    Described, Placed, Request, attach, define, detach, is_placed, join, place, read_request,
};
pub use model::{
    Base, Bucket, Capture, ColumnRef, Dim, Family, Feed, Key, Level, Measure, Options, Output,
    Piece, Scalar, Shown, Source, Stored, Unit,
};
pub use need::{Asked, Grain, How, Need, need};
pub use refusal::Refusal;
pub use rewrite::{Answered, LevelRefusal, Unanswered, rewrite};
pub use standing::{Standing, answer, probe};
