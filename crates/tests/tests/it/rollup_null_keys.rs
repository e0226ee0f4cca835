//! Keys of every type that can be NULL: NULL is a group of its own, and no value is taken for it,
//! not even the one that stands for it in the stored tables.

use std::fmt::Write;

use rungs_tests::cli::rungs;
use rungs_tests::rollups::difference;
use rungs_tests::servers::{Kind, TestDb};

/// Type of a column and some of its values.
type Typed = (&'static str, [&'static str; 2]);

const POSTGRES: &[Typed] = &[
    ("smallint", ["0", "-1"]),
    ("bigint", ["0", "9000000000"]),
    ("numeric(8,2)", ["0", "-0.10"]),
    ("boolean", ["false", "true"]),
    ("text", ["''", "'Ä'"]),
    ("varchar(5)", ["''", "' '"]),
    ("char(4)", ["''", "'a'"]),
    ("varchar(9) COLLATE \"C\"", ["''", "'z'"]),
    ("bytea", ["''", "'\\x00ff'"]),
    ("date", ["'2000-01-01'", "'infinity'"]),
    ("timestamp(3)", ["'2000-01-01'", "'2025-03-30 02:30:00.001'"]),
    ("timestamptz", ["'2000-01-01 00:00+00'", "'2025-01-01 00:00+05'"]),
    ("uuid", ["'00000000-0000-0000-0000-000000000000'", "'12345678-0000-0000-0000-000000000000'"]),
];

const MARIADB: &[Typed] = &[
    ("tinyint(1)", ["0", "1"]),
    ("bigint unsigned", ["0", "18446744073709551615"]),
    ("decimal(8,2)", ["0", "-0.10"]),
    ("char(4) COLLATE utf8mb4_bin", ["''", "'a'"]),
    ("varchar(5) COLLATE utf8mb4_bin", ["''", "'Ä'"]),
    ("varbinary(4)", ["''", "X'00ff'"]),
    ("date", ["'2000-01-01'", "'1000-01-01'"]),
    ("datetime(3)", ["'2000-01-01'", "'2025-03-30 02:30:00.001'"]),
    ("uuid", ["'00000000-0000-0000-0000-000000000000'", "'12345678-0000-0000-0000-000000000000'"]),
    ("smallint unsigned", ["0", "65535"]),
];

const SQLITE: &[Typed] = &[
    ("INTEGER", ["0", "'text'"]),
    ("BOOLEAN", ["0", "1"]),
    ("DECIMAL(8,2)", ["0", "-0.10"]),
    ("TEXT", ["''", "'0'"]),
    ("DATE", ["''", "'2025-01-01'"]),
    ("UUID", ["''", "X'00ff'"]),
];

#[test]
fn null_is_a_group_of_its_own_whatever_the_type_of_the_key() {
    for kind in Kind::ALL {
        let types = match kind {
            Kind::Postgres15 | Kind::Postgres18 => POSTGRES,
            Kind::MariaDb => MARIADB,
            Kind::Sqlite => SQLITE,
        };
        let db = TestDb::new(kind, "null keys");
        let mut dice = fastrand::Rng::with_seed(11);
        let mut columns = String::new();
        for (at, (data_type, _)) in types.iter().enumerate() {
            write!(columns, ", k{at} {data_type}").unwrap();
        }
        db.execute(&format!("CREATE TABLE facts (id integer NOT NULL PRIMARY KEY{columns})"));
        for id in 1..=60 {
            db.execute(&row(id, types, &mut dice));
        }
        let rollups = rollups(types.len());
        let folder = tempfile::tempdir().unwrap();
        for (name, query) in &rollups {
            let file = folder.path().join(format!("{name}.sql"));
            std::fs::write(&file, format!("-- rollup: {name}\n{query}\n")).unwrap();
            rungs(&["rollup", "add", file.to_str().unwrap(), db.url(), "--yes"]).expect(0);
        }
        let prefix = if matches!(kind, Kind::MariaDb | Kind::Sqlite) { "rungs_" } else { "rungs." };
        let check = |when: &str| {
            for (name, query) in &rollups {
                let wrong = db.query(&difference(&format!("{prefix}{name}"), query));
                assert!(wrong.is_empty(), "{} {when}: {wrong:?}", kind.name());
            }
        };
        check("when built");
        for id in 61..=90 {
            db.execute(&row(id, types, &mut dice));
            db.execute(&format!("DELETE FROM facts WHERE id = {}", id - 60));
            let at = dice.usize(..types.len());
            let value = value(types[at].1, &mut dice);
            db.execute(&format!("UPDATE facts SET k{at} = {value} WHERE id % 7 = {}", id % 7));
            check("with deltas");
        }
        rungs(&["rollup", "refresh", db.url(), "--yes"]).expect(0);
        check("when refreshed");
        rungs(&["rollup", "verify", db.url()]).expect(0);
        rungs(&["rollup", "refresh", "--rebuild", db.url(), "--yes"]).expect(0);
        check("when built anew");
        for (name, query) in &rollups {
            let view = described(&db, &format!("{prefix}{name}"));
            assert_eq!(view, described(&db, &format!("({query}) q")), "{}", kind.name());
        }
    }
}

/// Name and definition of rollups that together are grouped by so many columns.
fn rollups(columns: usize) -> Vec<(String, String)> {
    let all: Vec<String> = (0..columns).map(|at| format!("k{at}")).collect();
    let one = |(at, keys): (usize, &[String])| {
        let keys = keys.join(", ");
        let query =
            format!("SELECT {keys}, MAX(id) AS last, COUNT(*) AS n FROM facts GROUP BY {keys}");
        (format!("by_{at}"), query)
    };
    // A primary key of MariaDB has 16 columns at most, and a flag is one.
    all.chunks(8).enumerate().map(one).collect()
}

fn row(id: u32, types: &[Typed], dice: &mut fastrand::Rng) -> String {
    let values: Vec<&str> = types.iter().map(|(_, values)| value(*values, dice)).collect();
    format!("INSERT INTO facts VALUES ({id}, {})", values.join(", "))
}

/// Mostly one of few, so that groups have more rows than one.
fn value(values: [&'static str; 2], dice: &mut fastrand::Rng) -> &'static str {
    match dice.u8(..5) {
        0 => values[1],
        1 => values[0],
        _ => "NULL",
    }
}

/// Names and types of the columns, as a table made of them has them.
fn described(db: &TestDb, from: &str) -> Vec<Vec<Option<String>>> {
    let ask = match db.kind() {
        Kind::Postgres15 | Kind::Postgres18 => {
            "SELECT attname, format_type(atttypid, atttypmod), attcollation::regcollation \
             FROM pg_attribute WHERE attrelid = 'described'::regclass AND attnum > 0"
        }
        Kind::MariaDb => {
            // But for the display width of integers, which no expression keeps.
            "SELECT column_name, REGEXP_REPLACE(column_type, 'int\\\\([0-9]+', 'int('), \
             collation_name FROM information_schema.columns \
             WHERE table_schema = DATABASE() AND table_name = 'described' \
             ORDER BY ordinal_position"
        }
        // Of keys: a count has a type in the view, and none in the query.
        Kind::Sqlite => "SELECT name, type FROM pragma_table_info('described') WHERE name <> 'n'",
    };
    db.execute("DROP TABLE IF EXISTS described");
    db.execute(&format!("CREATE TABLE described AS SELECT * FROM {from}"));
    db.query(ask)
}
