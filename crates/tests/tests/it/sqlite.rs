//! SQLite: opening files, what is seen in them, what a statement takes.

use std::fs;
use std::path::{Path, PathBuf};

use rungs_core::change::Limits;
use rungs_core::engine::{Engine, ErrorClass, Scope};
use rungs_core::name::{Ident, TableName};
use rungs_core::seen::{KeyPart, Snapshot, TableKind};
use rungs_engine::sqlite::{Sqlite, SqliteTarget};
use rusqlite::Connection;
use tempfile::TempDir;

/// A file made by a script, in a folder that goes away.
pub struct Db {
    pub folder: TempDir,
    pub path: PathBuf,
}

impl Db {
    pub fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.db");
        Connection::open(&path).unwrap().execute_batch(script).unwrap();
        Self { folder, path }
    }

    pub fn target(&self) -> SqliteTarget {
        SqliteTarget::file(&self.path)
    }

    pub fn engine(&self) -> Sqlite {
        Sqlite::open(&self.target()).unwrap()
    }

    pub fn conn(&self) -> Connection {
        Connection::open(&self.path).unwrap()
    }

    pub fn snapshot(&self) -> Snapshot {
        self.engine().snapshot(&Scope::default()).unwrap()
    }
}

pub const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT \
                           5000)";

fn main_table(name: &str) -> TableName {
    TableName::new("main", name)
}

fn class_of_opening(path: &Path) -> ErrorClass {
    let error = Sqlite::open(&SqliteTarget::file(path)).err().unwrap();
    assert!(error.hint.is_some(), "no hint: {error:?}");
    error.class
}

#[test]
fn a_missing_file_is_an_error_and_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    assert_eq!(class_of_opening(&path), ErrorClass::Unreachable);
    assert!(!path.exists());
}

#[test]
fn a_folder_and_a_garbage_file_are_told_apart_from_databases() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(class_of_opening(folder.path()), ErrorClass::Config);
    let path = folder.path().join("letter.txt");
    fs::write(&path, "Dear database, ".repeat(300)).unwrap();
    assert_eq!(class_of_opening(&path), ErrorClass::Config);
}

#[test]
fn a_file_that_another_holds_exclusively_is_busy() {
    let db = Db::new("CREATE TABLE t(a)");
    let other = db.conn();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert_eq!(class_of_opening(&db.path), ErrorClass::Busy);
    other.execute_batch("ROLLBACK").unwrap();
    db.engine();
}

