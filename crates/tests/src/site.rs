//! A small table in a database of its own, with a plan made by hand, for the laws: in memory of
//! this process (as a [`Fixture`]) and by the real binary. It knows what each engine can do.

use std::path::Path;

use rungs_core::change::plan::Rung;
use rungs_core::change::{Action, Plan, Policy, Prediction, Runnable, Step, Subject};
use rungs_core::dialect::{ServerFlavour, index_name, render};
use rungs_core::engine::Engine;
use rungs_core::name::{EngineKind, Ident, IndexName, TableName};
use rungs_core::seen::{IndexKey, IndexSpec, KeyPart, Method, Statement};
use rungs_core::sources::workload_file;
use rungs_engine::target::Target;
use tempfile::TempDir;

use crate::laws::Fixture;
use crate::servers::{Client, Kind, TestDb};

/// The statement that the new index is made for; both fit into one page more or less, so that
/// its proof is decided by work, not by time.
pub const WORKLOAD: &str = "-- name: paid_by\nSELECT sum(paid) FROM orders WHERE customer = 7;\n";

/// A value of a setting that nobody is hurt by: setting, value.
const SETTINGS: [(Kind, &str, &str); 4] = [
    (Kind::Sqlite, "journal_mode", "wal"),
    (Kind::Postgres15, "log_min_duration_statement", "1h"),
    (Kind::Postgres18, "log_min_duration_statement", "1h"),
    (Kind::MariaDb, "long_query_time", "3600"),
];

/// One target, and what is to be done to it.
pub struct Site<'a> {
    pub db: &'a TestDb,
    /// SQLite: a file of its own in memory, as a killed process needs no disk that keeps what it
    /// was given, and one that no connection of the test stays open on, as that would keep the
    /// file from leaving the WAL mode.
    url: String,
    _folder: Option<TempDir>,
    pub steps: Vec<Wanted>,
    /// Statements of the application, as a workload file has them; empty: nothing is measured.
    pub workload: &'a str,
}

/// One step of a plan made by hand: the action, and the names of the statements that it is for
/// and that it must not hurt.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub action: Action,
    pub targets: Vec<&'static str>,
    pub bystanders: Vec<&'static str>,
}

impl Wanted {
    pub fn plainly(action: Action) -> Self {
        Self { action, targets: Vec::new(), bystanders: Vec::new() }
    }
}

impl<'a> Site<'a> {
    /// Everything that this engine can do, in one plan; `with_set` also changes a setting of the
    /// server, which others see.
    pub fn with_every_action(db: &'a TestDb, with_set: bool) -> Self {
        let mut site = Self::new(db);
        site.steps = every_action(db).into_iter().map(Wanted::plainly).collect();
        if with_set {
            site.steps.push(Wanted::plainly(set(db.kind())));
        }
        site.reset();
        site
    }

