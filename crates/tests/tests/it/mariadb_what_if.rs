//! MariaDB asked: what it would do with an index that is not there.

use rungs_core::engine::{Answer, Engine, Question, Scope};
use rungs_core::name::{IndexName, TableName};
use rungs_core::seen::statement_plan::UsedIndex;
use rungs_core::seen::{IndexKey, IndexSpec, Method, Snapshot, StatementPlan};
use rungs_engine::load::{Load, Value};
use rungs_engine::mariadb::MariaDb;
use rungs_tests::servers::{Kind, TestDb};

use crate::mariadb::connect;

const CUSTOMERS: i64 = 60_000;
const ORDERS: i64 = 600_000;

/// Orders as in TPC-H: customers at random, dates over seven years, three states.
fn orders(test: &str) -> TestDb {
    let db = TestDb::new(Kind::MariaDb, test);
    db.execute("CREATE TABLE customer (custkey int PRIMARY KEY, name varchar(30) NOT NULL)");
    db.execute(
        "CREATE TABLE orders (orderkey int PRIMARY KEY, custkey int NOT NULL, \
         status char(1) NOT NULL, totalprice decimal(12,2) NOT NULL, odate date NOT NULL, \
         clerk char(15) NOT NULL, comment varchar(79) NOT NULL)",
    );
    let mut load = connect(db.url());
    let name = TableName::new(db.name(), "customer");
    let mut rows =
        (1..=CUSTOMERS).map(|n| vec![Value::Int(n), Value::Text(format!("Customer {n}"))]);
    load.insert(&name, &["custkey", "name"], &mut rows).unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let mut rows = (0..ORDERS).map(|n| {
        let day = random.i64(0..2_406);
        let (year, rest) = (1992 + day / 365, day % 365);
        let date = format!("{year}-{:02}-{:02}", rest / 31 + 1, rest % 28 + 1);
        let status = if day < 1_150 {
            "F"
        } else if day < 1_250 {
            "P"
        } else {
            "O"
        };
        vec![
            Value::Int(n * 4 + 1),
            Value::Int(random.i64(1..=CUSTOMERS)),
            Value::Text(status.to_owned()),
            Value::Real(random.f64() * 500_000.0),
            Value::Text(date),
            Value::Text(format!("Clerk#{:09}", random.i64(0..1_000))),
            Value::Text("carefully final deposits sleep furiously about it".to_owned()),
        ]
    });
    let columns = ["orderkey", "custkey", "status", "totalprice", "odate", "clerk", "comment"];
    load.insert(&TableName::new(db.name(), "orders"), &columns, &mut rows).unwrap();
    load.query("ANALYZE TABLE orders").unwrap();
    load.query("ANALYZE TABLE customer").unwrap();
    db
}

fn spec(db: &TestDb, columns: &[&str]) -> IndexSpec {
    IndexSpec {
        table: TableName::new(db.name(), "orders"),
        method: Method::Btree,
        keys: columns.iter().map(|c| IndexKey::column(*c)).collect(),
        include: Vec::new(),
        predicate: None,
        unique: false,
    }
}

const PROBES: [&str; 8] = [
    "SELECT * FROM orders WHERE custkey = 4711",
    "SELECT * FROM orders WHERE odate = '1995-03-15'",
    "SELECT * FROM orders WHERE odate >= '1995-03-01' AND odate < '1995-04-01'",
    "SELECT * FROM orders WHERE odate >= '1995-01-01'",
    "SELECT * FROM orders WHERE status = 'O' AND odate >= '1996-03-01' AND odate < '1996-04-01'",
    "SELECT c.name, SUM(o.totalprice) FROM customer c JOIN orders o ON o.custkey = c.custkey \
     GROUP BY c.custkey",
    "SELECT * FROM orders ORDER BY odate LIMIT 10",
    "SELECT odate, COUNT(*) FROM orders GROUP BY odate",
];

