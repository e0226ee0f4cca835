//! The benches: each measures rungs beside a peer and prints one JSON line.

pub mod index_advice;
pub mod tpch;
