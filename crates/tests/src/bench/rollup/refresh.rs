//! What it takes to fold changes into all levels, beside what plain SQL takes for one of them.

use rungs_core::name::EngineKind;
use rungs_core::rollup::derive::Form;
use serde_json::json;

use super::changes::{self, LARGE, MONTH};
use super::cpu::Cpu;
use super::figures::{Figures, cpu};
use super::flows::Flows;
use super::native;
use super::site::{Site, Wishes};
use crate::bench::{Report, process};
use crate::servers::Client;

/// Each of these is one refresh; the mean counts, as the kernel counts hundredths of seconds.
const THOUSANDS: usize = 5;
const TENS: usize = 50;
const NOTHINGS: usize = 200;

pub fn run(wishes: &Wishes<'_>) -> anyhow::Result<Report> {
    let site = Site::open(wishes)?;
    let mut bench = Bench::begin(&site)?;
    bench.large()?;
    bench.small()?;
    bench.flows.verify()?;
    bench.figures.line("verified: every group of every level equals the facts".to_owned());
    native::drop_brand_level(&site, &mut bench.client)?;
    Ok(bench.figures.report())
}

struct Bench<'a> {
    site: &'a Site,
    flows: Flows<'a>,
    client: Client,
    figures: Figures,
}

impl<'a> Bench<'a> {
    fn begin(site: &'a Site) -> anyhow::Result<Self> {
        changes::stage(site)?;
        let mut flows = Flows::open(site, Form::Statement)?;
        flows.make_live()?;
        let mut client = site.connect()?;
        // What an earlier run left when it was stopped.
        changes::delete(site, &mut client)?;
        flows.refresh()?;
        native::make_brand_level(site, &mut client)?;
        site.settle()?;
        let against = match site.engine() {
            EngineKind::Postgres => "REFRESH MATERIALIZED VIEW CONCURRENTLY of the brand level",
            EngineKind::MariaDb | EngineKind::Sqlite => {
                "the touched months of the brand level summed anew"
            }
        };
        let figures = Figures::new("rollup-refresh", site, "CPU s", against);
        Ok(Self { site, flows, client, figures })
    }

    /// 100,000 rows at once.
    fn large(&mut self) -> anyhow::Result<()> {
        let site = self.site;
        let all = native::months();
        let all: Vec<(&str, &str)> =
            all.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();

        changes::insert(site, &mut self.client, "bench_month", LARGE)?;
        let ours = self.refreshed("inserts_month")?;
        let month = self.yardstick(&[MONTH])?;
        self.beside("inserts_month", ours, month);
        let limit = match site.engine() {
            EngineKind::Postgres => 2.3,
            EngineKind::MariaDb => 3.1,
            EngineKind::Sqlite => 1.2,
        };
        self.figures.at_most("100,000 inserts in one month", ours.total(), limit);

        changes::delete(site, &mut self.client)?;
        let ours = self.refreshed("deletes")?;
        self.beside("deletes", ours, month);

        changes::update(site, &mut self.client, 1)?;
        let ours = self.refreshed("updates")?;
        self.beside("updates", ours, month);
        changes::update(site, &mut self.client, -1)?;
        self.flows.refresh()?;

        changes::insert(site, &mut self.client, "bench_spread", LARGE)?;
        let ours = self.refreshed("inserts_spread")?;
        // PostgreSQL's takes the same whatever changed.
        let spread = match site.engine() {
            EngineKind::Postgres => month,
            EngineKind::MariaDb | EngineKind::Sqlite => self.yardstick(&all)?,
        };
        self.beside("inserts_spread", ours, spread);
        changes::delete(site, &mut self.client)?;
        self.flows.refresh()?;
        site.settle()
    }

    fn small(&mut self) -> anyhow::Result<()> {
        let site = self.site;
        let peer = self.yardstick(&[MONTH])?;
        self.figures.figure("yardstick_nothing", cpu(peer));
        let thousand = self.repeated(1_000, THOUSANDS)?;
        self.beside("inserts_1000", thousand, peer);
        let ten = self.repeated(10, TENS)?;
        self.beside("inserts_10", ten, peer);
        self.figures.at_most("10 inserts", ten.total(), 0.02);

        let flows = &mut self.flows;
        let (taken, ()) = site.meter.of(|| {
            for _ in 0..NOTHINGS {
                flows.refresh()?;
            }
            Ok(())
        })?;
        let nothing = taken.of_each(NOTHINGS);
        if site.engine() == EngineKind::Postgres {
            self.beside("nothing", nothing, peer);
        } else {
            self.figures.figure("nothing", cpu(nothing));
            self.say("nothing", nothing);
        }
        self.figures.at_most("nothing pending", nothing.total(), 0.005);
        let start = process::run(&crate::binary("rungs"), &["--version"])?;
        self.figures.figure("process_start", json!(start.cpu_seconds));
        Ok(())
    }

    /// The refresh of one large change.
    fn refreshed(&mut self, name: &str) -> anyhow::Result<Cpu> {
        let flows = &mut self.flows;
        let (taken, groups) = self.site.meter.of(|| flows.refresh())?;
        self.figures.line(format!("{name}: {groups} groups of the finest level"));
        self.site.settle()?;
        Ok(taken)
    }

    /// The mean of refreshes after so many inserts each; all are taken back.
    fn repeated(&mut self, rows: u64, times: usize) -> anyhow::Result<Cpu> {
        let mut sum = Cpu::default();
        for _ in 0..times {
            changes::insert(self.site, &mut self.client, "bench_month", rows)?;
            let flows = &mut self.flows;
            sum = sum + self.site.meter.of(|| flows.refresh())?.0;
            changes::delete(self.site, &mut self.client)?;
            self.flows.refresh()?;
        }
        Ok(sum.of_each(times))
    }

    fn yardstick(&mut self, months: &[(&str, &str)]) -> anyhow::Result<Cpu> {
        let client = &mut self.client;
        let engine = self.site.engine();
        let (taken, ()) = self.site.meter.of(|| {
            for statement in native::refresh(engine, months) {
                client.execute(&statement)?;
            }
            Ok(())
        })?;
        Ok(taken)
    }

    fn say(&mut self, name: &str, ours: Cpu) {
        self.figures.line(format!(
            "{name:<16} {:>8.4} s  (server {:.4}, client {:.4})",
            ours.total(),
            ours.server,
            ours.client
        ));
    }

    fn beside(&mut self, name: &str, ours: Cpu, peer: Cpu) {
        self.say(name, ours);
        let ratio = self.figures.ratio(ours.total(), peer.total());
        self.figures.line(format!(
            "{:<16} {:>8.4} s  {ratio:.1} times",
            "  yardstick",
            peer.total()
        ));
        self.figures
            .figure(name, json!({"ours": cpu(ours), "yardstick": cpu(peer), "ratio": ratio}));
    }
}
