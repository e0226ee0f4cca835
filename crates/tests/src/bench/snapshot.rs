//! How long a look at a large database takes: 1,000 tables, 5,000 indexes, 5,000 statements, and
//! one table that another session holds in ACCESS EXCLUSIVE. The release binary runs pinned to
//! one core; the server has the rest. No peer does this whole look, so the limit of 3 s and
//! 100 MB that the project set itself stands in its place, and is called "limit".

use std::fmt::Write as _;

use anyhow::{Context, ensure};
use rungs_core::format::snapshot_v1;
use serde_json::{Value, json};

use super::Report;
use super::process::{self, Used};
use crate::servers::{Client, Kind, Server};

const LIMIT_SECONDS: f64 = 3.0;
const LIMIT_MEGABYTES: f64 = 100.0;
const PLAN_LIMIT_SECONDS: f64 = 30.0;
const TABLES: usize = 1_000;
const STATEMENTS_PER_TABLE: usize = 5;
const ROWS_PER_TABLE: usize = 100;
/// The commands are run so often, and the middle one counts.
const RUNS: usize = 3;
const DATABASE: &str = "rungs_bench_snapshot";
/// Held by another session.
const HELD: &str = "t7";

/// `size` scales the number of tables; `engine`: the name of a [`Kind`], PostgreSQL 15 if none.
pub fn run(size: f64, engine: Option<&str>) -> anyhow::Result<Report> {
    let name = engine.unwrap_or(Kind::Postgres15.name());
    let kind = Kind::SERVERS.into_iter().find(|kind| kind.name() == name);
    let kind = kind.context("no such engine\nhint: postgres15, postgres18 or mariadb")?;
    let tables = ((TABLES as f64 * size) as usize).max(10);
    let server = Server::start(kind)?;
    Client::connect(server.url())?.execute(&format!("CREATE DATABASE {DATABASE}"))?;
    let (base, _) = server.url().rsplit_once('/').context("the server's URL has no path")?;
    let url = format!("{base}/{DATABASE}");
    make(&url, kind, tables)?;
    forget_statements(&url, kind)?;
    work(&url, tables)?;

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("snapshot.json");
    let file = file.to_str().context("the temporary folder's name is not text")?;
    let held = Held::new(&url, kind)?;
    let snapshot = middle(&["snapshot", &url, "--statements", "0", "-o", file])?;
    let analyze = middle(&["analyze", &url, "--statements", "0", "--format", "json"])?;
    drop(held);
    let plan = middle(&["plan", &url, "--statements", "0", "--format", "json"])?;

    let seen = Seen::read(&std::fs::read_to_string(file)?)?;
    let wanted = tables - usize::from(kind != Kind::MariaDb);
    ensure!(seen.tables == wanted, "{} tables were seen, not {wanted}", seen.tables);
    let least = tables * STATEMENTS_PER_TABLE - STATEMENTS_PER_TABLE;
    ensure!(seen.statements >= least, "{} statements were seen, not {least}", seen.statements);
    let is_named = seen.skipped.iter().any(|subject| subject.ends_with(HELD));
    ensure!(kind == Kind::MariaDb || is_named, "the held table is not named as skipped");
    let analysis: Value = serde_json::from_slice(&analyze.stdout).context("analyze: no JSON")?;
    let not_asked = analysis["plans_not_asked"].as_u64();
    Ok(report(
        kind,
        &seen,
        &[("snapshot", snapshot), ("analyze", analyze), ("plan", plan)],
        not_asked,
    ))
}

/// What the snapshot says that it saw.
struct Seen {
    tables: usize,
    indexes: usize,
    statements: usize,
    skipped: Vec<String>,
}

impl Seen {
    fn read(text: &str) -> anyhow::Result<Self> {
        let snapshot = snapshot_v1::read(text).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Self {
            tables: snapshot.tables.len(),
            indexes: snapshot.indexes.len(),
            statements: snapshot.workload.statements.len(),
            skipped: snapshot.skipped.into_iter().map(|s| s.subject).collect(),
        })
    }
}

/// A session that holds one table exclusively until it is dropped.
struct Held {
    _client: Client,
}

impl Held {
    fn new(url: &str, kind: Kind) -> anyhow::Result<Self> {
        let mut client = Client::connect(url)?;
        if kind == Kind::MariaDb {
            client.execute(&format!("LOCK TABLES {HELD} WRITE"))?;
        } else {
            client.execute("BEGIN")?;
            client.execute(&format!("LOCK TABLE {HELD} IN ACCESS EXCLUSIVE MODE"))?;
        }
        Ok(Self { _client: client })
    }
}

/// The tables, each with a primary key and four indexes, filled and analyzed.
fn make(url: &str, kind: Kind, tables: usize) -> anyhow::Result<()> {
    let mut client = Client::connect(url)?;
    if kind != Kind::MariaDb {
        client.execute("CREATE EXTENSION pg_stat_statements")?;
        if kind == Kind::Postgres15 {
            client.execute("CREATE EXTENSION hypopg")?;
        }
    }
    for table in 0..tables {
        client.execute(&format!(
            "CREATE TABLE t{table} (id bigint PRIMARY KEY, customer_id int NOT NULL, \
             state varchar(12) NOT NULL, code varchar(20), amount numeric(12,2) NOT NULL, \
             placed_at timestamp NOT NULL, note text)"
        ))?;
        for (name, columns) in [
            ("customer", "customer_id"),
            ("state", "state, placed_at"),
            ("code", "code"),
            ("placed", "placed_at"),
        ] {
            client.execute(&format!("CREATE INDEX t{table}_{name} ON t{table} ({columns})"))?;
        }
        client.execute(&rows(kind, table))?;
        if kind == Kind::MariaDb {
            client.execute(&format!("ANALYZE TABLE t{table}"))?;
        }
    }
    if kind != Kind::MariaDb {
        client.execute("ANALYZE")?;
    }
    Ok(())
}

