//! One file per command: its flags, its words, its steps. This enum is the only list of them.

mod analyze;
mod apply;
mod check;
mod demo;
mod explain;
mod history;
mod plan;
mod resume;
mod revert;
mod rollup;
mod show;
mod snapshot;
mod upkeep;

use std::io::{IsTerminal, Write};

use clap::Subcommand;
use rungs_core::engine::{Engine, EngineError, ErrorClass};
use rungs_core::format::snapshot_v1;
use rungs_core::name::EngineKind;
use rungs_core::seen::Snapshot;

use crate::args::{Cli, Common};
use crate::config::{self, Config};
use crate::exit::{Exit, UserError};
use crate::pipeline::{self, Look};
use crate::report::Report;
use crate::target::{self, Source};
use crate::{files, render, tables};

use analyze::finding_json;

#[derive(Debug, Subcommand)]
pub enum Command {
    Demo(demo::Demo),
    Check(check::Check),
    Snapshot(snapshot::SnapshotArgs),
    Analyze(analyze::Analyze),
    Plan(plan::PlanArgs),
    Apply(apply::Apply),
    History(history::History),
    Show(show::Show),
    Revert(revert::Revert),
    Resume(resume::Resume),
    Upkeep(upkeep::Upkeep),
    Rollup(rollup::Rollup),
    Explain(explain::Explain),
}

/// What every command gets beside its own flags.
pub struct Context<'a> {
    pub common: &'a Common,
    pub config: Config,
}

pub fn run(cli: &Cli) -> anyhow::Result<Exit> {
    let context =
        Context { common: &cli.common, config: config::load(cli.common.config.as_deref())? };
    match &cli.command {
        Command::Demo(args) => demo::run(args, &context),
        Command::Check(args) => check::run(args, &context),
        Command::Snapshot(args) => snapshot::run(args, &context),
        Command::Analyze(args) => analyze::run(args, &context),
        Command::Plan(args) => plan::run(args, &context),
        Command::Apply(args) => apply::run(args, &context),
        Command::History(args) => history::run(args, &context),
        Command::Show(args) => show::run(args, &context),
        Command::Revert(args) => revert::run(args, &context),
        Command::Resume(args) => resume::run(args, &context),
        Command::Upkeep(args) => upkeep::run(args, &context),
        Command::Rollup(args) => rollup::run(args, &context),
        Command::Explain(args) => explain::run(args, &context),
    }
}

impl Context<'_> {
    /// Opens the database that a command speaks of.
    fn open(&self, target: Option<&str>) -> anyhow::Result<Box<dyn Engine>> {
        target::open(&target::database(target, &self.config)?, self.common)
    }

    /// The same, for commands that change something: a target that is meant to be read only is left
    /// alone, whatever this account may do.
    fn open_to_change(&self, target: Option<&str>) -> anyhow::Result<Box<dyn Engine>> {
        let mut engine = self.open(target)?;
        let server = engine.server()?;
        if !server.read_only {
            return Ok(engine);
        }
        let error = EngineError::new(
            ErrorClass::Refused,
            format!("{} is read only; nothing was changed", server.database),
        );
        Err(error.hint(read_only_hint(server.engine)).into())
    }

    fn print(&self, report: &Report) -> anyhow::Result<()> {
        render::print(report, self.common)
    }

    /// Looks at a database, or reads a snapshot file; workload files are added to both.
    fn look(
        &self,
        target: Option<&str>,
        look: &Look,
    ) -> anyhow::Result<(Option<Box<dyn Engine>>, Snapshot)> {
        match target::resolve(target, &self.config)? {
            Source::Database(target) => {
                let mut engine = target::open(&target, self.common)?;
                let snapshot = pipeline::snapshot(engine.as_mut(), look)?;
                Ok((Some(engine), snapshot))
            }
            Source::Snapshot(path) => {
                let text = files::read("snapshot", &path)?;
                let mut snapshot = snapshot_v1::read(&text)
                    .map_err(|error| files::unusable(&path, &text, &error))?;
                pipeline::add_workload_files(&mut snapshot, &look.workload)?;
                tables::narrow(&mut snapshot, &look.tables)?;
                Ok((None, snapshot))
            }
        }
    }

    /// Asks before something is changed; without a terminal `--yes` is the only answer.
    #[expect(clippy::print_stderr, reason = "a question is talk")]
    fn confirm(&self, what: &str) -> anyhow::Result<()> {
        if self.common.yes {
            return Ok(());
        }
        let refused = |why: &str| UserError::new(why.to_owned(), "say --yes to go ahead");
        if !std::io::stdin().is_terminal() {
            return Err(refused(&format!("nobody is there to agree to: {what}")).into());
        }
        eprint!("{what}? [y/N] ");
        std::io::stderr().flush()?;
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer)?;
        match answer.trim() {
            "y" | "Y" | "yes" => Ok(()),
            _ => Err(refused("not agreed; nothing was changed").into()),
        }
    }
}

fn read_only_hint(engine: EngineKind) -> &'static str {
    match engine {
        EngineKind::Postgres => {
            "point rungs at the primary, or where default_transaction_read_only is off"
        }
        EngineKind::MariaDb => "point rungs at the primary, or where read_only is off",
        EngineKind::Sqlite => "leave out ?mode=ro, and see who may write the file: ls -l",
    }
}
