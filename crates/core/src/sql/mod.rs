//! Statements: bytes → tokens → shape → parsed facts, in three dialects.

pub mod facts;
mod fill;
mod fingerprint;
mod read_only;
mod shape;
mod split;
pub mod tokens;

pub use facts::{Facts, Join, Op, Operand, OrderKey, Predicate, StatementKind, TableUse, Value};
pub use fill::{fill, placeholders};
pub use read_only::is_read_only;
pub use shape::{Shape, shape};
pub use split::{Piece, split};
