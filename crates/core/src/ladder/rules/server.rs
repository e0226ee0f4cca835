//! The server as it is now: connections, long transactions, who waits, and what could not be
//! seen. What could not be seen is told, so that silence never stands for "fine".

use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{ALL, Known, Rule, percent};
use crate::name::{EngineKind, Millis};
use crate::seen::State;

pub static CONNECTIONS: Rule = Rule {
    code: "RU-SV-001",
    title: "Connections are nearly used up",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: ALL,
    what: "Most of the connections that the server allows are taken.",
    why_it_hurts: "The next ones are refused, and each open one costs memory.",
    evidence: "Open connections against the limit: a warning from 80 %, critical from 95 %.",
    fix: "Put a pool in front, and make it smaller than you think: two to four times the cores. \
          Look for sessions that idle (RU-SV-002) before raising the limit.",
    lock_and_cost: "A higher limit needs a restart on PostgreSQL.",
    undo: "Set the limit back.",
    example: "97 of 100 connections are open.",
    find: connections,
};

fn connections(known: &Known<'_>) -> Vec<Finding> {
    let activity = &known.snapshot.activity;
    let (Some(open), Some(max)) = (activity.connections, activity.connections_max) else {
        return Vec::new();
    };
    let share = f64::from(open) / f64::from(max.max(1));
    if max == 0 || share < known.thresholds.connections_share_warn {
        return Vec::new();
    }
    let critical = share >= known.thresholds.connections_share_critical;
    let what = format!("{open} of {max} connections are open, {}", percent(share));
    let finding = CONNECTIONS.finding(FindingSubject::Server, what);
    vec![if critical { finding.as_severe_as(Severity::Critical) } else { finding }]
}

pub static LONG_TRANSACTIONS: Rule = Rule {
    code: "RU-SV-002",
    title: "Transaction open for long",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: ALL,
    what: "A session holds a transaction open for minutes.",
    why_it_hurts: "It keeps locks and dead rows: VACUUM and purge cannot clean behind it, online \
                   index builds wait for it, SQLite's WAL grows.",
    evidence: "Session, user, application, how long: a warning from 5 minutes, critical from 30.",
    fix: "Find out why the application does not commit; end the session if nobody needs it; set \
          a time-out for idle transactions.",
    lock_and_cost: "None: it is only read.",
    undo: "Nothing to undo.",
    example: "A session `idle in transaction` since lunch.",
    find: long_transactions,
};

fn long_transactions(known: &Known<'_>) -> Vec<Finding> {
    let limits = known.thresholds;
    known
        .snapshot
        .activity
        .long_transactions
        .iter()
        .filter(|holder| holder.open_ms >= limits.transaction_open_ms_warn)
        .map(|holder| {
            let critical = holder.open_ms >= limits.transaction_open_ms_critical;
            let what = format!(
                "session {} holds a transaction open for {}",
                holder.session_id,
                Millis(holder.open_ms)
            );
            LONG_TRANSACTIONS
                .finding(FindingSubject::Server, what)
                .as_severe_as(if critical { Severity::Critical } else { Severity::Warning })
                .because("user", &holder.user)
                .because("application", &holder.application)
                .because("statement", &holder.shape)
        })
        .collect()
}

pub static BLOCKED: Rule = Rule {
    code: "RU-SV-003",
    title: "Sessions wait for another one's lock",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: ALL,
    what: "At the time of the snapshot, a session waited for a lock that another one held.",
    why_it_hurts: "Everyone behind it waits too; a short DDL statement in such a queue stops all.",
    evidence: "Who waits for whom, on what. One look only: a wait of a moment is ordinary.",
    fix: "Look again; if it stays, see what the blocker does and end it if nobody needs it.",
    lock_and_cost: "None: it is only read.",
    undo: "Nothing to undo.",
    example: "Session 4711 waits for 4242 on `app.orders`.",
    find: blocked,
};

