//! Rollups that come to a family that stands, and go from it: filled from its base, exact with what
//! is pending, and nothing of the others is touched. `RUNGS_KILL_STEP=1` kills at every moment.

use rungs_tests::rollups::{Market, difference, random_change};
use rungs_tests::servers::{Client, Kind, TestDb};
use serde_json::Value;

use crate::rollup_exact::schema;
use crate::rollup_kill::kill_at;

const KINDS: [Kind; 3] = [Kind::Sqlite, Kind::Postgres15, Kind::MariaDb];

/// The definition file of one of the market's rollups.
fn file(market: &Market<'_>, name: &str) -> String {
    let files = market.files("").into_iter();
    let mut named = files.filter(|path| path.ends_with(format!("{name}.sql")));
    named.next().expect("the market has it").display().to_string()
}

fn add(market: &Market<'_>, name: &str) -> Value {
    market.rollup(&["add", &file(market, name), "--format", "json"]).expect(0).json()
}

/// What stands of these is exact, in the test's own session.
#[track_caller]
fn check(market: &Market<'_>, names: &[&str], when: &str) {
    for (view, query) in market.pairs() {
        if names.iter().any(|name| view.contains(name)) {
            let wrong = market.db.query(&difference(&view, &query));
            let kind = market.db.kind().name();
            assert!(wrong.is_empty(), "{kind} {when}: {view} differs:\n{wrong:?}");
        }
    }
}

/// Writers do anything, of dimensions too, and nothing is folded.
fn disturb(market: &Market<'_>, dice: &mut fastrand::Rng) {
    for _ in 0..12 {
        let sql = random_change(market.db.kind(), dice);
        if !sql.contains("+ 100") {
            market.db.execute(&sql);
        }
    }
    market.db.execute("UPDATE asin SET brand_id = brand_id % 8 + 1 WHERE id < 10");
    market.db.execute("UPDATE brand SET category_id = category_id % 4 + 1 WHERE id < 4");
}

#[test]
fn a_rollup_that_comes_later_is_made_from_the_base_of_the_one_that_stands() {
    for kind in KINDS {
        let db = TestDb::new(kind, "rollups attach");
        let market = Market::new(&db);
        let mut dice = fastrand::Rng::with_seed(11);
        add(&market, "product_month");
        let mut names = vec!["product_month"];
        for name in ["brand_month", "category_month"] {
            disturb(&market, &mut dice);
            let made = add(&market, name);
            assert_eq!(made[0]["attached"], true, "{kind:?} {made}");
            assert_eq!(made[0]["family"], "product_month", "{kind:?} {made}");
            names.push(name);
            check(&market, &names, "just attached");
            disturb(&market, &mut dice);
            check(&market, &names, "with what is pending");
            let stands = schema(&db);
            let again = add(&market, name);
            assert_eq!(again[0]["attached"], false, "{kind:?} {again}");
            assert_eq!(schema(&db), stands, "{kind:?}");
            market.rollup(&["refresh"]).expect(0);
            check(&market, &names, "refreshed");
            market.rollup(&["verify"]).expect(0);
        }
        disturb(&market, &mut dice);
        market.rollup(&["refresh", "--rebuild"]).expect(0);
        check(&market, &names, "rebuilt");
    }
}

#[test]
fn a_rollup_goes_and_those_that_are_kept_with_it_stay() {
    for kind in KINDS {
        let db = TestDb::new(kind, "rollups detach");
        let market = Market::new(&db);
        let mut dice = fastrand::Rng::with_seed(12);
        let nothing = schema(&db);
        add(&market, "product_month");
        let product = schema(&db);
        add(&market, "brand_month");
        let brand = schema(&db);
        add(&market, "category_month");
        let all = schema(&db);
        let drop = |name: &str| market.rollup(&["drop", name]).expect(0);
        let is_live = |names: &[&str], dice: &mut fastrand::Rng| {
            disturb(&market, dice);
            check(&market, names, "others went");
            market.rollup(&["refresh"]).expect(0);
            check(&market, names, "others went, refreshed");
        };
        drop("category_month");
        assert_eq!(schema(&db), brand, "{kind:?}");
        is_live(&["product_month", "brand_month"], &mut dice);
        add(&market, "category_month");
        assert_eq!(schema(&db), all, "{kind:?}");
        drop("brand_month");
        is_live(&["product_month", "category_month"], &mut dice);
        drop("category_month");
        assert_eq!(schema(&db), product, "{kind:?}");
        // The base stays while others need it, whatever it is called after.
        add(&market, "brand_month");
        drop("product_month");
        is_live(&["brand_month"], &mut dice);
        add(&market, "product_month");
        is_live(&["brand_month", "product_month"], &mut dice);
        market.rollup(&["verify"]).expect(0);
        drop("brand_month");
        is_live(&["product_month"], &mut dice);
        drop("product_month");
        assert_eq!(schema(&db), nothing, "{kind:?}");
    }
}

#[test]
fn what_would_be_attached_is_printed_and_only_that() {
    let db = TestDb::new(Kind::Sqlite, "rollups attach sql");
    let market = Market::new(&db);
    add(&market, "product_month");
    let before = schema(&db);
    let said = market.rollup(&["sql", &file(&market, "brand_month")]).expect(0).stdout;
    assert!(said.contains("attached to what stands of product_month"), "{said}");
    assert!(said.contains("rungs_r_brand_month"), "{said}");
    assert!(!said.contains("CREATE TABLE IF NOT EXISTS \"rungs_r_product_month\""), "{said}");
    assert!(!said.contains("ON \"financials\""), "{said}");
    assert_eq!(schema(&db), before);
}

