//! Days on SQLite are texts, or whatever was written: what is no day is refused by name, before and
//! after, and of all that was let in every answer is that of the raw table.

use rungs_tests::cli::rungs;
use rungs_tests::rollups::difference;
use rungs_tests::servers::{Kind, TestDb};

const SPANS: [&str; 6] = [
    "substr(f.day, 1, 7)",
    "substr(f.day, 1, 4)",
    "date(f.day, 'start of month')",
    "strftime('%Y-%m', f.day)",
    "strftime('%Y', f.day)",
    "date(f.day)",
];

const WRONG: [&str; 12] = [
    "''",
    "'garbage'",
    "'now'",
    "'12:00'",
    "'2025-1-5'",
    "'2025-02'",
    "'2025-02-00'",
    "'2025-02-31'",
    "'2025-03-31 23:00-05:00'",
    "2460700.5",
    "20250105",
    "X'323032352d30312d3035'",
];

const RANGES: [&str; 6] = [
    "f.day >= '2025-02-01' AND f.day < '2025-03-01'",
    "f.day >= '2025-02-01'",
    "f.day < '2025-03-01'",
    "f.day <= '2025-02-28'",
    "f.day BETWEEN '2025-01-01' AND '2025-12-31'",
    "f.day > '2025-01-15' AND f.day < '2025-03-10'",
];

fn facts(declared: &str) -> TestDb {
    let db = TestDb::new(Kind::Sqlite, "days are texts");
    db.execute(&format!(
        "CREATE TABLE facts (id integer NOT NULL PRIMARY KEY, k integer NOT NULL, {declared}, \
         amount integer NOT NULL); CREATE INDEX facts_day ON facts (day)"
    ));
    for id in 0..80 {
        let (month, day) = (id % 5 + 1, id % 28 + 1);
        db.execute(&format!(
            "INSERT INTO facts VALUES ({id}, {}, '2025-{month:02}-{day:02}', {id})",
            id % 3
        ));
    }
    db
}

fn query(span: &str) -> String {
    format!(
        "SELECT f.k, {span} AS span, SUM(f.amount) AS amount, COUNT(*) AS n FROM facts f \
         GROUP BY 1, 2"
    )
}

/// `rungs rollup VERB … TARGET`, with the rollup's file for `FILE`.
#[track_caller]
fn rollup(db: &TestDb, span: &str, words: &[&str]) -> rungs_tests::cli::Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.sql");
    std::fs::write(&file, format!("-- rollup: r\n{};\n", query(span))).unwrap();
    let file = file.display().to_string();
    let words = words.iter().map(|word| if *word == "FILE" { &file } else { *word });
    let all: Vec<&str> =
        std::iter::once("rollup").chain(words).chain([db.url(), "--yes"]).collect();
    rungs(&all)
}

#[track_caller]
fn check(db: &TestDb, span: &str, when: &str) {
    let wrong = db.query(&difference("rungs_r", &query(span)));
    assert!(wrong.is_empty(), "{span}, {when}: {wrong:?}");
}

#[track_caller]
fn check_ranges(db: &TestDb, span: &str) {
    for range in RANGES {
        let raw =
            format!("SELECT f.k, SUM(f.amount), COUNT(*) FROM facts f WHERE {range} GROUP BY 1");
        let explained = rollup(db, span, &["explain", &raw, "--format", "json"]).expect(0).stdout;
        let explained: serde_json::Value = serde_json::from_str(&explained).unwrap();
        if let Some(sql) = explained["sql"].as_str() {
            let sorted = |sql: &str| {
                let mut rows = db.query(sql);
                rows.sort();
                rows
            };
            assert_eq!(sorted(sql), sorted(&raw), "{span}, {range}: {sql}");
        }
    }
}

/// Everything that builds or reads it, in turn.
#[track_caller]
fn check_all(db: &TestDb, span: &str) {
    check(db, span, "with deltas");
    rollup(db, span, &["refresh"]).expect(0);
    check(db, span, "refreshed");
    check_ranges(db, span);
    rollup(db, span, &["verify"]).expect(0);
    rollup(db, span, &["refresh", "--rebuild"]).expect(0);
    check(db, span, "built anew");
}

