//! `bench NAME [--size S]`: runs one bench and prints its JSON line last on stdout. People read the
//! table on stderr. `scripts/bench` builds it in release first.
//!
//!  - `index-advice [--keep URL] [--advise-only]`
//!  - `snapshot [--engine postgres15|postgres18|mariadb]`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that speaks to people")]

use rungs_tests::bench::{index_advice, rollup, snapshot};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1).cloned()
    };
    let size: f64 = after("--size").map_or(Ok(1.0), |size| size.parse())?;
    let keep = after("--keep");
    let report = match arguments.first().map(String::as_str) {
        Some("index-advice") => index_advice::run(&index_advice::Wishes {
            scale: size,
            keep: keep.as_deref(),
            execute: !arguments.iter().any(|a| a == "--advise-only"),
        })?,
        Some("snapshot") => snapshot::run(size, after("--engine").as_deref())?,
        Some("rollup-load") => {
            rollup::Site::open(&rollup::Wishes { engine: after("--engine").as_deref(), rows: (size * 1e6) as u64, keep: keep.as_deref().map(std::path::Path::new)})?;
            return Ok(());
        }
        _ => anyhow::bail!("no such bench\nhint: bench index-advice, or bench snapshot"),
    };
    eprintln!("{}", report.table);
    println!("{}", report.json);
    Ok(())
}
