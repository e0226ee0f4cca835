//! A small marketplace with rollups, writers that do anything to it, and the one check that
//! matters: live views are equal to their definitions.

use std::path::PathBuf;

use crate::cli::{Ended, rungs};
use crate::servers::{Kind, TestDb};

/// A database with `financials`, `asin`, `brand`, and the definition files of its rollups.
pub struct Market<'d> {
    pub db: &'d TestDb,
    levels: &'static [Defined],
    folder: tempfile::TempDir,
}

/// Name, more lines of the head, and definition of a rollup.
pub type Defined = (&'static str, &'static str, &'static str);

/// Every kind of measure.
const LEVELS: [Defined; 3] = [
    (
        "product_month",
        "",
        "SELECT f.asin_id, f.marketplace, {month} AS month, f.metric, SUM(f.amount) AS amount, \
         SUM(f.tax) AS tax, COUNT(f.tax) AS taxed, AVG(f.amount) AS mean, \
         MAX(f.amount) AS highest, MIN(f.tax) AS lowest, COUNT(*) AS facts \
         FROM financials f GROUP BY 1, 2, 3, 4",
    ),
    (
        "brand_month",
        "-- all: marketplace\n",
        "SELECT a.brand_id, f.marketplace, {month} AS month, f.metric, SUM(f.amount) AS amount, \
         MAX(f.amount) AS highest, COUNT(*) AS facts \
         FROM financials f JOIN asin a ON a.id = f.asin_id GROUP BY 1, 2, 3, 4",
    ),
    (
        "category_month",
        "",
        "SELECT b.category_id, {month} AS month, f.metric, SUM(f.amount) AS amount, \
         SUM(f.tax) AS tax, COUNT(*) AS facts FROM financials f JOIN asin a ON a.id = f.asin_id \
         JOIN brand b ON b.id = a.brand_id GROUP BY 1, 2, 3",
    ),
];

impl<'d> Market<'d> {
    /// Tables with some rows, no rollups yet.
    #[track_caller]
    pub fn new(db: &'d TestDb) -> Self {
        Self::with(db, &LEVELS)
    }

    /// The same for other rollups of these tables.
    #[track_caller]
    pub fn with(db: &'d TestDb, levels: &'static [Defined]) -> Self {
        Self::made(db, levels, " NOT NULL")
    }

    /// An entry may have no product and no metric, a product no brand; the product and the brand 0
    /// are not the same as none.
    #[track_caller]
    pub fn with_nulls(db: &'d TestDb) -> Self {
        let market = Self::made(db, &LEVELS, "");
        db.execute(
            "INSERT INTO brand (id, category_id) VALUES (0, 1);
             INSERT INTO asin (id, brand_id, code) VALUES (0, 0, 0);",
        );
        let mut dice = fastrand::Rng::with_seed(9);
        for _ in 0..20 {
            db.execute(&random_null(&mut dice));
        }
        market
    }

    fn made(db: &'d TestDb, levels: &'static [Defined], required: &str) -> Self {
        let (money, day, end) = match db.kind() {
            Kind::Postgres15 | Kind::Postgres18 => ("numeric(14,2)", "date", ""),
            Kind::MariaDb => ("decimal(14,2)", "date", " ENGINE=InnoDB"),
            Kind::Sqlite => ("INTEGER", "TEXT", ""),
        };
        if db.kind() == Kind::Sqlite {
            db.execute("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 20000;");
        }
        db.execute(&format!(
            "CREATE TABLE category (id integer NOT NULL PRIMARY KEY, name varchar(40)){end};
             CREATE TABLE brand (id integer NOT NULL PRIMARY KEY,
               category_id integer NOT NULL){end};
             CREATE TABLE asin (id integer NOT NULL PRIMARY KEY, brand_id integer{required},
               code integer UNIQUE){end};
             CREATE TABLE financials (id integer NOT NULL PRIMARY KEY, asin_id integer{required},
               marketplace integer NOT NULL, day {day} NOT NULL, metric integer{required},
               amount {money} NOT NULL, tax {money}){end};
             CREATE INDEX financials_day ON financials (day);"
        ));
        let market =
            Self { db, levels, folder: tempfile::tempdir().expect("a folder can be made") };
        let mut sql = String::new();
        for id in 1..=4 {
            sql += &format!("INSERT INTO category (id, name) VALUES ({id}, 'c{id}');");
        }
        for id in 1..=8 {
            sql += &format!("INSERT INTO brand (id, category_id) VALUES ({id}, {});", id % 4 + 1);
        }
        for id in 1..=30 {
            let brand = id % 8 + 1;
            sql += &format!("INSERT INTO asin (id, brand_id, code) VALUES ({id}, {brand}, {id});");
        }
        let mut dice = fastrand::Rng::with_seed(7);
        let facts: Vec<String> = (1..=400).map(|id| fact(id, &mut dice)).collect();
        sql += &format!("INSERT INTO financials {COLUMNS} VALUES {};", facts.join(", "));
        db.execute(&sql);
        market
    }

    fn month(&self) -> &'static str {
        match self.db.kind() {
            Kind::Postgres15 | Kind::Postgres18 => "date_trunc('month', f.day)::date",
            Kind::MariaDb => "CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE)",
            Kind::Sqlite => "substr(f.day, 1, 7)",
        }
    }

    /// One definition file per rollup, with more lines in the head of each.
    pub fn files(&self, head: &str) -> Vec<PathBuf> {
        let file = |(name, all, select): &Defined| {
            let path = self.folder.path().join(format!("{name}.sql"));
            let select = select.replace("{month}", self.month());
            std::fs::write(&path, format!("-- rollup: {name}\n{all}{head}{select};\n"))
                .expect("a file can be written");
            path
        };
        self.levels.iter().map(file).collect()
    }

    /// View and query of every level, the ALL level too.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let prefix = match self.db.kind() {
            Kind::Postgres15 | Kind::Postgres18 => "rungs.",
            Kind::MariaDb | Kind::Sqlite => "rungs_",
        };
        let pair = |(name, _, select): &Defined| {
            (format!("{prefix}{name}"), select.replace("{month}", self.month()))
        };
        let mut pairs: Vec<(String, String)> = self.levels.iter().map(pair).collect();
        if self.levels.iter().any(|(name, all, _)| *name == "brand_month" && !all.is_empty()) {
            let all = pairs[1].1.replace("f.marketplace, ", "").replace("1, 2, 3, 4", "1, 2, 3");
            pairs.push((format!("{prefix}brand_month_all_marketplace"), all));
        }
        pairs
    }

    /// `rungs rollup VERB … TARGET`.
    #[track_caller]
    pub fn rollup(&self, words: &[&str]) -> Ended {
        let mut all = vec!["rollup"];
        all.extend(words);
        all.extend([self.db.url(), "--yes"]);
        rungs(&all)
    }

    /// The words after `rungs rollup` that add all three.
    pub fn add_words(&self, head: &str) -> Vec<String> {
        let files = self.files(head).into_iter().map(|p| p.display().to_string());
        std::iter::once("add".to_owned()).chain(files).collect()
    }

    /// Adds and builds all three.
    #[track_caller]
    pub fn add(&self, head: &str) {
        let words = self.add_words(head);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.rollup(&words).expect(0);
    }

    /// Each view against its definition, in the test's own session.
    #[track_caller]
    pub fn check(&self, when: &str) {
        for (view, query) in self.pairs() {
            let wrong = self.db.query(&difference(&view, &query));
            let kind = self.db.kind().name();
            assert!(wrong.is_empty(), "{kind} {when}: {view} differs:\n{wrong:?}");
        }
    }
}

