//! Queries as an application sends them, with placeholders.

use expect_test::expect;

use super::{FACTS, check};
use crate::name::EngineKind::{MariaDb, Postgres, Sqlite};

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