fn rows(kind: Kind, table: usize) -> String {
    let values: Vec<String> = match kind {
        Kind::MariaDb => (1..=ROWS_PER_TABLE)
            .map(|n| {
                let state = ["open", "paid", "sent"][n % 3];
                format!(
                    "({n},{},'{state}','c{n}',{n}.5,'2024-01-{:02}','note {n}')",
                    n % 20,
                    n % 28 + 1
                )
            })
            .collect(),
        _ => {
            return format!(
                "INSERT INTO t{table} SELECT n, n % 20, (array['open','paid','sent'])[1 + n % 3], \
                 'c' || n, n + 0.5, timestamp '2024-01-01' + n % 28 * interval '1 day', \
                 'note ' || n FROM generate_series(1, {ROWS_PER_TABLE}) n"
            );
        }
    };
    format!("INSERT INTO t{table} VALUES {}", values.join(","))
}

/// Those that made the tables are not what an application does.
fn forget_statements(url: &str, kind: Kind) -> anyhow::Result<()> {
    Ok(Client::connect(url)?.execute(match kind {
        Kind::MariaDb => "TRUNCATE TABLE performance_schema.events_statements_summary_by_digest",
        _ => "SELECT pg_stat_statements_reset()",
    })?)
}

/// The application: five different statements on each table, each run once.
fn work(url: &str, tables: usize) -> anyhow::Result<()> {
    let mut client = Client::connect(url)?;
    for table in 0..tables {
        let other = (table + 1) % tables;
        let statements = [
            format!("SELECT * FROM t{table} WHERE customer_id = 7"),
            format!(
                "SELECT id, amount FROM t{table} WHERE state = 'open' AND placed_at > '2024-01-02' \
                 ORDER BY placed_at DESC LIMIT 10"
            ),
            format!("SELECT x.state, count(*), sum(x.amount) FROM t{table} x GROUP BY x.state"),
            format!(
                "SELECT a.id, b.amount FROM t{table} a JOIN t{other} b \
                 ON b.customer_id = a.customer_id WHERE a.note = 'note 9'"
            ),
            format!("UPDATE t{table} SET amount = amount + 1 WHERE id = 7"),
        ];
        debug_assert_eq!(statements.len(), STATEMENTS_PER_TABLE);
        for statement in &statements {
            client.execute(statement)?;
        }
    }
    Ok(())
}

/// The run of the middle wall time; the memory is the most of any.
fn middle(args: &[&str]) -> anyhow::Result<Used> {
    let rungs = crate::binary("rungs");
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let used = process::run(&rungs, args)?;
        // 4: seen in part, as one table is held.
        ensure!(matches!(used.exit, Some(0 | 4)), "rungs {} failed\n{}", args[0], used.stderr);
        runs.push(used);
    }
    let peak = runs.iter().map(|used| used.peak_megabytes).fold(0.0, f64::max);
    runs.sort_by(|a, b| a.wall_seconds.total_cmp(&b.wall_seconds));
    let used = runs.swap_remove(RUNS / 2);
    Ok(Used { peak_megabytes: peak, ..used })
}

fn report(kind: Kind, seen: &Seen, commands: &[(&str, Used)], not_asked: Option<u64>) -> Report {
    let mut table = format!(
        "{}: {} tables, {} indexes, {} statements; not seen: {}; plans not asked for: {}\n",
        kind.name(),
        seen.tables,
        seen.indexes,
        seen.statements,
        seen.skipped.join(", "),
        not_asked.map_or_else(|| "not said".to_owned(), |n| n.to_string()),
    );
    let mut figures = serde_json::Map::new();
    for (name, used) in commands {
        let limit = if *name == "plan" { PLAN_LIMIT_SECONDS } else { LIMIT_SECONDS };
        let _ = writeln!(
            table,
            "{name:<9} {:>6.2} s of {limit:.0} s, CPU {:.2} s, peak {:>4.0} MB of \
             {LIMIT_MEGABYTES:.0} MB",
            used.wall_seconds, used.cpu_seconds, used.peak_megabytes
        );
        figures.insert(
            (*name).to_owned(),
            json!({"seconds": used.wall_seconds, "cpu_seconds": used.cpu_seconds,
                "peak_megabytes": used.peak_megabytes}),
        );
    }
    // `analyze` takes a snapshot first, so it is the whole of what the limit is for.
    let ours = commands.iter().find(|(name, _)| *name == "analyze").map(|(_, used)| used);
    let seconds = ours.map(|used| used.wall_seconds);
    let megabytes = ours.map(|used| used.peak_megabytes);
    Report {
        table,
        json: json!({
            "bench": "snapshot", "engine": kind.name(), "ours": seconds, "peer": LIMIT_SECONDS,
            "against": "limit", "ratio": seconds.map(|s| LIMIT_SECONDS / s), "unit": "s",
            "n": RUNS, "peak_megabytes": megabytes, "peak_megabytes_limit": LIMIT_MEGABYTES,
            "tables": seen.tables, "indexes": seen.indexes, "statements": seen.statements,
            "plans_not_asked": not_asked, "commands": figures,
        }),
    }
}
