//! Conditions on joined tables, asked of the keys of a level.

use expect_test::{Expect, expect};

use super::{month, wrapped};
use crate::name::EngineKind::{self, MariaDb, Postgres, Sqlite};
use crate::rollup::attach;
use crate::rollup::rewrite::rewrite;
use crate::rollup::testing::marketplace;

/// Facts by product and month, and what is asked of the products of one brand.
#[track_caller]
fn check_reach(engine: EngineKind, condition: &str, expect: &Expect) {
    check_reach_of(engine, "SUM(f.amount)", condition, expect);
}

#[track_caller]
fn check_reach_of(engine: EngineKind, shown: &str, condition: &str, expect: &Expect) {
    let mut world = marketplace(engine);
    world.column("asin", "brand_id").distinct = Some(50.0);
    let definition = format!(
        "-- rollup: products
         SELECT f.asin_id, {} AS month, SUM(f.amount) AS amount FROM financials f GROUP BY 1, 2",
        month(engine)
    );
    let int = if engine == MariaDb { "int(11)" } else { "integer" };
    let types = [("asin_id", int), ("month", "date"), ("amount", "numeric")];
    let products = world.define(&definition, &types).unwrap();
    let brands = format!(
        "-- rollup: brands
         SELECT a.brand_id, {} AS month, SUM(f.amount) AS amount
         FROM financials f JOIN asin a ON a.id = f.asin_id GROUP BY 1, 2",
        month(engine)
    );
    let types = [("brand_id", int), ("month", "date"), ("amount", "numeric")];
    let brands = world.define(&brands, &types).unwrap();
    let families = [attach(&products, 0, &brands).unwrap()];
    let query = format!(
        "SELECT a.code, {shown} AS s FROM financials f JOIN asin a ON a.id = f.asin_id
         JOIN brand b ON b.id = a.brand_id WHERE {condition} GROUP BY a.code"
    );
    let answer = rewrite(&query, &world.catalog(), &families, &|_, _| None).unwrap();
    expect.assert_eq(&wrapped(&answer.sql));
}

