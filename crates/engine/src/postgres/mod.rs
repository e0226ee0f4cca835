//! PostgreSQL: connect, catalog, workload, explain, what-if, measure, journal, execute, load.

mod catalog;
pub mod connect;
mod error;

pub use connect::{PostgresTarget, SslMode};
