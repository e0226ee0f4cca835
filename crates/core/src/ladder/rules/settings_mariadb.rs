//! MariaDB's and MySQL's settings: memory, what is recorded, what a crash can lose.

use super::settings_postgres::{about, is_off, is_on, number, set};
use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, Severity};
use crate::ladder::rule::{Known, MARIADB, Rule};
use crate::name::Bytes;

pub static BUFFER_POOL: Rule = Rule {
    code: "RU-SE-101",
    title: "InnoDB's buffer pool is smaller than the data",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: MARIADB,
    what: "Tables and indexes of this database do not fit the buffer pool.",
    why_it_hurts: "Pages are read from disk again and again; it is the one setting that matters \
                   most.",
    evidence: "The setting, the size of tables and indexes, memory where known. A note where the \
               pool is not at its 128 MB default: data that nobody reads need not fit.",
    fix: "Half to three quarters of the memory of a machine that does nothing else.",
    lock_and_cost: "Resized while the server runs; look-ups stall for moments meanwhile.",
    undo: "Set it back.",
    example: "`SET GLOBAL innodb_buffer_pool_size = 8589934592`",
    find: buffer_pool,
};

fn buffer_pool(known: &Known<'_>) -> Vec<Finding> {
    let (Some((setting, pool)), Some(data)) =
        (number(known, "innodb_buffer_pool_size"), known.database_bytes())
    else {
        return Vec::new();
    };
    let pool = pool as u64;
    if data.0 <= pool {
        return Vec::new();
    }
    let is_default = pool <= 134_217_728;
    let most = known.snapshot.server.memory.map(|m| m.0 / 2);
    // A fifth of room to grow, in steps of 128 MB as InnoDB takes them.
    let wanted = (data.0 + data.0 / 5).div_ceil(134_217_728) * 134_217_728;
    let step = most.map(|most| wanted.min(most)).filter(|bytes| *bytes > pool);
    let advice = match step {
        Some(bytes) => Bytes(bytes).to_string(),
        None => "half to three quarters of the machine's memory".to_owned(),
    };
    vec![
        about(&BUFFER_POOL, setting)
            .as_severe_as(if is_default { Severity::Warning } else { Severity::Note })
            .because("size of tables and indexes", data)
            .because("advice", advice)
            .mended_by(step.and_then(|bytes| set(setting, &bytes.to_string()))),
    ]
}

pub static SLOW_LOG: Rule = Rule {
    code: "RU-SE-102",
    title: "Slow statements are not logged",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: MARIADB,
    what: "slow_query_log is off.",
    why_it_hurts: "MariaDB keeps no example of a statement in its statistics; the slow log does.",
    evidence: "The setting.",
    fix: "Switch it on with long_query_time of a second or less and log_slow_verbosity = \
          'query_plan'. The log holds values of rows: mind who reads it.",
    lock_and_cost: "Taken at once; one log entry per slow statement.",
    undo: "Set it back.",
    example: "`SET GLOBAL slow_query_log = ON`",
    find: slow_log,
};

fn slow_log(known: &Known<'_>) -> Vec<Finding> {
    known
        .setting("slow_query_log")
        .filter(|s| is_off(s))
        .map(|s| about(&SLOW_LOG, s).mended_by(set(s, "ON")))
        .into_iter()
        .collect()
}

pub static PERFORMANCE_SCHEMA: Rule = Rule {
    code: "RU-SE-103",
    title: "performance_schema is off",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: MARIADB,
    what: "The server counts neither statements nor the use of indexes.",
    why_it_hurts: "Workload and index use are unknown: rungs says nothing of unused indexes, and \
                   index advice needs a file of statements.",
    evidence: "The setting.",
    fix: "`performance_schema = ON` in the configuration file.",
    lock_and_cost: "Takes effect after a restart, so it is advice and never a step; costs some \
                    memory and a few percent.",
    undo: "Set it back and restart.",
    example: "It is off by default on MariaDB, on by default on MySQL.",
    find: performance_schema,
};

fn performance_schema(known: &Known<'_>) -> Vec<Finding> {
    known
        .setting("performance_schema")
        .filter(|s| is_off(s))
        .map(|s| about(&PERFORMANCE_SCHEMA, s))
        .into_iter()
        .collect()
}

