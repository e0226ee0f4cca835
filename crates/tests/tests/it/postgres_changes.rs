//! PostgreSQL changed: journal, probe, preflight, execute, load.

use std::time::{Duration, Instant};

use rungs_core::change::{Action, Limits};
use rungs_core::dialect::{ServerFlavour, Sql, render};
use rungs_core::engine::{Changed, Engine, ErrorClass, Obstacle, Probe, Progress, World};
use rungs_core::name::{EngineKind, Ident, IndexName, TableName};
use rungs_core::seen::{IndexKey, IndexSpec, KeyPart, Method};
use rungs_engine::load::{Load, Value};
use rungs_engine::postgres::Postgres;
use rungs_tests::servers::{Client, Kind, TestDb};

use crate::postgres::{BOTH, connect, snapshot, target};

const NO_LIMITS: Limits = Limits { lock_wait_ms: 0, statement_ms: 0 };
const SHORT: Limits = Limits { lock_wait_ms: 100, statement_ms: 60_000 };
const FLAVOUR: ServerFlavour =
    ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 150_000 };

/// Stops when its time has come.
struct Clock {
    stop_at: Option<Instant>,
    heard: Vec<Progress>,
}

fn patient() -> Clock {
    Clock { stop_at: None, heard: Vec::new() }
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
        self.stop_at.is_some_and(|at| Instant::now() > at)
    }
    fn progress(&mut self, progress: &Progress) {
        self.heard.push(progress.clone());
    }
    fn say(&mut self, _: &str) {}
}

fn people(db: &TestDb, rows: u32) -> Postgres {
    db.execute(&format!(
        "create table \"People\" (\"Id\" int primary key, email varchar(80), state text, n int); \
         insert into \"People\" select i, 'p' || i, 'open', i % 100 from generate_series(1, {rows}) i; \
         analyze \"People\""
    ));
    connect(db)
}

fn table() -> TableName {
    TableName::new("public", "People")
}

/// Everything that the server spells otherwise than it was asked for.
fn wanted() -> IndexSpec {
    let mut lower = IndexKey::column("x");
    lower.part = KeyPart::Expression("lower(email)".to_owned());
    let mut descending = IndexKey::column("Id");
    descending.descending = true;
    descending.nulls_first = Some(true);
    IndexSpec {
        table: table(),
        method: Method::Btree,
        keys: vec![lower, descending],
        include: vec![Ident::new("n")],
        predicate: Some("state IN ('open', 'new') AND n > 3".to_owned()),
        unique: false,
    }
}

fn create(spec: IndexSpec) -> Action {
    Action::CreateIndex { name: Ident::new("Rungs idx"), index: spec }
}

fn run(engine: &mut Postgres, action: &Action) {
    for sql in render(action, FLAVOUR).unwrap().forward {
        engine.execute(&sql, &NO_LIMITS, &mut patient()).unwrap();
    }
}

fn forward(action: &Action) -> Sql {
    render(action, FLAVOUR).unwrap().forward.remove(0)
}

#[test]
fn every_action_is_seen_before_and_after_it_happened() {
    for kind in BOTH {
        let db = TestDb::new(kind, "actions");
        let mut engine = people(&db, 1_000);
        engine.lock().unwrap();
        let action = create(wanted());
        assert_eq!(engine.preflight(&action, None).unwrap(), []);
        assert_eq!(engine.probe(&action).unwrap(), Probe::NotStarted);
        run(&mut engine, &action);
        assert_eq!(engine.probe(&action).unwrap(), Probe::Done);

        let name = IndexName { table: table(), name: Ident::new("Rungs idx") };
        let made = snapshot(&mut engine).index(&name).unwrap().definition.clone();
        let drop = Action::DropIndex { name: name.clone(), definition: made };
        let rebuild = Action::RebuildIndex { name };
        assert_eq!(engine.probe(&rebuild).unwrap(), Probe::NotStarted);
        run(&mut engine, &rebuild);
        run(&mut engine, &Action::Analyze { table: table() });
        run(&mut engine, &Action::Vacuum { table: table() });
        let mut other = wanted();
        other.predicate = Some("n > 4".to_owned());
        assert!(matches!(engine.probe(&create(other)).unwrap(), Probe::Conflict(_)));
        assert_eq!(engine.probe(&drop).unwrap(), Probe::NotStarted);
        run(&mut engine, &drop);
        assert_eq!(engine.probe(&drop).unwrap(), Probe::Done);
        assert!(matches!(engine.probe(&rebuild).unwrap(), Probe::Conflict(_)));
        db.execute("create table \"Rungs idx\" (a int)");
        assert!(matches!(engine.probe(&action).unwrap(), Probe::Conflict(_)));
        let gone = Action::Analyze { table: TableName::new("public", "gone") };
        assert!(matches!(engine.probe(&gone).unwrap(), Probe::Conflict(_)));
        let set =
            Action::Set { setting: "work_mem".to_owned(), value: "4MB".to_owned(), previous: None };
        assert_eq!(engine.probe(&set).unwrap(), Probe::Done);
        assert_eq!(engine.preflight(&set, None).unwrap(), []);
    }
}

