//! PostgreSQL asked: plans, what-if, measuring.

use rungs_core::change::Limits;
use rungs_core::engine::{Answer, Engine, ErrorClass, Question, Scope};
use rungs_core::name::{Fingerprint, Ident, IndexName, TableName};
use rungs_core::seen::statement_plan::Basis;
use rungs_core::seen::{IndexKey, IndexSpec, KeyPart, Method, Statement, StatementPlan};
use rungs_engine::postgres::Postgres;
use rungs_tests::servers::{Kind, TestDb};

use crate::postgres::{BOTH, connect, snapshot, target};

const LIMITS: Limits = Limits { lock_wait_ms: 100, statement_ms: 5_000 };

const ORDERS: &str = "create table orders (id bigint primary key, customer int not null, \
     state text not null, at timestamptz not null, total numeric(12,2)); \
     insert into orders select i, i % 5000, case when i % 50 = 0 then 'open' else 'done' end, \
     timestamptz '2024-01-01' + i * interval '1 minute', i / 7.0 from generate_series(1, 100000) i; \
     vacuum analyze orders";

/// `vacuum` does not run among others.
fn with_orders(kind: Kind, name: &str) -> TestDb {
    let db = TestDb::new(kind, name);
    for statement in ORDERS.split("; ") {
        db.execute(statement);
    }
    db
}

fn index(keys: &[&str]) -> IndexSpec {
    IndexSpec {
        table: TableName::new("public", "orders"),
        method: Method::Btree,
        keys: keys.iter().map(|k| IndexKey::column(*k)).collect(),
        include: Vec::new(),
        predicate: None,
        unique: false,
    }
}

fn ask(text: &str, with: Vec<IndexSpec>) -> Question {
    Question::Plan { text: text.to_owned(), with, without: Vec::new() }
}

fn plan(answer: &Answer) -> &StatementPlan {
    match answer {
        Answer::Plan(plan) => plan,
        Answer::Unknown(why) => panic!("{why}"),
        Answer::Groups(_) => panic!("groups were not asked for"),
    }
}

const BY_CUSTOMER: &str = "select * from orders where customer = 77 order by at desc limit 5";

#[test]
fn plans_are_read_on_every_version() {
    for kind in BOTH {
        let db = with_orders(kind, "plans");
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        let questions = [
            ask(BY_CUSTOMER, vec![]),
            ask("select total from orders where id = 5;", vec![]),
            ask("selec nonsense", vec![]),
            ask("select 1; drop table orders", vec![]),
            ask("update orders set total = 1 where customer = 3", vec![]),
            ask(
                "select id, (select max(i.at) from orders i where i.customer = o.customer) \
                 from orders o where id < 10",
                vec![],
            ),
        ];
        let answers = engine.answer(&seen, &questions).unwrap();
        let first = plan(&answers[0]);
        assert_eq!(first.basis, Basis::Planner);
        let scan = first.nodes.iter().find(|n| n.full_scan).unwrap();
        assert_eq!(scan.table, Some(TableName::new("public", "orders")));
        assert!(first.nodes.iter().any(|n| n.sort));
        let used: Vec<&Ident> = plan(&answers[1]).existing_used().collect();
        assert_eq!(used, [&Ident::new("orders_pkey")]);
        assert!(matches!(&answers[2], Answer::Unknown(why) if why.contains("syntax error")));
        assert!(matches!(&answers[3], Answer::Unknown(_)), "two statements are not planned");
        assert!(plan(&answers[4]).nodes[0].operation == "ModifyTable");
        assert!(plan(&answers[5]).nodes.iter().any(|n| n.correlated && n.full_scan));
        assert_eq!(db.query("select count(*) from orders")[0][0].as_deref(), Some("100000"));
    }
}

