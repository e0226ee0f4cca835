//! What no level answers, with the rule that stopped it and what would help.

use expect_test::{Expect, expect};

use super::{FACTS, check};
use crate::name::EngineKind::Postgres;
use crate::rollup::rewrite::{Unanswered, rewrite};
use crate::rollup::testing::marketplace;

#[test]
fn what_would_make_a_level_match_is_said() {
    let check = |query: &str, expect: &Expect| check(Postgres, &query.replace("{}", FACTS), expect);
    check(
        "SELECT a.code, SUM(f.amount) AS s FROM {} GROUP BY 1",
        &expect![[r#"
        brands: asin.code: brands is not grouped by it | add asin.code to the SELECT list
        and GROUP BY of brands
        brands_all_marketplace: asin.code: brands_all_marketplace is not grouped by it | add
        asin.code to the SELECT list and GROUP BY of brands_all_marketplace
        categories: asin.code: categories is not grouped by it | add asin.code to the SELECT
        list and GROUP BY of categories
    "#]],
    );
    check(
        "SELECT a.brand_id, MAX(f.amount) AS s FROM {} GROUP BY 1",
        &expect![[r#"
        brands: MAX(amount): brands does not store it | add MAX(amount) to the SELECT list
        of brands
        brands_all_marketplace: MAX(amount): brands_all_marketplace does not store it | add
        MAX(amount) to the SELECT list of brands_all_marketplace
        categories: asin.brand_id: categories is not grouped by it | add asin.brand_id to
        the SELECT list and GROUP BY of categories
    "#]],
    );
    check(
        "SELECT a.brand_id, SUM(f.amount) AS s FROM {} WHERE a.brand_id = f.marketplace GROUP BY 1",
        &expect![[r#"
            brands: SELECT r.g0 AS brand_id, CAST(SUM(r.m1) AS NUMERIC) AS s FROM (SELECT
            r.marketplace AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            rungs.brands_parts_stored AS r WHERE r.brand_id = r.marketplace GROUP BY
            r.marketplace UNION ALL SELECT r.marketplace AS g0, SUM(r.amount) AS m1, SUM(r.n) AS
            n FROM rungs.brands_parts_pending AS r WHERE r.brand_id = r.marketplace GROUP BY
            r.marketplace) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0
        "#]],
    );
    check(
        "SELECT a.brand_id, SUM(f.amount) AS s FROM {} WHERE f.asin_id = 3 GROUP BY 1",
        &expect![[r#"
            brands: financials.asin_id: brands is not grouped by it | add financials.asin_id to
            the SELECT list and GROUP BY of brands
            brands_all_marketplace: financials.asin_id: brands_all_marketplace is not grouped by
            it | add financials.asin_id to the SELECT list and GROUP BY of
            brands_all_marketplace
            categories: financials.asin_id: categories is not grouped by it | add
            financials.asin_id to the SELECT list and GROUP BY of categories
        "#]],
    );
}

#[test]
fn a_range_of_moments_is_to_be_asked_by_the_span_in_its_zone() {
    let mut world = marketplace(Postgres);
    world.column("financials", "day").data_type = "timestamp with time zone".to_owned();
    let month = "date_trunc('month', f.day AT TIME ZONE 'UTC')::date";
    let definition = format!(
        "-- rollup: months\nSELECT {month} AS month, SUM(f.amount) AS amount FROM financials f \
         GROUP BY 1"
    );
    let family = world.define(&definition, &[("month", "date"), ("amount", "numeric")]).unwrap();
    let ask = |condition: &str| {
        let query = format!("SELECT SUM(f.amount) AS s FROM financials f WHERE {condition}");
        rewrite(&query, &world.catalog(), std::slice::from_ref(&family), &|_, _| None)
    };
    for condition in ["f.day >= '2025-01-01'", "(f.day AT TIME ZONE 'UTC')::date > '2025-01-01'"] {
        let Err(Unanswered::Levels(refused)) = ask(condition) else { panic!("{condition}") };
        assert_eq!(
            refused[0].why.mend,
            "ask by CAST(date_trunc('month', day AT TIME ZONE 'UTC') AS DATE), or group months by \
             a finer span of day in the same way"
        );
    }
    let asked_so = ask(&format!("{month} >= '2025-01-01'")).unwrap();
    assert!(asked_so.sql.contains(" WHERE r.month >= '2025-01-01'"), "{}", asked_so.sql);
    assert!(!asked_so.reads_raw_edges);
}

#[test]
fn a_query_that_no_level_can_answer_is_refused_with_the_rule() {
    let check = |query: &str, expect: &Expect| check(Postgres, &query.replace("{}", FACTS), expect);
    check(
        "SELECT a.brand_id FROM {}",
        &expect![[r#"
        the query: it asks for single rows | ask for groups: GROUP BY, an aggregate or
        DISTINCT
    "#]],
    );
    check(
        "SELECT a.brand_id, COUNT(DISTINCT f.day) FROM {} GROUP BY 1",
        &expect![[r#"
        brands: financials.day: brands is not grouped by it | add financials.day to the
        SELECT list and GROUP BY of brands
        brands_all_marketplace: financials.day: brands_all_marketplace is not grouped by it
        | add financials.day to the SELECT list and GROUP BY of brands_all_marketplace
        categories: asin.brand_id: categories is not grouped by it | add asin.brand_id to
        the SELECT list and GROUP BY of categories
    "#]],
    );
    check(
        "SELECT a.brand_id, SUM(f.amount) AS s FROM {} WHERE f.day < '2025-01-05' AND f.day >= \
            '2025-01-02' GROUP BY 1",
        &expect![[r#"
            brands: day: the range holds no whole bucket | use a finer unit in the rollup
            brands_all_marketplace: day: the range holds no whole bucket | use a finer unit in
            the rollup
            categories: day: the range holds no whole bucket | use a finer unit in the rollup
        "#]],
    );
    check(
        "SELECT a.brand_id, SUM(f.amount) AS s FROM {} WHERE random() < 0.5 GROUP BY 1",
        &expect![[r#"
            random(): it answers differently each time | leave it to the query
        "#]],
    );
    check(
        "SELECT a.brand_id, SUM(f.amount * 2) AS s FROM {} GROUP BY 1",
        &expect![[r#"
        brands: SUM(amount * 2): brands does not store it | add SUM(amount * 2) to the
        SELECT list of brands, or add financials.amount to the SELECT list and GROUP BY of
        brands
        brands_all_marketplace: SUM(amount * 2): brands_all_marketplace does not store it |
        add SUM(amount * 2) to the SELECT list of brands_all_marketplace, or add
        financials.amount to the SELECT list and GROUP BY of brands_all_marketplace
        categories: asin.brand_id: categories is not grouped by it | add asin.brand_id to
        the SELECT list and GROUP BY of categories
    "#]],
    );
}
