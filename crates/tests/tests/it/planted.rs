//! An index that hurts, or brings nothing, is taken back by `rungs apply` by itself; the history
//! says why, in numbers. The planners of all engines are lured in earnest.

use rungs_core::change::Action;
use rungs_tests::cli::{Ended, plan_file, rungs};
use rungs_tests::laws::Fixture;
use rungs_tests::servers::{Kind, TestDb};
use rungs_tests::site::{Site, Wanted, index};

/// Half of all parcels belong to one sender, which averages do not show: the planner believes
/// that an index on `sender` gives two rows for the sender of a contract.
const WORKLOAD: &str = "\
-- name: of_sender
SELECT count(*) FROM parcels WHERE sender = 123;
-- name: of_contract
SELECT sum(p.weight) FROM contracts c JOIN parcels p ON p.sender = c.sender
WHERE c.code = 1 AND p.day = 2;
-- name: newest_lost
SELECT id FROM parcels WHERE state = 'lost' ORDER BY sent DESC LIMIT 10;
-- name: of_day
SELECT sum(weight) FROM parcels WHERE day = 3;
";

/// Sent dates lie in no order in the table; the lost parcels are the oldest tenth.
const ROWS: &str = "i, CASE WHEN i % 2 = 0 THEN 7 ELSE i END, i % 1000, i % 100, \
    (i * 7919) % 100000, CASE WHEN (i * 7919) % 100000 < 10000 THEN 'lost' ELSE 'there' END";

fn site(db: &TestDb) -> Site<'_> {
    let mut site = Site::new(db);
    let (number, text) = match db.kind() {
        Kind::Sqlite => ("INTEGER", "TEXT"),
        Kind::Postgres15 | Kind::Postgres18 | Kind::MariaDb => ("bigint", "varchar(20)"),
    };
    site.execute(&format!(
        "CREATE TABLE contracts (id {number} PRIMARY KEY, code int, sender int);
         CREATE INDEX contracts_code ON contracts (code);
         CREATE TABLE parcels (id {number} PRIMARY KEY, sender int, day int, weight int,
                               sent int, state {text});
         CREATE INDEX parcels_day ON parcels (day);
         CREATE INDEX parcels_state ON parcels (state)"
    ));
    match db.kind() {
        Kind::Sqlite => {
            let numbers = |n: u32| {
                format!(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n})"
                )
            };
            site.execute(&format!(
                "INSERT INTO parcels {} SELECT {ROWS} FROM n;
                 INSERT INTO contracts {} SELECT i, i, 7 FROM n;
                 ANALYZE",
                numbers(100_000),
                numbers(1_000)
            ));
        }
        Kind::Postgres15 | Kind::Postgres18 => {
            site.execute(&format!(
                "INSERT INTO parcels SELECT {ROWS} FROM generate_series(1::bigint, 100000) i;
                 INSERT INTO contracts SELECT i, i, 7 FROM generate_series(1, 1000) i",
            ));
            site.execute("VACUUM ANALYZE");
        }
        Kind::MariaDb => site.execute(&format!(
            "INSERT INTO parcels SELECT {ROWS} FROM (SELECT seq AS i FROM seq_1_to_100000) n;
             INSERT INTO contracts SELECT seq, seq, 7 FROM seq_1_to_1000;
             ANALYZE TABLE parcels, contracts"
        )),
    }
    site.workload = WORKLOAD;
    site
}

fn apply(site: &Site) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let workload = folder.path().join("workload.sql");
    std::fs::write(&workload, site.workload).unwrap();
    let plan = plan_file(folder.path(), &site.plan());
    let workload = workload.display().to_string();
    rungs(&["apply", &plan, site.url(), "--workload", &workload, "--yes"])
}

fn history(site: &Site) -> serde_json::Value {
    rungs(&["history", site.url(), "--format", "json"]).expect(0).json()
}

/// Applies a plan of this one step and looks at what became of it.
fn is_taken_back(db: &TestDb, wanted: Wanted, words: &[&str]) {
    is_taken_back_at(site(db), wanted, words);
}

