//! The journal is a table in the file itself; the writer's lock is a lock of the operating system
//! on a file beside it, `<file>-rungs-lock`.
//!
//! Why not `BEGIN IMMEDIATE`, held while a plan runs: it would shut out the application's
//! writes all that time. Why not a lease row with a heartbeat: after `kill -9` the next writer must
//! wait for it to run out, and a paused process comes back believing it still holds it. The
//! kernel drops its lock in the moment the process dies, however it dies, and never before.
//! Like SQLite's own locks it is of one machine: a database file is not shared over networks.
//! Why not a lock on the database file: closing any handle on it drops SQLite's own locks.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rungs_core::engine::{EngineError, ErrorClass};
use rusqlite::Connection;

use super::error::classify;
use super::server::has_table;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS rungs_journal(\
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL)";

/// How long an entry waits for an application that is writing. Without the entry the run would
/// end in the middle of a change.
const WAIT: Duration = Duration::from_secs(15);

/// Held as long as it lives.
#[derive(Debug)]
pub struct WriterLock {
    path: PathBuf,
    file: File,
}

/// Takes the lock, or says `Busy` at once.
pub fn lock(database: &Path) -> Result<WriterLock, EngineError> {
    let path = lock_path(database);
    // Whoever had the lock may have taken the file away between our opening and locking it.
    for _ in 0..10 {
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) if is_still_there(&path, &file) => return Ok(WriterLock { path, file }),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&path)),
            Err(TryLockError::Error(e)) => return Err(refused(&path, &e)),
        }
    }
    Err(held(&path))
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // First the name, then the lock: the next writer must not lock a file without a name.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let whole = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    let mut name = whole.into_os_string();
    name.push("-rungs-lock");
    PathBuf::from(name)
}

fn open(path: &Path) -> Result<File, EngineError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|e| refused(path, &e))
}

#[cfg(unix)]
fn is_still_there(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(path), file.metadata()) {
        (Ok(named), Ok(opened)) => named.ino() == opened.ino() && named.dev() == opened.dev(),
        _ => false,
    }
}

/// Elsewhere a file that is open cannot lose its name.
#[cfg(not(unix))]
fn is_still_there(_: &Path, _: &File) -> bool {
    true
}

fn held(path: &Path) -> EngineError {
    EngineError::new(ErrorClass::Busy, "another rungs is changing this database")
        .detail(format!("it holds {}", path.display()))
        .hint("wait until it is done; the lock is free by itself when that process ends")
}

fn refused(path: &Path, error: &std::io::Error) -> EngineError {
    EngineError::new(ErrorClass::Refused, format!("cannot lock {}", path.display()))
        .detail(error.to_string())
        .hint("make the folder of the database writable for this user")
}

/// Makes the table where it is not there.
pub fn ensure(writer: &Connection) -> Result<(), EngineError> {
    writer.execute_batch(TABLE).map_err(|e| classify("make the journal", &e))
}

pub fn read(conn: &Connection) -> Result<Vec<String>, EngineError> {
    let bodies = || -> rusqlite::Result<Vec<String>> {
        if !has_table(conn, "rungs_journal")? {
            return Ok(vec![]);
        }
        let mut statement = conn.prepare("SELECT body FROM rungs_journal ORDER BY seq")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    };
    bodies().map_err(|e| classify("read the journal", &e))
}

/// On disk when it returns: the writer's connection has `synchronous = EXTRA`.
pub fn append(writer: &Connection, body: &str) -> Result<(), EngineError> {
    let written = writer.busy_timeout(WAIT).and_then(|()| {
        writer.execute(
            "INSERT INTO rungs_journal(at, body) \
             VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?1)",
            [body],
        )
    });
    written.map(|_| ()).map_err(|e| classify("write the journal", &e))
}
