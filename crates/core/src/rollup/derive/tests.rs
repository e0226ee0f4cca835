//! What stands for the marketplace's family on each engine, whole.

use expect_test::{ExpectFile, expect_file};

use super::{
    Slice, build, checks, ground, levels_anew, objects, refresh, renew, slice_size, supported,
    waiting,
};
use crate::name::EngineKind;
use crate::rollup::testing::{World, marketplace};
use crate::rollup::{Family, attach};

fn family(world: &World) -> Family {
    let month = match world.engine {
        EngineKind::Postgres => "date_trunc('month', f.day)::date",
        EngineKind::MariaDb => "CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE)",
        EngineKind::Sqlite => "substr(f.day, 1, 7)",
    };
    let (date, sum) = match world.engine {
        EngineKind::Postgres => ("date", "numeric"),
        EngineKind::MariaDb => ("date", "decimal(36,2)"),
        EngineKind::Sqlite => ("", ""),
    };
    let brand = format!(
        "-- rollup: brand_month\n-- all: marketplace\nSELECT a.brand_id, f.marketplace, \
         {month} AS month, SUM(f.amount) AS amount, SUM(f.tax) AS tax, MAX(f.amount) AS highest, \
         COUNT(*) AS facts FROM financials f JOIN asin a ON a.id = f.asin_id \
         WHERE f.metric = 3 GROUP BY 1, 2, 3"
    );
    let category = format!(
        "-- rollup: category_month\nSELECT b.category_id, {month} AS month, \
         SUM(f.amount) AS amount FROM financials f JOIN asin a ON a.id = f.asin_id \
         JOIN brand b ON b.id = a.brand_id WHERE f.metric = 3 GROUP BY 1, 2"
    );
    let brand_types = [
        ("brand_id", "integer"),
        ("marketplace", "integer"),
        ("month", date),
        ("amount", sum),
        ("tax", sum),
        ("highest", sum),
        ("facts", "bigint"),
    ];
    let category_types = [("category_id", "integer"), ("month", date), ("amount", sum)];
    let brand = world.define(&brand, &brand_types).unwrap();
    attach(&brand, &world.define(&category, &category_types).unwrap()).unwrap()
}

fn check(world: &World, expected: &ExpectFile) {
    let family = family(world);
    let ground = ground(&family, &world.catalog(), &[]);
    supported(&family, &ground).unwrap();
    let made = objects(&family, &ground);
    let mut text = String::new();
    let mut part = |title: &str, statements: Vec<String>| {
        text += &format!("-- {title}\n");
        for sql in &statements {
            text += &format!("{sql};\n");
        }
        text.push('\n');
    };
    let create = |all: &[super::Object]| {
        all.iter().flat_map(|o| &o.create).map(ToString::to_string).collect::<Vec<_>>()
    };
    part("tables", create(&made.tables));
    part("triggers", create(&made.triggers));
    part("indexes", create(&made.indexes));
    part("views", create(&made.views));
    part("removal", made.drop().iter().map(ToString::to_string).collect());
    let slice = Slice { range: Some(("2025-01-01".to_owned(), "2025-02-01".to_owned())) };
    let one = build(&family, &slice);
    let of_slice = [&one.clear, &one.supersede, &one.fill, &one.read];
    part("build of a slice", of_slice.iter().map(ToString::to_string).collect());
    let buckets = match world.engine {
        EngineKind::MariaDb => vec!["2025-01-01".to_owned(), "2025-02-01".to_owned()],
        EngineKind::Postgres | EngineKind::Sqlite => Vec::new(),
    };
    part("levels", levels_anew(&family, &buckets).iter().map(ToString::to_string).collect());
    let fold = refresh(&family, 200_000);
    let all = std::iter::once(&fold.pending)
        .chain(&fold.stages)
        .chain(&fold.moves)
        .chain(&fold.claim)
        .chain(&fold.fold);
    part("refresh", all.map(ToString::to_string).collect());
    let (slice_size, many) = (slice_size(&family, &slice), waiting(&family, 1_000));
    let slice_anew = renew(&family, &slice);
    let all = slice_anew.stages.iter().chain([&slice_anew.insert]).chain(&slice_anew.differ);
    let all = all.chain([&slice_size]).chain(&many);
    part("one slice of a live family", all.map(ToString::to_string).collect());
    let questions = checks(&family, &slice, true);
    part("verification", questions.iter().map(|c| c.differences.to_string()).collect());
    expected.assert_eq(&text);
}

#[test]
fn a_family_on_postgresql() {
    check(&marketplace(EngineKind::Postgres), &expect_file!["snapshots/postgres.sql"]);
}

#[test]
fn a_family_on_mariadb() {
    check(&marketplace(EngineKind::MariaDb), &expect_file!["snapshots/mariadb.sql"]);
}

#[test]
fn a_family_on_sqlite() {
    check(&marketplace(EngineKind::Sqlite), &expect_file!["snapshots/sqlite.sql"]);
}

/// The marketplace where a key of the facts, the foreign key, and a key of a dimension can be NULL.
fn with_nulls(engine: EngineKind) -> World {
    let mut world = marketplace(engine);
    let nullable = [("financials", "marketplace"), ("financials", "asin_id"), ("asin", "brand_id")];
    for (table, column) in nullable {
        world.column(table, column).not_null = false;
    }
    world
}

#[test]
fn keys_that_can_be_null_on_postgresql() {
    check(&with_nulls(EngineKind::Postgres), &expect_file!["snapshots/postgres_nulls.sql"]);
}

#[test]
fn keys_that_can_be_null_on_mariadb() {
    check(&with_nulls(EngineKind::MariaDb), &expect_file!["snapshots/mariadb_nulls.sql"]);
}

#[test]
fn keys_that_can_be_null_on_sqlite() {
    check(&with_nulls(EngineKind::Sqlite), &expect_file!["snapshots/sqlite_nulls.sql"]);
}
