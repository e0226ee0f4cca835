//! What is detected, refused or stopped on PostgreSQL, run on 15 and on 18.

use super::postgres::{NEW_PARTITION, PARTITIONED, SUBSCRIBED, subscribing};
use super::{Change, Ground, Outcome, PLAIN, Refused, Row, Stopped, invalid, row};

pub const ROWS: &[Row] = &[
    Row {
        way: "rows applied by a subscription, which fires no statement triggers",
        ground: &SUBSCRIBED,
        change: Change::Do(subscribing),
        outcome: Outcome::Invalid {
            why: "the subscription s writes to public.financials",
            mend: &["DROP SUBSCRIPTION s"],
        },
    },
    row(
        "`TRUNCATE` at REPEATABLE READ or SERIALIZABLE, which may not see all rows",
        &PLAIN,
        &["BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1; TRUNCATE financials; COMMIT"],
        invalid("truncated in a transaction that could not see all of its rows"),
    ),
    row(
        "`TRUNCATE` of a joined table at REPEATABLE READ",
        &PLAIN,
        &["BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1; TRUNCATE asin; COMMIT"],
        invalid("truncated in a transaction that could not see all of its rows"),
    ),
    row(
        "`DISABLE TRIGGER`, `pg_restore --disable-triggers`, although enabled again",
        &PLAIN,
        &["ALTER TABLE financials DISABLE TRIGGER ALL; DELETE FROM financials WHERE id < 9;
         ALTER TABLE financials ENABLE TRIGGER ALL"],
        invalid("trigger rungs_product_month_del on public.financials was changed"),
    ),
    row(
        "`DISABLE TRIGGER` on a joined table",
        &PLAIN,
        &["ALTER TABLE asin DISABLE TRIGGER ALL; UPDATE asin SET brand_id = 8 WHERE id < 9;
         ALTER TABLE asin ENABLE TRIGGER ALL"],
        invalid("trigger rungs_product_month_d0_row on public.asin was changed"),
    ),
    row(
        "`DROP TRIGGER`",
        &PLAIN,
        &["DROP TRIGGER rungs_product_month_ins ON financials"],
        invalid("trigger rungs_product_month_ins on public.financials is gone"),
    ),
    row(
        "the function of a trigger replaced",
        &PLAIN,
        &["CREATE OR REPLACE FUNCTION rungs.f_product_month_ins() RETURNS trigger LANGUAGE plpgsql
         AS 'BEGIN RETURN NULL; END'"],
        invalid("trigger rungs_product_month_ins on public.financials was changed"),
    ),
    row(
        "`ALTER COLUMN … TYPE` of what the rollup uses",
        &PLAIN,
        &["ALTER TABLE financials ALTER amount TYPE numeric(14,2) USING amount * 2"],
        Stopped("cannot alter type of a column used by a view"),
    ),
    row(
        "`DROP COLUMN` of what the rollup uses",
        &PLAIN,
        &["ALTER TABLE financials DROP COLUMN tax"],
        Stopped("cannot drop column tax of table financials because other objects depend on it"),
    ),
    row(
        "`DROP TABLE` of the facts",
        &PLAIN,
        &["DROP TABLE financials"],
        Stopped("cannot drop table financials because other objects depend on it"),
    ),
    row(
        "`ALTER COLUMN … TYPE` of what a joined table is used for",
        &PLAIN,
        &["ALTER TABLE asin ALTER brand_id TYPE integer USING 3"],
        Stopped("cannot alter type of a column used in a trigger definition"),
    ),
    Row {
        way: "`DROP TABLE … CASCADE`, made again",
        ground: &PLAIN,
        change: Change::Sql(&[
            "CREATE TABLE kept AS SELECT * FROM financials; DROP TABLE financials CASCADE",
            "CREATE TABLE financials (LIKE kept); INSERT INTO financials SELECT * FROM kept",
        ]),
        outcome: Outcome::Invalid {
            why: "table public.financials was changed",
            mend: &["ALTER TABLE financials ALTER id SET NOT NULL, ALTER asin_id SET NOT NULL, \
                     ALTER marketplace SET NOT NULL, ALTER day SET NOT NULL"],
        },
    },
    row(
        "`ALTER TABLE … RENAME`, another in its place",
        &PLAIN,
        &["ALTER TABLE financials RENAME TO old; CREATE TABLE financials (LIKE old);
         INSERT INTO financials SELECT * FROM old WHERE metric = 1"],
        invalid("table public.financials was changed"),
    ),
    Row {
        way: "`SET SCHEMA`, `RENAME` of the facts",
        ground: &PLAIN,
        change: Change::Sql(&["CREATE SCHEMA away; ALTER TABLE financials SET SCHEMA away"]),
        outcome: Outcome::Invalid {
            why: "table public.financials is gone",
            mend: &["ALTER TABLE away.financials SET SCHEMA public"],
        },
    },
    Row {
        way: "`RENAME COLUMN` of what the rollup uses; until it is undone, or the rollup dropped, \
              writes to the table fail",
        ground: &PLAIN,
        change: Change::Sql(&["ALTER TABLE financials RENAME tax TO duty"]),
        outcome: Outcome::Invalid {
            why: "column tax of public.financials is gone",
            mend: &["ALTER TABLE financials RENAME duty TO tax"],
        },
    },
    row(
        "two columns that swap their names",
        &PLAIN,
        &["ALTER TABLE financials RENAME tax TO x; ALTER TABLE financials RENAME metric TO tax;
         ALTER TABLE financials RENAME x TO metric"],
        invalid("column tax of public.financials was changed"),
    ),
    row(
        "partitioned facts: `ATTACH PARTITION` with rows",
        &PARTITIONED,
        &["CREATE TABLE third (LIKE financials);
         INSERT INTO third VALUES (1001, 1, 1, '2025-05-05', 1, 10, 1);
         ALTER TABLE financials ATTACH PARTITION third
           FOR VALUES FROM ('2025-05-01') TO ('2025-06-01')"],
        invalid("partition public.third is new"),
    ),
    row(
        "partitioned facts: a new partition that gets rows before a refresh",
        &PARTITIONED,
        &[NEW_PARTITION, "INSERT INTO third VALUES (1001, 1, 1, '2025-05-05', 1, 10, 1)"],
        invalid("partition public.third is new"),
    ),
    row(
        "partitioned facts: a new partition that got rows and lost them before a refresh",
        &PARTITIONED,
        &[
            NEW_PARTITION,
            "INSERT INTO financials VALUES (1001, 1, 1, '2025-05-05', 1, 10, 1)",
            "DELETE FROM third",
            "VACUUM third",
        ],
        invalid("partition public.third is new"),
    ),
    row(
        "partitioned facts: the same with `TRUNCATE`",
        &PARTITIONED,
        &[
            NEW_PARTITION,
            "INSERT INTO financials VALUES (1001, 1, 1, '2025-05-05', 1, 10, 1)",
            "TRUNCATE third",
        ],
        invalid("partition public.third is new"),
    ),
    row(
        "partitioned facts: `DETACH PARTITION`",
        &PARTITIONED,
        &["ALTER TABLE financials DETACH PARTITION first"],
        invalid("partition public.first is gone"),
    ),
    row(
        "partitioned facts: `DROP TABLE` of a partition",
        &PARTITIONED,
        &["DROP TABLE second_1"],
        invalid("partition public.second_1 is gone"),
    ),
    row(
        "partitioned facts: `DISABLE TRIGGER` on one partition",
        &PARTITIONED,
        &["ALTER TABLE first DISABLE TRIGGER USER"],
        invalid("on public.first was changed"),
    ),
    Row {
        way: "facts that become a partition of another table",
        ground: &PLAIN,
        change: Change::Sql(&["CREATE TABLE every (LIKE financials) PARTITION BY RANGE (day);
             ALTER TABLE every ATTACH PARTITION financials DEFAULT;
             DELETE FROM every WHERE id < 9"]),
        outcome: Outcome::Invalid {
            why: "changes through public.every, of which public.financials is a part",
            mend: &["ALTER TABLE every DETACH PARTITION financials"],
        },
    },
    Row {
        way: "a table that inherits from the facts",
        ground: &PLAIN,
        change: Change::Sql(&["CREATE TABLE more () INHERITS (financials);
             INSERT INTO more VALUES (1001, 1, 1, '2025-05-05', 1, 10, 1)"]),
        outcome: Outcome::Invalid {
            why: "public.more inherits from public.financials but not its triggers",
            mend: &["DROP TABLE more"],
        },
    },
    Row {
        way: "row-level security switched on",
        ground: &PLAIN,
        change: Change::Sql(&["ALTER TABLE asin ENABLE ROW LEVEL SECURITY"]),
        outcome: Outcome::Invalid {
            why: "row-level security of public.asin hides rows",
            mend: &["ALTER TABLE asin DISABLE ROW LEVEL SECURITY"],
        },
    },
    Row {
        way: "`SET UNLOGGED`",
        ground: &PLAIN,
        change: Change::Sql(&["ALTER TABLE financials SET UNLOGGED"]),
        outcome: Outcome::Invalid {
            why: "a crash empties the unlogged table public.financials",
            mend: &["ALTER TABLE financials SET LOGGED"],
        },
    },
    Row {
        way: "the unique key of a joined table dropped, and a key twice",
        ground: &PLAIN,
        change: Change::Sql(&[
            "ALTER TABLE asin DROP CONSTRAINT asin_pkey; INSERT INTO asin VALUES (1, 5, 99)",
        ]),
        outcome: Outcome::Invalid {
            why: "the key (id) of public.asin is not unique at every moment",
            mend: &["DELETE FROM asin WHERE code = 99; ALTER TABLE asin ADD PRIMARY KEY (id)"],
        },
    },
    row(
        "facts under row-level security",
        &Ground::sql("ALTER TABLE financials ENABLE ROW LEVEL SECURITY"),
        &[],
        Refused("row-level security of public.financials hides rows"),
    ),
    row(
        "facts that others inherit from",
        &Ground::sql("CREATE TABLE more () INHERITS (financials)"),
        &[],
        Refused("public.more inherits from public.financials but not its triggers"),
    ),
    row(
        "facts that inherit from others, with statement triggers",
        &Ground::sql("CREATE TABLE every (LIKE financials); ALTER TABLE financials INHERIT every"),
        &[],
        Refused("fire its row triggers only: use -- capture: row"),
    ),
    row(
        "a partition as facts",
        &Ground::sql(
            "CREATE TABLE every (LIKE financials) PARTITION BY RANGE (day);
         ALTER TABLE every ATTACH PARTITION financials DEFAULT",
        ),
        &[],
        Refused("a partition: its changes cannot be captured"),
    ),
    row(
        "an unlogged table",
        &Ground::sql("ALTER TABLE financials SET UNLOGGED"),
        &[],
        Refused("an unlogged table: its changes cannot be captured"),
    ),
    row(
        "an unlogged partition",
        &Ground::sql(
            "ALTER TABLE financials RENAME TO was;
         CREATE TABLE financials (LIKE was) PARTITION BY RANGE (day);
         CREATE UNLOGGED TABLE whole PARTITION OF financials DEFAULT",
        ),
        &[],
        Refused("a crash empties the unlogged table public.whole"),
    ),
    row(
        "a view, a materialized view, a foreign table",
        &Ground::sql(
            "ALTER TABLE financials RENAME TO was; CREATE VIEW financials AS SELECT * FROM was",
        ),
        &[],
        Refused("a view: its changes cannot be captured"),
    ),
    row(
        "a partitioned table that is joined",
        &Ground::sql(
            "ALTER TABLE asin RENAME TO asins; ALTER TABLE asins DROP CONSTRAINT asin_pkey;
         CREATE TABLE asin (id integer PRIMARY KEY, brand_id integer NOT NULL, code integer)
           PARTITION BY RANGE (id); CREATE TABLE asin_all PARTITION OF asin DEFAULT",
        ),
        &[],
        Refused("public.asin is partitioned, which is not watched in a joined table"),
    ),
    row(
        "a key of a joined table that is unique only at the end of a transaction",
        &Ground::sql(
            "ALTER TABLE asin DROP CONSTRAINT asin_pkey;
         ALTER TABLE asin ADD PRIMARY KEY (id) DEFERRABLE",
        ),
        &[],
        Refused("the key (id) of public.asin is not unique at every moment"),
    ),
];

/// Of 18 alone.
pub const ROWS_OF_18: &[Row] = &[row(
    "virtual generated columns (18), which triggers do not see",
    &Ground::sql(
        "ALTER TABLE financials DROP COLUMN tax;
         ALTER TABLE financials ADD COLUMN tax numeric(14,2) GENERATED ALWAYS AS (amount / 4)",
    ),
    &[],
    Refused("SUM(tax): it is not known to add up exactly"),
)];
