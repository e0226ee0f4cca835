//! What is captured on PostgreSQL, run on 15 and on 18.

use std::thread::sleep;
use std::time::{Duration, Instant};

use rungs_tests::servers::{Client, TestDb};

use super::{Captured, Change, Ground, PLAIN, REFRESH, Row, row};

static BY_ROW: Ground = Ground { sql: "", head: "-- capture: row\n", server: &[] };
static CHILD: Ground = Ground::sql(
    "DELETE FROM financials WHERE asin_id > 30; DELETE FROM financials WHERE tax IS NULL;
     ALTER TABLE financials ALTER asin_id SET DEFAULT 1;
     CREATE TABLE rate AS SELECT DISTINCT tax FROM financials;
     ALTER TABLE rate ADD PRIMARY KEY (tax);
     CREATE TABLE shop AS SELECT DISTINCT marketplace AS id FROM financials;
     ALTER TABLE shop ADD PRIMARY KEY (id);
     ALTER TABLE financials
       ADD FOREIGN KEY (asin_id) REFERENCES asin ON DELETE SET DEFAULT ON UPDATE CASCADE,
       ADD FOREIGN KEY (marketplace) REFERENCES shop ON DELETE CASCADE,
       ADD FOREIGN KEY (tax) REFERENCES rate ON DELETE SET NULL",
);
/// Two levels: `second` is partitioned by marketplace.
const PARTITIONS: &str = "ALTER TABLE financials RENAME TO was;
     CREATE TABLE financials (LIKE was) PARTITION BY RANGE (day);
     CREATE TABLE first PARTITION OF financials FOR VALUES FROM ('2025-01-01') TO ('2025-03-01');
     CREATE TABLE second PARTITION OF financials FOR VALUES FROM ('2025-03-01') TO ('2025-05-01')
       PARTITION BY LIST (marketplace);
     CREATE TABLE second_1 PARTITION OF second FOR VALUES IN (1);
     CREATE TABLE second_others PARTITION OF second DEFAULT;
     INSERT INTO financials SELECT * FROM was;
     DROP TABLE was";
pub static PARTITIONED: Ground = Ground::sql(PARTITIONS);
static PARTITIONED_BY_ROW: Ground =
    Ground { sql: PARTITIONS, head: "-- capture: row\n", server: &[] };
static TWO_PHASES: Ground = Ground { sql: "", head: "", server: &["max_prepared_transactions=5"] };
const SUBSCRIBER: &[&str] = &["wal_level=logical"];
pub static SUBSCRIBED: Ground = Ground { sql: "", head: "", server: SUBSCRIBER };
static SUBSCRIBED_BY_ROW: Ground =
    Ground { sql: "", head: "-- capture: row\n", server: SUBSCRIBER };

/// Of [`PARTITIONED`].
pub const NEW_PARTITION: &str =
    "CREATE TABLE third PARTITION OF financials FOR VALUES FROM ('2025-05-01') TO ('2025-06-01')";

