//! What stands for the marketplace's family on each engine, whole.

use expect_test::{ExpectFile, expect_file};

use super::{
    Slice, build, checks, ground, levels_anew, objects, refresh, renew, slice_size, supported,
    waiting,
};
use crate::name::{EngineKind, Ident};
use crate::rollup::testing::{World, marketplace};
use crate::rollup::{Family, attach, detach};

/// The brands, which have an 'ALL' level, and the categories.
fn families(world: &World) -> [Family; 2] {
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
    [(&brand, &brand_types[..]), (&category, &category_types)]
        .map(|(text, types)| world.define(text, types).unwrap())
}

fn family(world: &World) -> Family {
    let [brands, categories] = families(world);
    attach(&brands, 0, &categories).unwrap()
}

#[test]
fn while_levels_come_and_go_what_stays_is_as_it_was_made() {
    for engine in [EngineKind::Postgres, EngineKind::MariaDb, EngineKind::Sqlite] {
        let world = marketplace(engine);
        let made = |family: &Family| objects(family, &ground(family, &world.catalog(), &[]));
        let [brands, categories] = families(&world);
        let both = attach(&brands, brands.levels.len(), &categories).unwrap();
        // The path of the brands ends at products: the categories have one of their own.
        assert_eq!(both.dims.len(), 3);
        assert_eq!(both.levels[2].dims, [1, 2]);
        let (few, all) = (made(&brands), made(&both));
        assert!(few.all().all(|one| all.all().any(|other| other == one)), "{engine:?}");
        let left = |names: &[&str]| {
            let names: Vec<Ident> = names.iter().map(|name| Ident::from(*name)).collect();
            detach(&both, &names)
        };
        assert_eq!(made(&left(&["category_month"]).unwrap()), few, "{engine:?}");
        let other = made(&left(&["brand_month", "brand_month_all_marketplace"]).unwrap());
        assert!(other.all().all(|one| all.all().any(|same| same == one)), "{engine:?}");
        // Nothing of what is gone is left but what all levels share.
        let gone = all.clone().beyond(&other);
        let of_brands = few.clone().beyond(&other);
        assert_eq!(gone, of_brands, "{engine:?}");
        assert_eq!(left(&["brand_month", "brand_month_all_marketplace", "category_month"]), None);
        // And back: the same objects again, whatever the order.
        let again = detach(&both, &["brand_month".into()]).unwrap();
        let again = attach(&again, again.levels.len(), &{
            let mut brand = brands.clone();
            brand.levels.truncate(1);
            brand
        });
        assert_eq!(made(&again.unwrap()).beyond(&all).all().count(), 0, "{engine:?}");
    }
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
    let all = [&fold.pending, &fold.moved]
        .into_iter()
        .chain(&fold.stages)
        .chain(&fold.moves)
        .chain(&fold.claim)
        .chain(&fold.fold);
    part("refresh", all.map(ToString::to_string).collect());
    let (slice_size, many) = (slice_size(&family, &slice, Some(9_000)), waiting(&family, 1_000));
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
