//! What rungs keeps in a database is no subject of its advice: neither its tables and indexes, nor
//! what it asks of them.

use rungs_core::engine::Scope;
use rungs_tests::rollups::Market;
use rungs_tests::servers::{Kind, TestDb};
use rungs_tests::site::open;

use crate::rollup_exact::schema;

#[test]
fn tables_of_rollups_are_in_no_snapshot_and_in_no_finding() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "rollups hidden");
        let market = Market::new(&db);
        let users = |db: &TestDb| {
            let seen = open(db.url()).snapshot(&Scope::default()).unwrap();
            let tables: Vec<String> = seen.tables.iter().map(|t| t.name.to_string()).collect();
            let indexes: Vec<String> = seen.indexes.iter().map(|i| i.name.to_string()).collect();
            (tables, indexes, seen.workload.statements)
        };
        let (tables, indexes, _) = users(&db);
        assert!(tables.len() >= 4, "{kind:?}: {tables:?}");
        market.add("");
        db.execute("UPDATE financials SET amount = amount + 1");
        db.execute("UPDATE asin SET brand_id = brand_id % 8 + 1");
        market.rollup(&["refresh"]).expect(0);
        assert!(schema(&db).len() > 10, "{kind:?}");
        let (now, then, statements) = users(&db);
        assert_eq!((now, then), (tables, indexes), "{kind:?}");
        for statement in &statements {
            let text = statement.text().to_ascii_lowercase();
            let asks = ["rungs_r_", "rungs_d_", "rungs_s_", "rungs.\"r_", "rungs.\"d_"];
            assert!(!asks.iter().any(|own| text.contains(own)), "{kind:?}: {text}");
        }
        let said = rungs_tests::cli::rungs(&["check", db.url()]).stdout;
        for own in ["r_product_month", "d_product_month", "rollup_log", "p_product_month"] {
            assert!(!said.contains(own), "{kind:?}: {said}");
        }
    }
}
