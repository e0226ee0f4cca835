//! MariaDB changed: the journal, the writer's lock, and statements of a step.

use std::time::{Duration, Instant};

use rungs_core::change::{Action, Limits};
use rungs_core::dialect::Sql;
use rungs_core::engine::{Engine, ErrorClass, Obstacle, Probe, Progress, World};
use rungs_core::name::{Ident, IndexName, TableName};
use rungs_core::seen::{IndexKey, IndexSpec, Method};
use rungs_tests::servers::{Kind, Server, TestDb};

use crate::mariadb::{LIMITS, connect};

struct Clock {
    stop_after: Option<Duration>,
    began: Instant,
    phases: u32,
}

impl Clock {
    fn new(stop_after: Option<Duration>) -> Self {
        Self { stop_after, began: Instant::now(), phases: 0 }
    }
}

impl World for Clock {
    fn now_ms(&self) -> i64 {
        0
    }
    fn sleep_ms(&mut self, ms: u64) {
        std::thread::sleep(Duration::from_millis(ms));
    }
    fn random(&mut self) -> f64 {
        0.5
    }
    fn stopped(&self) -> bool {
        self.stop_after.is_some_and(|after| self.began.elapsed() >= after)
    }
    fn progress(&mut self, _: &Progress) {
        self.phases += 1;
    }
    fn say(&mut self, _: &str) {}
}

fn table(test: &str) -> TestDb {
    let db = TestDb::new(Kind::MariaDb, test);
    db.execute("CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, a int, b int)");
    db.execute("INSERT INTO t (a, b) SELECT seq, seq FROM seq_1_to_1000");
    db
}

fn create(db: &TestDb, column: &str) -> Action {
    let index = IndexSpec {
        table: TableName::new(db.name(), "t"),
        method: Method::Btree,
        keys: vec![IndexKey::column(column)],
        include: Vec::new(),
        predicate: None,
        unique: false,
    };
    Action::CreateIndex { name: Ident::new("t_new"), index }
}

fn sql(text: &str) -> Sql {
    Sql::from_text_that_i_vouch_for(text)
}

const ADD: &str = "ALTER TABLE t ADD INDEX t_new (a), ALGORITHM=INPLACE, LOCK=NONE";

#[test]
fn mariadb_keeps_a_journal_in_order_and_one_writer() {
    let db = table("maria journal");
    let (mut first, mut second) = (connect(db.url()), connect(db.url()));
    assert!(first.journal_read().unwrap().is_empty());
    assert_eq!(first.journal_append("x").unwrap_err().class, ErrorClass::Bug);
    first.lock().unwrap();
    first.lock().unwrap();
    let busy = second.lock().unwrap_err();
    assert_eq!(busy.class, ErrorClass::Busy);
    assert!(busy.detail.unwrap().contains("connection "));
    let bodies = ["{\"a\":1}".to_owned(), "ü \\ ' \"".to_owned(), "x".repeat(100_000)];
    for body in &bodies {
        first.journal_append(body).unwrap();
    }
    assert_eq!(second.journal_read().unwrap(), bodies);
    first.unlock().unwrap();
    second.lock().unwrap();
    drop(second);
    std::thread::sleep(Duration::from_millis(200));
    first.lock().unwrap();
}

#[test]
fn mariadb_probes_tell_what_has_happened() {
    let db = table("maria probe");
    let mut engine = connect(db.url());
    engine.lock().unwrap();
    let action = create(&db, "a");
    assert_eq!(engine.probe(&action).unwrap(), Probe::NotStarted);
    engine.execute(&sql(ADD), &LIMITS, &mut Clock::new(None)).unwrap();
    assert_eq!(engine.probe(&action).unwrap(), Probe::Done);
    assert!(matches!(engine.probe(&create(&db, "b")).unwrap(), Probe::Conflict(_)));
    let name = IndexName { table: TableName::new(db.name(), "t"), name: "t_new".into() };
    let drop = Action::DropIndex { name, definition: ADD.to_owned() };
    assert_eq!(engine.probe(&drop).unwrap(), Probe::NotStarted);
    let back = sql("ALTER TABLE t DROP INDEX t_new");
    engine.execute(&back, &LIMITS, &mut Clock::new(None)).unwrap();
    assert_eq!(engine.probe(&drop).unwrap(), Probe::Done);
    let set = |value: &str| Action::Set {
        setting: "performance_schema".to_owned(),
        value: value.to_owned(),
        previous: None,
    };
    assert_eq!(engine.probe(&set("1")).unwrap(), Probe::Done);
    assert_eq!(engine.probe(&set("OFF")).unwrap(), Probe::NotStarted);
}

