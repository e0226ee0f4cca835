//! The marketplace's rollups on real catalogs: each definition file is a family that core accepts,
//! each of its SELECTs runs and sums all of the ledger, and every panel is answered by one of them.

use expect_test::expect;
use rungs_core::engine::Scope;
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::{
    Catalog, Described, Family, Level, Unanswered, define, read_request, rewrite,
};
use rungs_engine::Target;
use rungs_scenarios::marketplace::MARKETPLACE;
use rungs_tests::servers::{Kind, TestDb};

const ROWS: u64 = 2_000;

#[test]
fn on_sqlite_the_definition_files_are_rollups() {
    definition_files_are_rollups(Kind::Sqlite);
}

#[test]
fn on_postgres_the_definition_files_are_rollups() {
    definition_files_are_rollups(Kind::Postgres15);
}

#[test]
fn on_mariadb_the_definition_files_are_rollups() {
    definition_files_are_rollups(Kind::MariaDb);
}

fn definition_files_are_rollups(kind: Kind) {
    let db = make(kind);
    let target = Target::parse(db.url(), &|_| None).unwrap();
    let engine = target.kind();
    let snapshot = target.open().unwrap().snapshot(&Scope::default()).unwrap();
    let path = schema(&db);
    let path = [path];
    let catalog = Catalog::of(&snapshot, &path);
    let mut families = Vec::new();
    for file in (MARKETPLACE.rollups)(engine) {
        let request = read_request(file.text).unwrap();
        assert_eq!(request.name.as_str(), file.name);
        let described = described(engine, &request.select);
        let family = define(&request, &catalog, &described)
            .unwrap_or_else(|refusal| panic!("{}: {refusal}", file.name));
        families.push(family);

        let sums =
            db.query(&format!("SELECT SUM(amount), SUM(entries) FROM ({}) r", request.select));
        assert_eq!(sums, db.query("SELECT SUM(amount), COUNT(*) FROM financials"), "{}", file.name);
    }
    // The one of brands has a level of all marketplaces, and on SQLite, where foreign keys do not
    // bind every connection, the one of products has a level of all products.
    let products = if engine == EngineKind::Sqlite { 2 } else { 1 };
    assert_eq!(families.iter().map(|f| f.levels.len()).collect::<Vec<_>>(), [products, 2, 1]);
    check_answered(&catalog, &families);
}

/// Every panel of the dashboard, and which level answers it.
fn check_answered(catalog: &Catalog<'_>, families: &[Family]) {
    // As in the document.
    let rows = |_: &Family, level: &Level| match level.name.as_str() {
        "financials_monthly_asin" => Some(1_500_000.0),
        "financials_monthly_brand" => Some(40_000.0),
        "financials_monthly_brand_all_marketplace" => Some(10_000.0),
        "financials_monthly_category" => Some(1_000.0),
        "financials_monthly_asin_all_asin_id" => Some(3_000.0),
        other => panic!("{other}"),
    };
    let mut told = String::new();
    for query in (MARKETPLACE.workload)(ROWS, catalog.engine).iter().filter(|q| q.is_target) {
        match rewrite(&query.sql, catalog, families, &rows) {
            Ok(answer) => {
                let edges = if answer.reads_raw_edges { ", edges from the raw tables" } else { "" };
                told.push_str(&format!("{}: {}{edges}\n", query.name, answer.level));
            }
            Err(Unanswered::Query(why)) => told.push_str(&format!("{}: {why}\n", query.name)),
            Err(Unanswered::Levels(all)) => {
                for one in all {
                    told.push_str(&format!("{}: {}: {}\n", query.name, one.level, one.why));
                }
            }
        }
    }
    // A join that the query does not do itself might lose rows on SQLite.
    let plain = if catalog.engine == EngineKind::Sqlite { "asin_all_asin_id" } else { "category" };
    let told = told.replace(
        &format!("profit_by_month: financials_monthly_{plain}\n"),
        "profit_by_month: financials_monthly_category (on SQLite: _asin_all_asin_id)\n",
    );
    expect![[r#"
        brand_profitability: financials_monthly_brand_all_marketplace
        brand_revenue: financials_monthly_brand_all_marketplace
        brand_profitability_us: financials_monthly_brand
        profit_by_month: financials_monthly_category (on SQLite: _asin_all_asin_id)
        top_brands_of_month: financials_monthly_brand_all_marketplace
        top_brands_of_season: financials_monthly_brand_all_marketplace, edges from the raw tables
        category_trend: financials_monthly_category
        category_revenue: financials_monthly_category
        brands_of_category: financials_monthly_brand_all_marketplace
        products_of_brand: financials_monthly_asin
        metrics_of_brand: financials_monthly_brand_all_marketplace
        marketplaces_of_brand: financials_monthly_brand
    "#]]
    .assert_eq(&told);
}

/// The columns as the server would describe them.
fn described(engine: EngineKind, select: &str) -> Vec<Described> {
    let all = [
        ("asin_id", "bigint", "bigint(20)"),
        ("brand_id", "bigint", "bigint(20)"),
        ("category_id", "bigint", "bigint(20)"),
        ("marketplace", "character varying(4)", "varchar(4)"),
        ("month", "date", "date"),
        ("metric", "smallint", "smallint(6)"),
        ("amount", "numeric", "decimal(36,2)"),
        ("entries", "bigint", "bigint(21)"),
    ];
    let head = select.split_once("FROM financials").unwrap().0;
    let is_there = |name: &str| match name {
        "asin_id" | "brand_id" | "category_id" | "marketplace" | "metric" => {
            head.contains(&format!(".{name},"))
        }
        _ => head.contains(&format!("AS {name}")),
    };
    let one = |(name, postgres, mariadb): (&str, &str, &str)| Described {
        name: Ident::from(name),
        data_type: match engine {
            EngineKind::Postgres => postgres.to_owned(),
            EngineKind::MariaDb => mariadb.to_owned(),
            EngineKind::Sqlite => String::new(),
        },
    };
    all.into_iter().filter(|(name, _, _)| is_there(name)).map(one).collect()
}

fn make(kind: Kind) -> TestDb {
    let db = TestDb::new(kind, "the marketplace as a scenario");
    let target = Target::parse(db.url(), &|_| None).unwrap();
    let mut load = target.loader().unwrap();
    let mut tell = |_: &str, _: u64, _: usize, _: usize| {};
    let engine = target.kind();
    rungs_scenarios::build(&MARKETPLACE, engine, schema(&db), ROWS, load.as_mut(), &mut tell)
        .unwrap();
    db
}

fn schema(db: &TestDb) -> &str {
    match db.kind() {
        Kind::Sqlite => "main",
        Kind::MariaDb => db.name(),
        Kind::Postgres15 | Kind::Postgres18 => "public",
    }
}
