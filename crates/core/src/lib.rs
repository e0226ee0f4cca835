//! What is true of a database, what would help, what would change.
//!
//! ```text
//! collect -> Snapshot -> diagnose -> Findings -> climb -> Plan -> apply -> Changes -> prove
//! ```
//!
//! Everything here is a pure function over plain data: no file, socket, clock, environment or
//! randomness. The one door to the world is [`engine::Engine`], implemented elsewhere.

pub mod change;
pub mod dialect;
pub mod engine;
pub mod format;
pub mod hash;
pub mod ladder;
pub mod name;
pub mod rollup;
pub mod seen;
pub mod sources;
pub mod sql;
