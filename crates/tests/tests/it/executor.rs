//! The executor on an engine in memory: the laws with every action on every dialect, and what
//! each kind of trouble comes to. Needs no server.

use std::cell::RefCell;
use std::rc::Rc;

use rungs_core::change::plan::Rung;
use rungs_core::change::{
    Action, ApplyError, ChangeId, ChangeState, Plan, Policy, Prediction, Runnable, Step, Subject,
    apply, dry_run, history, resume, revert,
};
use rungs_core::dialect::{ServerFlavour, index_name, render};
use rungs_core::engine::{Engine, ErrorClass, Obstacle};
use rungs_core::name::{EngineKind, Fingerprint, Ident, IndexName, TableName};
use rungs_core::seen::{IndexKey, IndexSpec, Method};
use rungs_tests::faults::{Fault, Faulty, TestWorld};
use rungs_tests::laws::{self, Fixture};
use rungs_tests::memory_engine::{Cost, Database, MemoryEngine, Shared};

const POSTGRES: ServerFlavour =
    ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 150_018 };
const MARIADB: ServerFlavour =
    ServerFlavour { engine: EngineKind::MariaDb, is_mysql: false, version_num: 101_119 };
const SQLITE: ServerFlavour =
    ServerFlavour { engine: EngineKind::Sqlite, is_mysql: false, version_num: 35_001 };

/// A statement with a constant that no plan and no journal may hold.
const TEXT: &str = "SELECT * FROM orders WHERE customer = 'SECRET-4711'";
const OTHER_TEXT: &str = "SELECT count(*) FROM orders WHERE day > '2026-01-01'";

/// A target in memory and a plan for it.
struct InMemory {
    database: Shared,
    plan: Plan,
}

impl Fixture for InMemory {
    fn open(&self) -> Box<dyn Engine> {
        Box::new(MemoryEngine::open(&self.database))
    }

    fn schema(&self) -> String {
        self.database.borrow().schema()
    }

    fn plan(&self) -> Plan {
        self.plan.clone()
    }

    fn runnables(&self) -> Vec<Runnable> {
        vec![
            Runnable { subject: target(), texts: vec![TEXT.to_owned()] },
            Runnable { subject: bystander(), texts: vec![OTHER_TEXT.to_owned()] },
        ]
    }

    fn policy(&self) -> Policy {
        Policy { proof_rounds: 3, ..Policy::default() }
    }
}

impl InMemory {
    fn apply(&self) -> Result<Vec<String>, ApplyError> {
        self.apply_in(&mut TestWorld::default(), &self.policy())
    }

    fn apply_in(&self, world: &mut TestWorld, policy: &Policy) -> Result<Vec<String>, ApplyError> {
        let verdicts = apply(self.open().as_mut(), &self.runnables(), &self.plan, policy, world)?;
        Ok(verdicts.into_iter().map(|v| v.say).collect())
    }

    fn state(&self, id: u64) -> ChangeState {
        history(self.open().as_mut()).unwrap().get(ChangeId(id)).unwrap().state
    }
}

fn subject(number: u64, label: &str, shape: &str) -> Subject {
    let (label, shape) = (label.to_owned(), shape.to_owned());
    Subject { fingerprint: Fingerprint(number), label, shape }
}

fn target() -> Subject {
    subject(1, "orders_of", "SELECT * FROM orders WHERE customer = $1")
}

fn bystander() -> Subject {
    subject(2, "count_since", "SELECT count(*) FROM orders WHERE day > $1")
}

fn table() -> TableName {
    TableName::new("main", "orders")
}

fn create() -> Action {
    let index = IndexSpec {
        table: table(),
        method: Method::Btree,
        keys: vec![IndexKey::column("customer"), IndexKey::column("day")],
        include: Vec::new(),
        predicate: None,
        unique: false,
    };
    Action::CreateIndex { name: index_name(&index), index }
}

fn created() -> IndexName {
    let Action::CreateIndex { name, index } = create() else { unreachable!() };
    IndexName { table: index.table, name }
}

fn drop_old() -> Action {
    Action::DropIndex {
        name: IndexName { table: table(), name: Ident::new("orders_customer") },
        definition: "CREATE INDEX orders_customer ON orders (customer)".to_owned(),
    }
}

fn add_rollup() -> Action {
    Action::AddRollup {
        name: Ident::new("paid_by_customer"),
        table: table(),
        definitions: vec![
            "-- rollup: paid_by_customer\nSELECT customer, SUM(paid) AS paid FROM orders \
             GROUP BY customer"
                .to_owned(),
        ],
    }
}

