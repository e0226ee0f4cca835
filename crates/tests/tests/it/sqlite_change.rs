//! SQLite: the journal, the writer's lock, and statements of a step.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rungs_core::change::{Action, Limits};
use rungs_core::dialect::{self, ServerFlavour, Sql};
use rungs_core::engine::{Engine, ErrorClass, Obstacle, Probe, Progress, World};
use rungs_core::name::{IndexName, TableName};
use rungs_core::seen::{IndexKey, IndexSpec, Method};
use rungs_engine::sqlite::{Sqlite, SqliteTarget};

use crate::sqlite::{Db, NUMBERS};

struct Patient {
    stop_after: Option<Duration>,
    began: Instant,
}

impl Patient {
    fn new() -> Self {
        Self { stop_after: None, began: Instant::now() }
    }
}

impl World for Patient {
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
    fn progress(&mut self, _: &Progress) {}
    fn say(&mut self, _: &str) {}
}

const LIMITS: Limits = Limits { lock_wait_ms: 100, statement_ms: 60_000 };

fn index() -> IndexSpec {
    IndexSpec {
        table: TableName::new("main", "t"),
        method: Method::Btree,
        keys: vec![IndexKey::column("a")],
        include: vec![],
        predicate: None,
        unique: false,
    }
}

fn create() -> Action {
    Action::CreateIndex { name: dialect::index_name(&index()), index: index() }
}

fn table() -> Db {
    Db::new(&format!("CREATE TABLE t(a, b); {NUMBERS} INSERT INTO t SELECT i, i FROM n"))
}

fn forward(db: &Db, action: &Action) -> Vec<Sql> {
    let flavour = ServerFlavour::from(&db.engine().server().unwrap());
    dialect::render(action, flavour).unwrap().forward
}

#[test]
fn an_index_is_made_probed_and_dropped_again() {
    let db = table();
    let mut engine = db.engine();
    assert_eq!(engine.probe(&create()).unwrap(), Probe::NotStarted);
    assert_eq!(engine.preflight(&create(), None).unwrap(), []);
    for sql in forward(&db, &create()) {
        engine.execute(&sql, &LIMITS, &mut Patient::new()).unwrap();
    }
    assert_eq!(engine.probe(&create()).unwrap(), Probe::Done);
    let name = dialect::index_name(&index());
    let drop = Action::DropIndex {
        name: IndexName { table: index().table, name: name.clone() },
        definition: format!("CREATE INDEX {name} ON t(a)"),
    };
    assert_eq!(engine.probe(&drop).unwrap(), Probe::NotStarted);
    for sql in forward(&db, &drop) {
        engine.execute(&sql, &LIMITS, &mut Patient::new()).unwrap();
    }
    assert_eq!(engine.probe(&drop).unwrap(), Probe::Done);
    assert_eq!(engine.probe(&create()).unwrap(), Probe::NotStarted);
}

#[test]
fn an_index_of_the_same_name_with_other_keys_is_a_conflict() {
    let db = table();
    let name = dialect::index_name(&index());
    db.conn().execute_batch(&format!("CREATE INDEX \"{name}\" ON t(b)")).unwrap();
    let Probe::Conflict(what) = db.engine().probe(&create()).unwrap() else { panic!() };
    assert!(what.contains("other keys"));
}

#[test]
fn an_index_of_a_constraint_is_never_dropped() {
    let db = Db::new("CREATE TABLE t(a UNIQUE, b)");
    let drop = Action::DropIndex {
        name: IndexName { table: index().table, name: "sqlite_autoindex_t_1".into() },
        definition: String::new(),
    };
    assert!(matches!(db.engine().probe(&drop).unwrap(), Probe::Conflict(_)));
}

#[test]
fn a_writer_makes_a_step_wait_and_its_end_lets_it_through() {
    let db = table();
    let other = db.conn();
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM t WHERE a = 1").unwrap();
    let mut engine = db.engine();
    assert!(matches!(engine.preflight(&create(), None).unwrap()[..], [Obstacle::Wait { .. }]));
    let sql = &forward(&db, &create())[0];
    let error = engine.execute(sql, &LIMITS, &mut Patient::new()).unwrap_err();
    assert_eq!(error.class, ErrorClass::Busy);
    assert_eq!(engine.probe(&create()).unwrap(), Probe::NotStarted);
    other.execute_batch("ROLLBACK").unwrap();
    engine.execute(sql, &LIMITS, &mut Patient::new()).unwrap();
}

