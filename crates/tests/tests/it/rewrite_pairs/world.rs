//! One random schema with rows: facts, two dimensions in a row, and a table beside them.

use fastrand::Rng;
use rungs_core::name::EngineKind;

pub struct World {
    pub engine: EngineKind,
    pub script: Vec<String>,
    pub has_time: bool,
}

impl World {
    pub fn new(engine: EngineKind, rng: &mut Rng) -> Self {
        let has_time = rng.u8(..3) == 0;
        let linked = rng.bool();
        let mut script = tables(engine, rng, has_time, linked);
        script.extend(rows(engine, rng, has_time, linked));
        // So that statistics tell which conditions leave few rows.
        script.push("CREATE INDEX d1_x ON d1 (x)".to_owned());
        script.push("CREATE INDEX kinds_grp ON kinds (grp)".to_owned());
        script.push(match engine {
            EngineKind::Postgres | EngineKind::Sqlite => "ANALYZE".to_owned(),
            EngineKind::MariaDb => "ANALYZE TABLE facts, d1, d2, kinds".to_owned(),
        });
        Self { engine, script, has_time }
    }
}

fn tables(engine: EngineKind, rng: &mut Rng, has_time: bool, linked: bool) -> Vec<String> {
    let (text, money, time) = match engine {
        EngineKind::Postgres => {
            ("text", "numeric(10,2)", if has_time { "timestamp" } else { "date" })
        }
        EngineKind::MariaDb => (
            "varchar(20) COLLATE utf8mb4_bin",
            "decimal(10,2)",
            if has_time { "datetime" } else { "date" },
        ),
        EngineKind::Sqlite => ("TEXT", "INTEGER", "TEXT"),
    };
    let mut null = |or: &str| if rng.u8(..3) == 0 { "" } else { or }.to_owned();
    let (k2, word, day) = (null(" NOT NULL"), null(" NOT NULL"), null(" NOT NULL"));
    let (x, label, y, d2) =
        (null(" NOT NULL"), null(" NOT NULL"), null(" NOT NULL"), null(" NOT NULL"));
    let link = if linked { " REFERENCES d1 (id)" } else { "" };
    let d1 = if linked { " NOT NULL".to_owned() } else { null(" NOT NULL") };
    // MariaDB takes a column's own REFERENCES and forgets it before 10.5; a table's is kept.
    vec![
        format!("CREATE TABLE d2 (id int PRIMARY KEY, y int{y}, label {text} NOT NULL)"),
        format!(
            "CREATE TABLE d1 (id int PRIMARY KEY, x int{x}, d2_id int{d2}, label \
             {text}{label}{})",
            if linked { ", FOREIGN KEY (d2_id) REFERENCES d2 (id)" } else { "" }
        ),
        format!("CREATE TABLE kinds (id int PRIMARY KEY, grp int NOT NULL, title {text})"),
        format!(
            "CREATE TABLE facts (id int PRIMARY KEY, d1_id int{d1}{}, k1 int NOT NULL, k2 \
             int{k2}, word {text}{word}, day {time}{day}, m1 {money} NOT NULL, m2 {money}, qty \
             int NOT NULL)",
            if engine == EngineKind::MariaDb { "" } else { link }
        ),
        if linked && engine == EngineKind::MariaDb {
            "ALTER TABLE facts ADD FOREIGN KEY (d1_id) REFERENCES d1 (id)".to_owned()
        } else {
            String::new()
        },
    ]
}

fn rows(engine: EngineKind, rng: &mut Rng, has_time: bool, linked: bool) -> Vec<String> {
    let mut script = Vec::new();
    let (d1_count, d2_count) = (rng.i32(1..8), rng.i32(1..4));
    for id in 0..d2_count {
        let (y, label) = (rng.i32(0..3), word(rng));
        script.push(format!("INSERT INTO d2 VALUES ({id}, {y}, {label})"));
    }
    for id in 0..d1_count {
        let d2 = rng.i32(0..if linked { d2_count } else { d2_count + 1 });
        let (x, label) = (rng.i32(0..3), word(rng));
        script.push(format!("INSERT INTO d1 VALUES ({id}, {x}, {d2}, {label})"));
    }
    for id in 0..rng.i32(0..4) {
        let (grp, title) = (rng.i32(0..2), nullable(rng, word));
        script.push(format!("INSERT INTO kinds VALUES ({id}, {grp}, {title})"));
    }
    let mut all = Vec::new();
    for id in 0..rng.i32(0..120) {
        let d1 = rng.i32(0..if linked { d1_count } else { d1_count + 2 });
        all.push(fact(engine, has_time, id, d1, rng));
    }
    if !all.is_empty() {
        script.push(format!(
            "INSERT INTO facts (id, d1_id, k1, k2, word, day, m1, m2, qty) VALUES {}",
            all.join(", ")
        ));
    }
    // Where a column may be NULL, some are; where it may not, the statement fails and is skipped.
    for (table, column) in NULLABLE {
        let from = rng.i32(0..100);
        let ids = if table == "facts" { from..from + 12 } else { from % 8..from % 8 + 1 };
        script.push(format!(
            "?UPDATE {table} SET {column} = NULL WHERE id BETWEEN {} AND {}",
            ids.start, ids.end
        ));
    }
    script
}

/// Columns that can be NULL in some of the schemas.
pub const NULLABLE: [(&str, &str); 8] = [
    ("facts", "k2"),
    ("facts", "word"),
    ("facts", "day"),
    ("facts", "d1_id"),
    ("d1", "x"),
    ("d1", "label"),
    ("d1", "d2_id"),
    ("d2", "y"),
];

/// One row of values.
pub fn fact(engine: EngineKind, has_time: bool, id: i32, d1: i32, rng: &mut Rng) -> String {
    let (k1, k2, day) = (rng.i32(0..4), rng.i32(0..3), time(rng, has_time));
    let money = |rng: &mut Rng| match engine {
        EngineKind::Sqlite => rng.i32(-300..500).to_string(),
        _ => format!("{}.{:02}", rng.i32(-3..5), rng.i32(0..100)),
    };
    let (m1, m2) = (money(rng), nullable(rng, money));
    let (word, qty) = (word(rng), rng.i32(0..5));
    format!("({id}, {d1}, {k1}, {k2}, {word}, {day}, {m1}, {m2}, {qty})")
}

fn nullable(rng: &mut Rng, value: impl Fn(&mut Rng) -> String) -> String {
    if rng.u8(..4) == 0 { "NULL".to_owned() } else { value(rng) }
}

pub fn word(rng: &mut Rng) -> String {
    let words = ["'a'", "'A'", "'b'", "'a b'", "'é'", "''"];
    words[rng.usize(..words.len())].to_owned()
}

/// Around the ends of months and years.
pub fn date(rng: &mut Rng) -> String {
    let days = ["01", "02", "14", "15", "27", "28"];
    let last = [("2024-11", "30"), ("2024-12", "31"), ("2025-01", "31"), ("2025-02", "28")];
    let (month, end) = last[rng.usize(..last.len())];
    let day = if rng.u8(..4) == 0 { end } else { days[rng.usize(..days.len())] };
    format!("{month}-{day}")
}

pub fn time(rng: &mut Rng, has_time: bool) -> String {
    if !has_time {
        return format!("'{}'", date(rng));
    }
    let times = ["00:00:00", "00:00:01", "12:30:00", "23:59:59"];
    format!("'{} {}'", date(rng), times[rng.usize(..times.len())])
}
