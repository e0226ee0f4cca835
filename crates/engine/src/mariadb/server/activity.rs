//! Connections, long transactions, and who waits for whom, now. Never a statement's literals.

use rungs_core::engine::EngineError;
use rungs_core::seen::{Activity, Blocked, Holder};

use super::super::connect::{Session, number, text};
use super::grants::Grants;

/// Transactions younger than this are everyday business.
const LONG_SECONDS: u32 = 5;

pub fn activity(session: &mut Session) -> Result<Activity, EngineError> {
    let connections = session.rows("SHOW GLOBAL STATUS LIKE 'Threads_connected'")?;
    let max = session.rows("SELECT @@max_connections")?;
    let count = |rows: &[super::super::connect::Cells], at| {
        rows.first().and_then(|row| number(row, at)).map(|n| n as u32)
    };
    Ok(Activity {
        connections: count(&connections, 1),
        connections_max: count(&max, 0),
        replicas: replicas(session),
        long_transactions: transactions(session, LONG_SECONDS).unwrap_or_default(),
        blocked: blocked(session),
    })
}

/// Replicas that are connected: MariaDB counts them for everybody; on MySQL the threads that send
/// them the binary log are seen with PROCESS alone. None: not to be seen.
fn replicas(session: &mut Session) -> Option<u32> {
    let counted = session.rows("SHOW GLOBAL STATUS LIKE 'Slaves_connected'").ok()?;
    let counted = counted.first().and_then(|row| number(row, 1));
    let seen = counted.or_else(|| {
        let may_see = Grants::read(session).ok()?.on_server("PROCESS");
        let sql = "SELECT count(*) FROM information_schema.processlist \
                   WHERE command LIKE 'Binlog Dump%'";
        may_see.then(|| session.one(sql).ok().flatten()?.parse().ok()).flatten()
    });
    seen.map(|count| count as u32)
}

/// Open transactions older than so many seconds, oldest first. Needs PROCESS to see any.
pub fn transactions(session: &mut Session, seconds: u32) -> Result<Vec<Holder>, EngineError> {
    let rows = session.rows(&format!(
        "SELECT t.trx_mysql_thread_id, p.user, p.host, \
                TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS age \
         FROM information_schema.innodb_trx t \
         JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id \
         WHERE t.trx_started <= NOW() - INTERVAL {seconds} SECOND \
           AND t.trx_mysql_thread_id <> CONNECTION_ID() \
         ORDER BY t.trx_started"
    ))?;
    Ok(rows
        .iter()
        .map(|row| Holder {
            session_id: text(row, 0),
            user: text(row, 1),
            application: text(row, 2),
            open_ms: number(row, 3).unwrap_or(0.0) * 1_000.0,
            shape: String::new(),
        })
        .collect())
}

/// Row locks that are waited for. A server that does not show them shows none.
fn blocked(session: &mut Session) -> Vec<Blocked> {
    let sql = if session.is_mysql {
        "SELECT r.processlist_id, b.processlist_id, '' \
         FROM performance_schema.data_lock_waits w \
         JOIN performance_schema.threads r ON r.thread_id = w.requesting_thread_id \
         JOIN performance_schema.threads b ON b.thread_id = w.blocking_thread_id"
    } else {
        "SELECT r.trx_mysql_thread_id, b.trx_mysql_thread_id, l.lock_table \
         FROM information_schema.innodb_lock_waits w \
         JOIN information_schema.innodb_trx r ON r.trx_id = w.requesting_trx_id \
         JOIN information_schema.innodb_trx b ON b.trx_id = w.blocking_trx_id \
         JOIN information_schema.innodb_locks l ON l.lock_id = w.requested_lock_id"
    };
    session
        .rows(sql)
        .unwrap_or_default()
        .iter()
        .map(|row| Blocked { waiting: text(row, 0), blocked_by: text(row, 1), on: text(row, 2) })
        .collect()
}
