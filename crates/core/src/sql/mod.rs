//! Statements: bytes → tokens → shape → parsed facts, in three dialects.

pub mod facts;

pub use facts::{Facts, Join, Op, Operand, OrderKey, Predicate, StatementKind, TableUse, Value};
