//! Facts that the client adds up (MariaDB): values of every type it takes, however they lie.

use std::fmt::Write;

use rungs_tests::cli::Running;
use rungs_tests::rollups::difference;
use rungs_tests::servers::{Kind, TestDb};

/// Type of a key and values that are easily mistaken for each other.
const KEYS: &[(&str, [&str; 3])] = &[
    ("date", ["'0000-00-00'", "'2025-01-00'", "'2025-01-01'"]),
    ("datetime(3)", ["'0000-00-00'", "'2025-00-00 10:00:00'", "'2025-01-01 00:00:00.001'"]),
    ("time(2)", ["'-838:59:59'", "'00:00:00'", "'100:00:00.5'"]),
    ("tinyint", ["-128", "0", "127"]),
    ("bigint unsigned", ["0", "9223372036854775808", "18446744073709551615"]),
    ("decimal(20,6)", ["-0.000001", "0", "99999999999999.999999"]),
    ("varchar(5) COLLATE utf8mb4_bin", ["''", "'1'", "'1.0'"]),
    ("varchar(3) CHARACTER SET latin1 COLLATE latin1_bin", ["'ä'", "'a'", "'\\\\'"]),
    ("varbinary(4)", ["''", "X'00'", "X'00ff'"]),
    ("year", ["0", "1901", "2155"]),
];

/// Type of a measure, whether it has a sum, and values.
const MEASURES: &[(&str, bool, [&str; 4])] = &[
    ("tinyint", true, ["-128", "127", "0", "NULL"]),
    ("bigint", true, ["-9223372036854775808", "9223372036854775807", "1", "NULL"]),
    ("bigint unsigned", true, ["18446744073709551615", "0", "1", "NULL"]),
    ("decimal(14,2)", true, ["-999999999999.99", "0.01", "10", "NULL"]),
    ("decimal(25,10)", true, ["-0.0000000001", "999999999999999.9999999999", "9", "NULL"]),
    ("date", false, ["'0000-00-00'", "'2025-01-00'", "'9999-12-31'", "NULL"]),
    (
        "datetime(6)",
        false,
        ["'0000-00-00'", "'2025-01-00 01:00:00.000001'", "'2025-01-01'", "NULL"],
    ),
    ("time", false, ["'-100:00:00'", "'99:00:00'", "'-01:00:00'", "NULL"]),
    ("varchar(4) COLLATE utf8mb4_bin", false, ["''", "'10'", "'9'", "NULL"]),
];

/// The n-th value of a primary key, as SQL.
type Nth = fn(i64) -> String;

/// A primary key, and that of the n-th of the facts, whose days are in order: they lie together,
/// the other way round, all over the table, or by something else.
const PLACES: &[(&str, &str, Nth)] = &[
    ("id bigint NOT NULL", "id", |n| (n - 60).to_string()),
    ("id bigint unsigned NOT NULL", "id", |n| (u64::MAX - n.unsigned_abs()).to_string()),
    ("id smallint NOT NULL", "id, day", |n| (n * 37 % 120).to_string()),
    ("id varchar(9) NOT NULL", "id", |n| format!("'{n}'")),
];

#[test]
fn facts_of_every_type_and_place_are_added_up_as_the_server_does() {
    let months = "CAST(DATE_FORMAT(day, '%Y-%m-01') AS DATE) AS month";
    for (at, (place, primary, number)) in PLACES.iter().enumerate() {
        let db = TestDb::new(Kind::MariaDb, "rollups streamed");
        let mut dice = fastrand::Rng::with_seed(at as u64);
        db.execute(&table(place, primary));
        for n in 0..120 {
            let day = format!("'2025-{:02}-{:02}'", n / 30 + 1, n % 28 + 1);
            db.execute(&row(&number(n), &day, &mut dice));
        }
        let (keys, measures) = (keys(), measures());
        // Few at a time: then a group has more rows than one.
        for (at, keys) in keys.chunks(2).enumerate() {
            let keys = keys.join(", ");
            let query = format!(
                "SELECT {keys}, {months}, {measures}, COUNT(*) AS n FROM facts \
                 WHERE k3 <> 0 GROUP BY {keys}, CAST(DATE_FORMAT(day, '%Y-%m-01') AS DATE)"
            );
            let wrong = added(&db, &format!("by_{at}"), &query);
            assert!(wrong.is_empty(), "{keys}, {place}: {wrong:?}");
        }
    }
}

#[test]
fn facts_of_no_day_are_added_up_with_all_others() {
    let db = TestDb::new(Kind::MariaDb, "rollups of no day");
    db.execute(
        "CREATE TABLE facts (id bigint NOT NULL PRIMARY KEY, day date NOT NULL, \
         amount decimal(14,2), INDEX (day)); \
         INSERT INTO facts VALUES (1, '0000-00-00', 1.5), (2, '2025-01-00', 2.5), \
         (3, '2025-01-02', 4.25), (4, '2025-02-01', NULL), (5, '0000-00-00', -1)",
    );
    let query = "SELECT day, SUM(amount) AS amount, COUNT(*) AS n FROM facts GROUP BY day";
    let wrong = added(&db, "by_day", query);
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Adds the rollup, in many parts, and gives what its view has otherwise than its definition.
fn added(db: &TestDb, name: &str, query: &str) -> Vec<Vec<Option<String>>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("{name}.sql"));
    std::fs::write(&file, format!("-- rollup: {name}\n{query}\n")).unwrap();
    let words = ["rollup", "add", file.to_str().unwrap(), db.url(), "--yes"];
    Running::start(&words, &[("RUNGS_GROUPS_MAX", "7")]).wait().expect(0);
    db.query(&difference(&format!("rungs_{name}"), query))
}

fn table(place: &str, primary: &str) -> String {
    let mut columns = format!("{place}, day date NOT NULL");
    for (at, (data_type, _)) in KEYS.iter().enumerate() {
        write!(columns, ", k{at} {data_type} NOT NULL").unwrap();
    }
    for (at, (data_type, _, _)) in MEASURES.iter().enumerate() {
        write!(columns, ", m{at} {data_type}").unwrap();
    }
    format!("CREATE TABLE facts ({columns}, PRIMARY KEY ({primary}), INDEX (day))")
}

fn row(id: &str, day: &str, dice: &mut fastrand::Rng) -> String {
    let mut values = format!("{id}, {day}");
    for (_, some) in KEYS {
        write!(values, ", {}", some[dice.usize(..3)]).unwrap();
    }
    for (_, _, some) in MEASURES {
        write!(values, ", {}", some[dice.usize(..4)]).unwrap();
    }
    format!("INSERT INTO facts VALUES ({values})")
}

/// Each column alone.
fn keys() -> Vec<String> {
    (0..KEYS.len()).map(|at| format!("k{at}")).collect()
}

fn measures() -> String {
    let one = |(at, (_, has_sum, _)): (usize, &(&str, bool, [&str; 4]))| {
        let sum = if *has_sum { format!("SUM(m{at}) AS s{at}, ") } else { String::new() };
        format!("{sum}COUNT(m{at}) AS c{at}, MIN(m{at}) AS l{at}, MAX(m{at}) AS h{at}")
    };
    MEASURES.iter().enumerate().map(one).collect::<Vec<_>>().join(", ")
}
