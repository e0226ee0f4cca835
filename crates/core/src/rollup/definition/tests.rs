//! Definitions: what they become, and every refusal.

use crate::name::EngineKind::{self, MariaDb, Postgres, Sqlite};
use crate::rollup::testing::{World, marketplace, unique};
use crate::rollup::{Feed, Key, Refusal, Shown, Source, Stored, attach, read_request};
use crate::seen::{TableKind, TypeClass};

const BRAND: &str = "-- rollup: brand_month
-- all: marketplace
SELECT a.brand_id, f.marketplace, date_trunc('month', f.day)::date AS month,
       SUM(f.amount) AS amount, AVG(f.tax) AS tax, COUNT(*) AS rows
FROM financials f JOIN asin a ON a.id = f.asin_id
GROUP BY 1, 2, 3;
";

const BRAND_TYPES: &[(&str, &str)] = &[
    ("brand_id", "integer"),
    ("marketplace", "integer"),
    ("month", "date"),
    ("amount", "numeric"),
    ("tax", "numeric"),
    ("rows", "bigint"),
];

#[test]
fn a_definition_with_a_dimension_gets_a_base_at_the_grain_of_the_foreign_key() {
    let family = marketplace(Postgres).define(BRAND, BRAND_TYPES).unwrap();
    let base: Vec<_> = family.base.keys.iter().map(|k| k.column.as_str()).collect();
    assert_eq!(base, ["month", "marketplace", "asin_id"]);
    assert_eq!(family.base.bucket, Some(0));
    let dim = &family.dims[0];
    assert_eq!((dim.table.name.as_str(), dim.key[0].as_str()), ("asin", "id"));
    assert_eq!(dim.on[0].source, Source::Fact);
    let measures: Vec<_> = family.measures.iter().map(|m| (m.column.as_str(), m.kind)).collect();
    let expected =
        [("amount", Stored::Sum), ("tax__sum", Stored::Sum), ("tax__count", Stored::Count)];
    assert_eq!(measures, expected);
    let level = &family.levels[0];
    assert_eq!(level.feed, Feed::Base);
    let shown: Vec<_> = level.outputs.iter().map(|o| o.what).collect();
    assert_eq!(shown[3], Shown::Sum { sum: 0, count: None });
    assert_eq!(shown[4], Shown::Avg { sum: 1, count: Some(2) });
    assert_eq!(shown[5], Shown::Rows);
    let month = level.keys[0].expr.sql(|c| format!("<{}>", c.column));
    assert_eq!(month, "date_trunc('month', <day>)::DATE");
}

#[test]
fn an_all_level_leaves_one_key_out_and_is_fed_from_the_first() {
    let family = marketplace(Postgres).define(BRAND, BRAND_TYPES).unwrap();
    let all = &family.levels[1];
    assert_eq!(all.name.as_str(), "brand_month_all_marketplace");
    assert_eq!(all.feed, Feed::Level(0));
    let keys: Vec<_> = all.keys.iter().map(|k| k.column.as_str()).collect();
    assert_eq!(keys, ["month", "brand_id"]);
    let outputs: Vec<_> = all.outputs.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(outputs, ["brand_id", "month", "amount", "tax", "rows"]);
    assert_eq!(all.outputs[1].what, Shown::Key(0));
}

#[test]
fn a_definition_of_the_fact_table_alone_is_its_own_base() {
    let text = "-- rollup: daily\nSELECT day, SUM(amount) AS amount FROM financials GROUP BY day";
    for engine in EngineKind::ALL {
        let types = [("day", "date"), ("amount", "decimal(36,2)")];
        let family = marketplace(engine).define(text, &types).unwrap();
        assert_eq!(family.levels[0].feed, Feed::IsBase);
        assert!(family.dims.is_empty());
    }
}

