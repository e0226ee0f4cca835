//! What-if on a sampled clone: where HypoPG is not, on both versions.

use std::collections::BTreeSet;

use rungs_core::change::Action;
use rungs_core::dialect::{self, ServerFlavour};
use rungs_core::engine::{Answer, Engine, Question};
use rungs_core::name::{EngineKind, Ident, IndexName, TableName};
use rungs_core::seen::statement_plan::{Basis, UsedIndex};
use rungs_core::seen::{IndexKey, IndexSpec, KeyPart, Method, PlanNode, Snapshot, StatementPlan};
use rungs_engine::postgres::Postgres;
use rungs_tests::servers::{Kind, TestDb};

use crate::postgres::{BOTH, connect, snapshot, target};

/// More than a sample holds, so that plans are scaled.
const ROWS: u64 = 150_000;

fn index(table: &str, keys: &[&str]) -> IndexSpec {
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
        Answer::Groups(_) => panic!("groups were not asked for"),
    }
}

fn with_scenario(kind: Kind, name: &str, rows: u64) -> TestDb {
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

/// Which of the indexes are read, and which of their tables are read whole.
fn ways(plan: &StatementPlan, with: &[IndexSpec], names: &[Ident]) -> BTreeSet<String> {
    let of_with = |node: &PlanNode| {
        let table = node.table.as_ref().filter(|t| with.iter().any(|w| w.table == **t));
        table.filter(|_| node.full_scan).map(|t| format!("whole {t}"))
    };
    let index = |node: &PlanNode| match node.index.as_ref()? {
        UsedIndex::Hypothetical(at) => Some(names[*at].0.clone()),
        UsedIndex::Existing(name) => names.contains(name).then(|| name.0.clone()),
    };
    plan.nodes.iter().filter_map(|node| index(node).or_else(|| of_with(node))).collect()
}

fn leftovers(db: &TestDb) -> String {
    let count = "select count(*) from pg_namespace where nspname like 'rungs%'";
    db.query(count)[0][0].clone().unwrap()
}

#[test]
fn samples_choose_the_way_that_the_planner_takes_with_the_real_index() {
    let mut asked = 0;
    for scenario in rungs_scenarios::SCENARIOS {
        let db = with_scenario(Kind::Postgres18, scenario.name, ROWS);
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        let queries = (scenario.workload)(ROWS, EngineKind::Postgres);
        let texts: Vec<&str> = queries.iter().map(|q| q.sql.as_str()).collect();
        for table in (scenario.tables)(ROWS).iter().filter(|t| t.rows >= ROWS / 10) {
            for column in &table.columns {
                let with = [index(table.name, &[column.name])];
                asked += check_same(&db, &mut engine, &seen, &texts, &with);
            }
        }
        drop(engine);
        assert_eq!(leftovers(&db), "0");
    }
    assert!(asked > 20, "only {asked} plans used an index");
}

#[test]
fn the_cost_of_a_rare_value_does_not_hang_on_the_luck_of_a_sample() {
    let scenario = rungs_scenarios::find("etl").unwrap();
    let db = with_scenario(Kind::Postgres18, "etl", ROWS);
    let queries = (scenario.workload)(ROWS, EngineKind::Postgres);
    let is_rare = |text: &&str| text.starts_with("SELECT") && text.contains("'running'");
    let texts: Vec<&str> = queries.iter().map(|q| q.sql.as_str()).filter(is_rare).collect();
    assert!(!texts.is_empty());
    for _ in 0..8 {
        db.execute("analyze");
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        let with = [index("pipeline_executions", &["status"])];
        assert_eq!(check_same(&db, &mut engine, &seen, &texts, &with), texts.len());
    }
}

/// Asks with samples, then makes the indexes as a step would, and compares the ways and the
/// costs. Says how many plans used one of the indexes.
fn check_same(
    db: &TestDb,
    engine: &mut Postgres,
    seen: &Snapshot,
    texts: &[&str],
    with: &[IndexSpec],
) -> usize {
    let questions: Vec<Question> = texts.iter().map(|text| ask(text, with)).collect();
    let guesses = engine.answer(seen, &questions).unwrap();
    let names = create(engine, db, with);
    let mut later = connect(db);
    let after = snapshot(&mut later);
    let plain: Vec<Question> = texts.iter().map(|text| ask(text, &[])).collect();
    let reals = later.answer(&after, &plain).unwrap();
    let mut used = 0;
    for ((text, guess), real) in texts.iter().zip(&guesses).zip(&reals) {
        let (guess, real) = (plan(guess), plan(real));
        assert_eq!(guess.basis, Basis::Sample);
        assert_eq!(ways(guess, with, &names), ways(real, with, &names), "{text}\n{names:?}");
        let ratio = guess.cost / real.cost;
        assert!((0.3..3.3).contains(&ratio), "{text} with {names:?}: {ratio}");
        used += usize::from(!guess.hypothetical_used().is_empty());
    }
    for name in names {
        db.execute(&format!("drop index \"{name}\""));
    }
    used
}

const SHOP: &str = "create schema \"Shop\"; \
     create table \"Shop\".\"Order\" (\"Id\" bigint generated always as identity primary key, \
       customer int not null, state text not null, note text, \
       twice int generated always as (customer * 2) stored); \
     insert into \"Shop\".\"Order\" (customer, state, note) select i % 5000, \
       case when i % 50 = 0 then 'open' else 'done' end, 'note ' || md5(i::text) \
       from generate_series(1, 100000) i; \
     create index by_state on \"Shop\".\"Order\" (state, \"Id\"); \
     create table other (a int references \"Shop\".\"Order\"); \
     create view v as select * from \"Shop\".\"Order\" where state = 'open'; \
     create table parts (a int, b int) partition by range (a); \
     create table p1 partition of parts for values from (0) to (10); \
     analyze \"Shop\".\"Order\"";

fn order(keys: &[&str]) -> IndexSpec {
    IndexSpec { table: TableName::new("Shop", "Order"), ..index("", keys) }
}

#[test]
fn every_kind_of_index_and_of_name_is_tried_and_nothing_is_left() {
    for kind in BOTH {
        let db = TestDb::new(kind, "clone kinds");
        db.execute(SHOP);
        db.execute("vacuum \"Shop\".\"Order\"");
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        let mut partial = order(&["note"]);
        partial.predicate = Some("state = 'open'".to_owned());
        let mut expression = order(&["note"]);
        expression.keys[0].part = KeyPart::Expression("upper(note)".to_owned());
        let mut text_search = expression.clone();
        text_search.method = Method::Gin;
        text_search.keys[0].part =
            KeyPart::Expression("to_tsvector('simple'::regconfig, note)".to_owned());
        let by_customer = "select * from \"Shop\".\"Order\" o where o.customer = 7 -- Shop.Order";
        let questions = [
            ask(by_customer, &[order(&["state"]), order(&["customer"])]),
            ask("select 1 from v where note = 'x'", &[partial]),
            ask("select 1 from \"Shop\".\"Order\" where upper(note) = 'X'", &[expression]),
            ask(
                "select 1 from \"Shop\".\"Order\" \
                 where to_tsvector('simple', note) @@ 'x'::tsquery",
                &[text_search],
            ),
            ask(
                "update \"Shop\".\"Order\" set note = 'x' where customer = 3",
                &[order(&["customer"])],
            ),
            ask(by_customer, &[order(&["no_such_column"])]),
            ask("select b, sum(a) from parts group by b", &[index("parts", &["b"])]),
        ];
        let answers = engine.answer(&seen, &questions).unwrap();
        let used: Vec<Vec<usize>> =
            answers[..5].iter().map(|answer| plan(answer).hypothetical_used()).collect();
        assert_eq!(used, [vec![1], vec![0], vec![0], vec![0], vec![0]]);
        assert_eq!(plan(&answers[0]).nodes[0].table, Some(TableName::new("Shop", "Order")));
        for unknown in &answers[5..] {
            assert!(matches!(unknown, Answer::Unknown(_)), "{unknown:?}");
        }
        let open = "select \"Id\" from \"Shop\".\"Order\" where state = 'open' order by 1 limit 5";
        let name =
            IndexName { table: TableName::new("Shop", "Order"), name: Ident::new("by_state") };
        let missed = Question::Plan { text: open.to_owned(), with: vec![], without: vec![name] };
        let answers = engine.answer(&seen, &[ask(open, &[]), missed]).unwrap();
        assert!(plan(&answers[0]).existing_used().any(|name| name.as_str() == "by_state"));
        assert!(plan(&answers[1]).existing_used().all(|name| name.as_str() != "by_state"));
        // How much dearer hangs on the sample; cheaper without an index would be a fault.
        assert!(plan(&answers[1]).cost >= plan(&answers[0]).cost);
        let again = snapshot(&mut engine);
        assert_eq!(again.tables.len(), seen.tables.len(), "the samples are not the user's tables");
        assert_eq!(leftovers(&db), "2", "two schemas have stand-ins");
        drop(engine);
        assert_eq!(leftovers(&db), "0");
    }
}

#[test]
fn an_index_alone_answers_on_samples_only_where_it_does_on_the_real_table() {
    let db = TestDb::new(Kind::Postgres18, "clone visible");
    db.execute(
        "create table wide (a int not null, b int not null, note text not null) \
           with (autovacuum_enabled = off); \
         insert into wide select i % 3000, i, repeat('note', 20) from generate_series(1, 30000) i; \
         analyze wide",
    );
    let covering = IndexSpec { include: vec![Ident::new("b")], ..index("wide", &["a"]) };
    let cost = || {
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        let question = ask("select b from wide where a = 7", std::slice::from_ref(&covering));
        plan(&engine.answer(&seen, &[question]).unwrap()[0]).cost
    };
    let before = cost();
    db.execute("vacuum wide");
    let after = cost();
    assert!(before > 3.0 * after, "{before} before VACUUM, {after} after it");
}

#[test]
fn a_role_that_may_not_make_a_schema_is_told_so() {
    let db = TestDb::new(Kind::Postgres18, "clone refused");
    db.execute(SHOP);
    let url = db.limited_role();
    let role = TestDb::role_name(&url);
    db.execute(&format!(
        "grant usage on schema \"Shop\" to \"{role}\"; \
         grant select on all tables in schema \"Shop\" to \"{role}\""
    ));
    let mut engine = Postgres::connect(&target(&url)).unwrap();
    let seen = snapshot(&mut engine);
    let question =
        ask("select 1 from \"Shop\".\"Order\" where customer = 1", &[order(&["customer"])]);
    let answers = engine.answer(&seen, std::slice::from_ref(&question)).unwrap();
    let Answer::Unknown(why) = &answers[0] else { panic!("{answers:?}") };
    assert!(why.contains("permission denied") && why.contains("CREATE EXTENSION"), "{why}");
    db.execute(&format!("grant create on database \"{}\" to \"{role}\"", db.name()));
    let answers = engine.answer(&seen, &[question]).unwrap();
    assert_eq!(plan(&answers[0]).hypothetical_used(), [0]);
    drop(engine);
    db.execute(&format!("drop owned by \"{role}\""));
}

#[test]
fn what_a_crash_left_is_dropped_at_the_next_start_and_nothing_else_is() {
    let db = TestDb::new(Kind::Postgres18, "clone leftovers");
    db.execute(SHOP);
    let mark = "rungs: samples for what-if; may be dropped when rungs is not at work";
    db.execute(&format!(
        "create schema rungs_scratch_2000000001_0; create schema rungs_scratch_2000000002_0; \
         create schema rungs_scratch_2000000003_0; \
         create table rungs_scratch_2000000001_0.t (a int); \
         comment on schema rungs_scratch_2000000001_0 is '{mark}'; \
         comment on schema rungs_scratch_2000000003_0 is '{mark}'; \
         select pg_advisory_lock({}, 2000000003)",
        0x7275_6e67
    ));
    let mut engine = connect(&db);
    let seen = snapshot(&mut engine);
    let question =
        ask("select 1 from \"Shop\".\"Order\" where customer = 1", &[order(&["customer"])]);
    plan(&engine.answer(&seen, &[question]).unwrap()[0]);
    drop(engine);
    let rest = db.query("select nspname from pg_namespace where nspname like 'rungs%' order by 1");
    let rest: Vec<&str> = rest.iter().filter_map(|row| row[0].as_deref()).collect();
    let kept = ["rungs_scratch_2000000002_0", "rungs_scratch_2000000003_0"];
    assert_eq!(rest, kept, "one is not marked, one is of a session that lives");
}