pub const ROWS: &[Row] = &[
    row("`INSERT` of many rows, `INSERT … SELECT`", &PLAIN, &[
        "INSERT INTO financials VALUES (1001, 1, 1, '2025-01-05', 1, 10, 1),
         (1002, 2, 1, '2025-07-05', 2, -3, NULL)",
        "INSERT INTO financials SELECT id + 2000, asin_id, marketplace, day, metric, amount, tax
         FROM financials WHERE id < 50",
    ], Captured),
    row("`UPDATE` of measures and of keys", &PLAIN, &[
        "UPDATE financials SET amount = amount + 1, tax = NULL WHERE id < 20",
        "UPDATE financials SET asin_id = 3, day = '2025-09-09' WHERE id BETWEEN 10 AND 30",
    ], Captured),
    row("`DELETE`", &PLAIN, &["DELETE FROM financials WHERE id BETWEEN 40 AND 60"], Captured),
    row("`INSERT … ON CONFLICT DO UPDATE`, `DO NOTHING`", &PLAIN, &[
        "INSERT INTO financials VALUES (1, 1, 1, '2025-01-05', 1, 10, 1),
         (1003, 2, 1, '2025-07-05', 2, -3, 5)
         ON CONFLICT (id) DO UPDATE SET amount = financials.amount + excluded.amount",
        "INSERT INTO financials VALUES (1, 1, 1, '2025-01-05', 1, 10, 1) ON CONFLICT DO NOTHING",
    ], Captured),
    row("`MERGE`", &PLAIN, &[
        "MERGE INTO financials f USING generate_series(70, 1100, 5) s(id) ON s.id = f.id
         WHEN MATCHED AND f.metric = 1 THEN DELETE
         WHEN MATCHED THEN UPDATE SET amount = f.amount * 2
         WHEN NOT MATCHED THEN INSERT VALUES (s.id, 4, 2, '2025-02-02', 1, s.id, NULL)",
    ], Captured),
    row("`WITH … DELETE … RETURNING` into another statement", &PLAIN, &[
        "WITH moved AS (DELETE FROM financials WHERE metric = 2 RETURNING *)
         INSERT INTO financials SELECT id + 5000, asin_id, 3, day, metric, amount, tax FROM moved
         WHERE id < 300",
    ], Captured),
    row("`COPY`", &PLAIN, &[
        "COPY financials FROM PROGRAM
         'printf \"1016,1,1,2025-01-05,1,10,1\\n1017,40,2,2025-03-05,1,7,\\n\"' (FORMAT csv)",
    ], Captured),
    row("`TRUNCATE` at READ COMMITTED", &PLAIN, &[
        "CREATE TABLE kept AS SELECT * FROM financials",
        "BEGIN; TRUNCATE financials;
         INSERT INTO financials SELECT * FROM kept WHERE metric <> 1; COMMIT",
    ], Captured),
    row("`ROLLBACK`, `ROLLBACK TO SAVEPOINT`", &PLAIN, &[
        "BEGIN; DELETE FROM financials; ROLLBACK",
        "BEGIN; DELETE FROM financials WHERE metric = 3; SAVEPOINT s; TRUNCATE financials;
         ROLLBACK TO s; INSERT INTO financials VALUES (1006, 1, 1, '2025-01-05', 1, 10, 1); COMMIT",
    ], Captured),
    row("`session_replication_role = replica`", &PLAIN, &[
        "SET session_replication_role = replica",
        "INSERT INTO financials VALUES (1007, 1, 1, '2025-01-05', 1, 10, 1);
         UPDATE asin SET brand_id = 7 WHERE id < 5",
        "RESET session_replication_role",
    ], Captured),
    Row {
        way: "a writer without any right on the schema `rungs`",
        ground: &PLAIN,
        change: Change::Do(by_a_stranger),
        outcome: Captured,
    },
    row("triggers of the user's that change rows or write more", &PLAIN, &[
        "CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF pg_trigger_depth() < 2 THEN
             INSERT INTO financials VALUES (NEW.id + 10000, 2, 2, NEW.day, 1, 5, 5)
             ON CONFLICT DO NOTHING;
           END IF; NEW.amount := NEW.amount + 100; RETURN NEW; END $$",
        "CREATE TRIGGER more BEFORE INSERT OR UPDATE ON financials
         FOR EACH ROW EXECUTE FUNCTION more()",
        "INSERT INTO financials VALUES (1008, 1, 1, '2025-01-05', 1, 10, 1)",
        "UPDATE financials SET metric = 2 WHERE id = 1008",
        "DROP TRIGGER more ON financials",
    ], Captured),
    row("`VACUUM FULL`, `CLUSTER`, `REINDEX`, unused columns added and dropped", &PLAIN, &[
        "VACUUM FULL financials",
        "CLUSTER financials USING financials_pkey",
        "REINDEX TABLE financials",
        "ALTER TABLE financials ADD COLUMN more integer DEFAULT 3, ADD COLUMN most text",
        "INSERT INTO financials VALUES (1009, 1, 1, '2025-01-05', 1, 10, 1)",
        "ALTER TABLE financials DROP COLUMN more, DROP COLUMN most",
    ], Captured),
    row("rows of joined tables: `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`", &PLAIN, &[
        "INSERT INTO asin VALUES (31, 3, 31); UPDATE asin SET brand_id = 1 WHERE id IN (3, 4);
         UPDATE asin SET id = 77 WHERE id = 6; DELETE FROM asin WHERE id = 9",
        "CREATE TABLE asins AS SELECT * FROM asin; BEGIN; TRUNCATE asin;
         INSERT INTO asin SELECT id, brand_id % 3, code FROM asins WHERE id <> 5; COMMIT",
    ], Captured),
    row("row triggers (`-- capture: row`): all of this",
        &BY_ROW, &[
        "INSERT INTO financials VALUES (1001, 1, 1, '2025-01-05', 1, 10, 1);
         UPDATE financials SET amount = amount + 1, asin_id = 2 WHERE id < 20;
         DELETE FROM financials WHERE id BETWEEN 40 AND 60",
        "COPY financials FROM PROGRAM 'echo 1015,40,2,2025-03-05,1,7,' (FORMAT csv)",
        "SET session_replication_role = replica; DELETE FROM financials WHERE id = 100;
         RESET session_replication_role",
        "CREATE TABLE kept AS SELECT * FROM financials WHERE id > 7; BEGIN; TRUNCATE financials;
         INSERT INTO financials SELECT * FROM kept; COMMIT",
    ], Captured),
    row("foreign keys: `ON DELETE CASCADE`", &CHILD, &["DELETE FROM shop WHERE id = 1"], Captured),
    row("foreign keys: `ON DELETE SET NULL`", &CHILD, &["DELETE FROM rate WHERE tax < 0"],
        Captured),
    row("foreign keys: `ON DELETE SET DEFAULT`, `ON UPDATE CASCADE`", &CHILD, &[
        "DELETE FROM asin WHERE id IN (2, 3)", "UPDATE asin SET id = id + 100 WHERE id > 20",
    ], Captured),
    row("`TRUNCATE … CASCADE` of a table that the facts refer to", &CHILD, &[
        "TRUNCATE shop CASCADE",
    ], Captured),
    row("partitioned facts: through the parent, rows that move", &PARTITIONED, &[
        "INSERT INTO financials VALUES (1001, 1, 1, '2025-01-05', 1, 10, 1),
         (1002, 2, 2, '2025-04-05', 2, -3, NULL)",
        "UPDATE financials SET day = '2025-04-04' WHERE id < 50",
        "DELETE FROM financials WHERE id BETWEEN 40 AND 60",
    ], Captured),
    row("partitioned facts: written to a partition directly, at any depth", &PARTITIONED, &[
        "INSERT INTO first VALUES (1003, 1, 1, '2025-01-05', 1, 10, 1);
         UPDATE first SET amount = 5 WHERE metric = 1; DELETE FROM first WHERE metric = 2",
        "INSERT INTO second VALUES (1004, 1, 1, '2025-04-05', 1, 10, 1);
         UPDATE second SET marketplace = 2 WHERE metric = 1; DELETE FROM second WHERE metric = 2",
        "INSERT INTO second_1 VALUES (1005, 1, 1, '2025-04-05', 1, 10, 1)",
    ], Captured),
    row("partitioned facts: `TRUNCATE` of a partition, of some, of all", &PARTITIONED, &[
        "CREATE TABLE kept AS SELECT * FROM financials",
        "BEGIN; TRUNCATE second_1; INSERT INTO first SELECT * FROM kept WHERE day < '2025-02-01';
         COMMIT",
        "TRUNCATE second",
        "BEGIN; TRUNCATE financials; INSERT INTO financials SELECT * FROM kept WHERE id > 9;
         COMMIT",
    ], Captured),
    row("partitioned facts: new partitions that are empty at the next refresh", &PARTITIONED, &[
        NEW_PARTITION,
        "CREATE TABLE fourth (LIKE financials) PARTITION BY LIST (marketplace);
         CREATE TABLE fourth_1 PARTITION OF fourth FOR VALUES IN (1);
         ALTER TABLE financials ATTACH PARTITION fourth
           FOR VALUES FROM ('2025-06-01') TO ('2025-07-01')",
        REFRESH,
        "INSERT INTO third VALUES (1011, 1, 1, '2025-05-05', 1, 10, 1);
         INSERT INTO fourth VALUES (1012, 1, 1, '2025-06-05', 1, 10, 1);
         INSERT INTO fourth_1 VALUES (1013, 1, 1, '2025-06-05', 1, 10, 1);
         INSERT INTO financials VALUES (1014, 1, 1, '2025-06-05', 1, 10, 1)",
        REFRESH,
        "INSERT INTO third VALUES (1015, 1, 2, '2025-05-05', 1, 10, 1); TRUNCATE fourth_1;
         SET session_replication_role = replica; DELETE FROM third WHERE id = 1011;
         RESET session_replication_role",
    ], Captured),
    row("partitioned facts with row triggers: all of these", &PARTITIONED_BY_ROW, &[
        "INSERT INTO financials VALUES (1001, 1, 1, '2025-01-05', 1, 10, 1)",
        "INSERT INTO second VALUES (1004, 1, 1, '2025-04-05', 1, 10, 1)",
        "INSERT INTO second_1 VALUES (1005, 1, 1, '2025-04-05', 1, 10, 1)",
        "UPDATE financials SET day = '2025-04-04' WHERE id < 50",
        NEW_PARTITION,
        REFRESH,
        "SET session_replication_role = replica;
         INSERT INTO third VALUES (1011, 1, 1, '2025-05-05', 1, 10, 1),
         (1012, 1, 1, '2025-05-05', 1, 10, 1); INSERT INTO first SELECT 1013, asin_id, marketplace,
         day, metric, amount, tax FROM first LIMIT 1; RESET session_replication_role",
        "DELETE FROM third WHERE id = 1012; TRUNCATE second_1",
    ], Captured),
    Row {
        way: "`PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED`",
        ground: &TWO_PHASES,
        change: Change::Sql(&[
            "BEGIN; DELETE FROM financials WHERE metric = 1; PREPARE TRANSACTION 'one'",
            REFRESH,
            "BEGIN; INSERT INTO financials VALUES (1001, 1, 1, '2025-01-05', 1, 10, 1);
             PREPARE TRANSACTION 'two'",
            "COMMIT PREPARED 'one'", "ROLLBACK PREPARED 'two'",
        ]),
        outcome: Captured,
    },
    Row {
        way: "rows applied by a subscription, with row triggers",
        ground: &SUBSCRIBED_BY_ROW,
        change: Change::Do(subscribed),
        outcome: Captured,
    },
];