fn set(setting: &str, value: &str, previous: Option<&str>) -> Action {
    Action::Set {
        setting: setting.to_owned(),
        value: value.to_owned(),
        previous: previous.map(str::to_owned),
    }
}

/// Every action that the engine can do, each as one step.
fn every_action(flavour: ServerFlavour) -> Vec<Action> {
    let name = IndexName { table: table(), name: Ident::new("orders_customer") };
    let all = vec![
        create(),
        Action::RebuildIndex { name },
        drop_old(),
        Action::Analyze { table: table() },
        Action::Vacuum { table: table() },
        Action::Compact { table: table() },
        Action::PragmaOptimize,
        add_rollup(),
        set("work_mem", "64MB", None),
        set("autovacuum_naptime", "15s", Some("1min")),
        set("journal_mode", "wal", Some("delete")),
    ];
    let of_sqlite =
        |a: &Action| matches!(a, Action::Set { setting, .. } if setting == "journal_mode");
    all.into_iter()
        .filter(|a| render(a, flavour).is_ok())
        .filter(|a| (flavour.engine == EngineKind::Sqlite) || !of_sqlite(a))
        .collect()
}

fn step(number: u32, action: Action, flavour: ServerFlavour) -> Step {
    let rendered = render(&action, flavour).unwrap();
    let proves = matches!(action, Action::CreateIndex { .. });
    Step {
        number,
        rung: Rung::Index,
        forward: rendered.forward,
        back: rendered.back,
        undo: rendered.undo,
        lock: rendered.lock,
        finding: "RU-IX-001".to_owned(),
        why: "orders_of reads the whole table".to_owned(),
        targets: if proves { vec![target()] } else { Vec::new() },
        bystanders: if action.is_repeatable() { Vec::new() } else { vec![bystander()] },
        predicted: Prediction::default(),
        promises: Vec::new(),
        action,
    }
}

fn in_memory(flavour: ServerFlavour, actions: Vec<Action>) -> InMemory {
    let mut database = Database::holding(flavour, &actions);
    let with = vec![(created(), 2.0, 4, 7)];
    database.costs.insert(TEXT.to_owned(), Cost { ms: 100.0, work: 900, answer: 7, with });
    let none = Vec::new();
    let cost = Cost { ms: 50.0, work: 500, answer: 8, with: none };
    database.costs.insert(OTHER_TEXT.to_owned(), cost);
    let steps = (1..).zip(actions).map(|(n, action)| step(n, action, flavour)).collect();
    let plan = Plan {
        id: "plan-1".to_owned(),
        engine: flavour.engine,
        target_identity: "memory".to_owned(),
        database: "memory".to_owned(),
        made_at_ms: 0,
        made_by_version: "0.1.0".to_owned(),
        steps,
        decisions: Vec::new(),
    };
    InMemory { database: Rc::new(RefCell::new(database)), plan }
}

/// The index makes the bystander read more and take longer.
fn harmful() -> InMemory {
    let target = in_memory(POSTGRES, vec![create(), drop_old()]);
    let with = vec![(created(), 90.0, 5_000, 8)];
    target.database.borrow_mut().costs.get_mut(OTHER_TEXT).unwrap().with = with;
    target
}

#[test]
fn the_laws_hold_for_every_action_on_every_dialect() {
    for flavour in [POSTGRES, MARIADB, SQLITE] {
        assert!(every_action(flavour).len() >= 6, "{flavour:?}");
        laws::check_all(&|| Box::new(in_memory(flavour, every_action(flavour))));
    }
}

#[test]
fn the_laws_of_crashes_hold_when_a_proof_takes_an_index_back() {
    laws::twice_is_once(&|| Box::new(harmful()));
    laws::a_crash_is_resumed_to_the_same_end(&|| Box::new(harmful()));
    laws::a_stop_is_resumed_to_the_same_end(&|| Box::new(harmful()));
    laws::apply_then_revert_leaves_the_schema(&|| Box::new(harmful()));
}

#[test]
fn the_laws_hold_when_the_build_breaks_off_half_done() {
    laws::check_all(&|| {
        let target = in_memory(POSTGRES, vec![create()]);
        target.database.borrow_mut().broken_builds = 2;
        Box::new(target)
    });
}

#[test]
fn the_laws_hold_when_a_rollup_is_left_half_built() {
    laws::check_all(&|| {
        let target = in_memory(POSTGRES, vec![add_rollup()]);
        target.database.borrow_mut().broken_flows = 2;
        Box::new(target)
    });
}

