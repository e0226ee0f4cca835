//! `rollup refresh --rebuild` of single slices: those that a hole touched, where partitions tell,
//! and those that the user names. All others stay, and whatever else is pending stays pending.

use rungs_tests::rollups::{Market, random_change};
use rungs_tests::servers::{Kind, TestDb};
use serde_json::Value;

use crate::rollup_capture::{mariadb, postgres};
use crate::rollup_kill::kill_at;

/// What happens, where, and how many slices of a month it touches.
const HOLES: &[(&[Kind], &str, u64)] = &[
    (
        &POSTGRES,
        "CREATE TABLE third (LIKE financials); \
        INSERT INTO third VALUES (1001, 1, 1, '2025-05-05', 1, 990, 1); \
        ALTER TABLE financials ATTACH PARTITION third \
        FOR VALUES FROM ('2025-05-01') TO ('2025-06-01')",
        1,
    ),
    (
        &POSTGRES,
        "CREATE TABLE fourth PARTITION OF financials \
        FOR VALUES FROM ('2025-06-01') TO ('2025-08-01'); \
        INSERT INTO fourth VALUES (1002, 1, 1, '2025-06-05', 1, 10, 1), \
        (1003, 2, 1, '2025-07-05', 1, 10, 1)",
        2,
    ),
    (
        &POSTGRES,
        "ALTER TABLE first DISABLE TRIGGER ALL; DELETE FROM first WHERE id < 90; \
        UPDATE first SET amount = amount + 9",
        2,
    ),
    (&POSTGRES, "DROP TABLE second_1", 2),
    // What was a partition is written to, by a day of another.
    (
        &POSTGRES,
        "ALTER TABLE financials DETACH PARTITION first; \
        INSERT INTO first VALUES (1004, 1, 1, '2025-04-04', 1, 10, 1); \
        UPDATE first SET amount = amount + 5; TRUNCATE first",
        2,
    ),
    (&[Kind::MariaDb], "ALTER TABLE financials TRUNCATE PARTITION first", 2),
    (
        &[Kind::MariaDb],
        "ALTER TABLE financials ADD PARTITION \
        (PARTITION third VALUES LESS THAN ('2025-07-01')); \
        INSERT INTO financials VALUES (1013, 1, 1, '2025-05-05', 1, 10, 1)",
        1,
    ),
    (
        &[Kind::MariaDb],
        "CREATE TABLE other (id integer NOT NULL, asin_id integer NOT NULL, \
        marketplace integer NOT NULL, day date NOT NULL, metric integer NOT NULL, \
        amount decimal(14,2) NOT NULL, tax decimal(14,2), INDEX financials_day (day)); \
        INSERT INTO other VALUES (1014, 1, 1, '2025-02-05', 1, 10, 1); \
        ALTER TABLE financials EXCHANGE PARTITION first WITH TABLE other",
        1,
    ),
    (
        &[Kind::MariaDb],
        "ALTER TABLE financials REORGANIZE PARTITION second INTO ( \
        PARTITION second VALUES LESS THAN ('2025-04-01'), \
        PARTITION late VALUES LESS THAN ('2025-05-01'))",
        2,
    ),
    (&[Kind::MariaDb], "ALTER TABLE financials DROP PARTITION late", 1),
    (&[Kind::MariaDb], "ALTER TABLE financials DROP PARTITION first", 1),
];

const POSTGRES: [Kind; 2] = [Kind::Postgres15, Kind::Postgres18];

/// With the facts in partitions of two months: January and February, March and April.
fn in_partitions(db: &TestDb) -> Market<'_> {
    let market = Market::new(db);
    db.execute(match db.kind() {
        Kind::MariaDb => mariadb::PARTITIONED.sql,
        _ => postgres::PARTITIONED.sql,
    });
    market
}

fn rebuild(market: &Market<'_>, more: &[&str]) -> Value {
    let words = [&["refresh", "--rebuild", "--format", "json"], more].concat();
    market.rollup(&words).expect(0).json()[0].clone()
}

