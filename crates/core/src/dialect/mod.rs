//! How each engine says things. Pure text; running it is the engine's work.

pub mod sql;

pub use sql::{Quote, Sql};
