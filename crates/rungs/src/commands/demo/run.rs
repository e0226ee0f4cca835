//! The demo's steps between filling and showing: time the workload, look, plan and apply just as
//! the commands do.

use rungs_core::change::plan::Rung;
use rungs_core::change::proof::median;
use rungs_core::change::{Limits, Policy, Verdict, executor};
use rungs_core::engine::{Engine, World};
use rungs_core::name::{EngineKind, Millis};
use rungs_core::seen::Snapshot;
use rungs_core::sources::workload_file;
use rungs_scenarios::Query;

use super::place::check_stopped;
use crate::commands::apply;
use crate::exit::Exit;
use crate::pipeline::{self, Wishes};
use crate::world::Terminal;

/// One statement's times on one side.
#[derive(Debug, Clone)]
pub struct Timed {
    pub name: &'static str,
    pub is_target: bool,
    pub calls: u32,
    /// Median of the runs, ms.
    pub ms: f64,
    pub rows: u64,
    /// Hash of the answer.
    pub answer: u64,
    pub work: Option<u64>,
    pub work_unit: &'static str,
}

pub const LIMITS: Limits = Limits { lock_wait_ms: 1_000, statement_ms: 60_000 };

/// Fast statements are run so often; slow ones until the time is used up.
const RUNS_MAX: usize = 5;
const RUNS_MS_MAX: f64 = 1_000.0;

/// Each climb leaves out what the ones before it took back.
const CLIMBS_MAX: usize = 5;

/// Runs every read of the workload.
pub fn time(
    engine: &mut dyn Engine,
    queries: &[Query],
    world: &mut Terminal,
) -> anyhow::Result<Vec<Timed>> {
    world.say("running the workload");
    let reads = queries.iter().filter(|q| q.is_read());
    reads
        .map(|query| {
            check_stopped(world)?;
            time_one(engine, query)
        })
        .collect()
}

pub fn time_one(engine: &mut dyn Engine, query: &Query) -> anyhow::Result<Timed> {
    let mut times = Vec::new();
    loop {
        let measured = engine.measure(&query.sql, &LIMITS)?;
        anyhow::ensure!(
            !measured.timed_out,
            "statement {} took more than {} s; take fewer --rows",
            query.name,
            LIMITS.statement_ms / 1_000
        );
        times.push(measured.ms.0);
        if times.len() == RUNS_MAX || times.iter().sum::<f64>() > RUNS_MS_MAX {
            return Ok(Timed {
                name: query.name,
                is_target: query.is_target,
                calls: query.calls,
                ms: median(&times).unwrap_or(measured.ms.0),
                rows: measured.rows,
                answer: measured.answer,
                work: measured.work,
                work_unit: measured.work_unit,
            });
        }
    }
}

/// A snapshot whose workload is the scenario's, with the times that were just measured.
fn look(engine: &mut dyn Engine, queries: &[Query], timed: &[Timed]) -> anyhow::Result<Snapshot> {
    let mut snapshot = engine.snapshot(&rungs_core::engine::Scope::default())?;
    let kind = engine.kind();
    snapshot.workload =
        workload_file::read("the scenario", &rungs_scenarios::workload_file(queries), kind);
    for statement in &mut snapshot.workload.statements {
        if let Some(t) = timed.iter().find(|t| Some(t.name) == statement.name.as_deref()) {
            statement.total = Some(Millis(t.ms * statement.calls));
            statement.rows = Some(t.rows as f64 * statement.calls);
        }
    }
    Ok(snapshot)
}

/// Looks and climbs; where a step was taken back, looks again for another way.
pub fn climb_on(
    engine: &mut dyn Engine,
    queries: &[Query],
    before: &[Timed],
    world: &mut Terminal,
) -> anyhow::Result<(Vec<Timed>, Vec<Verdict>)> {
    let mut after = before.to_vec();
    let mut verdicts = Vec::new();
    for _ in 0..CLIMBS_MAX {
        let snapshot = look(engine, queries, &after)?;
        let climbed = climb(engine, snapshot, world)?;
        after = time(engine, queries, world)?;
        let another_way = apply::exit(&climbed) == Exit::RolledBack;
        verdicts.extend(climbed);
        if !another_way {
            break;
        }
    }
    Ok((after, verdicts))
}

/// Plans and applies.
fn climb(
    engine: &mut dyn Engine,
    snapshot: Snapshot,
    world: &mut Terminal,
) -> anyhow::Result<Vec<Verdict>> {
    world.say("looking for the next rung");
    let mut wishes = Wishes::default();
    // The server may be somebody's: the demo changes its own database, not the server's settings.
    wishes.options.settings = engine.kind() == EngineKind::Sqlite;
    // A scenario with rollups brings its own, on a rung of its own.
    wishes.options.rungs.retain(|rung| *rung != Rung::Rollup);
    let studied = pipeline::study(Some(engine), snapshot, &wishes)?;
    let policy = Policy { data_at_rest: true, ..Policy::default() };
    let runnables = pipeline::runnables_of(&studied.snapshot, studied.texts);
    Ok(executor::apply(engine, &runnables, &studied.plan, &policy, world)?)
}
