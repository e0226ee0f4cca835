//! The table `rungs_journal` and the writer's lock. The session that holds the lock is the one
//! that appends, so a writer whose lock is gone cannot write.

use rungs_core::engine::{Changed, EngineError, ErrorClass};
use rungs_core::hash::fnv;

use super::connect::{MariaDbTarget, Session, database_of, quoted, text};
use super::error;

/// Makes the journal and takes the lock; the session keeps both as long as it lives.
pub fn lock(target: &MariaDbTarget) -> Result<Session, EngineError> {
    let database = database_of(target)?;
    let mut session = Session::speaking(target)?;
    session.run("SET SESSION wait_timeout = 2147483")?;
    take(&mut session, database)?;
    make(&mut session, database)?;
    Ok(session)
}

pub fn unlock(mut session: Session, target: &MariaDbTarget) -> Result<(), EngineError> {
    let name = literal(&lock_name(database_of(target)?));
    session.run(&format!("DO RELEASE_LOCK({name})"))
}

/// Bodies in the order they were written; none if there is no journal.
pub fn read(session: &mut Session, target: &MariaDbTarget) -> Result<Vec<String>, EngineError> {
    let table = table(database_of(target)?);
    match session.rows_raw(&format!("SELECT body FROM {table} ORDER BY seq")) {
        Ok(rows) => Ok(rows.iter().map(|row| text(row, 0)).collect()),
        Err(e) if matches!(error::code(&e), Some(1146)) => Ok(Vec::new()),
        Err(e) => Err(error::from_driver("read the journal", &e)),
    }
}

/// Durable when it returns, as durable as `innodb_flush_log_at_trx_commit` makes commits.
pub fn append(
    session: &mut Session,
    target: &MariaDbTarget,
    body: &str,
) -> Result<(), EngineError> {
    use mysql::prelude::Queryable;
    let table = table(database_of(target)?);
    session.statements += 1;
    session
        .conn
        .exec_drop(format!("INSERT INTO {table} (body) VALUES (?)"), (body,))
        .map_err(|e| error::from_driver("write the journal", &e))
}

/// The error of somebody who writes without the lock.
pub fn not_locked() -> EngineError {
    EngineError::new(ErrorClass::Bug, "the journal is written without its lock")
        .changed(Changed::Nothing)
}

fn take(session: &mut Session, database: &str) -> Result<(), EngineError> {
    let name = literal(&lock_name(database));
    let got = session.one(&format!("SELECT GET_LOCK({name}, 0)"))?;
    if got.as_deref() == Some("1") {
        return Ok(());
    }
    let holder = session.one(&format!("SELECT IS_USED_LOCK({name})"))?;
    let who = holder.map_or_else(|| "another session".to_owned(), |id| format!("connection {id}"));
    Err(EngineError::new(ErrorClass::Busy, format!("another rungs is changing {database}"))
        .detail(format!("{who} holds the writer's lock"))
        .hint("wait until it is done; SHOW PROCESSLIST shows who it is"))
}

fn make(session: &mut Session, database: &str) -> Result<(), EngineError> {
    // Asked first, so that a user who may only write an existing journal need not create it.
    if session.try_run(&format!("SELECT 1 FROM {} LIMIT 0", table(database))) {
        return Ok(());
    }
    session.run(&format!(
        "CREATE TABLE IF NOT EXISTS {} (\
         seq bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, \
         at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), \
         body longtext NOT NULL) \
         ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin \
         COMMENT='what rungs changed here, and the way back'",
        table(database)
    ))
}

fn table(database: &str) -> String {
    format!("{}.`rungs_journal`", quoted(database))
}

/// GET_LOCK's names are at most 64 characters and know no case.
fn lock_name(database: &str) -> String {
    let name = format!("rungs.{database}");
    if name.chars().count() <= 64 {
        return name;
    }
    format!("rungs.{:016x}", fnv(name.as_bytes()))
}

fn literal(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}
