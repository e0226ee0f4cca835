//! What a reader of the brand page waits for: the ledger summed, beside the live view with deltas
//! pending.

use std::time::Instant;

use anyhow::ensure;
use rungs_core::dialect::{Sql, dialect};
use rungs_core::name::EngineKind;
use rungs_core::rollup::derive::Form;
use serde_json::json;

use super::changes::{self, MONTH};
use super::figures::Figures;
use super::flows::Flows;
use super::native;
use super::site::{Site, Wishes};
use crate::bench::Report;
use crate::servers::{Client, Rows};

const PENDING: [u64; 3] = [0, 1_000, 10_000];
const LIVE_RUNS: usize = 500;
const RAW_RUNS: usize = 10;

pub fn run(wishes: &Wishes<'_>) -> anyhow::Result<Report> {
    let site = Site::open(wishes)?;
    changes::stage(&site)?;
    let mut flows = Flows::open(&site, Form::Statement)?;
    flows.make_live()?;
    let mut client = site.connect()?;
    changes::delete(&site, &mut client)?;
    flows.refresh()?;
    site.settle()?;
    let mut figures = Figures::new("rollup-read", &site, "server ms", "the ledger summed");
    let panels = [
        ("all_marketplaces", None, "financials_monthly_brand_all_marketplace"),
        ("one_marketplace", Some("US"), "financials_monthly_brand"),
    ];
    let mut slowest = 0.0_f64;
    let mut least = f64::INFINITY;
    for pending in PENDING {
        if pending > 0 {
            changes::insert(&site, &mut client, "bench_month", pending)?;
        }
        for (panel, marketplace, level) in panels {
            let live = live(&site, &flows, level, marketplace)?;
            let raw = native::brands(marketplace);
            let (ours, answer) = measured(&site, &mut client, &live, LIVE_RUNS)?;
            let (peer, wanted) = measured(&site, &mut client, &raw, RAW_RUNS)?;
            ensure!(same(&answer, &wanted), "the live view's answer is not the ledger's");
            let ratio = figures.ratio(ours.cpu_ms, peer.cpu_ms);
            figures.line(format!(
                "{pending:>6} pending, {panel:<16} {} rows: {:.2} ms CPU, {:.2} ms at best; raw \
                 {:.1} ms CPU, {:.1} ms at best; {ratio:.0} times",
                answer.len(),
                ours.cpu_ms,
                ours.wall_ms,
                peer.cpu_ms,
                peer.wall_ms
            ));
            figures.figure(
                &format!("{panel}_{pending}"),
                json!({"rows": answer.len(), "live": ours.json(), "raw": peer.json(),
                    "ratio": ratio}),
            );
            if pending <= 1_000 {
                slowest = slowest.max(ours.cpu_ms);
                least = least.min(ratio);
            }
        }
        changes::delete(&site, &mut client)?;
        flows.refresh()?;
        site.settle()?;
    }
    if site.engine() == EngineKind::Postgres {
        figures.at_most("ms with 1,000 pending or fewer", slowest, 2.0);
    }
    figures.at_least("raw / live with 1,000 pending or fewer", least, 100.0);
    Ok(figures.report())
}

fn live(
    site: &Site,
    flows: &Flows<'_>,
    level: &str,
    marketplace: Option<&str>,
) -> anyhow::Result<String> {
    let view = Sql::fixed("").table(dialect(site.engine()).quote(), &flows.view(level)?);
    let of = marketplace.map_or_else(String::new, |m| format!(" AND marketplace = '{m}'"));
    Ok(format!(
        "SELECT brand_id, amount FROM {view} WHERE metric = 1 AND month = '{}'{of} \
         ORDER BY brand_id",
        MONTH.0
    ))
}

struct Taken {
    /// The server's processes; on SQLite this one.
    cpu_ms: f64,
    /// The shortest, with the way there and back.
    wall_ms: f64,
}

impl Taken {
    fn json(&self) -> serde_json::Value {
        json!({"cpu_ms": self.cpu_ms, "wall_ms": self.wall_ms})
    }
}

fn measured(
    site: &Site,
    client: &mut Client,
    sql: &str,
    runs: usize,
) -> anyhow::Result<(Taken, Rows)> {
    let mut rows = client.query(sql)?;
    let mut wall_ms = f64::INFINITY;
    let (cpu, ()) = site.meter.of(|| {
        for _ in 0..runs {
            let began = Instant::now();
            rows = client.query(sql)?;
            wall_ms = wall_ms.min(began.elapsed().as_secs_f64() * 1e3);
        }
        Ok(())
    })?;
    let each = cpu.of_each(runs).of_engine(site.meter) * 1e3;
    Ok((Taken { cpu_ms: each, wall_ms }, rows))
}

/// Decimals may differ in trailing zeros.
fn same(a: &Rows, b: &Rows) -> bool {
    let number = |cell: &Option<String>| {
        cell.as_deref().map(|text| match text.split_once('.') {
            Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            None => text.to_owned(),
        })
    };
    let plain = |rows: &Rows| -> Vec<Vec<Option<String>>> {
        rows.iter().map(|row| row.iter().map(number).collect()).collect()
    };
    plain(a) == plain(b)
}