#[test]
fn an_invalid_index_of_a_broken_build_is_partial_and_its_remains_go() {
    for kind in BOTH {
        let db = TestDb::new(kind, "invalid index");
        let mut engine = people(&db, 1_000);
        engine.lock().unwrap();
        let mut spec = wanted();
        spec.unique = true;
        spec.keys = vec![IndexKey::column("state")];
        spec.include.clear();
        spec.predicate = None;
        let action = create(spec);
        let error = engine.execute(&forward(&action), &NO_LIMITS, &mut patient()).unwrap_err();
        assert_eq!(error.changed, Changed::Something);
        assert!(!format!("{error:?}").contains("(open)"), "no row values: {error:?}");
        let Probe::Partial { remains, .. } = engine.probe(&action).unwrap() else { panic!() };
        for sql in &remains {
            engine.execute(sql, &NO_LIMITS, &mut patient()).unwrap();
        }
        assert_eq!(engine.probe(&action).unwrap(), Probe::NotStarted);
    }
}

#[test]
fn a_drop_that_was_broken_off_is_taken_back_to_a_valid_index() {
    for kind in BOTH {
        let db = TestDb::new(kind, "broken_drop");
        let mut engine = people(&db, 1_000);
        db.execute("create index by_state on \"People\" (state)");
        let index = snapshot(&mut engine).indexes.into_iter().find(|i| !i.primary).unwrap();
        let action = Action::DropIndex { name: index.name, definition: index.definition };
        // A transaction that has read the table holds the drop up after its first part.
        let mut other = Client::connect(db.url()).unwrap();
        other.execute("begin; select count(*) from \"People\"").unwrap();
        engine.lock().unwrap();
        let drop_it = render(&action, FLAVOUR).unwrap().forward.remove(0);
        let half = Limits { lock_wait_ms: 0, statement_ms: 300 };
        engine.execute(&drop_it, &half, &mut patient()).unwrap_err();
        other.execute("rollback").unwrap();
        engine.unlock().unwrap();

        let probe = engine.probe(&action).unwrap();
        let Probe::Partial { remains, .. } = probe else { panic!("{kind:?}: {probe:?}") };
        engine.lock().unwrap();
        engine.execute(&remains[0], &NO_LIMITS, &mut patient()).unwrap();
        assert_eq!(engine.probe(&action).unwrap(), Probe::Done);
        let back = render(&action, FLAVOUR).unwrap().back.remove(0);
        engine.execute(&back, &NO_LIMITS, &mut patient()).unwrap();
        assert_eq!(engine.probe(&action).unwrap(), Probe::NotStarted);
    }
}

#[test]
fn a_session_of_rungs_own_settings_is_not_taken_for_the_servers() {
    let db = TestDb::new(Kind::Postgres15, "own_settings");
    let mut engine = connect(&db);
    // What the reading session has set for itself.
    for (setting, value) in [("statement_timeout", "5000"), ("statement_timeout", "5s")] {
        let action =
            Action::Set { setting: setting.to_owned(), value: value.to_owned(), previous: None };
        assert_eq!(engine.probe(&action).unwrap(), Probe::NotStarted, "{value}");
    }
}

