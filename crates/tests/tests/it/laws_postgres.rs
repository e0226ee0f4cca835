//! The laws of every change on real PostgreSQL servers, and what the other engines' laws share.

use rungs_core::change::{Action, ChangeState, Policy, apply, history};
use rungs_tests::faults::TestWorld;
use rungs_tests::laws::{self, Factory, Fixture};
use rungs_tests::servers::{Kind, TestDb};
use rungs_tests::site::{self, Site, WORKLOAD, Wanted};

/// One law for every action that the engine has; a setting of a server only where nobody else
/// sees it (`kill.rs` does so on servers of its own). A rollup has a plan of its own: faults at
/// every call of a plan cost the square of its length.
pub fn check(kind: Kind, law: fn(Factory)) {
    let db = TestDb::new(kind, "laws");
    for of_rollups in [false, true] {
        law(&|| {
            let mut site = Site::with_every_action(&db, kind == Kind::Sqlite);
            let is_rollup = |step: &Wanted| matches!(step.action, Action::AddRollup { .. });
            site.steps.retain(|step| is_rollup(step) == of_rollups);
            Box::new(site)
        });
    }
}

/// One index, measured before and after.
pub fn proven(db: &TestDb) -> Site<'_> {
    let mut site = Site::with_every_action(db, false);
    site.workload = WORKLOAD;
    site.steps.truncate(1);
    site.steps[0].bystanders = vec!["paid_by"];
    site
}

#[test]
fn twice_is_once_and_taking_back_leaves_the_schema_on_postgresql() {
    for kind in [Kind::Postgres15, Kind::Postgres18] {
        check(kind, laws::twice_is_once);
        check(kind, laws::apply_then_revert_leaves_the_schema);
    }
}

#[test]
fn a_failure_unwinds_or_can_be_resumed_on_postgresql_15() {
    check(Kind::Postgres15, laws::a_failure_unwinds_or_can_be_resumed);
}

#[test]
fn a_failure_unwinds_or_can_be_resumed_on_postgresql_18() {
    check(Kind::Postgres18, laws::a_failure_unwinds_or_can_be_resumed);
}

#[test]
fn a_crash_is_resumed_to_the_same_end_on_postgresql_15() {
    check(Kind::Postgres15, laws::a_crash_is_resumed_to_the_same_end);
}

#[test]
fn a_crash_is_resumed_to_the_same_end_on_postgresql_18() {
    check(Kind::Postgres18, laws::a_crash_is_resumed_to_the_same_end);
}

#[test]
fn a_stop_is_resumed_to_the_same_end_on_postgresql() {
    for kind in [Kind::Postgres15, Kind::Postgres18] {
        check(kind, laws::a_stop_is_resumed_to_the_same_end);
    }
}

#[test]
fn the_laws_hold_for_a_step_that_is_proved_on_postgresql() {
    let db = TestDb::new(Kind::Postgres15, "laws of a proof");
    laws::check_all(&|| Box::new(proven(&db)));
}

#[test]
fn several_instances_at_once_do_each_step_once() {
    for kind in Kind::ALL {
        let db = TestDb::new(kind, "laws at once");
        let target = Site::with_every_action(&db, false);
        let plan = target.plan();
        let instance = || {
            let mut engine = site::open(target.url());
            let mut world = TestWorld::with_real_pauses();
            apply(engine.as_mut(), &[], &plan, &Policy::default(), &mut world).unwrap()
        };
        std::thread::scope(|threads| {
            let instances: Vec<_> = (0..4).map(|_| threads.spawn(instance)).collect();
            for instance in instances {
                let verdicts = instance.join().unwrap();
                assert!(verdicts.iter().all(|v| v.state == ChangeState::Verified), "{verdicts:?}");
            }
        });
        let history = history(target.engine().as_mut()).unwrap();
        assert_eq!(history.changes().count(), plan.steps.len());
        assert!(history.changes().all(|change| change.attempts == 1));
    }
}
