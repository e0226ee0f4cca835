//! A refresh folds a slice's deltas or reads its facts anew, by what this rollup's own log says that
//! each costs; whichever it is, live views stay equal to their definitions.

use rungs_tests::rollups::Market;
use rungs_tests::servers::{Kind, TestDb};
use serde_json::Value;

/// Facts of March, each a group of the base; numbers from `from` on.
fn march(from: u32) -> String {
    let fact = |n: u32| {
        let (product, amount) = (n % 30 + 1, i64::from(n % 97) - 40);
        format!("({}, {product}, {n}, '2025-03-{:02}', 1, {amount}, {n})", from + n, n % 28 + 1)
    };
    let facts: Vec<String> = (0..550).map(fact).collect();
    let columns = "(id, asin_id, marketplace, day, metric, amount, tax)";
    format!("INSERT INTO financials {columns} VALUES {};", facts.join(", "))
}

/// The whole of March goes and comes again, twice, and little of other months changes.
fn write_march_over(db: &TestDb) {
    for from in [30_000, 10_000] {
        db.execute("DELETE FROM financials WHERE day >= '2025-03-01' AND day < '2025-04-01'");
        db.execute(&march(from));
    }
    db.execute("UPDATE financials SET amount = amount - 900 WHERE day < '2025-02-01'");
    db.execute("UPDATE asin SET brand_id = brand_id % 8 + 1 WHERE id < 5");
}

fn log(db: &TestDb) -> &'static str {
    match db.kind() {
        Kind::Postgres15 | Kind::Postgres18 => "rungs.rollup_log",
        Kind::MariaDb | Kind::Sqlite => "rungs_rollup_log",
    }
}

/// As if a delta and a group had taken so many microseconds until now.
fn set_prices(db: &TestDb, delta_us: u32, group_us: u32) {
    let log = log(db);
    db.execute(&format!("DELETE FROM {log} WHERE what <> 'verify'"));
    for (what, took_ms) in [("refresh", delta_us), ("build", group_us)] {
        db.execute(&format!(
            "INSERT INTO {log} (family, at_ms, what, deltas, took_ms, way) \
             VALUES ('product_month', 1, '{what}', 1000, {took_ms}, 'a test')"
        ));
    }
}

fn refresh(market: &Market<'_>) -> Value {
    market.rollup(&["refresh", "--format", "json"]).expect(0).json()[0].clone()
}

#[test]
fn a_month_that_was_written_over_is_rebuilt_and_the_rest_is_folded() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "a month is written over");
        let market = Market::new(&db);
        db.execute(&march(10_000));
        market.add("");
        set_prices(&db, 1_000, 1);
        write_march_over(&db);
        market.check("written over");
        let done = refresh(&market);
        assert_eq!(done["path"], "rebuild", "{done}");
        assert_eq!(done["slices"].as_array().map(Vec::len), Some(1), "{done}");
        assert_eq!(done["slices"][0]["slice"], "2025-03-01", "{done}");
        assert!(done["slices"][0]["deltas"].as_u64() > Some(1_000), "{done}");
        market.check("rebuilt");
        market.rollup(&["verify"]).expect(0);

        let sql = format!("SELECT what, deltas, way FROM {} WHERE at_ms > 1", log(&db));
        let lines = db.query(&sql);
        let line = |what: &str| {
            let is = |line: &&Vec<Option<String>>| line[0].as_deref() == Some(what);
            lines.iter().find(is).unwrap_or_else(|| panic!("{lines:?}")).clone()
        };
        let rebuilt = line("rebuild");
        assert!(rebuilt[1].as_deref().and_then(|n| n.parse().ok()) >= Some(550), "{lines:?}");
        assert!(rebuilt[2].as_deref().unwrap().contains("2025-03-01: "), "{lines:?}");
        assert!(rebuilt[2].as_deref().unwrap().contains("to fold: "), "{lines:?}");
        let folded = line("refresh")[1].as_deref().and_then(|n| n.parse().ok());
        assert!(folded > Some(0) && folded < Some(1_000), "the rest: {lines:?}");
        assert_eq!(refresh(&market)["path"], "delta");
    }
}

#[test]
fn what_a_rebuild_would_not_pay_for_is_folded_and_so_is_what_has_no_price_yet() {
    for kind in [Kind::Sqlite, Kind::Postgres15, Kind::MariaDb] {
        let db = TestDb::new(kind, "a month is folded");
        let market = Market::new(&db);
        db.execute(&march(10_000));
        market.add("");
        set_prices(&db, 1, 1_000);
        write_march_over(&db);
        let done = refresh(&market);
        assert_eq!(done["path"], "delta", "{done}");
        assert_eq!(done["slices"][0]["path"], "delta", "{done}");
        market.check("folded");

        db.execute(&format!("DELETE FROM {}", log(&db)));
        write_march_over(&db);
        let done = refresh(&market);
        assert_eq!(done["path"], "delta", "{done}");
        assert!(done["slices"][0]["fold_ms"].is_null(), "{done}");
        market.check("folded");
        market.rollup(&["verify"]).expect(0);
    }
}
