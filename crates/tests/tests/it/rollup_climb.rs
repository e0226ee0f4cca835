//! Rollups as a step of a plan, by the real binary: proposed for the marketplace's dashboard,
//! applied, each promise measured, taken back; and taken back by their own proof.

use std::path::Path;

use rungs_core::change::{Action, ChangeState, apply, history, resume};
use rungs_core::name::Ident;
use rungs_engine::Target;
use rungs_scenarios::marketplace::MARKETPLACE;
use rungs_tests::cli::rungs;
use rungs_tests::faults::{Fault, Faulty, TestWorld};
use rungs_tests::laws::Fixture;
use rungs_tests::servers::{Kind, Server, TestDb};
use rungs_tests::site::{Site, Wanted, table};
use serde_json::Value;

use crate::rollup_exact::schema;

/// Entries of the ledger, and what a panel should take in milliseconds: as few as are worth rollups
/// by product, brand and category.
fn size(kind: Kind) -> (u64, &'static str) {
    match kind {
        Kind::Postgres15 | Kind::Postgres18 => (500_000, "10"),
        Kind::MariaDb => (250_000, "5"),
        Kind::Sqlite => (100_000, "2"),
    }
}

#[test]
fn on_sqlite_the_dashboards_rollups_are_planned_applied_proved_and_taken_back() {
    climbs(Kind::Sqlite);
}

#[test]
fn on_postgresql_the_dashboards_rollups_are_planned_applied_proved_and_taken_back() {
    climbs(Kind::Postgres15);
}

#[test]
fn on_mariadb_the_dashboards_rollups_are_planned_applied_proved_and_taken_back() {
    climbs(Kind::MariaDb);
}

/// Each row is of a day of its own, so that sums by day save nothing.
const ASKED: &str = "-- name: paid_of_day
SELECT day, SUM(paid) AS paid FROM orders GROUP BY day;
-- name: paid_of_customer
SELECT customer, SUM(paid) AS paid FROM orders GROUP BY customer;
-- name: paid_of_row
SELECT SUM(paid) AS paid FROM orders WHERE id = 7;
";

#[test]
fn a_rollup_that_is_no_faster_is_taken_back_and_history_says_so() {
    taken_back("day", "paid_of_day", &["none of its statements got better", "got worse: "]);
}

#[test]
fn a_rollup_that_does_not_answer_what_it_was_made_for_is_taken_back() {
    taken_back("customer", "paid_of_row", &["paid_of_row is not answered by it: "]);
}

#[test]
fn a_rollup_that_answers_otherwise_is_taken_back() {
    let db = TestDb::new(Kind::Sqlite, "rollup that is wrong");
    let mut site = Site::new(&db);
    site.workload = ASKED;
    site.steps = vec![Wanted {
        action: sums(&db, "customer"),
        targets: vec!["paid_of_customer"],
        bystanders: vec![],
    }];
    // Broken off when it is made and not yet proved, and spoiled.
    let state =
        |site: &Site| history(site.engine().as_mut()).unwrap().changes().next().map(|c| c.state);
    for call in 1.. {
        site.reset();
        let mut engine = Faulty::new(site.engine(), Some((call, Fault::DiesBefore)));
        let plan = site.plan();
        let broken =
            apply(&mut engine, &site.runnables(), &plan, &site.policy(), &mut TestWorld::default());
        assert!(broken.is_err(), "it is never made and not yet proved");
        if state(&site) == Some(ChangeState::Done) {
            break;
        }
    }
    site.execute("UPDATE rungs_r_paid SET paid = paid + 1 WHERE customer = 7");
    let mut world = TestWorld::default();
    let said =
        resume(site.engine().as_mut(), &site.runnables(), &site.policy(), &mut world).unwrap();
    assert!(said[0].say.ends_with("taken back: paid_of_customer gave another answer"), "{said:?}");
    assert!(!site.schema().contains("rungs_r_paid"), "{}", site.schema());
}