fn blocked(known: &Known<'_>) -> Vec<Finding> {
    let blocked = &known.snapshot.activity.blocked;
    let Some(first) = blocked.first() else { return Vec::new() };
    let what = format!("{} session(s) wait for a lock", blocked.len());
    // Three victims or more are a queue, not a moment.
    let severity = if blocked.len() >= 3 { Severity::Warning } else { Severity::Note };
    vec![
        BLOCKED
            .finding(FindingSubject::Server, what)
            .as_severe_as(severity)
            .because("waits", &first.waiting)
            .because("for", &first.blocked_by)
            .because("on", &first.on),
    ]
}

pub static YOUNG_COUNTERS: Rule = Rule {
    code: "RU-SV-004",
    title: "Counters are too young to judge use",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: &[EngineKind::Postgres, EngineKind::MariaDb],
    what: "The server's usage counters were reset lately, or it does not say when.",
    why_it_hurts: "An index without a scan may just not have had its day: whether indexes are \
                   unused is unknown, so rungs names none.",
    evidence: "Age of the counters against the days that are asked for.",
    fix: "Ask again when they are older; do not reset them.",
    lock_and_cost: "None: it is only read.",
    undo: "Nothing to undo.",
    example: "Statistics were reset yesterday.",
    find: young_counters,
};

fn young_counters(known: &Known<'_>) -> Vec<Finding> {
    let what = match known.stats_days() {
        None => "the age of the usage counters is unknown, so unused indexes are unknown".into(),
        Some(days) if days < known.thresholds.unused_days_min => {
            format!("the usage counters are {days:.1} days old, so unused indexes are unknown")
        }
        Some(_) => return Vec::new(),
    };
    vec![
        YOUNG_COUNTERS
            .finding(FindingSubject::Server, what)
            .because("days asked for", known.thresholds.unused_days_min),
    ]
}

pub static NOT_SEEN: Rule = Rule {
    code: "RU-SV-005",
    title: "Part of the database was not seen",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: ALL,
    what: "The collector could not look at something and went on without it.",
    why_it_hurts: "Nothing is said of it, good or bad.",
    evidence: "What it was and why: a lock, a missing privilege, a time-out.",
    fix: "Take the snapshot again at another time, or give the privilege (`rungs check`).",
    lock_and_cost: "None: it is only read.",
    undo: "Nothing to undo.",
    example: "`app.orders` is locked by ACCESS EXCLUSIVE.",
    find: not_seen,
};

fn not_seen(known: &Known<'_>) -> Vec<Finding> {
    known
        .snapshot
        .skipped
        .iter()
        .map(|skipped| {
            NOT_SEEN
                .finding(FindingSubject::Server, format!("{} was not seen", skipped.subject))
                .because("why", &skipped.why)
        })
        .collect()
}

pub static NO_WORKLOAD: Rule = Rule {
    code: "RU-SV-006",
    title: "No workload was seen",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: ALL,
    what: "No source gave statements, so nothing is known of what the database is asked.",
    why_it_hurts: "Without statements there is no index advice for them.",
    evidence: "Each source that was asked, and why it gave nothing.",
    fix: "Switch on the statistics view that `rungs check` names, or give the statements in a \
          file: `--workload FILE`.",
    lock_and_cost: "None: it is only read.",
    undo: "Nothing to undo.",
    example: "SQLite keeps no statistics of statements.",
    find: no_workload,
};

fn no_workload(known: &Known<'_>) -> Vec<Finding> {
    let workload = &known.snapshot.workload;
    if !workload.statements.is_empty() {
        return Vec::new();
    }
    let mut finding = NO_WORKLOAD.finding(FindingSubject::Server, "no workload was seen");
    for source in &workload.sources {
        let why = source.missing.as_deref().unwrap_or("it holds no statement");
        finding = finding.because("source", format!("{}: {why}", source.name));
    }
    vec![finding]
}

