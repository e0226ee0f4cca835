//! PostgreSQL's settings apart from memory: autovacuum, planner, logging, safety of writes.

use crate::change::Action;
use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{Known, POSTGRES, Rule, rows};
use crate::name::Bytes;
use crate::seen::{Setting, State};

pub static RANDOM_PAGE_COST: Rule = Rule {
    code: "RU-SE-004",
    title: "random_page_cost is set for spinning disks",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "The planner takes a random page for four times as dear as the next one.",
    why_it_hurts: "On an SSD, or where data fits in memory, it is hardly dearer; so index scans \
                   look worse than they are.",
    evidence: "The setting. What the storage is cannot be seen from SQL.",
    fix: "1.1 on SSD or when the data fits in memory; keep 4 on spinning disks. Every plan may \
          change: try it in one session first.",
    lock_and_cost: "Taken at reload; no lock.",
    undo: "Set it back.",
    example: "`ALTER DATABASE shop SET random_page_cost = 1.1`",
    find: random_page_cost,
};

fn random_page_cost(known: &Known<'_>) -> Vec<Finding> {
    number(known, "random_page_cost")
        .filter(|(_, cost)| *cost >= 4.0)
        .map(|(setting, _)| {
            about(&RANDOM_PAGE_COST, setting)
                .because("storage", "unknown: only you know whether it is an SSD")
        })
        .into_iter()
        .collect()
}

pub static AUTOVACUUM_OFF: Rule = Rule {
    code: "RU-SE-006",
    title: "Autovacuum is off",
    rung: Rung::Upkeep,
    severity: Severity::Critical,
    engines: POSTGRES,
    what: "autovacuum, or track_counts which it needs, is switched off.",
    why_it_hurts: "Dead rows stay, statistics rot, tables grow, and in the end the server stops \
                   taking writes to protect itself from transaction-id wraparound.",
    evidence: "The settings.",
    fix: "Switch them on. If it was switched off because it hurt, tune its cost limits instead.",
    lock_and_cost: "Taken at reload; it will first catch up on what it missed.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET autovacuum = on`",
    find: autovacuum_off,
};

fn autovacuum_off(known: &Known<'_>) -> Vec<Finding> {
    ["autovacuum", "track_counts"]
        .into_iter()
        .filter_map(|name| known.setting(name))
        .filter(|setting| is_off(setting))
        .map(|setting| about(&AUTOVACUUM_OFF, setting).mended_by(set(setting, "on")))
        .collect()
}

pub static AUTOVACUUM_SCALE: Rule = Rule {
    code: "RU-SE-007",
    title: "Autovacuum waits too long on a big table",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "A share of the table must be dead before autovacuum starts; of a big table that is \
           millions of rows.",
    why_it_hurts: "It comes rarely and then has much to do at once.",
    evidence: "Rows of the table, and dead rows at which autovacuum starts.",
    fix: "Give the table its own share: `ALTER TABLE … SET (autovacuum_vacuum_scale_factor = \
          0.01)`.",
    lock_and_cost: "SHARE UPDATE EXCLUSIVE for a moment: reads and writes go on.",
    undo: "`ALTER TABLE … RESET (autovacuum_vacuum_scale_factor)`",
    example: "50 M rows and the default 0.2: it starts at 10 M dead rows.",
    find: autovacuum_scale,
};

fn autovacuum_scale(known: &Known<'_>) -> Vec<Finding> {
    known
        .stored_tables()
        .filter_map(|table| {
            let (count, limit) = (table.rows?, table.counters.vacuum_threshold_rows?);
            if count < 1e7 || limit < 1e6 {
                return None;
            }
            let what = format!("autovacuum of {} waits for {} dead rows", table.name, rows(limit));
            Some(
                AUTOVACUUM_SCALE
                    .finding(FindingSubject::Table(table.name.clone()), what)
                    .because("rows", rows(count)),
            )
        })
        .collect()
}