#[test]
fn what_if_works_with_hypopg_in_another_schema_and_leaves_nothing() {
    let db = with_orders(Kind::Postgres15, "what if");
    db.execute("create schema \"Tools\"; create extension hypopg schema \"Tools\"");
    let mut engine = connect(&db);
    let seen = snapshot(&mut engine);
    assert!(seen.server.can("hypopg"));
    let good = index(&["customer", "at"]);
    let mut partial = index(&["id"]);
    partial.predicate = Some("state = 'open'".to_owned());
    let mut expression = index(&["id"]);
    expression.keys[0].part =
        KeyPart::Expression("date_trunc('hour', at at time zone 'UTC')".into());
    let mut gin = index(&["state"]);
    gin.method = Method::Gin;
    let open = "select id from orders where state = 'open' order by id";
    let questions = [
        ask(BY_CUSTOMER, vec![]),
        ask(BY_CUSTOMER, vec![index(&["state"]), good.clone()]),
        ask(open, vec![partial]),
        ask(BY_CUSTOMER, vec![gin]),
        ask(BY_CUSTOMER, vec![]),
        ask(
            "select 1 from orders where date_trunc('hour', at at time zone 'UTC') = '2024-02-01'",
            vec![expression],
        ),
    ];
    for _ in 0..2 {
        let answers = engine.answer(&seen, &questions).unwrap();
        assert!(plan(&answers[1]).cost < plan(&answers[0]).cost / 50.0);
        assert_eq!(plan(&answers[1]).hypothetical_used(), [1]);
        assert_eq!(plan(&answers[1]).basis, Basis::Hypothetical);
        assert_eq!(plan(&answers[2]).hypothetical_used(), [0]);
        assert!(matches!(&answers[3], Answer::Unknown(why) if why.contains("Gin")));
        assert_eq!(plan(&answers[4]), plan(&answers[0]), "nothing is left of other questions");
        assert_eq!(plan(&answers[5]).hypothetical_used(), [0]);
    }
    let drop = Question::Plan {
        text: BY_CUSTOMER.to_owned(),
        with: vec![],
        without: vec![IndexName { table: good.table, name: Ident::new("orders_pkey") }],
    };
    // HypoPG 1.3 cannot hide; later ones can. Either way it is said, not guessed.
    let hides = db.query("select count(*) from pg_proc where proname = 'hypopg_hide_index'");
    let answers = engine.answer(&seen, &[drop]).unwrap();
    let unknown = matches!(&answers[0], Answer::Unknown(why) if why.contains("1.4"));
    assert_eq!(unknown, hides[0][0].as_deref() == Some("0"));
}

#[test]
fn more_questions_than_hypopg_has_numbers_are_all_answered() {
    let db = with_orders(Kind::Postgres15, "many questions");
    db.execute("create extension hypopg");
    let mut engine = connect(&db);
    let seen = snapshot(&mut engine);
    let columns = ["id", "customer", "state", "at", "total"];
    let questions: Vec<Question> = (0..5_000)
        .map(|i| {
            let mut spec = index(&[columns[i % 5], columns[(i / 5) % 5]]);
            spec.predicate = Some(format!("customer > {i}"));
            ask(&format!("select * from orders where customer > {i}"), vec![spec])
        })
        .collect();
    let started = std::time::Instant::now();
    let answers = engine.answer(&seen, &questions).unwrap();
    println!("{:?} a question", started.elapsed() / 5_000);
    assert!(answers.iter().all(|a| matches!(a, Answer::Plan(_))));
}

#[test]
fn a_statement_is_measured_with_its_answer_and_work() {
    for kind in BOTH {
        let db = with_orders(kind, "measure");
        let mut engine = connect(&db);
        let text = "select customer, sum(total::float8) from orders group by customer";
        let first = engine.measure(text, &LIMITS).unwrap();
        assert_eq!(first.rows, 5_000);
        assert!(first.work.unwrap() > 100 && first.ms.0 > 0.0 && !first.timed_out);
        let turned = engine.measure(&format!("{text} order by customer desc"), &LIMITS).unwrap();
        assert_eq!(first.answer, turned.answer, "the order of rows does not count");
        let other = engine.measure(&format!("{text} having"), &LIMITS);
        assert!(other.is_err(), "a misspelt statement is an error");
        let fewer = engine
            .measure(
                "select customer, sum(total::float8) from orders where id > 1 group by 1",
                &LIMITS,
            )
            .unwrap();
        assert_ne!(first.answer, fewer.answer);

        let slow = Limits { lock_wait_ms: 100, statement_ms: 50 };
        assert!(engine.measure("select pg_sleep(3)", &slow).unwrap().timed_out);
        let writes = engine.measure("delete from orders", &LIMITS).unwrap_err();
        assert_eq!(writes.class, ErrorClass::Refused);
        let two = engine.measure("select 1; commit; delete from orders", &LIMITS).unwrap_err();
        assert_eq!(two.class, ErrorClass::User);
        assert_eq!(db.query("select count(*) from orders")[0][0].as_deref(), Some("100000"));
        let value = engine.measure("select 'hush'::int", &LIMITS).unwrap_err();
        assert!(!format!("{value:?}").contains("hush"), "{value:?}");
    }
}

const SHAPES: [&str; 7] = [
    "select * from orders where customer = $1 and at between $2 and $3 order by at limit $4",
    "select count(*) from orders o where o.state in ($1, $2) and o.total > $3",
    "select id from orders where state like $1 and id = $2",
    "select sum(total) from \"orders\" as x where x.at >= $1 and $2 < x.id",
    "select $1::text, count(*) from orders where at > $2::timestamptz - $3::interval",
    "update orders set total = $1 where id = $2",
    "select 1 from orders where customer = any($1)",
];