#[test]
fn a_condition_on_a_joined_table_reaches_the_groups_through_their_key() {
    check_reach(
        Postgres,
        "a.brand_id = 7 AND b.name <> 'x'",
        &expect![[r#"
            SELECT r.g0 AS code, CAST(SUM(r.m1) AS NUMERIC) AS s FROM (SELECT a.code AS g0,
            SUM(r.amount) AS m1, SUM(r.n) AS n FROM rungs.products_parts_stored AS r CROSS JOIN
            public.asin AS a CROSS JOIN public.brand AS b WHERE a.id = r.asin_id AND b.id =
            a.brand_id AND a.brand_id = 7 AND b.name <> 'x' AND r.asin_id = ANY (ARRAY(SELECT
            a.id FROM public.asin AS a, public.brand AS b WHERE b.id = a.brand_id AND a.brand_id
            = 7 AND b.name <> 'x')) GROUP BY a.code UNION ALL SELECT a.code AS g0, SUM(r.amount)
            AS m1, SUM(r.n) AS n FROM rungs.products_parts_pending AS r CROSS JOIN public.asin
            AS a CROSS JOIN public.brand AS b WHERE a.id = r.asin_id AND b.id = a.brand_id AND
            a.brand_id = 7 AND b.name <> 'x' AND r.asin_id = ANY (ARRAY(SELECT a.id FROM
            public.asin AS a, public.brand AS b WHERE b.id = a.brand_id AND a.brand_id = 7 AND
            b.name <> 'x')) GROUP BY a.code) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0
        "#]],
    );
    check_reach(
        MariaDb,
        "a.brand_id IN (7, 8)",
        &expect![[r#"
            SELECT r.g0 AS code, CAST(SUM(r.m1) AS DECIMAL(36,2)) AS s FROM (SELECT a.code AS
            g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM shop.rungs_products_parts_stored AS r
            CROSS JOIN shop.asin AS a CROSS JOIN shop.brand AS b WHERE a.id = r.asin_id AND b.id
            = a.brand_id AND a.brand_id IN (7, 8) GROUP BY a.code UNION ALL SELECT a.code AS g0,
            SUM(r.amount) AS m1, SUM(r.n) AS n FROM shop.rungs_products_parts_pending AS r CROSS
            JOIN shop.asin AS a CROSS JOIN shop.brand AS b WHERE a.id = r.asin_id AND b.id =
            a.brand_id AND a.brand_id IN (7, 8) GROUP BY a.code) AS r GROUP BY r.g0 HAVING
            SUM(r.n) <> 0
        "#]],
    );
    check_reach_of(
        MariaDb,
        "COUNT(DISTINCT a.id)",
        "a.brand_id IN (7, 8)",
        &expect![[r#"
            SELECT a.code AS code, COUNT(DISTINCT r.asin_id) AS s FROM (SELECT u.`month`,
            u.`asin_id`, CAST(SUM(u.`amount`) AS decimal(36,2)) AS `amount`, CAST(SUM(u.n) AS
            SIGNED) AS n FROM (SELECT `month`, `asin_id`, `amount`, n FROM `rungs_r_products`
            WHERE `asin_id` IN (SELECT a.id FROM shop.asin AS a, shop.brand AS b WHERE b.id =
            a.brand_id AND a.brand_id IN (7, 8)) UNION ALL SELECT b.`month` AS `month`,
            b.`asin_id` AS `asin_id`, b.`amount`, b.n FROM `rungs_d_products` b WHERE
            b.`asin_id` IN (SELECT a.id FROM shop.asin AS a, shop.brand AS b WHERE b.id =
            a.brand_id AND a.brand_id IN (7, 8))) u GROUP BY u.`month`, u.`asin_id` HAVING
            SUM(u.n) <> 0) AS r CROSS JOIN shop.asin AS a CROSS JOIN shop.brand AS b WHERE a.id
            = r.asin_id AND b.id = a.brand_id AND a.brand_id IN (7, 8) GROUP BY a.code
        "#]],
    );
    check_reach(
        Sqlite,
        "b.id = 7",
        &expect![[r#"
            SELECT r.g0 AS code, SUM(r.m1) AS s FROM (SELECT a.code AS g0, SUM(r.amount) AS m1,
            SUM(r.n) AS n FROM main.rungs_products_parts_stored AS r CROSS JOIN main.asin AS a
            CROSS JOIN main.brand AS b WHERE a.id = r.asin_id AND b.id = a.brand_id AND b.id = 7
            AND r.asin_id IN (SELECT a.id FROM main.asin AS a, main.brand AS b WHERE b.id =
            a.brand_id AND b.id = 7) GROUP BY a.code UNION ALL SELECT a.code AS g0,
            SUM(r.amount) AS m1, SUM(r.n) AS n FROM main.rungs_products_parts_pending AS r CROSS
            JOIN main.asin AS a CROSS JOIN main.brand AS b WHERE a.id = r.asin_id AND b.id =
            a.brand_id AND b.id = 7 AND r.asin_id IN (SELECT a.id FROM main.asin AS a,
            main.brand AS b WHERE b.id = a.brand_id AND b.id = 7) GROUP BY a.code) AS r GROUP BY
            r.g0 HAVING SUM(r.n) <> 0
        "#]],
    );
}

#[test]
fn a_condition_that_leaves_most_of_a_joined_table_is_asked_of_the_join_alone() {
    check_reach(
        Postgres,
        "b.name <> 'x'",
        &expect![[r#"
            SELECT r.g0 AS code, CAST(SUM(r.m1) AS NUMERIC) AS s FROM (SELECT a.code AS g0,
            SUM(r.amount) AS m1, SUM(r.n) AS n FROM rungs.products_parts_stored AS r CROSS JOIN
            public.asin AS a CROSS JOIN public.brand AS b WHERE a.id = r.asin_id AND b.id =
            a.brand_id AND b.name <> 'x' GROUP BY a.code UNION ALL SELECT a.code AS g0,
            SUM(r.amount) AS m1, SUM(r.n) AS n FROM rungs.products_parts_pending AS r CROSS JOIN
            public.asin AS a CROSS JOIN public.brand AS b WHERE a.id = r.asin_id AND b.id =
            a.brand_id AND b.name <> 'x' GROUP BY a.code) AS r GROUP BY r.g0 HAVING SUM(r.n) <>
            0
        "#]],
    );
}