#[test]
fn another_definition_under_a_name_that_is_taken_is_refused() {
    let db = TestDb::new(Kind::Sqlite, "rollups taken");
    let market = Market::new(&db);
    add(&market, "product_month");
    add(&market, "brand_month");
    market.rollup(&["drop", "product_month"]).expect(0);
    for name in ["brand_month", "product_month"] {
        let path = file(&market, name);
        let other = format!(
            "-- rollup: {name}\nSELECT marketplace, COUNT(*) AS n FROM financials GROUP BY 1"
        );
        std::fs::write(&path, other).unwrap();
        let refused = market.rollup(&["add", &path]);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(name), "{refused:?}");
    }
}

#[test]
fn killed_while_it_comes_or_goes_it_comes_to_the_same_end_on_sqlite() {
    killed(Kind::Sqlite);
}

#[test]
fn killed_while_it_comes_or_goes_it_comes_to_the_same_end_on_postgresql() {
    killed(Kind::Postgres15);
}

#[test]
fn killed_while_it_comes_or_goes_it_comes_to_the_same_end_on_mariadb() {
    killed(Kind::MariaDb);
}

fn killed(kind: Kind) {
    let db = TestDb::new(kind, "rollups attach killed");
    let market = Market::new(&db);
    let step = std::env::var("RUNGS_KILL_STEP").ok().and_then(|n| n.parse().ok()).unwrap_or(9);
    let mut dice = fastrand::Rng::with_seed(13);
    add(&market, "product_month");
    let without = schema(&db);
    add(&market, "brand_month");
    let with = schema(&db);
    market.rollup(&["drop", "brand_month"]).expect(0);
    let path = file(&market, "brand_month");
    for (verb, end) in [(["add", &path], &with), (["drop", "brand_month"], &without)] {
        for moment in (1..).step_by(step) {
            disturb(&market, &mut dice);
            let Some(place) = kill_at(&market, &verb, moment) else {
                assert!(moment > 5, "{verb:?} has only {moment} moments");
                break;
            };
            disturb(&market, &mut dice);
            // The other goes on meanwhile.
            market.rollup(&["refresh"]).expect(0);
            check(&market, &["product_month"], &place);
            let again = market.rollup(&verb);
            let is_gone = again.stderr.contains("there is no rollup");
            assert!(again.code == Some(0) || verb[0] == "drop" && is_gone, "{place}: {again:?}");
            assert_eq!(schema(&db), *end, "{verb:?} {place}");
            let names: &[&str] = match verb[0] {
                "add" => &["product_month", "brand_month"],
                _ => &["product_month"],
            };
            check(&market, names, &place);
            market.rollup(&["verify"]).expect(0);
            let back = if verb[0] == "add" { ["drop", "brand_month"] } else { ["add", &path] };
            market.rollup(&back).expect(0);
        }
        if verb[0] == "add" {
            market.rollup(&["refresh"]).expect(0);
        }
    }
}

/// A view is found by the newest catalog, rows by the reader's snapshot.
#[test]
fn a_transaction_that_is_older_than_a_level_never_takes_it_for_empty() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "older than a level");
        let market = Market::new(&db);
        let files = ["product_month", "brand_month"].map(|name| file(&market, name));
        let begin = match kind {
            Kind::Postgres15 | Kind::Postgres18 => "BEGIN ISOLATION LEVEL REPEATABLE READ",
            Kind::MariaDb => "START TRANSACTION WITH CONSISTENT SNAPSHOT",
            Kind::Sqlite => "BEGIN",
        };
        let pairs = market.pairs();
        for (words, level) in [
            (&["add", &files[0]][..], 0),
            (&["add", &files[1]], 1),
            (&["refresh", "--rebuild"], 0),
            (&["refresh", "--rebuild"], 1),
        ] {
            let (view, query) = &pairs[level];
            let mut older = Client::connect(db.url()).unwrap();
            older.execute(begin).unwrap();
            older.query("SELECT COUNT(*) FROM category").unwrap();
            market.rollup(words).expect(0);
            if matches!(kind, Kind::Postgres15 | Kind::Postgres18) {
                // What rewritten queries read, and the view by its name.
                for ask in [format!("SELECT 1 FROM {view}_parts_stored"), format!("TABLE {view}")] {
                    older.execute("SAVEPOINT before").unwrap();
                    let error = older.query(&ask).unwrap_err().to_string();
                    assert!(error.contains("read it in a new one"), "{words:?} {ask}: {error}");
                    older.execute("ROLLBACK TO before").unwrap();
                }
            } else {
                let seen = older.query(&difference(view, query));
                let right = seen.as_ref().is_err() || seen.as_ref().is_ok_and(Vec::is_empty);
                assert!(right, "{} {words:?} {view}: {seen:?}", kind.name());
            }
            older.execute("ROLLBACK").unwrap();
            assert!(older.query(&difference(view, query)).unwrap().is_empty(), "{}", kind.name());
        }
    }
}
