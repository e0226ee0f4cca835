//! Rows of SQLite.

use rungs_tests::servers::{Client, TestDb};
use rusqlite::config::DbConfig;

use super::{
    Captured, Change, Ground, Outcome, PLAIN, Refused, Row, Stopped, Verified, invalid, row,
};

static CHILD: Ground = Ground::sql(
    "DELETE FROM financials WHERE asin_id > 30; DELETE FROM financials WHERE tax IS NULL;
     CREATE TABLE rate (tax INTEGER NOT NULL PRIMARY KEY);
     INSERT INTO rate SELECT DISTINCT tax FROM financials;
     CREATE TABLE was AS SELECT * FROM financials; DROP TABLE financials;
     CREATE TABLE financials (id INTEGER NOT NULL PRIMARY KEY,
       asin_id INTEGER NOT NULL DEFAULT 1
         REFERENCES asin ON DELETE CASCADE ON UPDATE CASCADE,
       marketplace INTEGER NOT NULL, day TEXT NOT NULL, metric INTEGER NOT NULL,
       amount INTEGER NOT NULL, tax INTEGER REFERENCES rate ON DELETE SET NULL);
     INSERT INTO financials SELECT * FROM was; DROP TABLE was; PRAGMA foreign_keys = ON",
);
static SEVERAL_KEYS: Ground = Ground::sql(
    "CREATE UNIQUE INDEX financials_place ON financials (asin_id, id);
     ALTER TABLE financials ADD COLUMN number INTEGER; UPDATE financials SET number = id * 10;
     CREATE UNIQUE INDEX financials_number ON financials (number) WHERE number > 50",
);
static WITHOUT_ROWID: Ground = Ground::sql(
    "CREATE TABLE was AS SELECT * FROM financials; DROP TABLE financials;
     CREATE TABLE financials (id INTEGER NOT NULL, asin_id INTEGER NOT NULL,
       marketplace INTEGER NOT NULL, day TEXT NOT NULL, metric INTEGER NOT NULL,
       amount INTEGER NOT NULL, tax INTEGER, PRIMARY KEY (id)) WITHOUT ROWID;
     INSERT INTO financials SELECT * FROM was; DROP TABLE was",
);
static WITHOUT_KEY: Ground = Ground::sql(
    "CREATE TABLE was AS SELECT * FROM financials; DROP TABLE financials;
     CREATE TABLE financials (id INTEGER NOT NULL, asin_id INTEGER NOT NULL,
       marketplace INTEGER NOT NULL, day TEXT NOT NULL, metric INTEGER NOT NULL,
       amount INTEGER NOT NULL, tax INTEGER AS (amount / 4));
     INSERT INTO financials SELECT id, asin_id, marketplace, day, metric, amount FROM was;
     DROP TABLE was",
);

