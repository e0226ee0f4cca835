//! Where a demo lives: an SQLite file in a temporary folder, or a database of its own on a server.
//! Taken away at the end, whatever happened, unless it is to be kept.

use std::path::PathBuf;
use std::time::Instant;

use rungs_core::engine::{EngineError, ErrorClass, Progress, World};
use rungs_core::name::{EngineKind, TableName};
use rungs_engine::Target;
use rungs_engine::load::{Load, Value};
use rungs_engine::sqlite::connect;
use rungs_scenarios::Scenario;

use crate::commands::Context;
use crate::exit::UserError;
use crate::target;
use crate::world::Terminal;

pub struct Place {
    pub target: Target,
    /// How a person finds it.
    pub shown: String,
    /// What takes it away.
    removal: Removal,
}

enum Removal {
    Keep,
    Folder(PathBuf),
    Database { server: Box<Target>, name: String },
}

impl Place {
    pub fn make(
        scenario: &Scenario,
        server: Option<&str>,
        keep: bool,
        context: &Context<'_>,
    ) -> anyhow::Result<Self> {
        match server {
            None => Self::file(scenario, keep),
            Some(server) => {
                let server = target::database(Some(server), &context.config)?;
                match server.kind() {
                    EngineKind::Sqlite => Err(UserError::new(
                        "the demo makes its SQLite file by itself",
                        "leave out --target, or name a PostgreSQL or MariaDB server",
                    )
                    .into()),
                    EngineKind::Postgres | EngineKind::MariaDb => {
                        Self::database(scenario, server, keep)
                    }
                }
            }
        }
    }

    fn file(scenario: &Scenario, keep: bool) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("rungs-demo-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}.db", scenario.name));
        let target = Target::Sqlite(connect::create(&path)?);
        let removal = if keep { Removal::Keep } else { Removal::Folder(folder) };
        Ok(Self { target, shown: format!("sqlite:{}", path.display()), removal })
    }

    /// The name holds the process id, so that two demos do not meet and none is ever taken for the
    /// user's.
    fn database(scenario: &Scenario, server: Target, keep: bool) -> anyhow::Result<Self> {
        let name = format!("rungs_demo_{}_{}", scenario.name, std::process::id());
        server.loader()?.run(&format!("CREATE DATABASE {name}"))?;
        let target = server.clone().with_database(&name);
        let removal = if keep {
            Removal::Keep
        } else {
            Removal::Database { server: Box::new(server), name: name.clone() }
        };
        Ok(Self { target, shown: format!("database {name}"), removal })
    }

    /// Makes the scenario's tables and rows.
    pub fn fill(&self, scenario: &Scenario, rows: u64, world: &mut Terminal) -> anyhow::Result<()> {
        let engine = self.target.kind();
        let mut load = self.target.loader()?;
        if engine == EngineKind::Postgres {
            // What the user's own server would offer too, if it can.
            let _ = load.run("CREATE EXTENSION IF NOT EXISTS hypopg");
        }
        let schema = match &self.target {
            Target::Postgres(_) => "public",
            Target::MariaDb(target) => target.database.as_deref().unwrap_or_default(),
            Target::Sqlite(_) => "main",
        };
        world.say(&format!("making {} with {rows} rows", scenario.name));
        let mut load = Watched { load: load.as_mut(), world };
        rungs_scenarios::build(scenario, engine, schema, rows, &mut load, &mut |_, _, _, _| {})?;
        Ok(())
    }
}

/// A loader whose progress is told, and which stops when it is asked to.
struct Watched<'a> {
    load: &'a mut dyn Load,
    world: &'a mut Terminal,
}

/// Rows between two words of progress.
const STRIDE: u64 = 100_000;

/// Ends the demo where Ctrl-C or a time limit asked for it; its place is then taken away.
pub fn check_stopped(world: &Terminal) -> Result<(), EngineError> {
    if world.stopped() {
        return Err(EngineError::new(ErrorClass::Stopped, "stopped as asked"));
    }
    Ok(())
}

impl Load for Watched<'_> {
    fn run(&mut self, sql: &str) -> Result<(), EngineError> {
        check_stopped(self.world)?;
        self.load.run(sql)
    }

    fn insert(
        &mut self,
        table: &TableName,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64, EngineError> {
        let started = Instant::now();
        let mut done = 0;
        let mut counted = rows.take_while(|_| {
            done += 1;
            if done % STRIDE == 0 {
                let phase = format!("{}: {done} rows, {}", table.name, rate(done, started));
                self.world.progress(&Progress { phase, done, total: 0 });
            }
            !self.world.stopped()
        });
        let made = self.load.insert(table, columns, &mut counted)?;
        check_stopped(self.world)?;
        self.world.say(&format!("  {}: {made} rows, {}", table.name, rate(made, started)));
        Ok(made)
    }

    fn query(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, EngineError> {
        self.load.query(sql)
    }
}

fn rate(rows: u64, since: Instant) -> String {
    format!("{:.0}/s", rows as f64 / since.elapsed().as_secs_f64().max(0.001))
}

impl Drop for Place {
    fn drop(&mut self) {
        match &self.removal {
            Removal::Keep => {}
            Removal::Folder(folder) => {
                let _ = std::fs::remove_dir_all(folder);
            }
            Removal::Database { server, name } => {
                let force = match server.kind() {
                    EngineKind::Postgres => " WITH (FORCE)",
                    EngineKind::MariaDb | EngineKind::Sqlite => "",
                };
                if let Ok(mut load) = server.loader() {
                    let _ = load.run(&format!("DROP DATABASE IF EXISTS {name}{force}"));
                }
            }
        }
    }
}