#[test]
fn the_reading_session_writes_nothing() {
    let db = Db::new("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    let before = fs::read(&db.path).unwrap();
    let mut engine = db.engine();
    engine.snapshot(&Scope::default()).unwrap();
    let limits = Limits { lock_wait_ms: 100, statement_ms: 1_000 };
    let error = engine.measure("DELETE FROM t", &limits).unwrap_err();
    assert_eq!(error.class, ErrorClass::User);
    assert_eq!(fs::read(&db.path).unwrap(), before);
    assert_eq!(fs::read_dir(db.folder.path()).unwrap().count(), 1);
}

#[test]
fn statistics_of_single_values_and_sizes_are_compiled_in() {
    let db = Db::new(&format!(
        "CREATE TABLE t(a); {NUMBERS} INSERT INTO t SELECT i FROM n; CREATE INDEX i ON t(a); \
         ANALYZE"
    ));
    let server = db.engine().server().unwrap();
    assert!(server.can("stat4") && server.can("dbstat") && server.can("planner_stats"));
    assert_eq!(server.database, "app.db");
    assert!(server.version_num >= 35_000 && !server.read_only);
}

#[test]
fn two_names_of_one_file_are_one_target_and_a_copy_is_another() {
    let db = Db::new("CREATE TABLE t(a)");
    let identity =
        |path: &Path| Sqlite::open(&SqliteTarget::file(path)).unwrap().server().unwrap().identity;
    let roundabout = db.folder.path().join(".").join("app.db");
    assert_eq!(identity(&db.path), identity(&roundabout));
    let copy = db.folder.path().join("copy.db");
    fs::copy(&db.path, &copy).unwrap();
    assert_ne!(identity(&db.path), identity(&copy));
}

#[test]
fn keys_collations_expressions_and_predicates_are_seen_as_they_are() {
    let db = Db::new(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, code TEXT, at TEXT, \
           double AS (id * 2));
         CREATE INDEX i1 ON t(name, at DESC) WHERE code IS NOT NULL;
         CREATE UNIQUE INDEX i2 ON t(lower(code), code COLLATE NOCASE);
         CREATE TABLE w(a TEXT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID;
         CREATE TABLE child(t INT REFERENCES t, w1 TEXT, w2 INT,
           FOREIGN KEY (w1, w2) REFERENCES w(a, b));
         CREATE VIEW v AS SELECT * FROM t;
         CREATE VIRTUAL TABLE words USING fts5(body)",
    );
    let seen = db.snapshot();
    let names: Vec<&str> = seen.tables.iter().map(|t| t.name.name.as_str()).collect();
    assert_eq!(names, ["t", "w", "child", "v", "words"]);
    let t = seen.table(&main_table("t")).unwrap();
    assert_eq!(t.primary_key, [Ident::from("id")]);
    assert!(t.columns[4].generated && t.columns[1].collation.as_deref() == Some("NOCASE"));
    let of = |name: &str| seen.indexes.iter().find(|i| i.name.name.as_str() == name).unwrap();
    let i1 = &of("i1").spec;
    assert_eq!(i1.predicate.as_deref(), Some("code IS NOT NULL"));
    assert!(i1.keys[1].descending && i1.keys[0].collation.is_none());
    let i2 = &of("i2").spec;
    assert_eq!(i2.keys[0].part, KeyPart::Expression("lower(code)".to_owned()));
    assert_eq!(i2.keys[1].collation.as_deref(), Some("NOCASE"));
    assert!(i2.unique);
    // The rowid alias has no index; the WITHOUT ROWID table is its own.
    assert!(!seen.indexes_of(&t.name).any(|i| i.primary));
    let w = seen.table(&main_table("w")).unwrap();
    assert_eq!(w.kind, TableKind::WithoutRowid);
    assert!(seen.indexes_of(&w.name).all(|i| i.primary && i.clustered && i.constraint));
    let keys = &seen.table(&main_table("child")).unwrap().foreign_keys;
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().any(|k| k.columns.len() == 2 && k.references == main_table("w")));
}

#[test]
fn a_table_never_analyzed_is_counted_and_said_to_be_so() {
    let db = Db::new(&format!(
        "CREATE TABLE t(a INT, b TEXT); {NUMBERS} INSERT INTO t SELECT i % 10, NULL FROM n;
         CREATE TABLE empty(a)"
    ));
    let seen = db.snapshot();
    let t = seen.table(&main_table("t")).unwrap();
    assert_eq!(t.rows, Some(5000.0));
    assert_eq!(t.counters.analyzed, Some(false));
    assert!(t.bytes.unwrap().0 > 4096);
    let (a, b) = (&t.columns[0], &t.columns[1]);
    assert!((a.distinct.unwrap() - 10.0).abs() < 1.0, "{:?}", a.distinct);
    assert_eq!((b.null_fraction, b.distinct), (Some(1.0), None));
    assert_eq!(seen.table(&main_table("empty")).unwrap().counters.analyzed, Some(true));
}

#[test]
fn statistics_that_have_fallen_behind_show_in_rows_changed() {
    let db = Db::new(&format!(
        "CREATE TABLE t(a); CREATE INDEX i ON t(a); {NUMBERS} INSERT INTO t SELECT i FROM n;
         ANALYZE; {NUMBERS} INSERT INTO t SELECT i FROM n"
    ));
    let seen = db.snapshot();
    let t = seen.table(&main_table("t")).unwrap();
    assert_eq!(t.counters.rows_changed_since_analyze, Some(5000));
    assert_eq!(t.rows, Some(10_000.0));
}

#[test]
fn a_scope_names_tables_and_says_which_are_not_there() {
    let db = Db::new("CREATE TABLE one(a); CREATE TABLE two(a)");
    let scope = Scope { tables: vec!["ONE".into(), "three".into()], ..Scope::default() };
    let seen = db.engine().snapshot(&scope).unwrap();
    assert_eq!(seen.tables.len(), 1);
    assert!(seen.skipped.iter().any(|s| s.subject == "three"));
}