#[test]
fn the_dry_run_is_exactly_what_runs_and_of_a_rollup_its_definition() {
    for flavour in [POSTGRES, MARIADB, SQLITE] {
        let target = in_memory(flavour, every_action(flavour));
        let (defined, promised): (Vec<_>, Vec<_>) = dry_run(target.open().as_mut(), &target.plan)
            .unwrap()
            .into_iter()
            .partition(|sql| sql.as_str().lines().all(|line| line.starts_with("--")));
        target.apply().unwrap();
        assert_eq!(promised, target.database.borrow().executed);
        assert!(
            defined[1]
                .as_str()
                .ends_with("-- SELECT customer, SUM(paid) AS paid FROM orders GROUP BY customer")
        );
    }
}

#[test]
fn a_good_index_is_kept_and_its_verdict_says_why() {
    let target = in_memory(POSTGRES, vec![create()]);
    let because = "orders_of: 101 ms → 2.0 ms, 900 → 4 buffers";
    assert_eq!(target.apply().unwrap(), [format!("{}: kept: {because}", create())]);
    assert_eq!(target.apply().unwrap(), ["there already, as change 1"]);
}

#[test]
fn an_index_that_hurts_is_taken_back_and_stays_back() {
    let target = harmful();
    let before = target.schema();
    let why = "count_since got worse: 50 ms → 91 ms, 500 → 5000 buffers";
    let held = "held back: step 1 on the same table did not stay";
    let taken_back = format!("{}: taken back: {why}", create());
    assert_eq!(target.apply().unwrap(), [taken_back.as_str(), held]);
    assert_eq!(before, target.schema());
    let stays = format!("was taken back as change 1: {why}; --again does it anyway");
    assert_eq!(target.apply().unwrap(), [stays.as_str(), held]);
    let change = history(target.open().as_mut()).unwrap().get(ChangeId(1)).unwrap().clone();
    assert_eq!(change.why.as_deref(), Some(why));
}

#[test]
fn an_index_that_brings_nothing_is_taken_back() {
    let target = in_memory(POSTGRES, vec![create()]);
    target.database.borrow_mut().costs.get_mut(TEXT).unwrap().with.clear();
    let said = target.apply().unwrap().join("\n");
    assert!(said.ends_with("none of its statements got better beyond noise"), "{said}");
    assert!(target.database.borrow().indexes.is_empty());
}

#[test]
fn an_index_that_changes_an_answer_is_taken_back() {
    let target = in_memory(POSTGRES, vec![create()]);
    target.database.borrow_mut().costs.get_mut(TEXT).unwrap().with[0].3 = 9;
    let said = target.apply().unwrap().join("\n");
    assert!(said.ends_with("taken back: orders_of gave another answer"), "{said}");
}

#[test]
fn an_index_whose_statements_cannot_run_is_kept_with_a_notice() {
    let target = in_memory(POSTGRES, vec![create()]);
    target.database.borrow_mut().costs.clear();
    let said = target.apply().unwrap().join("\n");
    assert!(said.ends_with("kept, not proven: none of its statements could be run"), "{said}");
}

#[test]
fn what_was_taken_back_is_done_again_only_when_asked() {
    let target = in_memory(POSTGRES, vec![create()]);
    target.apply().unwrap();
    let policy = target.policy();
    revert(target.open().as_mut(), ChangeId(1), &policy, &mut TestWorld::default()).unwrap();
    assert_eq!(target.state(1), ChangeState::Reverted);
    let said = target.apply().unwrap().join("\n");
    assert_eq!(said, "was taken back as change 1: the user asked for it; --again does it anyway");
    let again = Policy { again: true, ..target.policy() };
    target.apply_in(&mut TestWorld::default(), &again).unwrap();
    assert_eq!(target.state(2), ChangeState::Verified);
}

#[test]
fn an_index_dropped_behind_rungs_back_is_not_made_again() {
    let target = in_memory(POSTGRES, vec![create()]);
    target.apply().unwrap();
    target.database.borrow_mut().indexes.clear();
    let said = target.apply().unwrap().join("\n");
    assert_eq!(said, "was done as change 1 and taken back without rungs; --again does it anyway");
}

#[test]
fn maintenance_that_is_due_again_is_done_again() {
    let mut target = in_memory(SQLITE, vec![Action::Analyze { table: table() }]);
    target.apply().unwrap();
    assert_eq!(target.apply().unwrap().join(""), "done as change 1");
    // The next day the same is due: the same steps, so the same id.
    let tomorrow = 86_400_000;
    target.plan.made_at_ms = tomorrow;
    let mut world = TestWorld::default();
    world.now_ms = tomorrow + 1;
    target.apply_in(&mut world, &target.policy()).unwrap();
    assert_eq!(target.state(2), ChangeState::Verified);
    // Another instance that saw the same due meanwhile finds it done.
    let said = target.apply_in(&mut world, &target.policy()).unwrap();
    assert_eq!(said.join(""), "done as change 2");
}

