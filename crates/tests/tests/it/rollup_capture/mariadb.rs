//! Rows of MariaDB.

use std::io::Write;

use rungs_tests::servers::{Client, TestDb};

use super::{
    Captured, Change, Ground, Outcome, PLAIN, REFRESH, Refused, Row, Stopped, invalid, row,
};

pub static PARTITIONED: Ground = Ground::sql(
    "ALTER TABLE financials DROP PRIMARY KEY;
     ALTER TABLE financials PARTITION BY RANGE COLUMNS (day) (
       PARTITION first VALUES LESS THAN ('2025-03-01'),
       PARTITION second VALUES LESS THAN ('2025-05-01'))",
);
static REFERRED: Ground = Ground::sql(
    "CREATE TABLE shop AS SELECT DISTINCT marketplace AS id FROM financials;
     ALTER TABLE shop ADD PRIMARY KEY (id);
     ALTER TABLE financials ADD FOREIGN KEY (marketplace) REFERENCES shop (id)",
);
static HELD: Ground =
    Ground::sql("CREATE TABLE held (id integer, FOREIGN KEY (id) REFERENCES financials (id))");
static VERSIONED: Ground = Ground::sql("ALTER TABLE financials ADD SYSTEM VERSIONING");
static GENERATED: Ground = Ground::sql(
    "ALTER TABLE financials DROP COLUMN tax;
     ALTER TABLE financials ADD COLUMN tax decimal(14,2) AS (amount / 4) VIRTUAL",
);

const CASCADES: &str = "CREATE TABLE shop AS SELECT DISTINCT marketplace AS id FROM financials;
     ALTER TABLE shop ADD PRIMARY KEY (id);
     ALTER TABLE financials
       ADD CONSTRAINT of_shop FOREIGN KEY (marketplace) REFERENCES shop (id) ON DELETE CASCADE";