fn plans(engine: &mut MariaDb, snapshot: &Snapshot, with: &[IndexSpec]) -> Vec<StatementPlan> {
    let questions: Vec<Question> = PROBES
        .iter()
        .map(|text| Question::Plan {
            text: (*text).to_owned(),
            with: with.to_vec(),
            without: Vec::new(),
        })
        .collect();
    let answers = engine.answer(snapshot, &questions).unwrap();
    answers
        .into_iter()
        .map(|answer| match answer {
            Answer::Plan(plan) => plan,
            Answer::Unknown(why) => panic!("{why}"),
            Answer::Groups(_) => panic!("groups were not asked for"),
        })
        .collect()
}

/// Table, access type and index of each table, indexes by the names of the real ones.
fn paths(plan: &StatementPlan) -> Vec<String> {
    const NAMES: [&str; 3] = ["i1", "i2", "i3"];
    plan.nodes
        .iter()
        .filter_map(|node| {
            let table = node.table.as_ref()?;
            let index = match &node.index {
                None => "-",
                Some(UsedIndex::Existing(name)) => name.as_str(),
                Some(UsedIndex::Hypothetical(n)) => NAMES[*n],
            };
            Some(format!("{} {} {index}", table.name, node.operation))
        })
        .collect()
}

#[test]
fn mariadb_chooses_on_the_sample_what_it_chooses_with_the_real_indexes() {
    let db = orders("maria probes");
    let specs = [spec(&db, &["custkey"]), spec(&db, &["odate"]), spec(&db, &["status", "odate"])];
    let mut engine = connect(db.url());
    let snapshot = engine.snapshot(&Scope::default()).unwrap();
    let predicted = plans(&mut engine, &snapshot, &specs);
    let nothing = plans(&mut engine, &snapshot, &[]);
    drop(engine);
    db.execute(
        "ALTER TABLE orders ADD INDEX i1 (custkey), ADD INDEX i2 (odate), \
        ADD INDEX i3 (status, odate)",
    );
    db.query("ANALYZE TABLE orders");
    let mut engine = connect(db.url());
    let snapshot = engine.snapshot(&Scope::default()).unwrap();
    let real = plans(&mut engine, &snapshot, &[]);
    for (at, probe) in PROBES.iter().enumerate() {
        let rows = |plan: &StatementPlan| plan.nodes.last().and_then(|n| n.rows_estimated);
        eprintln!(
            "{:?} {:?} | {:?} {:?} | cost {:.0} -> {:.0} ({:.0}) {probe}",
            paths(&predicted[at]),
            rows(&predicted[at]),
            paths(&real[at]),
            rows(&real[at]),
            nothing[at].cost,
            predicted[at].cost,
            real[at].cost
        );
    }
    for (at, probe) in PROBES.iter().enumerate() {
        assert_eq!(paths(&predicted[at]), paths(&real[at]), "{probe}");
    }
}

#[test]
fn mariadb_leaves_no_scratch_database_and_hides_an_index_when_asked() {
    let db = TestDb::new(Kind::MariaDb, "maria scratch");
    db.execute("CREATE TABLE only_here (id int PRIMARY KEY AUTO_INCREMENT, a int, KEY by_a (a))");
    db.execute("INSERT INTO only_here (a) SELECT seq FROM seq_1_to_5000");
    db.execute("CREATE DATABASE IF NOT EXISTS rungs_scratch_4294000000_0");
    let mut engine = connect(db.url());
    let snapshot = engine.snapshot(&Scope::default()).unwrap();
    let table = TableName::new(db.name(), "only_here");
    let question = |text: String, without: bool| Question::Plan {
        text,
        with: Vec::new(),
        without: if without {
            vec![IndexName { table: table.clone(), name: "by_a".into() }]
        } else {
            Vec::new()
        },
    };
    let qualified = format!("SELECT * FROM `{}`.only_here WHERE a = 7", db.name());
    let questions = [
        question(qualified.clone(), true),
        question(qualified, false),
        question("SELECT * FROM only_here WHERE a = ?".to_owned(), false),
        question("UPDATE only_here SET a = ? WHERE a = ?".to_owned(), true),
        question("SELECT * FROM nowhere".to_owned(), true),
    ];
    let answers = engine.answer(&snapshot, &questions).unwrap();
    let (Answer::Plan(without), Answer::Plan(with)) = (&answers[0], &answers[1]) else {
        panic!("{answers:?}")
    };
    assert!(without.nodes[0].full_scan && !with.nodes[0].full_scan, "{answers:?}");
    assert!(without.cost > with.cost);
    assert!(matches!(&answers[2], Answer::Plan(p) if !p.nodes[0].full_scan), "{answers:?}");
    assert!(matches!(&answers[3], Answer::Plan(_)), "{answers:?}");
    assert!(matches!(answers[4], Answer::Unknown(_)), "{answers:?}");
    drop(engine);
    let left = db.query(
        "SELECT table_schema FROM information_schema.tables \
         WHERE table_schema LIKE 'rungs\\_scratch\\_%' AND table_name = 'only_here'",
    );
    assert!(left.is_empty(), "{left:?}");
    let dead = db.query("SHOW DATABASES LIKE 'rungs\\_scratch\\_4294000000\\_0'");
    assert!(dead.is_empty(), "what a dead session left is dropped");
}

