//! What-if on a sampled clone: where HypoPG is not, on both versions.

use rungs_core::change::Action;
use rungs_core::dialect::{self, ServerFlavour};
use rungs_core::engine::{Answer, Engine, Question};
use rungs_core::name::{EngineKind, Ident, IndexName, TableName};
use rungs_core::seen::statement_plan::{Basis, UsedIndex};
use rungs_core::seen::{IndexKey, IndexSpec, KeyPart, Method, Snapshot, StatementPlan};
use rungs_engine::postgres::Postgres;
use rungs_tests::servers::{Kind, TestDb};

use crate::postgres::{BOTH, connect, snapshot, target};

/// More than a sample holds, so that plans are scaled.
const ROWS: u64 = 100_000;

pub fn index(table: &str, keys: &[&str]) -> IndexSpec {
    IndexSpec {
        table: TableName::new("public", table),
        method: Method::Btree,
        keys: keys.iter().map(|k| IndexKey::column(*k)).collect(),
        include: Vec::new(),
        predicate: None,
        unique: false,
    }
}

fn ask(text: &str, with: &[IndexSpec]) -> Question {
    Question::Plan { text: text.to_owned(), with: with.to_vec(), without: Vec::new() }
}

fn plan(answer: &Answer) -> &StatementPlan {
    match answer {
        Answer::Plan(plan) => plan,
        Answer::Unknown(why) => panic!("{why}"),
    }
}

pub fn with_scenario(kind: Kind, name: &str, rows: u64) -> TestDb {
    let db = TestDb::new(kind, name);
    let mut engine = connect(&db);
    let scenario = rungs_scenarios::find(name).unwrap();
    let mut tell = |_: &str, _: u64, _: usize, _: usize| {};
    rungs_scenarios::build(scenario, EngineKind::Postgres, "public", rows, &mut engine, &mut tell)
        .unwrap();
    db
}

fn create(engine: &mut Postgres, db: &TestDb, indexes: &[IndexSpec]) -> Vec<Ident> {
    let flavour = ServerFlavour::from(&engine.server().unwrap());
    let mut names = Vec::new();
    for index in indexes {
        let name = dialect::index_name(index);
        let action = Action::CreateIndex { name: name.clone(), index: index.clone() };
        for sql in dialect::render(&action, flavour).unwrap().forward {
            db.execute(sql.as_str());
        }
        names.push(name);
    }
    names
}

/// Which table is read by which index, without the order of the joins.
fn paths(plan: &StatementPlan, names: &[Ident]) -> Vec<(String, String)> {
    let mut paths: Vec<(String, String)> = plan
        .nodes
        .iter()
        .filter_map(|node| {
            let table = node.table.as_ref().map(|t| t.name.0.clone()).unwrap_or_default();
            match &node.index {
                Some(UsedIndex::Hypothetical(at)) => Some((String::new(), names[*at].0.clone())),
                Some(UsedIndex::Existing(name)) => Some((String::new(), name.0.clone())),
                None if node.full_scan => Some((table, "whole".to_owned())),
                None => None,
            }
        })
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

fn leftovers(db: &TestDb) -> Option<String> {
    db.query("select count(*) from pg_namespace where nspname like 'rungs%'")[0][0].clone()
}

/// The indexes that the scenarios' documents ask for.
fn probes() -> [(&'static str, Vec<IndexSpec>); 3] {
    let of = |list: &[(&str, &[&str])]| list.iter().map(|(t, k)| index(t, k)).collect();
    [("invest", of(&[])), ("etl", of(&[])), ("hotels", of(&[]))]
}

#[test]
fn samples_choose_the_way_that_the_planner_takes_with_the_real_index() {
    let mut wrong = Vec::new();
    let mut asked = 0;
    for scenario in rungs_scenarios::SCENARIOS {
        let db = with_scenario(Kind::Postgres18, scenario.name, ROWS);
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        let queries = (scenario.workload)(ROWS);
        for table in (scenario.tables)(ROWS) {
            if table.rows < 5000 {
                continue;
            }
            for column in &table.columns {
                let with = [index(table.name, &[column.name])];
                let questions: Vec<Question> = queries.iter().map(|q| ask(&q.sql, &with)).collect();
                let guesses = engine.answer(&seen, &questions).unwrap();
                let names = create(&mut engine, &db, &with);
                let mut real = connect(&db);
                let after = snapshot(&mut real);
                let plain: Vec<Question> = queries.iter().map(|q| ask(&q.sql, &[])).collect();
                let reals = real.answer(&after, &plain).unwrap();
                for ((query, guess), real) in queries.iter().zip(&guesses).zip(&reals) {
                    let Answer::Plan(guess) = guess else {
                        wrong.push(format!("{} {guess:?}", query.name));
                        continue;
                    };
                    let real = plan(real);
                    asked += 1;
                    let ratio = guess.cost / real.cost;
                    if paths(guess, &names) != paths(real, &names) || !(0.5..2.0).contains(&ratio) {
                        wrong.push(format!(
                            "{} {}.{}: {ratio:.2} {:.0} {:?} is {:.0} {:?}",
                            query.name,
                            table.name,
                            column.name,
                            guess.cost,
                            paths(guess, &names),
                            real.cost,
                            paths(real, &names)
                        ));
                    }
                }
                db.execute(&format!("drop index \"{}\"", names[0]));
            }
        }
        drop(engine);
        assert_eq!(leftovers(&db).as_deref(), Some("0"));
    }
    println!("{asked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