pub const ROWS: &[Row] = &[
    row("`INSERT` of many rows, `INSERT … SELECT`, `INSERT OR IGNORE`", &PLAIN, &[
        "INSERT INTO financials VALUES (1001, 1, 1, '2025-01-05', 1, 10, 1),
         (1002, 2, 1, '2025-07-05', 2, -3, NULL)",
        "INSERT INTO financials SELECT id + 2000, asin_id, marketplace, day, metric, amount, tax
         FROM financials WHERE id < 50",
        "INSERT OR IGNORE INTO financials VALUES (1, 1, 1, '2025-01-05', 1, 10, 1),
         (1003, 2, 1, '2025-07-05', 2, -3, NULL)",
    ], Captured),
    row("`INSERT … ON CONFLICT DO UPDATE`", &PLAIN, &[
        "INSERT INTO financials VALUES (1, 1, 1, '2025-01-05', 1, 10, 1),
         (1004, 2, 1, '2025-07-05', 2, -3, NULL)
         ON CONFLICT (id) DO UPDATE SET amount = amount + 3, marketplace = 2",
    ], Captured),
    row("`INSERT OR REPLACE`, `REPLACE`", &PLAIN, &[
        "INSERT OR REPLACE INTO financials VALUES (2, 1, 1, '2025-01-05', 1, 10, 1),
         (1005, 2, 1, '2025-07-05', 2, -3, NULL); REPLACE INTO financials
         SELECT id, asin_id, 3, day, metric, amount, tax FROM financials WHERE id BETWEEN 3 AND 9",
    ], Captured),
    row("the same with `PRAGMA recursive_triggers = ON`", &PLAIN, &[
        "PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO financials
         VALUES (3, 1, 1, '2025-01-05', 1, 10, 1), (1006, 2, 1, '2025-07-05', 2, -3, NULL);
         UPDATE OR REPLACE financials SET id = id + 1 WHERE id = 20;
         PRAGMA recursive_triggers = OFF",
    ], Captured),
    row("`UPDATE` of measures and of keys, `UPDATE OR REPLACE`, of the rowid too", &PLAIN, &[
        "UPDATE financials SET amount = amount + 1, tax = NULL WHERE id < 20",
        "UPDATE financials SET asin_id = 3, day = '2025-09-09' WHERE id BETWEEN 10 AND 30",
        "UPDATE OR REPLACE financials SET id = id + 1 WHERE id BETWEEN 30 AND 40",
        "UPDATE OR REPLACE financials SET rowid = 50 WHERE id = 60;
         UPDATE OR REPLACE financials SET _rowid_ = 51 WHERE id = 61;
         UPDATE OR REPLACE financials SET oid = 52 WHERE id = 62",
    ], Captured),
    row("`DELETE`, without a WHERE too", &PLAIN, &[
        "DELETE FROM financials WHERE id BETWEEN 40 AND 60",
        "CREATE TABLE kept AS SELECT * FROM financials; DELETE FROM financials;
         INSERT INTO financials SELECT * FROM kept WHERE id > 9",
    ], Captured),
    row("`ROLLBACK`, `ROLLBACK TO`", &PLAIN, &[
        "BEGIN; DELETE FROM financials; ROLLBACK",
        "BEGIN; DELETE FROM financials WHERE metric = 3; SAVEPOINT s;
         DELETE FROM financials; ROLLBACK TO s; COMMIT",
    ], Captured),
    Row {
        way: "`INSERT OR FAIL` that stops in the middle, `INSERT OR ABORT`",
        ground: &PLAIN,
        change: Change::Do(stopped_in_the_middle),
        outcome: Captured,
    },
    Row {
        way: "another program, through another name of the file (`ATTACH`)",
        ground: &PLAIN,
        change: Change::Do(attached),
        outcome: Captured,
    },
    row("`VACUUM`, a column added and dropped, `REINDEX`", &PLAIN, &[
        "VACUUM; REINDEX; ALTER TABLE financials ADD COLUMN more INTEGER DEFAULT 3;
         INSERT INTO financials VALUES (1009, 1, 1, '2025-01-05', 1, 10, 1, 2);
         ALTER TABLE financials DROP COLUMN more",
    ], Captured),
    row("rows of joined tables: `INSERT`, `UPDATE`, `DELETE`, `REPLACE` by any key", &PLAIN, &[
        "INSERT INTO asin VALUES (41, 3, 41); UPDATE asin SET brand_id = 1 WHERE id IN (3, 4);
         UPDATE asin SET id = 77 WHERE id = 6; DELETE FROM asin WHERE id = 9;
         REPLACE INTO asin VALUES (10, 2, 11); UPDATE OR REPLACE asin SET code = 13 WHERE id = 12;
         UPDATE OR REPLACE asin SET rowid = 15 WHERE id = 16",
    ], Captured),
    row("foreign keys: `ON DELETE CASCADE`, `ON UPDATE CASCADE`, `SET NULL`", &CHILD, &[
        "DELETE FROM asin WHERE id IN (2, 3)", "UPDATE asin SET id = id + 100 WHERE id > 20",
        "DELETE FROM rate WHERE tax < 0",
    ], Captured),
    row("foreign keys that cascade from a row that `REPLACE` takes away", &CHILD, &[
        "REPLACE INTO asin VALUES (4, 2, 5)",
    ], Captured),
    row("several unique keys, partial ones too: one row that displaces three", &SEVERAL_KEYS, &[
        "INSERT OR REPLACE INTO financials
         SELECT 10, asin_id, 1, '2025-02-02', 1, 5, 5, 120 FROM financials WHERE id = 14",
        "UPDATE OR REPLACE financials SET number = number + 10 WHERE id BETWEEN 20 AND 30",
        "INSERT OR IGNORE INTO financials VALUES (5000, 1, 1, '2025-02-02', 1, 5, 5, 170)",
    ], Captured),
    row("tables `WITHOUT ROWID`", &WITHOUT_ROWID, &[
        "REPLACE INTO financials VALUES (2, 1, 1, '2025-01-05', 1, 10, 1);
         UPDATE OR REPLACE financials SET id = id + 1 WHERE id BETWEEN 30 AND 40;
         DELETE FROM financials WHERE metric = 2",
    ], Captured),
    row("tables without any key, generated columns", &WITHOUT_KEY, &[
        "INSERT INTO financials (rowid, id, asin_id, marketplace, day, metric, amount)
         VALUES (9000, 1, 1, 1, '2025-01-05', 1, 10);
         REPLACE INTO financials (rowid, id, asin_id, marketplace, day, metric, amount)
         VALUES (9000, 1, 1, 2, '2025-01-05', 1, 40);
         UPDATE OR REPLACE financials SET rowid = 9000 WHERE rowid = 8;
         UPDATE financials SET amount = amount + 4 WHERE metric = 2",
    ], Captured),
    Row {
        way: "`DROP TABLE`, made again (the steps by which SQLite's manual changes a table)",
        ground: &PLAIN,
        change: Change::Sql(&[
            "CREATE TABLE new (id INTEGER NOT NULL PRIMARY KEY, asin_id INTEGER NOT NULL,
               marketplace INTEGER NOT NULL, day TEXT NOT NULL, metric INTEGER NOT NULL,
               amount INTEGER NOT NULL, tax INTEGER);
             INSERT INTO new SELECT * FROM financials; PRAGMA legacy_alter_table = ON;
             DROP TABLE financials; ALTER TABLE new RENAME TO financials;
             DELETE FROM financials WHERE id < 9",
        ]),
        outcome: invalid("on financials is gone"),
    },
    row("`DROP TRIGGER`", &PLAIN, &["DROP TRIGGER rungs_product_month_upd"],
        invalid("trigger rungs_product_month_upd on financials is gone")),
    row("`DROP TRIGGER` on a joined table", &PLAIN, &["DROP TRIGGER rungs_product_month_d0_del"],
        invalid("trigger rungs_product_month_d0_del on asin is gone")),
    Row {
        way: "`ALTER TABLE … RENAME TO`",
        ground: &PLAIN,
        change: Change::Sql(&["ALTER TABLE financials RENAME TO ledger"]),
        outcome: Outcome::Invalid {
            why: "column amount of financials is gone",
            mend: &["ALTER TABLE ledger RENAME TO financials"],
        },
    },
    Row {
        way: "`RENAME COLUMN` of what the rollup uses",
        ground: &PLAIN,
        change: Change::Sql(&["ALTER TABLE financials RENAME COLUMN tax TO duty"]),
        outcome: Outcome::Invalid {
            why: "column tax of financials is gone",
            mend: &["ALTER TABLE financials RENAME COLUMN duty TO tax"],
        },
    },
    row("two columns that swap their names", &PLAIN, &[
        "ALTER TABLE financials RENAME marketplace TO x; ALTER TABLE financials
         RENAME metric TO marketplace; ALTER TABLE financials RENAME x TO metric",
    ], invalid("on financials was changed")),
    row("`DROP COLUMN` of what the rollup uses", &PLAIN, &[
        "ALTER TABLE financials DROP COLUMN tax",
    ], Stopped("after drop column")),
    row("a row without a day, where months are of a text", &PLAIN, &[
        "UPDATE financials SET day = '2025-1-5' WHERE id = 100",
    ], Stopped("financials.day takes days like 2025-01-31")),
    row("a unique index added, by which `REPLACE` may remove other rows", &PLAIN, &[
        "ALTER TABLE financials ADD COLUMN number INTEGER; UPDATE financials SET number = id * 10;
         CREATE UNIQUE INDEX numbers ON financials (number);
         REPLACE INTO financials VALUES (1001, 1, 1, '2025-01-05', 1, 10, 1, 20)",
    ], invalid("unique index numbers of financials is new")),
    Row {
        way: "the unique key of a joined table lost, and a key twice",
        ground: &Ground::sql(
            "CREATE TABLE was AS SELECT * FROM asin; DROP TABLE asin;
             CREATE TABLE asin (id INTEGER NOT NULL, brand_id INTEGER NOT NULL, code INTEGER);
             CREATE UNIQUE INDEX asin_id ON asin (id); INSERT INTO asin SELECT * FROM was",
        ),
        change: Change::Sql(&["DROP INDEX asin_id; INSERT INTO asin VALUES (1, 5, 99)"]),
        outcome: Outcome::Invalid {
            why: "the key (id) of asin is not unique",
            mend: &["DELETE FROM asin WHERE code = 99; CREATE UNIQUE INDEX asin_id ON asin (id)"],
        },
    },
    Row {
        way: "a connection that has triggers switched off (`SQLITE_DBCONFIG_ENABLE_TRIGGER`)",
        ground: &PLAIN,
        change: Change::Do(without_triggers),
        outcome: Verified,
    },
    row("a unique index on an expression, or with a collation of its own", &Ground::sql(
        "CREATE UNIQUE INDEX odd ON financials (abs(id))"), &[],
        Refused("the unique index odd is on an expression or has a collation of its own")),
    row("facts without a day, where months are of a text", &Ground::sql(
        "UPDATE financials SET day = '' WHERE id = 100"), &[],
        Refused("financials.day holds other things than days like 2025-01-31")),
    row("a view, a virtual table", &Ground::sql(
        "ALTER TABLE financials RENAME TO was; CREATE VIEW financials AS SELECT * FROM was"), &[],
        Refused("a view: its changes cannot be captured")),
];

fn stopped_in_the_middle(db: &TestDb) {
    let mut client = db.connect();
    for how in ["FAIL", "ABORT"] {
        let sql = format!(
            "INSERT OR {how} INTO financials VALUES (110{}, 1, 1, '2025-01-05', 1, 10, 1), \
             (100, 1, 1, '2025-01-05', 1, 10, 1)",
            how.len()
        );
        assert!(client.execute(&sql).is_err());
    }
}

fn attached(db: &TestDb) {
    let path = db.url().strip_prefix("sqlite:").unwrap();
    let other = rusqlite::Connection::open_in_memory().unwrap();
    other.execute("ATTACH ? AS other", [path]).unwrap();
    other
        .execute_batch(
            "REPLACE INTO other.financials VALUES (4, 1, 1, '2025-01-05', 1, 10, 1);
             DELETE FROM other.financials WHERE id = 11",
        )
        .unwrap();
}

fn without_triggers(db: &TestDb) {
    let Client::Sqlite(connection) = db.connect() else { panic!("not SQLite") };
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    connection.execute("DELETE FROM financials WHERE id < 9", []).unwrap();
}
