//! `bench NAME [--size S]`: runs one bench and prints its JSON line last on stdout. People read the
//! table on stderr. `scripts/bench` builds it in release first.
//!
//!  - `index-advice [--keep URL] [--advise-only]`
//!  - `snapshot [--engine postgres15|postgres18|mariadb]`
//!  - `rollup-refresh`, `rollup-build`, `rollup-read`, `rollup-write`, each with
//!    `[--engine postgres15|postgres18|mariadb|sqlite] [--keep FOLDER]`; the size is in millions of
//!    ledger entries
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that speaks to people")]

use std::path::Path;

use rungs_tests::bench::{index_advice, rollup, snapshot};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1).cloned()
    };
    let size: Option<f64> = after("--size").map(|size| size.parse()).transpose()?;
    let keep = after("--keep");
    let engine = after("--engine");
    let wishes = rollup::Wishes {
        engine: engine.as_deref(),
        rows: (size.unwrap_or(10.0) * 1e6) as u64,
        keep: keep.as_deref().map(Path::new),
    };
    let report = match arguments.first().map(String::as_str) {
        Some("index-advice") => index_advice::run(&index_advice::Wishes {
            scale: size.unwrap_or(1.0),
            keep: keep.as_deref(),
            execute: !arguments.iter().any(|a| a == "--advise-only"),
        })?,
        Some("snapshot") => snapshot::run(size.unwrap_or(1.0), engine.as_deref())?,
        Some("rollup-refresh") => rollup::refresh(&wishes)?,
        Some("rollup-build") => rollup::build(&wishes)?,
        Some("rollup-read") => rollup::read(&wishes)?,
        Some("rollup-write") => rollup::write(&wishes)?,
        _ => anyhow::bail!(
            "no such bench\nhint: index-advice, snapshot, rollup-refresh, rollup-build, \
             rollup-read, rollup-write"
        ),
    };
    eprintln!("{}", report.table);
    println!("{}", report.json);
    Ok(())
}