#[test]
fn mariadb_does_not_wait_long_for_a_lock_and_names_who_holds_it() {
    let db = table("maria busy");
    let mut holder = db.connect();
    holder.execute("START TRANSACTION").unwrap();
    holder.query("SELECT COUNT(*) FROM t").unwrap();
    let mut engine = connect(db.url());
    engine.lock().unwrap();
    let limits = Limits { lock_wait_ms: 200, statement_ms: 60_000 };
    let started = Instant::now();
    let error = engine.execute(&sql(ADD), &limits, &mut Clock::new(None)).unwrap_err();
    assert_eq!(error.class, ErrorClass::Busy, "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(engine.probe(&create(&db, "a")).unwrap(), Probe::NotStarted);
    holder.execute("COMMIT").unwrap();
    engine.execute(&sql(ADD), &limits, &mut Clock::new(None)).unwrap();
}

#[test]
fn mariadb_says_busy_and_not_missing_while_a_table_cannot_be_looked_at() {
    let db = table("maria hidden");
    db.execute("CREATE TABLE u (id int)");
    let mut reader = db.connect();
    reader.execute("START TRANSACTION").unwrap();
    reader.query("SELECT COUNT(*) FROM u").unwrap();
    let url = db.url().to_owned();
    // Holds `t` exclusively while it waits for `u`.
    let renaming = std::thread::spawn(move || {
        let mut other = rungs_tests::servers::Client::connect(&url).unwrap();
        other.execute("RENAME TABLE t TO t1, u TO u1, t1 TO t, u1 TO u").unwrap();
    });
    std::thread::sleep(Duration::from_millis(500));
    let mut engine = connect(db.url());
    let error = engine.probe(&create(&db, "a")).unwrap_err();
    assert_eq!(error.class, ErrorClass::Busy, "{error:?}");
    reader.execute("COMMIT").unwrap();
    renaming.join().unwrap();
    assert_eq!(engine.probe(&create(&db, "a")).unwrap(), Probe::NotStarted);
}

#[test]
fn mariadb_counts_work_and_runs_steps_whatever_the_servers_sql_mode() {
    let db = table("maria modes");
    db.execute("SET SESSION sql_mode = ''; CREATE TABLE z (id int, d date DEFAULT '0000-00-00')");
    let before = db.query("SELECT @@GLOBAL.sql_mode").remove(0).remove(0).unwrap();
    db.execute("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ZERO_DATE'");
    let mut engine = connect(db.url());
    let measured = engine.measure("SELECT COUNT(*) FROM t WHERE b > 3", &LIMITS);
    let locked = engine.lock();
    let add = sql("ALTER TABLE z ADD INDEX z_new (d), ALGORITHM=INPLACE, LOCK=NONE");
    let added = engine.execute(&add, &LIMITS, &mut Clock::new(None));
    db.execute(&format!("SET GLOBAL sql_mode = '{before}'"));
    let work = measured.unwrap().work;
    assert!(work.is_some_and(|work| work >= 1_000), "{work:?}");
    locked.unwrap();
    added.unwrap();
}

#[test]
fn mariadb_takes_no_everyday_statement_for_an_obstacle() {
    let db = table("maria everyday");
    let watch = |on: &str| {
        format!(
            "UPDATE performance_schema.setup_instruments SET enabled = '{on}', timed = '{on}' \
             WHERE name = 'wait/lock/metadata/sql/mdl'"
        )
    };
    db.execute(&watch("YES"));
    let mut reader = db.connect();
    reader.execute("START TRANSACTION").unwrap();
    reader.query("SELECT COUNT(*) FROM t").unwrap();
    let obstacles = connect(db.url()).preflight(&create(&db, "a"), None);
    db.execute(&watch("NO"));
    assert_eq!(obstacles.unwrap(), []);
}

/// On a server of its own: the obstacle is one for every table of a server.
#[test]
fn mariadb_names_a_prepared_transaction_that_nobody_ends() {
    let server = Server::start(Kind::MariaDb).unwrap();
    let db = TestDb::on(server.url(), Kind::MariaDb, "maria xa");
    db.execute("CREATE TABLE t (id int PRIMARY KEY, a int, b int); INSERT INTO t VALUES (1, 1, 1)");
    let mut engine = connect(db.url());
    let xid = "'shop-1'";
    let mut session = db.connect();
    session.execute(&format!("XA START {xid}; UPDATE t SET b = 5; XA END {xid}")).unwrap();
    session.execute(&format!("XA PREPARE {xid}")).unwrap();
    assert_eq!(engine.preflight(&create(&db, "a"), None).unwrap(), [], "its session is there");
    drop(session);
    std::thread::sleep(Duration::from_millis(300));
    let seen = engine.preflight(&create(&db, "a"), None).unwrap();
    let end = format!("XA ROLLBACK {xid}");
    assert!(matches!(&seen[..], [Obstacle::Wait { hint, .. }] if hint.contains(&end)), "{seen:?}");
    db.execute(&end);
    assert_eq!(engine.preflight(&create(&db, "a"), None).unwrap(), []);
}

#[test]
fn mariadb_stops_a_running_statement_and_tells_its_progress() {
    let db = table("maria stop");
    db.execute("INSERT INTO t (a, b) SELECT seq, seq FROM seq_1_to_300000");
    let mut engine = connect(db.url());
    engine.lock().unwrap();
    let slow = sql("UPDATE t SET b = b + SLEEP(0.01)");
    let mut clock = Clock::new(Some(Duration::from_millis(1_500)));
    let error = engine.execute(&slow, &LIMITS, &mut clock).unwrap_err();
    assert_eq!(error.class, ErrorClass::Stopped, "{error:?}");
    assert!(clock.phases > 0);
    let limits = Limits { statement_ms: 300, ..LIMITS };
    let error = engine.execute(&slow, &limits, &mut Clock::new(None)).unwrap_err();
    assert_eq!(error.class, ErrorClass::TimedOut, "{error:?}");
}

#[test]
fn mariadb_never_falls_back_to_a_copy() {
    let db = table("maria inplace");
    let mut engine = connect(db.url());
    engine.lock().unwrap();
    let copy = sql("ALTER TABLE t MODIFY a bigint, ALGORITHM=INPLACE, LOCK=NONE");
    let error = engine.execute(&copy, &LIMITS, &mut Clock::new(None)).unwrap_err();
    assert_eq!(error.class, ErrorClass::Unsupported, "{error:?}");
    assert!(error.hint.is_some());
}

#[test]
fn mariadb_preflight_names_missing_privileges_with_their_grant() {
    let db = table("maria preflight");
    let role = db.limited_role();
    let obstacles = connect(&role).preflight(&create(&db, "a"), None).unwrap();
    let hint = obstacles.iter().find_map(|o| match o {
        Obstacle::Stop { hint, .. } if hint.starts_with("GRANT") => Some(hint),
        _ => None,
    });
    db.execute(hint.unwrap());
    let obstacles = connect(&role).preflight(&create(&db, "a"), None).unwrap();
    assert!(!obstacles.iter().any(|o| matches!(o, Obstacle::Stop { .. })), "{obstacles:?}");
}
