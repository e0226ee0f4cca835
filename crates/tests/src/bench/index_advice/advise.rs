//! One run of the adviser on TPC-H's statements, with its time and the CPU that it took.

use std::collections::BTreeMap;
use std::time::Instant;

use postgres::{Client, NoTls};
use rungs_core::change::Action;
use rungs_core::dialect::{ServerFlavour, render};
use rungs_core::engine::{Engine, Scope};
use rungs_core::ladder::index::{self, Advice, Options};
use rungs_core::name::{Bytes, EngineKind, Fingerprint, Ident};
use rungs_core::seen::{IndexSpec, KeyPart, Snapshot, Statement};
use rungs_core::sql::{Facts, facts};
use rungs_engine::postgres::{Postgres, PostgresTarget};

use super::cpu;
use crate::bench::tpch::TpchStatement;

/// Literals that the specification fixes: statement and column. All others are substitution
/// parameters, which change from run to run, so that no partial index may rest on them.
const FIXED: [(usize, &str); 2] = [(10, "l_returnflag"), (21, "o_orderstatus")];

/// By whose rules indexes are proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// As rungs proposes: nothing that an index which is there does already.
    Rungs,
    /// As the recorded peers did: as if nothing were there, so that copies of keys are among them.
    /// The planner has the keys all the same.
    Peers,
}

/// What one run of the adviser gave.
pub struct Run {
    pub advice: Advice,
    /// What it was given for, with the statements as its workload.
    pub snapshot: Snapshot,
    /// Wall time of the advice alone, without snapshot.
    pub seconds: f64,
    /// CPU seconds of this process.
    pub cpu_own: f64,
    /// CPU seconds of the server's processes that answered.
    pub cpu_server: f64,
}

/// Advises on these statements, with HypoPG's sizes in place of those of `wanted`.
pub fn advise(
    url: &str,
    statements: &[TpchStatement],
    wanted: &Options,
    rules: Rules,
) -> anyhow::Result<Run> {
    let target = PostgresTarget::from_url(url, &|_| None)?;
    let mut engine = Postgres::connect(&target)?;
    let mut snapshot = engine.snapshot(&Scope::default())?;
    snapshot.workload.statements = statements.iter().map(as_statement).collect();
    let facts = read_facts(statements, &snapshot)?;
    if rules == Rules::Peers {
        snapshot.indexes.clear();
        snapshot.tables.iter_mut().for_each(|table| table.primary_key.clear());
    }
    let texts: Vec<Vec<String>> = statements.iter().map(|s| vec![s.text.clone()]).collect();
    let pool: Vec<IndexSpec> =
        index::pool(&facts, &snapshot).into_iter().map(|candidate| candidate.spec).collect();
    let options = Options { sizes: hypothetical_sizes(url, pool)?, ..wanted.clone() };
    let mut watcher = Client::connect(url, NoTls)?;
    let server_before = cpu_of_backends(&mut watcher)?;
    let own_before = cpu::seconds("self")?;
    let started = Instant::now();
    let advice = index::advise(&snapshot, &facts, &texts, &options, &mut |questions| {
        engine.answer(&snapshot, questions)
    })?;
    let seconds = started.elapsed().as_secs_f64();
    let cpu_own = cpu::seconds("self")? - own_before;
    let cpu_server = cpu_of_backends(&mut watcher)?
        .iter()
        .map(|(pid, after)| after - server_before.get(pid).unwrap_or(&0.0))
        .sum();
    Ok(Run { advice, snapshot, seconds, cpu_own, cpu_server })
}

/// The best of a curve within so many bytes: relative cost, bytes, positions in the pool.
pub fn at_budget(advice: &Advice, bytes: u64) -> (f64, u64, &[usize]) {
    let point = advice.curve.points.iter().rfind(|point| point.bytes.0 <= bytes);
    point.map_or((1.0, 0, &[]), |p| (p.relative, p.bytes.0, &p.indexes))
}

/// CPU seconds so far of every server process of this database.
fn cpu_of_backends(client: &mut Client) -> anyhow::Result<BTreeMap<i32, f64>> {
    let sql = "select pid from pg_stat_activity where datname = current_database()";
    let pids = client.query(sql, &[])?;
    // A process may end between the two looks.
    let seconds = |pid: i32| cpu::seconds(&pid.to_string()).ok().map(|spent| (pid, spent));
    Ok(pids.iter().filter_map(|row| seconds(row.get(0))).collect())
}

fn read_facts(
    statements: &[TpchStatement],
    snapshot: &Snapshot,
) -> anyhow::Result<Vec<(usize, Facts)>> {
    let read = |(at, statement): (usize, &TpchStatement)| {
        let mut facts = facts(&statement.text, EngineKind::Postgres, &snapshot.tables, &["public"])
            .map_err(|why| anyhow::anyhow!("Q{}: {why:?}", statement.number))?;
        forget_parameters(statement.number, &mut facts);
        Ok((at, facts))
    };
    statements.iter().enumerate().map(read).collect()
}

/// Leaves only the literals that are the same in every run of the benchmark.
fn forget_parameters(number: usize, facts: &mut Facts) {
    for predicate in facts.uses.iter_mut().flat_map(|used| &mut used.predicates) {
        let fixed = FIXED.iter().any(|(statement, column)| {
            *statement == number && predicate.part == KeyPart::Column(Ident::new(*column))
        });
        if !fixed {
            predicate.constant_sql = None;
        }
    }
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
        let sql = create("bench", &spec)?;
        let size = client.query_one(
            "select hypopg_relation_size(indexrelid) from hypopg_create_index($1)",
            &[&sql],
        );
        // Methods that HypoPG does not know keep the size by rungs' own model.
        if let Ok(row) = size {
            sizes.push((spec, Bytes(row.get::<_, i64>(0) as u64)));
        }
    }
    Ok(sizes)
}

/// The statement that makes an index, as rungs would render it.
pub fn create(name: &str, spec: &IndexSpec) -> anyhow::Result<String> {
    let action = Action::CreateIndex { name: Ident::new(name), index: spec.clone() };
    let flavour = ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 0 };
    let rendered = render(&action, flavour).map_err(|e| anyhow::anyhow!("{e}"))?;
    let sql = rendered.forward.first().ok_or_else(|| anyhow::anyhow!("no statement"))?;
    Ok(sql.as_str().to_owned())
}

/// An index in a few words: `lineitem(l_partkey) include (l_quantity)`.
pub fn named(spec: &IndexSpec) -> String {
    let keys: Vec<String> = spec
        .keys
        .iter()
        .map(|key| match &key.part {
            KeyPart::Column(name) => name.as_str().to_owned(),
            KeyPart::Expression(text) => text.clone(),
        })
        .collect();
    let mut text = format!("{}({})", spec.table.name.as_str(), keys.join(", "));
    if !spec.include.is_empty() {
        let carried: Vec<&str> = spec.include.iter().map(Ident::as_str).collect();
        text += &format!(" include ({})", carried.join(", "));
    }
    if let Some(condition) = &spec.predicate {
        text += &format!(" where {condition}");
    }
    text
}
