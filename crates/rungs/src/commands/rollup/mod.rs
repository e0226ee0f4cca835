//! `rungs rollup`: summary tables that are never stale. One file per verb; what they share is here.

mod add;
pub mod answers;
mod build;
pub mod definitions;
mod drop;
mod explain;
mod refresh;
mod run;
mod schedule;
mod sql;
mod status;
mod verify;

use clap::{Args, Subcommand};
use rungs_core::dialect::Sql;
use rungs_core::engine::Engine;
use rungs_core::name::EngineKind;
use rungs_core::rollup::Family;
use rungs_core::seen::Snapshot;
use rungs_engine::rollup::{Entry, Session, Wanted, check_names, firsts, list, scope};

use super::Context;
use crate::exit::Exit;
use crate::{hold, target};

/// Summary tables that are never stale: add, build, refresh, look, verify, drop
#[derive(Debug, Args)]
pub struct Rollup {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Add(add::Add),
    Build(build::Build),
    Refresh(refresh::Refresh),
    Status(status::StatusArgs),
    Verify(verify::Verify),
    Explain(explain::Explain),
    Sql(sql::SqlArgs),
    Drop(drop::Drop),
    Run(run::Run),
}

pub fn run(args: &Rollup, context: &Context<'_>) -> anyhow::Result<Exit> {
    match &args.verb {
        Verb::Add(args) => add::run(args, context),
        Verb::Build(args) => build::run(args, context),
        Verb::Refresh(args) => refresh::run(args, context),
        Verb::Status(args) => status::run(args, context),
        Verb::Verify(args) => verify::run(args, context),
        Verb::Explain(args) => explain::run(args, context),
        Verb::Sql(args) => sql::run(args, context),
        Verb::Drop(args) => drop::run(args, context),
        Verb::Run(args) => run::run(args, context),
    }
}

/// Which rollups of which database.
#[derive(Debug, Args)]
struct Chosen {
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
    /// Only this rollup, and those that are kept with it; may be given several times
    #[arg(long = "rollup", value_name = "NAME")]
    rollups: Vec<String>,
}

/// A database with rollups: a connection that keeps them, and the catalog once it is needed.
pub struct Place {
    pub session: Box<dyn Session>,
    engine: Option<Box<dyn Engine>>,
    target: rungs_engine::Target,
    snapshot: Option<Snapshot>,
}

impl Place {
    fn open(named: Option<&str>, context: &Context<'_>) -> anyhow::Result<Self> {
        Self::of(target::database(named, &context.config)?)
    }

    pub fn of(target: rungs_engine::Target) -> anyhow::Result<Self> {
        let session = hold::wrap_session(target.rollups()?);
        Ok(Self { session, engine: None, target, snapshot: None })
    }

    fn snapshot(&mut self, context: &Context<'_>) -> anyhow::Result<&Snapshot> {
        if self.snapshot.is_none() {
            let engine = match &mut self.engine {
                Some(engine) => engine,
                empty => empty.insert(target::open(&self.target, context.common)?),
            };
            self.snapshot = Some(engine.snapshot(&scope())?);
        }
        self.snapshot.as_ref().ok_or_else(|| anyhow::anyhow!("the catalog was not read"))
    }

    /// Schemas in which a bare name is looked for: on PostgreSQL those of this session's role.
    fn search_path(&mut self, context: &Context<'_>) -> anyhow::Result<Vec<String>> {
        if self.session.kind() != EngineKind::Postgres {
            return Ok(self.snapshot(context)?.search_path());
        }
        let rows = self.session.rows(&Sql::fixed("SELECT unnest(current_schemas(false))"))?;
        Ok(firsts(rows))
    }

    /// The family with the ground that it stands on now.
    pub fn wanted(&mut self, family: Family, context: &Context<'_>) -> anyhow::Result<Wanted> {
        Ok(Wanted::now(family, self.snapshot(context)?))
    }

    /// The chosen families; all where none is named. Errors: a name that there is not.
    fn chosen(&mut self, names: &[String]) -> anyhow::Result<Vec<Entry>> {
        let all = list(self.session.as_mut())?;
        check_names(&all, names)?;
        Ok(all.into_iter().filter(|e| is_chosen(&e.family, names)).collect())
    }
}

/// No name stands for all.
fn is_chosen(family: &Family, names: &[String]) -> bool {
    names.is_empty() || names.iter().any(|name| family.is_called(name))
}
