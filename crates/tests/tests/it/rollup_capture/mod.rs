//! The capture matrix: every way that data can change, what rungs does, and a run on a real server
//! that shows it. The table of docs/capture.md is printed from the same rows.

pub mod mariadb;
mod page;
pub mod postgres;
mod postgres_holes;
mod run;
mod sqlite;
mod whole;

use rungs_tests::servers::{Kind, TestDb};

/// One way that data changes.
pub struct Row {
    /// As the page says it.
    pub way: &'static str,
    pub ground: &'static Ground,
    pub change: Change,
    pub outcome: Outcome,
}

/// What stands before the rollup is added.
pub struct Ground {
    /// Changes the tables of the market.
    pub sql: &'static str,
    /// Lines above the definitions.
    pub head: &'static str,
    /// Settings of a server of its own; none: the shared one.
    pub server: &'static [&'static str],
}

impl Ground {
    pub const fn sql(sql: &'static str) -> Self {
        Self { sql, head: "", server: &[] }
    }
}

/// The tables as they are.
pub static PLAIN: Ground = Ground::sql("");

pub enum Change {
    /// Statements, each sent by itself.
    Sql(&'static [&'static str]),
    /// What SQL in one session cannot say.
    Do(fn(&TestDb)),
}

/// In [`Change::Sql`]: `rungs rollup refresh` here.
pub const REFRESH: &str = "rungs rollup refresh";

/// What rungs does; texts are part of what it says.
pub enum Outcome {
    /// The live views are right at once, and after a refresh.
    Captured,
    /// The next look says so and why, and nothing is asked until it is built anew, which is
    /// possible after these statements.
    Invalid { why: &'static str, mend: &'static [&'static str] },
    /// `rollup add` refuses it.
    Refused(&'static str),
    /// The engine itself stops the change.
    Stopped(&'static str),
    /// Nothing can tell, but for a comparison with the facts.
    Verified,
}

pub use Outcome::{Captured, Refused, Stopped, Verified};

/// Detected, and nothing is to be mended before.
pub const fn invalid(why: &'static str) -> Outcome {
    Outcome::Invalid { why, mend: &[] }
}

pub const fn row(
    way: &'static str,
    ground: &'static Ground,
    sql: &'static [&'static str],
    outcome: Outcome,
) -> Row {
    Row { way, ground, change: Change::Sql(sql), outcome }
}

#[test]
fn what_changes_data_is_captured_on_postgresql_15() {
    run::captured(Kind::Postgres15, postgres::ROWS);
}

#[test]
fn what_changes_data_is_captured_on_postgresql_18() {
    run::captured(Kind::Postgres18, postgres::ROWS);
}

#[test]
fn what_changes_data_is_captured_on_mariadb() {
    run::captured(Kind::MariaDb, mariadb::ROWS);
}

#[test]
fn what_changes_data_is_captured_on_sqlite() {
    run::captured(Kind::Sqlite, sqlite::ROWS);
}

#[test]
fn what_cannot_be_captured_is_detected_or_refused_on_postgresql_15() {
    run::others(Kind::Postgres15, postgres_holes::ROWS);
}

#[test]
fn what_cannot_be_captured_is_detected_or_refused_on_postgresql_18() {
    run::others(Kind::Postgres18, postgres_holes::ROWS);
    run::others(Kind::Postgres18, postgres_holes::ROWS_OF_18);
}

#[test]
fn what_cannot_be_captured_is_detected_or_refused_on_mariadb() {
    run::others(Kind::MariaDb, mariadb::ROWS);
}

#[test]
fn what_cannot_be_captured_is_detected_or_refused_on_sqlite() {
    run::others(Kind::Sqlite, sqlite::ROWS);
}
