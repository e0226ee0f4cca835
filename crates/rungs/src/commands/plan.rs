//! `rungs plan`: climbs the ladder on paper, with evidence per statement.

mod deliver;
mod show;
mod show_rollups;

use std::path::{Path, PathBuf};

use clap::Args;
use rungs_core::change::plan::Rung;
use rungs_core::format::plan_v1;
use rungs_core::ladder::{climb, index, script};
use rungs_core::name::{Bytes, Ident, Millis};
use rungs_core::seen::{IndexKey, IndexSpec, KeyPart, Method, Snapshot};

use super::Context;
use crate::config::{self, Config, IndexConfig, Milliseconds};
use crate::exit::{Exit, UserError};
use crate::pipeline::{self, Look, Studied, Wishes};
use crate::report::Report;
use crate::{files, shell, tables, words};

/// Climbs the ladder on paper: what to do, in which order, why, and where to stop
///
/// The plan file is for review in a pull request and for `rungs apply`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// URL, name in rungs.toml, a snapshot file, or nothing for the environment
    target: Option<String>,
    /// Write the plan to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write an SQL script with verification queries to this file
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Write everything to this folder: summary.md, report.html, report.json, script.sql, plan.toml
    #[arg(long, value_name = "DIR")]
    deliver: Option<PathBuf>,
    /// Write the definition files of the proposed rollups to this folder
    #[arg(long, value_name = "DIR")]
    rollups: Option<PathBuf>,
    /// Space that all rollups together may take, such as 2GB
    #[arg(long, value_name = "SIZE")]
    rollup_budget: Option<String>,
    /// Space that new indexes may take, such as 500MB
    #[arg(long, value_name = "SIZE")]
    budget: Option<String>,
    /// New indexes at most
    #[arg(long, value_name = "N")]
    max_indexes: Option<usize>,
    /// What a heavy statement should take, in milliseconds
    #[arg(long, value_name = "MS")]
    target_ms: Option<Milliseconds>,
    /// Climb these rungs only: upkeep, index, rollup [default: all]
    #[arg(long, value_name = "RUNG", value_delimiter = ',')]
    rungs: Vec<String>,
    /// Also propose to drop unused and prefix-redundant indexes
    #[arg(long)]
    drop: bool,
    #[command(flatten)]
    look: Look,
}

pub fn run(args: &PlanArgs, context: &Context<'_>) -> anyhow::Result<Exit> {
    let (mut engine, snapshot) = context.look(args.target.as_deref(), &args.look)?;
    let wishes = wishes(args, &context.config, &snapshot)?;
    let studied = match engine.as_mut() {
        Some(engine) => pipeline::study(Some(engine.as_mut()), snapshot, &wishes)?,
        None => pipeline::study(None, snapshot, &wishes)?,
    };
    let written = write(args, &studied)?;
    let mut report = show::report(&studied);
    next(&mut report, args, &written);
    context.print(&report)?;
    Ok(
        if pipeline::is_partial(&studied.snapshot, &studied.plans.refused, &args.look)
            || sees_nothing(&studied)
        {
            Exit::Partial
        } else {
            Exit::Done
        },
    )
}

/// An empty plan for want of statements is no success.
fn sees_nothing(studied: &Studied) -> bool {
    studied.snapshot.workload.statements.is_empty() && studied.plan.steps.is_empty()
}

/// Writes what was asked for; the first path is that of the plan, if there is one.
fn write(args: &PlanArgs, studied: &Studied) -> anyhow::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    if let Some(path) = &args.output {
        files::write("plan", path, &plan_v1::write(&studied.plan)?)?;
        written.push(path.clone());
    }
    if let Some(path) = &args.script {
        files::write("script", path, &script::script(&studied.plan, &studied.snapshot.server))?;
        written.push(path.clone());
    }
    if let Some(folder) = &args.rollups {
        written.extend(deliver::rollups(studied, folder)?);
    }
    if let Some(folder) = &args.deliver {
        written.extend(deliver::deliver(studied, folder)?);
    }
    Ok(written)
}

/// Where everything is, and what to run next.
fn next(report: &mut Report, args: &PlanArgs, written: &[PathBuf]) {
    let paths: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    if !paths.is_empty() {
        report.heading("Written");
        report.say(paths.join("\n"));
    }
    let delivered = args.deliver.as_ref().map(|folder| folder.join("plan.toml"));
    match args.output.clone().or(delivered) {
        Some(plan) => report.say(format!("Next: {}", apply(&plan, args))),
        None => report.say("Keep it with -o plan.toml, then: rungs apply plan.toml"),
    }
    report.json["written"] = paths.into();
}

/// The command that applies the plan to what it was made for, with the statements to measure.
fn apply(plan: &Path, args: &PlanArgs) -> String {
    let mut command = format!("rungs apply {}", shell::word(&plan.display().to_string()));
    match &args.target {
        None => {}
        Some(target) if shell::is_secret(target) || Path::new(target).is_file() => {
            command.push_str(" TARGET");
        }
        Some(target) => command.push_str(&format!(" {}", shell::word(target))),
    }
    for file in &args.look.workload {
        command.push_str(&format!(" --workload {}", shell::word(&file.display().to_string())));
    }
    command
}

