//! How good and how fast index advice is: TPC-H on PostgreSQL with HypoPG, the relative planner
//! cost at the budgets at which peers were recorded, and the gain when it is really executed.
//! The peers need packages that no registry carries; their recorded figures stand for them.

mod advise;
mod cpu;
mod execute;
mod peers;

use postgres::{Client, NoTls};
use rungs_core::seen::IndexSpec;
use serde_json::{Value, json};

use self::advise::{Run, advise, at_budget, named};
use self::execute::Executed;
use self::peers::{Budgets, Drawn, PEERS, PROTOTYPE};
use super::Report;
use super::tpch::{self, TpchStatement};
use crate::servers::{Kind, Server};

/// Statements that the recorded runs of the peers left out.
const LEFT_OUT: [usize; 3] = [2, 17, 20];
/// The set that is executed, in MB by HypoPG's sizes.
const EXECUTED_MB: u64 = 1_000;
/// Runs of each statement with and without it.
const EXECUTED_TIMES: usize = 2;
/// The database that the bench makes for itself and drops at the end.
const DATABASE: &str = "rungs_bench_tpch";

/// What to do.
pub struct Wishes<'a> {
    /// Scale factor; 1.0 is what the peers were measured at.
    pub scale: f64,
    /// A database that holds TPC-H already, or is empty and may be filled.
    pub keep: Option<&'a str>,
    /// Run the statements with and without the advice.
    pub execute: bool,
}

/// Loads TPC-H (or uses a database that holds it), advises, executes.
pub fn run(wishes: &Wishes<'_>) -> anyhow::Result<Report> {
    let home = match wishes.keep {
        Some(url) => Home::kept(url, wishes.scale)?,
        None => Home::start(wishes.scale)?,
    };
    settle(&home.url)?;
    let compared = compared();
    let drawn = match wishes.scale {
        1.0 => Some(peers::draw_statistics(&home.url, &compared)?),
        _ => None,
    };
    let budgets = peers::budgets(&home.url)?;
    let bytes: Vec<u64> = budgets.values().copied().collect();
    let all = advise(&home.url, &tpch::statements(), &bytes)?;
    let ours = advise(&home.url, &compared, &bytes)?;
    let mut report = report(&ours, &all, &budgets);
    add_recorded_sets(&mut report, &home.url, &compared, (&ours, &budgets), drawn)?;
    if wishes.execute {
        let (_, _, set) = at_budget(&ours.advice, peers::rounded(EXECUTED_MB));
        let set: Vec<IndexSpec> = set.iter().map(|&at| ours.advice.pool[at].spec.clone()).collect();
        add_executed(&mut report, &home.url, &compared, &set)?;
    }
    home.end()?;
    Ok(report)
}

/// The statements that the peers were measured on.
fn compared() -> Vec<TpchStatement> {
    tpch::statements().into_iter().filter(|s| !LEFT_OUT.contains(&s.number)).collect()
}

/// A database with TPC-H; what was made for it ends with it.
struct Home {
    url: String,
    /// Where the database of the bench's own must be dropped.
    admin: Option<String>,
    _server: Option<Server>,
}

impl Home {
    /// A database of the caller's, filled where it is empty and left as it is.
    fn kept(url: &str, scale: f64) -> anyhow::Result<Self> {
        let mut client = Client::connect(url, NoTls)?;
        let there = "select to_regclass('lineitem') is not null";
        if !client.query_one(there, &[])?.get::<_, bool>(0) {
            tpch::load(&mut client, scale)?;
        }
        Ok(Self { url: url.to_owned(), admin: None, _server: None })
    }

    fn start(scale: f64) -> anyhow::Result<Self> {
        let running = std::env::var("RUNGS_TEST_POSTGRES15").ok();
        let server = match running {
            Some(_) => None,
            None => Some(Server::start(Kind::Postgres15)?),
        };
        let admin = running.or_else(|| server.as_ref().map(|s| s.url().to_owned()));
        let admin = admin.ok_or_else(|| anyhow::anyhow!("no server"))?;
        let mut client = Client::connect(&admin, NoTls)?;
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {DATABASE}"))?;
        client.batch_execute(&format!("CREATE DATABASE {DATABASE}"))?;
        let (base, _) = admin.rsplit_once('/').unwrap_or((&admin, ""));
        let url = format!("{base}/{DATABASE}");
        tpch::load(&mut Client::connect(&url, NoTls)?, scale)?;
        Ok(Self { url, admin: Some(admin), _server: server })
    }

