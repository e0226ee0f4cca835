//! Live views are equal to their definitions, whatever was done, refreshed or not, and inside the
//! user's own open transaction too.

use rungs_tests::rollups::{Market, random_change};
use rungs_tests::servers::{Kind, TestDb};

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
    let market = Market::new(&db);
    market.add(head);
    market.check("when built");
    let mut dice = fastrand::Rng::with_seed(42);
    for round in 0..12 {
        db.execute("BEGIN");
        let mut done = Vec::new();
        for _ in 0..dice.u8(1..8) {
            let sql = random_change(kind, &mut dice);
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

#[test]
fn what_is_dropped_leaves_nothing_and_touches_nothing_else() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "a rollup is dropped");
        let market = Market::new(&db);
        let before = schema(&db);
        market.add("");
        assert_ne!(schema(&db), before);
        market.rollup(&["drop", "brand_month"]).expect(0);
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
