//! Files of plan, journal and snapshot: what is written is read back the same, what each release
//! wrote is read for ever, and a file that cannot be read says why. Needs no server.

mod samples;
mod strategies;

use proptest::prelude::*;
use rungs_core::change::{Event, History};
use rungs_core::dialect::ServerFlavour;
use rungs_core::format::snapshot_v1::Literals;
use rungs_core::format::{journal_v1, plan_v1, snapshot_v1};
use rungs_core::name::EngineKind;

use samples::{POSTGRES, events, plan, snapshot};
use strategies::{any_event, any_plan, any_snapshot};

const PLAN: &str = include_str!("../../fixtures/released/0.1/plan.toml");
const JOURNAL: &str = include_str!("../../fixtures/released/0.1/journal.jsonl");
const SNAPSHOT: &str = include_str!("../../fixtures/released/0.1/snapshot.json");

#[test]
fn files_of_every_release_are_read_for_ever() {
    assert_eq!(plan_v1::read(PLAN).unwrap(), plan());
    assert_eq!(snapshot_v1::read(SNAPSHOT).unwrap(), snapshot());
    assert_eq!(read_journal(JOURNAL), events());
    assert!(History::from_events(events()).is_ok());
}

#[test]
fn this_release_writes_what_the_fixtures_hold() {
    assert_eq!(plan_v1::write(&plan()).unwrap(), PLAN);
    assert_eq!(snapshot_v1::write(&snapshot(), Literals::Kept).unwrap() + "\n", SNAPSHOT);
    let lines: Vec<String> = events().iter().map(|e| journal_v1::encode(e).unwrap()).collect();
    assert_eq!(lines.join("\n") + "\n", JOURNAL);
}

#[test]
fn a_plan_holds_exactly_what_its_dialect_says() {
    let plan = plan();
    plan_v1::verify_rendering(&plan, POSTGRES).unwrap();
    let edited = PLAN.replacen("CONCURRENTLY ", "", 1);
    assert_ne!(edited, PLAN);
    let error = plan_v1::verify_rendering(&plan_v1::read(&edited).unwrap(), POSTGRES).unwrap_err();
    assert_eq!(
        error.to_string(),
        "plan (step 1) cannot be used: its SQL, undo or lock was edited, or made for another server"
    );
    assert_eq!(error.hint, "change the action, not the SQL, or make the plan again: rungs plan");
    let mariadb = ServerFlavour { engine: EngineKind::MariaDb, ..POSTGRES };
    assert!(plan_v1::verify_rendering(&plan, mariadb).is_err());
}

#[test]
fn a_file_that_cannot_be_read_says_where_and_why() {
    let plan = |text: &str| plan_v1::read(text).unwrap_err();
    assert_eq!(
        plan("format = \"rungs-plan-v2\"").to_string(),
        "plan cannot be used: its format \"rungs-plan-v2\" is newer than \"rungs-plan-v1\""
    );
    assert_eq!(plan("format = \"rungs-plan-v0\"").hint, "make it again with this version of rungs");
    assert_eq!(
        plan("a = 1").to_string(),
        "plan cannot be used: it does not say format = \"rungs-plan-v1\""
    );
    let unknown = plan(&PLAN.replacen("rung = \"index\"", "rung = \"ladder\"", 1)).to_string();
    assert!(unknown.starts_with("plan (line 13) cannot be used: unknown variant"), "{unknown}");
    let typo = plan(&PLAN.replacen("why =", "wy =", 1)).to_string();
    assert!(typo.contains("unknown field `wy`"), "{typo}");
    let order = plan(&PLAN.replacen("number = 2", "number = 7", 1)).to_string();
    assert_eq!(order, "plan cannot be used: step 7 stands at position 2");

    let snapshot = snapshot_v1::read(&SNAPSHOT.replacen("150018", "\"x\"", 1)).unwrap_err();
    assert!(snapshot.to_string().starts_with("snapshot (line 6) cannot be used"), "{snapshot}");
    assert!(snapshot_v1::read("").is_err());
    let journal = journal_v1::decode(3, "{\"format\":\"rungs-journal-v9\"}").unwrap_err();
    assert_eq!(
        journal.to_string(),
        "journal (entry 3) cannot be used: its format \"rungs-journal-v9\" is newer than \
         \"rungs-journal-v1\""
    );
}

#[test]
fn a_plan_that_was_cut_off_is_refused_wherever_it_ends() {
    for end in PLAN.char_indices().map(|(at, _)| at).filter(|at| *at < PLAN.trim_end().len()) {
        assert!(plan_v1::read(&PLAN[..end]).is_err(), "{}", &PLAN[..end]);
    }
    let (two_steps, _) = PLAN.split_once("[[step]]\nnumber = 3").unwrap();
    let error = plan_v1::read(two_steps).unwrap_err();
    assert_eq!(
        error.to_string(),
        "plan cannot be used: it was cut off or edited: its head says steps = 4, it holds 2"
    );
    // Whoever takes steps out says so.
    let shorter = two_steps.replacen("steps = 4\ndecisions = 1", "steps = 2\ndecisions = 0", 1);
    assert_eq!(plan_v1::read(&shorter).unwrap().steps, plan().steps[..2]);
}

#[test]
fn a_plan_of_before_its_head_said_how_much_stands_in_it_is_read() {
    let before = PLAN.replacen("steps = 4\ndecisions = 1\n", "", 1);
    assert_ne!(before, PLAN);
    assert_eq!(plan_v1::read(&before).unwrap(), plan());
}

#[test]
fn a_snapshot_holds_literals_only_when_asked() {
    let text = snapshot_v1::write(&snapshot(), Literals::LeftOut).unwrap();
    assert!(!text.contains("SECRET"), "{text}");
    let mut without = snapshot();
    without.workload.statements[0].sample = None;
    assert_eq!(snapshot_v1::read(&text).unwrap(), without);
    assert!(SNAPSHOT.contains("SECRET"));
}

fn read_journal(lines: &str) -> Vec<Event> {
    lines.lines().enumerate().map(|(n, line)| journal_v1::decode(n + 1, line).unwrap()).collect()
}

proptest! {
    #[test]
    fn a_plan_is_read_as_it_was_written(plan in any_plan()) {
        let text = plan_v1::write(&plan).unwrap();
        prop_assert_eq!(plan_v1::read(&text).unwrap(), plan);
    }

    #[test]
    fn an_event_is_read_as_it_was_written(event in any_event()) {
        let body = journal_v1::encode(&event).unwrap();
        prop_assert_eq!(journal_v1::decode(1, &body).unwrap(), event);
    }

    #[test]
    fn a_snapshot_is_read_as_it_was_written(snapshot in any_snapshot()) {
        let text = snapshot_v1::write(&snapshot, Literals::Kept).unwrap();
        prop_assert_eq!(snapshot_v1::read(&text).unwrap(), snapshot);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in ".{0,200}", at in 0_usize..4000) {
        drop(plan_v1::read(&text));
        drop(snapshot_v1::read(&text));
        drop(journal_v1::decode(1, &text));
        let cut = PLAN.char_indices().map(|(i, _)| i).nth(at).unwrap_or(0);
        drop(plan_v1::read(&(PLAN[..cut].to_owned() + &text)));
    }
}
