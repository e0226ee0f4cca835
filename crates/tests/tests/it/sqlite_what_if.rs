//! SQLite's what-if: the plan with a hypothetical index is the plan with the real one.

use rungs_core::change::Action;
use rungs_core::dialect::{self, ServerFlavour};
use rungs_core::engine::{Answer, Engine, Question, Scope};
use rungs_core::name::{EngineKind, Ident, IndexName, TableName};
use rungs_core::seen::statement_plan::{Basis, UsedIndex};
use rungs_core::seen::{IndexKey, IndexSpec, KeyPart, Method, StatementPlan};

use crate::sqlite::{Db, NUMBERS};
use crate::what_if_quality::advise;

fn spec(table: &str, keys: Vec<IndexKey>) -> IndexSpec {
    IndexSpec {
        table: TableName::new("main", table),
        method: Method::Btree,
        keys,
        include: vec![],
        predicate: None,
        unique: false,
    }
}

fn on(table: &str, columns: &[&str]) -> IndexSpec {
    spec(table, columns.iter().map(|c| IndexKey::column(*c)).collect())
}

fn plans(db: &Db, texts: &[&str], with: &[IndexSpec], without: &[IndexName]) -> Vec<Answer> {
    let mut engine = db.engine();
    let snapshot = engine.snapshot(&Scope::default()).unwrap();
    let question = |text: &&str| Question::Plan {
        text: (*text).to_owned(),
        with: with.to_vec(),
        without: without.to_vec(),
    };
    let questions: Vec<Question> = texts.iter().map(question).collect();
    engine.answer(&snapshot, &questions).unwrap()
}

fn plan(db: &Db, text: &str, with: &[IndexSpec], without: &[IndexName]) -> Answer {
    plans(db, &[text], with, without).remove(0)
}

fn known(answer: Answer) -> StatementPlan {
    match answer {
        Answer::Plan(plan) => plan,
        Answer::Unknown(why) => panic!("{why}"),
        Answer::Groups(_) => panic!("groups were not asked for"),
    }
}

/// What the plan does, index names made alike. A Bloom filter before a search is left out: whether
/// it pays hangs on an exact count of rows, and it changes no way to them.
fn way(plan: &StatementPlan, real: &[Ident]) -> Vec<String> {
    let one = |node: &rungs_core::seen::PlanNode| {
        let index = node.index.as_ref().map(|index| match index {
            UsedIndex::Hypothetical(at) => format!("#{at}"),
            UsedIndex::Existing(name) => real
                .iter()
                .position(|r| r == name)
                .map_or_else(|| name.to_string(), |at| format!("#{at}")),
        });
        let (table, covering) = (&node.table, node.covering);
        format!("{} {} {table:?} {index:?} {covering}", node.depth, node.operation)
    };
    plan.nodes.iter().filter(|node| node.operation != "BLOOM FILTER").map(one).collect()
}

/// Asks what if, then makes the indexes as a step would, and compares.
fn check_same(db: &Db, texts: &[&str], with: &[IndexSpec]) {
    let guesses: Vec<_> = plans(db, texts, with, &[]).into_iter().map(known).collect();
    let flavour = ServerFlavour::from(&db.engine().server().unwrap());
    let mut names = Vec::new();
    for index in with {
        let name = dialect::index_name(index);
        let action = Action::CreateIndex { name: name.clone(), index: index.clone() };
        for sql in dialect::render(&action, flavour).unwrap().forward {
            db.conn().execute_batch(sql.as_str()).unwrap();
        }
        names.push(name);
    }
    let reals = plans(db, texts, &[], &[]).into_iter().map(known);
    for ((text, guess), real) in texts.iter().zip(guesses).zip(reals) {
        assert_eq!(way(&guess, &names), way(&real, &names), "{text}");
        assert_eq!((guess.basis, real.basis), (Basis::Hypothetical, Basis::Planner));
        let ratio = guess.cost / real.cost;
        // SQLite keeps 24 values of an index: which ones decides what it thinks of a short range.
        assert!((0.05..20.0).contains(&ratio), "{text}: {guess:?} for {real:?}");
    }
    for name in names {
        db.conn().execute_batch(&format!("DROP INDEX \"{name}\"")).unwrap();
    }
}

