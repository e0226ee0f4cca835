//! A role without privileges: `check` lists what it misses as statements, and these mend it.

use rungs_core::seen::server::REQUIRED;
use rungs_tests::cli::rungs;
use rungs_tests::servers::{Kind, TestDb};
use rungs_tests::site;

fn shop(kind: Kind) -> TestDb {
    let db = TestDb::new(kind, "privileges");
    match kind {
        Kind::Postgres15 | Kind::Postgres18 => db.execute(
            "CREATE SCHEMA stock;
             CREATE TABLE stock.items (id int PRIMARY KEY, name text);
             CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);
             INSERT INTO orders SELECT i, i % 5000, repeat('x', 50)
               FROM generate_series(1, 50000) i;
             ANALYZE orders;",
        ),
        Kind::MariaDb => db.execute(
            "CREATE TABLE orders (id int PRIMARY KEY, customer int, note varchar(90));
             INSERT INTO orders SELECT seq, seq % 5000, REPEAT('x', 50) FROM seq_1_to_50000;
             ANALYZE TABLE orders",
        ),
        Kind::Sqlite => {
            db.execute("CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INT, note TEXT)");
        }
    }
    db
}

fn check(url: &str, code: i32) -> serde_json::Value {
    rungs(&["check", url, "--format", "json"]).expect(code).json()
}

/// The statements that give what this server can give, each once.
fn mends(check: &serde_json::Value, kind: Kind) -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    for capability in check["capabilities"].as_array().unwrap() {
        let lines: Vec<&str> =
            capability["mend"].as_array().unwrap().iter().map(|m| m.as_str().unwrap()).collect();
        let for_a_person = lines.iter().any(|line| line.starts_with("--"));
        if for_a_person {
            let id = capability["id"].as_str().unwrap();
            assert!(!REQUIRED.contains(&id), "{id} needs more than statements: {lines:?}");
            assert_eq!((kind, id), (Kind::Postgres18, "hypopg"), "{lines:?}");
            continue;
        }
        for line in lines {
            if !statements.iter().any(|s| s == line) {
                statements.push(line.to_owned());
            }
        }
    }
    statements
}

#[test]
fn a_role_without_privileges_gets_the_statements_that_make_check_pass() {
    for kind in Kind::SERVERS {
        let db = shop(kind);
        let url = db.limited_role();
        let poor = check(&url, 4);
        for id in REQUIRED.iter().filter(|id| **id != "catalog") {
            let of = |c: &&serde_json::Value| c["id"] == *id;
            let capability = poor["capabilities"].as_array().unwrap().iter().find(of).unwrap();
            assert_eq!(capability["state"], "no", "{kind:?} {id}");
            assert!(!capability["mend"].as_array().unwrap().is_empty(), "{kind:?} {id}");
        }
        for statement in mends(&poor, kind) {
            db.execute(&statement);
        }
        let rich = check(&url, 0);
        assert_eq!(mends(&rich, kind), Vec::<String>::new(), "{kind:?}");
        climbs(&url);
    }
}

/// The role plans an index, builds it, proves it, and takes it back.
fn climbs(url: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (plan, workload) = (path("plan.toml"), path("work.sql"));
    let text = "-- name: of_customer\n-- calls: 1000\n-- mean_ms: 900\n\
                SELECT note FROM orders WHERE customer = 77;\n";
    std::fs::write(&workload, text).unwrap();
    let planned = rungs(&["plan", url, "--workload", &workload, "-o", &plan]).expect(0);
    let applied = rungs(&["apply", &plan, url, "--workload", &workload, "--yes"]).expect(0);
    let history = rungs(&["history", url, "--format", "json"]).expect(0).json();
    let made = history.as_array().unwrap().iter().find(|change| {
        change["what"].as_str().unwrap().starts_with("create index") && change["verdict"] == "holds"
    });
    let made =
        made.unwrap_or_else(|| panic!("no index holds: {history:#}\n{planned:?}{applied:?}"));
    let id = made["id"].to_string();
    rungs(&["revert", &id, url, "--yes"]).expect(0);
}

#[test]
fn every_engine_says_the_same_of_what_rungs_needs() {
    for kind in Kind::ALL {
        let db = shop(kind);
        let server = site::open(db.url()).server().unwrap();
        for id in REQUIRED {
            let with_id: Vec<_> = server.capabilities.iter().filter(|c| c.id == id).collect();
            assert!(matches!(with_id[..], [c] if c.required), "{kind:?} {id}: {with_id:?}");
        }
        let more = server.capabilities.iter().filter(|c| c.required).count();
        assert_eq!(more, REQUIRED.len(), "{kind:?}");
        check(db.url(), 0);
    }
}