pub static MISSING_CAPABILITY: Rule = Rule {
    code: "RU-SV-007",
    title: "Something that rungs could use is missing",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: ALL,
    what: "A view, extension or privilege is not there, so rungs sees or does less.",
    why_it_hurts: "What depends on it is unknown in every report.",
    evidence: "What it is for, and the statements that would give it.",
    fix: "Run the statements, or live without it.",
    lock_and_cost: "Those of the statements; an extension that must be preloaded needs a restart.",
    undo: "Revoke the privilege or drop the extension.",
    example: "`GRANT pg_read_all_stats TO app`",
    find: missing_capability,
};

fn missing_capability(known: &Known<'_>) -> Vec<Finding> {
    known
        .snapshot
        .server
        .capabilities
        .iter()
        // The statistics of statements have a rule of their own on PostgreSQL and MariaDB.
        .filter(|c| c.state == State::No && c.id != "statements")
        .map(|capability| {
            let what = format!("missing: {}", capability.what);
            let severity = if capability.required { Severity::Warning } else { Severity::Note };
            let mut finding =
                MISSING_CAPABILITY.finding(FindingSubject::Server, what).as_severe_as(severity);
            for statement in &capability.mend {
                finding = finding.because("mend", statement);
            }
            finding
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::testing::{DAY_MS, check_findings, snapshot, statement};
    use crate::seen::{Blocked, Capability, Holder, Skipped, WorkloadSource};

    #[test]
    fn a_busy_server_is_told_by_degrees() {
        let mut s = snapshot(EngineKind::Postgres);
        statement(&mut s, "SELECT 1", 1.0, 1.0);
        s.activity.connections = Some(97);
        s.activity.connections_max = Some(100);
        for open_ms in [1_000.0, 600_000.0, 7_200_000.0] {
            s.activity.long_transactions.push(Holder {
                session_id: format!("{open_ms}"),
                user: "app".into(),
                application: "web".into(),
                open_ms,
                shape: "SELECT $1".into(),
            });
        }
        let pair = |n: u32| Blocked {
            waiting: n.to_string(),
            blocked_by: "1".into(),
            on: "app.orders".into(),
        };
        s.activity.blocked = vec![pair(2), pair(3), pair(4)];
        check_findings(
            "RU-SV",
            &s,
            expect![[r"
            RU-SV-001 critical: 97 of 100 connections are open, 97 % []
            RU-SV-002 critical: session 7200000 holds a transaction open for 120.0 min [user: app; application: web; statement: SELECT $1]
            RU-SV-002 warning: session 600000 holds a transaction open for 10.0 min [user: app; application: web; statement: SELECT $1]
            RU-SV-003 warning: 3 session(s) wait for a lock [waits: 2; for: 1; on: app.orders]
        "]],
        );
    }

    #[test]
    fn what_is_unknown_is_told_as_unknown() {
        let mut s = snapshot(EngineKind::Postgres);
        s.server.stats_since_ms = Some(s.taken_at_ms - DAY_MS);
        s.skipped.push(Skipped { subject: "app.orders".into(), why: "it is locked".into() });
        s.workload.sources.push(WorkloadSource {
            name: "pg_stat_statements".into(),
            statements: 0,
            withheld: 0,
            missing: Some("the extension is not there".into()),
        });
        let capability = |id: &str, state| Capability {
            id: id.into(),
            state,
            what: format!("see {id}"),
            mend: vec!["GRANT pg_read_all_stats TO app".into()],
            required: false,
        };
        s.server.capabilities = vec![
            capability("stats_all", State::No),
            capability("hypopg", State::Unknown),
            capability("journal", State::Yes),
        ];
        check_findings(
            "RU-SV",
            &s,
            expect![[r"
            RU-SV-004 note: the usage counters are 1.0 days old, so unused indexes are unknown [days asked for: 30]
            RU-SV-005 note: app.orders was not seen [why: it is locked]
            RU-SV-006 note: no workload was seen [source: pg_stat_statements: the extension is not there]
            RU-SV-007 note: missing: see stats_all [mend: GRANT pg_read_all_stats TO app]
        "]],
        );
    }
}
