//! Live views are equal to their definitions, whatever was done, refreshed or not, and inside the
//! user's own open transaction too.

use rungs_tests::rollups::{Market, difference, random_change, random_null};
use rungs_tests::servers::{Client, Kind, TestDb};

#[test]
fn live_views_are_their_definitions_on_sqlite() {
    live_views_are_their_definitions(Kind::Sqlite, "");
}

#[test]
fn live_views_are_their_definitions_on_postgresql_15() {
    live_views_are_their_definitions(Kind::Postgres15, "");
}

#[test]
fn live_views_are_their_definitions_on_postgresql_18() {
    live_views_are_their_definitions(Kind::Postgres18, "");
}

#[test]
fn live_views_are_their_definitions_with_row_triggers() {
    live_views_are_their_definitions(Kind::Postgres15, "-- capture: row\n");
}

#[test]
fn live_views_are_their_definitions_on_mariadb() {
    live_views_are_their_definitions(Kind::MariaDb, "");
}

fn live_views_are_their_definitions(kind: Kind, head: &str) {
    let db = TestDb::new(kind, "live views are definitions");
    stay_equal(&Market::new(&db), head, 12, |dice| random_change(kind, dice));
}

#[test]
fn live_views_are_their_definitions_where_keys_are_null_on_sqlite() {
    live_views_are_their_definitions_where_keys_are_null(Kind::Sqlite, "");
}

#[test]
fn live_views_are_their_definitions_where_keys_are_null_on_postgresql() {
    live_views_are_their_definitions_where_keys_are_null(Kind::Postgres15, "");
}

#[test]
fn live_views_are_their_definitions_where_keys_are_null_with_row_triggers() {
    live_views_are_their_definitions_where_keys_are_null(Kind::Postgres18, "-- capture: row\n");
}

#[test]
fn live_views_are_their_definitions_where_keys_are_null_on_mariadb() {
    live_views_are_their_definitions_where_keys_are_null(Kind::MariaDb, "");
}

fn live_views_are_their_definitions_where_keys_are_null(kind: Kind, head: &str) {
    let db = TestDb::new(kind, "live views with nulls");
    let market = Market::with_nulls(&db);
    stay_equal(&market, head, 6, |dice| match dice.u8(..5) {
        0 | 1 => random_null(dice),
        _ => random_change(kind, dice),
    });
    market.rollup(&["refresh", "--rebuild"]).expect(0);
    market.check("when built anew");
}

fn stay_equal(
    market: &Market<'_>,
    head: &str,
    rounds: u32,
    change: impl Fn(&mut fastrand::Rng) -> String,
) {
    let db = market.db;
    market.add(head);
    market.check("when built");
    let mut dice = fastrand::Rng::with_seed(42);
    for round in 0..rounds {
        db.execute("BEGIN");
        let mut done = Vec::new();
        for _ in 0..dice.u8(1..8) {
            let sql = change(&mut dice);
            // A key that is taken ends a transaction on PostgreSQL: not what is tested here.
            if !sql.contains("+ 100") {
                db.execute(&sql);
                done.push(sql);
            }
            market.check(&format!("in round {round}, in the open transaction, after {done:#?}"));
        }
        db.execute(if dice.u8(..4) == 0 { "ROLLBACK" } else { "COMMIT" });
        market.check(&format!("in round {round}, after {done:#?}"));
        if round % 2 == 0 {
            let batch = if round % 4 == 0 { "3" } else { "200000" };
            market.rollup(&["refresh", "--batch", batch]).expect(0);
            market.check(&format!("in round {round}, refreshed, after {done:#?}"));
        }
    }
    market.rollup(&["refresh"]).expect(0);
    market.rollup(&["verify"]).expect(0);
    market.rollup(&["status"]).expect(0);
}

