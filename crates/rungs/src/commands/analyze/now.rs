//! What goes on in the server at this moment: connections, long transactions, who waits for whom.

use rungs_core::name::Millis;
use rungs_core::seen::Activity;
use serde_json::{Value, json};

use crate::report::{Report, Table};
use crate::words;

/// Says nothing for an engine without sessions.
pub fn show(report: &mut Report, activity: &Activity) {
    let Activity { connections, connections_max, long_transactions, blocked, .. } = activity;
    if connections.is_none() && long_transactions.is_empty() && blocked.is_empty() {
        return;
    }
    report.heading("Now");
    match (connections, connections_max) {
        (Some(used), Some(max)) => report.say(format!("{used} connections of at most {max}")),
        (Some(used), None) => report.say(format!("{used} connections; the limit is not known")),
        (None, _) => report.say("the number of connections is not known"),
    }
    report.say(format!(
        "{}, {}",
        words::count(long_transactions.len(), "long transaction"),
        words::count(blocked.len(), "waiting session"),
    ));
    let mut table = Table::new(&["session", "user", "application", "open for#", "statement"]);
    for holder in long_transactions {
        table.row([
            holder.session_id.clone(),
            holder.user.clone(),
            holder.application.clone(),
            Millis(holder.open_ms).to_string(),
            holder.shape.clone(),
        ]);
    }
    report.table(table);
    let mut table = Table::new(&["waits", "for", "on"]);
    for wait in blocked {
        table.row([wait.waiting.clone(), wait.blocked_by.clone(), wait.on.clone()]);
    }
    report.table(table);
}

pub fn to_json(activity: &Activity) -> Value {
    json!({
        "connections": activity.connections,
        "connections_max": activity.connections_max,
        "long_transactions": activity.long_transactions.iter().map(|h| json!({
            "session": h.session_id,
            "user": h.user,
            "application": h.application,
            "open_ms": h.open_ms,
            "shape": h.shape,
        })).collect::<Vec<_>>(),
        "blocked": activity.blocked.iter().map(|b| json!({
            "waiting": b.waiting,
            "blocked_by": b.blocked_by,
            "on": b.on,
        })).collect::<Vec<_>>(),
    })
}