fn statement(shape: &str) -> Statement {
    Statement {
        fingerprint: Fingerprint(1),
        shape: shape.to_owned(),
        sample: None,
        name: None,
        calls: 1.0,
        total: None,
        rows: None,
        source: 0,
        unparsed: None,
    }
}

#[test]
fn shapes_get_constants_of_their_columns_and_can_be_planned_and_run() {
    for kind in BOTH {
        let db = with_orders(kind, "constants");
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        let questions: Vec<Question> = SHAPES.iter().map(|s| ask(s, vec![])).collect();
        for answer in engine.answer(&seen, &questions).unwrap() {
            assert!(plan(&answer).cost > 0.0);
        }
        for shape in SHAPES {
            let texts = engine.runnable(&seen, &statement(shape)).unwrap();
            assert_eq!(texts.is_empty(), shape.starts_with("update"), "{shape}");
            for text in texts {
                assert!(!text.contains('$'), "{text}");
                let run = engine.measure(&text, &LIMITS).unwrap();
                assert!(!run.timed_out);
            }
        }
        let common = &engine.runnable(&seen, &statement(SHAPES[1])).unwrap()[0];
        assert!(common.contains("'done'") && common.contains("'open'"), "{common}");
        let first = engine.runnable(&seen, &statement(SHAPES[0])).unwrap();
        assert_eq!(first.len(), 2, "a common value and one from the middle");
        let mut sampled = statement("select $1");
        sampled.sample = Some("select 42".to_owned());
        assert_eq!(engine.runnable(&seen, &sampled).unwrap(), ["select 42"]);
    }
}

#[test]
fn the_workload_is_that_of_this_database_and_without_rungs_itself() {
    for kind in BOTH {
        let db = with_orders(kind, "workload");
        let mut engine = connect(&db);
        let seen = snapshot(&mut engine);
        let missing = seen.workload.sources[0].missing.clone().unwrap();
        assert!(missing.contains("CREATE EXTENSION"), "{missing}");
        db.execute("create schema stat; create extension pg_stat_statements schema stat");
        for n in 0..3 {
            db.execute(&format!("select count(*) from orders where customer = {n}"));
        }
        snapshot(&mut engine);
        let seen = snapshot(&mut engine);
        let workload = seen.workload;
        assert_eq!(workload.sources[0].missing, None);
        assert_eq!(workload.sources[0].statements as usize, workload.statements.len());
        let counted = workload
            .statements
            .iter()
            .find(|s| s.shape.contains("where customer ="))
            .unwrap_or_else(|| panic!("{:?}", workload.statements));
        assert!((counted.calls - 3.0).abs() < 1e-9 && counted.total.unwrap().0 > 0.0);
        assert!(counted.shape.contains("$1"));
        for own in ["pg_stats", "pg_index", "journal"] {
            assert!(workload.statements.iter().all(|s| !s.shape.contains(own)), "{own}");
        }
        let few = Scope { tables: vec![], statements_max: 2 };
        assert_eq!(engine.snapshot(&few).unwrap().workload.statements.len(), 2);
    }
}

#[test]
fn what_execute_runs_is_work_and_what_a_migration_does_is_none() {
    for kind in BOTH {
        let db = with_orders(kind, "prepared");
        db.execute("create extension pg_stat_statements");
        db.execute("create index by_hand on orders (customer)");
        db.execute(
            "prepare of_customer (int) as select id from orders where customer = $1; \
             execute of_customer (7); execute of_customer (8)",
        );
        let workload = snapshot(&mut connect(&db)).workload;
        let shapes: Vec<&str> = workload.statements.iter().map(|s| s.shape.as_str()).collect();
        assert!(shapes.iter().all(|s| !s.contains("by_hand") && !s.contains("prepare")));
        let prepared = workload.statements.iter().find(|s| s.shape.starts_with("select id"));
        let calls = prepared.unwrap_or_else(|| panic!("{shapes:?}")).calls;
        assert!((calls - 2.0).abs() < 1e-9, "{calls}");
    }
}

#[test]
fn texts_that_this_role_may_not_see_are_counted_as_withheld() {
    let db = with_orders(Kind::Postgres15, "withheld");
    db.execute("create extension pg_stat_statements");
    let url = db.limited_role();
    db.execute("select count(*) from orders");
    let mut engine = Postgres::connect(&target(&url)).unwrap();
    let workload = snapshot(&mut engine).workload;
    assert!(workload.sources[0].withheld > 0);
    assert!(workload.statements.iter().all(|s| !s.shape.contains("insufficient")));
}