pub static SLOW_LOG: Rule = Rule {
    code: "RU-SE-008",
    title: "Slow statements are not logged",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "log_min_duration_statement is -1: no statement is logged for its time.",
    why_it_hurts: "Averages hide the slow calls; the log shows them with their values.",
    evidence: "The setting.",
    fix: "Start with one second. The log then holds values of rows: mind who reads it.",
    lock_and_cost: "Taken at reload; one log line per slow statement.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET log_min_duration_statement = '1s'`",
    find: slow_log,
};

fn slow_log(known: &Known<'_>) -> Vec<Finding> {
    number(known, "log_min_duration_statement")
        .filter(|(_, ms)| *ms < 0.0)
        .map(|(setting, _)| {
            let what = format!("{} is off", setting.name);
            let subject = FindingSubject::Setting(setting.name.clone());
            SLOW_LOG.finding(subject, what).mended_by(set(setting, "1000"))
        })
        .into_iter()
        .collect()
}

pub static IO_TIMING: Rule = Rule {
    code: "RU-SE-009",
    title: "Time of reads and writes is not measured",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "track_io_timing is off.",
    why_it_hurts: "Nobody can tell whether a statement waits for the disk or for the processor.",
    evidence: "The setting.",
    fix: "Switch it on; on a machine with a slow clock measure first with pg_test_timing.",
    lock_and_cost: "Taken at reload; a clock reading per block read.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET track_io_timing = on`",
    find: io_timing,
};

fn io_timing(known: &Known<'_>) -> Vec<Finding> {
    known
        .setting("track_io_timing")
        .filter(|setting| is_off(setting))
        .map(|setting| about(&IO_TIMING, setting).mended_by(set(setting, "on")))
        .into_iter()
        .collect()
}

pub static IDLE_IN_TRANSACTION: Rule = Rule {
    code: "RU-SE-010",
    title: "Idle transactions may stay open for ever",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "idle_in_transaction_session_timeout is 0.",
    why_it_hurts: "One forgotten transaction keeps its locks and every dead row since.",
    evidence: "The setting; a warning where a long transaction was seen.",
    fix: "Some minutes, longer than any honest pause of the application inside a transaction.",
    lock_and_cost: "Taken at reload; it ends sessions that idle for longer.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET idle_in_transaction_session_timeout = '10min'`",
    find: idle_in_transaction,
};

fn idle_in_transaction(known: &Known<'_>) -> Vec<Finding> {
    let Some((setting, _)) =
        number(known, "idle_in_transaction_session_timeout").filter(|(_, ms)| *ms == 0.0)
    else {
        return Vec::new();
    };
    let seen = known.snapshot.activity.long_transactions.len();
    let severity = if seen > 0 { Severity::Warning } else { Severity::Note };
    // It ends sessions of the application, so it is advice and never a step.
    vec![
        about(&IDLE_IN_TRANSACTION, setting)
            .as_severe_as(severity)
            .because("long transactions now", seen),
    ]
}

pub static MAX_CONNECTIONS: Rule = Rule {
    code: "RU-SE-011",
    title: "Very many connections are allowed",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "max_connections is 500 or more.",
    why_it_hurts: "Each session is a process with memory of its own; beyond a few per core they \
                   only wait for each other.",
    evidence: "The setting, and connections that are open now.",
    fix: "A pool in front (two to four sessions per core), then a lower limit.",
    lock_and_cost: "Takes effect after a restart, so it is advice and never a step.",
    undo: "Set it back and restart.",
    example: "`max_connections = 2000` and 40 of them busy.",
    find: max_connections,
};

fn max_connections(known: &Known<'_>) -> Vec<Finding> {
    number(known, "max_connections")
        .filter(|(_, max)| *max >= 500.0)
        .map(|(setting, _)| {
            about(&MAX_CONNECTIONS, setting)
                .because_known("open now", known.snapshot.activity.connections)
        })
        .into_iter()
        .collect()
}