fn is_taken_back_at(mut site: Site, wanted: Wanted, words: &[&str]) {
    let db = site.db;
    site.steps = vec![wanted];
    let before = site.schema();
    let said = apply(&site).expect(5);
    assert_eq!(site.schema(), before, "something was left of it");
    let history = history(&site);
    let change = &history[0];
    assert_eq!(change["state"], "reverted", "{change:#}");
    let reason = change["reason"].as_str().unwrap();
    for word in words {
        assert!(reason.contains(word), "{:?}: {reason}", db.kind());
        assert!(said.stdout.replace(['\n', ' '], "").contains(&word.replace(' ', "")));
    }
    let numbers = change["statements"].as_array().unwrap();
    assert!(numbers.iter().all(|s| {
        let rounds = |side: &str| s[side].as_array().is_some_and(|ms| !ms.is_empty());
        rounds("before_ms") && rounds("after_ms") && s["equal"] == true
    }));
    let again = apply(&site).expect(5);
    assert!(again.stdout.contains("was taken back as change 1"), "{}", again.stdout);
    assert_eq!(site.schema(), before, "the second run made it again");
}

/// What nobody would make by hand: an index that one statement wants and another is lured by.
fn for_sender(db: &TestDb) -> Wanted {
    let action: Action = index(db, "parcels", &["sender"]);
    Wanted { action, targets: vec!["of_sender"], bystanders: vec!["of_contract"] }
}

/// PostgreSQL would read both indexes and lose little; see the next test.
#[test]
fn an_index_that_lures_a_join_astray_is_taken_back_with_the_numbers() {
    for kind in [Kind::Sqlite, Kind::MariaDb] {
        let db = TestDb::new(kind, "planted for a join");
        is_taken_back(&db, for_sender(&db), &["of_contract got worse", "→"]);
    }
}

/// Contracts of one code are all of one kind, which the planner does not know: it believes in 8
/// contracts where there are 400, and looks each one's parcels up.
const OF_KIND: &str = "\
-- name: of_sender
SELECT count(weight) FROM parcels WHERE sender = 123;
-- name: of_kind
SELECT sum(p.weight) FROM contracts c JOIN parcels p ON p.sender = c.sender
WHERE c.code = 1 AND c.kind = 1;
";

/// The index makes its own statement a hundred times faster and stays away all the same.
#[test]
fn an_index_that_helps_its_statement_and_misleads_another_is_taken_back() {
    for kind in [Kind::Postgres15, Kind::Postgres18] {
        let db = TestDb::new(kind, "planted for a misjudged join");
        let mut site = Site::new(&db);
        site.execute(
            "CREATE TABLE contracts (id bigint PRIMARY KEY, code int, kind int, sender int);
             CREATE TABLE parcels (id bigint PRIMARY KEY, sender int, weight int);
             INSERT INTO parcels
                 SELECT i, i % 1000, i % 100 FROM generate_series(1::bigint, 100000) i;
             INSERT INTO contracts
                 SELECT i, i % 50, i % 50, i % 1000 FROM generate_series(1, 20000) i",
        );
        site.execute("VACUUM ANALYZE");
        site.workload = OF_KIND;
        let action = index(&db, "parcels", &["sender"]);
        let wanted = Wanted { action, targets: vec!["of_sender"], bystanders: vec!["of_kind"] };
        is_taken_back_at(site, wanted, &["of_kind got worse", "→", "buffers"]);
    }
}

/// SQLite does not take an index for an order where another one finds the rows.
#[test]
fn an_index_that_lures_a_limit_astray_is_taken_back_with_the_numbers() {
    for kind in Kind::SERVERS {
        let db = TestDb::new(kind, "planted for a limit");
        let wanted = Wanted {
            action: index(&db, "parcels", &["sent"]),
            targets: Vec::new(),
            bystanders: vec!["newest_lost"],
        };
        is_taken_back(&db, wanted, &["newest_lost got worse", "→"]);
    }
}

#[test]
fn an_index_that_brings_its_statement_nothing_is_taken_back() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "planted for nothing");
        let wanted = Wanted {
            action: index(&db, "parcels", &["sent"]),
            targets: vec!["of_day"],
            bystanders: Vec::new(),
        };
        is_taken_back(&db, wanted, &["none of its statements got better"]);
    }
}
