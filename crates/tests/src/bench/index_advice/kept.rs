//! What is left of an advice after `rungs apply`: the advice becomes a plan as `rungs plan` makes
//! it, and the executor makes each index, measures before and after, and takes back what brings
//! nothing or makes another statement slower. Judges nothing itself.

use postgres::{Client, NoTls};
use rungs_core::change::plan::{Rung, Subject};
use rungs_core::change::{ChangeId, ChangeState, Limits, Plan, Policy, Runnable, executor, revert};
use rungs_core::engine::World;
use rungs_core::ladder::climb::{self, Ground};
use rungs_core::ladder::{Thresholds, rollup};
use rungs_engine::postgres::{Postgres, PostgresTarget};

use super::advise::Run;
use crate::bench::quiet::Quiet;
use crate::bench::tpch::TpchStatement;

/// A statement that takes seconds is run once on a side: pages tell, and each step of the plan
/// runs all of them.
fn policy() -> Policy {
    let proof = Limits { statement_ms: 60_000, ..Policy::default().proof };
    Policy { proof, proof_rounds: 3, proof_budget_ms: 500, again: true, ..Policy::default() }
}

/// What the executor did.
pub struct Applied {
    /// Changes that stayed.
    pub kept: Vec<ChangeId>,
    /// Its verdict on each step.
    pub said: Vec<String>,
    /// The journal was there before.
    had_journal: bool,
}

/// Does the plan of an advice.
pub fn apply(url: &str, statements: &[TpchStatement], run: &Run) -> anyhow::Result<Applied> {
    let had_journal = has_journal(url)?;
    let mut engine = connect(url)?;
    let plan = plan(run);
    let runnables = runnables(statements, run);
    let verdicts = executor::apply(&mut engine, &runnables, &plan, &policy(), &mut Quiet)?;
    let history = executor::history(&mut engine)?;
    let stays = |state: ChangeState| state == ChangeState::Verified;
    let ours = history.changes().filter(|c| c.intent.plan_id == plan.id && stays(c.state));
    Ok(Applied {
        kept: ours.map(|change| change.id).collect(),
        said: verdicts.into_iter().map(|verdict| verdict.say).collect(),
        had_journal,
    })
}

impl Applied {
    /// Leaves the database as it was before [`apply`].
    pub fn take_back(&self, url: &str) -> anyhow::Result<()> {
        let mut engine = connect(url)?;
        for id in self.kept.iter().rev() {
            revert(&mut engine, *id, &policy(), &mut Quiet)?;
        }
        if !self.had_journal {
            Client::connect(url, NoTls)?.batch_execute("DROP SCHEMA rungs CASCADE")?;
        }
        Ok(())
    }
}

fn connect(url: &str) -> anyhow::Result<Postgres> {
    Ok(Postgres::connect(&PostgresTarget::from_url(url, &|_| None)?)?)
}

fn has_journal(url: &str) -> anyhow::Result<bool> {
    let sql = "select to_regnamespace('rungs') is not null";
    Ok(Client::connect(url, NoTls)?.query_one(sql, &[])?.get(0))
}

fn plan(run: &Run) -> Plan {
    let climbed = climb::climb(&Ground {
        snapshot: &run.snapshot,
        findings: &[],
        plans: &[],
        proposals: &climb::proposals(&run.advice),
        why_not: &run.advice.why_not,
        rollups: &rollup::Advice::default(),
        wished_indexes: &[],
        options: &climb::Options { rungs: vec![Rung::Index], ..climb::Options::default() },
        thresholds: &Thresholds::default(),
        made_at_ms: Quiet.now_ms(),
        made_by_version: env!("CARGO_PKG_VERSION"),
    });
    climbed.plan
}

fn runnables(statements: &[TpchStatement], run: &Run) -> Vec<Runnable> {
    let seen = run.snapshot.workload.statements.iter();
    seen.zip(statements)
        .map(|(seen, statement)| Runnable {
            subject: Subject {
                fingerprint: seen.fingerprint,
                label: seen.label(),
                shape: seen.shape.clone(),
            },
            texts: vec![statement.text.clone()],
        })
        .collect()
}
