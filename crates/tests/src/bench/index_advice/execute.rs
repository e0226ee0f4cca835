//! What indexes really bring: statements run with and without them, CPU seconds of the server's
//! process and pages touched, statement by statement. A planner's promise is no measurement.

use postgres::{Client, NoTls, SimpleQueryMessage};
use rungs_core::seen::IndexSpec;

use super::advise::create;
use super::cpu;
use crate::bench::tpch::TpchStatement;

/// A statement is cut off after so long.
const CAP: &str = "60s";

/// One statement as it really ran.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Executed {
    pub number: usize,
    pub cpu_seconds: f64,
    /// Pages touched, in memory or not; None: it was cut off.
    pub buffers: Option<u64>,
}

/// Makes the indexes one by one, unproven; returns the CPU seconds and the real bytes.
pub fn build(url: &str, indexes: &[IndexSpec]) -> anyhow::Result<(f64, u64)> {
    let mut client = Client::connect(url, NoTls)?;
    let pid = pid(&mut client)?;
    let before = cpu::seconds(&pid)?;
    let mut bytes = 0;
    for (number, spec) in indexes.iter().enumerate() {
        let sql = create(&format!("bench_{number}"), spec)?;
        client.batch_execute(&sql.replacen("CONCURRENTLY ", "", 1))?;
        let size = format!("select pg_relation_size('bench_{number}')");
        bytes += client.query_one(&size, &[])?.get::<_, i64>(0) as u64;
    }
    Ok((cpu::seconds(&pid)? - before, bytes))
}

/// Drops what [`build`] made.
pub fn drop_built(url: &str, count: usize) -> anyhow::Result<()> {
    let mut client = Client::connect(url, NoTls)?;
    for number in 0..count {
        client.batch_execute(&format!("DROP INDEX IF EXISTS bench_{number}"))?;
    }
    Ok(())
}

/// Runs every statement `times` times in turn and takes each one's median.
pub fn execute(
    url: &str,
    statements: &[TpchStatement],
    times: usize,
) -> anyhow::Result<Vec<Executed>> {
    let mut client = Client::connect(url, NoTls)?;
    client.batch_execute(&format!("SET statement_timeout = '{CAP}'"))?;
    let pid = pid(&mut client)?;
    let mut all: Vec<Vec<Executed>> = vec![Vec::new(); statements.len()];
    for _ in 0..times {
        for (statement, runs) in statements.iter().zip(&mut all) {
            runs.push(once(&mut client, &pid, statement)?);
        }
    }
    Ok(all.into_iter().filter_map(median).collect())
}

fn once(client: &mut Client, pid: &str, statement: &TpchStatement) -> anyhow::Result<Executed> {
    let explain = format!("EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT json) {}", statement.text);
    let before = cpu::seconds(pid)?;
    let rows = client.simple_query(&explain).ok();
    let cpu_seconds = cpu::seconds(pid)? - before;
    Ok(Executed { number: statement.number, cpu_seconds, buffers: rows.and_then(|r| buffers(&r)) })
}

/// The run in the middle by CPU; of two, the better one.
fn median(mut runs: Vec<Executed>) -> Option<Executed> {
    runs.sort_by(|a, b| a.cpu_seconds.total_cmp(&b.cpu_seconds));
    let middle = runs.len().checked_sub(1)? / 2;
    runs.get(middle).copied()
}

fn pid(client: &mut Client) -> anyhow::Result<String> {
    Ok(client.query_one("select pg_backend_pid()::text", &[])?.get(0))
}

/// Pages that the whole plan touched, in memory or not.
fn buffers(rows: &[SimpleQueryMessage]) -> Option<u64> {
    let plan = plan(rows)?;
    let of = |name: &str| plan[name].as_u64();
    Some(of("Shared Hit Blocks")? + of("Shared Read Blocks")?)
}

/// The plan in an answer of EXPLAIN (FORMAT json).
pub fn plan(rows: &[SimpleQueryMessage]) -> Option<serde_json::Value> {
    let text: String = rows
        .iter()
        .filter_map(|row| match row {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        })
        .collect();
    let document: serde_json::Value = serde_json::from_str(&text).ok()?;
    document.get(0)?.get("Plan").cloned()
}