#[test]
fn the_writers_lock_outlives_a_servers_limit_for_idle_sessions() {
    for kind in BOTH {
        let db = TestDb::new(kind, "idle_writer");
        db.execute(&format!("alter database {} set idle_session_timeout = 200", db.name()));
        let mut engine = connect(&db);
        engine.lock().unwrap();
        std::thread::sleep(Duration::from_millis(500));
        engine.journal_append("{}").unwrap();
    }
}

#[test]
fn ctrl_c_cancels_the_running_statement() {
    for kind in BOTH {
        let db = TestDb::new(kind, "ctrl c");
        let mut engine = people(&db, 10);
        engine.lock().unwrap();
        let sleep = Sql::fixed("select pg_sleep(60)");
        let started = Instant::now();
        let mut clock = patient();
        clock.stop_at = Some(started + Duration::from_millis(300));
        let error = engine.execute(&sleep, &NO_LIMITS, &mut clock).unwrap_err();
        assert_eq!((error.class, error.changed), (ErrorClass::Stopped, Changed::Nothing));
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn a_build_behind_a_long_transaction_is_seen_and_can_be_cancelled() {
    let db = TestDb::new(Kind::Postgres15, "long transaction");
    let mut engine = people(&db, 1_000);
    engine.lock().unwrap();
    let mut holder = Client::connect(db.url()).unwrap();
    holder.execute("begin; update \"People\" set n = 1 where \"Id\" = 1").unwrap();
    let action = create(wanted());
    let mut clock = patient();
    clock.stop_at = Some(Instant::now() + Duration::from_millis(1_500));
    let mut other = connect(&db);
    let seen = std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(700));
            (other.probe(&action).unwrap(), other.preflight(&action, None).unwrap())
        });
        let error = engine.execute(&forward(&action), &NO_LIMITS, &mut clock).unwrap_err();
        assert_eq!((error.class, error.changed), (ErrorClass::Stopped, Changed::Something));
        watcher.join().unwrap()
    });
    assert!(matches!(&seen.0, Probe::Partial { remains, .. } if remains.is_empty()), "{seen:?}");
    assert!(matches!(&seen.1[..], [Obstacle::Wait { .. }]), "another build is named: {seen:?}");
    assert!(clock.heard.iter().any(|p| p.phase.contains("waiting")), "{:?}", clock.heard);
    holder.execute("rollback").unwrap();
    assert!(matches!(engine.probe(&action).unwrap(), Probe::Partial { .. }));
}

#[test]
fn a_prepared_transaction_that_nobody_ends_is_named() {
    for kind in [Kind::Postgres15, Kind::Postgres18] {
        let db = TestDb::new(kind, "prepared transaction");
        let mut engine = people(&db, 10);
        let gid = format!("'{}''s'", db.name());
        db.execute(&format!(
            "begin; update \"People\" set n = 1 where \"Id\" = 1; prepare transaction {gid}"
        ));
        let seen = engine.preflight(&create(wanted()), None).unwrap();
        let end = format!("ROLLBACK PREPARED {gid}");
        assert!(
            matches!(&seen[..], [Obstacle::Wait { hint, .. }] if hint.contains(&end)),
            "{seen:?}"
        );
        db.execute(&end);
        assert_eq!(engine.preflight(&create(wanted()), None).unwrap(), []);
    }
}

#[test]
fn a_lock_that_is_not_got_in_time_is_busy_and_changes_nothing() {
    let db = TestDb::new(Kind::Postgres15, "busy lock");
    let mut engine = people(&db, 10);
    engine.lock().unwrap();
    let mut holder = Client::connect(db.url()).unwrap();
    holder.execute("begin; lock table \"People\" in access exclusive mode").unwrap();
    let analyze = forward(&Action::Analyze { table: table() });
    let error = engine.execute(&analyze, &SHORT, &mut patient()).unwrap_err();
    assert_eq!((error.class, error.changed), (ErrorClass::Busy, Changed::Nothing));
    let obstacles = engine.preflight(&create(wanted()), None).unwrap();
    assert!(matches!(&obstacles[..], [Obstacle::Wait { what, .. }] if what.contains("EXCLUSIVE")));
    assert_eq!(engine.probe(&create(wanted())).unwrap(), Probe::NotStarted);
}