pub static MAX_WAL_SIZE: Rule = Rule {
    code: "RU-SE-012",
    title: "max_wal_size is at its small default",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "A checkpoint is forced after at most 1 GB of WAL, and the database is ten times larger.",
    why_it_hurts: "Under heavy writes checkpoints follow each other, and each page is written in \
                   full after each one.",
    evidence: "The setting and the size of the database. How often checkpoints are forced is in \
               the server's log (log_checkpoints).",
    fix: "As much WAL as is written in half an hour; recovery after a crash takes longer.",
    lock_and_cost: "Taken at reload; takes that much disk.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET max_wal_size = '8GB'`",
    find: max_wal_size,
};

fn max_wal_size(known: &Known<'_>) -> Vec<Finding> {
    let Some(setting) = known.setting("max_wal_size") else { return Vec::new() };
    let (Some(now), Some(data)) = (setting.bytes(), known.database_bytes()) else {
        return Vec::new();
    };
    if now > 1 << 30 || data.0 < 10 << 30 {
        return Vec::new();
    }
    vec![about(&MAX_WAL_SIZE, setting).because("size of tables and indexes", data)]
}

pub static CHECKPOINT_TARGET: Rule = Rule {
    code: "RU-SE-013",
    title: "Checkpoints are written in a rush",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "checkpoint_completion_target is below 0.9 (the default before PostgreSQL 14 was 0.5).",
    why_it_hurts: "Writes come in a burst, and statements stall meanwhile.",
    evidence: "The setting.",
    fix: "Set it to 0.9.",
    lock_and_cost: "Taken at reload; no lock.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET checkpoint_completion_target = 0.9`",
    find: checkpoint_target,
};

fn checkpoint_target(known: &Known<'_>) -> Vec<Finding> {
    number(known, "checkpoint_completion_target")
        .filter(|(_, target)| *target < 0.9)
        .map(|(setting, _)| about(&CHECKPOINT_TARGET, setting).mended_by(set(setting, "0.9")))
        .into_iter()
        .collect()
}

pub static JIT: Rule = Rule {
    code: "RU-SE-014",
    title: "JIT compiles statements that are short",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: POSTGRES,
    what: "jit is on, and statements whose plans cost more than jit_above_cost run for less than \
           half a second.",
    why_it_hurts: "Compiling takes tens to hundreds of milliseconds at each call.",
    evidence: "Statements with such a plan, and their mean time. Whether JIT is the reason shows \
               in EXPLAIN ANALYZE.",
    fix: "Switch it off for the role of the application, or raise jit_above_cost tenfold.",
    lock_and_cost: "Taken at reload; no lock.",
    undo: "Set it back.",
    example: "`ALTER ROLE web SET jit = off`",
    find: jit,
};

fn jit(known: &Known<'_>) -> Vec<Finding> {
    let Some(setting) = known.setting("jit").filter(|s| is_on(s)) else { return Vec::new() };
    let Some((_, limit)) = number(known, "jit_above_cost").filter(|(_, cost)| *cost >= 0.0) else {
        return Vec::new();
    };
    let short = known
        .planned()
        .filter(|(statement, plan)| {
            plan.cost >= limit && statement.mean().is_some_and(|mean| mean.0 < 500.0)
        })
        .count();
    if short == 0 {
        return Vec::new();
    }
    vec![about(&JIT, setting).because("short statements that are compiled", short)]
}

pub static STATEMENTS_MISSING: Rule = Rule {
    code: "RU-SE-015",
    title: "pg_stat_statements is not there",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: POSTGRES,
    what: "The server does not count statements.",
    why_it_hurts: "Nobody knows what the time goes into; index advice needs a file of statements.",
    evidence: "The extension, its preloading, and the right to read it, as `rungs check` probes.",
    fix: "The statements that the evidence lists.",
    lock_and_cost: "Preloading it needs a restart; it costs about one percent.",
    undo: "Drop the extension and take it out of shared_preload_libraries.",
    example: "`CREATE EXTENSION pg_stat_statements`",
    find: statements_missing,
};

