//! MariaDB seen: catalog, capabilities, workload, statements run and measured.

use rungs_core::change::Limits;
use rungs_core::engine::{Engine, ErrorClass, Scope};
use rungs_core::name::{Ident, TableName};
use rungs_core::seen::{Capability, State, TypeClass};
use rungs_engine::load::{Load, Value};
use rungs_engine::mariadb::{MariaDb, MariaDbTarget};
use rungs_tests::servers::{Kind, TestDb};

pub const LIMITS: Limits = Limits { lock_wait_ms: 1_000, statement_ms: 60_000 };

pub fn connect(url: &str) -> MariaDb {
    MariaDb::connect(&MariaDbTarget::from_url(url).unwrap()).unwrap()
}

const SHOP: &str = "\
    CREATE TABLE customer (id int PRIMARY KEY, name varchar(40) NOT NULL, vip tinyint(1), \
      UNIQUE KEY by_name (name)); \
    CREATE TABLE orders (id bigint PRIMARY KEY AUTO_INCREMENT, customer_id int NOT NULL, \
      at datetime NOT NULL, note text, total decimal(12,2), \
      KEY by_customer (customer_id), KEY by_note (note(10)), KEY newest (at DESC), \
      KEY hidden (total) IGNORED, FULLTEXT KEY words (note), \
      CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customer (id)); \
    CREATE TABLE old (id int) ENGINE=MyISAM; \
    CREATE VIEW dear AS SELECT * FROM orders WHERE total > 100";

fn shop(test: &str) -> TestDb {
    let db = TestDb::new(Kind::MariaDb, test);
    for statement in SHOP.split("; ") {
        db.execute(statement);
    }
    let mut load = connect(db.url());
    let name = TableName::new(db.name(), "customer");
    let mut rows =
        (1..=100).map(|n| vec![Value::Int(n), Value::Text(format!("c{n}")), Value::Null]);
    load.insert(&name, &["id", "name", "vip"], &mut rows).unwrap();
    let name = TableName::new(db.name(), "orders");
    let mut rows = (1..=5_000).map(|n| {
        let at = format!("2024-01-{:02} 10:00:00", n % 28 + 1);
        vec![Value::Int(n % 100 + 1), Value::Text(at), Value::Real(n as f64 / 7.0)]
    });
    let count = load.insert(&name, &["customer_id", "at", "total"], &mut rows).unwrap();
    assert_eq!(count, 5_000);
    load.run("ANALYZE TABLE orders PERSISTENT FOR ALL").unwrap();
    db
}

#[test]
fn mariadb_shows_tables_with_keys_sizes_and_statistics() {
    let db = shop("maria catalog");
    let snapshot = connect(db.url()).snapshot(&Scope::default()).unwrap();
    let orders = snapshot.table(&TableName::new(db.name(), "orders")).unwrap();
    assert_eq!(orders.primary_key, [Ident::new("id")]);
    assert_eq!(orders.foreign_keys[0].references.name, Ident::new("customer"));
    assert!(orders.rows.unwrap() > 4_000.0);
    let column = orders.column(&Ident::new("customer_id")).unwrap();
    assert_eq!(column.class, TypeClass::Integer);
    assert!((column.distinct.unwrap() - 100.0).abs() < 5.0, "{:?}", column.distinct);
    assert_eq!(column.null_fraction, Some(0.0));
    let index = |name: &str| snapshot.indexes.iter().find(|i| i.name.name.0 == name).unwrap();
    assert!(index("by_customer").constraint, "the foreign key needs it");
    assert!(index("by_customer").bytes.is_some());
    assert_eq!(index("by_note").spec.keys[0].prefix_length, Some(10));
    assert!(index("newest").spec.keys[0].descending);
    assert!(index("hidden").ignored);
    assert!(index("by_name").unique);
    assert!(
        snapshot.skipped.iter().any(|s| s.subject == format!("{}.old", db.name())),
        "MyISAM is named"
    );
    assert!(snapshot.tables.iter().any(|t| t.name.name.0 == "dear"));
}

#[test]
fn mariadb_shows_the_settings_that_guard_data_and_how_many_replicas_are_connected() {
    let db = TestDb::new(Kind::MariaDb, "maria settings");
    let snapshot = connect(db.url()).snapshot(&Scope::default()).unwrap();
    assert_eq!(snapshot.activity.replicas, Some(0));
    for name in ["log_bin", "sync_binlog", "innodb_doublewrite"] {
        assert!(snapshot.server.setting(name).is_some(), "{name}");
    }
}

#[test]
fn mariadb_reads_the_statistics_of_a_partitioned_table_from_its_partitions() {
    let db = TestDb::new(Kind::MariaDb, "maria partitions");
    db.execute(
        "create table parts (id int primary key, a int not null, key by_a (a)) \
         partition by hash (id) partitions 4",
    );
    db.execute("insert into parts select seq, seq % 7 from seq_1_to_20000");
    db.execute("analyze table parts");
    let snapshot = connect(db.url()).snapshot(&Scope::default()).unwrap();
    let parts = snapshot.table(&TableName::new(db.name(), "parts")).unwrap();
    assert_eq!(parts.counters.analyzed, Some(true));
    assert_eq!(parts.column(&Ident::new("a")).unwrap().distinct, Some(7.0));
    let by_a = snapshot.indexes_of(&parts.name).find(|i| i.name.name.as_str() == "by_a").unwrap();
    assert!(by_a.bytes.unwrap().0 > 4 * 16_384, "{:?}", by_a.bytes);
}

