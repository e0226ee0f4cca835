//! SQLite's pragmas. Most of them belong to a connection, not to the file: rungs sees what a new
//! connection gets and cannot see what the application sets, and each finding says so.

use super::settings_postgres::{about, number, set};
use crate::change::Action;
use crate::change::plan::Rung;
use crate::ladder::finding::{Finding, FindingSubject, Severity};
use crate::ladder::rule::{Known, Rule, SQLITE, percent};
use crate::name::Bytes;

const PER_CONNECTION: &str = "as a new connection gets it; the application may set its own";

pub static JOURNAL_MODE: Rule = Rule {
    code: "RU-SE-201",
    title: "The file is not in WAL mode",
    rung: Rung::Upkeep,
    severity: Severity::Warning,
    engines: SQLITE,
    what: "journal_mode is DELETE, TRUNCATE or PERSIST; or OFF or MEMORY, where a crash damages \
           the file.",
    why_it_hurts: "Each write stops all readers and flushes the disk more often than needed.",
    evidence: "The pragma.",
    fix: "WAL: readers and one writer work side by side. Not on a network file system; the file \
          gets two companions (`-wal`, `-shm`) that backups must know of.",
    lock_and_cost: "Needs the file to itself for a moment.",
    undo: "`PRAGMA journal_mode = DELETE`",
    example: "`PRAGMA journal_mode = WAL`",
    find: journal_mode,
};

fn journal_mode(known: &Known<'_>) -> Vec<Finding> {
    let Some(setting) = known.setting("journal_mode") else { return Vec::new() };
    let severity = match setting.value.to_ascii_lowercase().as_str() {
        "delete" | "truncate" | "persist" => Severity::Warning,
        "off" | "memory" => Severity::Critical,
        _ => return Vec::new(),
    };
    vec![about(&JOURNAL_MODE, setting).as_severe_as(severity).mended_by(set(setting, "wal"))]
}

pub static SYNCHRONOUS: Rule = Rule {
    code: "RU-SE-202",
    title: "synchronous does not fit the journal mode",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: SQLITE,
    what: "OFF risks the file at a power failure; FULL in WAL mode flushes at each commit.",
    why_it_hurts: "The one costs the data, the other most of the write speed that WAL could give \
                   (NORMAL may lose the last commits at a power failure, but never damages).",
    evidence: "The two pragmas, as a new connection gets them.",
    fix: "NORMAL in WAL mode if losing the last moment is acceptable, FULL else.",
    lock_and_cost: "Set by the application in each connection, so it is advice and never a step.",
    undo: "Set it back.",
    example: "`PRAGMA synchronous = NORMAL`",
    find: synchronous,
};

fn synchronous(known: &Known<'_>) -> Vec<Finding> {
    let Some(setting) = known.setting("synchronous") else { return Vec::new() };
    let wal = known.setting("journal_mode").is_some_and(|m| m.value.eq_ignore_ascii_case("wal"));
    let severity = match setting.value.to_ascii_lowercase().as_str() {
        "0" | "off" => Severity::Warning,
        "2" | "full" | "3" | "extra" if wal => Severity::Note,
        _ => return Vec::new(),
    };
    vec![about(&SYNCHRONOUS, setting).as_severe_as(severity).because("caveat", PER_CONNECTION)]
}

pub static FOREIGN_KEYS: Rule = Rule {
    code: "RU-SE-203",
    title: "Foreign keys are declared but not enforced",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: SQLITE,
    what: "Tables declare foreign keys, and foreign_keys is off for a new connection.",
    why_it_hurts: "Rows without a parent come in unseen.",
    evidence: "The pragma as a new connection gets it; tables that declare foreign keys.",
    fix: "`PRAGMA foreign_keys = ON` in each connection, after `PRAGMA foreign_key_check`.",
    lock_and_cost: "Set by the application in each connection, so it is advice and never a step.",
    undo: "Set it back.",
    example: "`PRAGMA foreign_keys = ON`",
    find: foreign_keys,
};

