//! What writers pay for capture: extra CPU time per row of one large INSERT and of many small ones.

use rungs_core::name::EngineKind;
use rungs_core::rollup::derive::Form;
use serde_json::json;

use super::changes::{self, LARGE};
use super::figures::Figures;
use super::flows::Flows;
use super::site::{Site, Wishes};
use crate::bench::Report;

const SINGLES: u64 = 5_000;
/// The cheapest of so many counts.
const RUNS: usize = 3;

pub fn run(wishes: &Wishes<'_>) -> anyhow::Result<Report> {
    let site = Site::open(wishes)?;
    changes::stage(&site)?;
    let forms: &[(&str, Form)] = match site.engine() {
        EngineKind::Postgres => &[("statement", Form::Statement), ("row", Form::Row)],
        EngineKind::MariaDb | EngineKind::Sqlite => &[("row", Form::Row)],
    };
    let mut figures = Figures::new("rollup-write", &site, "CPU µs per row", "no capture");
    Flows::open(&site, Form::Row)?.drop()?;
    changes::delete(&site, &mut site.connect()?)?;
    site.settle()?;
    let without = price(&site)?;
    figures.line(format!(
        "{:<10} bulk {:>6.1}  single {:>6.1}",
        "without", without.bulk, without.single
    ));
    figures.figure("without", without.json());
    let (mut bulk, mut single) = (f64::INFINITY, f64::INFINITY);
    for (name, form) in forms {
        let mut flows = Flows::open(&site, *form)?;
        flows.add()?;
        let with = price(&site)?;
        let more = Price { bulk: with.bulk - without.bulk, single: with.single - without.single };
        figures.line(format!(
            "{name:<10} bulk {:>6.1} (+{:.1})  single {:>6.1} (+{:.1})",
            with.bulk, more.bulk, with.single, more.single
        ));
        figures.figure(name, json!({"with": with.json(), "more": more.json()}));
        figures.ratio(with.bulk, without.bulk);
        figures.ratio(with.single, without.single);
        // What `capture: auto` takes for either kind of writer.
        bulk = bulk.min(more.bulk);
        single = single.min(more.single);
        flows.drop()?;
        site.settle()?;
    }
    if site.engine() == EngineKind::Postgres {
        figures.at_most("extra µs per row in bulk", bulk, 6.0);
        figures.at_most("extra µs per single row", single, 60.0);
    }
    Ok(figures.report())
}

/// CPU µs per row.
#[derive(Clone, Copy)]
struct Price {
    bulk: f64,
    single: f64,
}

impl Price {
    fn json(self) -> serde_json::Value {
        json!({"bulk": self.bulk, "single": self.single})
    }
}

fn price(site: &Site) -> anyhow::Result<Price> {
    let mut client = site.connect()?;
    let mut cheapest = Price { bulk: f64::INFINITY, single: f64::INFINITY };
    let singles = changes::singles(&mut client, SINGLES)?;
    for _ in 0..RUNS {
        let (cpu, ()) =
            site.meter.of(|| changes::insert(site, &mut client, "bench_month", LARGE))?;
        cheapest.bulk = cheapest.bulk.min(cpu.of_engine(site.meter) * 1e6 / LARGE as f64);
        changes::delete(site, &mut client)?;
        let (cpu, ()) = site.meter.of(|| {
            for statement in &singles {
                client.execute(statement)?;
            }
            Ok(())
        })?;
        cheapest.single = cheapest.single.min(cpu.of_engine(site.meter) * 1e6 / SINGLES as f64);
        changes::delete(site, &mut client)?;
        site.settle()?;
    }
    Ok(cheapest)
}
