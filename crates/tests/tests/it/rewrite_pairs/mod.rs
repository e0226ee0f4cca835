//! Rewritten and raw queries side by side: schemas, data, rollups and queries are made at random
//! from a seed, and both forms must give the same rows, names and types.
//!
//! `RUNGS_PAIRS=100000` runs that many pairs; `RUNGS_PAIRS_SEED=7` begins elsewhere.
#![expect(clippy::print_stdout, reason = "its counts are what a long run is for")]

mod forms;
mod live;
mod queries;
mod rollups;
mod run;
mod world;

use rungs_core::name::EngineKind;
use rungs_core::rollup::{Catalog, rewrite};
use rungs_tests::servers::{Kind, TestDb};

use queries::Asked;
use run::Db;

/// Queries for each schema: making it costs far more than a query.
const QUERIES: u64 = 150;

#[derive(Debug, Default)]
struct Counts {
    pairs: u64,
    /// Raw queries that the server itself refuses: none is expected to.
    invalid: u64,
    should_match: u64,
    should_and_did: u64,
    cut: u64,
    /// Answered with placeholders, SELECT by SELECT, or with keys that a joined table leaves.
    bound: u64,
    in_parts: u64,
    reached: u64,
    /// Asked of real rollups while tables changed.
    live: u64,
    different: u64,
}

/// Made from the seed alone, so that a difference can be looked at again.
fn run_pairs(kind: Kind, engine: EngineKind, pairs_default: u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let wanted = number("RUNGS_PAIRS").unwrap_or(pairs_default);
    let first = number("RUNGS_PAIRS_SEED").unwrap_or(1);
    let mut counts = Counts::default();
    let mut examples: Vec<String> = Vec::new();
    let db = TestDb::new(kind, "rewrite pairs");
    for seed in first.. {
        if counts.pairs >= wanted || examples.len() >= 8 {
            break;
        }
        one_schema(&db, engine, seed, &mut counts, &mut examples);
    }
    let rate = counts.should_and_did * 100 / counts.should_match.max(1);
    println!("{} {counts:?}: {rate} % of those that should match do", engine.id());
    for example in &examples {
        println!("{example}\n");
    }
    assert_eq!(counts.different, 0, "rewritten queries differ from raw ones");
    assert!(counts.should_and_did * 3 >= counts.should_match, "too few queries match: {counts:?}");
    assert!(counts.bound > 0 && counts.in_parts > 0, "no other form is answered: {counts:?}");
    assert!(counts.invalid * 50 <= counts.pairs, "the generator writes bad SQL: {counts:?}");
}

fn one_schema(
    db: &TestDb,
    engine: EngineKind,
    seed: u64,
    counts: &mut Counts,
    examples: &mut Vec<String>,
) {
    let mut rng = fastrand::Rng::with_seed(seed);
    // One in four schemas has real rollups, and changes while it is asked.
    let is_live = seed.is_multiple_of(4);
    let world = world::World::new(engine, &mut rng);
    let mut db = Db::new(db, &world.script);
    let snapshot = db.snapshot();
    let rollups = rollups::make(&world, &mut rng, &mut db, &snapshot, is_live);
    let mut families: Vec<_> = rollups.iter().filter_map(|r| r.family.clone()).collect();
    let mut schema = db.schema.clone();
    if engine == EngineKind::MariaDb && !is_live {
        // What stands in for views has no tables beneath: as if the session were elsewhere.
        schema.insert(0, "elsewhere");
    }
    let catalog = Catalog::of(&snapshot, &schema);
    let mut live = is_live.then(|| {
        let live = live::Live::new(db.url(), families.clone(), &catalog);
        families.clone_from(&live.families);
        live
    });
    if families.is_empty() {
        return;
    }
    for _ in 0..QUERIES {
        if let Some(live) = &mut live {
            match rng.u8(..12) {
                0 => {
                    if let Err(error) = live.refresh() {
                        counts.different += 1;
                        let all: Vec<_> = rollups.iter().map(|r| r.text.as_str()).collect();
                        examples.push(format!("seed {seed}\nrollups {all:#?}\nrefresh {error}"));
                        return;
                    }
                }
                1..4 => live::disturb(&world, &mut db, &mut rng),
                _ => {}
            }
        }
        let asked = queries::make(&world, &rollups, &mut rng);
        let Asked { text, should_match, ordered, values, .. } = asked;
        counts.pairs += 1;
        // A live one that is not kept cannot match.
        let should_match = should_match && live.is_none();
        counts.should_match += u64::from(should_match);
        let Ok(answer) = rewrite(&text, &catalog, &families, &|_, _| None) else { continue };
        let Ok(raw) = db.ask(&text, &values, ordered) else {
            counts.invalid += 1;
            continue;
        };
        counts.should_and_did += u64::from(should_match);
        counts.cut += u64::from(answer.reads_raw_edges);
        counts.live += u64::from(live.is_some());
        counts.bound += u64::from(!values.is_empty());
        counts.in_parts += u64::from(!answer.parts.is_empty());
        let narrowed = |sql: &str| ["(SELECT a.id", "(SELECT k.id"].iter().any(|s| sql.contains(s));
        counts.reached += u64::from(narrowed(&answer.sql) && !narrowed(&text));
        let rewritten = db.ask(&answer.sql, &values, ordered);
        if rewritten.as_ref().ok() != Some(&raw) {
            counts.different += 1;
            let level = families.iter().flat_map(|f| &f.levels).find(|l| l.name == answer.level);
            let definition = level.map(|l| l.definition.as_str()).unwrap_or_default();
            examples.push(format!(
                "seed {seed}\nrollup    {definition}\nraw       {text}\nvalues    {values:?}\n\
                 rewritten {}\nraw gives {raw:?}\nrewritten {rewritten:?}",
                answer.sql
            ));
        }
    }
}

#[test]
fn rewritten_queries_give_what_raw_ones_give_on_sqlite() {
    run_pairs(Kind::Sqlite, EngineKind::Sqlite, 3_000);
}

#[test]
fn rewritten_queries_give_what_raw_ones_give_on_postgres() {
    run_pairs(Kind::Postgres15, EngineKind::Postgres, 1_500);
}

#[test]
fn rewritten_queries_give_what_raw_ones_give_on_mariadb() {
    run_pairs(Kind::MariaDb, EngineKind::MariaDb, 1_500);
}
