//! The laws of every change on real SQLite files. Needs no server.

use rungs_tests::laws;
use rungs_tests::servers::{Kind, TestDb};

use crate::laws_postgres::{check, proven};

#[test]
fn twice_is_once_and_taking_back_leaves_the_schema_on_sqlite() {
    check(Kind::Sqlite, laws::twice_is_once);
    check(Kind::Sqlite, laws::apply_then_revert_leaves_the_schema);
}

#[test]
fn a_failure_unwinds_or_can_be_resumed_on_sqlite() {
    check(Kind::Sqlite, laws::a_failure_unwinds_or_can_be_resumed);
}

#[test]
fn a_crash_is_resumed_to_the_same_end_on_sqlite() {
    check(Kind::Sqlite, laws::a_crash_is_resumed_to_the_same_end);
}

#[test]
fn a_stop_is_resumed_to_the_same_end_on_sqlite() {
    check(Kind::Sqlite, laws::a_stop_is_resumed_to_the_same_end);
}

#[test]
fn the_laws_hold_for_a_step_that_is_proved_on_sqlite() {
    let db = TestDb::new(Kind::Sqlite, "laws of a proof");
    laws::check_all(&|| Box::new(proven(&db)));
}