    /// An empty database, and nothing to be done to it.
    pub fn new(db: &'a TestDb) -> Self {
        let folder = (db.kind() == Kind::Sqlite).then(folder_in_memory);
        let url = match &folder {
            Some(folder) => format!("sqlite:{}", folder.path().join("site.db").display()),
            None => db.url().to_owned(),
        };
        Self { db, url, _folder: folder, steps: Vec::new(), workload: "" }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements on a connection that is closed again.
    #[track_caller]
    pub fn execute(&self, sql: &str) {
        self.connect().execute(sql).unwrap_or_else(|e| panic!("{e}\n{sql}"));
    }

    #[track_caller]
    fn connect(&self) -> Client {
        Client::connect(&self.url).unwrap_or_else(|e| panic!("{e}"))
    }

    /// The table as it is before any plan, and no journal.
    pub fn reset(&self) {
        match self.db.kind() {
            Kind::Sqlite => self.execute(
                "PRAGMA journal_mode = delete;
                 DROP VIEW IF EXISTS rungs_paid_by_customer;
                 DROP VIEW IF EXISTS rungs_paid_by_customer_parts;
                 DROP TABLE IF EXISTS rungs_r_paid_by_customer;
                 DROP TABLE IF EXISTS rungs_d_paid_by_customer;
                 DROP TABLE IF EXISTS rungs_rollups;
                 DROP TABLE IF EXISTS rungs_rollup_buckets;
                 DROP TABLE IF EXISTS rungs_rollup_log;
                 DROP TABLE IF EXISTS rungs_rollup_changes;
                 DROP TABLE IF EXISTS rungs_journal; DROP TABLE IF EXISTS orders;
                 CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INT NOT NULL,
                   day INT NOT NULL, paid INT NOT NULL);
                 CREATE INDEX orders_day ON orders(day);
                 CREATE INDEX orders_paid ON orders(paid);
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
                 INSERT INTO orders SELECT i, i % 30, i, i % 3 FROM n;",
            ),
            Kind::Postgres15 | Kind::Postgres18 => {
                self.execute(
                    "SET client_min_messages = error;
                     DROP SCHEMA IF EXISTS rungs CASCADE; DROP TABLE IF EXISTS orders;
                     CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL,
                       day int NOT NULL, paid int NOT NULL);
                     CREATE INDEX orders_day ON orders (day);
                     CREATE INDEX orders_paid ON orders (paid);
                     INSERT INTO orders SELECT i, i % 30, i, i % 3 FROM generate_series(1, 300) i;",
                );
                self.reset_setting(|name| format!("ALTER SYSTEM RESET {name}"));
            }
            Kind::MariaDb => {
                self.execute(
                    "DROP VIEW IF EXISTS rungs_paid_by_customer, rungs_paid_by_customer_parts;
                     DROP TABLE IF EXISTS rungs_journal, orders, rungs_r_paid_by_customer,
                       rungs_d_paid_by_customer, rungs_rollups, rungs_rollup_buckets,
                       rungs_rollup_log, rungs_rollup_changes;
                     CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL,
                       day int NOT NULL, paid int NOT NULL,
                       KEY orders_day (day), KEY orders_paid (paid));
                     INSERT INTO orders SELECT seq, seq % 30, seq, seq % 3 FROM seq_1_to_300;",
                );
                self.reset_setting(|name| format!("SET GLOBAL {name} = DEFAULT"));
            }
        }
    }

    fn reset_setting(&self, statement: impl Fn(&str) -> String) {
        let Some(setting) = self.steps.iter().find_map(|s| match &s.action {
            Action::Set { setting, .. } => Some(setting),
            _ => None,
        }) else {
            return;
        };
        self.execute(&statement(setting));
        if self.db.kind() != Kind::MariaDb {
            self.execute("SELECT pg_reload_conf()");
        }
    }

    pub fn engine(&self) -> Box<dyn Engine> {
        open(&self.url)
    }
}

fn folder_in_memory() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.unwrap_or_else(|e| panic!("no temporary folder: {e}"))
}

/// A connection as rungs makes it.
pub fn open(url: &str) -> Box<dyn Engine> {
    let target = Target::parse(url, &|_| None).unwrap_or_else(|e| panic!("{e}"));
    target.open().unwrap_or_else(|e| panic!("{e}"))
}

