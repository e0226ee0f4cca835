//! What rungs remembers of rollups in the target itself: families, slices of builds, a log.

use super::say::object;
use super::vouch;
use crate::dialect::{Quote, Sql, dialect};
use crate::name::EngineKind;

/// How far a family has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its objects are being made.
    Adding,
    /// Captured, and being filled.
    Building,
    Live,
    /// Something changed the facts unseen: not to be read until it is rebuilt.
    Invalid,
    Dropping,
}

impl State {
    pub const ALL: [Self; 5] =
        [Self::Adding, Self::Building, Self::Live, Self::Invalid, Self::Dropping];

    pub fn word(self) -> &'static str {
        match self {
            Self::Adding => "adding",
            Self::Building => "building",
            Self::Live => "live",
            Self::Invalid => "invalid",
            Self::Dropping => "dropping",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// Makes the registry; harmless where it is.
pub fn make(engine: EngineKind) -> Vec<Sql> {
    let (text, key, number, auto, end) = match engine {
        EngineKind::Postgres => {
            ("text", "text", "bigint", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "")
        }
        EngineKind::MariaDb => (
            "longtext",
            "varchar(64)",
            "bigint",
            "bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY",
            " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
        ),
        EngineKind::Sqlite => ("TEXT", "TEXT", "INTEGER", "INTEGER PRIMARY KEY", ""),
    };
    let table = |name: &str, columns: &str| {
        let name = object(engine, name);
        vouch(format!("CREATE TABLE IF NOT EXISTS {name} ({columns}){end}"))
    };
    let mut all = Vec::new();
    if engine == EngineKind::Postgres {
        all.push(Sql::fixed("CREATE SCHEMA IF NOT EXISTS rungs"));
    }
    all.push(table(
        "rollups",
        &format!(
            "family {key} NOT NULL PRIMARY KEY, body {text} NOT NULL, state {key} NOT NULL, \
             why {text}, epoch {text}, changed_ms {number} NOT NULL"
        ),
    ));
    all.push(table(
        "rollup_buckets",
        &format!(
            "family {key} NOT NULL, bucket {key} NOT NULL, upto {key} NOT NULL, \
             state {key} NOT NULL, PRIMARY KEY (family, bucket)"
        ),
    ));
    all.push(table(
        "rollup_changes",
        &format!("family {key} NOT NULL PRIMARY KEY, body {text} NOT NULL, epoch {text}"),
    ));
    all.push(table(
        "rollup_log",
        &format!(
            "id {auto}, family {key} NOT NULL, at_ms {number} NOT NULL, what {key} NOT NULL, \
             deltas {number}, took_ms {number}, way {text}, UNIQUE (family, what, id)"
        ),
    ));
    all
}

/// One row if the registry is there.
pub fn is_there(engine: EngineKind) -> Sql {
    has(engine, "rollups")
}

/// One row if the registry can tell of families that are being changed.
pub fn has_changes(engine: EngineKind) -> Sql {
    has(engine, "rollup_changes")
}

fn has(engine: EngineKind, table: &str) -> Sql {
    let (question, prefix) = match engine {
        EngineKind::Postgres => (
            "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n \
             ON n.oid = c.relnamespace WHERE n.nspname = 'rungs' AND c.relname = ",
            "",
        ),
        EngineKind::MariaDb => (
            "SELECT 1 FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = ",
            "rungs_",
        ),
        EngineKind::Sqlite => ("SELECT 1 FROM sqlite_schema WHERE name = ", "rungs_"),
    };
    Sql::fixed(question).literal(quote(engine), &format!("{prefix}{table}"))
}

/// Takes the registry away, once it is empty.
pub fn remove(engine: EngineKind) -> Vec<Sql> {
    ["rollup_log", "rollup_buckets", "rollup_changes", "rollups"]
        .iter()
        .map(|name| vouch(format!("DROP TABLE IF EXISTS {}", object(engine, name))))
        .collect()
}

/// `family, body, state, why, epoch, changed_ms` of all, by name.
pub fn list(engine: EngineKind) -> Sql {
    vouch(format!(
        "SELECT family, body, state, why, epoch, changed_ms FROM {} ORDER BY family",
        object(engine, "rollups")
    ))
}

pub fn insert(engine: EngineKind, family: &str, body: &str, state: State, now_ms: i64) -> Sql {
    let q = quote(engine);
    vouch(format!(
        "INSERT INTO {} (family, body, state, changed_ms) VALUES (",
        object(engine, "rollups")
    ))
    .literal(q, family)
    .text(", ")
    .literal(q, body)
    .text(", ")
    .literal(q, state.word())
    .text(", ")
    .number(now_ms.unsigned_abs())
    .text(")")
}

pub fn set_body(engine: EngineKind, family: &str, body: &str, now_ms: i64) -> Sql {
    let q = quote(engine);
    vouch(format!("UPDATE {} SET body = ", object(engine, "rollups")))
        .literal(q, body)
        .text(", changed_ms = ")
        .number(now_ms.unsigned_abs())
        .text(" WHERE family = ")
        .literal(q, family)
}

/// One row if the family is in this state and was not changed since.
pub fn is_unchanged(engine: EngineKind, family: &str, state: State, changed_ms: i64) -> Sql {
    let q = quote(engine);
    vouch(format!("SELECT 1 FROM {} WHERE family = ", object(engine, "rollups")))
        .literal(q, family)
        .text(" AND state = ")
        .literal(q, state.word())
        .text(" AND changed_ms = ")
        .number(changed_ms.unsigned_abs())
}

/// `body, epoch`: the family with all that is being added to it, or taken from it.
pub fn change(engine: EngineKind, family: &str) -> Sql {
    vouch(format!("SELECT body, epoch FROM {} WHERE family = ", object(engine, "rollup_changes")))
        .literal(quote(engine), family)
}

/// The families that are being changed.
pub fn changing(engine: EngineKind) -> Sql {
    vouch(format!("SELECT family FROM {}", object(engine, "rollup_changes")))
}

pub fn begin_change(engine: EngineKind, family: &str, body: &str) -> Sql {
    let q = quote(engine);
    vouch(format!("INSERT INTO {} (family, body) VALUES (", object(engine, "rollup_changes")))
        .literal(q, family)
        .text(", ")
        .literal(q, body)
        .text(")")
}

/// All objects are there; what capture then stands on.
pub fn change_is_captured(engine: EngineKind, family: &str, epoch: &str) -> Sql {
    let q = quote(engine);
    vouch(format!("UPDATE {} SET epoch = ", object(engine, "rollup_changes")))
        .literal(q, epoch)
        .text(" WHERE family = ")
        .literal(q, family)
}

pub fn end_change(engine: EngineKind, family: &str) -> Sql {
    vouch(format!("DELETE FROM {} WHERE family = ", object(engine, "rollup_changes")))
        .literal(quote(engine), family)
}

/// `why`: in words; empty: nothing to say.
pub fn set_state(engine: EngineKind, family: &str, state: State, why: &str, now_ms: i64) -> Sql {
    let q = quote(engine);
    vouch(format!("UPDATE {} SET state = ", object(engine, "rollups")))
        .literal(q, state.word())
        .text(", why = ")
        .literal(q, why)
        .text(", changed_ms = ")
        .number(now_ms.unsigned_abs())
        .text(" WHERE family = ")
        .literal(q, family)
}

/// Live; changes no row if somebody wrote another state or another reason meanwhile.
pub fn go_live(engine: EngineKind, family: &str, from: (State, &str), now_ms: i64) -> Sql {
    set_state(engine, family, State::Live, "", now_ms)
        .text(" AND state = ")
        .literal(quote(engine), from.0.word())
        .text(" AND why = ")
        .literal(quote(engine), from.1)
}

pub fn set_epoch(engine: EngineKind, family: &str, epoch: &str) -> Sql {
    let q = quote(engine);
    vouch(format!("UPDATE {} SET epoch = ", object(engine, "rollups")))
        .literal(q, epoch)
        .text(" WHERE family = ")
        .literal(q, family)
}

/// All rows of a family.
pub fn forget(engine: EngineKind, family: &str) -> Vec<Sql> {
    let q = quote(engine);
    ["rollup_buckets", "rollup_log", "rollup_changes", "rollups"]
        .iter()
        .map(|table| {
            vouch(format!("DELETE FROM {} WHERE family = ", object(engine, table)))
                .literal(q, family)
        })
        .collect()
}

/// `bucket, upto, state` of a family, in order.
pub fn buckets(engine: EngineKind, family: &str) -> Sql {
    vouch(format!(
        "SELECT bucket, upto, state FROM {} WHERE family = ",
        object(engine, "rollup_buckets")
    ))
    .literal(quote(engine), family)
    .text(" ORDER BY bucket")
}

pub fn add_bucket(engine: EngineKind, family: &str, bucket: &str, upto: &str) -> Sql {
    let q = quote(engine);
    vouch(format!(
        "INSERT INTO {} (family, bucket, upto, state) VALUES (",
        object(engine, "rollup_buckets")
    ))
    .literal(q, family)
    .text(", ")
    .literal(q, bucket)
    .text(", ")
    .literal(q, upto)
    .text(", 'wanted')")
}

pub fn bucket_done(engine: EngineKind, family: &str, bucket: &str) -> Sql {
    let q = quote(engine);
    vouch(format!("UPDATE {} SET state = 'done' WHERE family = ", object(engine, "rollup_buckets")))
        .literal(q, family)
        .text(" AND bucket = ")
        .literal(q, bucket)
}

/// A slice that a hole touched: to be built anew while the others stay.
pub fn touch_bucket(engine: EngineKind, family: &str, bucket: &str, upto: &str) -> [Sql; 2] {
    let q = quote(engine);
    let table = object(engine, "rollup_buckets");
    let gone = vouch(format!("DELETE FROM {table} WHERE family = "))
        .literal(q, family)
        .text(" AND bucket = ")
        .literal(q, bucket);
    let insert = vouch(format!("INSERT INTO {table} (family, bucket, upto, state) VALUES ("))
        .literal(q, family)
        .text(", ")
        .literal(q, bucket)
        .text(", ")
        .literal(q, upto)
        .text(", 'touched')");
    [gone, insert]
}

/// What was touched is not known any more, or of no matter.
pub fn forget_touched(engine: EngineKind, family: &str) -> Sql {
    vouch(format!(
        "UPDATE {} SET state = 'done' WHERE state = 'touched' AND family = ",
        object(engine, "rollup_buckets")
    ))
    .literal(quote(engine), family)
}

pub fn forget_buckets(engine: EngineKind, family: &str) -> Sql {
    vouch(format!("DELETE FROM {} WHERE family = ", object(engine, "rollup_buckets")))
        .literal(quote(engine), family)
}

/// One line of the log. `way`: how it was done and why.
pub fn log(engine: EngineKind, line: &LogLine<'_>) -> Sql {
    let q = quote(engine);
    vouch(format!(
        "INSERT INTO {} (family, at_ms, what, deltas, took_ms, way) VALUES (",
        object(engine, "rollup_log")
    ))
    .literal(q, line.family)
    .text(", ")
    .number(line.at_ms.unsigned_abs())
    .text(", ")
    .literal(q, line.what)
    .text(", ")
    .number(line.deltas)
    .text(", ")
    .number(line.took_ms)
    .text(", ")
    .literal(q, line.way)
    .text(")")
}

/// Of each kind of work, so many lines of a family are kept.
pub const LINES_KEPT: u64 = 1_000;

/// Takes out what is older than the lines that are kept of this kind of work.
pub fn prune_log(engine: EngineKind, line: &LogLine<'_>) -> Sql {
    let log = object(engine, "rollup_log");
    let literal = |text: &str| Sql::fixed("").literal(quote(engine), text).to_string();
    let of = format!("family = {} AND what = {}", literal(line.family), literal(line.what));
    // Within another query, as MariaDB reads no table that it deletes from.
    vouch(format!(
        "DELETE FROM {log} WHERE {of} AND id <= (SELECT id FROM (SELECT id FROM {log} WHERE {of} \
         ORDER BY id DESC LIMIT 1 OFFSET {LINES_KEPT}) x)"
    ))
}

#[derive(Debug, Clone, Copy)]
pub struct LogLine<'a> {
    pub family: &'a str,
    pub at_ms: i64,
    /// `refresh`, `rebuild` (of a slice), `build`, `verify`.
    pub what: &'a str,
    /// Deltas that were folded, groups that were built, or differences that were found.
    pub deltas: u64,
    pub took_ms: u64,
    pub way: &'a str,
}

/// `at_ms, what, deltas, took_ms, way` of the last lines of a family, newest first.
pub fn last_log(engine: EngineKind, family: &str, what: &str, lines: u64) -> Sql {
    let q = quote(engine);
    vouch(format!(
        "SELECT at_ms, what, deltas, took_ms, way FROM {} WHERE family = ",
        object(engine, "rollup_log")
    ))
    .literal(q, family)
    .text(" AND what = ")
    .literal(q, what)
    .text(" ORDER BY id DESC LIMIT ")
    .number(lines)
}

fn quote(engine: EngineKind) -> Quote {
    dialect(engine).quote()
}
