//! What must hold for every plan on every engine (style.md 15). Each law takes a way to make
//! fresh targets; a target may be in memory or a real database.
//!
//! A law panics with the place of the fault when it does not hold.

use rungs_core::change::{
    ApplyError, Change, ChangeState, History, Plan, Policy, Runnable, Verdict, apply, history,
    resume, revert,
};
use rungs_core::engine::{Engine, ErrorClass};

use crate::faults::{Fault, Faulty, TestWorld};

/// One target of a test's own, with the plan that is to be applied to it.
pub trait Fixture {
    /// A new connection to the same target.
    fn open(&self) -> Box<dyn Engine>;
    /// Everything that a plan may change, as text: indexes with definition and validity,
    /// settings; not statistics, not the journal.
    fn schema(&self) -> String;
    fn plan(&self) -> Plan;
    fn runnables(&self) -> Vec<Runnable>;
    /// Reads of the proof decide on a real engine's times: a fixture that must come to the same
    /// end each time lowers `proof_rounds` or names no statements.
    fn policy(&self) -> Policy;
}

/// Makes fresh targets, all alike.
pub type Factory<'a> = &'a dyn Fn() -> Box<dyn Fixture + 'a>;

/// All laws for one kind of target.
pub fn check_all(make: Factory) {
    twice_is_once(make);
    a_failure_unwinds_or_can_be_resumed(make);
    a_crash_is_resumed_to_the_same_end(make);
    a_stop_is_resumed_to_the_same_end(make);
    apply_then_revert_leaves_the_schema(make);
}

/// Applying a plan again does nothing and says the same.
pub fn twice_is_once(make: Factory) {
    let target = make();
    let first = states(&applied(target.as_ref()));
    let (schema, journal) = (target.schema(), journal(target.as_ref()));
    let second = states(&applied(target.as_ref()));
    assert_eq!(first, second, "the second run came to other verdicts");
    assert_eq!(schema, target.schema(), "the second run changed the schema");
    assert_eq!(journal, self::journal(target.as_ref()), "the second run wrote to the journal");
}

/// A call that fails leaves a target that `resume` and `apply` bring to the same end.
pub fn a_failure_unwinds_or_can_be_resumed(make: Factory) {
    for class in [ErrorClass::Refused, ErrorClass::DiskFull, ErrorClass::Busy, ErrorClass::Stopped]
    {
        at_every_call(make, Fault::Fails(class));
    }
}

/// A connection that dies, before or after the effect of any call, loses nothing.
pub fn a_crash_is_resumed_to_the_same_end(make: Factory) {
    at_every_call(make, Fault::DiesBefore);
    at_every_call(make, Fault::DiesAfter);
}

fn at_every_call(make: Factory, fault: Fault) {
    let wanted = end_without_faults(make);
    for call in 1.. {
        let target = make();
        let mut engine = Faulty::new(target.open(), Some((call, fault)));
        let mut world = TestWorld::default();
        let outcome = try_apply(target.as_ref(), &mut engine, &mut world);
        if engine.calls < call {
            assert!(call > 1, "the plan makes no call at all");
            break;
        }
        drop(engine);
        let place = format!("{fault:?} at call {call}, which gave {outcome:?}");
        check_truth_in_errors(target.as_ref(), &outcome, &place);
        let unwinds = matches!(fault, Fault::Fails(class) if class != ErrorClass::Stopped);
        finish(target.as_ref(), &wanted, unwinds, &place);
    }
}

/// Ctrl-C at any moment leaves a target that `resume` and `apply` bring to the same end.
pub fn a_stop_is_resumed_to_the_same_end(make: Factory) {
    let wanted = end_without_faults(make);
    for questions in 0.. {
        let target = make();
        let mut engine = Faulty::new(target.open(), None);
        let mut world = TestWorld::stopping_after(questions);
        let outcome = try_apply(target.as_ref(), &mut engine, &mut world);
        drop(engine);
        let place = format!("Ctrl-C after {questions} looks, which gave {outcome:?}");
        match &outcome {
            Ok(_) => {
                assert!(questions > 0, "the plan never looks whether it is to stop");
                break;
            }
            Err(e) => assert_eq!(e.class(), ErrorClass::Stopped, "{place}"),
        }
        check_truth_in_errors(target.as_ref(), &outcome, &place);
        finish(target.as_ref(), &wanted, false, &place);
    }
}