/// Something of every month is pending, and a product is of another brand.
fn write(db: &TestDb, dice: &mut fastrand::Rng) {
    db.execute("UPDATE financials SET amount = amount + 3 WHERE metric = 1");
    db.execute("UPDATE asin SET brand_id = brand_id % 8 + 1 WHERE id < 6");
    for _ in 0..5 {
        let sql = random_change(Kind::Sqlite, dice);
        if sql.starts_with("DELETE FROM financials") {
            db.execute(&sql);
        }
    }
}

fn where_partitions_tell(kind: Kind) {
    let db = TestDb::new(kind, "holes in partitions");
    let market = in_partitions(&db);
    market.add("");
    let mut dice = fastrand::Rng::with_seed(8);
    for (_, sql, slices) in HOLES.iter().filter(|(kinds, ..)| kinds.contains(&kind)) {
        write(&db, &mut dice);
        for one in sql.split("; ") {
            db.execute(one);
        }
        let status = market.rollup(&["status"]).expect(6);
        assert!(status.stdout.contains("of its slices it touched only"), "{sql}: {status:?}");
        write(&db, &mut dice);
        let done = rebuild(&market, &[]);
        assert_eq!((&done["whole"], &done["slices"]), (&false.into(), &(*slices).into()), "{sql}");
        market.check(sql);
        market.rollup(&["status"]).expect(0);
        market.rollup(&["verify"]).expect(0);
        market.rollup(&["refresh"]).expect(0);
        market.check(sql);
    }
}

#[test]
fn where_partitions_tell_what_was_touched_the_rest_stays_on_postgresql_15() {
    where_partitions_tell(Kind::Postgres15);
}

#[test]
fn where_partitions_tell_what_was_touched_the_rest_stays_on_postgresql_18() {
    where_partitions_tell(Kind::Postgres18);
}

#[test]
fn where_partitions_tell_what_was_touched_the_rest_stays_on_mariadb() {
    where_partitions_tell(Kind::MariaDb);
}

#[test]
fn where_another_hole_came_after_it_all_is_built_anew() {
    for kind in [Kind::Postgres15, Kind::MariaDb] {
        let db = TestDb::new(kind, "a known hole and another");
        let market = in_partitions(&db);
        market.add("");
        let known = match kind {
            Kind::MariaDb => "ALTER TABLE financials TRUNCATE PARTITION first",
            _ => "DROP TABLE first",
        };
        db.execute(known);
        market.rollup(&["status"]).expect(6);
        db.execute(match kind {
            Kind::MariaDb => "DROP TRIGGER rungs_product_month_del",
            _ => "BEGIN ISOLATION LEVEL REPEATABLE READ; TRUNCATE second_1; COMMIT",
        });
        db.execute("DELETE FROM financials WHERE id % 3 = 0");
        assert_eq!(rebuild(&market, &[])["whole"], true, "{kind:?}");
        market.check("built anew");
        market.rollup(&["status"]).expect(0);
    }
}

#[test]
fn slices_that_are_named_are_built_anew_of_a_rollup_that_is_live() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "slices by hand");
        let market = Market::new(&db);
        market.add("");
        let mut dice = fastrand::Rng::with_seed(21);
        for round in 0..8 {
            for _ in 0..6 {
                let sql = random_change(kind, &mut dice);
                if !sql.contains("+ 100") {
                    db.execute(&sql);
                }
            }
            let (from, more) = (dice.u32(1..=5), dice.u32(0..=2));
            let (from, to) = (format!("2025-{from:02}-15"), format!("2025-{:02}-20", from + more));
            let done = rebuild(&market, &["--from", &from, "--to", &to]);
            assert_eq!(done["whole"], false, "{done}");
            let when = format!("{kind:?}, round {round}, {from} to {to}: {done}");
            market.check(&when);
            market.rollup(&["verify"]).expect(0);
            if round % 3 == 0 {
                market.rollup(&["refresh"]).expect(0);
                market.check(&when);
            }
        }
        assert_eq!(rebuild(&market, &["--from", "2031-01-01"])["slices"], 0);
        assert_eq!(rebuild(&market, &["--from", "2025-03-10", "--to", "2025-03-11"])["slices"], 1);
        assert_eq!(rebuild(&market, &[])["whole"], true);
        let refused = market.rollup(&["refresh", "--from", "2025-01-01"]);
        assert_eq!(refused.code, Some(2), "{refused:?}");
    }
}

