//! How good and how fast index advice is: TPC-H on PostgreSQL with HypoPG, the relative planner
//! cost at the budgets at which peers were recorded, and the gain when it is really executed.
//! The peers need packages that no registry carries; their recorded figures stand for them.

use std::time::Instant;

use postgres::{Client, NoTls};
use rungs_core::change::Action;
use rungs_core::dialect::{ServerFlavour, render};
use rungs_core::engine::{Engine, Scope};
use rungs_core::ladder::index::{self, Advice, Options};
use rungs_core::name::{Bytes, EngineKind, Fingerprint, Ident};
use rungs_core::seen::{IndexSpec, Snapshot, Statement};
use rungs_core::sql::{Facts, facts};
use rungs_engine::postgres::{Postgres, PostgresTarget};

use serde_json::{Value, json};

use super::Report;
use super::tpch::{self, TpchStatement};
use crate::servers::{Kind, Server};

/// Statements that the recorded runs of the peers left out.
const LEFT_OUT: [usize; 3] = [2, 17, 20];

/// A recorded result: MB by HypoPG's sizes, cost as a share of the cost without indexes.
pub struct Peer {
    pub name: &'static str,
    pub megabytes: u64,
    pub relative: f64,
}

pub const PEERS: [Peer; 5] = [
    Peer { name: "Extend", megabytes: 479, relative: 0.689 },
    Peer { name: "Dexter", megabytes: 530, relative: 0.647 },
    Peer { name: "Extend", megabytes: 957, relative: 0.529 },
    Peer { name: "index_advisor", megabytes: 965, relative: 0.538 },
    Peer { name: "Extend", megabytes: 1_730, relative: 0.505 },
];

/// What a prototype of this design reached.
pub const PROTOTYPE: [Peer; 4] = [
    Peer { name: "prototype", megabytes: 498, relative: 0.672 },
    Peer { name: "prototype", megabytes: 999, relative: 0.530 },
    Peer { name: "prototype", megabytes: 1_633, relative: 0.475 },
    Peer { name: "prototype", megabytes: 1_884, relative: 0.452 },
];

/// Loads TPC-H at this scale (or uses a database that holds it already), advises, executes.
pub fn run(scale: f64, keep: Option<&str>) -> anyhow::Result<Report> {
    let server = match keep {
        Some(_) => None,
        None => Some(start()?),
    };
    let url = match (&server, keep) {
        (_, Some(url)) => url.to_owned(),
        (Some(home), None) => {
            tpch::load(&mut Client::connect(&home.url, NoTls)?, scale)?;
            home.url.clone()
        }
        (None, None) => anyhow::bail!("no server"),
    };
    settle(&url)?;
    let compared = compared();
    let mut budgets: Vec<u64> = PEERS.iter().map(|peer| peer.megabytes).collect();
    budgets.extend(PROTOTYPE.iter().map(|point| point.megabytes));
    let ours = advise(&url, &compared, &budgets)?;
    let all = advise(&url, &tpch::statements(), &[])?;
    let (_, _, set) = at_budget(&ours.advice, 1_000);
    let set: Vec<IndexSpec> = set.iter().map(|&at| ours.advice.pool[at].spec.clone()).collect();
    let without = execute(&url, &compared, &[])?;
    let with = execute(&url, &compared, &set)?;
    Ok(report(&ours, &all, without, with))
}

/// A database of the bench's own; its server ends with it.
struct Home {
    url: String,
    _server: Option<Server>,
}

fn start() -> anyhow::Result<Home> {
    let running = std::env::var("RUNGS_TEST_POSTGRES15").ok();
    let server = match running {
        Some(_) => None,
        None => Some(Server::start(Kind::Postgres15)?),
    };
    let admin = running.or_else(|| server.as_ref().map(|s| s.url().to_owned()));
    let admin = admin.ok_or_else(|| anyhow::anyhow!("no server"))?;
    let mut client = Client::connect(&admin, NoTls)?;
    client.batch_execute("DROP DATABASE IF EXISTS rungs_bench_tpch")?;
    client.batch_execute("CREATE DATABASE rungs_bench_tpch")?;
    let (base, _) = admin.rsplit_once('/').unwrap_or((&admin, ""));
    Ok(Home { url: format!("{base}/rungs_bench_tpch"), _server: server })
}

/// The planner as it was set for the recorded runs; their base cost fits 64 MB of work_mem.
fn settle(url: &str) -> anyhow::Result<()> {
    let mut client = Client::connect(url, NoTls)?;
    client.batch_execute("CREATE EXTENSION IF NOT EXISTS hypopg")?;
    let database: String = client.query_one("select quote_ident(current_database())", &[])?.get(0);
    for setting in
        ["random_page_cost = 1.1", "max_parallel_workers_per_gather = 0", "work_mem = '64MB'"]
    {
        client.batch_execute(&format!("ALTER DATABASE {database} SET {setting}"))?;
    }
    Ok(())
}