fn foreign_keys(known: &Known<'_>) -> Vec<Finding> {
    let declared = known.snapshot.tables.iter().filter(|t| !t.foreign_keys.is_empty()).count();
    known
        .setting("foreign_keys")
        .filter(|s| super::settings_postgres::is_off(s) && declared > 0)
        .map(|s| {
            about(&FOREIGN_KEYS, s)
                .because("tables with foreign keys", declared)
                .because("caveat", PER_CONNECTION)
        })
        .into_iter()
        .collect()
}

pub static CACHE_SIZE: Rule = Rule {
    code: "RU-SE-204",
    title: "The page cache is at its small default",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: SQLITE,
    what: "A connection caches about 2 MB, and the file is ten times larger.",
    why_it_hurts: "Inner pages of indexes are read again and again; large sorts spill.",
    evidence: "cache_size as a new connection gets it, size of the file.",
    fix: "`PRAGMA cache_size = -65536` (64 MB) in each connection, as memory allows.",
    lock_and_cost: "Set by the application in each connection, so it is advice and never a step.",
    undo: "Set it back.",
    example: "`PRAGMA cache_size = -65536`",
    find: cache_size,
};

fn cache_size(known: &Known<'_>) -> Vec<Finding> {
    let (Some((setting, value)), Some((page, pages))) =
        (number(known, "cache_size"), page_counts(known))
    else {
        return Vec::new();
    };
    // Negative: kibibytes; positive: pages.
    let cache = if value < 0.0 { -value * 1_024.0 } else { value * page };
    if cache > 2_100_000.0 || page * pages < cache * 10.0 {
        return Vec::new();
    }
    vec![
        about(&CACHE_SIZE, setting)
            .because("cache", Bytes(cache as u64))
            .because("file", Bytes((page * pages) as u64))
            .because("caveat", PER_CONNECTION),
    ]
}

pub static MMAP_SIZE: Rule = Rule {
    code: "RU-SE-205",
    title: "The file is not mapped into memory",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: SQLITE,
    what: "mmap_size is 0 and the file has 100 MB or more.",
    why_it_hurts: "Each page read is a system call and a copy.",
    evidence: "The pragma as a new connection gets it, size of the file.",
    fix: "`PRAGMA mmap_size = 268435456` in connections that read much. A failing disk then ends \
          the process with a signal instead of an error.",
    lock_and_cost: "Set by the application in each connection, so it is advice and never a step.",
    undo: "Set it back.",
    example: "`PRAGMA mmap_size = 268435456`",
    find: mmap_size,
};

fn mmap_size(known: &Known<'_>) -> Vec<Finding> {
    let (Some((setting, mapped)), Some((page, pages))) =
        (number(known, "mmap_size"), page_counts(known))
    else {
        return Vec::new();
    };
    if mapped > 0.0 || page * pages < 1e8 {
        return Vec::new();
    }
    vec![
        about(&MMAP_SIZE, setting)
            .because("file", Bytes((page * pages) as u64))
            .because("caveat", PER_CONNECTION),
    ]
}

pub static FREELIST: Rule = Rule {
    code: "RU-SE-206",
    title: "Much of the file is free pages",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: SQLITE,
    what: "A large part of the file's pages is on the free list.",
    why_it_hurts: "Disk and backups carry them; the rest is scattered. New rows do use them, so it \
                   matters only where the file will not grow back.",
    evidence: "freelist_count against page_count.",
    fix: "VACUUM the file.",
    lock_and_cost: "Blocks everything until it is done, and needs the file's size on disk again.",
    undo: "Nothing to undo: contents stay as they were.",
    example: "`VACUUM` after most of a log table was deleted.",
    find: freelist,
};