fn orders(analyzed: bool) -> Db {
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 30000)";
    let analyze = if analyzed { "ANALYZE" } else { "" };
    Db::new(&format!(
        "CREATE TABLE customers(id INTEGER PRIMARY KEY, email TEXT COLLATE NOCASE, city TEXT);
         CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INT REFERENCES customers,
           status TEXT, day TEXT, total REAL, note TEXT);
         CREATE TABLE lines(\"order\" INT, line INT, item INT, price REAL,
           PRIMARY KEY (\"order\", line)) WITHOUT ROWID;
         CREATE INDEX orders_status ON orders(status);
         {NUMBERS} INSERT INTO customers SELECT i, 'User' || i || '@X.org', 'city' || i % 50 FROM n;
         {rows} INSERT INTO orders SELECT i, 1 + (i * 7919) % 5000,
           CASE WHEN i % 100 = 0 THEN 'open' ELSE 'done' END,
           date('2020-01-01', (i * 31 % 1500) || ' days'), i * 1.5,
           CASE WHEN i % 10 = 0 THEN 'x' || i END FROM n;
         {rows} INSERT INTO lines SELECT i / 3, i % 3, i * 17 % 900, i FROM n;
         {analyze}"
    ))
}

#[test]
fn every_kind_of_index_gets_the_plan_that_it_gets_when_it_is_real() {
    for analyzed in [true, false] {
        let db = orders(analyzed);
        check_same(
            &db,
            &[
                "SELECT * FROM orders WHERE customer = ?",
                "SELECT * FROM orders o WHERE o.customer = 17 AND o.status = 'open'",
                "SELECT c.email, sum(o.total) FROM customers c JOIN orders o ON o.customer = c.id \
                 WHERE c.city = 'city7' GROUP BY c.id",
                "SELECT status, count(*) FROM orders GROUP BY status",
            ],
            &[on("orders", &["customer"])],
        );
        let mut day = IndexKey::column("day");
        day.descending = true;
        check_same(
            &db,
            &[
                "SELECT id FROM orders WHERE status = 'open' ORDER BY day DESC LIMIT 10",
                "SELECT * FROM orders WHERE status = 'done' ORDER BY day DESC LIMIT 10",
                "SELECT * FROM orders WHERE status = 'done' AND day > '2023-12-01'",
            ],
            &[spec("orders", vec![IndexKey::column("status"), day])],
        );
        let mut partial = on("orders", &["day"]);
        partial.predicate = Some("status = 'open'".to_owned());
        check_same(
            &db,
            &[
                "SELECT * FROM orders WHERE status = 'open' AND day > '2021-01-01'",
                "SELECT * FROM orders WHERE status = 'done' AND day > '2021-01-01'",
            ],
            &[partial],
        );
        let lower = IndexKey { part: KeyPart::Expression("upper(note)".into()), ..key("note") };
        check_same(
            &db,
            &["SELECT id FROM orders WHERE upper(note) = 'X77'", "SELECT count(*) FROM orders"],
            &[spec("orders", vec![lower])],
        );
        check_same(
            &db,
            &["SELECT id FROM customers WHERE email = 'user5@x.org'"],
            &[on("customers", &["email"])],
        );
        let binary = IndexKey { collation: Some("BINARY".into()), ..key("email") };
        check_same(
            &db,
            &["SELECT id FROM customers WHERE email = 'user5@x.org'"],
            &[spec("customers", vec![binary])],
        );
        check_same(
            &db,
            &["SELECT price FROM lines WHERE item = 3", "SELECT sum(price) FROM lines"],
            &[on("lines", &["item"])],
        );
        check_same(
            &db,
            &[
                "SELECT * FROM orders WHERE customer = 3 OR day = '2021-02-03'",
                "SELECT day, total FROM orders WHERE day BETWEEN '2021-01-01' AND '2021-01-05'",
                "SELECT (SELECT count(*) FROM orders o WHERE o.customer = c.id) FROM customers c",
                "UPDATE orders SET total = 0 WHERE customer = 4",
            ],
            &[on("orders", &["customer"]), on("orders", &["day", "total"])],
        );
    }
}

fn key(name: &str) -> IndexKey {
    IndexKey::column(name)
}

#[test]
fn every_single_column_index_of_every_scenario_is_used_as_the_real_one() {
    for scenario in rungs_scenarios::SCENARIOS {
        let db = Db::new("");
        let mut loader = rungs_engine::sqlite::Loader::open(&db.target()).unwrap();
        load(&mut loader, scenario);
        drop(loader);
        db.conn().execute_batch("ANALYZE").unwrap();
        let queries = (scenario.workload)(ROWS, EngineKind::Sqlite);
        let texts: Vec<&str> = queries.iter().map(|q| q.sql.as_str()).collect();
        for table in (scenario.tables)(ROWS) {
            for column in &table.columns {
                check_same(&db, &texts, &[on(table.name, &[column.name])]);
            }
        }
    }
}