fn statements_missing(known: &Known<'_>) -> Vec<Finding> {
    let server = &known.snapshot.server;
    let missing = server.capabilities.iter().find(|c| c.id == "statements" && c.state == State::No);
    let Some(capability) = missing else { return Vec::new() };
    let mut finding =
        STATEMENTS_MISSING.finding(FindingSubject::Server, "statements are not counted");
    for statement in &capability.mend {
        finding = finding.because("mend", statement);
    }
    vec![finding]
}

pub static UNSAFE_WRITES: Rule = Rule {
    code: "RU-SE-016",
    title: "A crash can lose or damage data",
    rung: Rung::Upkeep,
    severity: Severity::Critical,
    engines: POSTGRES,
    what: "fsync or full_page_writes is off (damage), or synchronous_commit is off (the last \
           moment's commits may be lost).",
    why_it_hurts: "After a power failure the database may not start, or not be what was committed.",
    evidence: "The settings. synchronous_commit = off is a note: it loses, but never damages.",
    fix: "Switch them on, unless the data can be made again.",
    lock_and_cost: "Taken at reload; commits wait for the disk. rungs never trades safety for \
                    speed, nor takes such a choice back by itself.",
    undo: "Set it back.",
    example: "`ALTER SYSTEM SET fsync = on`",
    find: unsafe_writes,
};

fn unsafe_writes(known: &Known<'_>) -> Vec<Finding> {
    [
        ("fsync", Severity::Critical),
        ("full_page_writes", Severity::Critical),
        ("synchronous_commit", Severity::Note),
    ]
    .into_iter()
    .filter_map(|(name, severity)| {
        let setting = known.setting(name).filter(|s| is_off(s))?;
        Some(about(&UNSAFE_WRITES, setting).as_severe_as(severity))
    })
    .collect()
}

pub static PLANNER_METHOD_OFF: Rule = Rule {
    code: "RU-SE-017",
    title: "A planner method is switched off",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: POSTGRES,
    what: "An enable_… setting is off for the whole server or database.",
    why_it_hurts: "It was switched off for one statement once, and all others pay for it.",
    evidence: "The setting.",
    fix: "Switch it on, and mend that one statement (statistics, an index) instead.",
    lock_and_cost: "Taken at reload; plans may change.",
    undo: "Set it back.",
    example: "`enable_nestloop = off`",
    find: planner_method_off,
};

fn planner_method_off(known: &Known<'_>) -> Vec<Finding> {
    // These are off by PostgreSQL's own default.
    const OFF_BY_DEFAULT: [&str; 2] =
        ["enable_partitionwise_join", "enable_partitionwise_aggregate"];
    known
        .snapshot
        .server
        .settings
        .iter()
        .filter(|s| s.name.starts_with("enable_") && !OFF_BY_DEFAULT.contains(&s.name.as_str()))
        .filter(|s| is_off(s))
        .map(|setting| about(&PLANNER_METHOD_OFF, setting))
        .collect()
}

pub fn about(rule: &Rule, setting: &Setting) -> Finding {
    let value = match setting.bytes() {
        Some(bytes) => Bytes(bytes).to_string(),
        None => format!("{}{}", setting.value, setting.unit),
    };
    let what = format!("{} is {value}", setting.name);
    rule.finding(FindingSubject::Setting(setting.name.clone()), what)
}

/// A step only where no restart is needed.
pub fn set(setting: &Setting, value: &str) -> Option<Action> {
    let action = Action::Set {
        setting: setting.name.clone(),
        value: value.to_owned(),
        previous: Some(setting.value.clone()),
    };
    (!setting.needs_restart).then_some(action)
}

pub fn number<'a>(known: &Known<'a>, name: &str) -> Option<(&'a Setting, f64)> {
    let setting = known.setting(name)?;
    Some((setting, setting.value.parse().ok()?))
}