#[test]
fn slices_that_are_named_are_enough_where_the_user_knows_what_went_unseen() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "slices by hand of an invalid rollup");
        let market = Market::new(&db);
        market.add("");
        let without = match kind {
            Kind::Postgres15 | Kind::Postgres18 => "ALTER TABLE financials DISABLE TRIGGER ALL",
            Kind::MariaDb => "OPTIMIZE TABLE financials",
            Kind::Sqlite => "DROP TRIGGER rungs_product_month_del",
        };
        db.execute(without);
        if kind != Kind::MariaDb {
            db.execute("DELETE FROM financials WHERE day >= '2025-03-05' AND day < '2025-03-20'");
        }
        market.rollup(&["refresh"]).expect(6);
        let march = ["--from", "2025-03-01", "--to", "2025-04-01"];
        let done = rebuild(&market, &march);
        assert_eq!((&done["whole"], &done["slices"]), (&false.into(), &1.into()), "{kind:?}");
        market.check("March built anew");
        db.execute("DELETE FROM financials WHERE id < 60");
        market.check("captured again");
        market.rollup(&["status"]).expect(0);
        market.rollup(&["verify"]).expect(0);
    }
}

#[test]
fn slices_are_not_enough_where_more_than_facts_changed() {
    let db = TestDb::new(Kind::MariaDb, "slices are not enough");
    let market = Market::new(&db);
    market.add("");
    db.execute("DROP TRIGGER rungs_product_month_del");
    let said = market.rollup(&["refresh", "--rebuild", "--from", "2025-03-01"]).expect(2);
    assert!(said.stderr.contains("trigger rungs_product_month_del"), "{said:?}");
    market.rollup(&["status"]).expect(6);
    assert_eq!(rebuild(&market, &[])["whole"], true);
    market.check("built anew");
}

/// In CI at every ninth moment.
#[test]
fn killed_at_any_moment_slices_come_to_the_same_end() {
    let step = std::env::var("RUNGS_KILL_STEP").ok().and_then(|n| n.parse().ok()).unwrap_or(9);
    for kind in [Kind::Postgres15, Kind::MariaDb] {
        let db = TestDb::new(kind, "slices killed");
        let market = in_partitions(&db);
        market.add("");
        let mut dice = fastrand::Rng::with_seed(4);
        for moment in (1..).step_by(step) {
            write(&db, &mut dice);
            db.execute("INSERT INTO financials VALUES (5000, 3, 2, '2025-02-03', 2, 10, 1)");
            db.execute(match kind {
                Kind::MariaDb => "ALTER TABLE financials TRUNCATE PARTITION first",
                _ => {
                    "ALTER TABLE first DISABLE TRIGGER ALL; \
                     DELETE FROM first WHERE id % 3 = 0 OR id = 5000"
                }
            });
            let place = kill_at(&market, &["refresh", "--rebuild"], moment);
            write(&db, &mut dice);
            if place.is_some() {
                assert_eq!(rebuild(&market, &[])["family"], "product_month");
            }
            let when = format!("{kind:?} killed {place:?}");
            market.check(&when);
            market.rollup(&["status"]).expect(0);
            market.rollup(&["verify"]).expect(0);
            db.execute("DELETE FROM financials WHERE id = 5000");
            if place.is_none() {
                break;
            }
        }
    }
}