/// Rows that only one of the two has; one statement, so one snapshot.
pub fn difference(view: &str, query: &str) -> String {
    format!(
        "SELECT 'view', x.* FROM (SELECT * FROM {view} EXCEPT SELECT * FROM ({query}) q) x \
         UNION ALL SELECT 'facts', y.* FROM \
         (SELECT * FROM ({query}) q EXCEPT SELECT * FROM {view}) y"
    )
}

const COLUMNS: &str = "(id, asin_id, marketplace, day, metric, amount, tax)";

fn fact(id: u32, dice: &mut fastrand::Rng) -> String {
    let tax = if dice.u8(..4) == 0 { "NULL".to_owned() } else { dice.i32(-50..50).to_string() };
    format!(
        "({id}, {}, {}, '2025-{:02}-{:02}', {}, {}, {tax})",
        dice.u32(1..=32),
        dice.u32(1..=3),
        dice.u32(1..=4),
        dice.u32(1..=28),
        dice.u32(1..=3),
        dice.i32(-500..500)
    )
}

/// A statement of a kind that the engine has; any of them may do nothing.
pub fn random_change(kind: Kind, dice: &mut fastrand::Rng) -> String {
    let (id, asin) = (dice.u32(1..600), dice.u32(1..=32));
    match dice.u8(..18) {
        0..=11 => random_fact_change(kind, id, asin, dice),
        12 | 13 => format!("UPDATE asin SET brand_id = {} WHERE id = {asin}", dice.u32(1..=9)),
        14 => {
            let (category, brand) = (dice.u32(1..=4), dice.u32(1..=8));
            format!("UPDATE brand SET category_id = {category} WHERE id = {brand}")
        }
        15 => format!("DELETE FROM asin WHERE id = {asin}"),
        16 => {
            let brand = dice.u32(1..=8);
            let rest = format!("asin (id, brand_id, code) VALUES ({asin}, {brand}, {asin})");
            ignoring(kind, &rest)
        }
        _ => {
            let rest =
                format!("asin (id, brand_id, code) VALUES ({asin}, 2, {})", dice.u32(1..=32));
            match kind {
                Kind::Sqlite => format!("INSERT OR REPLACE INTO {rest}"),
                Kind::MariaDb => format!("REPLACE INTO {rest}"),
                Kind::Postgres15 | Kind::Postgres18 => {
                    format!("UPDATE asin SET id = {asin} + 100 WHERE id = {asin}")
                }
            }
        }
    }
}

