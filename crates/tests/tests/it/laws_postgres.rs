//! The laws of a change on a real PostgreSQL: an index made, another dropped, in one plan.

use std::cell::RefCell;

use rungs_core::change::plan::Rung;
use rungs_core::change::{
    Action, ChangeState, Plan, Policy, Prediction, Runnable, Step, apply, history,
};
use rungs_core::dialect::{ServerFlavour, index_name, render};
use rungs_core::engine::Engine;
use rungs_core::name::{EngineKind, IndexName, TableName};
use rungs_core::seen::{IndexKey, IndexSpec, Method};
use rungs_engine::postgres::{Postgres, PostgresTarget};
use rungs_tests::faults::TestWorld;
use rungs_tests::laws::{self, Fixture};
use rungs_tests::servers::{Client, Kind, TestDb};

/// Made anew for each target; the database stays, as making one takes long.
const SCHEMA: &str = "
    DROP SCHEMA IF EXISTS rungs CASCADE;
    DROP TABLE IF EXISTS orders;
    CREATE TABLE orders (id int PRIMARY KEY, customer int, email text);
    CREATE INDEX orders_customer ON orders (customer);
    INSERT INTO orders SELECT i, i % 10, i FROM generate_series(1, 100) i";

const INDEXES: &str = "
    SELECT indexdef || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
    FROM pg_indexes
    JOIN pg_index ON indexrelid = format('%I.%I', schemaname, indexname)::regclass
    WHERE schemaname = 'public' ORDER BY 1";

struct Database<'a> {
    database: &'a TestDb,
    client: RefCell<Client>,
}

impl<'a> Database<'a> {
    fn new(database: &'a TestDb) -> Self {
        let mut client = Client::connect(database.url()).unwrap();
        client.execute(SCHEMA).unwrap();
        Self { database, client: RefCell::new(client) }
    }
}

impl Fixture for Database<'_> {
    fn open(&self) -> Box<dyn Engine> {
        let target = PostgresTarget::from_url(self.database.url(), &|_| None).unwrap();
        Box::new(Postgres::connect(&target).unwrap())
    }

    fn schema(&self) -> String {
        format!("{:?}", self.client.borrow_mut().query(INDEXES).unwrap())
    }

    fn plan(&self) -> Plan {
        let server = self.open().server().unwrap();
        let flavour = ServerFlavour::from(&server);
        let steps = (1..).zip(actions()).map(|(n, action)| step(n, action, flavour)).collect();
        Plan {
            id: "laws".to_owned(),
            engine: EngineKind::Postgres,
            target_identity: server.identity,
            database: server.database,
            made_at_ms: 0,
            made_by_version: "0.1.0".to_owned(),
            steps,
            decisions: Vec::new(),
        }
    }

    fn runnables(&self) -> Vec<Runnable> {
        Vec::new()
    }

    fn policy(&self) -> Policy {
        Policy::default()
    }
}

fn actions() -> Vec<Action> {
    let table = || TableName::new("public", "orders");
    let index = IndexSpec {
        table: table(),
        method: Method::Btree,
        keys: vec![IndexKey::column("customer"), IndexKey::column("email")],
        include: Vec::new(),
        predicate: Some("customer > 3".to_owned()),
        unique: false,
    };
    vec![
        Action::CreateIndex { name: index_name(&index), index },
        Action::DropIndex {
            name: IndexName { table: table(), name: "orders_customer".into() },
            definition: "CREATE INDEX orders_customer ON public.orders USING btree (customer)"
                .to_owned(),
        },
        Action::Analyze { table: table() },
    ]
}

fn step(number: u32, action: Action, flavour: ServerFlavour) -> Step {
    let rendered = render(&action, flavour).unwrap();
    Step {
        number,
        rung: Rung::Index,
        forward: rendered.forward,
        back: rendered.back,
        undo: rendered.undo,
        lock: rendered.lock,
        finding: "RU-IX-001".to_owned(),
        why: "orders are looked up by customer and email".to_owned(),
        targets: Vec::new(),
        bystanders: Vec::new(),
        predicted: Prediction::default(),
        action,
    }
}

#[test]
fn twice_is_once_and_taking_back_leaves_the_schema_on_postgresql() {
    let database = TestDb::new(Kind::Postgres15, "laws twice is once");
    laws::twice_is_once(&|| Box::new(Database::new(&database)));
    laws::apply_then_revert_leaves_the_schema(&|| Box::new(Database::new(&database)));
}

#[test]
fn a_crash_is_resumed_to_the_same_end_on_postgresql() {
    let database = TestDb::new(Kind::Postgres15, "laws crash");
    laws::a_crash_is_resumed_to_the_same_end(&|| Box::new(Database::new(&database)));
}

#[test]
fn a_stop_is_resumed_to_the_same_end_on_postgresql() {
    let database = TestDb::new(Kind::Postgres15, "laws stop");
    laws::a_stop_is_resumed_to_the_same_end(&|| Box::new(Database::new(&database)));
}

#[test]
fn several_instances_at_once_do_each_step_once_on_postgresql() {
    let database = TestDb::new(Kind::Postgres15, "laws at once");
    let target = Database::new(&database);
    let plan = target.plan();
    let instance = || {
        let target = PostgresTarget::from_url(database.url(), &|_| None).unwrap();
        let mut engine = Postgres::connect(&target).unwrap();
        let mut world = TestWorld::with_real_pauses();
        apply(&mut engine, &[], &plan, &Policy::default(), &mut world).unwrap()
    };
    std::thread::scope(|threads| {
        let instances: Vec<_> = (0..4).map(|_| threads.spawn(instance)).collect();
        for instance in instances {
            let verdicts = instance.join().unwrap();
            assert!(verdicts.iter().all(|v| v.state == ChangeState::Verified), "{verdicts:?}");
        }
    });
    let history = history(target.open().as_mut()).unwrap();
    assert_eq!(history.changes().count(), plan.steps.len());
    assert!(history.changes().all(|change| change.attempts == 1));
}