#[test]
fn a_rollup_that_a_later_step_wants_joins_the_one_that_stands_and_each_is_taken_back_alone() {
    const BOTH: &str = "-- name: paid_of_customer
SELECT customer, SUM(paid) AS paid FROM orders GROUP BY customer;
-- name: paid_of_last_digit
SELECT customer % 10 AS digit, SUM(paid) AS paid FROM orders GROUP BY customer % 10;
";
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "rollup joins another");
        let mut site = Site::new(&db);
        site.workload = BOTH;
        site.reset();
        let many = "INSERT INTO orders SELECT 1000 + 30 * a.id + b.id, a.customer, a.day, a.paid \
            FROM orders a JOIN orders b ON b.id <= 30";
        site.execute(many);
        let digits = Action::AddRollup {
            name: Ident::new("digits"),
            table: table(&db, "orders"),
            definitions: vec![
                "-- rollup: digits\nSELECT customer % 10 AS digit, SUM(paid) AS paid, \
                 COUNT(*) AS n FROM orders GROUP BY customer % 10"
                    .to_owned(),
            ],
        };
        let of = |action, target| Wanted { action, targets: vec![target], bystanders: vec![] };
        site.steps =
            vec![of(sums(&db, "customer"), "paid_of_customer"), of(digits, "paid_of_last_digit")];
        let before = site.schema();
        let (mut engine, mut world) = (site.engine(), TestWorld::with_real_pauses());
        let (plan, policy) = (site.plan(), site.policy());
        let done = apply(engine.as_mut(), &site.runnables(), &plan, &policy, &mut world).unwrap();
        assert!(done.iter().all(|one| one.state == ChangeState::Verified), "{kind:?}: {done:?}");
        let levels = || {
            let status = rungs(&["rollup", "status", site.url(), "--format", "json"]).json();
            let of = |family: &Value| {
                let levels = family["levels"].as_array().unwrap().iter();
                levels.map(|l| l["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
            };
            status.as_array().unwrap().iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(levels(), [["paid", "digits"]], "{kind:?}");
        rungs(&["revert", "1", site.url(), "--yes"]).expect(0);
        assert_eq!(levels(), [["paid (base)", "digits"]], "{kind:?}");
        site.execute("UPDATE orders SET paid = paid + 1 WHERE customer = 7");
        rungs(&["rollup", "verify", site.url()]).expect(0);
        rungs(&["revert", "2", site.url(), "--yes"]).expect(0);
        assert!(levels().is_empty(), "{kind:?}");
        let is_ours = |line: &&str| !line.contains("journal");
        assert!(before.lines().eq(site.schema().lines().filter(is_ours)), "{}", site.schema());
    }
}

/// What was paid, by one column of the orders.
fn sums(db: &TestDb, by: &str) -> Action {
    let select = format!("SELECT {by}, SUM(paid) AS paid, COUNT(*) AS n FROM orders GROUP BY {by}");
    Action::AddRollup {
        name: Ident::new("paid"),
        table: table(db, "orders"),
        definitions: vec![format!("-- rollup: paid\n{select}")],
    }
}

/// For one of these reasons.
fn taken_back(by: &str, target: &'static str, reasons: &[&str]) {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "rollup taken back");
        let mut site = Site::new(&db);
        site.workload = ASKED;
        site.reset();
        let action = sums(&db, by);
        site.steps = vec![Wanted { action, targets: vec![target], bystanders: vec![] }];
        let before = site.schema();
        let plan = site.plan();
        let apply = || {
            let (mut engine, mut world) = (site.engine(), TestWorld::with_real_pauses());
            let done = apply(engine.as_mut(), &site.runnables(), &plan, &site.policy(), &mut world);
            done.unwrap().remove(0)
        };
        let said = apply();
        assert_eq!(said.state, ChangeState::Reverted, "{kind:?}: {said:?}");
        assert!(reasons.iter().any(|why| said.say.contains(why)), "{kind:?}: {said:?}");
        assert_eq!(site.schema(), before);
        let told = rungs(&["history", site.url()]).expect(0).stdout;
        assert!(told.contains("reverted"), "{told}");
        let again = apply();
        assert!(again.say.starts_with("was taken back as change 1"), "{again:?}");
    }
}

fn climbs(kind: Kind) {
    // Forgets its statements below, which others on a shared server would miss.
    let server = (kind == Kind::MariaDb).then(|| Server::start(kind).unwrap());
    let db = match &server {
        Some(server) => TestDb::on(server.url(), kind, "rollups climbed"),
        None => TestDb::new(kind, "rollups climbed"),
    };
    fill(&db);
    let folder = tempfile::tempdir().unwrap();
    let workload = workload(&db, folder.path());
    let plan_path = folder.path().join("plan.toml").display().to_string();
    let plan = || {
        let target = size(kind).1;
        let words =
            ["plan", db.url(), "--workload", &workload, "--target-ms", target, "--rungs", "rollup"];
        rungs(&[&words[..], &["-o", &plan_path, "--format", "json"]].concat()).expect(0).json()
    };
    let planned = plan();
    let before = schema(&db);
    check_plan(&planned);

    let apply = ["apply", &plan_path, db.url(), "--workload", &workload, "--yes"];
    rungs(&apply).expect(0);
    let change = change(&db);
    check_kept(&change, &planned);
    let id = change["id"].to_string();
    let shown = rungs(&["show", &id, db.url()]).expect(0).stdout;
    assert!(shown.contains("Promised and measured"), "{shown}");
    rungs(&["rollup", "verify", db.url()]).expect(0);

    // Twice is once; and what stands is not proposed again, but told to be asked.
    rungs(&apply).expect(0);
    let again = plan();
    assert_eq!(again["rollups"].as_array().unwrap().len(), 0, "{again}");
    let told = |d: &Value| d["because"].as_str().unwrap().contains("answers it already");
    assert!(again["decisions"].as_array().unwrap().iter().any(told), "{again}");

    for change in changes(&db).iter().rev() {
        rungs(&["revert", &change["id"].to_string(), db.url(), "--yes"]).expect(0);
    }
    let journal = |rows: Vec<Vec<Option<String>>>| -> Vec<Vec<Option<String>>> {
        let of_journal = |name: &String| name.contains("journal") || name == "rungs";
        rows.into_iter().filter(|row| !row.iter().flatten().any(of_journal)).collect()
    };
    assert_eq!(journal(schema(&db)), before, "taken back");
}