/// Taking everything back, last first, leaves the schema as it was; so does doing that twice.
pub fn apply_then_revert_leaves_the_schema(make: Factory) {
    let target = make();
    let schema = target.schema();
    applied(target.as_ref());
    for _ in 0..2 {
        let ids: Vec<_> = changes(target.as_ref()).iter().rev().map(|c| c.id).collect();
        for id in ids {
            let mut engine = target.open();
            revert(engine.as_mut(), id, &target.policy(), &mut TestWorld::default())
                .unwrap_or_else(|e| panic!("change {} was not taken back: {e}", id.0));
        }
        assert_eq!(schema, target.schema(), "taking back left another schema");
    }
}

/// Schema and verdicts of a run in which nothing goes wrong.
struct End {
    schema: String,
    states: Vec<ChangeState>,
}

fn end_without_faults(make: Factory) -> End {
    let target = make();
    let states = states(&applied(target.as_ref()));
    End { schema: target.schema(), states }
}

/// `resume` leaves nothing in the middle and brings each change to its wanted end, or, if the
/// fault `unwinds`, to nothing; `apply` then does the rest.
fn finish(target: &dyn Fixture, wanted: &End, unwinds: bool, place: &str) {
    let mut engine = target.open();
    let (policy, mut world) = (target.policy(), TestWorld::default());
    resume(engine.as_mut(), &target.runnables(), &policy, &mut world)
        .unwrap_or_else(|e| panic!("resume after {place}: {e}"));
    drop(engine);
    for change in changes(target) {
        let wanted = wanted.states[change.intent.step as usize - 1];
        let (id, state) = (change.id.0, change.state);
        let why = change.why.as_deref().unwrap_or("no reason");
        let fits = state == wanted || (unwinds && state == ChangeState::Failed);
        assert!(fits, "after {place} and resume, change {id} is {state:?} ({why})");
    }
    let schema = target.schema();
    assert!(!schema.contains("INVALID"), "after {place} and resume: {schema}");
    assert_eq!(states(&applied(target)), wanted.states, "verdicts after {place}");
    assert_eq!(target.schema(), wanted.schema, "schema after {place}");
}

/// An error that claims that nothing is unfinished must be right.
fn check_truth_in_errors(
    target: &dyn Fixture,
    outcome: &Result<Vec<Verdict>, ApplyError>,
    place: &str,
) {
    let unfinished = changes(target).iter().any(|c| !c.state.is_finished());
    match outcome {
        Ok(_) => assert!(!unfinished, "success, but unfinished: {place}"),
        Err(ApplyError::Stopped { unfinished: said }) => {
            assert_eq!(said.is_some(), unfinished, "{place}");
        }
        Err(_) => {}
    }
}

fn applied(target: &dyn Fixture) -> Vec<Verdict> {
    let mut engine = target.open();
    try_apply(target, engine.as_mut(), &mut TestWorld::default())
        .unwrap_or_else(|e| panic!("apply without faults: {e}"))
}

fn try_apply(
    target: &dyn Fixture,
    engine: &mut dyn Engine,
    world: &mut TestWorld,
) -> Result<Vec<Verdict>, ApplyError> {
    apply(engine, &target.runnables(), &target.plan(), &target.policy(), world)
}

/// Fails the test if the journal holds an impossible sequence.
fn changes(target: &dyn Fixture) -> Vec<Change> {
    let read: Result<History, ApplyError> = history(target.open().as_mut());
    let history = read.unwrap_or_else(|e| panic!("the journal is impossible: {e}"));
    history.changes().cloned().collect()
}

fn journal(target: &dyn Fixture) -> Vec<String> {
    target.open().journal_read().unwrap_or_else(|e| panic!("the journal cannot be read: {e}"))
}

fn states(verdicts: &[Verdict]) -> Vec<ChangeState> {
    verdicts.iter().map(|v| v.state).collect()
}
