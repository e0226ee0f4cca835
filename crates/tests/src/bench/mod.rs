//! The benches: each measures rungs beside a peer and prints one JSON line.

pub mod index_advice;
mod process;
mod quiet;
pub mod rollup;
pub mod snapshot;
pub mod tpch;

/// What a bench prints: a table for people, one line for machines.
pub struct Report {
    pub table: String,
    pub json: serde_json::Value,
}