#[test]
fn the_chosen_indexes_of_every_scenario_are_used_as_the_real_ones() {
    for scenario in rungs_scenarios::SCENARIOS {
        let db = Db::new("");
        let mut loader = rungs_engine::sqlite::Loader::open(&db.target()).unwrap();
        load(&mut loader, scenario);
        drop(loader);
        db.conn().execute_batch("ANALYZE").unwrap();
        let mut engine = db.engine();
        let mut seen = engine.snapshot(&Scope::default()).unwrap();
        let advice = advise(&mut engine, &mut seen, scenario, "main");
        drop(engine);
        let chosen: Vec<IndexSpec> = advice.chosen.into_iter().map(|c| c.spec).collect();
        assert!(chosen.iter().any(|spec| spec.keys.len() > 1), "{}", scenario.name);
        let queries = (scenario.workload)(ROWS, EngineKind::Sqlite);
        let texts: Vec<&str> = queries.iter().map(|q| q.sql.as_str()).collect();
        for one in &chosen {
            check_same(&db, &texts, std::slice::from_ref(one));
        }
        check_same(&db, &texts, &chosen);
    }
}

const ROWS: u64 = 8_000;

fn load(loader: &mut rungs_engine::sqlite::Loader, scenario: &rungs_scenarios::Scenario) {
    let kind = EngineKind::Sqlite;
    let mut tell = |_: &str, _: u64, _: usize, _: usize| {};
    rungs_scenarios::build(scenario, kind, "main", ROWS, loader, &mut tell).unwrap();
}

#[test]
fn an_index_that_is_taken_away_is_missed_and_comes_back() {
    let db = orders(true);
    let text = "SELECT * FROM orders WHERE status = 'open'";
    let name = IndexName { table: TableName::new("main", "orders"), name: "orders_status".into() };
    let with = known(plan(&db, text, &[], &[]));
    let without = known(plan(&db, text, &[], &[name]));
    assert!(without.cost > 5.0 * with.cost && without.nodes[0].full_scan);
    assert!(with.existing_used().next().is_some());
}

#[test]
fn an_automatic_index_and_a_correlated_sub_select_are_named() {
    let db = orders(true);
    let joined = known(plan(
        &db,
        "SELECT count(*) FROM orders a JOIN orders b ON a.note = b.note AND a.day = b.day",
        &[],
        &[],
    ));
    assert!(joined.nodes.iter().any(|n| n.automatic_index), "{joined:?}");
    let nested = known(plan(
        &db,
        "SELECT id, (SELECT max(total) FROM orders o WHERE o.customer = c.id) FROM customers c",
        &[],
        &[],
    ));
    assert!(nested.nodes.iter().any(|n| n.correlated), "{nested:?}");
    assert!(nested.cost > 1e7, "{}", nested.cost);
}

#[test]
fn what_sqlite_refuses_is_unknown_and_the_rest_is_answered() {
    let db = orders(true);
    let mut engine = db.engine();
    let snapshot = engine.snapshot(&Scope::default()).unwrap();
    let ask = |text: &str, with: Vec<IndexSpec>| Question::Plan {
        text: text.to_owned(),
        with,
        without: vec![],
    };
    let mut bad = on("orders", &["day"]);
    bad.predicate = Some("no_such_column = 1".to_owned());
    let answers = engine
        .answer(
            &snapshot,
            &[
                ask("SELECT * FROM archive.orders", vec![]),
                ask("SELECT FROM WHERE 'secret'", vec![]),
                ask("PRAGMA journal_mode = OFF", vec![]),
                ask("SELECT my_function(day) FROM orders", vec![on("orders", &["day"])]),
                ask("SELECT * FROM orders", vec![bad]),
                ask("SELECT * FROM orders", vec![on("nothing", &["day"])]),
                ask("SELECT * FROM orders WHERE day = ?", vec![on("orders", &["day"])]),
            ],
        )
        .unwrap();
    let unknown = answers.iter().filter(|a| matches!(a, Answer::Unknown(_))).count();
    assert_eq!(unknown, 6, "{answers:?}");
    assert!(!format!("{answers:?}").contains("secret"));
    let Some(Answer::Plan(last)) = answers.last() else { panic!("{answers:?}") };
    assert_eq!(last.hypothetical_used(), [0]);
}

#[test]
fn virtual_tables_views_and_triggers_do_not_stand_in_the_way() {
    let db = Db::new(&format!(
        "CREATE TABLE t(a INT, b INT); {NUMBERS} INSERT INTO t SELECT i, i % 7 FROM n;
         CREATE VIRTUAL TABLE words USING fts5(body);
         CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1);
         CREATE VIEW v AS SELECT x.a AS a FROM t AS x WHERE x.b = 3;
         CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO words VALUES (new.a); END;
         ANALYZE"
    ));
    let found = known(plan(&db, "SELECT * FROM v WHERE a = 5", &[on("t", &["a"])], &[]));
    assert_eq!(found.nodes[0].table, Some(TableName::new("main", "t")));
    assert_eq!(found.hypothetical_used(), [0]);
    known(plan(&db, "SELECT * FROM words WHERE words MATCH 'x'", &[on("t", &["a"])], &[]));
}
