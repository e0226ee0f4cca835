//! A rollup that became invalid answers nobody: its views raise an error that says so and what
//! mends it, and answer again once it is built anew.

use rungs_tests::rollups::Market;
use rungs_tests::servers::{Client, Kind, TestDb};

/// What fires no trigger, or takes one away.
pub fn hole(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres15 | Kind::Postgres18 => {
            "ALTER TABLE financials DISABLE TRIGGER rungs_product_month_ins"
        }
        Kind::MariaDb => "TRUNCATE TABLE financials",
        Kind::Sqlite => "DROP TRIGGER rungs_product_month_ins",
    }
}

#[test]
fn the_views_of_an_invalid_rollup_raise_an_error_with_the_mend_until_it_is_built_anew() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "rollups refuse");
        let market = Market::new(&db);
        market.add("");
        db.execute(hole(kind));
        market.rollup(&["refresh"]).expect(6);
        let mut reader = Client::connect(db.url()).unwrap();
        for (view, _) in market.pairs() {
            for from in [format!("{view} WHERE 1 = 1"), format!("{view}_parts")] {
                let refused = reader.query(&format!("SELECT * FROM {from}")).unwrap_err();
                let refused = refused.to_string();
                assert!(refused.contains("product_month is invalid"), "{kind:?}: {refused}");
                assert!(refused.contains("rungs rollup refresh --rebuild"), "{kind:?}: {refused}");
            }
        }
        // Nothing else of the schema is hurt by such views.
        db.execute("ALTER TABLE category RENAME COLUMN name TO title");
        market.rollup(&["status"]).expect(6);
        market.rollup(&["refresh", "--rebuild"]).expect(0);
        market.check("built anew");
        market.rollup(&["verify"]).expect(0);
        db.execute(hole(kind));
        market.rollup(&["status"]).expect(6);
        market.rollup(&["drop", "product_month", "--family"]).expect(0);
        let left = db.query(match kind {
            Kind::Postgres15 | Kind::Postgres18 => {
                "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace \
                 WHERE nspname = 'rungs'"
            }
            Kind::MariaDb => {
                "SELECT routine_name FROM information_schema.routines \
                 WHERE routine_schema = DATABASE()"
            }
            Kind::Sqlite => "SELECT name FROM sqlite_schema WHERE name LIKE 'rungs%'",
        });
        assert!(left.is_empty(), "{kind:?}: {left:?}");
    }
}

#[test]
fn who_may_read_a_view_on_postgresql_may_still_once_it_is_built_anew() {
    let db = TestDb::new(Kind::Postgres15, "rollups refuse a reader");
    let market = Market::new(&db);
    market.add("");
    let role = format!("reader_{}", std::process::id());
    db.execute(&format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA rungs TO {role}; \
         GRANT SELECT ON rungs.brand_month TO {role}"
    ));
    let read = "SELECT * FROM rungs.brand_month ORDER BY 1, 2, 3, 4";
    let as_reader = format!("SET ROLE {role}");
    let mut reader = Client::connect(db.url()).unwrap();
    reader.execute(&as_reader).unwrap();
    assert!(!reader.query(read).unwrap().is_empty());
    db.execute("ALTER TABLE financials DISABLE TRIGGER rungs_product_month_ins");
    market.rollup(&["refresh"]).expect(6);
    let refused = reader.query(read).unwrap_err().to_string();
    assert!(refused.contains("is invalid"), "{refused}");
    market.rollup(&["refresh", "--rebuild"]).expect(0);
    assert_eq!(reader.query(read).unwrap(), db.query(read));
    drop(reader);
    db.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}
