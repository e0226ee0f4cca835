//! Statements: bytes → tokens → shape → parsed facts, in three dialects.

pub(crate) mod children;
mod classify;
mod constants;
mod dml;
pub mod facts;
mod facts_tests;
pub(crate) mod fill;
mod fingerprint;
mod from;
mod order;
pub(crate) mod parse;
mod places;
mod predicates;
mod read_only;
pub(crate) mod render;
mod resolve;
pub(crate) mod scope;
mod shape;
mod split;
pub mod tokens;
mod tpch_tests;

pub use constants::{Taste, Values, filled, like_prefix, sort};
pub use facts::{Facts, Join, Op, Operand, OrderKey, Predicate, StatementKind, TableUse, Value};
pub use fill::{fill, placeholders};
pub use parse::{Unparsed, parse_check};
pub use places::{Place, Side, places};
pub use read_only::is_read_only;
pub use resolve::facts;
pub use shape::{Shape, shape};
pub use split::{Piece, split};
