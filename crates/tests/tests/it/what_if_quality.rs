//! How good what-if is: predicted sizes against real ones, and plans under the chosen indexes
//! against plans with those indexes made.

use std::collections::HashSet;

use rungs_core::change::Action;
use rungs_core::dialect::{self, ServerFlavour, Sql};
use rungs_core::engine::{Engine, Question, Scope};
use rungs_core::ladder::index::{self, Advice, Options};
use rungs_core::name::{EngineKind, Ident, Millis};
use rungs_core::seen::{IndexKey, IndexSpec, Method, Snapshot, Statement, TypeClass, Workload};
use rungs_core::sql::{facts, shape};
use rungs_engine::Target;
use rungs_scenarios::{Query, SCENARIOS, Scenario};
use rungs_tests::servers::{Kind, TestDb};

use crate::postgres::{connect, snapshot};

const ROWS: u64 = 80_000;

/// A scenario's query as the workload of a snapshot has it.
fn statement(query: &Query, engine: &dyn Engine) -> Statement {
    let shape = shape(&query.sql, engine.kind());
    Statement {
        fingerprint: shape.fingerprint,
        shape: shape.text,
        sample: Some(query.sql.clone()),
        name: Some(query.name.to_owned()),
        calls: f64::from(query.calls),
        total: None::<Millis>,
        rows: None,
        source: 0,
        unparsed: None,
    }
}

/// What the index rung chooses for a scenario.
pub fn advise(
    engine: &mut dyn Engine,
    seen: &mut Snapshot,
    scenario: &Scenario,
    schema: &str,
) -> Advice {
    let queries = (scenario.workload)(ROWS, engine.kind());
    let statements = queries.iter().map(|query| statement(query, engine)).collect();
    seen.workload = Workload { statements, sources: Vec::new() };
    let texts: Vec<Vec<String>> = queries
        .iter()
        .map(|q| if q.is_read() { vec![q.sql.clone()] } else { Vec::new() })
        .collect();
    let of = |at: usize| {
        facts(&queries[at].sql, engine.kind(), &seen.tables, &[schema])
            .unwrap_or_else(|e| panic!("{}: {e}", queries[at].name))
    };
    let facts: Vec<_> = (0..queries.len()).map(|at| (at, of(at))).collect();
    let mut ask = |questions: &[Question]| engine.answer(seen, questions);
    index::advise(seen, &facts, &texts, &Options::default(), &mut ask).unwrap()
}

#[test]
fn a_predicted_size_is_within_a_quarter_of_the_real_one_on_postgresql() {
    let mut ratios = Vec::new();
    for scenario in SCENARIOS {
        let db = TestDb::new(Kind::Postgres15, scenario.name);
        db.execute("create extension hypopg");
        let mut engine = connect(&db);
        let kind = engine.kind();
        let mut tell = |_: &str, _: u64, _: usize, _: usize| {};
        rungs_scenarios::build(scenario, kind, "public", ROWS, &mut engine, &mut tell).unwrap();
        let mut seen = snapshot(&mut engine);
        let advice = advise(&mut engine, &mut seen, scenario, "public");
        let mut strict = singles(&seen);
        strict.extend(advice.chosen.iter().map(|c| c.spec.clone()));
        for spec in &strict {
            let ratio = predicted(&mut engine, &seen, spec) / real_size(&db, spec);
            assert!((0.75..=1.25).contains(&ratio), "{ratio:.2} {spec:?}");
        }
        let others = advice.pool.iter().map(|c| &c.spec).filter(|spec| !strict.contains(spec));
        for spec in others {
            let ratio = predicted(&mut engine, &seen, spec) / real_size(&db, spec);
            assert!((0.6..=1.6).contains(&ratio), "{ratio:.2} {spec:?}");
            ratios.push(ratio);
        }
    }
    // Columns that depend on each other have fewer combinations than is believed.
    let good = ratios.iter().filter(|ratio| (0.75..=1.25).contains(*ratio)).count();
    assert!(good * 10 >= ratios.len() * 9, "{good} of {} candidates", ratios.len());
}

#[test]
fn a_predicted_size_is_near_the_real_one_on_mariadb_and_sqlite() {
    // SQLite takes single pages, InnoDB extents of 64.
    for (kind, step) in [(Kind::Sqlite, 8_192.0), (Kind::MariaDb, 1_048_576.0)] {
        let mut count = 0;
        for scenario in SCENARIOS {
            let db = TestDb::new(kind, scenario.name);
            let target = Target::parse(db.url(), &|_| None).unwrap();
            let schema = if kind == Kind::Sqlite { "main" } else { db.name() };
            let mut load = target.loader().unwrap();
            let mut tell = |_: &str, _: u64, _: usize, _: usize| {};
            rungs_scenarios::build(scenario, target.kind(), schema, ROWS, load.as_mut(), &mut tell)
                .unwrap();
            drop(load);
            let mut engine = target.open().unwrap();
            let seen = engine.snapshot(&Scope::default()).unwrap();
            let specs = of_every_type(&seen);
            for spec in &specs {
                let predicted = predicted(engine.as_mut(), &seen, spec);
                let real = made_size(&db, spec, ServerFlavour::from(&seen.server));
                let good = (0.7..=1.3).contains(&(predicted / real));
                let near = (predicted - real).abs() <= step;
                assert!(good || near, "{kind:?}: {predicted} for {real}: {spec:?}");
                count += 1;
            }
        }
        assert!(count >= 50, "{count}");
    }
}

