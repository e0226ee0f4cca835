//! The marketplace's rollups on real catalogs: each definition file is a family that core accepts,
//! and each of its SELECTs runs and sums all of the ledger.

use rungs_core::engine::Scope;
use rungs_core::name::{EngineKind, Ident};
use rungs_core::rollup::{Catalog, Described, define, read_request};
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
    let catalog = Catalog {
        engine,
        tables: &snapshot.tables,
        indexes: &snapshot.indexes,
        search_path: &[path],
    };
    let mut levels = Vec::new();
    for file in (MARKETPLACE.rollups)(engine) {
        let request = read_request(file.text).unwrap();
        assert_eq!(request.name.as_str(), file.name);
        let described = described(engine, &request.select);
        let family = define(&request, &catalog, &described)
            .unwrap_or_else(|refusal| panic!("{}: {refusal}", file.name));
        levels.push(family.levels.len());

        let sums =
            db.query(&format!("SELECT SUM(amount), SUM(entries) FROM ({}) r", request.select));
        assert_eq!(sums, db.query("SELECT SUM(amount), COUNT(*) FROM financials"), "{}", file.name);
    }
    // The one of brands has a level of all marketplaces.
    assert_eq!(levels, [1, 2, 1]);
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