#[test]
fn mariadb_definitions_of_indexes_make_them_again() {
    let db = shop("maria definitions");
    let before = connect(db.url()).snapshot(&Scope::default()).unwrap();
    for index in before.indexes.iter().filter(|i| !i.primary && !i.constraint && !i.ignored) {
        db.execute(&format!("ALTER TABLE orders DROP INDEX `{}`", index.name.name));
        db.execute(&index.definition);
    }
    let after = connect(db.url()).snapshot(&Scope::default()).unwrap();
    let specs = |s: &rungs_core::seen::Snapshot| {
        let mut specs: Vec<_> = s.indexes.iter().map(|i| i.spec.clone()).collect();
        specs.sort();
        specs
    };
    assert_eq!(specs(&before), specs(&after));
}

#[test]
fn mariadb_statements_come_as_shapes_and_can_be_filled_run_and_measured() {
    let db = shop("maria workload");
    db.query("SELECT COUNT(*), SUM(total) FROM orders WHERE customer_id = 7");
    db.query("SELECT COUNT(*), SUM(total) FROM orders WHERE customer_id = 8");
    let mut engine = connect(db.url());
    let snapshot = engine.snapshot(&Scope::default()).unwrap();
    let found = snapshot.workload.statements.iter().find(|s| s.shape.contains("customer_id` = ?"));
    let statement = found.unwrap_or_else(|| panic!("{:#?}", snapshot.workload));
    assert!(statement.calls >= 2.0);
    let texts = engine.runnable(&snapshot, statement).unwrap();
    assert!(!texts.is_empty());
    let first = engine.measure(&texts[0], &LIMITS).unwrap();
    let again = engine.measure(&texts[0], &LIMITS).unwrap();
    assert_eq!((first.rows, first.answer, first.work), (again.rows, again.answer, again.work));
    assert!(first.work.unwrap() >= 50, "{first:?}");
}

#[test]
fn mariadb_measures_nothing_that_writes_and_stops_what_takes_too_long() {
    let db = shop("maria measure");
    let mut engine = connect(db.url());
    let error = engine.measure("DELETE FROM orders", &LIMITS).unwrap_err();
    assert_eq!(error.class, ErrorClass::Refused);
    engine.measure("SELECT 1; DROP TABLE orders", &LIMITS).unwrap_err();
    let limits = Limits { statement_ms: 100, ..LIMITS };
    let slow =
        "SELECT COUNT(*) FROM orders a, orders b, orders c WHERE a.total + b.total < c.total";
    assert!(engine.measure(slow, &limits).unwrap().timed_out);
    assert_eq!(db.query("SELECT COUNT(*) FROM orders")[0][0].as_deref(), Some("5000"));
}

#[test]
fn mariadb_tells_a_role_all_that_it_lacks_and_the_grants_mend_it() {
    let db = shop("maria grants");
    let role = db.limited_role();
    let capabilities = |url: &str| connect(url).server().unwrap().capabilities;
    let lacking: Vec<Capability> =
        capabilities(&role).into_iter().filter(|c| c.state != State::Yes).collect();
    for id in
        ["catalog", "read_tables", "create_index", "journal", "what_if", "index_stats", "stats_all"]
    {
        assert!(lacking.iter().any(|c| c.id == id), "{id} is not named");
    }
    assert!(connect(&role).snapshot(&Scope::default()).is_ok());
    for mend in lacking.iter().flat_map(|c| &c.mend).filter(|m| m.starts_with("GRANT")) {
        db.execute(mend);
    }
    let still: Vec<String> = capabilities(&role)
        .into_iter()
        .filter(|c| c.state != State::Yes)
        .flat_map(|c| c.mend)
        .collect();
    assert_eq!(still, Vec::<String>::new());
}

#[test]
fn mariadb_says_what_is_wrong_with_a_connection() {
    let db = TestDb::new(Kind::MariaDb, "maria connect");
    let class = |url: &str| {
        let error = MariaDb::connect(&MariaDbTarget::from_url(url).unwrap()).err().unwrap();
        assert!(!format!("{error:?}").contains("hunter2"));
        assert!(error.hint.is_some(), "{error:?}");
        error.class
    };
    let url = db.url();
    let nobody = url.replacen("://", "://nobody:hunter2@", 1);
    let place = nobody.rsplit_once('@').unwrap().1;
    assert_eq!(class(&format!("mysql://nobody:hunter2@{place}")), ErrorClass::Config);
    let missing = url.replace(db.name(), "no_such_database");
    assert_eq!(class(&missing), ErrorClass::Config);
    assert_eq!(class("mysql://u:hunter2@127.0.0.1:1/x"), ErrorClass::Unreachable);
}

#[test]
fn mariadb_sees_a_thousand_tables_in_seconds_with_one_of_them_locked() {
    let db = TestDb::new(Kind::MariaDb, "maria thousand");
    for n in 0..1_000 {
        db.execute(&format!(
            "CREATE TABLE t{n} (id int PRIMARY KEY, a int, b int, c int, d int, \
             KEY a (a), KEY b (b), KEY c (c), KEY d (d)) STATS_PERSISTENT=0"
        ));
    }
    let mut holder = db.connect();
    holder.execute("LOCK TABLES t7 WRITE").unwrap();
    let snapshot = connect(db.url()).snapshot(&Scope::default()).unwrap();
    assert!(snapshot.tables.len() + snapshot.skipped.len() >= 1_000);
    assert!(snapshot.indexes.len() >= 4_995);
    assert!(snapshot.collector.statements < 60, "{:?}", snapshot.collector);
    eprintln!("{:?}", snapshot.collector);
}