#[test]
fn a_step_that_was_put_into_the_place_of_a_done_one_is_done() {
    let mut target = in_memory(
        POSTGRES,
        vec![Action::Analyze { table: table() }, Action::Vacuum { table: table() }],
    );
    let vacuum = target.plan.steps.pop().unwrap();
    target.apply().unwrap();
    target.plan.steps = vec![Step { number: 1, ..vacuum }];
    target.apply().unwrap();
    assert_eq!(target.database.borrow().executed.len(), 2);
}

#[test]
fn a_catalog_that_a_lock_hides_is_asked_again_and_never_taken_for_empty() {
    let target = in_memory(POSTGRES, vec![create()]);
    target.apply().unwrap();
    target.database.borrow_mut().hidden = 3;
    let policy = target.policy();
    revert(target.open().as_mut(), ChangeId(1), &policy, &mut TestWorld::default()).unwrap();
    assert!(target.database.borrow().indexes.is_empty());
    assert_eq!(target.state(1), ChangeState::Reverted);
}

#[test]
fn a_step_that_fails_leaves_nothing_and_is_tried_by_the_next_apply() {
    let target = in_memory(POSTGRES, vec![create()]);
    let mut calls = Faulty::new(target.open(), None);
    let (policy, mut world) = (target.policy(), TestWorld::default());
    apply(&mut calls, &target.runnables(), &target.plan, &policy, &mut world).unwrap();
    let failing = (1..=calls.calls).find_map(|call| {
        let target = in_memory(POSTGRES, vec![create()]);
        let fault = (call, Fault::Fails(ErrorClass::DiskFull));
        let mut engine = Faulty::new(target.open(), Some(fault));
        let verdicts =
            apply(&mut engine, &target.runnables(), &target.plan, &policy, &mut world).ok()?;
        let failed = verdicts[0].state == ChangeState::Failed;
        failed.then_some((target, verdicts[0].say.clone(), engine))
    });
    let (target, said, engine) = failing.unwrap();
    drop(engine);
    assert!(said.ends_with("failed, nothing is left of it: a planted fault"), "{said}");
    assert_eq!(target.schema(), "");
    target.apply().unwrap();
    assert_eq!(target.state(2), ChangeState::Verified);
}

#[test]
fn a_drop_is_held_back_when_its_replacement_did_not_stay() {
    let target = harmful();
    let said = target.apply().unwrap();
    assert_eq!(said[1], "held back: step 1 on the same table did not stay");
}

#[test]
fn a_taken_lock_is_tried_again_with_growing_pauses() {
    let target = in_memory(MARIADB, vec![create()]);
    target.database.borrow_mut().busy = 5;
    let mut world = TestWorld::default();
    target.apply_in(&mut world, &target.policy()).unwrap();
    assert_eq!(target.state(1), ChangeState::Verified);
    assert_eq!(world.slept_ms, [50, 110, 240, 520, 1120]);
}

#[test]
fn a_lock_that_stays_taken_fails_the_step_and_leaves_nothing() {
    let target = in_memory(MARIADB, vec![create()]);
    target.database.borrow_mut().busy = 30;
    let said = target.apply().unwrap().join("\n");
    assert!(said.ends_with("failed, nothing is left of it: the lock is taken"), "{said}");
    assert_eq!(target.state(1), ChangeState::Failed);
}

#[test]
fn a_long_transaction_is_named_and_waited_for() {
    let target = in_memory(POSTGRES, vec![create()]);
    let wait = || Obstacle::Wait {
        what: "session 4711 (report) has been in a transaction for 14 min".to_owned(),
        hint: "end it, or wait".to_owned(),
    };
    target.database.borrow_mut().obstacles = vec![vec![wait()], vec![wait()]];
    let mut world = TestWorld::default();
    target.apply_in(&mut world, &target.policy()).unwrap();
    assert!(world.said[0].contains("session 4711"), "{:?}", world.said);
    assert_eq!(target.state(1), ChangeState::Verified);
}

#[test]
fn a_transaction_that_never_ends_stops_the_plan_before_anything_is_changed() {
    let target = in_memory(POSTGRES, vec![create()]);
    let wait =
        Obstacle::Wait { what: "session 4711 holds on".to_owned(), hint: "end it".to_owned() };
    target.database.borrow_mut().obstacles = vec![vec![wait]; 200];
    let error = target.apply().unwrap_err();
    assert_eq!(error.hint().as_deref(), Some("end it"));
    assert!(target.database.borrow().journal.is_empty());
}