/// Two dimensions hang on the fact table, one of them with another behind it, and all change.
#[test]
fn a_live_view_of_two_dimensions_is_its_definition() {
    const SELECT: &str = "SELECT b.category_id, p.region, SUM(f.amount) AS amount, \
        MIN(f.tax) AS lowest, COUNT(*) AS facts FROM financials f \
        JOIN asin a ON a.id = f.asin_id JOIN brand b ON b.id = a.brand_id \
        JOIN place p ON p.id = f.marketplace GROUP BY 1, 2";
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "a live view of two dimensions");
        let market = Market::new(&db);
        db.execute(
            "CREATE TABLE place (id integer NOT NULL PRIMARY KEY, region integer NOT NULL); \
             INSERT INTO place (id, region) VALUES (1, 1), (2, 1), (3, 2)",
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("places.sql");
        std::fs::write(&file, format!("-- rollup: places\n{SELECT};\n")).unwrap();
        market.rollup(&["add", &file.display().to_string()]).expect(0);
        let view =
            if kind.name().starts_with("postgres") { "rungs.places" } else { "rungs_places" };
        let check = |after: &str| {
            let wrong = db.query(&difference(view, SELECT));
            assert!(wrong.is_empty(), "{}, {after}: {wrong:?}", kind.name());
        };
        check("built");
        let mut dice = fastrand::Rng::with_seed(5);
        for round in 0..40 {
            let (place, region) = (dice.u32(1..=4), dice.u32(1..=3));
            let sql = match dice.u8(..6) {
                0 => format!("UPDATE place SET region = {region} WHERE id = {place}"),
                1 => format!("DELETE FROM place WHERE id = {place}"),
                2 => format!(
                    "INSERT INTO place (id, region) SELECT {place}, {region} \
                     FROM category WHERE id = 1 AND {place} NOT IN (SELECT id FROM place)"
                ),
                _ => random_change(kind, &mut dice),
            };
            if !sql.contains("+ 100") {
                db.execute(&sql);
            }
            check(&format!("round {round}, {sql}"));
            if round % 9 == 0 {
                market.rollup(&["refresh"]).expect(0);
                check(&format!("round {round}, refreshed"));
            }
        }
        market.rollup(&["verify"]).expect(0);
    }
}

#[test]
fn a_reader_needs_no_right_but_on_the_view() {
    for kind in [Kind::Postgres15, Kind::Postgres18] {
        let db = TestDb::new(kind, "a reader of one view");
        db.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
        let market = Market::new(&db);
        market.add("");
        db.execute(
            "UPDATE asin SET brand_id = 7 WHERE id < 9; DELETE FROM financials WHERE id < 50",
        );
        let url = db.limited_role();
        let role = TestDb::role_name(&url);
        db.execute(&format!(
            "GRANT USAGE ON SCHEMA rungs TO \"{role}\"; \
             GRANT SELECT ON rungs.brand_month TO \"{role}\""
        ));
        let all = "SELECT * FROM rungs.brand_month ORDER BY 1, 2, 3, 4";
        let mut reader = Client::connect(&url).unwrap();
        assert_eq!(reader.query(all).unwrap(), db.query(all));
        assert!(reader.query("SELECT * FROM rungs.d_product_month").is_err());
    }
}

#[test]
fn what_is_dropped_leaves_nothing_and_touches_nothing_else() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "a rollup is dropped");
        let market = Market::new(&db);
        let before = schema(&db);
        market.add("");
        assert_ne!(schema(&db), before);
        market.rollup(&["drop", "brand_month", "--family"]).expect(0);
        assert_eq!(schema(&db), before, "{}", kind.name());
        db.execute("DELETE FROM financials WHERE id = 1");
    }
}

/// Names of all that a database has.
pub fn schema(db: &TestDb) -> Vec<Vec<Option<String>>> {
    db.query(match db.kind() {
        Kind::Postgres15 | Kind::Postgres18 => {
            "SELECT 'class', oid::regclass::text FROM pg_class WHERE relnamespace NOT IN \
               ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, \
                'pg_toast'::regnamespace) \
             UNION ALL SELECT 'proc', proname FROM pg_proc p JOIN pg_namespace n \
               ON n.oid = p.pronamespace WHERE n.nspname = 'rungs' \
             UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal \
             UNION ALL SELECT 'schema', nspname FROM pg_namespace WHERE nspname = 'rungs' \
             ORDER BY 1, 2"
        }
        Kind::MariaDb => {
            "SELECT 'table', table_name FROM information_schema.tables \
               WHERE table_schema = DATABASE() \
             UNION ALL SELECT 'trigger', trigger_name FROM information_schema.triggers \
               WHERE trigger_schema = DATABASE() ORDER BY 1, 2"
        }
        Kind::Sqlite => "SELECT type, name FROM sqlite_schema ORDER BY 1, 2",
    })
}
