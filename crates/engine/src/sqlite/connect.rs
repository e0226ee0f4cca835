//! From `sqlite:path` to connections: one that only reads, one that writes, opened apart.
//! Never makes a file unless [`create`] is asked to.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use rungs_core::engine::{EngineError, ErrorClass};
use rusqlite::{Connection, OpenFlags};

use super::error::classify;

/// How long the reading session waits for a writer in rollback-journal mode.
const READ_WAIT: Duration = Duration::from_secs(2);

/// A database file, as a URL names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteTarget {
    pub path: PathBuf,
    /// `?mode=ro`: nothing may be changed.
    pub read_only: bool,
}

impl SqliteTarget {
    /// `sqlite:path`, `sqlite:///absolute/path`, each with `?mode=ro` or `?mode=rw`.
    /// Errors: class `Config`.
    pub fn parse(url: &str) -> Result<Self, EngineError> {
        let rest = url.strip_prefix("sqlite:").ok_or_else(|| {
            config("the target is not a sqlite: URL").hint("write it as sqlite:path/to/app.db")
        })?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let read_only = parse_mode(query)?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Err(config("the sqlite: URL names no file")
                .hint("write it as sqlite:path/to/app.db or sqlite:///absolute/path"));
        }
        if path == ":memory:" {
            return Err(config("a database in memory cannot be reached from outside")
                .hint("name a file: sqlite:path/to/app.db"));
        }
        let path = percent_decode_str(path)
            .decode_utf8()
            .map_err(|_| config("the path in the sqlite: URL is not UTF-8"))?;
        Ok(Self { path: PathBuf::from(path.as_ref()), read_only })
    }

    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), read_only: false }
    }
}

fn parse_mode(query: &str) -> Result<bool, EngineError> {
    let mut read_only = false;
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        read_only = match pair {
            "mode=ro" => true,
            "mode=rw" => false,
            _ => {
                return Err(config("the sqlite: URL has a parameter that is not known")
                    .hint("only ?mode=ro and ?mode=rw are understood"));
            }
        };
    }
    Ok(read_only)
}

fn config(what: &str) -> EngineError {
    EngineError::new(ErrorClass::Config, what)
}

/// A session that cannot change anything. Reads the schema once, so that a file that is not a
/// database, or one that is locked, is an error here and not later.
pub fn reader(target: &SqliteTarget) -> Result<Connection, EngineError> {
    check_file(&target.path)?;
    let attempted = format!("open {}", target.path.display());
    let open = || -> rusqlite::Result<Connection> {
        let conn = Connection::open_with_flags(&target.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        conn.busy_timeout(READ_WAIT)?;
        conn.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")?;
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok(conn)
    };
    open().map_err(|e| classify(&attempted, &e))
}

/// A session that may write; commits are on disk when they return.
pub fn writer(target: &SqliteTarget) -> Result<Connection, EngineError> {
    if target.read_only {
        return Err(EngineError::new(ErrorClass::Refused, "the target was given as read-only")
            .hint("leave out ?mode=ro to allow changes"));
    }
    check_file(&target.path)?;
    let attempted = format!("open {} for writing", target.path.display());
    let open = || -> rusqlite::Result<Connection> {
        let conn = Connection::open_with_flags(&target.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        conn.busy_timeout(READ_WAIT)?;
        // EXTRA, not FULL: in DELETE mode only EXTRA makes the commit itself survive power loss.
        conn.execute_batch("PRAGMA synchronous = EXTRA;")?;
        Ok(conn)
    };
    open().map_err(|e| classify(&attempted, &e))
}

/// Makes a new, empty database file. `User` if something is there already.
pub fn create(path: &Path) -> Result<SqliteTarget, EngineError> {
    let attempted = format!("create {}", path.display());
    match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(_) => Ok(SqliteTarget::file(path)),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {
            Err(EngineError::new(ErrorClass::User, format!("{} is there already", path.display()))
                .hint("name another file, or delete it first"))
        }
        Err(e) => Err(EngineError::new(ErrorClass::Refused, format!("cannot {attempted}"))
            .detail(e.to_string())
            .hint("name a folder that exists and that this user may write")),
    }
}

fn check_file(path: &Path) -> Result<(), EngineError> {
    let shown = path.display();
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => {
            Err(config(&format!("{shown} is a folder")).hint("name the database file inside it"))
        }
        Ok(_) => Ok(()),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            Err(EngineError::new(ErrorClass::Unreachable, format!("there is no file {shown}"))
                .hint("check the path; rungs never makes a database by itself"))
        }
        Err(e) if e.kind() == ErrorKind::PermissionDenied => {
            Err(EngineError::new(ErrorClass::Refused, format!("may not look at {shown}"))
                .hint("give this user the right to enter the folder"))
        }
        Err(e) => Err(EngineError::new(ErrorClass::Unreachable, format!("cannot look at {shown}"))
            .detail(e.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_relative_or_an_absolute_file() {
        let path = |url: &str| SqliteTarget::parse(url).unwrap().path;
        assert_eq!(path("sqlite:app.db"), PathBuf::from("app.db"));
        assert_eq!(path("sqlite:///var/app.db"), PathBuf::from("/var/app.db"));
        assert_eq!(path("sqlite:/var/my%20app.db?mode=ro"), PathBuf::from("/var/my app.db"));
        assert!(SqliteTarget::parse("sqlite:app.db?mode=ro").unwrap().read_only);
    }

    #[test]
    fn a_url_that_names_no_file_is_a_config_error_with_a_hint() {
        for url in ["sqlite:", "sqlite::memory:", "sqlite:a.db?cache=shared", "postgres://x"] {
            let error = SqliteTarget::parse(url).unwrap_err();
            assert_eq!(error.class, ErrorClass::Config, "{url}");
            assert!(error.hint.is_some(), "{url}");
        }
    }
}
