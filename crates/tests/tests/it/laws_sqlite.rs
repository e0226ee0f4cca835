//! The laws of every change on real SQLite files. Needs no server.

use rungs_core::change::plan::Rung;
use rungs_core::change::{Action, Plan, Policy, Prediction, Runnable, Step, Subject};
use rungs_core::dialect::{ServerFlavour, index_name, render};
use rungs_core::engine::Engine;
use rungs_core::name::{EngineKind, Fingerprint, IndexName, TableName};
use rungs_core::seen::{IndexKey, IndexSpec, Method};
use rungs_engine::sqlite::{Sqlite, SqliteTarget};
use rungs_tests::laws::{self, Fixture};

const SCHEMA: &str = "
    CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INT, day INT, paid INT);
    CREATE INDEX orders_paid ON orders(paid);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    INSERT INTO orders SELECT i, i % 200, i, i % 3 FROM n;
    ANALYZE;";

struct File {
    folder: tempfile::TempDir,
}

impl File {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = Self { folder };
        file.connect().execute_batch(SCHEMA).unwrap();
        file
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("orders.db")
    }

    fn connect(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }
}

impl Fixture for File {
    fn open(&self) -> Box<dyn Engine> {
        Box::new(Sqlite::open(&SqliteTarget::file(self.path())).unwrap())
    }

    /// Not the statistics, not the journal's table.
    fn schema(&self) -> String {
        let connection = self.connect();
        let mode: String =
            connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        let mut query = connection
            .prepare(
                "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema
                 WHERE name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE 'rungs_%'
                 ORDER BY 1",
            )
            .unwrap();
        let lines = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
        lines.map(Result::unwrap).chain([mode]).collect::<Vec<_>>().join("\n")
    }

    fn plan(&self) -> Plan {
        let server = self.open().server().unwrap();
        let flavour = ServerFlavour::from(&server);
        let steps = (1..).zip(actions()).map(|(n, action)| step(n, action, flavour)).collect();
        Plan {
            id: "laws".to_owned(),
            engine: EngineKind::Sqlite,
            target_identity: server.identity,
            database: server.database,
            made_at_ms: 0,
            made_by_version: "0.1.0".to_owned(),
            steps,
            decisions: Vec::new(),
        }
    }

    fn runnables(&self) -> Vec<Runnable> {
        let text = "SELECT sum(paid) FROM orders WHERE customer = 7".to_owned();
        vec![Runnable { subject: subject(), texts: vec![text] }]
    }

    fn policy(&self) -> Policy {
        Policy { proof_rounds: 2, ..Policy::default() }
    }
}

fn subject() -> Subject {
    Subject {
        fingerprint: Fingerprint(1),
        label: "paid_by".to_owned(),
        shape: "SELECT sum(paid) FROM orders WHERE customer = ?".to_owned(),
    }
}

/// Every action that SQLite can do.
fn actions() -> Vec<Action> {
    let table = || TableName::new("main", "orders");
    let index = IndexSpec {
        table: table(),
        method: Method::Btree,
        keys: vec![IndexKey::column("customer"), IndexKey::column("paid")],
        include: Vec::new(),
        predicate: None,
        unique: false,
    };
    let old = IndexName { table: table(), name: "orders_paid".into() };
    vec![
        Action::CreateIndex { name: index_name(&index), index },
        Action::RebuildIndex { name: old.clone() },
        Action::DropIndex {
            name: old,
            definition: "CREATE INDEX orders_paid ON orders(paid)".to_owned(),
        },
        Action::Analyze { table: table() },
        Action::Compact { table: table() },
        Action::PragmaOptimize,
        Action::Set {
            setting: "journal_mode".to_owned(),
            value: "wal".to_owned(),
            previous: Some("delete".to_owned()),
        },
    ]
}

fn step(number: u32, action: Action, flavour: ServerFlavour) -> Step {
    let rendered = render(&action, flavour).unwrap();
    let makes = matches!(action, Action::CreateIndex { .. });
    Step {
        number,
        rung: Rung::Index,
        forward: rendered.forward,
        back: rendered.back,
        undo: rendered.undo,
        lock: rendered.lock,
        finding: "RU-IX-001".to_owned(),
        why: "paid_by reads the whole table".to_owned(),
        targets: if makes { vec![subject()] } else { Vec::new() },
        bystanders: Vec::new(),
        predicted: Prediction::default(),
        action,
    }
}

#[test]
fn twice_is_once_on_sqlite() {
    laws::twice_is_once(&|| Box::new(File::new()));
}

#[test]
fn a_failure_unwinds_or_can_be_resumed_on_sqlite() {
    laws::a_failure_unwinds_or_can_be_resumed(&|| Box::new(File::new()));
}

#[test]
fn a_crash_is_resumed_to_the_same_end_on_sqlite() {
    laws::a_crash_is_resumed_to_the_same_end(&|| Box::new(File::new()));
}

#[test]
fn a_stop_is_resumed_to_the_same_end_on_sqlite() {
    laws::a_stop_is_resumed_to_the_same_end(&|| Box::new(File::new()));
}

#[test]
fn apply_then_revert_leaves_the_schema_on_sqlite() {
    laws::apply_then_revert_leaves_the_schema(&|| Box::new(File::new()));
}