/// A key of [`Market::with_nulls`] becomes NULL, or what stands for NULL elsewhere.
pub fn random_null(dice: &mut fastrand::Rng) -> String {
    let (id, asin) = (dice.u32(1..400), dice.u32(0..=32));
    let value = ["NULL", "NULL", "0"][dice.usize(..3)];
    match dice.u8(..4) {
        0 => format!("UPDATE asin SET brand_id = {value} WHERE id = {asin}"),
        1 => format!("UPDATE financials SET metric = {value} WHERE asin_id = {asin}"),
        2 => format!("UPDATE financials SET metric = {value}, tax = 1 WHERE asin_id IS NULL"),
        _ => format!("UPDATE financials SET asin_id = {value} WHERE id BETWEEN {id} AND {id} + 5"),
    }
}

fn random_fact_change(kind: Kind, id: u32, asin: u32, dice: &mut fastrand::Rng) -> String {
    let one = fact(id, dice);
    let many: Vec<String> = (0..dice.u32(1..6)).map(|n| fact(id + n, dice)).collect();
    let many = many.join(", ");
    match dice.u8(..12) {
        0..=3 => ignoring(kind, &format!("financials {COLUMNS} VALUES {many}")),
        4 | 5 => format!("UPDATE financials SET amount = amount + 7 WHERE asin_id = {asin}"),
        6 => format!("UPDATE financials SET asin_id = {asin}, tax = NULL WHERE id = {id}"),
        7 => format!(
            "UPDATE financials SET day = '2025-05-05' \
             WHERE metric = 2 AND id < {id} AND id > {id} - 20"
        ),
        8 | 9 => format!("DELETE FROM financials WHERE id BETWEEN {id} AND {id} + 9"),
        10 => match kind {
            Kind::Postgres15 | Kind::Postgres18 => format!(
                "INSERT INTO financials {COLUMNS} VALUES {one} \
                 ON CONFLICT (id) DO UPDATE SET amount = financials.amount + excluded.amount"
            ),
            Kind::MariaDb => format!("REPLACE INTO financials {COLUMNS} VALUES {many}"),
            Kind::Sqlite => format!("INSERT OR REPLACE INTO financials {COLUMNS} VALUES {many}"),
        },
        _ => match kind {
            Kind::Postgres15 | Kind::Postgres18 => format!(
                "MERGE INTO financials f USING (SELECT {id} AS id) s ON s.id = f.id \
                 WHEN MATCHED THEN UPDATE SET metric = 1 \
                 WHEN NOT MATCHED THEN INSERT {COLUMNS} VALUES {one}"
            ),
            Kind::MariaDb => format!(
                "INSERT INTO financials {COLUMNS} VALUES {one} ON DUPLICATE KEY UPDATE amount = 1"
            ),
            Kind::Sqlite => {
                format!("UPDATE OR REPLACE financials SET id = id + 1 WHERE id = {id}")
            }
        },
    }
}

/// An INSERT that leaves rows out whose key is taken.
fn ignoring(kind: Kind, rest: &str) -> String {
    match kind {
        Kind::Postgres15 | Kind::Postgres18 => format!("INSERT INTO {rest} ON CONFLICT DO NOTHING"),
        Kind::MariaDb => format!("INSERT IGNORE INTO {rest}"),
        Kind::Sqlite => format!("INSERT OR IGNORE INTO {rest}"),
    }
}