#[test]
fn an_answer_is_the_same_in_any_order_and_for_sums_that_differ_in_the_last_digits() {
    let db = Db::new("CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 0.1), (2, 0.2), (2, 0.3)");
    let mut engine = db.engine();
    let mut answer = |sql: &str| {
        let limits = Limits { lock_wait_ms: 100, statement_ms: 10_000 };
        engine.measure(sql, &limits).unwrap()
    };
    let up = answer("SELECT a, b FROM t ORDER BY b");
    let down = answer("SELECT a, b FROM t ORDER BY b DESC");
    assert_eq!((up.answer, up.rows), (down.answer, 3));
    assert!(up.work.unwrap() > 10 && up.work_unit == "vm steps");
    assert_eq!(answer("SELECT 0.1 + 0.2").answer, answer("SELECT 0.3").answer);
    assert_ne!(answer("SELECT a FROM t").answer, answer("SELECT DISTINCT a FROM t").answer);
    assert_ne!(answer("SELECT 'ab', 'c'").answer, answer("SELECT 'a', 'bc'").answer);
}

#[test]
fn a_statement_over_its_time_is_stopped_and_says_so() {
    let db = Db::new("CREATE TABLE t(a)");
    let limits = Limits { lock_wait_ms: 100, statement_ms: 50 };
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) \
                   FROM n";
    let mut engine = db.engine();
    let measured = engine.measure(endless, &limits).unwrap();
    assert!(measured.timed_out && measured.ms.0 < 5_000.0);
    // The connection is fit for the next one.
    assert!(!engine.measure("SELECT 1", &limits).unwrap().timed_out);
}

#[test]
fn a_shape_is_filled_with_a_common_and_a_rare_value_of_its_columns() {
    let db = Db::new(&format!(
        "CREATE TABLE t(kind TEXT, at INT, tag TEXT); {NUMBERS} INSERT INTO t SELECT CASE \
           WHEN i = 9 THEN 'o''dd' ELSE 'usual' END, i, 'x' FROM n"
    ));
    let mut engine = db.engine();
    let snapshot = engine.snapshot(&Scope::default()).unwrap();
    let mut texts = |shape: &str| {
        let statement = rungs_core::seen::Statement {
            fingerprint: rungs_core::name::Fingerprint(1),
            shape: shape.to_owned(),
            sample: None,
            name: None,
            calls: 1.0,
            total: None,
            rows: None,
            source: 0,
            unparsed: None,
        };
        engine.runnable(&snapshot, &statement).unwrap()
    };
    let found = texts("SELECT * FROM t AS x WHERE x.kind = ? AND at > ? LIMIT ?");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("kind = 'usual' AND at > 4") && found[0].ends_with("LIMIT 10"));
    for named in [[":kind", ":at", ":n"], ["?1", "?2", "?3"], ["@k", "@a", "$n"]] {
        let [kind, at, n] = named;
        let text =
            format!("SELECT * FROM t WHERE kind = {kind} AND at > {at} OR kind = {kind} LIMIT {n}");
        let found = texts(&text);
        assert!(found[0].contains("kind = 'usual' AND at > 4"), "{found:?}");
        assert!(found[0].ends_with("OR kind = 'usual' LIMIT 10"), "{found:?}");
    }
    assert!(texts("DELETE FROM t WHERE at = ?").is_empty());
    assert!(texts("SELECT ? + nowhere FROM t").is_empty());
    assert_eq!(texts("SELECT count(*) FROM t"), ["SELECT count(*) FROM t"]);
}

#[test]
fn a_file_that_may_not_be_written_is_said_to_be_read_only() {
    let db = Db::new("CREATE TABLE t(a)");
    let mut permissions = fs::metadata(&db.path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&db.path, permissions).unwrap();
    let server = db.engine().server().unwrap();
    assert!(server.read_only && !server.can("journal") && !server.can("create_index"));
    let mend = server.capabilities.iter().find(|c| c.id == "journal").unwrap();
    assert!(!mend.mend.is_empty());
}