#[test]
fn sums_are_stored_in_types_that_cannot_overflow_before_the_servers_own() {
    let text =
        "-- rollup: r\nSELECT day, SUM(amount) AS a, SUM(metric) AS m FROM financials GROUP BY 1";
    let of = |engine| {
        let types = [("day", "date"), ("a", "decimal(36,2)"), ("m", "bigint")];
        let family = marketplace(engine).define(text, &types).unwrap();
        family.measures.iter().map(|m| m.data_type.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(Postgres), ["numeric", "bigint"]);
    assert_eq!(of(MariaDb), ["decimal(36,2)", "bigint"]);
    assert_eq!(of(Sqlite), ["", ""]);
}

#[test]
fn buckets_are_known_in_each_dialect() {
    let cases = [
        (Postgres, "date_trunc('month', day)::date"),
        (Postgres, "CAST(date_trunc('week', day::timestamp) AS date)"),
        (MariaDb, "DATE_FORMAT(day, '%Y-%m')"),
        (MariaDb, "CAST(DATE_FORMAT(day, '%Y-%m-01') AS DATE)"),
        (Sqlite, "strftime('%Y-%m', day)"),
        (Sqlite, "date(day, 'start of month')"),
        (Sqlite, "substr(day, 1, 7)"),
    ];
    for (engine, bucket) in cases {
        let text =
            format!("-- rollup: r\nSELECT {bucket} AS b, COUNT(*) AS c FROM financials GROUP BY 1");
        let family = marketplace(engine).define(&text, &[("b", "date"), ("c", "bigint")]).unwrap();
        let bucket = family.base.keys[0].bucket.as_ref().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(bucket.column.column.as_str(), "day");
    }
}

#[test]
fn a_category_rollup_joins_the_family_of_the_brands_and_is_fed_from_them() {
    let world = marketplace(Postgres);
    let brands = world.define(BRAND, BRAND_TYPES).unwrap();
    let text = "-- rollup: category_month
        SELECT b.category_id, date_trunc('month', f.day)::date AS month, SUM(f.amount) AS amount
        FROM financials f JOIN asin a ON a.id = f.asin_id JOIN brand b ON b.id = a.brand_id
        GROUP BY 1, 2";
    let types = [("category_id", "integer"), ("month", "date"), ("amount", "numeric")];
    let family = attach(&brands, 0, &world.define(text, &types).unwrap()).unwrap();
    assert_eq!(family.dims.len(), 2);
    assert_eq!(family.levels.len(), 3);
    assert_eq!(family.levels[2].feed, Feed::Level(1));
    assert_eq!(family.levels[2].dims, [0, 1]);
}

#[test]
fn what_the_base_does_not_hold_needs_a_family_of_its_own() {
    let world = marketplace(Postgres);
    let brands = world.define(BRAND, BRAND_TYPES).unwrap();
    let types = [("metric", "integer"), ("c", "bigint")];
    let others = [
        ("SELECT metric, COUNT(*) AS c FROM financials GROUP BY metric", "does not hold"),
        (
            "SELECT marketplace, COUNT(tax) AS c FROM financials WHERE metric = 3 GROUP BY 1",
            "WHERE",
        ),
        ("SELECT marketplace, SUM(metric) AS c FROM financials GROUP BY 1", "measure"),
    ];
    for (select, why) in others {
        let other = world.define(&format!("-- rollup: other\n{select}"), &types).unwrap();
        let refusal = attach(&brands, 0, &other).unwrap_err();
        assert!(refusal.reason.contains(why), "{select}: {refusal}");
    }
}

/// The refusal of `select`, with two outputs.
fn refused(world: &World, select: &str) -> Refusal {
    let text = format!("-- rollup: r\n{select}");
    let types = [("k", "integer"), ("v", "numeric")];
    match world.define(&text, &types) {
        Err(refusal) => refusal,
        Ok(family) => panic!("{select} was taken: {family:?}"),
    }
}

#[track_caller]
fn check_refused(engine: EngineKind, cases: &[(&str, &str)]) {
    for (select, why) in cases {
        let refusal = refused(&marketplace(engine), select);
        assert!(refusal.to_string().contains(why), "{select}\n{refusal}");
        assert!(!refusal.mend.is_empty());
    }
}

#[test]
fn clauses_that_cannot_be_kept_are_refused_by_name() {
    check_refused(
        Postgres,
        &[
            ("SELECT DISTINCT day, metric FROM financials GROUP BY 1, 2", "DISTINCT"),
            ("SELECT day, COUNT(*) FROM financials GROUP BY 1 HAVING COUNT(*) > 1", "HAVING"),
            ("SELECT day, COUNT(*) FROM financials GROUP BY 1 LIMIT 5", "LIMIT"),
            ("SELECT day, COUNT(*) FROM financials GROUP BY 1 ORDER BY 1", "ORDER BY"),
            ("SELECT COUNT(*), MIN(day) FROM financials", "GROUP BY"),
            ("WITH x AS (SELECT 1) SELECT day, COUNT(*) FROM financials GROUP BY 1", "WITH"),
            (
                "SELECT day, COUNT(*) FROM financials GROUP BY 1 UNION SELECT day, 1 FROM \
                    financials",
                "UNION",
            ),
            ("SELECT day, COUNT(*) FROM financials GROUP BY ROLLUP (day)", "levels"),
            ("SELECT day, COUNT(*) FROM (SELECT * FROM financials) f GROUP BY 1", "sub-select"),
            (
                "SELECT day, COUNT(*) FROM financials WHERE metric IN (SELECT id FROM brand) \
                    GROUP BY 1",
                "sub-select",
            ),
            ("SELECT day, SUM(amount) OVER () FROM financials GROUP BY 1", "window"),
            ("DELETE FROM financials", "SELECT"),
        ],
    );
}

#[test]
fn joins_that_lose_or_multiply_rows_are_refused() {
    check_refused(
        Postgres,
        &[
            (
                "SELECT a.brand_id, COUNT(*) FROM financials f LEFT JOIN asin a ON a.id = \
                    f.asin_id GROUP BY 1",
                "LEFT JOIN",
            ),
            (
                "SELECT a.brand_id, SUM(f.amount) FROM financials f JOIN asin a ON a.brand_id = \
                    f.asin_id GROUP BY 1",
                "unique key",
            ),
            (
                "SELECT a.brand_id, SUM(f.amount) FROM financials f CROSS JOIN asin a GROUP BY 1",
                "unique key",
            ),
            (
                "SELECT f.metric, COUNT(*) FROM financials f JOIN financials g ON g.id = f.id \
                    GROUP BY 1",
                "twice",
            ),
            (
                "SELECT a.brand_id, SUM(f.amount) FROM financials f JOIN asin a ON a.id = \
                    f.asin_id WHERE a.code = 'x' GROUP BY 1",
                "joined table",
            ),
            (
                "SELECT f.metric, SUM(a.brand_id) FROM asin a JOIN financials f ON a.id = \
                    f.asin_id GROUP BY 1",
                "unique key",
            ),
        ],
    );
}

#[test]
fn a_unique_index_of_not_null_columns_is_as_good_as_a_primary_key() {
    let mut world = marketplace(Postgres);
    let select = "-- rollup: r\nSELECT a.brand_id, COUNT(*) AS c FROM financials f JOIN asin a \
        ON a.code = f.code GROUP BY 1";
    let code = world.column("asin", "code").clone();
    world.tables[0].columns.push(code);
    let types = [("brand_id", "integer"), ("c", "bigint")];
    assert!(world.define(select, &types).is_err());
    world.indexes.push(unique(&world.tables[1].name.clone(), &["code"]));
    assert!(world.define(select, &types).is_ok());
    world.column("asin", "code").not_null = false;
    assert!(world.define(select, &types).is_err());
}

#[test]
fn measures_that_cannot_be_kept_exact_are_refused_by_name() {
    check_refused(
        Postgres,
        &[
            ("SELECT day, SUM(weight) FROM financials GROUP BY 1", "float sums"),
            ("SELECT day, COUNT(DISTINCT asin_id) FROM financials GROUP BY 1", "counted"),
            (
                "SELECT day, SUM(amount) / COUNT(*) FROM financials GROUP BY 1",
                "computed from aggregates",
            ),
            (
                "SELECT day, string_agg(code, ',') FROM financials f JOIN asin a ON a.id = \
                    f.asin_id GROUP BY 1",
                "aggregate",
            ),
            ("SELECT day, SUM(amount * random()) FROM financials GROUP BY 1", "random()"),
            ("SELECT day, SUM(my_tax(amount)) FROM financials GROUP BY 1", "my_tax()"),
            ("SELECT day, metric FROM financials GROUP BY 1", "not grouped"),
        ],
    );
    check_refused(Sqlite, &[("SELECT day, AVG(weight) FROM financials GROUP BY 1", "float")]);
    let mut world = marketplace(Sqlite);
    world.column("financials", "amount").class = TypeClass::Decimal;
    let refusal = refused(&world, "SELECT day, SUM(amount) FROM financials GROUP BY 1");
    assert!(refusal.mend.contains("cents"), "{refusal}");
}

#[test]
fn keys_that_depend_on_the_session_or_have_many_faces_are_refused() {
    check_refused(
        Postgres,
        &[
            ("SELECT date_trunc('month', day), COUNT(*) FROM financials GROUP BY 1", "time zone"),
            ("SELECT now(), COUNT(*) FROM financials GROUP BY 1", "now()"),
            ("SELECT weight, COUNT(*) FROM financials GROUP BY 1", "0.0"),
            ("SELECT to_char(day, 'YYYY'), COUNT(*) FROM financials GROUP BY 1", "to_char()"),
            ("SELECT nothing, COUNT(*) FROM financials GROUP BY 1", "nothing"),
        ],
    );
    check_refused(
        MariaDb,
        &[
            ("SELECT DATE_FORMAT(day, '%M'), COUNT(*) FROM financials GROUP BY 1", "DATE_FORMAT"),
            ("SELECT metric / 3, COUNT(*) FROM financials GROUP BY 1", "div_precision"),
        ],
    );
    check_refused(
        Sqlite,
        &[("SELECT date(day, 'localtime'), COUNT(*) FROM financials GROUP BY 1", "clock")],
    );
    let mut world = marketplace(Postgres);
    world.column("financials", "day").data_type = "timestamp with time zone".to_owned();
    let refusal =
        refused(&world, "SELECT date_trunc('day', day), COUNT(*) FROM financials GROUP BY 1");
    assert!(refusal.mend.contains("AT TIME ZONE"), "{refusal}");
}

#[test]
fn texts_under_a_collation_that_merges_them_are_refused() {
    let select =
        "SELECT a.code, COUNT(*) FROM financials f JOIN asin a ON a.id = f.asin_id GROUP BY 1";
    for (engine, collation) in
        [(MariaDb, "utf8mb4_general_ci"), (Sqlite, "NOCASE"), (Postgres, "ci")]
    {
        let mut world = marketplace(engine);
        world.column("asin", "code").collation = Some(collation.to_owned());
        let refusal = refused(&world, select);
        assert!(refusal.reason.contains("collation"), "{refusal}");
    }
}

/// The marketplace where the product of an entry and the brand of a product can be NULL.
fn with_nulls(engine: EngineKind) -> World {
    let mut world = marketplace(engine);
    for (table, column) in [("financials", "marketplace"), ("asin", "brand_id")] {
        world.column(table, column).not_null = false;
    }
    world
}

fn columns(keys: &[Key]) -> Vec<&str> {
    keys.iter().map(|k| k.column.as_str()).collect()
}

#[test]
fn a_key_that_can_be_null_has_a_flag_behind_all_keys() {
    let mut world = with_nulls(Postgres);
    world.column("financials", "asin_id").not_null = false;
    let family = world.define(BRAND, BRAND_TYPES).unwrap();
    let level = &family.levels[0];
    let flags = ["marketplace__null", "brand_id__null"];
    assert_eq!(columns(&level.keys)[3..], flags);
    let flag = level.keys[3].expr.sql(|c| c.column.to_string());
    assert_eq!(flag, "CASE WHEN (marketplace) IS NULL THEN 1 ELSE 0 END");
    assert_eq!(level.keys[1].null_flag, Some("marketplace__null".into()));
    assert_eq!(level.keys[0].null_flag, None);
    // The flag goes with its key, and is none to be named.
    assert_eq!(columns(&family.levels[1].keys), ["month", "brand_id", "brand_id__null"]);
    let base = ["month", "marketplace", "marketplace__null", "asin_id", "asin_id__null"];
    assert_eq!(columns(&family.base.keys), base);
    let flag_of = BRAND.replace("-- all: marketplace", "-- all: marketplace__null");
    let refusal = world.define(&flag_of, BRAND_TYPES).unwrap_err();
    assert_eq!(refusal.mend, "name one of month, marketplace, brand_id");
}

#[test]
fn a_flag_takes_no_name_of_the_users() {
    let text = "-- rollup: r\nSELECT marketplace AS a, metric AS a__null, SUM(amount) AS a__null_1 \
        FROM financials GROUP BY 1, 2";
    let types = [("a", "integer"), ("a__null", "integer"), ("a__null_1", "numeric")];
    let family = with_nulls(Postgres).define(text, &types).unwrap();
    assert_eq!(columns(&family.base.keys), ["a", "a__null", "a__null_1"]);
    assert_eq!(family.measures[0].column.as_str(), "a__null_1_1");
    let long = "a".repeat(60);
    let text = format!(
        "-- rollup: r\nSELECT marketplace AS {long}, COUNT(*) AS c FROM financials GROUP BY 1"
    );
    let types = [(long.as_str(), "integer"), ("c", "bigint")];
    let family = with_nulls(Postgres).define(&text, &types).unwrap();
    assert_eq!(columns(&family.base.keys)[1], "key_0__null");
}

#[test]
fn rows_without_a_time_lie_in_no_slice_of_a_build() {
    let text = "-- rollup: r\nSELECT date_trunc('month', day)::date AS month, COUNT(*) AS c \
        FROM financials GROUP BY 1";
    let types = [("month", "date"), ("c", "bigint")];
    let mut world = marketplace(Postgres);
    assert_eq!(world.define(text, &types).unwrap().base.bucket, Some(0));
    world.column("financials", "day").not_null = false;
    let family = world.define(text, &types).unwrap();
    assert_eq!(family.base.bucket, None);
    assert!(family.base.keys[0].bucket.is_some());
}

#[test]
fn a_key_that_can_be_null_needs_a_value_that_stands_for_that() {
    let mut world = with_nulls(MariaDb);
    world.column("financials", "marketplace").data_type = "timestamp".to_owned();
    let refusal = refused(&world, "SELECT marketplace, COUNT(*) FROM financials GROUP BY 1");
    assert!(refusal.reason.contains("no value of timestamp"), "{refusal}");
    assert!(refusal.mend.contains("NOT NULL"), "{refusal}");
}

#[test]
fn a_level_joins_no_family_whose_columns_are_unlike_its_own() {
    let text =
        "-- rollup: other\nSELECT marketplace AS k, COUNT(*) AS c FROM financials GROUP BY 1";
    let types = |key| [(key, "integer"), ("c", "bigint")];
    let brands = marketplace(Postgres).define(BRAND, BRAND_TYPES).unwrap();
    let other = with_nulls(Postgres).define(text, &types("k")).unwrap();
    let refusal = attach(&brands, 0, &other).unwrap_err();
    assert!(refusal.reason.contains("whether it can be NULL"), "{refusal}");
    let text = text.replace("AS k", "AS amount");
    let other = marketplace(Postgres).define(&text, &types("amount")).unwrap();
    let refusal = attach(&brands, 0, &other).unwrap_err();
    assert!(refusal.reason.contains("a measure of the family"), "{refusal}");
}

#[test]
fn a_base_key_takes_no_name_of_a_measure() {
    let text = "-- rollup: r\nSELECT a.brand_id, SUM(f.amount) AS asin_id \
        FROM financials f JOIN asin a ON a.id = f.asin_id GROUP BY 1";
    let types = [("brand_id", "integer"), ("asin_id", "numeric")];
    let family = marketplace(Postgres).define(text, &types).unwrap();
    assert_eq!(columns(&family.base.keys), ["asin_id_1"]);
}

#[test]
fn tables_whose_changes_cannot_be_captured_are_refused() {
    for kind in [TableKind::View, TableKind::Foreign, TableKind::Unlogged, TableKind::Temporary] {
        let mut world = marketplace(Postgres);
        world.tables[0].kind = kind;
        let refusal = refused(&world, "SELECT day, COUNT(*) FROM financials GROUP BY 1");
        assert!(refusal.reason.contains("captured"), "{refusal}");
    }
}

#[test]
fn the_keys_stand_in_the_order_that_was_asked_for() {
    let text = BRAND.replace("-- all:", "-- order: marketplace, month\n-- all:");
    let family = marketplace(Postgres).define(&text, BRAND_TYPES).unwrap();
    let level = |at: usize| {
        family.levels[at].keys.iter().map(|k| k.column.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(level(0), "marketplace month brand_id");
    assert_eq!(level(1), "month brand_id");
    let shown: Vec<_> = family.levels[0].outputs.iter().map(|o| o.what).take(3).collect();
    assert_eq!(shown, [Shown::Key(2), Shown::Key(0), Shown::Key(1)]);
    let wrong = BRAND.replace("-- all:", "-- order: amount\n-- all:");
    let refusal = marketplace(Postgres).define(&wrong, BRAND_TYPES).unwrap_err();
    assert!(refusal.mend.contains("brand_id, marketplace, month"), "{refusal:?}");
}

#[test]
fn options_are_read_and_wrong_ones_are_named() {
    let request = read_request(
        "-- Our brands.\n-- rollup: b\n-- lag: 5 min\n-- delta_cap: \
        20_000\n-- capture: row\n\nSELECT 1 ;\n",
    )
    .unwrap();
    assert_eq!((request.options.lag_ms, request.options.delta_cap), (300_000, 20_000));
    assert_eq!(request.select, "SELECT 1");
    for (text, why) in [
        ("SELECT 1", "name"),
        ("-- rollup: Big Name\nSELECT 1", "rollup"),
        ("-- rollup: a\n-- lags: 5 s\nSELECT 1", "lags"),
        ("-- rollup: a\n-- lag: soon\nSELECT 1", "lag"),
        ("-- rollup: a\n-- delta_cap: many\nSELECT 1", "delta_cap"),
        ("-- rollup: a\n-- capture: magic\nSELECT 1", "capture"),
    ] {
        let refusal = read_request(text).unwrap_err();
        assert!(refusal.to_string().contains(why), "{refusal}");
    }
}
