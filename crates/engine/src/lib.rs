//! Talk to a database. Synchronous: one implementation of core's engine port per folder, with
//! the same file names in each.

mod grouping;
pub mod load;
mod look;
pub mod mariadb;
mod patience;
pub mod postgres;
pub mod rollup;
pub mod sqlite;
pub mod target;

pub use target::Target;
