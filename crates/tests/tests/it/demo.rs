//! The demo on every engine: answers stay equal, and what the scenario promises holds by counted
//! work, never by the clock.

use std::process::Command;

use rungs_tests::binary;
use rungs_tests::servers::{Kind, TestDb};
use serde_json::Value;

/// Small enough for a debug build, large enough that an index is worth its place.
const ROWS: &str = "60000";

fn demo(arguments: &[&str]) -> Value {
    let output = Command::new(binary("rungs"))
        .args(["demo", "--format", "json", "--quiet", "--rows", ROWS])
        .args(arguments)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn check_keys_and_answers(demo: &Value, scenario: &str, engine: &str) {
    assert_eq!(demo["scenario"], scenario);
    assert_eq!(demo["engine"], engine);
    assert_eq!(demo["rows"], 60_000);
    assert!(demo["seconds"].as_f64().unwrap() > 0.0);
    assert!(!demo["changes"].as_array().unwrap().is_empty());
    for statement in demo["statements"].as_array().unwrap() {
        assert_eq!(statement["equal"], true, "{statement}");
        for key in ["before_ms", "after_ms", "factor"] {
            assert!(statement[key].as_f64().unwrap() > 0.0, "{statement}");
        }
    }
}

/// `factor`: what the work of every target must shrink by, in the engine's own counter. Pages shrink
/// less than rows do at this small size, where twenty rows of an answer are twenty pages.
fn check_targets(demo: &Value, factor: f64) {
    for statement in demo["statements"].as_array().unwrap() {
        if statement["target"] == true {
            let before = statement["before_work"].as_f64().unwrap();
            let after = statement["after_work"].as_f64().unwrap().max(1.0);
            assert!(before / after >= factor, "{statement}");
        }
    }
}

#[test]
fn on_sqlite_every_scenario_keeps_its_answers() {
    for scenario in ["etl", "hotels", "marketplace"] {
        check_keys_and_answers(&demo(&[scenario]), scenario, "sqlite");
    }
}

#[test]
fn without_a_name_invest_runs_on_sqlite_and_its_targets_do_a_tenth_of_the_work() {
    let demo = demo(&[]);
    check_keys_and_answers(&demo, "invest", "sqlite");
    check_targets(&demo, 10.0);
}

#[test]
fn on_postgres_the_targets_of_invest_do_half_the_work_or_less_and_nothing_is_left() {
    on_server(Kind::Postgres15, "postgres");
}

#[test]
fn on_mariadb_the_targets_of_invest_do_half_the_work_or_less_and_nothing_is_left() {
    on_server(Kind::MariaDb, "mariadb");
}

fn on_server(kind: Kind, engine: &str) {
    let db = TestDb::new(kind, "the demo leaves nothing behind");
    let demo = demo(&["--target", db.url()]);
    check_keys_and_answers(&demo, "invest", engine);
    check_targets(&demo, 2.0);
    let left = db.query(match kind {
        Kind::MariaDb => "show databases like 'rungs\\_demo\\_%'",
        _ => "select datname from pg_database where datname like 'rungs\\_demo\\_%'",
    });
    assert_eq!(left, Vec::<Vec<Option<String>>>::new());
}