fn report(ours: &Run, all: &Run, without: Executed, with: Executed) -> Report {
    let advice = &ours.advice;
    let mut lines = vec![format!(
        "TPC-H, 19 statements: base cost {:.0}, {} candidates, {} questions, {:.1} s \
         (22 statements: {:.1} s)",
        advice.base_cost,
        advice.pool.len(),
        advice.questions,
        ours.seconds,
        all.seconds
    )];
    let mut worst: Option<(f64, f64, f64)> = None;
    let mut budgets = Vec::new();
    for (kind, peers) in [("peer", &PEERS[..]), ("prototype", &PROTOTYPE[..])] {
        for peer in peers {
            let (relative, bytes, set) = at_budget(advice, peer.megabytes);
            let ratio = peer.relative / relative;
            lines.push(format!(
                "{:>6} MB  {:<14} {:.3}   rungs {:.3} with {:>2} indexes of {:>4.0} MB   \
                 {:.3} times better",
                peer.megabytes,
                peer.name,
                peer.relative,
                relative,
                set.len(),
                bytes as f64 / 1e6,
                ratio
            ));
            budgets.push(json!({"megabytes": peer.megabytes, "against": peer.name, "kind": kind,
                "peer": peer.relative, "ours": relative, "ratio": ratio}));
            if kind == "peer" && worst.is_none_or(|(least, _, _)| ratio < least) {
                worst = Some((ratio, relative, peer.relative));
            }
        }
    }
    lines.push(format!(
        "executed: {:.1} s CPU and {} pages without, {:.1} s and {} with the set at \
         1,000 MB ({} and {} cut off at 60 s)",
        without.cpu_seconds, without.buffers, with.cpu_seconds, with.buffers, without.cut, with.cut
    ));
    let curve: Vec<Value> = advice
        .curve
        .points
        .iter()
        .map(|p| json!({"indexes": p.indexes.len(), "bytes": p.bytes.0, "relative": p.relative}))
        .collect();
    let (ratio, relative, peer) = worst.unwrap_or_default();
    let json = json!({
        "bench": "index-advice", "ours": relative, "peer": peer, "ratio": ratio,
        "unit": "relative cost", "n": 19, "base_cost": advice.base_cost, "budgets": budgets,
        "curve": curve, "stop": advice.curve.stop, "seconds_19": ours.seconds,
        "seconds_22": all.seconds, "questions": advice.questions, "inferred": advice.inferred,
        "executed": {
            "without": {"cpu_seconds": without.cpu_seconds, "buffers": without.buffers,
                "cut": without.cut},
            "with": {"cpu_seconds": with.cpu_seconds, "buffers": with.buffers, "cut": with.cut},
        },
    });
    Report { table: lines.join("\n"), json }
}

/// What one run of the adviser gave.
pub struct Run {
    pub advice: Advice,
    pub seconds: f64,
    pub snapshot: Snapshot,
}

/// Advises on the statements with these numbers.
pub fn advise(url: &str, statements: &[TpchStatement], budgets: &[u64]) -> anyhow::Result<Run> {
    let target = PostgresTarget::from_url(url, &|_| None)?;
    let mut engine = Postgres::connect(&target)?;
    let mut snapshot = engine.snapshot(&Scope::default())?;
    snapshot.workload.statements = statements.iter().map(as_statement).collect();
    let facts = read_facts(statements, &snapshot)?;
    let texts: Vec<Vec<String>> = statements.iter().map(|s| vec![s.text.clone()]).collect();
    let pool: Vec<IndexSpec> =
        index::pool(&facts, &snapshot).into_iter().map(|candidate| candidate.spec).collect();
    let options = Options {
        budgets: budgets.iter().map(|mb| Bytes(rounded(*mb))).collect(),
        sizes: hypothetical_sizes(url, pool)?,
        ..Options::default()
    };
    let started = Instant::now();
    let seen = snapshot.clone();
    let advice = index::advise(&seen, &facts, &texts, &options, &mut |questions| {
        engine.answer(&seen, questions)
    })?;
    Ok(Run { advice, seconds: started.elapsed().as_secs_f64(), snapshot })
}

/// The most bytes that are recorded as so many MB.
fn rounded(megabytes: u64) -> u64 {
    megabytes * 1_000_000 + 499_999
}