#[test]
fn a_target_given_as_read_only_refuses_changes_and_can_be_looked_at() {
    let db = table();
    let target = SqliteTarget { read_only: true, ..db.target() };
    let mut engine = Sqlite::open(&target).unwrap();
    assert!(engine.server().unwrap().read_only);
    assert!(!engine.server().unwrap().can("create_index"));
    assert!(matches!(engine.preflight(&create(), None).unwrap()[..], [Obstacle::Stop { .. }]));
    let error = engine.lock().unwrap_err();
    assert_eq!(error.class, ErrorClass::Refused);
    assert_eq!(std::fs::read_dir(db.folder.path()).unwrap().count(), 1);
}

#[test]
fn a_stopped_build_leaves_nothing_behind() {
    let db = Db::new(
        "CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
         LIMIT 1500000) INSERT INTO t SELECT random(), i FROM n",
    );
    let mut engine = db.engine();
    let mut world = Patient { stop_after: Some(Duration::from_millis(50)), began: Instant::now() };
    let error = engine.execute(&forward(&db, &create())[0], &LIMITS, &mut world).unwrap_err();
    assert_eq!(error.class, ErrorClass::Stopped, "{error:?}");
    assert_eq!(engine.probe(&create()).unwrap(), Probe::NotStarted);
    let ok: String = db.conn().query_row("PRAGMA quick_check", [], |r| r.get(0)).unwrap();
    assert_eq!(ok, "ok");
}

#[test]
fn the_journal_mode_is_set_and_set_back_while_the_engine_is_open() {
    let db = table();
    let mut engine = db.engine();
    for mode in ["wal", "delete"] {
        let set = Action::Set {
            setting: "journal_mode".into(),
            value: mode.into(),
            previous: Some("delete".into()),
        };
        for sql in forward(&db, &set) {
            engine.execute(&sql, &LIMITS, &mut Patient::new()).unwrap();
        }
        assert_eq!(engine.probe(&set).unwrap(), Probe::Done, "{mode}");
    }
    let cache = Action::Set { setting: "cache_size".into(), value: "9".into(), previous: None };
    assert!(matches!(engine.probe(&cache).unwrap(), Probe::Conflict(_)));
}

#[test]
fn the_journal_keeps_its_order_and_one_writer_at_a_time() {
    let db = table();
    let (mut first, mut second) = (db.engine(), db.engine());
    assert!(first.journal_read().unwrap().is_empty());
    assert_eq!(first.journal_append("{}").unwrap_err().class, ErrorClass::Bug);
    first.lock().unwrap();
    assert_eq!(second.lock().unwrap_err().class, ErrorClass::Busy);
    // The application reads and writes meanwhile.
    db.conn().execute_batch("INSERT INTO t VALUES (1, 2)").unwrap();
    for body in ["one", "two", "three"] {
        first.journal_append(body).unwrap();
    }
    assert_eq!(second.journal_read().unwrap(), ["one", "two", "three"]);
    first.unlock().unwrap();
    second.lock().unwrap();
    drop(second);
    assert_eq!(std::fs::read_dir(db.folder.path()).unwrap().count(), 1);
    // The journal is not a table of the user's.
    assert_eq!(db.snapshot().tables.len(), 1);
}

#[test]
fn an_entry_of_the_journal_waits_for_an_application_that_writes() {
    let db = table();
    let mut engine = db.engine();
    engine.lock().unwrap();
    // The short wait of a look before a step.
    engine.preflight(&create(), None).unwrap();
    let other = db.conn();
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM t WHERE a = 1").unwrap();
    let ends = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(1));
        other.execute_batch("COMMIT").unwrap();
    });
    engine.journal_append("started").unwrap();
    ends.join().unwrap();
}

/// Run by the test below in a process of its own.
#[test]
#[ignore = "a part of a_writer_killed_in_the_middle_frees_its_lock"]
fn hold_the_lock_until_killed() {
    let path = std::env::var("RUNGS_TEST_SQLITE_FILE").unwrap();
    let mut engine = Sqlite::open(&SqliteTarget::file(path)).unwrap();
    engine.lock().unwrap();
    engine.journal_append("started").unwrap();
    println!("held");
    std::thread::sleep(Duration::from_mins(1));
}

#[test]
fn a_writer_killed_in_the_middle_frees_its_lock() {
    let db = table();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "sqlite_change::hold_the_lock_until_killed"])
        .env("RUNGS_TEST_SQLITE_FILE", &db.path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("held")));
    let mut engine = db.engine();
    assert_eq!(engine.lock().unwrap_err().class, ErrorClass::Busy);
    // SIGKILL on Unix.
    child.kill().unwrap();
    child.wait().unwrap();
    engine.lock().unwrap();
    assert_eq!(engine.journal_read().unwrap(), ["started"]);
}
