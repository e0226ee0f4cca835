//! Rollups without capture: writers pay nothing, and what is shown is as of the last refresh, which
//! readers see whole or not at all.

use std::sync::atomic::{AtomicBool, Ordering};

use rungs_tests::rollups::Market;
use rungs_tests::servers::{Client, Kind, Rows, TestDb};

use crate::rollup_exact::schema;
use crate::rollup_kill::kill_at;

const NONE: &str = "-- capture: none\n";

fn shown(market: &Market<'_>) -> Vec<Rows> {
    let sorted = |(view, _): (String, String)| {
        let mut rows = market.db.query(&format!("SELECT * FROM {view}"));
        rows.sort();
        rows
    };
    market.pairs().into_iter().map(sorted).collect()
}

fn write(db: &TestDb) {
    db.execute("UPDATE financials SET amount = amount - 7, day = '2025-02-02' WHERE id % 3 = 0");
    db.execute("DELETE FROM financials WHERE id % 7 = 0 OR id = 9001");
    db.execute("INSERT INTO financials VALUES (9001, 3, 2, '2025-08-03', 2, 10, 1)");
    db.execute("UPDATE asin SET brand_id = brand_id % 8 + 1 WHERE id < 9");
    db.execute("DELETE FROM asin WHERE id = 12");
}

#[test]
fn a_rollup_without_capture_shows_what_was_until_it_is_refreshed() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "a rollup without capture");
        let market = Market::new(&db);
        let before = schema(&db);
        market.add(NONE);
        market.check("built");
        let is_trigger =
            |row: &&Vec<Option<String>>| row[0].as_deref().is_some_and(|what| what == "trigger");
        assert_eq!(schema(&db).iter().filter(is_trigger).count(), 0, "{kind:?}");
        let (was, moment) = (shown(&market), as_of(&db));
        write(&db);
        assert_eq!(shown(&market), was, "{kind:?}");

        let status = market.rollup(&["status"]).expect(0).stdout;
        assert!(status.contains("has no capture: it shows the facts as of"), "{status}");
        let json = market.rollup(&["status", "--format", "json"]).expect(0).json();
        assert!(json[0]["as_of_ms"].as_u64() > Some(1_600_000_000_000), "{json}");
        let query = "SELECT asin_id, COUNT(*) FROM financials GROUP BY asin_id";
        let explain = market.rollup(&["explain", query]).expect(0).stdout;
        assert!(explain.contains("capture: none") && !explain.contains("answers it:"), "{explain}");
        market.rollup(&["verify"]).expect(0);

        let done = market.rollup(&["refresh", "--format", "json"]).expect(0).json();
        assert_eq!(done[0]["path"], "rebuild", "{done}");
        market.check("refreshed");
        assert_ne!(as_of(&db), moment, "{kind:?}");
        market.rollup(&["verify"]).expect(0);
        write(&db);
        market.rollup(&["refresh", "--rebuild"]).expect(0);
        market.check("built anew");
        let refused = market.rollup(&["refresh", "--rebuild", "--from", "2025-01-01"]).expect(2);
        assert!(refused.stderr.contains("as of one moment"), "{refused:?}");
        market.rollup(&["drop", "brand_month", "--family"]).expect(0);
        assert_eq!(schema(&db), before, "{kind:?}");
    }
}

fn as_of(db: &TestDb) -> Rows {
    db.query(match db.kind() {
        Kind::Postgres15 | Kind::Postgres18 => "SELECT as_of FROM rungs.product_month_as_of",
        Kind::MariaDb | Kind::Sqlite => "SELECT as_of FROM rungs_product_month_as_of",
    })
}

/// Each transaction of the writer leaves all sums as they were.
#[test]
fn readers_see_a_refresh_whole_or_not_at_all() {
    for kind in [Kind::Sqlite, Kind::Postgres15, Kind::MariaDb] {
        let db = TestDb::new(kind, "a refresh is seen whole");
        let market = Market::new(&db);
        market.add(NONE);
        let sums: Vec<String> = market
            .pairs()
            .into_iter()
            .map(|(view, _)| format!("(SELECT SUM(amount) FROM {view})"))
            .collect();
        let sums = format!("SELECT {}", sums.join(", "));
        let expected = db.query(&sums);
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (ended, mut writer) = (&ended, db.connect());
            scope.spawn(move || write_pairs(kind, &mut writer, ended));
            let mut reader = db.connect();
            let (sums, expected) = (&sums, &expected);
            scope.spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    assert_eq!(&reader.query(sums).unwrap(), expected, "{kind:?}");
                }
            });
            for _ in 0..6 {
                market.rollup(&["refresh"]).expect(0);
            }
            ended.store(true, Ordering::Relaxed);
        });
        market.rollup(&["refresh"]).expect(0);
        market.check("at the end");
    }
}

fn write_pairs(kind: Kind, writer: &mut Client, ended: &AtomicBool) {
    if kind == Kind::Sqlite {
        writer.execute("PRAGMA busy_timeout = 20000").unwrap();
    }
    let mut turn = 0;
    while !ended.load(Ordering::Relaxed) {
        turn += 1;
        let id = 10_000 + 2 * turn;
        let facts = |id: i32, month: i32, amount: i32| {
            format!("({id}, 3, {}, '2025-{month:02}-03', 2, {amount}, 1)", turn % 5 + 1)
        };
        let two = [facts(id, turn % 6 + 1, turn), facts(id + 1, 6 - turn % 6, -turn)].join(", ");
        writer.execute(&format!("INSERT INTO financials VALUES {two}")).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(3));
    }
}

#[test]
fn killed_at_any_moment_it_is_as_before_or_as_after() {
    let step = std::env::var("RUNGS_KILL_STEP").ok().and_then(|n| n.parse().ok()).unwrap_or(7);
    for kind in [Kind::Sqlite, Kind::Postgres15, Kind::MariaDb] {
        let db = TestDb::new(kind, "killed without capture");
        let market = Market::new(&db);
        let add = market.add_words(NONE);
        let add: Vec<&str> = add.iter().map(String::as_str).collect();
        for moment in (1..).step_by(step) {
            let Some(place) = kill_at(&market, &add, moment) else { break };
            market.rollup(&add).expect(0);
            market.check(&place);
            market.rollup(&["drop", "brand_month", "--family"]).expect(0);
        }
        for moment in (1..).step_by(step) {
            let before = shown(&market);
            db.execute("UPDATE financials SET amount = amount + 1 WHERE metric = 1");
            db.execute("UPDATE asin SET brand_id = brand_id % 8 + 1 WHERE id < 5");
            let Some(place) = kill_at(&market, &["refresh"], moment) else { break };
            if shown(&market) != before {
                market.check(&format!("{kind:?} killed {place}, not as before"));
            }
            market.rollup(&["refresh"]).expect(0);
            market.check(&place);
        }
        market.check("not killed");
    }
}

#[test]
fn capture_by_append_is_refused_with_the_reason() {
    let db = TestDb::new(Kind::Sqlite, "capture by append");
    let market = Market::new(&db);
    let words = market.add_words("-- capture: append\n");
    let said = market.rollup(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(said.code != Some(0) && said.stderr.contains("commits late"), "{said:?}");
}
