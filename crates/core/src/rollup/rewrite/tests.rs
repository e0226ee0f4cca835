//! What the rewriter answers, and what it refuses.

use expect_test::{Expect, expect};

use super::{Unanswered, rewrite};
use crate::name::EngineKind::{self, MariaDb, Postgres, Sqlite};
use crate::rollup::testing::{World, marketplace};
use crate::rollup::{Family, Level, attach};

fn month(engine: EngineKind) -> &'static str {
    match engine {
        Postgres => "date_trunc('month', f.day)::date",
        MariaDb => "CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE)",
        Sqlite => "strftime('%Y-%m', f.day)",
    }
}

/// Brands by month and marketplace, with an ALL level, and categories by month.
fn families(world: &World) -> Vec<Family> {
    let month = month(world.engine);
    let brands = format!(
        "-- rollup: brands
         -- all: marketplace
         SELECT a.brand_id, f.marketplace, f.metric, {month} AS month, SUM(f.amount) AS amount,
                SUM(f.tax) AS tax, MIN(f.amount) AS least, COUNT(*) AS entries
         FROM financials f JOIN asin a ON a.id = f.asin_id GROUP BY 1, 2, 3, 4"
    );
    let types = [
        ("brand_id", "integer"),
        ("marketplace", "integer"),
        ("metric", "integer"),
        ("month", "date"),
        ("amount", "numeric"),
        ("tax", "numeric"),
        ("least", "numeric(14,2)"),
        ("entries", "bigint"),
    ];
    let brands = world.define(&brands, &types).unwrap();
    let categories = format!(
        "-- rollup: categories
         SELECT b.category_id, {month} AS month, SUM(f.amount) AS amount
         FROM financials f JOIN asin a ON a.id = f.asin_id JOIN brand b ON b.id = a.brand_id
         GROUP BY 1, 2"
    );
    let types = [("category_id", "integer"), ("month", "date"), ("amount", "numeric")];
    let categories = world.define(&categories, &types).unwrap();
    vec![attach(&brands, 0, &categories).unwrap()]
}