pub const ROWS: &[Row] = &[
    row("`INSERT` of many rows, `INSERT … SELECT`, `INSERT IGNORE`", &PLAIN, &[
        "INSERT INTO financials VALUES (1001, 1, 1, '2025-01-05', 1, 10, 1),
         (1002, 2, 1, '2025-07-05', 2, -3, NULL)",
        "INSERT INTO financials SELECT id + 2000, asin_id, marketplace, day, metric, amount, tax
         FROM financials WHERE id < 50",
        "INSERT IGNORE INTO financials VALUES (1, 1, 1, '2025-01-05', 1, 10, 1),
         (1003, 2, 1, '2025-07-05', 2, -3, NULL)",
    ], Captured),
    row("`INSERT … ON DUPLICATE KEY UPDATE`", &PLAIN, &[
        "INSERT INTO financials VALUES (1, 1, 1, '2025-01-05', 1, 10, 1),
         (1004, 2, 1, '2025-07-05', 2, -3, NULL) ON DUPLICATE KEY UPDATE amount = amount + 3",
    ], Captured),
    row("`REPLACE`", &PLAIN, &[
        "REPLACE INTO financials VALUES (2, 1, 1, '2025-01-05', 1, 10, 1),
         (1005, 2, 1, '2025-07-05', 2, -3, NULL)",
    ], Captured),
    row("`UPDATE` of measures and of keys, of several tables", &PLAIN, &[
        "UPDATE financials SET amount = amount + 1, tax = NULL WHERE id < 20",
        "UPDATE financials SET asin_id = 3, day = '2025-09-09' WHERE id BETWEEN 10 AND 30",
        "UPDATE financials f JOIN asin a ON a.id = f.asin_id
         SET f.marketplace = 2, a.brand_id = 5 WHERE a.id IN (4, 5)",
    ], Captured),
    row("`DELETE`, of several tables too", &PLAIN, &[
        "DELETE FROM financials WHERE id BETWEEN 40 AND 60",
        "DELETE f, a FROM financials f JOIN asin a ON a.id = f.asin_id WHERE a.id = 7",
        "CREATE TABLE kept AS SELECT * FROM financials; DELETE FROM financials;
         INSERT INTO financials SELECT * FROM kept WHERE id > 9",
    ], Captured),
    Row {
        way: "`LOAD DATA`, with `REPLACE` and `IGNORE`",
        ground: &PLAIN,
        change: Change::Do(load_data),
        outcome: Captured,
    },
    row("`ROLLBACK`, `ROLLBACK TO SAVEPOINT`, XA", &PLAIN, &[
        "BEGIN; DELETE FROM financials; ROLLBACK",
        "BEGIN; DELETE FROM financials WHERE metric = 3; SAVEPOINT s;
         DELETE FROM financials; ROLLBACK TO s; COMMIT",
        "XA START 'one'; INSERT INTO financials VALUES (1011, 1, 1, '2025-01-05', 1, 10, 1);
         XA END 'one'; XA PREPARE 'one'; XA COMMIT 'one'",
        "XA START 'two'; DELETE FROM financials; XA END 'two'; XA PREPARE 'two'; XA ROLLBACK 'two'",
    ], Captured),
    Row {
        way: "a writer without any right on the tables of rungs",
        ground: &PLAIN,
        change: Change::Do(by_a_stranger),
        outcome: Captured,
    },
    row("rows of joined tables: `INSERT`, `UPDATE`, `DELETE`, `REPLACE`", &PLAIN, &[
        "INSERT INTO asin VALUES (41, 3, 41); UPDATE asin SET brand_id = 1 WHERE id IN (3, 4);
         UPDATE asin SET id = 77 WHERE id = 6; DELETE FROM asin WHERE id = 9;
         REPLACE INTO asin VALUES (10, 2, 11)",
    ], Captured),
    row("a column added, an index added, `ANALYZE TABLE`", &PLAIN, &[
        "ALTER TABLE financials ADD COLUMN more integer DEFAULT 3",
        "ALTER TABLE financials ADD INDEX (metric)",
        "INSERT INTO financials (id, asin_id, marketplace, day, metric, amount)
         VALUES (1012, 1, 1, '2025-01-05', 1, 10)",
        "ANALYZE TABLE financials",
    ], Captured),
    row("foreign keys that restrict, `foreign_key_checks = 0`", &REFERRED, &[
        "SET foreign_key_checks = 0; UPDATE financials SET marketplace = 9 WHERE id < 9;
         SET foreign_key_checks = 1",
    ], Captured),
    row("system-versioned facts: `UPDATE`, `DELETE`, `DELETE HISTORY`", &VERSIONED, &[
        "UPDATE financials SET amount = 5 WHERE id < 9; DELETE FROM financials WHERE metric = 2;
         DELETE HISTORY FROM financials",
    ], Captured),
    row("virtual generated columns", &GENERATED, &[
        "UPDATE financials SET amount = 5 WHERE id < 9; DELETE FROM financials WHERE metric = 2",
    ], Captured),
    row("partitioned facts: rows that move, `PARTITION (…)` written to directly", &PARTITIONED, &[
        "UPDATE financials SET day = '2025-04-04' WHERE id < 50",
        "INSERT INTO financials PARTITION (first) VALUES (1003, 1, 1, '2025-01-05', 1, 10, 1);
         DELETE FROM financials PARTITION (second) WHERE metric = 2",
    ], Captured),
    row("partitioned facts: `ADD PARTITION`, empty at the next refresh", &PARTITIONED, &[
        "ALTER TABLE financials ADD PARTITION (PARTITION third VALUES LESS THAN ('2025-07-01'))",
        REFRESH,
        "INSERT INTO financials VALUES (1013, 1, 1, '2025-05-05', 1, 10, 1)",
    ], Captured),
    row("`TRUNCATE`", &PLAIN, &["TRUNCATE financials"], invalid("table financials was changed")),
    row("`TRUNCATE` of a joined table", &PLAIN, &["TRUNCATE asin"],
        invalid("table asin was changed")),
    row("what copies the table, as `OPTIMIZE TABLE`: it cannot be told from `TRUNCATE`",
        &PLAIN, &["OPTIMIZE TABLE financials"], invalid("table financials was changed")),
    row("`RENAME TABLE` that swaps two tables (online schema changes)", &PLAIN, &[
        "CREATE TABLE other LIKE financials; INSERT INTO other SELECT * FROM financials;
         RENAME TABLE financials TO old, other TO financials; DELETE FROM financials WHERE id < 9",
    ], invalid("table financials was changed")),
    Row {
        way: "`DROP TABLE`, made again",
        ground: &PLAIN,
        change: Change::Sql(&[
            "CREATE TABLE other LIKE financials; INSERT INTO other SELECT * FROM financials;
             DROP TABLE financials",
        ]),
        outcome: Outcome::Invalid {
            why: "table financials is gone",
            mend: &["RENAME TABLE other TO financials"],
        },
    },
    row("`DROP TRIGGER`", &PLAIN, &["DROP TRIGGER rungs_product_month_upd"],
        invalid("trigger rungs_product_month_upd on financials is gone")),
    row("`TRUNCATE` where a foreign key of another table, even an empty one, refers to the facts",
        &HELD, &["TRUNCATE TABLE financials"],
        Stopped("Cannot truncate a table referenced in a foreign key constraint")),
    row("`DROP TRIGGER` on a joined table", &PLAIN, &["DROP TRIGGER rungs_product_month_d0_del"],
        invalid("trigger rungs_product_month_d0_del on asin is gone")),
    Row {
        way: "`CHANGE COLUMN`, `DROP COLUMN` of what the rollup uses; until it is undone, or the \
              rollup dropped, writes to the table fail",
        ground: &PLAIN,
        change: Change::Sql(&["ALTER TABLE financials RENAME COLUMN tax TO duty"]),
        outcome: Outcome::Invalid {
            why: "column tax of financials is gone",
            mend: &["ALTER TABLE financials RENAME COLUMN duty TO tax"],
        },
    },
    row("another type of a column that is used", &PLAIN, &[
        "ALTER TABLE financials MODIFY amount decimal(12,0) NOT NULL",
    ], invalid("financials was changed")),
    row("two columns that swap their names", &PLAIN, &[
        "ALTER TABLE financials RENAME COLUMN marketplace TO metric,
         RENAME COLUMN metric TO marketplace",
    ], invalid("column marketplace of financials was changed")),
    row("the columns of a joined table", &PLAIN, &[
        "ALTER TABLE asin MODIFY brand_id bigint NOT NULL",
    ], invalid("asin was changed")),
    row("partitioned facts: `DROP PARTITION`", &PARTITIONED, &[
        "ALTER TABLE financials DROP PARTITION first",
    ], invalid("partition first of financials is gone")),
    row("partitioned facts: `TRUNCATE PARTITION`", &PARTITIONED, &[
        "ALTER TABLE financials TRUNCATE PARTITION first",
    ], invalid("partition first of financials was changed")),
    row("partitioned facts: `EXCHANGE PARTITION`", &PARTITIONED, &[
        "CREATE TABLE other (id integer NOT NULL, asin_id integer NOT NULL,
           marketplace integer NOT NULL, day date NOT NULL, metric integer NOT NULL,
           amount decimal(14,2) NOT NULL, tax decimal(14,2), INDEX financials_day (day))",
        "ALTER TABLE financials EXCHANGE PARTITION first WITH TABLE other",
    ], invalid("partition first of financials was changed")),
    row("partitioned facts: `CONVERT TABLE … TO PARTITION`", &PARTITIONED, &[
        "CREATE TABLE other (id integer NOT NULL, asin_id integer NOT NULL,
           marketplace integer NOT NULL, day date NOT NULL, metric integer NOT NULL,
           amount decimal(14,2) NOT NULL, tax decimal(14,2), INDEX financials_day (day))",
        "INSERT INTO other VALUES (1013, 1, 1, '2025-05-05', 1, 10, 1)",
        "ALTER TABLE financials CONVERT TABLE other
         TO PARTITION third VALUES LESS THAN ('2025-07-01')",
    ], invalid("partition third of financials is new")),
    row("partitioned facts: `ADD PARTITION` that gets rows before a refresh", &PARTITIONED, &[
        "ALTER TABLE financials ADD PARTITION (PARTITION third VALUES LESS THAN ('2025-07-01'))",
        "INSERT INTO financials VALUES (1013, 1, 1, '2025-05-05', 1, 10, 1)",
    ], invalid("partition third of financials is new")),
    row("partitioned facts: `REORGANIZE PARTITION`", &PARTITIONED, &[
        "ALTER TABLE financials REORGANIZE PARTITION second INTO (
           PARTITION second VALUES LESS THAN ('2025-04-01'),
           PARTITION third VALUES LESS THAN ('2025-05-01'))",
    ], invalid("partition second of financials was changed")),
    Row {
        way: "a foreign key added that cascades or sets NULL",
        ground: &PLAIN,
        change: Change::Sql(&[CASCADES, "DELETE FROM shop WHERE id = 1"]),
        outcome: Outcome::Invalid {
            why: "the foreign key of_shop of financials acts (CASCADE on delete",
            mend: &["ALTER TABLE financials DROP FOREIGN KEY of_shop"],
        },
    },
    Row {
        way: "the unique key of a joined table dropped, and a key twice",
        ground: &PLAIN,
        change: Change::Sql(&[
            "ALTER TABLE asin DROP PRIMARY KEY; INSERT INTO asin VALUES (1, 5, 99)",
        ]),
        outcome: Outcome::Invalid {
            why: "the key (id) of asin is not unique",
            mend: &["DELETE FROM asin WHERE code = 99; ALTER TABLE asin ADD PRIMARY KEY (id)"],
        },
    },
    Row {
        way: "another storage engine",
        ground: &PLAIN,
        change: Change::Sql(&["ALTER TABLE financials ENGINE = Aria"]),
        outcome: Outcome::Invalid {
            why: "Aria, which keeps financials, does not roll back with the deltas",
            mend: &["ALTER TABLE financials ENGINE = InnoDB"],
        },
    },
    row("foreign keys of the facts that cascade or set NULL", &Ground::sql(CASCADES), &[],
        Refused("the foreign key of_shop of financials acts (CASCADE on delete")),
    row("foreign keys of a joined table that cascade or set NULL", &Ground::sql(
        "ALTER TABLE asin ADD CONSTRAINT of_brand FOREIGN KEY (brand_id) REFERENCES brand (id)
         ON UPDATE CASCADE"), &[],
        Refused("the foreign key of_brand of asin acts (RESTRICT on delete, CASCADE on update)")),
    row("facts or joined tables that are not kept by InnoDB", &Ground::sql(
        "ALTER TABLE asin ENGINE = MyISAM"), &[],
        Refused("asin: no such table was seen")),
    row("a view as facts", &Ground::sql(
        "RENAME TABLE financials TO was; CREATE VIEW financials AS SELECT * FROM was"), &[],
        Refused("a view: its changes cannot be captured")),
];

