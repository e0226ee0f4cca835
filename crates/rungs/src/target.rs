//! Which database (or snapshot file) a command speaks of, and how to open it.

use std::path::{Path, PathBuf};

use rungs_core::engine::Engine;
use rungs_core::name::Millis;
use rungs_engine::Target;
use rungs_engine::sqlite::SqliteTarget;

use crate::args::Common;
use crate::config::Config;
use crate::exit::UserError;
use crate::{hold, narrate};

/// What TARGET turned out to be.
#[derive(Debug)]
pub enum Source {
    Database(Box<Target>),
    /// A file written by `rungs snapshot`.
    Snapshot(PathBuf),
}

/// URL, name in the configuration, snapshot file or, left out, the environment.
pub fn resolve(named: Option<&str>, config: &Config) -> anyhow::Result<Source> {
    let Some(named) = named else {
        return from_environment();
    };
    if let Some(target) = config.targets.get(named) {
        let url = match (&target.url, &target.url_env) {
            (Some(url), None) => url.clone(),
            (None, Some(variable)) => environment(variable).ok_or_else(|| {
                UserError::new(
                    format!("environment variable {variable} of target {named} is not set"),
                    format!("export {variable}=postgres://user@host/database"),
                )
            })?,
            _ => {
                return Err(UserError::new(
                    format!("target {named} needs either url or url_env"),
                    format!("write one of them under [targets.{named}] in rungs.toml"),
                )
                .into());
            }
        };
        return Ok(Source::Database(Box::new(Target::parse(&url, &environment)?)));
    }
    if looks_like_url(named) {
        return Ok(Source::Database(Box::new(Target::parse(named, &environment)?)));
    }
    if Path::new(named).is_file() {
        return Ok(file(named));
    }
    // What may hold a password is not repeated.
    let shown = if named.contains(['@', ':']) { "the target" } else { named };
    Err(UserError::new(
        format!("{shown} is no URL, no target in rungs.toml and no file"),
        "give a URL such as postgres://user@host/database, mysql://…, sqlite:app.db",
    )
    .into())
}

/// The same, for commands that need a live database.
pub fn database(named: Option<&str>, config: &Config) -> anyhow::Result<Target> {
    match resolve(named, config)? {
        Source::Database(target) => Ok(*target),
        Source::Snapshot(path) => Err(UserError::new(
            format!("{} is a snapshot file; this command needs the database", path.display()),
            "give the URL of the database",
        )
        .into()),
    }
}

/// Opens a target, telling of it as much as the user wants to hear.
#[expect(clippy::print_stderr, reason = "how a target was put together is talk")]
pub fn open(target: &Target, common: &Common) -> anyhow::Result<Box<dyn Engine>> {
    if !common.quiet {
        target.notes().iter().for_each(|note| eprintln!("note: {note}"));
    }
    let started = std::time::Instant::now();
    let engine = target.open()?;
    if common.verbose > 0 {
        let took = Millis(started.elapsed().as_secs_f64() * 1e3);
        eprintln!("asked: connection to {}: {took}", target.kind());
    }
    Ok(narrate::wrap(hold::wrap(engine), common.verbose))
}

fn from_environment() -> anyhow::Result<Source> {
    match Target::from_environment(&environment)? {
        Some(target) => Ok(Source::Database(Box::new(target))),
        None => Err(UserError::new(
            "no target given, and the environment names none",
            "give a URL, or set DATABASE_URL, PGHOST/PGDATABASE, or ~/.my.cnf",
        )
        .into()),
    }
}

fn looks_like_url(text: &str) -> bool {
    text.contains("://") || text.starts_with("sqlite:")
}

/// An SQLite file may be named without its scheme; anything else is taken for a snapshot.
fn file(named: &str) -> Source {
    use std::io::Read;
    let mut head = [0u8; 16];
    let is_sqlite = std::fs::File::open(named)
        .and_then(|mut file| file.read_exact(&mut head))
        .is_ok_and(|()| head.starts_with(b"SQLite format 3"));
    if is_sqlite {
        Source::Database(Box::new(Target::Sqlite(SqliteTarget::file(named))))
    } else {
        Source::Snapshot(PathBuf::from(named))
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
