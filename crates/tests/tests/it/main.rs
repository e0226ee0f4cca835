//! The one integration binary: tests that need a server or the built `rungs`.
//!
//! One file for a subject, listed here; the test below fails on a file that is not.
#![expect(clippy::unwrap_used, reason = "a test's helpers fail as tests do")]

mod cases;
mod cli;
mod cli_bad_input;
mod cli_secrets;
mod cli_targets;
mod dashboard;
mod demo;
mod executor;
mod findings;
mod formats;
mod kill;
mod laws_mariadb;
mod laws_postgres;
mod laws_sqlite;
mod mariadb;
mod mariadb_change;
mod mariadb_what_if;
mod marketplace;
mod planted;
mod postgres;
mod postgres_changes;
mod postgres_clone;
mod postgres_names;
mod postgres_plans;
mod privileges;
mod rewrite_pairs;
mod rollup_advice;
mod rollup_attach;
mod rollup_capture;
mod rollup_choose;
mod rollup_climb;
mod rollup_days;
mod rollup_exact;
mod rollup_hidden;
mod rollup_hostile;
mod rollup_kill;
mod rollup_looks;
mod rollup_mend;
mod rollup_none;
mod rollup_null_keys;
mod rollup_refuses;
mod rollup_run;
mod rollup_status;
mod rollup_streamed;
mod servers;
mod sqlite;
mod sqlite_change;
mod sqlite_what_if;
mod what_if_quality;

use std::collections::BTreeSet;

#[test]
fn every_test_file_is_listed_as_a_module() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it");
    let listed: BTreeSet<&str> = include_str!("main.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_module = path.is_dir() || path.extension().is_some_and(|ending| ending == "rs");
        assert!(
            name == "main" || !is_module || listed.contains(name),
            "tests/it/{name} is never run: add `mod {name};` to tests/it/main.rs"
        );
    }
}