#[test]
fn what_is_no_day_is_refused_by_name_and_every_answer_is_the_raw_one() {
    for span in SPANS {
        let db = facts("day TEXT NOT NULL");
        rollup(&db, span, &["add", "FILE"]).expect(0);
        for wrong in WRONG {
            for write in [
                format!("INSERT INTO facts VALUES (900, 1, {wrong}, 7)"),
                format!("INSERT OR IGNORE INTO facts VALUES (900, 1, {wrong}, 7)"),
                format!("INSERT OR REPLACE INTO facts VALUES (3, 1, {wrong}, 7)"),
                format!("UPDATE facts SET day = {wrong} WHERE id = 4"),
            ] {
                let refused = db.connect().execute(&write).unwrap_err().to_string();
                assert!(refused.contains("facts.day takes days like 2025-01-31"), "{refused}");
            }
        }
        db.execute(
            "INSERT INTO facts VALUES (901, 1, '2025-02-28 23:59:59.5', 7), \
             (902, 2, '2025-03-01T00:00', 8), (903, 2, '2024-12-31', 9), (904, 0, '2026-01-01', 1); \
             UPDATE facts SET day = '2025-12-31 12:00' WHERE id = 5; DELETE FROM facts WHERE id = 6",
        );
        check_all(&db, span);
    }
}

#[test]
fn a_table_that_holds_what_is_no_day_gets_no_rollup_by_days_and_nothing_is_made() {
    let db = facts("day TEXT NOT NULL");
    let before = super::rollup_exact::schema(&db);
    for wrong in WRONG {
        db.execute(&format!("INSERT INTO facts VALUES (900, 1, {wrong}, 7)"));
        let refused = rollup(&db, SPANS[0], &["add", "FILE"]).expect(2);
        assert!(refused.stderr.contains("facts.day holds other things"), "{}", refused.stderr);
        assert_eq!(super::rollup_exact::schema(&db), before, "{wrong}");
        db.execute("DELETE FROM facts WHERE id = 900");
    }
    db.execute("INSERT INTO facts VALUES (900, 1, '', 7)");
    let any = "substr(f.day, 1, 7) || ''";
    rollup(&db, any, &["add", "FILE"]).expect(0);
    for (at, wrong) in WRONG.iter().enumerate() {
        db.execute(&format!("INSERT INTO facts VALUES (901 + {at}, 1, {wrong}, 7)"));
    }
    check_all(&db, any);
}

#[test]
fn a_day_that_is_null_is_a_group_of_its_own_and_in_no_range() {
    for span in [SPANS[0], SPANS[2], SPANS[4]] {
        let db = facts("day TEXT");
        db.execute("INSERT INTO facts VALUES (900, 1, NULL, 7)");
        rollup(&db, span, &["add", "FILE"]).expect(0);
        db.execute(
            "INSERT INTO facts VALUES (901, 2, NULL, 8); UPDATE facts SET day = NULL WHERE id = 5; \
             UPDATE facts SET day = '2025-02-02' WHERE id = 900",
        );
        assert!(db.connect().execute("UPDATE facts SET day = '' WHERE id = 7").is_err());
        check_all(&db, span);
    }
}

#[test]
fn a_column_of_days_alone_takes_no_time_and_one_of_numbers_is_not_asked() {
    for span in [SPANS[0], SPANS[2]] {
        let db = facts("day DATE NOT NULL");
        rollup(&db, span, &["add", "FILE"]).expect(0);
        let time = "INSERT INTO facts VALUES (900, 1, '2025-01-31 10:00', 7)";
        let refused = db.connect().execute(time).unwrap_err().to_string();
        assert!(refused.contains("facts.day takes days like 2025-01-31, while"), "{refused}");
        check(&db, span, "after a write that was refused");
        check_ranges(&db, span);
        let db = facts("day REAL NOT NULL");
        db.execute("UPDATE facts SET day = julianday(day)");
        rollup(&db, span, &["add", "FILE"]).expect(0);
        db.execute("INSERT INTO facts VALUES (900, 1, 2460700.5, 7), (901, 1, 20250105, 7)");
        check_all(&db, span);
    }
}