fn freelist(known: &Known<'_>) -> Vec<Finding> {
    let limits = known.thresholds;
    let (Some((setting, free)), Some((page, pages))) =
        (number(known, "freelist_count"), page_counts(known))
    else {
        return Vec::new();
    };
    let share = free / pages.max(1.0);
    if share < limits.free_share_min || free * page < limits.free_bytes_min as f64 {
        return Vec::new();
    }
    let severity = if share >= 0.5 { Severity::Warning } else { Severity::Note };
    // The file is compacted as a whole; any table of it names it.
    let table = known.stored_tables().next().map(|t| Action::Compact { table: t.name.clone() });
    vec![
        FREELIST
            .finding(
                FindingSubject::Setting(setting.name.clone()),
                format!("{} of the file is free pages", percent(share)),
            )
            .as_severe_as(severity)
            .because("free", Bytes((free * page) as u64))
            .mended_by(table),
    ]
}

pub static PAGE_SIZE: Rule = Rule {
    code: "RU-SE-207",
    title: "Pages are smaller than the disk's",
    rung: Rung::Upkeep,
    severity: Severity::Note,
    engines: SQLITE,
    what: "page_size is below 4096, the default before SQLite 3.12.",
    why_it_hurts: "Trees are deeper, and each write costs the disk a larger page anyway.",
    evidence: "The pragma.",
    fix: "`PRAGMA page_size = 4096; VACUUM` outside of WAL mode.",
    lock_and_cost: "Rewrites the file and blocks everything meanwhile, so it is advice only.",
    undo: "The same with the old size.",
    example: "A file made in 2014 with `page_size = 1024`.",
    find: page_size,
};

fn page_size(known: &Known<'_>) -> Vec<Finding> {
    number(known, "page_size")
        .filter(|(_, size)| *size < 4_096.0)
        .map(|(setting, _)| about(&PAGE_SIZE, setting))
        .into_iter()
        .collect()
}

/// Bytes of a page, and pages of the file.
fn page_counts(known: &Known<'_>) -> Option<(f64, f64)> {
    Some((number(known, "page_size")?.1, number(known, "page_count")?.1))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::ladder::testing::{check_findings, foreign_key, setting, snapshot, table};
    use crate::name::EngineKind;

    #[test]
    fn a_default_file_hears_of_its_pragmas() {
        let mut s = snapshot(EngineKind::Sqlite);
        table(&mut s, "users", 10.0, &["id"]);
        let at = table(&mut s, "posts", 10.0, &["id", "user_id"]);
        foreign_key(&mut s, at, &["user_id"], "users");
        for (name, value) in [
            ("journal_mode", "delete"),
            ("synchronous", "2"),
            ("foreign_keys", "0"),
            ("cache_size", "-2000"),
            ("mmap_size", "0"),
            ("page_size", "1024"),
            ("page_count", "200000"),
            ("freelist_count", "120000"),
        ] {
            setting(&mut s, name, value, "");
        }
        check_findings(
            "RU-SE",
            &s,
            expect![[r"
            RU-SE-201 warning: journal_mode is delete [] -> set
            RU-SE-206 warning: 60 % of the file is free pages [free: 123 MB] -> compact
            RU-SE-203 note: foreign_keys is 0 [tables with foreign keys: 1; caveat: as a new connection gets it; the application may set its own]
            RU-SE-204 note: cache_size is -2000 [cache: 2048 kB; file: 205 MB; caveat: as a new connection gets it; the application may set its own]
            RU-SE-205 note: mmap_size is 0 [file: 205 MB; caveat: as a new connection gets it; the application may set its own]
            RU-SE-207 note: page_size is 1024 []
        "]],
        );
    }

    #[test]
    fn full_is_noted_in_wal_mode_only_and_a_journal_that_is_off_is_critical() {
        let mut s = snapshot(EngineKind::Sqlite);
        setting(&mut s, "journal_mode", "wal", "");
        setting(&mut s, "synchronous", "FULL", "");
        check_findings(
            "RU-SE",
            &s,
            expect![[r"
            RU-SE-202 note: synchronous is FULL [caveat: as a new connection gets it; the application may set its own]
        "]],
        );
        s.server.settings[0].value = "off".into();
        check_findings(
            "RU-SE",
            &s,
            expect![[r"
            RU-SE-201 critical: journal_mode is off [] -> set
        "]],
        );
    }
}