impl Fixture for Site<'_> {
    fn open(&self) -> Box<dyn Engine> {
        self.engine()
    }

    fn schema(&self) -> String {
        let rows = self.connect().query(schema_query(self.db.kind()));
        let rows = rows.unwrap_or_else(|e| panic!("{e}"));
        let mut lines: Vec<String> = rows.into_iter().flatten().flatten().collect();
        for Wanted { action, .. } in &self.steps {
            if let Action::Set { setting, .. } = action {
                lines.push(format!("{setting} = {}", self.setting(setting)));
            }
        }
        lines.join("\n")
    }

    fn plan(&self) -> Plan {
        let server = self.engine().server().unwrap_or_else(|e| panic!("{e}"));
        let flavour = ServerFlavour::from(&server);
        let statements = statements(self.workload, server.engine);
        let steps = (1..).zip(&self.steps).map(|(n, s)| step(n, s, flavour, &statements)).collect();
        Plan {
            id: "made by hand".to_owned(),
            engine: server.engine,
            target_identity: server.identity,
            database: server.database,
            made_at_ms: 0,
            made_by_version: "0.1.0".to_owned(),
            steps,
            decisions: Vec::new(),
        }
    }

    fn runnables(&self) -> Vec<Runnable> {
        let engine = match self.db.kind() {
            Kind::Sqlite => EngineKind::Sqlite,
            Kind::MariaDb => EngineKind::MariaDb,
            Kind::Postgres15 | Kind::Postgres18 => EngineKind::Postgres,
        };
        statements(self.workload, engine)
            .iter()
            .map(|s| Runnable { subject: subject(s), texts: vec![s.text().to_owned()] })
            .collect()
    }

    fn policy(&self) -> Policy {
        Policy { proof_rounds: 2, ..Policy::default() }
    }
}

impl Site<'_> {
    /// What is set. On PostgreSQL what its file says: sessions follow a moment after a reload.
    fn setting(&self, name: &str) -> String {
        let mut fresh = self.connect();
        let rows = match self.db.kind() {
            Kind::Sqlite => fresh.query(&format!("PRAGMA {name}")),
            Kind::MariaDb => fresh.query(&format!("SELECT @@GLOBAL.{name}")),
            Kind::Postgres15 | Kind::Postgres18 => fresh.query(&format!(
                "SELECT coalesce((SELECT setting FROM pg_file_settings WHERE name = '{name}' \
                 ORDER BY seqno DESC LIMIT 1), 'not set')"
            )),
        };
        let rows = rows.unwrap_or_else(|e| panic!("{name}: {e}"));
        rows.into_iter().flatten().flatten().collect()
    }
}

/// Every relation, trigger and index with its definition and validity; not statistics, not the
/// journal.
fn schema_query(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => {
            "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema
             WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> 'rungs_journal' ORDER BY 1"
        }
        Kind::Postgres15 | Kind::Postgres18 => {
            "SELECT c.relname || ' ' || c.relkind::text || ' ' ||
                    coalesce(pg_get_indexdef(x.indexrelid), '') || ' ' ||
                    coalesce(obj_description(c.oid, 'pg_class'), '') ||
                    CASE WHEN NOT (x.indisvalid AND x.indisready) THEN ' INVALID' ELSE '' END
             FROM pg_class c LEFT JOIN pg_index x ON x.indexrelid = c.oid
             WHERE c.relkind IN ('i', 'r', 'v') AND c.relname NOT LIKE 'journal%'
               AND c.relnamespace::regnamespace::text IN ('public', 'rungs')
             UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
             ORDER BY 1"
        }
        Kind::MariaDb => {
            "SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, collation,
                              non_unique, index_type, index_comment, ignored)
             FROM information_schema.statistics
             WHERE table_schema = DATABASE() AND table_name <> 'rungs_journal'
             UNION ALL SELECT CONCAT('table ', table_name) FROM information_schema.tables
             WHERE table_schema = DATABASE() AND table_name <> 'rungs_journal'
             UNION ALL SELECT CONCAT('trigger ', trigger_name) FROM information_schema.triggers
             WHERE trigger_schema = DATABASE() ORDER BY 1"
        }
    }
}

/// The table's name as each engine has it.
pub fn table(db: &TestDb, name: &str) -> TableName {
    let schema = match db.kind() {
        Kind::Sqlite => "main",
        Kind::Postgres15 | Kind::Postgres18 => "public",
        Kind::MariaDb => db.name(),
    };
    TableName::new(schema, name)
}