/// For each table an index on one column of every type, and one on the first three columns.
fn of_every_type(seen: &Snapshot) -> Vec<IndexSpec> {
    let is_mariadb = seen.server.engine == EngineKind::MariaDb;
    let mut specs: Vec<IndexSpec> = Vec::new();
    for table in &seen.tables {
        // MariaDB takes no prefix of a text by itself.
        let can_be_a_key = |name: &Ident| {
            let column = table.column(name).unwrap();
            !is_mariadb || !column.data_type.contains("text")
        };
        let mut all: Vec<IndexSpec> = singles(seen)
            .into_iter()
            .filter(|s| s.table == table.name && s.keys[0].as_column().is_some_and(can_be_a_key))
            .collect();
        let first: Vec<_> = all.iter().take(3).flat_map(|spec| spec.keys.clone()).collect();
        let wide = IndexSpec { keys: first, ..all[0].clone() };
        let type_of =
            |s: &IndexSpec| &table.column(s.keys[0].as_column().unwrap()).unwrap().data_type;
        let mut types = HashSet::new();
        all.retain(|spec| types.insert(type_of(spec)));
        specs.extend(all);
        specs.push(wide);
    }
    specs
}

/// Makes the index and asks for its size; it stays.
fn made_size(db: &TestDb, spec: &IndexSpec, flavour: ServerFlavour) -> f64 {
    let name = dialect::index_name(spec);
    let action = Action::CreateIndex { name: name.clone(), index: spec.clone() };
    db.execute(dialect::render(&action, flavour).unwrap().forward[0].as_str());
    let bytes = if flavour.engine == EngineKind::Sqlite {
        db.query(&format!("SELECT pgsize FROM dbstat WHERE aggregate = TRUE AND name = '{name}'"))
    } else {
        db.query(&format!(
            "SELECT stat_value * @@innodb_page_size FROM mysql.innodb_index_stats \
             WHERE database_name = DATABASE() AND index_name = '{name}' AND stat_name = 'size'"
        ))
    };
    bytes[0][0].as_deref().unwrap().parse().unwrap()
}

/// As the adviser predicts it: the planner is asked for the share of a partial index.
fn predicted(engine: &mut dyn Engine, seen: &Snapshot, spec: &IndexSpec) -> f64 {
    let table = seen.table(&spec.table).unwrap();
    let bytes = match index::share_question(spec, engine.kind()) {
        None => index::size(spec, table, seen),
        Some(question) => {
            let answers = engine.answer(seen, &[question]).unwrap();
            match index::share_answered(&answers[0], table) {
                Some(share) => index::size_of_share(spec, table, seen, share),
                None => index::size(spec, table, seen),
            }
        }
    };
    bytes.unwrap().0 as f64
}

/// An index on every column that can be ordered.
fn singles(seen: &Snapshot) -> Vec<IndexSpec> {
    let of_table = |table: &rungs_core::seen::Table| {
        let columns = table
            .columns
            .iter()
            .filter(|c| !matches!(c.class, TypeClass::Json | TypeClass::Array | TypeClass::Other));
        let spec = |column: &rungs_core::seen::Column| IndexSpec {
            table: table.name.clone(),
            method: Method::Btree,
            keys: vec![IndexKey::column(column.name.as_str())],
            include: Vec::new(),
            predicate: None,
            unique: false,
        };
        columns.map(spec).collect::<Vec<_>>()
    };
    seen.tables.iter().flat_map(of_table).collect()
}

/// Makes the index, asks for its size and drops it.
fn real_size(db: &TestDb, spec: &IndexSpec) -> f64 {
    let name = dialect::index_name(spec);
    let action = Action::CreateIndex { name: name.clone(), index: spec.clone() };
    let rendered = dialect::render(&action, FLAVOUR).unwrap();
    let create = rendered.forward.first().map_or("", Sql::as_str);
    db.execute(&create.replacen(" CONCURRENTLY", "", 1));
    let bytes = db.query(&format!("select pg_relation_size('\"{name}\"')"));
    db.execute(&format!("drop index \"{name}\""));
    bytes[0][0].as_deref().unwrap().parse().unwrap()
}

const FLAVOUR: dialect::ServerFlavour = dialect::ServerFlavour {
    engine: rungs_core::name::EngineKind::Postgres,
    is_mysql: false,
    version_num: 150_000,
};
