//! The demo on every engine: answers stay equal, and what the scenario promises holds by counted
//! work, never by the clock.

use std::process::{Command, Stdio};

use rungs_tests::binary;
use rungs_tests::servers::{Kind, TestDb};
use serde_json::Value;

/// Small enough for a debug build, large enough that an index is worth its place.
const ROWS: &str = "60000";

fn demo(arguments: &[&str]) -> Value {
    numbered(arguments).1
}

/// With the number of its process, which is in the name of what it makes.
fn numbered(arguments: &[&str]) -> (u32, Value) {
    let child = Command::new(binary("rungs"))
        .args(["demo", "--format", "json", "--quiet", "--rows", ROWS])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let number = child.id();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    (number, serde_json::from_slice(&output.stdout).unwrap())
}

fn check_keys_and_answers(demo: &Value, scenario: &str, engine: &str) {
    assert_eq!(demo["scenario"], scenario);
    assert_eq!(demo["engine"], engine);
    assert_eq!(demo["rows"], 60_000);
    assert!(demo["seconds"].as_f64().unwrap() > 0.0);
    for statement in demo["statements"].as_array().unwrap() {
        assert_eq!(statement["equal"], true, "{statement}");
        for key in ["before_ms", "after_ms", "factor"] {
            assert!(statement[key].as_f64().unwrap() > 0.0, "{statement}");
        }
    }
}

/// The document's three rollups and their 'ALL' level (two on SQLite), exact with changes pending, and the trend
/// over all of it read from the coarsest.
fn check_rollups(demo: &Value) {
    let levels = if demo["engine"] == "sqlite" { 5 } else { 4 };
    assert_eq!(demo["rollups"]["made"].as_array().unwrap().len(), levels, "{demo}");
    assert_eq!(demo["rollups"]["equal_while_pending"], true, "{demo}");
    assert!(demo["rollups"]["pending_deltas"].as_u64().unwrap() > 0, "{demo}");
    let statements = demo["statements"].as_array().unwrap();
    let trend = statements.iter().find(|s| s["name"] == "category_trend").unwrap();
    assert_eq!(trend["rollup"], "financials_monthly_category", "{trend}");
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
    for scenario in ["etl", "hotels"] {
        let demo = demo(&[scenario]);
        check_keys_and_answers(&demo, scenario, "sqlite");
        assert!(!demo["changes"].as_array().unwrap().is_empty());
    }
}

#[test]
fn without_a_name_the_marketplace_is_answered_from_rollups_on_sqlite() {
    let demo = demo(&[]);
    check_keys_and_answers(&demo, "marketplace", "sqlite");
    check_rollups(&demo);
}

#[test]
fn the_marketplace_is_answered_from_rollups_on_every_server_and_nothing_is_left() {
    for (kind, engine) in
        [(Kind::Postgres15, "postgres"), (Kind::Postgres18, "postgres"), (Kind::MariaDb, "mariadb")]
    {
        let demo = on_server(kind, "marketplace", engine);
        check_rollups(&demo);
    }
}

#[test]
fn the_targets_of_invest_do_a_tenth_of_the_work_on_sqlite() {
    let demo = demo(&["invest"]);
    check_keys_and_answers(&demo, "invest", "sqlite");
    check_targets(&demo, 10.0);
}

#[test]
fn on_postgres_the_targets_of_invest_do_half_the_work_or_less_and_nothing_is_left() {
    check_targets(&on_server(Kind::Postgres15, "invest", "postgres"), 2.0);
}

#[test]
fn on_mariadb_the_targets_of_invest_do_half_the_work_or_less_and_nothing_is_left() {
    check_targets(&on_server(Kind::MariaDb, "invest", "mariadb"), 2.0);
}

fn on_server(kind: Kind, scenario: &str, engine: &str) -> Value {
    let db = TestDb::new(kind, "the demo leaves nothing behind");
    let (number, demo) = numbered(&[scenario, "--target", db.url()]);
    check_keys_and_answers(&demo, scenario, engine);
    let place = format!("rungs_demo_{scenario}_{number}");
    let left = db.query(&match kind {
        Kind::MariaDb => format!("show databases like '{place}'"),
        _ => format!("select datname from pg_database where datname = '{place}'"),
    });
    assert_eq!(left, Vec::<Vec<Option<String>>>::new());
    demo
}

#[cfg(unix)]
#[test]
fn a_demo_that_is_stopped_while_it_fills_ends_at_once_and_takes_its_place_away() {
    let mut child = Command::new(binary("rungs"))
        .args(["demo", "hotels", "--quiet", "--rows", "1000000000"])
        .spawn()
        .unwrap();
    let place = std::env::temp_dir().join(format!("rungs-demo-{}", child.id()));
    while !place.join("hotels.db").exists() {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let asked = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert_eq!(child.wait().unwrap().code(), Some(6));
    assert!(!place.exists());
}
