//! What goes on now: connections, long transactions, who blocks whom.

use rungs_core::engine::EngineError;
use rungs_core::seen::{Activity, Blocked, Holder};

use super::super::connect::{Row, Session};

/// A standby has a slot, or is connected now without one; logical subscribers have own tables.
const CONNECTIONS: &str = "select sum(d.numbackends), current_setting('max_connections'), \
     (select count(*) from pg_replication_slots s where s.slot_type = 'physical') \
     + (select count(*) from pg_stat_replication r where r.state is distinct from 'backup' \
         and not exists (select from pg_replication_slots s where s.active_pid = r.pid)) \
     from pg_stat_database d";

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
        replicas: first.and_then(|row| row.number(2)),
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