fn load_data(db: &TestDb) {
    let Client::MariaDb(mut conn) = db.connect() else { panic!("not MariaDB") };
    let rows = "3,1,1,2025-01-05,1,10,1\n1014,40,2,2025-03-05,1,7,2\n";
    conn.set_local_infile_handler(Some(mysql::LocalInfileHandler::new(move |_, to| {
        to.write_all(rows.as_bytes())
    })));
    for how in ["REPLACE", "IGNORE"] {
        let sql = format!(
            "LOAD DATA LOCAL INFILE 'rows' {how} INTO TABLE financials FIELDS TERMINATED BY ','"
        );
        mysql::prelude::Queryable::query_drop(&mut *conn, sql).unwrap();
    }
}

fn by_a_stranger(db: &TestDb) {
    let url = db.limited_role();
    let role = TestDb::role_name(&url);
    for table in ["financials", "asin"] {
        db.execute(&format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO `{role}`@'%'"));
    }
    let mut stranger = Client::connect(&url).unwrap();
    assert!(stranger.query("SELECT * FROM rungs_rollups").is_err());
    stranger
        .execute(
            "INSERT INTO financials VALUES (1101, 1, 1, '2025-01-05', 1, 10, 1);
             UPDATE financials SET amount = 8 WHERE metric = 3; DELETE FROM financials WHERE id = 7;
             UPDATE asin SET brand_id = 2 WHERE id = 8",
        )
        .unwrap();
}
