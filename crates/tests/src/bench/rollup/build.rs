//! The first build of all levels, beside the same levels made month by month in plain SQL.

use rungs_core::name::EngineKind;
use rungs_core::rollup::derive::{self, Form, Slice};
use rungs_engine::rollup::{GROUPS_MAX, Groups, read};
use serde_json::json;

use super::cpu::Cpu;
use super::figures::{Figures, cpu};
use super::flows::Flows;
use super::native;
use super::site::{Site, Wishes};
use crate::bench::Report;

pub fn run(wishes: &Wishes<'_>) -> anyhow::Result<Report> {
    let site = Site::open(wishes)?;
    let mut figures = Figures::new("rollup-build", &site, "CPU s", "month by month in plain SQL");
    let mut flows = Flows::open(&site, Form::Statement)?;
    flows.drop()?;
    let mut client = site.connect()?;
    native::drop_built(&mut client)?;
    site.settle()?;

    let mut plain = |statements: Vec<String>| -> anyhow::Result<Cpu> {
        let mut run = |statement: &String| anyhow::Ok(client.execute(statement)?);
        Ok(site.meter.of(|| statements.iter().try_for_each(&mut run))?.0)
    };
    let finest = plain(native::build_finest(site.engine()))?;
    let peer = finest + plain(native::build_others(site.engine()))?;
    native::drop_built(&mut client)?;
    say(&mut figures, "plain SQL", peer);
    site.settle()?;

    flows.add()?;
    let (ours, ()) = site.meter.of(|| flows.build())?;
    say(&mut figures, "rungs", ours);
    for level in flows.levels()? {
        let bytes = level.bytes.map_or(String::new(), |b| format!(", {:.0} MB", b as f64 / 1e6));
        figures.line(format!("  {}: {} rows{bytes}", level.name, level.rows));
        figures.figure(&level.name, json!({"rows": level.rows, "bytes": level.bytes}));
    }
    let ratio = figures.ratio(ours.total(), peer.total());
    figures.figure("all_levels", json!({"ours": cpu(ours), "plain": cpu(peer), "ratio": ratio}));
    match site.engine() {
        EngineKind::Postgres => {
            figures.at_most("rungs / plain SQL", ours.total() / peer.total(), 1.1);
        }
        EngineKind::MariaDb => adding_up(&site, &mut flows, finest, &mut figures)?,
        EngineKind::Sqlite => {}
    }
    Ok(figures.report())
}

fn say(figures: &mut Figures, name: &str, taken: Cpu) {
    figures.line(format!(
        "{name:<10} {:>8.2} s  (server {:.2}, client {:.2})",
        taken.total(),
        taken.server,
        taken.client
    ));
}

/// The finest level computed by the client and written nowhere, against the server's computing it,
/// also written nowhere, and against what the server must do, which computes only where it stores
/// (`INSERT … SELECT`, `stored`).
fn adding_up(
    site: &Site,
    flows: &mut Flows<'_>,
    stored: Cpu,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let months = native::months();
    let months: Vec<(&str, &str)> =
        months.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();
    let mut client = site.connect()?;
    let (peer, plain) = site.meter.of(|| {
        let mut groups = 0_usize;
        for (from, before) in &months {
            let finest = native::finest(site.engine(), from, before);
            let rows = client.query(&format!("SELECT COUNT(*) FROM ({finest}) x"))?;
            groups += rows[0][0].as_deref().unwrap_or_default().parse::<usize>()?;
        }
        Ok(groups)
    })?;
    say(figures, "plain SQL, finest level not stored", peer);
    let (ours, found) = site.meter.of(|| {
        let mut groups = 0;
        for (from, before) in &months {
            let range = Some(((*from).to_owned(), (*before).to_owned()));
            let build = derive::build(&flows.wanted.family, &Slice { range });
            let mut sums = Groups::new(&build.columns, GROUPS_MAX);
            let mut reader = flows.session.snapshot()?;
            read(reader.as_mut(), &flows.wanted.family, &build, &mut |row| sums.add(row))?;
            groups += sums.count();
        }
        Ok(groups)
    })?;
    say(figures, "rungs, finest level not stored", ours);
    anyhow::ensure!(plain == found, "{found} groups were found, not {plain}");
    say(figures, "plain SQL, finest level stored", stored);
    let mut against = |name: &str, peer: Cpu| {
        let ratio = figures.ratio(ours.total(), peer.total());
        figures.figure(name, json!({"ours": cpu(ours), "plain": cpu(peer), "ratio": ratio}));
        ours.total() / peer.total()
    };
    let both = against("finest_computed_by_both", peer);
    let one = against("finest_computed_against_stored", stored);
    figures.line(format!("rungs / plain SQL, neither stored: {both:.3}"));
    figures.at_most("rungs computed / plain SQL stored", one, 1.0 / 3.0);
    Ok(())
}
