//! What tests stand on: throw-away servers, a database for each test, cases in folders.
//!
//! Tests themselves live in `tests/it/`. Nothing here is part of what users run.

pub mod bench;
pub mod cases;
pub mod cli;
pub mod faults;
pub mod laws;
pub mod memory_engine;
pub mod rollups;
pub mod servers;
pub mod site;

use std::path::PathBuf;

/// A binary of this workspace, built beside the running test: `binary("rungs")`.
///
/// `scripts/test` builds it first. Panics with the line to run when it is not there.
pub fn binary(name: &str) -> PathBuf {
    let exe = std::env::current_exe().expect("a running test has a path");
    let found = exe.ancestors().skip(1).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("the binary `{name}` is not built; run: cargo build --workspace --bins")
    })
}