/// An ordinary index on these columns; `(…)` is an expression, ` desc` a direction.
pub fn index(db: &TestDb, on: &str, keys: &[&str]) -> Action {
    let key = |text: &&str| {
        let (name, descending) = match text.strip_suffix(" desc") {
            Some(name) => (name, true),
            None => (*text, false),
        };
        let mut key = IndexKey::column(name);
        if let Some(expression) = name.strip_prefix('(').and_then(|e| e.strip_suffix(')')) {
            key.part = KeyPart::Expression(expression.to_owned());
        }
        key.descending = descending;
        key
    };
    let index = IndexSpec {
        table: table(db, on),
        method: Method::Btree,
        keys: keys.iter().map(key).collect(),
        include: Vec::new(),
        predicate: None,
        unique: false,
    };
    Action::CreateIndex { name: index_name(&index), index }
}

/// All that an engine does to the table `orders`, but for settings.
fn every_action(db: &TestDb) -> Vec<Action> {
    let orders = || table(db, "orders");
    let named = |name: &str| IndexName { table: orders(), name: Ident::new(name) };
    let create = index(db, "orders", &["customer", "paid"]);
    let drop = |definition: &str| Action::DropIndex {
        name: named("orders_paid"),
        definition: definition.to_owned(),
    };
    let rebuild = Action::RebuildIndex { name: named("orders_day") };
    let analyze = Action::Analyze { table: orders() };
    let mut all = match db.kind() {
        Kind::Sqlite => vec![
            create,
            rebuild,
            drop("CREATE INDEX orders_paid ON orders(paid)"),
            analyze,
            Action::Compact { table: orders() },
            Action::PragmaOptimize,
        ],
        Kind::Postgres15 | Kind::Postgres18 => vec![
            create,
            rebuild,
            drop("CREATE INDEX orders_paid ON public.orders USING btree (paid)"),
            analyze,
            Action::Vacuum { table: orders() },
        ],
        Kind::MariaDb => vec![
            create,
            drop("KEY `orders_paid` (`paid`)"),
            analyze,
            Action::Compact { table: orders() },
        ],
    };
    all.push(rollup(db));
    all
}

/// What each customer paid, kept up to date.
fn rollup(db: &TestDb) -> Action {
    let definition = "-- rollup: paid_by_customer
        SELECT customer, SUM(paid) AS paid, COUNT(*) AS orders FROM orders GROUP BY customer";
    Action::AddRollup {
        name: Ident::new("paid_by_customer"),
        table: table(db, "orders"),
        definitions: vec![definition.to_owned()],
    }
}

fn set(kind: Kind) -> Action {
    let (_, setting, value) = SETTINGS[SETTINGS.iter().position(|s| s.0 == kind).unwrap_or(0)];
    let previous = (kind == Kind::Sqlite).then(|| "delete".to_owned());
    Action::Set { setting: setting.to_owned(), value: value.to_owned(), previous }
}

fn statements(workload: &str, engine: EngineKind) -> Vec<Statement> {
    match workload {
        "" => Vec::new(),
        text => workload_file::read("by hand", text, engine).statements,
    }
}

fn subject(statement: &Statement) -> Subject {
    Subject {
        fingerprint: statement.fingerprint,
        label: statement.label(),
        shape: statement.shape.clone(),
    }
}

fn step(number: u32, wanted: &Wanted, flavour: ServerFlavour, statements: &[Statement]) -> Step {
    let rendered = render(&wanted.action, flavour).unwrap_or_else(|e| panic!("{e}"));
    let named = |names: &[&str]| {
        let find = |name: &&str| {
            let found = statements.iter().find(|s| s.name.as_deref() == Some(*name));
            subject(found.unwrap_or_else(|| panic!("no statement is called {name}")))
        };
        names.iter().map(find).collect()
    };
    Step {
        number,
        rung: Rung::Index,
        forward: rendered.forward,
        back: rendered.back,
        undo: rendered.undo,
        lock: rendered.lock,
        finding: "RU-IX-001".to_owned(),
        why: "a test wants it".to_owned(),
        targets: named(&wanted.targets),
        bystanders: named(&wanted.bystanders),
        predicted: Prediction::default(),
        promises: Vec::new(),
        action: wanted.action.clone(),
    }
}