pub static QUERY_CACHE: Rule = Rule {
    code: "RU-SE-104",
    title: "The query cache is on",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: MARIADB,
    what: "query_cache_type is not OFF and the cache has room.",
    why_it_hurts: "One lock guards it: sessions on several cores wait for each other, and each \
                   write to a table empties all that was cached of it.",
    evidence: "The two settings.",
    fix: "Switch it off; cache in the application or a proxy instead.",
    lock_and_cost: "Taken at once.",
    undo: "Set it back.",
    example: "`SET GLOBAL query_cache_type = OFF`",
    find: query_cache,
};

fn query_cache(known: &Known<'_>) -> Vec<Finding> {
    let (Some(kind), Some((_, size))) =
        (known.setting("query_cache_type"), number(known, "query_cache_size"))
    else {
        return Vec::new();
    };
    if is_off(kind) || size <= 0.0 {
        return Vec::new();
    }
    vec![
        about(&QUERY_CACHE, kind)
            .because("query_cache_size", Bytes(size as u64))
            .mended_by(set(kind, "OFF")),
    ]
}

pub static TMP_TABLES: Rule = Rule {
    code: "RU-SE-105",
    title: "Temporary tables get less memory than set",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: MARIADB,
    what: "tmp_table_size and max_heap_table_size differ; the smaller one counts.",
    why_it_hurts: "Whoever raised one of them gained nothing: temporary tables still go to disk.",
    evidence: "Both settings.",
    fix: "Set both to the same size.",
    lock_and_cost: "Taken at once by new sessions; each temporary table may take that much.",
    undo: "Set it back.",
    example: "`tmp_table_size = 64M` and `max_heap_table_size = 16M`",
    find: tmp_tables,
};

fn tmp_tables(known: &Known<'_>) -> Vec<Finding> {
    let (Some((setting, tmp)), Some((_, heap))) =
        (number(known, "tmp_table_size"), number(known, "max_heap_table_size"))
    else {
        return Vec::new();
    };
    // MySQL 8 keeps temporary tables elsewhere (temptable_max_ram).
    if tmp <= heap || known.snapshot.server.is_mysql {
        return Vec::new();
    }
    vec![about(&TMP_TABLES, setting).because("max_heap_table_size", Bytes(heap as u64))]
}

pub static FLUSH_AT_COMMIT: Rule = Rule {
    code: "RU-SE-106",
    title: "A crash can lose committed transactions",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: MARIADB,
    what: "innodb_flush_log_at_trx_commit is not 1.",
    why_it_hurts: "Up to a second of commits is lost when the machine (2) or the server (0) dies.",
    evidence: "The setting.",
    fix: "1, unless the loss is acceptable. rungs never takes such a choice back by itself.",
    lock_and_cost: "Taken at once; each commit waits for the disk.",
    undo: "Set it back.",
    example: "`SET GLOBAL innodb_flush_log_at_trx_commit = 1`",
    find: flush_at_commit,
};

fn flush_at_commit(known: &Known<'_>) -> Vec<Finding> {
    known
        .setting("innodb_flush_log_at_trx_commit")
        .filter(|setting| matches!(setting.value.as_str(), "0" | "2"))
        .map(|setting| about(&FLUSH_AT_COMMIT, setting))
        .into_iter()
        .collect()
}

pub static SYNC_BINLOG: Rule = Rule {
    code: "RU-SE-107",
    title: "The binary log is not flushed at commit",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: MARIADB,
    what: "log_bin is on and sync_binlog is not 1.",
    why_it_hurts: "After a crash of the machine replicas may hold other data than the primary.",
    evidence: "Both settings.",
    fix: "1 where replicas or point-in-time restores matter.",
    lock_and_cost: "Taken at once; one more flush per commit group.",
    undo: "Set it back.",
    example: "`SET GLOBAL sync_binlog = 1`",
    find: sync_binlog,
};

fn sync_binlog(known: &Known<'_>) -> Vec<Finding> {
    if !known.setting("log_bin").is_some_and(is_on) {
        return Vec::new();
    }
    known
        .setting("sync_binlog")
        .filter(|setting| setting.value != "1")
        .map(|setting| about(&SYNC_BINLOG, setting))
        .into_iter()
        .collect()
}

