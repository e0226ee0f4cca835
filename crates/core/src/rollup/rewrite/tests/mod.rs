//! What the rewriter answers, and what it refuses.

mod placeholders;
mod reach;
mod refused;
mod statement;

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