#[test]
fn mariadb_says_why_it_cannot_try_an_index() {
    let db = TestDb::new(Kind::MariaDb, "maria no scratch");
    db.execute("CREATE TABLE t (id int PRIMARY KEY, a int)");
    let role = db.limited_role();
    db.execute(&format!("GRANT SELECT ON `{}`.* TO `{}`@'%'", db.name(), TestDb::role_name(&role)));
    let mut engine = connect(&role);
    let snapshot = engine.snapshot(&Scope::default()).unwrap();
    let with = IndexSpec { table: TableName::new(db.name(), "t"), ..spec(&db, &["a"]) };
    let text = "SELECT * FROM t WHERE a = 1".to_owned();
    let plain = Question::Plan { text: text.clone(), with: Vec::new(), without: Vec::new() };
    let questions = [plain, Question::Plan { text, with: vec![with], without: Vec::new() }];
    let answers = engine.answer(&snapshot, &questions).unwrap();
    assert!(matches!(answers[0], Answer::Plan(_)), "{answers:?}");
    assert!(matches!(&answers[1], Answer::Unknown(why) if why.contains("scratch")), "{answers:?}");
}

#[test]
fn names_and_literals_with_quotes_and_backslashes_have_plans() {
    let db = TestDb::new(Kind::MariaDb, "names with quotes");
    db.execute(
        "CREATE TABLE `o\"x` (id int PRIMARY KEY, `c\"1` int, `d\\2` int, `e'3` varchar(20), \
         KEY `k\"1` (`c\"1`), KEY `k\\2` (`d\\2`)); \
         INSERT INTO `o\"x` SELECT seq, seq % 500, seq % 700, 'x' FROM seq_1_to_20000; \
         ANALYZE TABLE `o\"x`",
    );
    let mut engine = connect(db.url());
    let seen = engine.snapshot(&Scope::default()).unwrap();
    let ask = |text: &str, with: Vec<IndexSpec>| Question::Plan {
        text: text.to_owned(),
        with,
        without: Vec::new(),
    };
    let mut wanted = spec(&db, &["e'3"]);
    wanted.table = TableName::new(db.name(), "o\"x");
    let questions = [
        ask("SELECT * FROM `o\"x` WHERE `c\"1` = 5 AND `e'3` = 'a\"b\\\\c'", vec![]),
        ask("SELECT * FROM `o\"x` `al\"\\as` WHERE `d\\2` = 5 AND id > 3", vec![]),
        ask("SELECT * FROM `o\"x` WHERE `e'3` = '{\"a\": \"it\\'s\", \"b\": 1}'", vec![wanted]),
    ];
    let answers = engine.answer(&seen, &questions).unwrap();
    let used = |at: usize| match &answers[at] {
        Answer::Plan(plan) => plan.nodes.iter().find_map(|node| node.index.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(used(0), Some(UsedIndex::Existing("k\"1".into())));
    assert_eq!(used(1), Some(UsedIndex::Existing("k\\2".into())));
    assert_eq!(used(2), Some(UsedIndex::Hypothetical(0)));
}