pub static DOUBLEWRITE: Rule = Rule {
    code: "RU-SE-108",
    title: "A crash can damage pages",
    rung: Rung::Upkeep,
    severity: Severity::Critical,
    engines: MARIADB,
    what: "innodb_doublewrite is off.",
    why_it_hurts: "A page that was half written when the power failed cannot be mended.",
    evidence: "The setting. On storage that writes 16 kB atomically it may rightly be off.",
    fix: "Switch it on unless the storage writes pages atomically.",
    lock_and_cost: "Takes effect after a restart; pages are written twice.",
    undo: "Set it back and restart.",
    example: "`innodb_doublewrite = OFF`",
    find: doublewrite,
};

fn doublewrite(known: &Known<'_>) -> Vec<Finding> {
    known
        .setting("innodb_doublewrite")
        .filter(|s| is_off(s))
        .map(|s| about(&DOUBLEWRITE, s))
        .into_iter()
        .collect()
}

pub static LONG_QUERY_TIME: Rule = Rule {
    code: "RU-SE-109",
    title: "Only very slow statements are logged",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: MARIADB,
    what: "The slow log is on, but long_query_time is at its default of ten seconds or more.",
    why_it_hurts: "A statement of a second that runs a thousand times is never seen.",
    evidence: "Both settings.",
    fix: "One second to begin with, less later.",
    lock_and_cost: "Taken at once by new sessions; more log entries.",
    undo: "Set it back.",
    example: "`SET GLOBAL long_query_time = 1`",
    find: long_query_time,
};

fn long_query_time(known: &Known<'_>) -> Vec<Finding> {
    if !known.setting("slow_query_log").is_some_and(is_on) {
        return Vec::new();
    }
    number(known, "long_query_time")
        .filter(|(_, seconds)| *seconds >= 10.0)
        .map(|(setting, _)| about(&LONG_QUERY_TIME, setting).mended_by(set(setting, "1")))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ladder::testing::{check_findings, setting, snapshot, table};
    use crate::name::EngineKind;
    use crate::seen::Snapshot;

    fn server(settings: &[(&str, &str)]) -> Snapshot {
        let mut s = snapshot(EngineKind::MariaDb);
        table(&mut s, "orders", 1e7, &["id"]);
        for (name, value) in settings {
            setting(&mut s, name, value, "");
        }
        s
    }

    #[test]
    fn a_badly_set_server_hears_of_each_setting() {
        let s = server(&[
            ("innodb_buffer_pool_size", "134217728"),
            ("slow_query_log", "OFF"),
            ("performance_schema", "OFF"),
            ("query_cache_type", "ON"),
            ("query_cache_size", "1048576"),
            ("tmp_table_size", "67108864"),
            ("max_heap_table_size", "16777216"),
            ("innodb_flush_log_at_trx_commit", "2"),
            ("log_bin", "ON"),
            ("sync_binlog", "0"),
            ("innodb_doublewrite", "OFF"),
        ]);
        check_findings(
            "RU-SE",
            &s,
            expect![[r"
            RU-SE-108 critical: innodb_doublewrite is OFF []
            RU-SE-101 warning: innodb_buffer_pool_size is 134217728 [size of tables and indexes: 1020 MB; advice: half to three quarters of the machine's memory]
            RU-SE-103 warning: performance_schema is OFF []
            RU-SE-104 warning: query_cache_type is ON [query_cache_size: 1049 kB] -> set
            RU-SE-106 warning: innodb_flush_log_at_trx_commit is 2 []
            RU-SE-102 note: slow_query_log is OFF [] -> set
            RU-SE-105 note: tmp_table_size is 67108864 [max_heap_table_size: 17 MB]
            RU-SE-107 note: sync_binlog is 0 []
        "]],
        );
    }

    #[test]
    fn a_pool_is_sized_only_where_memory_is_known() {
        let mut s = server(&[("innodb_buffer_pool_size", "134217728")]);
        s.server.memory = Some(Bytes(16 << 30));
        check_findings(
            "RU-SE",
            &s,
            expect![[r"
            RU-SE-101 warning: innodb_buffer_pool_size is 134217728 [size of tables and indexes: 1020 MB; advice: 1342 MB] -> set
        "]],
        );
    }

    #[test]
    fn a_table_of_unknown_size_leaves_the_pool_unjudged() {
        let mut s = server(&[("innodb_buffer_pool_size", "134217728"), ("slow_query_log", "ON")]);
        s.tables[0].bytes = None;
        setting(&mut s, "long_query_time", "10.000000", "");
        check_findings(
            "RU-SE",
            &s,
            expect![[r"
            RU-SE-109 note: long_query_time is 10.000000 [] -> set
        "]],
        );
    }
}