pub fn is_off(setting: &Setting) -> bool {
    matches!(setting.value.to_ascii_lowercase().as_str(), "off" | "0" | "false")
}

pub fn is_on(setting: &Setting) -> bool {
    matches!(setting.value.to_ascii_lowercase().as_str(), "on" | "1" | "true")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ladder::testing::{
        check, check_findings, plan, scan, setting, snapshot, statement, table,
    };
    use crate::name::EngineKind;
    use crate::seen::{Capability, State};

    #[test]
    fn a_server_whose_settings_are_unknown_gets_no_advice() {
        check_findings("RU-SE", &snapshot(EngineKind::Postgres), expect![[""]]);
    }

    #[test]
    fn a_badly_set_server_hears_of_each_setting() {
        let mut s = snapshot(EngineKind::Postgres);
        let at = table(&mut s, "log", 1.2e8, &["id"]);
        s.tables[at].counters.vacuum_threshold_rows = Some(2.4e7);
        for (name, value, unit) in [
            ("random_page_cost", "4", ""),
            ("autovacuum", "off", ""),
            ("track_counts", "on", ""),
            ("log_min_duration_statement", "-1", "ms"),
            ("track_io_timing", "off", ""),
            ("idle_in_transaction_session_timeout", "0", "ms"),
            ("max_connections", "2000", ""),
            ("max_wal_size", "1024", "MB"),
            ("checkpoint_completion_target", "0.5", ""),
            ("fsync", "off", ""),
            ("full_page_writes", "on", ""),
            ("synchronous_commit", "off", ""),
            ("enable_nestloop", "off", ""),
            ("enable_partitionwise_join", "off", ""),
        ] {
            setting(&mut s, name, value, unit);
        }
        s.server.capabilities.push(Capability {
            id: "statements".into(),
            state: State::No,
            what: "count statements".into(),
            mend: vec!["CREATE EXTENSION pg_stat_statements".into()],
            required: false,
        });
        check_findings(
            "RU-SE",
            &s,
            expect![[r"
                RU-SE-006 critical: autovacuum is off [] -> set
                RU-SE-016 critical: fsync is off []
                RU-SE-015 warning: statements are not counted [mend: CREATE EXTENSION pg_stat_statements]
                RU-SE-017 warning: enable_nestloop is off []
                RU-SE-004 note: random_page_cost is 4 [storage: unknown: only you know whether it is an SSD]
                RU-SE-007 note: autovacuum of app.log waits for 24.0 M dead rows [rows: 120.0 M]
                RU-SE-008 note: log_min_duration_statement is off [] -> set
                RU-SE-009 note: track_io_timing is off [] -> set
                RU-SE-010 note: idle_in_transaction_session_timeout is 0ms [long transactions now: 0]
                RU-SE-011 note: max_connections is 2000 [open now: unknown]
                RU-SE-012 note: max_wal_size is 1074 MB [size of tables and indexes: 12.0 GB]
                RU-SE-013 note: checkpoint_completion_target is 0.5 [] -> set
                RU-SE-016 note: synchronous_commit is off []
            "]],
        );
    }

    #[test]
    fn jit_is_told_where_dear_plans_run_short() {
        let mut s = snapshot(EngineKind::Postgres);
        setting(&mut s, "jit", "on", "");
        setting(&mut s, "jit_above_cost", "100000", "");
        statement(&mut s, "SELECT 1", 10.0, 200.0);
        statement(&mut s, "SELECT 2", 10.0, 20_000.0);
        let dear = plan(500_000.0, vec![scan("orders")]);
        check("RU-SE", &s, &[(1, dear.clone())], &expect![[""]]);
        check(
            "RU-SE",
            &s,
            &[(0, dear)],
            &expect![[r"
            RU-SE-014 note: jit is on [short statements that are compiled: 1]
        "]],
        );
    }
}
