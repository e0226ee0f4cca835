//! A target: which database, and how to get in. The one list of engines.

use rungs_core::engine::{Engine, EngineError, ErrorClass};
use rungs_core::name::EngineKind;

use crate::load::Load;
use crate::mariadb::{self, MariaDb, MariaDbTarget};
use crate::postgres::{self, Postgres, PostgresTarget};
use crate::rollup::Session;
use crate::sqlite::{self, Sqlite, SqliteTarget};

/// Looks up an environment variable; the engines never read the environment themselves.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Where a database is. Its `Debug` shows no password.
#[derive(Debug, Clone)]
pub enum Target {
    Postgres(PostgresTarget),
    MariaDb(MariaDbTarget),
    Sqlite(SqliteTarget),
}

impl Target {
    /// Reads a URL. Errors never repeat it, for it may hold a password.
    pub fn parse(url: &str, environment: Environment<'_>) -> Result<Self, EngineError> {
        check_login(url)?;
        match url.split(':').next().unwrap_or_default() {
            "postgres" | "postgresql" => {
                Ok(Self::Postgres(PostgresTarget::from_url(url, environment)?))
            }
            "mysql" | "mariadb" => Ok(Self::MariaDb(MariaDbTarget::from_url(url)?)),
            "sqlite" => Ok(Self::Sqlite(SqliteTarget::parse(url)?)),
            scheme => Err(EngineError::new(
                ErrorClass::Config,
                format!("rungs knows no database of the kind {scheme:?}"),
            )
            .hint(
                "write postgres://user@host/database, mysql://user@host/database or sqlite:file",
            )),
        }
    }

    /// `DATABASE_URL`, else `PG*` and the service file, else `.my.cnf`. None: the environment names
    /// no database.
    pub fn from_environment(environment: Environment<'_>) -> Result<Option<Self>, EngineError> {
        if let Some(url) = environment("DATABASE_URL") {
            return Self::parse(&url, environment).map(Some);
        }
        let names_postgres = ["PGSERVICE", "PGHOST", "PGDATABASE", "PGUSER"]
            .iter()
            .any(|v| environment(v).is_some());
        if names_postgres {
            return PostgresTarget::from_env(environment).map(|t| Some(Self::Postgres(t)));
        }
        let files = MariaDbTarget::option_file_paths(environment);
        Ok(MariaDbTarget::from_option_files(&files)?.map(Self::MariaDb))
    }

    pub fn kind(&self) -> EngineKind {
        match self {
            Self::Postgres(_) => EngineKind::Postgres,
            Self::MariaDb(_) => EngineKind::MariaDb,
            Self::Sqlite(_) => EngineKind::Sqlite,
        }
    }

    pub fn open(&self) -> Result<Box<dyn Engine>, EngineError> {
        Ok(match self {
            Self::Postgres(target) => Box::new(Postgres::connect(target)?),
            Self::MariaDb(target) => Box::new(MariaDb::connect(target)?),
            Self::Sqlite(target) => Box::new(Sqlite::open(target)?),
        })
    }

    /// A connection that may write anything, for scenarios, benches and tests.
    pub fn loader(&self) -> Result<Box<dyn Load>, EngineError> {
        Ok(match self {
            Self::Postgres(target) => Box::new(Postgres::connect(target)?),
            Self::MariaDb(target) => Box::new(MariaDb::connect(target)?),
            Self::Sqlite(target) => Box::new(sqlite::Loader::open(target)?),
        })
    }

    /// A connection for the rollups of this database.
    pub fn rollups(&self) -> Result<Box<dyn Session>, EngineError> {
        Ok(match self {
            Self::Postgres(target) => Box::new(postgres::rollup::RollupSession::open(target)?),
            Self::MariaDb(target) => Box::new(mariadb::rollup::RollupSession::open(target)?),
            Self::Sqlite(target) => Box::new(sqlite::rollup::RollupSession::open(target)?),
        })
    }

    /// Another database on the same server; SQLite has one per file.
    #[must_use]
    pub fn with_database(self, name: &str) -> Self {
        match self {
            Self::Postgres(target) => Self::Postgres(target.with_database(name)),
            Self::MariaDb(target) => {
                Self::MariaDb(MariaDbTarget { database: Some(name.to_owned()), ..target })
            }
            Self::Sqlite(target) => Self::Sqlite(target),
        }
    }

    /// What the user should know of how the target was put together.
    pub fn notes(&self) -> &[String] {
        match self {
            Self::Postgres(target) => &target.notes,
            Self::MariaDb(_) | Self::Sqlite(_) => &[],
        }
    }
}

/// A `/`, `?` or `#` in a password would end the login there; what follows would be taken for host,
/// database and options, and be repeated in errors.
fn check_login(url: &str) -> Result<(), EngineError> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if url.starts_with("sqlite:") || !rest[end..].contains('@') {
        return Ok(());
    }
    Err(EngineError::new(ErrorClass::Config, "the URL has an @ behind a /, ? or #").hint(
        "special characters of user, password and database are written as %XX: / is %2F, ? is %3F, \
         # is %23, @ is %40",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_password_is_taken_for_something_that_errors_repeat() {
        for url in [
            "mysql://root:12/hush@127.0.0.1:1/d",
            "mysql://root:1?hush@127.0.0.1:1/d",
            "postgres://me:12/hush@127.0.0.1:1/d",
            "postgres://me:1?hush=1@127.0.0.1:1/d",
            "postgres://me:12#hush@127.0.0.1:1/d",
        ] {
            let error = Target::parse(url, &|_| None).unwrap_err();
            assert_eq!(error.class, ErrorClass::Config, "{url}");
            assert!(!format!("{error:?}").contains("hush"), "{error:?}");
        }
        assert!(Target::parse("postgres://me:12%2Fhush@127.0.0.1:1/d", &|_| None).is_ok());
        assert!(Target::parse("sqlite:///folder/a@b.db", &|_| None).is_ok());
    }
}