fn by_a_stranger(db: &TestDb) {
    let url = db.limited_role();
    let role = TestDb::role_name(&url);
    db.execute(&format!("GRANT SELECT, INSERT, UPDATE, DELETE ON financials, asin TO \"{role}\""));
    let mut stranger = Client::connect(&url).unwrap();
    assert!(stranger.query("SELECT * FROM rungs.rollups").is_err());
    stranger
        .execute(
            "INSERT INTO financials VALUES (1101, 1, 1, '2025-01-05', 1, 10, 1);
             UPDATE financials SET amount = 8 WHERE metric = 3; DELETE FROM financials WHERE id = 7;
             UPDATE asin SET brand_id = 2 WHERE id = 8",
        )
        .unwrap();
    db.execute(&format!("DROP OWNED BY \"{role}\""));
}

/// A publisher on the same server writes; the rows have arrived when this ends.
pub fn subscribing(db: &TestDb) {
    let publisher = TestDb::on(db.admin_url().unwrap(), db.kind(), "publisher");
    publisher.execute(
        "CREATE TABLE financials (id integer NOT NULL PRIMARY KEY, asin_id integer NOT NULL,
           marketplace integer NOT NULL, day date NOT NULL, metric integer NOT NULL,
           amount numeric(14,2) NOT NULL, tax numeric(14,2));
         CREATE PUBLICATION p FOR TABLE financials",
    );
    publisher.query("SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
    db.execute(&format!(
        "CREATE SUBSCRIPTION s CONNECTION '{}' PUBLICATION p
         WITH (create_slot = false, slot_name = 's', copy_data = false)",
        publisher.url()
    ));
    publisher.execute(
        "INSERT INTO financials SELECT 3000 + n, n, 1, '2025-02-02', 1, n, NULL
         FROM generate_series(1, 20) n;
         UPDATE financials SET amount = 9 WHERE id = 3005; DELETE FROM financials WHERE id = 3007",
    );
    let has_come = "SELECT 1 FROM financials WHERE id = 3005 AND amount = 9 \
                    AND NOT EXISTS (SELECT 1 FROM financials WHERE id = 3007)";
    let end = Instant::now() + Duration::from_mins(1);
    while db.query(has_come).is_empty() {
        assert!(Instant::now() < end, "nothing was replicated");
        sleep(Duration::from_millis(100));
    }
    // The publisher goes with its slot, once nobody reads from it.
    db.execute("ALTER SUBSCRIPTION s DISABLE");
    let is_read = "SELECT 1 FROM pg_replication_slots WHERE slot_name = 's' AND active";
    while !publisher.query(is_read).is_empty() {
        assert!(Instant::now() < end, "the subscription goes on");
        sleep(Duration::from_millis(100));
    }
    db.execute("ALTER SUBSCRIPTION s SET (slot_name = NONE)");
}

fn subscribed(db: &TestDb) {
    subscribing(db);
    db.execute("DROP SUBSCRIPTION s");
}
