//! What goes on now: connections, long transactions, who blocks whom.

use rungs_core::engine::EngineError;
use rungs_core::seen::{Activity, Blocked, Holder};

use super::super::connect::{Row, Session};

const CONNECTIONS: &str = "select sum(numbackends), current_setting('max_connections') \
     from pg_stat_database";

/// `shape` takes the literals out of a statement; None: leave its text out.
pub(in super::super) fn activity(
    session: &mut Session,
    shape: &dyn Fn(&str) -> Option<String>,
) -> Result<Activity, EngineError> {
    let connections = session.rows(CONNECTIONS)?;
    let first = connections.first();
    let long = session.rows(include_str!("activity.sql"))?;
    let blocked = session.rows(include_str!("blocked.sql"))?;
    Ok(Activity {
        connections: first.and_then(|row| row.number(0)),
        connections_max: first.and_then(|row| row.number(1)),
        long_transactions: long.iter().map(|row| holder(row, shape)).collect(),
        blocked: blocked
            .iter()
            .map(|row| Blocked {
                waiting: row.owned(0),
                blocked_by: row.owned(1),
                on: row.owned(2),
            })
            .collect(),
    })
}

fn holder(row: &Row, shape: &dyn Fn(&str) -> Option<String>) -> Holder {
    Holder {
        session_id: row.owned(0),
        user: row.owned(1),
        application: row.owned(2),
        open_ms: row.number(3).unwrap_or(0.0),
        shape: row.text(4).and_then(shape).unwrap_or_default(),
    }
}