#[test]
fn a_killed_connection_leaves_it_unknown_what_changed() {
    let db = TestDb::new(Kind::Postgres15, "killed connection");
    let mut engine = people(&db, 10);
    engine.lock().unwrap();
    let url = db.url().to_owned();
    let killer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        let kill = "select pg_terminate_backend(pid) from pg_stat_activity \
                    where query = 'select pg_sleep(61)' and pid <> pg_backend_pid()";
        Client::connect(&url).unwrap().execute(kill).unwrap();
    });
    let sleep = Sql::fixed("select pg_sleep(61)");
    let error = engine.execute(&sleep, &NO_LIMITS, &mut patient()).unwrap_err();
    killer.join().unwrap();
    assert_eq!((error.class, error.changed), (ErrorClass::Unreachable, Changed::Unknown));
}

#[test]
fn there_is_one_writer_and_its_journal_keeps_the_order() {
    for kind in BOTH {
        let db = TestDb::new(kind, "journal");
        let (mut first, mut second) = (connect(&db), connect(&db));
        assert_eq!(first.journal_read().unwrap(), Vec::<String>::new());
        assert_eq!(first.journal_append("x").unwrap_err().class, ErrorClass::Bug);
        first.lock().unwrap();
        first.lock().unwrap();
        let busy = second.lock().unwrap_err();
        assert_eq!(busy.class, ErrorClass::Busy);
        assert!(busy.detail.unwrap().contains("application rungs"));
        for body in ["{\"a\": 1}", "it's \\ b", "c"] {
            first.journal_append(body).unwrap();
        }
        first.unlock().unwrap();
        second.lock().unwrap();
        second.journal_append("d").unwrap();
        assert_eq!(first.journal_read().unwrap(), ["{\"a\": 1}", "it's \\ b", "c", "d"]);
        drop(second);
        let deadline = Instant::now() + Duration::from_secs(5);
        while first.lock().is_err() {
            assert!(Instant::now() < deadline, "a writer that is gone has let go");
        }
    }
}

#[test]
fn a_role_without_rights_and_a_partitioned_parent_are_stopped_before_anything_is_done() {
    let db = TestDb::new(Kind::Postgres15, "preflight");
    drop(people(&db, 10));
    db.execute("create table p (a int) partition by range (a)");
    let url = db.limited_role();
    let mut poor = Postgres::connect(&target(&url)).unwrap();
    let obstacles = poor.preflight(&create(wanted()), None).unwrap();
    assert_eq!(obstacles.len(), 2, "{obstacles:?}");
    assert!(
        obstacles
            .iter()
            .all(|o| matches!(o, Obstacle::Stop { hint, .. } if hint.contains("GRANT")))
    );
    let refused = poor.lock().unwrap_err();
    assert_eq!(refused.class, ErrorClass::Refused);
    assert!(refused.hint.unwrap().starts_with("GRANT CREATE ON DATABASE"));
    let mut spec = wanted();
    spec.table = TableName::new("public", "p");
    let parent = connect(&db).preflight(&create(spec), None).unwrap();
    assert!(matches!(&parent[..], [Obstacle::Stop { what, .. }] if what.contains("partitioned")));
    drop(poor);
}

#[test]
fn rows_are_copied_in_as_they_are() {
    let db = TestDb::new(Kind::Postgres18, "copy");
    let mut engine = connect(&db);
    engine.run("create table \"T\" (a int, b text, c float8, d bool, e date); select 1").unwrap();
    let text = "tab\t new\nline \\ back, 'quote' \\N";
    let row = vec![
        Value::Int(1),
        Value::Text(text.to_owned()),
        Value::Real(1.5),
        Value::Bool(true),
        Value::Text("2024-02-29".to_owned()),
    ];
    let rows = vec![row, vec![Value::Null; 5]];
    let columns = ["a", "b", "c", "d", "e"];
    let table = TableName::new("public", "T");
    assert_eq!(engine.insert(&table, &columns, &mut rows.into_iter()).unwrap(), 2);
    let back = engine.query("select * from \"T\"").unwrap();
    let back: Vec<Option<&str>> = back[0].iter().map(Option::as_deref).collect();
    assert_eq!(back, [Some("1"), Some(text), Some("1.5"), Some("t"), Some("2024-02-29")]);
    assert_eq!(
        engine.query("select count(*) from \"T\" where b is null").unwrap()[0][0].as_deref(),
        Some("1")
    );
}
