//! The marketplace's dashboard on real servers: which rollups are proposed for it by themselves,
//! and whether they would have as many rows as was said.

use rungs_core::engine::{Engine, Question, Scope};
use rungs_core::ladder::climb;
use rungs_core::ladder::rollup::{Advice, Ground, advise};
use rungs_core::name::Millis;
use rungs_core::rollup::read_request;
use rungs_core::seen::Snapshot;
use rungs_core::sources::workload_file;
use rungs_core::sql::facts;
use rungs_engine::Target;
use rungs_scenarios::marketplace::MARKETPLACE;
use rungs_tests::servers::{Kind, TestDb};

/// As few as have four times as many brands as categories, as at full size.
const ROWS: u64 = 500_000;

/// What each panel should take.
const TARGET: Millis = Millis(10.0);

#[test]
fn on_sqlite_the_dashboard_gets_rollups_by_product_brand_and_category() {
    the_dashboard_gets_its_rollups(Kind::Sqlite);
}

#[test]
fn on_postgres_the_dashboard_gets_rollups_by_product_brand_and_category() {
    the_dashboard_gets_its_rollups(Kind::Postgres15);
}

#[test]
fn on_mariadb_the_dashboard_gets_rollups_by_product_brand_and_category() {
    the_dashboard_gets_its_rollups(Kind::MariaDb);
}

fn the_dashboard_gets_its_rollups(kind: Kind) {
    let db = TestDb::new(kind, "rollups for the marketplace");
    let target = Target::parse(db.url(), &|_| None).unwrap();
    let schema = match kind {
        Kind::MariaDb => db.name(),
        Kind::Sqlite => "main",
        Kind::Postgres15 | Kind::Postgres18 => "public",
    };
    let mut tell = |_: &str, _: u64, _: usize, _: usize| {};
    let mut loader = target.loader().unwrap();
    rungs_scenarios::build(&MARKETPLACE, target.kind(), schema, ROWS, loader.as_mut(), &mut tell)
        .unwrap();
    drop(loader);
    let mut engine = target.open().unwrap();
    let seen = look(engine.as_mut());
    let advice = ask(engine.as_mut(), &seen, schema);

    let panels: Vec<usize> = (0..seen.workload.statements.len())
        .filter(|at| seen.workload.statements[*at].shape.contains("SUM"))
        .collect();
    assert!(panels.len() >= 11);
    for at in panels {
        let label = seen.workload.statements[at].label();
        let (_, served) = advice.serving(at).unwrap_or_else(|| {
            panic!("{label} is not answered: {:?}", advice.why_not.get(&at));
        });
        assert!(served.after.0 * 5.0 < served.before.0, "{label}: {served:?}");
    }
    for key in ["f.asin_id", "a.brand_id", "b.category_id"] {
        let grouped = |text: &str| text.split("GROUP BY").nth(1).is_some_and(|by| by.contains(key));
        assert!(
            advice.proposals.iter().any(|p| grouped(&p.definition)),
            "none by {key}: {:?}",
            advice
                .proposals
                .iter()
                .map(|p| (&p.definition, p.groups, &p.serves))
                .collect::<Vec<_>>()
        );
    }
    check_rows(&db, &advice);
}

/// The workload as the scenario has it: no times, only calls.
fn look(engine: &mut dyn Engine) -> Snapshot {
    let kind = engine.kind();
    let mut seen = engine.snapshot(&Scope::default()).unwrap();
    let queries = (MARKETPLACE.workload)(ROWS, kind);
    seen.workload =
        workload_file::read("the scenario", &rungs_scenarios::workload_file(&queries), kind);
    seen
}

fn ask(engine: &mut dyn Engine, seen: &Snapshot, schema: &str) -> Advice {
    let kind = engine.kind();
    let statements = &seen.workload.statements;
    let of = |text: &str| facts(text, kind, &seen.tables, &[schema]).unwrap();
    let facts: Vec<_> = statements.iter().map(|s| of(s.text())).enumerate().collect();
    let texts: Vec<_> = statements.iter().map(|s| vec![s.text().to_owned()]).collect();
    let wanted = climb::Options { target: TARGET, ..climb::Options::default() };
    let ground = Ground {
        snapshot: seen,
        facts: &facts,
        texts: &texts,
        plans: &[],
        left_by_indexes: &std::collections::BTreeMap::new(),
        search_path: &[schema],
        wanted: &wanted,
        budget: None,
        standing: &[],
    };
    advise(&ground, &mut |questions: &[Question]| engine.answer(seen, questions)).unwrap()
}

/// The SELECT of each file, counted: as many rows as was counted, near what was reckoned.
fn check_rows(db: &TestDb, advice: &Advice) {
    for proposal in advice.proposals.iter().filter(|p| p.all_levels == 0) {
        let select = read_request(&proposal.definition).unwrap().select;
        let rows = db.query(&format!("SELECT COUNT(*) FROM ({select}) r"));
        let rows: f64 = rows[0][0].as_deref().unwrap().parse().unwrap();
        let ratio = proposal.groups / rows;
        let near = if proposal.groups_exact { 0.999..=1.001 } else { 0.8..=1.25 };
        assert!(near.contains(&ratio), "{}: {} said, {rows} are", proposal.name, proposal.groups);
    }
}
