//! How good and how fast index advice is: TPC-H on PostgreSQL with HypoPG, the relative planner
//! cost at the budgets at which peers were recorded, and the gain when it is really executed.
//! The peers need packages that no registry carries; their recorded figures stand for them.

mod advise;
mod cpu;
mod execute;
mod executed;
mod kept;
mod peers;

use postgres::{Client, NoTls};
use rungs_core::ladder::index::Options;
use rungs_core::name::Bytes;
use serde_json::{Value, json};

use self::advise::{Rules, Run, advise, at_budget, named};
use self::peers::{Budgets, Drawn, PEERS, PROTOTYPE};
use super::Report;
use super::tpch::{self, TpchStatement};
use crate::servers::{Kind, Server};

/// Statements that the recorded runs of the peers left out.
const LEFT_OUT: [usize; 3] = [2, 17, 20];
/// The set that is executed, in MB by HypoPG's sizes at scale factor 1.
const EXECUTED_MB: u64 = 1_000;
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
    let bytes: Vec<Bytes> = budgets.values().copied().map(Bytes).collect();
    let asked = Options { budgets: bytes, ..Options::default() };
    let runs = Runs {
        curve: advise(&home.url, &tpch::statements(), &Options::default(), Rules::Rungs)?,
        all: advise(&home.url, &tpch::statements(), &asked, Rules::Rungs)?,
        proposed: advise(&home.url, &compared, &asked, Rules::Rungs)?,
        alike: advise(&home.url, &compared, &asked, Rules::Peers)?,
    };
    let mut report = report(&runs, &budgets);
    add_recorded_sets(&mut report, &home.url, &compared, (&runs, &budgets), drawn)?;
    if wishes.execute {
        let bytes = peers::rounded(EXECUTED_MB) as f64 * wishes.scale;
        let wanted = Options { budget: Some(Bytes(bytes as u64)), ..asked };
        let run = advise(&home.url, &compared, &wanted, Rules::Rungs)?;
        executed::add_executed(&mut report, &home.url, &compared, &run)?;
    }
    home.end()?;
    Ok(report)
}

/// Runs of the adviser over the same statistics.
struct Runs {
    /// All statements, no budget: the curve that `rungs plan` draws.
    curve: Run,
    /// All statements, every recorded budget.
    all: Run,
    /// The peers' statements and budgets, as rungs proposes.
    proposed: Run,
    /// The same by the peers' rules.
    alike: Run,
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

fn report(runs: &Runs, within: &Budgets) -> Report {
    let (ours, alike) = (&runs.proposed.advice, &runs.alike.advice);
    let mut lines = vec![format!(
        "TPC-H, 19 statements: base cost {:.0}, {} candidates, {} by the peers' rules",
        ours.base_cost,
        ours.pool.len(),
        alike.pool.len()
    )];
    for (what, run) in [
        ("22 statements, the curve", &runs.curve),
        ("22 statements, nine budgets", &runs.all),
        ("19 statements, nine budgets", &runs.proposed),
        ("the same by the peers' rules", &runs.alike),
    ] {
        lines.push(format!(
            "{what}: {:.1} s, CPU {:.1} s ours and {:.1} s the server's, {} questions, {} inferred",
            run.seconds, run.cpu_own, run.cpu_server, run.advice.questions, run.advice.inferred
        ));
    }
    let recorded =
        PEERS.iter().map(|p| ("peer", p)).chain(PROTOTYPE.iter().map(|p| ("prototype", p)));
    let mut budgets = Vec::new();
    for (kind, peer) in recorded {
        let compared = Compared::at(runs, peer.relative, within[&peer.megabytes]);
        lines.push(format!(
            "{:>6} MB  {:<14} {:.3}   {compared}",
            peer.megabytes, peer.name, peer.relative
        ));
        budgets.push((kind, peer, compared));
    }
    let json = json!({
        "bench": "index-advice", "unit": "relative cost", "n": 19, "base_cost": ours.base_cost,
        "budgets": budgets.iter().map(|(kind, peer, compared)| json!({
            "megabytes": peer.megabytes, "against": peer.name, "kind": kind,
            "peer": peer.relative, "ours": compared.alike, "ratio": compared.ratio(),
            "ours_as_proposed": compared.proposed,
            "ratio_as_proposed": compared.ratio_as_proposed(),
        })).collect::<Vec<_>>(),
        "curve": curve(&runs.proposed), "stop": ours.curve.stop,
        "curve_by_peers_rules": curve(&runs.alike),
        "runs": {"curve_22": spent(&runs.curve), "budgets_22": spent(&runs.all),
            "budgets_19": spent(&runs.proposed), "budgets_19_by_peers_rules": spent(&runs.alike)},
    });
    let mut report = Report { table: lines.join("\n"), json };
    let peers = || budgets.iter().filter(|(kind, _, _)| *kind == "peer").map(|(_, _, one)| one);
    if let Some(worst) = peers().min_by(|a, b| a.ratio().total_cmp(&b.ratio())) {
        report.json["ratio"] = json!(worst.ratio());
        report.json["ours"] = json!(worst.alike);
        report.json["peer"] = json!(worst.recorded);
    }
    let strict = peers().map(Compared::ratio_as_proposed).min_by(f64::total_cmp);
    report.json["ratio_as_proposed"] = json!(strict);
    report
}

/// A recorded figure beside ours within the same bytes.
struct Compared {
    recorded: f64,
    /// By the peers' rules.
    alike: f64,
    /// As rungs proposes.
    proposed: f64,
    indexes: usize,
    bytes: u64,
}

impl Compared {
    fn at(runs: &Runs, recorded: f64, bytes: u64) -> Self {
        let (alike, _, _) = at_budget(&runs.alike.advice, bytes);
        let (proposed, bytes, set) = at_budget(&runs.proposed.advice, bytes);
        // What rungs proposes is within the peers' rules, too.
        Self { recorded, alike: alike.min(proposed), proposed, indexes: set.len(), bytes }
    }

    fn ratio(&self) -> f64 {
        self.recorded / self.alike
    }

    fn ratio_as_proposed(&self) -> f64 {
        self.recorded / self.proposed
    }
}

impl std::fmt::Display for Compared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "rungs by the peers' rules {:.4}, {:.3} times better; as proposed {:.4} with {} \
             indexes of {:.0} MB, {:.3} times better",
            self.alike,
            self.ratio(),
            self.proposed,
            self.indexes,
            self.bytes as f64 / 1e6,
            self.ratio_as_proposed()
        )
    }
}

fn spent(run: &Run) -> Value {
    json!({"seconds": run.seconds, "cpu_seconds": run.cpu_own,
        "server_cpu_seconds": run.cpu_server, "questions": run.advice.questions,
        "inferred": run.advice.inferred})
}

/// What the recorded sets of peers cost by the statistics of this run, beside ours.
fn add_recorded_sets(
    report: &mut Report,
    url: &str,
    statements: &[TpchStatement],
    (runs, within): (&Runs, &Budgets),
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
        let compared = Compared::at(runs, relative, within[&megabytes]);
        report.table.push_str(&format!(
            "\n{megabytes:>6} MB  {name:<14} {relative:.4} by the statistics of this run, \
             {honest:.4} without copies of keys; {compared}"
        ));
        found.push(json!({"megabytes": megabytes, "against": name, "peer": relative,
            "peer_without_copies_of_keys": honest, "ours": compared.alike,
            "ratio": compared.ratio(), "ours_as_proposed": compared.proposed,
            "ratio_as_proposed": compared.ratio_as_proposed()}));
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
