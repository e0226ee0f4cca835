//! The journal in the target itself (schema `rungs`) and the lock of its one writer. The lock
//! lives as long as its session: a writer that dies lets go by itself.

use rungs_core::engine::{Changed, EngineError, ErrorClass};

use super::connect::{PostgresTarget, Purpose, Session};
use super::error;

/// `rungs` in ASCII; advisory locks count per database.
const LOCK_KEY: i64 = 0x0072_756e_6773;

const MAKE: &str = "create schema if not exists rungs; \
     create table if not exists rungs.journal (\
     seq bigint generated always as identity primary key, \
     at timestamptz not null default now(), body text not null)";

/// Makes the journal and takes the lock. Errors: `Busy` names the holder; `Refused` says what to
/// grant; `Unsupported` behind a pooler.
pub(super) fn lock(target: &PostgresTarget) -> Result<Session, EngineError> {
    let mut session = Session::open(target, Purpose::Write)?;
    let taken = session.rows(&format!("select pg_try_advisory_lock({LOCK_KEY})"))?;
    if !taken.first().is_some_and(|row| row.flag(0)) {
        return Err(busy(&mut session));
    }
    if !exists(&mut session)? {
        session.client.batch_execute(MAKE).map_err(|e| {
            error::of("cannot make the journal (schema rungs)", &e).hint(format!(
                "GRANT CREATE ON DATABASE \"{}\" TO \"{}\"",
                target.database.replace('"', "\"\""),
                target.user.replace('"', "\"\"")
            ))
        })?;
    }
    Ok(session)
}

/// Lets go. A session that is dead already has let go.
pub(super) fn unlock(mut session: Session) -> Result<(), EngineError> {
    match session.client.batch_execute(&format!("select pg_advisory_unlock({LOCK_KEY})")) {
        Err(e) if !error::lost(&e) => Err(error::of("cannot let go of the journal", &e)),
        _ => Ok(()),
    }
}

/// Fails when the lock was lost with its session: another writer may be at work.
pub(super) fn still_held(session: &mut Session) -> Result<(), EngineError> {
    session.client.batch_execute("/* rungs */ select").map_err(|e| {
        error::of("the writer's lock was lost with its connection", &e).changed(Changed::Nothing)
    })
}

/// Bodies in the order they were written; none without a journal.
pub(super) fn read(session: &mut Session) -> Result<Vec<String>, EngineError> {
    if !exists(session)? {
        return Ok(Vec::new());
    }
    let rows = session
        .try_rows("select body from rungs.journal order by seq")
        .map_err(|e| error::of("cannot read the journal", &e))?;
    Ok(rows.iter().map(|row| row.owned(0)).collect())
}

/// Committed to disk when it returns.
pub(super) fn append(session: &mut Session, body: &str) -> Result<(), EngineError> {
    session
        .client
        .execute("insert into rungs.journal (body) values ($1)", &[&body])
        .map(|_| ())
        .map_err(|e| error::of("cannot write to the journal", &e))
}

fn exists(session: &mut Session) -> Result<bool, EngineError> {
    let rows = session.rows(
        "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = 'rungs' and c.relname = 'journal')",
    )?;
    Ok(rows.first().is_some_and(|row| row.flag(0)))
}

fn busy(session: &mut Session) -> EngineError {
    let holder = session.rows(&format!(
        "select a.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'local') \
         from pg_locks k join pg_stat_activity a using (pid) \
         where k.locktype = 'advisory' and k.granted and k.objsubid = 1 \
         and k.database = (select oid from pg_database where datname = current_database()) \
         and (k.classid::bigint << 32) | k.objid::bigint = {LOCK_KEY}"
    ));
    let error = EngineError::new(ErrorClass::Busy, "another rungs is changing this database");
    let Ok(Some(row)) = holder.map(|rows| rows.into_iter().next()) else {
        return error.hint("try again when it has ended");
    };
    error
        .detail(format!(
            "session {} of {} (application {}) from {} holds the lock",
            row.owned(0),
            row.owned(2),
            row.owned(1),
            row.owned(3)
        ))
        .hint(format!(
            "wait for it, or end it with SELECT pg_terminate_backend({}) if it is dead",
            row.owned(0)
        ))
}