/// In lines of up to 84 columns.
fn wrapped(text: &str) -> String {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.len() + word.len() >= 84 {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

#[track_caller]
fn check(engine: EngineKind, query: &str, expect: &Expect) {
    check_in(&marketplace(engine), query, expect);
}

#[track_caller]
fn check_in(world: &World, query: &str, expect: &Expect) {
    let sizes = |_: &Family, level: &Level| Some(10_f64.powi(level.keys.len() as i32));
    let text = match rewrite(query, &world.catalog(), &families(world), &sizes) {
        Ok(answer) => format!("{}: {}", answer.level, answer.sql),
        Err(Unanswered::Query(why)) => format!("{why} | {}", why.mend),
        Err(Unanswered::Levels(all)) => all
            .iter()
            .map(|r| format!("{}: {} | {}", r.level, r.why, r.why.mend))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    expect.assert_eq(&wrapped(&text));
}

#[test]
fn the_smallest_level_that_holds_the_groups_answers() {
    check(
        Postgres,
        "SELECT a.brand_id, SUM(f.amount) FROM financials f JOIN asin a ON a.id = f.asin_id
         WHERE f.metric = 3 GROUP BY a.brand_id ORDER BY 2 DESC LIMIT 5",
        &expect![[r#"
            brands_all_marketplace: SELECT r.g0 AS brand_id, CAST(SUM(r.m1) AS NUMERIC) AS sum
            FROM (SELECT r.brand_id AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            rungs.brands_all_marketplace_parts_stored AS r WHERE r.metric = 3 GROUP BY
            r.brand_id UNION ALL SELECT r.brand_id AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n
            FROM rungs.brands_all_marketplace_parts_pending AS r WHERE r.metric = 3 GROUP BY
            r.brand_id) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0 ORDER BY 2 DESC LIMIT 5
        "#]],
    );
}

const FACTS: &str = "financials f JOIN asin a ON a.id = f.asin_id";

#[test]
fn a_sum_whose_digits_depend_on_what_is_there_is_asked_of_groups() {
    let query = format!("SELECT SUM(CASE WHEN f.metric = 3 THEN f.amount ELSE 0 END) FROM {FACTS}");
    check(
        Postgres,
        &query,
        &expect![[r#"
        brands_all_marketplace: SELECT CAST(SUM(CASE WHEN r.metric = 3 THEN r.amount ELSE 0
        END) AS NUMERIC) AS sum FROM rungs.brands_all_marketplace_parts AS r
    "#]],
    );
    check(
        MariaDb,
        &query,
        &expect![[r#"
        brands_all_marketplace: SELECT CASE WHEN SUM(r.m1) <> 0 THEN SUM(r.m0) END AS
        `SUM(CASE WHEN f.metric = 3 THEN f.amount ELSE 0 END)` FROM (SELECT SUM(CASE WHEN
        r.metric = 3 THEN r.amount ELSE 0 END) AS m0, SUM(r.n) AS m1 FROM
        shop.rungs_brands_all_marketplace_parts_stored AS r UNION ALL SELECT SUM(CASE WHEN
        r.metric = 3 THEN r.amount ELSE 0 END) AS m0, SUM(r.n) AS m1 FROM
        shop.rungs_brands_all_marketplace_parts_pending AS r) AS r
    "#]],
    );
}

#[test]
fn a_table_that_the_level_does_not_hold_is_joined_by_its_keys() {
    check(
        Postgres,
        &format!(
            "SELECT b.name, date_trunc('month', f.day) AS m, COUNT(*) AS c, AVG(f.tax) AS t
             FROM {FACTS} JOIN brand b ON b.id = a.brand_id
             WHERE b.name <> 'x' AND f.day >= '2025-01-01' AND f.day < '2025-04-01'
             GROUP BY b.name, date_trunc('month', f.day) HAVING COUNT(*) > 2 ORDER BY m"
        ),
        &expect![[r#"
            brands_all_marketplace: SELECT r.g0 AS name, r.g1 AS m, CAST(COALESCE(SUM(r.m2), 0)
            AS BIGINT) AS c, (CAST(SUM(r.m3) AS NUMERIC) / NULLIF(SUM(r.m4), 0)) AS t FROM
            (SELECT b.name AS g0, date_trunc('month', r.month) AS g1, SUM(r.n) AS m2, SUM(r.tax)
            AS m3, SUM(r.tax__count) AS m4, SUM(r.n) AS n FROM
            rungs.brands_all_marketplace_parts_stored AS r CROSS JOIN public.brand AS b WHERE
            b.id = r.brand_id AND b.name <> 'x' AND r.month >= DATE '2025-01-01' AND r.month <
            DATE '2025-04-01' GROUP BY b.name, date_trunc('month', r.month) UNION ALL SELECT
            b.name AS g0, date_trunc('month', r.month) AS g1, SUM(r.n) AS m2, SUM(r.tax) AS m3,
            SUM(r.tax__count) AS m4, SUM(r.n) AS n FROM
            rungs.brands_all_marketplace_parts_pending AS r CROSS JOIN public.brand AS b WHERE
            b.id = r.brand_id AND b.name <> 'x' AND r.month >= DATE '2025-01-01' AND r.month <
            DATE '2025-04-01' GROUP BY b.name, date_trunc('month', r.month)) AS r GROUP BY r.g0,
            r.g1 HAVING SUM(r.n) <> 0 AND CAST(COALESCE(SUM(r.m2), 0) AS BIGINT) > 2 ORDER BY 2
        "#]],
    );
}

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

#[test]
fn functions_of_the_time_are_asked_of_the_first_day_of_the_bucket() {
    check(
        MariaDb,
        &format!(
            "SELECT YEAR(f.day), SUM(f.amount), COUNT(DISTINCT a.brand_id) FROM {FACTS}
             WHERE MONTH(f.day) IN (1, 2) GROUP BY YEAR(f.day)"
        ),
        &expect![[r#"
            brands_all_marketplace: SELECT YEAR(r.month) AS `YEAR(f.day)`, CAST(SUM(r.amount) AS
            DECIMAL(36,2)) AS `SUM(f.amount)`, COUNT(DISTINCT r.brand_id) AS `COUNT(DISTINCT
            a.brand_id)` FROM shop.rungs_brands_all_marketplace_parts AS r WHERE MONTH(r.month)
            IN (1, 2) GROUP BY YEAR(r.month)
        "#]],
    );
    check(
        Sqlite,
        &format!("SELECT strftime('%Y', f.day) AS y, SUM(f.amount) FROM {FACTS} GROUP BY y"),
        &expect![[r#"
            brands_all_marketplace: SELECT r.g0 AS y, SUM(r.m1) AS "SUM(f.amount)" FROM (SELECT
            strftime('%Y', (r.month || '-01')) AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            main.rungs_brands_all_marketplace_parts_stored AS r GROUP BY strftime('%Y', (r.month
            || '-01')) UNION ALL SELECT strftime('%Y', (r.month || '-01')) AS g0, SUM(r.amount)
            AS m1, SUM(r.n) AS n FROM main.rungs_brands_all_marketplace_parts_pending AS r GROUP
            BY strftime('%Y', (r.month || '-01'))) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0
        "#]],
    );
}

#[test]
fn a_range_that_ends_within_a_bucket_is_cut() {
    check(
        Postgres,
        &format!(
            "SELECT a.brand_id, SUM(f.amount) / COUNT(*) AS mean, SUM(f.tax) AS tax FROM {FACTS}
             WHERE f.day BETWEEN '2025-01-15' AND '2025-03-31' GROUP BY 1"
        ),
        &expect![[r#"
            brands_all_marketplace: SELECT r.g0 AS brand_id, CAST(SUM(r.m1) AS NUMERIC) /
            CAST(COALESCE(SUM(r.m2), 0) AS BIGINT) AS mean, CAST(CASE WHEN SUM(r.m4) <> 0 THEN
            SUM(r.m3) END AS NUMERIC) AS tax FROM (SELECT r.brand_id AS g0, SUM(r.amount) AS m1,
            SUM(r.n) AS m2, SUM(r.tax) AS m3, SUM(r.tax__count) AS m4, SUM(r.n) AS n FROM
            rungs.brands_all_marketplace_parts_stored AS r WHERE r.month >= DATE '2025-02-01'
            AND r.month < DATE '2025-04-01' GROUP BY r.brand_id UNION ALL SELECT r.brand_id AS
            g0, SUM(r.amount) AS m1, SUM(r.n) AS m2, SUM(r.tax) AS m3, SUM(r.tax__count) AS m4,
            SUM(r.n) AS n FROM rungs.brands_all_marketplace_parts_pending AS r WHERE r.month >=
            DATE '2025-02-01' AND r.month < DATE '2025-04-01' GROUP BY r.brand_id UNION ALL
            SELECT a.brand_id AS g0, SUM(f.amount) AS m1, COUNT(*) AS m2, SUM(f.tax) AS m3,
            COUNT(f.tax) AS m4, COUNT(*) AS n FROM public.financials AS f CROSS JOIN public.asin
            AS a WHERE a.id = f.asin_id AND f.day BETWEEN '2025-01-15' AND '2025-03-31' AND
            (f.day < DATE '2025-02-01') GROUP BY a.brand_id) AS r GROUP BY r.g0 HAVING SUM(r.n)
            <> 0
        "#]],
    );
    check(
        Sqlite,
        &format!("SELECT COUNT(*) FROM {FACTS} WHERE f.day > '2024-12-31' AND f.metric = 1"),
        &expect![[r#"
            brands_all_marketplace: SELECT COALESCE(SUM(r.m0), 0) AS "COUNT(*)" FROM (SELECT
            SUM(r.n) AS m0 FROM main.rungs_brands_all_marketplace_parts_stored AS r WHERE
            r.metric = 1 AND r.month >= '2025-01' UNION ALL SELECT SUM(r.n) AS m0 FROM
            main.rungs_brands_all_marketplace_parts_pending AS r WHERE r.metric = 1 AND r.month
            >= '2025-01' UNION ALL SELECT COUNT(*) AS m0 FROM main.financials AS f CROSS JOIN
            main.asin AS a WHERE a.id = f.asin_id AND f.day > '2024-12-31' AND f.metric = 1 AND
            (f.day < '2025-01-01')) AS r
        "#]],
    );
}

#[test]
fn conditions_within_aggregates_are_asked_of_the_keys() {
    check(
        MariaDb,
        &format!(
            "SELECT f.marketplace, SUM(CASE WHEN f.metric = 3 THEN f.amount ELSE 0 END) AS three,
                    SUM(IF(f.metric = 4, 1, 0)) AS four,
                    COUNT(CASE WHEN f.metric = 5 THEN f.tax END) AS five
             FROM {FACTS} GROUP BY f.marketplace"
        ),
        &expect![[r#"
            brands: SELECT r.g0 AS marketplace, SUM(r.m1) AS three, CASE WHEN SUM(r.m3) <> 0
            THEN SUM(r.m2) END AS four, CAST(COALESCE(SUM(r.m4), 0) AS SIGNED) AS five FROM
            (SELECT r.marketplace AS g0, SUM(CASE WHEN r.metric = 3 THEN r.amount ELSE 0 END) AS
            m1, SUM(CASE WHEN (r.metric = 4) THEN r.n ELSE 0 END) AS m2, SUM(CASE WHEN (r.metric
            = 4) THEN r.n ELSE r.n END) AS m3, SUM(CASE WHEN r.metric = 5 THEN r.tax__count END)
            AS m4, SUM(r.n) AS n FROM shop.rungs_brands_parts_stored AS r GROUP BY r.marketplace
            UNION ALL SELECT r.marketplace AS g0, SUM(CASE WHEN r.metric = 3 THEN r.amount ELSE
            0 END) AS m1, SUM(CASE WHEN (r.metric = 4) THEN r.n ELSE 0 END) AS m2, SUM(CASE WHEN
            (r.metric = 4) THEN r.n ELSE r.n END) AS m3, SUM(CASE WHEN r.metric = 5 THEN
            r.tax__count END) AS m4, SUM(r.n) AS n FROM shop.rungs_brands_parts_pending AS r
            GROUP BY r.marketplace) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0
        "#]],
    );
    check(
        Postgres,
        &format!(
            "SELECT COUNT(*) FILTER (WHERE f.metric = 3) AS c, AVG(f.tax) FILTER (WHERE f.metric \
                = 4) AS t,
                    MIN(f.amount) AS least, MAX(a.brand_id) AS b FROM {FACTS}"
        ),
        &expect![[r#"
            brands_all_marketplace: SELECT CAST(COALESCE(SUM(CASE WHEN r.metric = 3 THEN r.n
            END), 0) AS BIGINT) AS c, (CAST(SUM(CASE WHEN r.metric = 4 THEN CASE WHEN
            r.tax__count > 0 THEN r.tax END END) AS NUMERIC) / NULLIF(SUM(CASE WHEN r.metric = 4
            THEN r.tax__count END), 0)) AS t, MIN(r.least) AS least, MAX(r.brand_id) AS b FROM
            rungs.brands_all_marketplace_parts AS r
        "#]],
    );
}

#[test]
fn on_mariadb_what_is_stored_and_what_is_pending_are_added_up_by_the_query_itself() {
    let checks = [
        (
            "SELECT SUM(f.amount) AS s, AVG(f.tax) AS t, COUNT(*) AS c FROM",
            "f.metric = 3",
            expect![[r#"
                brands_all_marketplace: SELECT CAST(CASE WHEN SUM(r.m1) <> 0 THEN SUM(r.m0) END AS
                DECIMAL(36,2)) AS s, (SUM(r.m2) / NULLIF(SUM(r.m3), 0)) AS t,
                CAST(COALESCE(SUM(r.m4), 0) AS SIGNED) AS c FROM (SELECT SUM(r.amount) AS m0,
                SUM(r.n) AS m1, SUM(r.tax) AS m2, SUM(r.tax__count) AS m3, SUM(r.n) AS m4 FROM
                shop.rungs_brands_all_marketplace_parts_stored AS r WHERE r.metric = 3 UNION ALL
                SELECT SUM(r.amount) AS m0, SUM(r.n) AS m1, SUM(r.tax) AS m2, SUM(r.tax__count) AS
                m3, SUM(r.n) AS m4 FROM shop.rungs_brands_all_marketplace_parts_pending AS r WHERE
                r.metric = 3) AS r
            "#]],
        ),
        (
            "SELECT DISTINCT a.brand_id, f.metric FROM",
            "f.marketplace = 2",
            expect![[r#"
            brands: SELECT DISTINCT r.g0 AS brand_id, r.g1 AS metric FROM (SELECT r.brand_id AS
            g0, r.metric AS g1, SUM(r.n) AS n FROM shop.rungs_brands_parts_stored AS r WHERE
            r.marketplace = 2 GROUP BY r.brand_id, r.metric UNION ALL SELECT r.brand_id AS g0,
            r.metric AS g1, SUM(r.n) AS n FROM shop.rungs_brands_parts_pending AS r WHERE
            r.marketplace = 2 GROUP BY r.brand_id, r.metric) AS r GROUP BY r.g0, r.g1 HAVING
            SUM(r.n) <> 0
        "#]],
        ),
        (
            "SELECT a.brand_id, SUM(f.tax) AS t FROM",
            "f.day >= '2025-01-15' GROUP BY 1 HAVING SUM(f.tax) > 5 OR a.brand_id = 1",
            expect![[r#"
                brands_all_marketplace: SELECT r.g0 AS brand_id, CAST(CASE WHEN SUM(r.m2) <> 0 THEN
                SUM(r.m1) END AS DECIMAL(36,2)) AS t FROM (SELECT r.brand_id AS g0, SUM(r.tax) AS
                m1, SUM(r.tax__count) AS m2, SUM(r.n) AS n FROM
                shop.rungs_brands_all_marketplace_parts_stored AS r WHERE r.month >= '2025-02-01'
                GROUP BY r.brand_id UNION ALL SELECT r.brand_id AS g0, SUM(r.tax) AS m1,
                SUM(r.tax__count) AS m2, SUM(r.n) AS n FROM
                shop.rungs_brands_all_marketplace_parts_pending AS r WHERE r.month >= '2025-02-01'
                GROUP BY r.brand_id UNION ALL SELECT a.brand_id AS g0, SUM(f.tax) AS m1,
                COUNT(f.tax) AS m2, COUNT(*) AS n FROM shop.financials AS f CROSS JOIN shop.asin AS
                a WHERE a.id = f.asin_id AND f.day >= '2025-01-15' AND (f.day < '2025-02-01') GROUP
                BY a.brand_id) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0 AND (CAST(CASE WHEN SUM(r.m2)
                <> 0 THEN SUM(r.m1) END AS DECIMAL(36,2)) > 5 OR r.g0 = 1)
            "#]],
        ),
        (
            "SELECT a.brand_id, MIN(f.amount) AS least FROM",
            "f.metric = 3 GROUP BY 1",
            expect![[r#"
            brands_all_marketplace: SELECT r.brand_id AS brand_id, MIN(r.least) AS least FROM
            shop.rungs_brands_all_marketplace_parts AS r WHERE r.metric = 3 GROUP BY r.brand_id
        "#]],
        ),
    ];
    for (select, condition, expect) in checks {
        check(MariaDb, &format!("{select} {FACTS} WHERE {condition}"), &expect);
    }
}

#[test]
fn a_dimension_that_the_query_leaves_out_needs_a_foreign_key() {
    let query = "SELECT marketplace, SUM(amount) AS s FROM financials GROUP BY 1";
    check(
        Postgres,
        query,
        &expect![[r#"
            brands: SELECT r.g0 AS marketplace, CAST(SUM(r.m1) AS NUMERIC) AS s FROM (SELECT
            r.marketplace AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            rungs.brands_parts_stored AS r GROUP BY r.marketplace UNION ALL SELECT r.marketplace
            AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM rungs.brands_parts_pending AS r GROUP
            BY r.marketplace) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0
        "#]],
    );
    check(
        Sqlite,
        query,
        &expect![[r#"
        brands: the join with main.asin: the rollup joins it and the query does not; SQLite
        does not enforce foreign keys in every session, so rows could be lost | join it in
        the query too, or add a NOT NULL foreign key
        brands_all_marketplace: the join with main.asin: the rollup joins it and the query
        does not; SQLite does not enforce foreign keys in every session, so rows could be
        lost | join it in the query too, or add a NOT NULL foreign key
        categories: the join with main.asin: the rollup joins it and the query does not;
        SQLite does not enforce foreign keys in every session, so rows could be lost | join
        it in the query too, or add a NOT NULL foreign key
    "#]],
    );
}

#[test]
fn a_key_that_can_be_null_is_asked_as_the_column_itself() {
    let mut world = marketplace(MariaDb);
    for (table, column) in [("financials", "marketplace"), ("asin", "brand_id")] {
        world.column(table, column).not_null = false;
    }
    check_in(
        &world,
        "SELECT f.marketplace, COUNT(a.brand_id) AS c FROM financials f JOIN asin a \
         ON a.id = f.asin_id WHERE f.marketplace IS NULL OR NOT f.marketplace = 3 \
         GROUP BY 1 ORDER BY 1",
        &expect![[r#"
            brands: SELECT r.g0 AS marketplace, CAST(COALESCE(SUM(r.m1), 0) AS SIGNED) AS c FROM
            (SELECT r.marketplace AS g0, SUM(CASE WHEN r.brand_id IS NOT NULL THEN r.n ELSE 0
            END) AS m1, SUM(r.n) AS n FROM shop.rungs_brands_parts_stored AS r WHERE
            (r.marketplace IS NULL OR NOT r.marketplace = 3) GROUP BY r.marketplace UNION ALL
            SELECT r.marketplace AS g0, SUM(CASE WHEN r.brand_id IS NOT NULL THEN r.n ELSE 0
            END) AS m1, SUM(r.n) AS n FROM shop.rungs_brands_parts_pending AS r WHERE
            (r.marketplace IS NULL OR NOT r.marketplace = 3) GROUP BY r.marketplace) AS r GROUP
            BY r.g0 HAVING SUM(r.n) <> 0 ORDER BY 1
        "#]],
    );
    // A dimension that cannot be left out: the level lacks the rows whose key is NULL.
    world.column("financials", "asin_id").not_null = false;
    check_in(
        &world,
        "SELECT marketplace, SUM(amount) AS s FROM financials GROUP BY 1",
        &expect![[r#"
            brands: the join with shop.asin: the rollup joins it and the query does not, and no
            NOT NULL foreign key shows that no row is lost | join it in the query too, or add a
            NOT NULL foreign key
            brands_all_marketplace: the join with shop.asin: the rollup joins it and the query
            does not, and no NOT NULL foreign key shows that no row is lost | join it in the
            query too, or add a NOT NULL foreign key
            categories: the join with shop.asin: the rollup joins it and the query does not, and
            no NOT NULL foreign key shows that no row is lost | join it in the query too, or add
            a NOT NULL foreign key
        "#]],
    );
}

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

fn with_placeholders(mark: [&str; 3]) -> String {
    format!(
        "SELECT a.brand_id, SUM(CASE WHEN f.metric = {} THEN f.amount END) AS s FROM {FACTS}
         WHERE f.marketplace IN (1, {}) GROUP BY a.brand_id LIMIT {}",
        mark[0], mark[1], mark[2]
    )
}

#[test]
fn placeholders_stay_where_the_application_binds_them() {
    check(
        Postgres,
        &with_placeholders(["$3", "$1", "$2"]),
        &expect![[r#"
            brands: SELECT r.g0 AS brand_id, CAST(CASE WHEN SUM(r.m2) <> 0 THEN SUM(r.m1) END AS
            NUMERIC) AS s FROM (SELECT r.brand_id AS g0, SUM(CASE WHEN r.metric = $3 THEN
            r.amount END) AS m1, SUM(CASE WHEN r.metric = $3 THEN r.n END) AS m2, SUM(r.n) AS n
            FROM rungs.brands_parts_stored AS r WHERE r.marketplace IN (1, $1) GROUP BY
            r.brand_id UNION ALL SELECT r.brand_id AS g0, SUM(CASE WHEN r.metric = $3 THEN
            r.amount END) AS m1, SUM(CASE WHEN r.metric = $3 THEN r.n END) AS m2, SUM(r.n) AS n
            FROM rungs.brands_parts_pending AS r WHERE r.marketplace IN (1, $1) GROUP BY
            r.brand_id) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0 LIMIT $2
        "#]],
    );
    check(
        MariaDb,
        &with_placeholders(["?", "?", "?"]),
        &expect![[r#"
        brands: SELECT r.brand_id AS brand_id, SUM(CASE WHEN r.metric = ? THEN r.amount END)
        AS s FROM shop.rungs_brands_parts AS r WHERE r.marketplace IN (1, ?) GROUP BY
        r.brand_id LIMIT ?
    "#]],
    );
    check(
        Sqlite,
        &with_placeholders(["?", "?", "?"]),
        &expect![[r#"
            brands: SELECT r.g0 AS brand_id, CASE WHEN SUM(r.m2) <> 0 THEN SUM(r.m1) END AS s
            FROM (SELECT r.brand_id AS g0, SUM(CASE WHEN r.metric = ?1 THEN r.amount END) AS m1,
            SUM(CASE WHEN r.metric = ?1 THEN r.n END) AS m2, SUM(r.n) AS n FROM
            main.rungs_brands_parts_stored AS r WHERE r.marketplace IN (1, ?2) GROUP BY
            r.brand_id UNION ALL SELECT r.brand_id AS g0, SUM(CASE WHEN r.metric = ?1 THEN
            r.amount END) AS m1, SUM(CASE WHEN r.metric = ?1 THEN r.n END) AS m2, SUM(r.n) AS n
            FROM main.rungs_brands_parts_pending AS r WHERE r.marketplace IN (1, ?2) GROUP BY
            r.brand_id) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0 LIMIT ?3
        "#]],
    );
    check(
        Sqlite,
        &with_placeholders([":m", "@p", ":m"]),
        &expect![[r#"
            brands: SELECT r.g0 AS brand_id, CASE WHEN SUM(r.m2) <> 0 THEN SUM(r.m1) END AS s
            FROM (SELECT r.brand_id AS g0, SUM(CASE WHEN r.metric = :m THEN r.amount END) AS m1,
            SUM(CASE WHEN r.metric = :m THEN r.n END) AS m2, SUM(r.n) AS n FROM
            main.rungs_brands_parts_stored AS r WHERE r.marketplace IN (1, @p) GROUP BY
            r.brand_id UNION ALL SELECT r.brand_id AS g0, SUM(CASE WHEN r.metric = :m THEN
            r.amount END) AS m1, SUM(CASE WHEN r.metric = :m THEN r.n END) AS m2, SUM(r.n) AS n
            FROM main.rungs_brands_parts_pending AS r WHERE r.marketplace IN (1, @p) GROUP BY
            r.brand_id) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0 LIMIT :m
        "#]],
    );
    check(
        Sqlite,
        &with_placeholders([":m", "?", "?"]),
        &expect![[r#"
        brands: placeholders: some have names and some have numbers | name all of them, or
        none
        brands_all_marketplace: financials.marketplace: brands_all_marketplace is not
        grouped by it | add financials.marketplace to the SELECT list and GROUP BY of
        brands_all_marketplace
        categories: the join with main.brand: the rollup joins it and the query does not;
        SQLite does not enforce foreign keys in every session, so rows could be lost | join
        it in the query too, or add a NOT NULL foreign key
    "#]],
    );
}

#[test]
fn placeholders_that_would_change_their_order_are_refused() {
    let query = format!(
        "SELECT a.brand_id + ? AS b, SUM(f.amount) AS s FROM {FACTS}
         WHERE f.day >= '2025-01-15' AND f.metric = ? GROUP BY b"
    );
    check(
        MariaDb,
        &query,
        &expect![[r#"
        brands: placeholders: values are bound by their order, and the rewritten query asks
        for them in another | write the values themselves
        brands_all_marketplace: placeholders: values are bound by their order, and the
        rewritten query asks for them in another | write the values themselves
        categories: financials.metric: categories is not grouped by it | add
        financials.metric to the SELECT list and GROUP BY of categories
    "#]],
    );
    check(
        Sqlite,
        &query,
        &expect![[r#"
            brands_all_marketplace: SELECT r.g0 AS b, SUM(r.m1) AS s FROM (SELECT r.brand_id +
            ?1 AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            main.rungs_brands_all_marketplace_parts_stored AS r WHERE r.metric = ?2 AND r.month
            >= '2025-02' GROUP BY r.brand_id + ?1 UNION ALL SELECT r.brand_id + ?1 AS g0,
            SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            main.rungs_brands_all_marketplace_parts_pending AS r WHERE r.metric = ?2 AND r.month
            >= '2025-02' GROUP BY r.brand_id + ?1 UNION ALL SELECT a.brand_id + ?1 AS g0,
            SUM(f.amount) AS m1, COUNT(*) AS n FROM main.financials AS f CROSS JOIN main.asin AS
            a WHERE a.id = f.asin_id AND f.day >= '2025-01-15' AND f.metric = ?2 AND (f.day <
            '2025-02-01') GROUP BY a.brand_id + ?1) AS r GROUP BY r.g0 HAVING SUM(r.n) <> 0
        "#]],
    );
}

#[test]
fn a_range_between_placeholders_is_cut_by_the_server() {
    let of_days = format!(
        "SELECT SUM(f.amount) AS s FROM {FACTS} WHERE f.day >= $1 AND f.day < $2 AND f.metric = 3"
    );
    check(
        Postgres,
        &of_days,
        &expect![[r#"
            brands_all_marketplace: SELECT CAST(CASE WHEN SUM(r.m1) <> 0 THEN SUM(r.m0) END AS
            NUMERIC) AS s FROM (SELECT SUM(r.amount) AS m0, SUM(r.n) AS m1 FROM
            rungs.brands_all_marketplace_parts_stored AS r WHERE r.metric = 3 AND r.month >=
            CAST(CASE WHEN CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS TIMESTAMP)) AS
            DATE) >= $1 THEN CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS TIMESTAMP)) AS
            DATE) ELSE CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS TIMESTAMP)) + INTERVAL
            '1 month' AS DATE) END AS DATE) AND r.month < CAST(CASE WHEN
            CAST(date_trunc('month', CAST(CAST($2 AS DATE) AS TIMESTAMP)) + INTERVAL '1 month'
            AS DATE) - 1 < $2 THEN CAST(date_trunc('month', CAST(CAST($2 AS DATE) AS TIMESTAMP))
            + INTERVAL '1 month' AS DATE) ELSE CAST(date_trunc('month', CAST(CAST($2 AS DATE) AS
            TIMESTAMP)) AS DATE) END AS DATE) UNION ALL SELECT SUM(r.amount) AS m0, SUM(r.n) AS
            m1 FROM rungs.brands_all_marketplace_parts_pending AS r WHERE r.metric = 3 AND
            r.month >= CAST(CASE WHEN CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS
            TIMESTAMP)) AS DATE) >= $1 THEN CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS
            TIMESTAMP)) AS DATE) ELSE CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS
            TIMESTAMP)) + INTERVAL '1 month' AS DATE) END AS DATE) AND r.month < CAST(CASE WHEN
            CAST(date_trunc('month', CAST(CAST($2 AS DATE) AS TIMESTAMP)) + INTERVAL '1 month'
            AS DATE) - 1 < $2 THEN CAST(date_trunc('month', CAST(CAST($2 AS DATE) AS TIMESTAMP))
            + INTERVAL '1 month' AS DATE) ELSE CAST(date_trunc('month', CAST(CAST($2 AS DATE) AS
            TIMESTAMP)) AS DATE) END AS DATE) UNION ALL SELECT SUM(f.amount) AS m0,
            COUNT(f.amount) AS m1 FROM public.financials AS f CROSS JOIN public.asin AS a WHERE
            a.id = f.asin_id AND f.day >= $1 AND f.day < $2 AND f.metric = 3 AND ((f.day < CASE
            WHEN CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS TIMESTAMP)) AS DATE) >= $1
            THEN CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS TIMESTAMP)) AS DATE) ELSE
            CAST(date_trunc('month', CAST(CAST($1 AS DATE) AS TIMESTAMP)) + INTERVAL '1 month'
            AS DATE) END) OR (f.day >= CASE WHEN CAST(date_trunc('month', CAST(CAST($2 AS DATE)
            AS TIMESTAMP)) + INTERVAL '1 month' AS DATE) - 1 < $2 THEN CAST(date_trunc('month',
            CAST(CAST($2 AS DATE) AS TIMESTAMP)) + INTERVAL '1 month' AS DATE) ELSE
            CAST(date_trunc('month', CAST(CAST($2 AS DATE) AS TIMESTAMP)) AS DATE) END))) AS r
        "#]],
    );
    check(
        MariaDb,
        &of_days.replace("$1", "?").replace("$2", "?"),
        &expect![[r#"
        brands: a range of time: which buckets are whole depends on values that are not
        written out | write the dates themselves, or compare what the rollup groups by
        brands_all_marketplace: a range of time: which buckets are whole depends on values
        that are not written out | write the dates themselves, or compare what the rollup
        groups by
        categories: financials.metric: categories is not grouped by it | add
        financials.metric to the SELECT list and GROUP BY of categories
    "#]],
    );
}

#[test]
fn each_select_of_a_statement_is_answered_by_itself() {
    let brands = format!("SELECT a.brand_id, SUM(f.amount) AS s FROM {FACTS} GROUP BY a.brand_id");
    check(
        Postgres,
        &format!("WITH t AS ({brands})  SELECT  b.name,t.s FROM t JOIN brand b ON b.id=t.brand_id"),
        &expect![[r#"
            brands_all_marketplace: WITH t AS (SELECT r.g0 AS brand_id, CAST(SUM(r.m1) AS
            NUMERIC) AS s FROM (SELECT r.brand_id AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            rungs.brands_all_marketplace_parts_stored AS r GROUP BY r.brand_id UNION ALL SELECT
            r.brand_id AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            rungs.brands_all_marketplace_parts_pending AS r GROUP BY r.brand_id) AS r GROUP BY
            r.g0 HAVING SUM(r.n) <> 0)  SELECT  b.name,t.s FROM t JOIN brand b ON
            b.id=t.brand_id
        "#]],
    );
    check(
        MariaDb,
        &format!(
            "SELECT x.s FROM ({brands} ORDER BY 2 LIMIT ?) x WHERE x.brand_id IN (SELECT MAX(id) \
             FROM brand) UNION ALL SELECT COUNT(*) FROM {FACTS} WHERE f.metric = ? ORDER BY 1"
        ),
        &expect![[r#"
            brands_all_marketplace: SELECT x.s FROM (SELECT r.g0 AS brand_id, CAST(SUM(r.m1) AS
            DECIMAL(36,2)) AS s FROM (SELECT r.brand_id AS g0, SUM(r.amount) AS m1, SUM(r.n) AS
            n FROM shop.rungs_brands_all_marketplace_parts_stored AS r GROUP BY r.brand_id UNION
            ALL SELECT r.brand_id AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            shop.rungs_brands_all_marketplace_parts_pending AS r GROUP BY r.brand_id) AS r GROUP
            BY r.g0 HAVING SUM(r.n) <> 0 ORDER BY 2 LIMIT ?) x WHERE x.brand_id IN (SELECT
            MAX(id) FROM brand) UNION ALL SELECT CAST(COALESCE(SUM(r.n), 0) AS SIGNED) AS
            `COUNT(*)` FROM shop.rungs_brands_all_marketplace_parts AS r WHERE r.metric = ?
            ORDER BY 1
        "#]],
    );
    check(
        Sqlite,
        &format!(
            "SELECT id, ? FROM brand WHERE id IN (SELECT x.brand_id FROM ({brands}) x \
             WHERE x.s > ?) AND ? < (SELECT COUNT(*) FROM {FACTS} WHERE f.metric = ?)"
        ),
        &expect![[r#"
            brands_all_marketplace: SELECT id, ? FROM brand WHERE id IN (SELECT x.brand_id FROM
            (SELECT r.g0 AS brand_id, SUM(r.m1) AS s FROM (SELECT r.brand_id AS g0,
            SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            main.rungs_brands_all_marketplace_parts_stored AS r GROUP BY r.brand_id UNION ALL
            SELECT r.brand_id AS g0, SUM(r.amount) AS m1, SUM(r.n) AS n FROM
            main.rungs_brands_all_marketplace_parts_pending AS r GROUP BY r.brand_id) AS r GROUP
            BY r.g0 HAVING SUM(r.n) <> 0) x WHERE x.s > ?) AND ? < (SELECT COALESCE(SUM(r.m0),
            0) AS "COUNT(*)" FROM (SELECT SUM(r.n) AS m0 FROM
            main.rungs_brands_all_marketplace_parts_stored AS r WHERE r.metric = ?4 UNION ALL
            SELECT SUM(r.n) AS m0 FROM main.rungs_brands_all_marketplace_parts_pending AS r
            WHERE r.metric = ?4) AS r)
        "#]],
    );
}

#[test]
fn a_select_that_depends_on_what_is_around_it_stays() {
    let inner = "SELECT SUM(f.amount) FROM financials f JOIN asin a ON a.id = f.asin_id";
    check(
        Postgres,
        &format!("SELECT b.name, ({inner} WHERE a.brand_id = b.id) AS s FROM brand b"),
        &expect![[r#"
            b.id: it is not a column of exactly one of the tables | name columns as table.column
        "#]],
    );
    check(
        Postgres,
        &format!("WITH financials AS (SELECT * FROM old) {inner}"),
        &expect![[r#"
        financials: it is what WITH calls so, and no table | write the conditions into the
        SELECT that reads the tables
    "#]],
    );
    check(
        Postgres,
        &format!("WITH gone AS (DELETE FROM brand RETURNING id) SELECT id, ({inner}) FROM gone"),
        &expect![[r#"
            the statement: it changes rows while it reads | ask for it in a statement of its own
        "#]],
    );
    check(
        Postgres,
        &format!("SELECT id FROM brand UNION SELECT 1 FROM ({inner} WHERE random() < 1) AS x"),
        &expect![[r#"
            random(): it answers differently each time | leave it to the query
        "#]],
    );
}
