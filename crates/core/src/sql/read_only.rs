//! May a statement be run to measure it? Only if its text is a plain query. Judged by its
//! tokens, and strictly: what looks like writing is refused, even where a column is called
//! `update`. A function that a user wrote is not looked into; the engine runs such a statement
//! in a read-only transaction besides.

use super::tokens::{Kind, Token, tokens};
use crate::name::EngineKind;

/// One `SELECT`, `WITH … SELECT`, `VALUES` or `TABLE`, without locks, `INTO`, a writing CTE or
/// a function that is known to do more than to compute.
pub fn is_read_only(text: &str, engine: EngineKind) -> bool {
    let all: Vec<_> = tokens(text, engine).filter(|t| !t.is_blank()).collect();
    let end = all.iter().rposition(|t| !t.is_mark(";")).map_or(0, |last| last + 1);
    let all = &all[..end];
    let first = all.iter().find(|t| !t.is_mark("("));
    first.is_some_and(|t| is_any(t, &["select", "with", "values", "table"]))
        && !all.iter().enumerate().any(|(at, token)| writes(token, all.get(at + 1)))
}

fn writes(token: &Token<'_>, next: Option<&Token<'_>>) -> bool {
    match token.kind {
        Kind::Mark => token.text == ";",
        Kind::Operator => token.text == ":=",
        // A name in escapes can be any name.
        Kind::Quoted if token.text.starts_with(['U', 'u']) => true,
        Kind::Quoted => is_call(next) && is_dangerous(token.text),
        Kind::Word => {
            is_any(token, WRITING)
                || (token.is_word("for") && next.is_some_and(|n| is_any(n, LOCKING)))
                || (token.is_word("lock") && next.is_some_and(|n| n.is_word("in")))
                || (is_call(next) && is_dangerous(token.text))
        }
        _ => false,
    }
}

fn is_any(token: &Token<'_>, words: &[&str]) -> bool {
    token.kind == Kind::Word && words.iter().any(|w| token.text.eq_ignore_ascii_case(w))
}

fn is_call(next: Option<&Token<'_>>) -> bool {
    next.is_some_and(|t| t.is_mark("("))
}

fn is_dangerous(function: &str) -> bool {
    let name = function.trim_matches(['"', '`', '[', ']']).to_lowercase();
    DANGEROUS.contains(&name.as_str()) || DANGEROUS_PREFIXES.iter().any(|p| name.starts_with(p))
}

const WRITING: &[&str] = &["insert", "update", "delete", "merge", "into", "procedure", "outfile"];

const LOCKING: &[&str] = &["update", "share", "no", "key"];

const DANGEROUS: &[&str] = &[
    // PostgreSQL
    "nextval",
    "setval",
    "set_config",
    "pg_notify",
    "pg_terminate_backend",
    "pg_cancel_backend",
    "pg_reload_conf",
    "pg_rotate_logfile",
    "pg_promote",
    "pg_export_snapshot",
    "pg_switch_wal",
    "pg_stat_file",
    "pg_prewarm",
    "pg_log_backend_memory_contexts",
    "pg_import_system_collations",
    "gin_clean_pending_list",
    "query_to_xml",
    "cursor_to_xml",
    "crosstab",
    "connectby",
    "hypopg",
    "txid_current",
    "pg_current_xact_id",
    // MariaDB, MySQL
    "sleep",
    "get_lock",
    "release_lock",
    "release_all_locks",
    "benchmark",
    "load_file",
    "master_pos_wait",
    "master_gtid_wait",
    "wait_for_executed_gtid_set",
    "setval",
    "lastval",
    "last_insert_id",
    "sys_exec",
    "sys_eval",
    "uuid_short",
    // SQLite
    "load_extension",
    "writefile",
    "readfile",
    "edit",
    "fts3_tokenizer",
    "eval",
];

const DANGEROUS_PREFIXES: &[&str] = &[
    "pg_sleep",
    "pg_advisory",
    "pg_try_advisory",
    "lo_",
    "dblink",
    "pg_stat_reset",
    "pg_stat_statements_reset",
    "pg_read_",
    "pg_ls_",
    "pg_create_",
    "pg_drop_",
    "pg_copy_",
    "pg_replication_",
    "pg_logical_",
    "pg_backup_",
    "pg_start_backup",
    "pg_stop_backup",
    "pg_wal_replay",
    "pg_file_",
    "pg_extension_config",
    "pg_sync_",
    "pg_restore_",
    "pg_clear_",
    "hypopg_",
    "brin_summarize",
    "brin_desummarize",
    "wsrep_",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check_read_only(text: &str, expect: bool) {
        for engine in EngineKind::ALL {
            assert_eq!(is_read_only(text, engine), expect, "{text} on {engine}");
        }
    }

    #[test]
    fn plain_queries_may_run() {
        check_read_only("SELECT replace(a, 'update', 'x; y') FROM t;", true);
        check_read_only("WITH a AS (SELECT 1) SELECT * FROM a", true);
        check_read_only("(SELECT 1) UNION (SELECT 2)", true);
    }

    #[test]
    fn what_writes_or_locks_or_waits_may_not() {
        check_read_only("", false);
        check_read_only("SELECT 1; DROP TABLE t", false);
        check_read_only("SELECT * FROM t FOR UPDATE", false);
        check_read_only("SELECT * FROM t FOR NO KEY UPDATE", false);
        check_read_only("SELECT * INTO b FROM t", false);
        check_read_only("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", false);
        check_read_only("SELECT nextval('s')", false);
        check_read_only("SELECT pg_catalog.PG_SLEEP (9)", false);
        check_read_only("SELECT load_extension('x')", false);
        check_read_only("EXPLAIN ANALYZE DELETE FROM t", false);
        check_read_only("PRAGMA user_version = 1", false);
    }

    #[test]
    fn quotes_and_hints_hide_nothing() {
        assert!(!is_read_only("SELECT \"pg_sleep\"(1)", EngineKind::Postgres));
        assert!(!is_read_only("SELECT U&\"\\0070g_sleep\"(1)", EngineKind::Postgres));
        assert!(!is_read_only("SELECT 1 /*!50000 INTO OUTFILE 'x' */", EngineKind::MariaDb));
        assert!(!is_read_only("SELECT @a := 1", EngineKind::MariaDb));
    }
}