#[test]
fn a_missing_privilege_stops_the_plan_with_its_hint() {
    let target = in_memory(POSTGRES, vec![create()]);
    let stop = Obstacle::Stop {
        what: "you are not the owner of orders".to_owned(),
        hint: "GRANT owner TO you".to_owned(),
    };
    target.database.borrow_mut().obstacles = vec![vec![stop]];
    let error = target.apply().unwrap_err();
    assert_eq!(error.class(), ErrorClass::Refused);
    assert_eq!(error.hint().as_deref(), Some("GRANT owner TO you"));
    assert_eq!(target.schema(), "");
}

#[test]
fn a_second_instance_waits_for_the_first_and_then_finds_all_done() {
    let target = in_memory(POSTGRES, vec![create()]);
    let mut first = target.open();
    first.lock().unwrap();
    let policy = Policy { attempts_max: 3, ..target.policy() };
    let mut world = TestWorld::default();
    let error = target.apply_in(&mut world, &policy).unwrap_err();
    assert_eq!((error.class(), world.slept_ms.len()), (ErrorClass::Busy, 2));
    drop(first);
    target.apply().unwrap();
    let said = target.apply().unwrap().join("\n");
    assert_eq!(said, "there already, as change 1");
}

#[test]
fn a_plan_for_another_database_is_refused() {
    let target = in_memory(POSTGRES, vec![create()]);
    target.database.borrow_mut().identity = "another".to_owned();
    let error = target.apply().unwrap_err();
    assert!(matches!(error, ApplyError::OtherTarget { .. }));
    assert_eq!(error.class(), ErrorClass::User);
}

#[test]
fn a_plan_whose_sql_was_edited_is_refused() {
    let mut target = in_memory(POSTGRES, vec![create()]);
    target.plan.steps[0].forward.pop();
    let error = target.apply().unwrap_err();
    assert!(error.to_string().contains("was edited"), "{error}");
    assert_eq!(error.hint().as_deref().map(|h| h.contains("change the action")), Some(true));
}

#[test]
fn the_dry_run_refuses_what_apply_refuses() {
    let refused = |edit: fn(&mut Plan), why: &str| {
        let mut target = in_memory(POSTGRES, vec![create()]);
        edit(&mut target.plan);
        let error = dry_run(target.open().as_mut(), &target.plan).unwrap_err();
        assert_eq!(error, target.apply().unwrap_err());
        assert!(error.to_string().contains(why), "{error}");
    };
    let rename = |plan: &mut Plan| match &mut plan.steps[0].action {
        Action::CreateIndex { name, .. } => *name = Ident::new("another"),
        other => panic!("{other}"),
    };
    refused(rename, "was edited");
    refused(|plan| plan.engine = EngineKind::Sqlite, "the plan is for SQLite");
    refused(|plan| plan.target_identity = "elsewhere".to_owned(), "for another database");
}

#[test]
fn an_index_of_that_name_which_is_there_already_is_left_alone() {
    let target = in_memory(POSTGRES, vec![create()]);
    let definition = "CREATE INDEX …".to_owned();
    let theirs = rungs_tests::memory_engine::BuiltIndex { definition, valid: true };
    target.database.borrow_mut().indexes.insert(created(), theirs);
    assert_eq!(target.apply().unwrap(), ["there already"]);
    assert!(target.database.borrow().journal.is_empty());
}

#[test]
fn the_journal_holds_no_literals() {
    let target = harmful();
    target.apply().unwrap();
    let policy = target.policy();
    resume(target.open().as_mut(), &target.runnables(), &policy, &mut TestWorld::default())
        .unwrap();
    for body in &target.database.borrow().journal {
        assert!(!body.contains("4711") && !body.contains("2026-01-01"), "{body}");
    }
}

#[test]
fn a_statement_that_runs_into_the_limit_is_not_run_again() {
    let target = in_memory(POSTGRES, vec![create()]);
    target.database.borrow_mut().costs.get_mut(TEXT).unwrap().ms = 90_000.0;
    target.apply().unwrap();
    let change = history(target.open().as_mut()).unwrap().get(ChangeId(1)).unwrap().clone();
    let proof = change.proof.unwrap();
    assert_eq!(proof.statements[0].before_ms, [30_000.0]);
    assert!(proof.statements[0].before_timed_out);
    assert_eq!(proof.because, "orders_of: more than 30.0 s → 2.0 ms");
}