/// The marketplace; MariaDB, which tells of statements since the server began, forgets the load.
fn fill(db: &TestDb) {
    let target = Target::parse(db.url(), &|_| None).unwrap();
    let schema = match db.kind() {
        Kind::MariaDb => db.name(),
        Kind::Sqlite => "main",
        Kind::Postgres15 | Kind::Postgres18 => "public",
    };
    let mut tell = |_: &str, _: u64, _: usize, _: usize| {};
    let mut loader = target.loader().unwrap();
    let rows = size(db.kind()).0;
    rungs_scenarios::build(&MARKETPLACE, target.kind(), schema, rows, loader.as_mut(), &mut tell)
        .unwrap();
    if db.kind() == Kind::MariaDb {
        db.execute("TRUNCATE TABLE performance_schema.events_statements_summary_by_digest");
    }
}

fn workload(db: &TestDb, folder: &Path) -> String {
    let kind = Target::parse(db.url(), &|_| None).unwrap().kind();
    let queries = (MARKETPLACE.workload)(size(db.kind()).0, kind);
    let told = |query: &rungs_scenarios::Query| {
        let text = rungs_scenarios::workload_file(std::slice::from_ref(query));
        // There a few rows are soon read, and what is reckoned from them is no more than that.
        let timed = db.kind() == Kind::MariaDb && query.is_read();
        if timed { format!("-- mean_ms: 400\n{text}") } else { text }
    };
    let text: String = queries.iter().map(told).collect();
    let path = folder.join("workload.sql");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// One step with rollups by product, brand and category, and a promise for each panel.
fn check_plan(planned: &Value) {
    let steps = planned["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 1, "{planned}");
    let definitions = steps[0]["action"]["definitions"].as_array().unwrap();
    let keys = match planned["engine"].as_str() {
        // So small, it has few more brands than categories, which are summed from them.
        Some("mariadb") => &["asin_id", "brand_id"][..],
        _ => &["asin_id", "brand_id", "category_id"],
    };
    for key in keys {
        let by = |text: &str| text.split("GROUP BY").nth(1).is_some_and(|by| by.contains(key));
        assert!(definitions.iter().any(|d| by(d.as_str().unwrap())), "none by {key}: {planned}");
    }
    let promises = steps[0]["promises"].as_array().unwrap();
    assert!(promises.len() >= 11, "{planned}");
    for promise in promises {
        assert!(promise["ask"].as_str().unwrap().contains("rungs"), "{promise}");
        assert!(promise["predicted_ms"].as_f64() < promise["before_ms"].as_f64(), "{promise}");
    }
    assert!(steps[0]["write_us"].as_f64().unwrap() > 0.0, "{planned}");
}

fn changes(db: &TestDb) -> Vec<Value> {
    let history = rungs(&["history", db.url(), "--format", "json"]).expect(0).json();
    history.as_array().unwrap().clone()
}

/// The one change that added rollups.
fn change(db: &TestDb) -> Value {
    let is_it = |c: &Value| c["what"].as_str().unwrap().starts_with("add rollup");
    let mut all: Vec<Value> = changes(db).into_iter().filter(is_it).collect();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// Every statement that was promised was measured both ways, gave the same answer and got faster.
fn check_kept(change: &Value, planned: &Value) {
    assert_eq!(change["state"], "verified", "{change}");
    assert_eq!(change["verdict"], "holds", "{change}");
    let promised = change["promises"].as_array().unwrap();
    let step = planned["steps"].as_array().unwrap().iter().find(|s| s["rung"] == "rollup");
    assert_eq!(promised, step.unwrap()["promises"].as_array().unwrap());
    let median = |ms: &Value| {
        let mut ms: Vec<f64> = ms.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        ms.sort_by(f64::total_cmp);
        ms[ms.len() / 2]
    };
    for promise in promised {
        let mut measured = change["statements"].as_array().unwrap().iter();
        let measured = measured.find(|s| s["fingerprint"] == promise["fingerprint"]);
        let measured = measured.unwrap_or_else(|| panic!("{promise} was not measured"));
        assert_eq!(measured["equal"], true, "{measured}");
        let (raw, rolled) = (median(&measured["before_ms"]), median(&measured["after_ms"]));
        assert!(rolled < raw, "{} {raw} ms → {rolled} ms", measured["name"]);
    }
}
