//! The tables of docs/capture.md, printed from the rows that the tests run.

use std::fmt::Write;

use expect_test::expect_file;

use super::{Outcome, Row, mariadb, postgres, postgres_holes, sqlite};

const PAGE: &str = include_str!("../../../../../docs/capture.md");

#[test]
fn the_capture_matrix_is_in_the_documentation() {
    let postgres = [postgres::ROWS, postgres_holes::ROWS, postgres_holes::ROWS_OF_18];
    let tables = [
        ("PostgreSQL", table(&postgres)),
        ("MariaDB", table(&[mariadb::ROWS])),
        ("SQLite", table(&[sqlite::ROWS])),
    ];
    let page = tables.iter().fold(PAGE.to_owned(), |page, (name, table)| put(&page, name, table));
    expect_file!["../../../../../docs/capture.md"].assert_eq(&page);
}

/// The table of one engine stands under its heading, up to the next or to the end.
fn put(page: &str, name: &str, table: &str) -> String {
    let heading = format!("\n## {name}\n");
    let from = page.find(&heading).unwrap_or_else(|| panic!("no heading {name}")) + heading.len();
    let rest = page[from..].find("\n## ").map_or("", |at| &page[from + at..]);
    format!("{}\n{table}{rest}", &page[..from])
}

fn table(rows: &[&[Row]]) -> String {
    let mut text = "| how data changes | what rungs does |\n|---|---|\n".to_owned();
    for row in rows.iter().copied().flatten() {
        let what = match row.outcome {
            Outcome::Captured => "captured".to_owned(),
            Outcome::Invalid { why, .. } => format!("detected, invalid: *{why}*"),
            Outcome::Refused(why) => format!("refused by `rollup add`: *{why}*"),
            Outcome::Stopped(why) => format!("stopped by the server: *{why}*"),
            Outcome::Verified => "leaves no trace: found by `rollup verify`".to_owned(),
        };
        writeln!(text, "| {} | {what} |", row.way).unwrap();
    }
    text
}