/// Flags win over the configuration.
fn wishes(args: &PlanArgs, config: &Config, snapshot: &Snapshot) -> anyhow::Result<Wishes> {
    let budget = size(args.budget.as_ref().or(config.plan.budget.as_ref()))?;
    let rollup_budget = size(args.rollup_budget.as_ref().or(config.plan.rollup_budget.as_ref()))?;
    let default = climb::Options::default();
    let target = args.target_ms.or(config.plan.target_ms).map_or(default.target, Millis::from);
    let options = climb::Options {
        target,
        wishes: statement_wishes(config, snapshot),
        drop: args.drop || config.plan.drop,
        rungs: rungs(&args.rungs, default.rungs)?,
        ..default
    };
    let index = index::Options {
        budget,
        max_indexes: args.max_indexes.or(config.plan.indexes_max),
        ..index::Options::default()
    };
    let indexes = config.indexes.iter().map(|c| wished(c, snapshot)).collect::<Result<_, _>>()?;
    Ok(Wishes {
        options,
        index,
        rollup_budget,
        indexes,
        plans: args.look.plans.unwrap_or(pipeline::PLANS_TO_ADVISE),
    })
}

/// All that there are, where none is named.
fn rungs(named: &[String], all: Vec<Rung>) -> Result<Vec<Rung>, UserError> {
    if named.is_empty() {
        return Ok(all);
    }
    let known: Vec<&str> = all.iter().map(|rung| words::rung(*rung)).collect();
    let unknown = |name: &&String| !known.contains(&name.as_str());
    if let Some(name) = named.iter().find(unknown) {
        let hint = format!("name some of: {}", known.join(", "));
        return Err(UserError::new(format!("a plan has no rung {name}"), hint));
    }
    let is_named = |rung: &Rung| named.iter().any(|name| name == words::rung(*rung));
    Ok(all.into_iter().filter(is_named).collect())
}

fn size(text: Option<&String>) -> Result<Option<Bytes>, UserError> {
    let Some(text) = text else { return Ok(None) };
    let bytes = config::bytes(text).ok_or_else(|| {
        UserError::new(format!("{text} is not a size"), "write it as 500MB or 2GB")
    })?;
    Ok(Some(Bytes(bytes)))
}

fn statement_wishes(
    config: &Config,
    snapshot: &Snapshot,
) -> std::collections::BTreeMap<rungs_core::name::Fingerprint, climb::Wish> {
    let statements = &snapshot.workload.statements;
    config
        .statements
        .iter()
        .filter_map(|(name, wish)| {
            let known = statements
                .iter()
                .find(|s| s.name.as_ref() == Some(name) || s.fingerprint.to_string() == *name)?;
            let target = wish.target_ms.map(Millis::from);
            Some((known.fingerprint, climb::Wish { target, freshness: wish.freshness.clone() }))
        })
        .collect()
}

/// The user's own index: its table must be there.
fn wished(config: &IndexConfig, snapshot: &Snapshot) -> Result<IndexSpec, UserError> {
    tables::known(snapshot, std::slice::from_ref(&config.table))?;
    let table = tables::find(snapshot, &config.table).ok_or_else(|| {
        UserError::new(
            format!("table {} of an [[index]] in the configuration was not seen", config.table),
            "it is locked or may not be read; see what is missing: rungs check",
        )
    })?;
    Ok(IndexSpec {
        table: table.clone(),
        method: Method::Btree,
        keys: config.columns.iter().map(|text| key(text)).collect(),
        include: config.include.iter().map(Ident::new).collect(),
        predicate: config.predicate.clone(),
        unique: config.unique,
    })
}

/// `column`, `column desc`, `(expression)`, `(expression) desc`.
fn key(text: &str) -> IndexKey {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let (name, descending) = match lower.strip_suffix(" desc") {
        Some(rest) => (text[..rest.len()].trim(), true),
        None => (lower.strip_suffix(" asc").map_or(text, |rest| text[..rest.len()].trim()), false),
    };
    let mut key = IndexKey::column(name);
    if let Some(expression) = name.strip_prefix('(').and_then(|e| e.strip_suffix(')')) {
        key.part = KeyPart::Expression(expression.to_owned());
    }
    key.descending = descending;
    key
}

#[cfg(test)]
mod tests {
    use super::key;
    use rungs_core::seen::KeyPart;

    #[test]
    fn a_wished_key_is_a_column_or_an_expression_with_a_direction() {
        assert_eq!(key("created_at desc").as_column().unwrap().as_str(), "created_at");
        assert!(key("created_at DESC").descending);
        assert!(!key("a asc").descending);
        assert_eq!(key("(lower(email))").part, KeyPart::Expression("lower(email)".to_owned()));
    }
}
