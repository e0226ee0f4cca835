//! PostgreSQL's memory settings. Where the machine's memory is unknown (a remote server), the
//! finding says what to fill in and proposes no number.

use crate::change::Action;
use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{Known, POSTGRES, Rule};
use crate::name::Bytes;
use crate::seen::Setting;

const MB: u64 = 1_048_576;
const GB: u64 = 1_024 * MB;

pub static SHARED_BUFFERS: Rule = Rule {
    code: "RU-SE-001",
    title: "shared_buffers is at its small default",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: POSTGRES,
    what: "The server's own cache has 128 MB or less, and the database is larger.",
    why_it_hurts: "Pages are fetched from the operating system again and again, and dirty ones are \
                   written out by the sessions that wait.",
    evidence: "The setting, the size of tables and indexes, the machine's memory where known.",
    fix: "About a quarter of the machine's memory, up to 8 GB to begin with.",
    lock_and_cost: "Takes effect after a restart, so it is advice and never a step.",
    undo: "Set it back and restart.",
    example: "`ALTER SYSTEM SET shared_buffers = '4GB'`",
    find: shared_buffers,
};

fn shared_buffers(known: &Known<'_>) -> Vec<Finding> {
    let Some((setting, now)) = size(known, "shared_buffers") else { return Vec::new() };
    let Some(data) = known.database_bytes() else { return Vec::new() };
    if now > 128 * MB || data.0 <= now {
        return Vec::new();
    }
    let advice = match known.snapshot.server.memory {
        Some(memory) => pretty((memory.0 / 4).min(8 * GB)),
        None => "a quarter of the machine's memory, which rungs cannot see".to_owned(),
    };
    vec![
        about(&SHARED_BUFFERS, setting, now)
            .because("size of tables and indexes", data)
            .because("advice", advice),
    ]
}

pub static WORK_MEM: Rule = Rule {
    code: "RU-SE-002",
    title: "work_mem is too small for the workload's sorts",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "Statements spill sorts or hashes to disk that a larger work_mem would keep in memory.",
    why_it_hurts: "Disk instead of memory, at each call.",
    evidence: "Statements whose measured plans spilled, and the largest spill.",
    fix: "Raise it for the role that runs them. Every sort of every session may take it: a \
          quarter of memory divided by max_connections is a safe ceiling for all.",
    lock_and_cost: "Taken at reload; no lock.",
    undo: "Set it back.",
    example: "`ALTER ROLE reporting SET work_mem = '64MB'`",
    find: work_mem,
};

fn work_mem(known: &Known<'_>) -> Vec<Finding> {
    let Some((setting, now)) = size(known, "work_mem") else { return Vec::new() };
    let spills: Vec<u64> = known
        .planned()
        .filter_map(|(_, plan)| plan.nodes.iter().filter_map(|n| n.spilled_bytes).max())
        .filter(|bytes| *bytes >= known.thresholds.spill_bytes_min)
        .collect();
    let Some(largest) = spills.iter().max() else { return Vec::new() };
    let wanted = largest.saturating_mul(3).max(now);
    let connections = known.snapshot.activity.connections_max.filter(|max| *max > 0);
    let ceiling = match (known.snapshot.server.memory, connections) {
        (Some(memory), Some(max)) => Some(memory.0 / 4 / u64::from(max)),
        (Some(_) | None, _) => None,
    };
    let step = ceiling.filter(|c| wanted <= *c).and_then(|_| set(setting, wanted));
    vec![
        about(&WORK_MEM, setting, now)
            .because("statements that spill", spills.len())
            .because("largest spill", Bytes(*largest))
            .because("would keep it in memory", pretty(wanted))
            .because_known("safe for all sessions", ceiling.map(pretty))
            .mended_by(step),
    ]
}

pub static EFFECTIVE_CACHE_SIZE: Rule = Rule {
    code: "RU-SE-003",
    title: "effective_cache_size does not fit the machine",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: POSTGRES,
    what: "The planner is told of less than half, or more than all, of the machine's memory.",
    why_it_hurts: "Too small, and it takes index scans for dearer than they are; too large, and \
                   it believes in a cache that is not there.",
    evidence: "The setting and the machine's memory; silent where memory is unknown.",
    fix: "About three quarters of memory. It reserves nothing.",
    lock_and_cost: "Taken at reload; no lock.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET effective_cache_size = '12GB'`",
    find: effective_cache_size,
};

fn effective_cache_size(known: &Known<'_>) -> Vec<Finding> {
    let Some((setting, now)) = size(known, "effective_cache_size") else { return Vec::new() };
    let Some(memory) = known.snapshot.server.memory else { return Vec::new() };
    if now >= memory.0 / 2 && now <= memory.0 {
        return Vec::new();
    }
    vec![
        about(&EFFECTIVE_CACHE_SIZE, setting, now)
            .because("memory", memory)
            .mended_by(set(setting, memory.0 / 4 * 3)),
    ]
}

pub static MAINTENANCE_WORK_MEM: Rule = Rule {
    code: "RU-SE-005",
    title: "maintenance_work_mem is at its small default",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "Index builds and VACUUM get 64 MB or less, and there are indexes larger than that.",
    why_it_hurts: "Builds sort on disk; VACUUM of a large table passes its indexes several times.",
    evidence: "The setting, the largest index, memory where known.",
    fix: "A twentieth of memory, up to 1 GB. autovacuum_max_workers may each take it.",
    lock_and_cost: "Taken at reload; no lock.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET maintenance_work_mem = '512MB'`",
    find: maintenance_work_mem,
};