fn read_facts(
    statements: &[TpchStatement],
    snapshot: &Snapshot,
) -> anyhow::Result<Vec<(usize, Facts)>> {
    let read = |(at, statement): (usize, &TpchStatement)| {
        let facts = facts(&statement.text, EngineKind::Postgres, &snapshot.tables, &["public"])
            .map_err(|why| anyhow::anyhow!("Q{}: {why:?}", statement.number))?;
        Ok((at, facts))
    };
    statements.iter().enumerate().map(read).collect()
}

fn as_statement(statement: &TpchStatement) -> Statement {
    Statement {
        fingerprint: Fingerprint(statement.number as u64),
        shape: statement.text.clone(),
        sample: Some(statement.text.clone()),
        name: Some(format!("Q{}", statement.number)),
        calls: 1.0,
        total: None,
        rows: None,
        source: 0,
        unparsed: None,
    }
}

/// HypoPG's own sizes, so that budgets mean what they meant for the peers.
fn hypothetical_sizes(url: &str, pool: Vec<IndexSpec>) -> anyhow::Result<Vec<(IndexSpec, Bytes)>> {
    let mut client = Client::connect(url, NoTls)?;
    let mut sizes = Vec::new();
    for spec in pool {
        let sql = create(&spec)?;
        let size = client.query_one(
            "select hypopg_relation_size(indexrelid) from hypopg_create_index($1)",
            &[&sql],
        );
        if let Ok(row) = size {
            sizes.push((spec, Bytes(row.get::<_, i64>(0) as u64)));
        }
    }
    Ok(sizes)
}

fn create(spec: &IndexSpec) -> anyhow::Result<String> {
    let action = Action::CreateIndex { name: Ident::new("bench"), index: spec.clone() };
    let flavour = ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 0 };
    let rendered = render(&action, flavour).map_err(|e| anyhow::anyhow!("{e}"))?;
    rendered
        .forward
        .first()
        .map(|sql| sql.as_str().to_owned())
        .ok_or_else(|| anyhow::anyhow!("no statement"))
}

/// The best of a curve within a budget: relative cost and bytes.
pub fn at_budget(advice: &Advice, megabytes: u64) -> (f64, u64, &[usize]) {
    let fits = |bytes: u64| bytes <= rounded(megabytes);
    let point = advice.curve.points.iter().rfind(|point| fits(point.bytes.0));
    point.map_or((1.0, 0, &[]), |p| (p.relative, p.bytes.0, &p.indexes))
}

/// CPU seconds and buffers of statements as they really run.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Executed {
    pub cpu_seconds: f64,
    pub buffers: u64,
    /// Statements cut off at 60 s.
    pub cut: usize,
}

/// Makes the indexes, runs every statement once, drops the indexes.
pub fn execute(
    url: &str,
    statements: &[TpchStatement],
    indexes: &[IndexSpec],
) -> anyhow::Result<Executed> {
    let mut client = Client::connect(url, NoTls)?;
    for (number, spec) in indexes.iter().enumerate() {
        let sql = create(spec)?.replacen("\"bench\"", &format!("bench_{number}"), 1);
        client.batch_execute(&sql.replacen("CONCURRENTLY ", "", 1))?;
    }
    client.batch_execute("VACUUM")?;
    client.batch_execute("SET statement_timeout = '60s'")?;
    let pid: i32 = client.query_one("select pg_backend_pid()", &[])?.get(0);
    let mut sum = Executed::default();
    let before = cpu_seconds(pid)?;
    for statement in statements {
        let explain =
            format!("EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT json) {}", statement.text);
        match client.simple_query(&explain) {
            Ok(rows) => sum.buffers += buffers(&rows),
            Err(_) => sum.cut += 1,
        }
    }
    sum.cpu_seconds = cpu_seconds(pid)? - before;
    for number in 0..indexes.len() {
        client.batch_execute(&format!("DROP INDEX bench_{number}"))?;
    }
    Ok(sum)
}

/// Pages that the whole plan touched, in memory or not.
fn buffers(rows: &[postgres::SimpleQueryMessage]) -> u64 {
    let text: String = rows
        .iter()
        .filter_map(|row| match row {
            postgres::SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        })
        .collect();
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let of = |name: &str| plan[0]["Plan"][name].as_u64().unwrap_or(0);
    of("Shared Hit Blocks") + of("Shared Read Blocks")
}

/// User and system time of a server process on this machine.
fn cpu_seconds(pid: i32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(ticks / 100.0)
}

/// The 19 statements that the peers were measured on.
pub fn compared() -> Vec<TpchStatement> {
    tpch::statements().into_iter().filter(|s| !LEFT_OUT.contains(&s.number)).collect()
}
