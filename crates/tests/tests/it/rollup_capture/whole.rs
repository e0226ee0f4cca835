//! What a hole means for the rest: other rollups go on, and a build does not hide it.

use rungs_tests::cli::{Running, rungs};
use rungs_tests::rollups::{Defined, Market};
use rungs_tests::servers::{Kind, TestDb};

use super::run::LEVELS;

/// Two families: one of the facts, one of the products.
const TWO_FAMILIES: [Defined; 2] =
    [LEVELS[0], ("products", "", "SELECT f.brand_id, COUNT(*) AS products FROM asin f GROUP BY 1")];

/// Changes that no trigger sees, and that leave the triggers as they were where that can be.
fn unseen(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres15 | Kind::Postgres18 => {
            "ALTER TABLE financials DISABLE TRIGGER ALL; DELETE FROM financials WHERE id < 50; \
             ALTER TABLE financials ENABLE ALWAYS TRIGGER rungs_product_month_ins; \
             ALTER TABLE financials ENABLE ALWAYS TRIGGER rungs_product_month_upd; \
             ALTER TABLE financials ENABLE ALWAYS TRIGGER rungs_product_month_del; \
             ALTER TABLE financials ENABLE ALWAYS TRIGGER rungs_product_month_trunc"
        }
        Kind::MariaDb => "TRUNCATE financials",
        Kind::Sqlite => {
            "DROP TRIGGER rungs_product_month_del; DELETE FROM financials WHERE id < 50"
        }
    }
}

#[test]
fn an_invalid_rollup_does_not_keep_others_from_being_refreshed() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "one of two rollups is invalid");
        let market = Market::with(&db, &TWO_FAMILIES);
        market.add("");
        db.execute(unseen(kind));
        db.execute("UPDATE asin SET brand_id = 3 WHERE id < 9");
        let said = market.rollup(&["refresh", "--format", "json"]).expect(6);
        let json = said.json();
        let of = |family: &str| {
            let is_it = |one: &&serde_json::Value| one["family"] == family;
            json.as_array().unwrap().iter().find(is_it).unwrap().clone()
        };
        assert!(of("product_month")["error"].as_str().unwrap().contains("invalid"), "{said:?}");
        assert!(of("products")["groups"].as_u64().unwrap() > 0, "{said:?}");
        assert!(said.stderr.contains("the rollup product_month is invalid"), "{said:?}");
        assert!(!said.stderr.contains("products is"), "{said:?}");
    }
}

#[test]
fn a_hole_that_comes_during_a_build_is_found_at_its_end() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "a hole during a build");
        let market = Market::with(&db, &LEVELS);
        let mut words = market.add_words("");
        words.push("--no-build".to_owned());
        market.rollup(&words.iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
        db.execute(unseen(kind));
        let said = market.rollup(&["build"]).expect(2);
        assert!(said.stderr.contains("the rollup product_month is invalid"), "{said:?}");
        market.rollup(&["status"]).expect(6);
        market.rollup(&["refresh", "--rebuild"]).expect(0);
        market.check("built anew");
        market.rollup(&["status"]).expect(0);
    }
}

#[test]
fn who_could_not_see_that_a_table_is_emptied_may_not_add_a_rollup_on_mariadb() {
    let db = TestDb::new(Kind::MariaDb, "a rollup without the right to see tables");
    let market = Market::with(&db, &LEVELS);
    let url = db.limited_role();
    let role = TestDb::role_name(&url);
    db.execute(&format!("GRANT ALL ON `{}`.* TO `{role}`@'%'", db.name()));
    let mut words = vec!["rollup".to_owned()];
    words.extend(market.add_words(""));
    words.extend([url.clone(), "--yes".to_owned()]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let said = rungs(&words).expect(3);
    assert!(said.stderr.contains("GRANT PROCESS ON *.*"), "{said:?}");
    db.execute(&format!("GRANT PROCESS ON *.* TO `{role}`@'%'"));
    rungs(&words).expect(0);
}

#[test]
fn a_partition_that_comes_after_the_look_and_before_the_triggers_is_not_missed() {
    let db = TestDb::new(Kind::Postgres15, "a partition before the triggers");
    db.execute(
        "CREATE TABLE sales (day date NOT NULL, shop int NOT NULL, amount numeric(14,2) NOT NULL)
             PARTITION BY RANGE (day);
         CREATE TABLE january PARTITION OF sales FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
         INSERT INTO sales VALUES ('2025-01-05', 1, 2)",
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("by_shop.sql").display().to_string();
    let query = "SELECT shop, SUM(amount) AS amount, COUNT(*) AS sales FROM sales GROUP BY shop";
    std::fs::write(&file, format!("-- rollup: by_shop\n{query}")).unwrap();
    let words = ["rollup", "add", &file, db.url(), "--yes"];
    let mut writer = db.connect();
    writer.execute("BEGIN; INSERT INTO sales VALUES ('2025-01-06', 1, 3)").unwrap();
    let mut adding = Running::start(&words, &[]);
    assert!(adding.says("a table is busy"));
    writer
        .execute(
            "CREATE TABLE february PARTITION OF sales
                 FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
             INSERT INTO sales VALUES ('2025-02-05', 2, 4); COMMIT",
        )
        .unwrap();
    let said = adding.wait().expect(3);
    assert!(said.stderr.contains("a partition came to public.sales meanwhile"), "{said:?}");
    rungs(&words).expect(0);
    db.execute("UPDATE february SET amount = 9; INSERT INTO february VALUES ('2025-02-06', 2, 1)");
    assert_eq!(
        db.query("SELECT shop, amount, sales FROM rungs.by_shop ORDER BY 1"),
        db.query(&format!("{query} ORDER BY 1"))
    );
}