fn maintenance_work_mem(known: &Known<'_>) -> Vec<Finding> {
    let Some((setting, now)) = size(known, "maintenance_work_mem") else { return Vec::new() };
    let Some(largest) = known.snapshot.indexes.iter().filter_map(|i| i.bytes).max() else {
        return Vec::new();
    };
    if now > 64 * MB || largest.0 <= now {
        return Vec::new();
    }
    let advice = known.snapshot.server.memory.map(|m| (m.0 / 20).clamp(64 * MB, GB));
    let step = advice.filter(|wanted| *wanted > now).and_then(|wanted| set(setting, wanted));
    vec![
        about(&MAINTENANCE_WORK_MEM, setting, now)
            .because("largest index", largest)
            .because(
                "advice",
                advice.map_or_else(|| "a twentieth of memory, up to 1 GB".to_owned(), pretty),
            )
            .mended_by(step),
    ]
}

/// The setting and its value in bytes.
fn size<'a>(known: &Known<'a>, name: &str) -> Option<(&'a Setting, u64)> {
    let setting = known.setting(name)?;
    Some((setting, setting.bytes()?))
}

fn about(rule: &Rule, setting: &Setting, now: u64) -> Finding {
    rule.finding(
        FindingSubject::Setting(setting.name.clone()),
        format!("{} is {}", setting.name, pretty(now)),
    )
}

/// A step only where no restart is needed.
fn set(setting: &Setting, bytes: u64) -> Option<Action> {
    let action = Action::Set {
        setting: setting.name.clone(),
        value: pretty(bytes),
        previous: Some(setting.bytes().map_or_else(|| setting.value.clone(), pretty)),
    };
    (!setting.needs_restart).then_some(action)
}

/// In PostgreSQL's own units, exact: `12GB`, `64MB`, `8200kB`.
fn pretty(bytes: u64) -> String {
    match bytes {
        b if b > 0 && b.is_multiple_of(GB) => format!("{}GB", b / GB),
        b if b >= 16 * MB || (b > 0 && b.is_multiple_of(MB)) => format!("{}MB", b / MB),
        b => format!("{}kB", b / 1_024),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::testing::{
        check, check_findings, index, plan, scan, setting, snapshot, statement, table,
    };
    use crate::name::EngineKind;
    use crate::seen::{PlanNode, Snapshot};

    fn default_server() -> Snapshot {
        let mut s = snapshot(EngineKind::Postgres);
        table(&mut s, "orders", 1e7, &["id"]);
        let at = index(&mut s, "orders", "o", &["id", "id"]);
        s.indexes[at].bytes = Some(Bytes(300 * MB));
        setting(&mut s, "shared_buffers", "16384", "8kB");
        s.server.settings[0].needs_restart = true;
        setting(&mut s, "work_mem", "4096", "kB");
        setting(&mut s, "effective_cache_size", "524288", "8kB");
        setting(&mut s, "maintenance_work_mem", "65536", "kB");
        s
    }

    #[test]
    fn unknown_memory_gives_no_number() {
        check_findings(
            "RU-SE",
            &default_server(),
            expect![[r"
            RU-SE-001 warning: shared_buffers is 128MB [size of tables and indexes: 1335 MB; advice: a quarter of the machine's memory, which rungs cannot see]
            RU-SE-005 note: maintenance_work_mem is 64MB [largest index: 315 MB; advice: a twentieth of memory, up to 1 GB]
        "]],
        );
    }

    #[test]
    fn known_memory_gives_numbers_and_steps_where_no_restart_is_needed() {
        let mut s = default_server();
        s.server.memory = Some(Bytes(16 * GB));
        check_findings(
            "RU-SE",
            &s,
            expect![[r"
            RU-SE-001 warning: shared_buffers is 128MB [size of tables and indexes: 1335 MB; advice: 4GB]
            RU-SE-003 warning: effective_cache_size is 4GB [memory: 17.2 GB] -> set
            RU-SE-005 note: maintenance_work_mem is 64MB [largest index: 315 MB; advice: 819MB] -> set
        "]],
        );
    }

    #[test]
    fn a_spill_asks_for_work_mem_only_as_far_as_all_sessions_can_have_it() {
        let mut s = default_server();
        s.server.memory = Some(Bytes(16 * GB));
        s.activity.connections_max = Some(100);
        statement(&mut s, "SELECT 1", 1.0, 1.0);
        let spills = |bytes| {
            let node = PlanNode { spilled_bytes: Some(bytes), ..scan("orders") };
            [(0, plan(1.0, vec![node]))]
        };
        check(
            "RU-SE-002",
            &s,
            &spills(12_000_000),
            &expect![[r"
            RU-SE-002 note: work_mem is 4MB [statements that spill: 1; largest spill: 12 MB; would keep it in memory: 34MB; safe for all sessions: 40MB] -> set
        "]],
        );
        check(
            "RU-SE-002",
            &s,
            &spills(400_000_000),
            &expect![[r"
            RU-SE-002 note: work_mem is 4MB [statements that spill: 1; largest spill: 400 MB; would keep it in memory: 1144MB; safe for all sessions: 40MB]
        "]],
        );
    }
}