    fn end(self) -> anyhow::Result<()> {
        if let Some(admin) = &self.admin {
            let mut client = Client::connect(admin, NoTls)?;
            client.batch_execute(&format!("DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))?;
        }
        Ok(())
    }
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

fn report(ours: &Run, all: &Run, within: &Budgets) -> Report {
    let advice = &ours.advice;
    let mut lines = vec![format!(
        "TPC-H, 19 statements: base cost {:.0}, {} candidates",
        advice.base_cost,
        advice.pool.len()
    )];
    for (count, run) in [(19, ours), (22, all)] {
        lines.push(format!(
            "{count} statements: {:.1} s, CPU {:.1} s ours and {:.1} s the server's, \
             {} questions, {} inferred",
            run.seconds, run.cpu_own, run.cpu_server, run.advice.questions, run.advice.inferred
        ));
    }
    let mut worst: Option<(f64, f64, f64)> = None;
    let mut budgets = Vec::new();
    let recorded =
        PEERS.iter().map(|p| ("peer", p)).chain(PROTOTYPE.iter().map(|p| ("prototype", p)));
    for (kind, peer) in recorded {
        let (relative, bytes, set) = at_budget(advice, within[&peer.megabytes]);
        let ratio = peer.relative / relative;
        lines.push(format!(
            "{:>6} MB  {:<14} {:.3}   rungs {:.4} with {:>2} indexes of {:>4.0} MB   \
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
    let (ratio, relative, peer) = worst.unwrap_or_default();
    let json = json!({
        "bench": "index-advice", "ours": relative, "peer": peer, "ratio": ratio,
        "unit": "relative cost", "n": 19, "base_cost": advice.base_cost, "budgets": budgets,
        "curve": curve(ours), "stop": advice.curve.stop,
        "seconds_19": ours.seconds, "seconds_22": all.seconds,
        "cpu_seconds_22": {"ours": all.cpu_own, "server": all.cpu_server},
        "questions": advice.questions, "inferred": advice.inferred,
    });
    Report { table: lines.join("\n"), json }
}

/// What the recorded sets of peers cost by the statistics of this run, beside ours.
fn add_recorded_sets(
    report: &mut Report,
    url: &str,
    statements: &[TpchStatement],
    (ours, within): (&Run, &Budgets),
    drawn: Option<Drawn>,
) -> anyhow::Result<()> {
    if let Some(Drawn { times, fits }) = drawn {
        let whether = if fits { "" } else { " not" };
        report.table.push_str(&format!(
            "\nstatistics drawn {times} times; the recorded sets cost{whether} what was recorded"
        ));
        report.json["statistics"] = json!({"drawn": times, "fit": fits});
    }
    let mut found = Vec::new();
    for (name, megabytes, columns) in peers::known_sets() {
        let relative = peers::relative(url, statements, columns)?;
        let honest = peers::without_copies(columns);
        let honest = peers::relative(url, statements, &honest)?;
        let (here, _, _) = at_budget(&ours.advice, within[&megabytes]);
        report.table.push_str(&format!(
            "\n{megabytes:>6} MB  {name:<14} {relative:.4}   by the statistics of this run; \
             {honest:.4} without copies of keys; rungs {here:.4}   {:.3} times better",
            relative / here
        ));
        found.push(json!({"megabytes": megabytes, "against": name, "peer": relative,
            "peer_without_copies_of_keys": honest, "ours": here, "ratio": relative / here}));
    }
    report.json["same_statistics"] = Value::Array(found);
    Ok(())
}

fn curve(run: &Run) -> Vec<Value> {
    let point = |p: &rungs_core::ladder::index::Point| {
        let names: Vec<String> =
            p.indexes.iter().map(|&at| named(&run.advice.pool[at].spec)).collect();
        json!({"indexes": names, "bytes": p.bytes.0, "relative": p.relative})
    };
    run.advice.curve.points.iter().map(point).collect()
}

/// Runs without, builds, runs with, and says what came of each statement.
fn add_executed(
    report: &mut Report,
    url: &str,
    statements: &[TpchStatement],
    set: &[IndexSpec],
) -> anyhow::Result<()> {
    execute::drop_built(url, 100)?;
    let without = execute::execute(url, statements, EXECUTED_TIMES)?;
    let (build_cpu, bytes) = execute::build(url, set)?;
    Client::connect(url, NoTls)?.batch_execute("VACUUM")?;
    let with = execute::execute(url, statements, EXECUTED_TIMES)?;
    execute::drop_built(url, set.len())?;
    let mut lines = Vec::new();
    for (before, after) in without.iter().zip(&with) {
        lines.push(format!(
            "  Q{:<2} {:>6.2} -> {:>6.2} s CPU, {:>9} -> {:>9} pages",
            before.number,
            before.cpu_seconds,
            after.cpu_seconds,
            pages(before.buffers),
            pages(after.buffers)
        ));
    }
    let (before, after) = (summed(&without), summed(&with));
    lines.push(format!(
        "executed: {:.1} -> {:.1} s CPU ({:+.0} %), {} -> {} pages, {} -> {} cut off; \
         {} indexes of {:.0} MB built in {:.1} s CPU",
        before.0,
        after.0,
        (after.0 / before.0 - 1.0) * 100.0,
        before.1,
        after.1,
        before.2,
        after.2,
        set.len(),
        bytes as f64 / 1e6,
        build_cpu
    ));
    report.table = format!("{}\n{}", report.table, lines.join("\n"));
    let sum = |s: (f64, u64, usize)| json!({"cpu_seconds": s.0, "buffers": s.1, "cut": s.2});
    report.json["executed"] = json!({"without": sum(before), "with": sum(after),
        "build_cpu_seconds": build_cpu, "bytes": bytes});
    Ok(())
}

fn pages(buffers: Option<u64>) -> String {
    buffers.map_or_else(|| "cut off".to_owned(), |pages| pages.to_string())
}

/// CPU seconds, pages, statements cut off.
fn summed(runs: &[Executed]) -> (f64, u64, usize) {
    let cpu = runs.iter().map(|run| run.cpu_seconds).sum();
    let pages = runs.iter().filter_map(|run| run.buffers).sum();
    (cpu, pages, runs.iter().filter(|run| run.buffers.is_none()).count())
}
