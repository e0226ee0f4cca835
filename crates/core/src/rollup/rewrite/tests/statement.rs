//! Statements of more than one SELECT.

use expect_test::expect;

use super::{FACTS, check};
use crate::name::EngineKind::{MariaDb, Postgres, Sqlite};

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
