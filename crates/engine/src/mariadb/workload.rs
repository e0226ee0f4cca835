//! The workload from `events_statements_summary_by_digest`: statements by shape with calls, time
//! and rows. rungs' own statements and those that are no work (SET, SHOW, DDL) are left out.

use std::collections::HashMap;

use rungs_core::engine::Scope;
use rungs_core::name::{EngineKind, Fingerprint, Millis};
use rungs_core::seen::{Server, Statement, Workload, WorkloadSource};
use rungs_core::sql::shape;
use rungs_core::sql::tokens::{Kind, tokens};

use super::connect::{Cells, MariaDbTarget, Session, number, text};

const DIGESTS_MARIADB: &str = include_str!("workload/digests_mariadb.sql");
const DIGESTS_MYSQL: &str = include_str!("workload/digests_mysql.sql");
const SOURCE: &str = "performance_schema";
const PICOSECONDS_OF_MS: f64 = 1e9;

/// Never fails for a missing right: the source then says what is missing.
pub fn read(
    session: &mut Session,
    target: &MariaDbTarget,
    server: &Server,
    scope: &Scope,
) -> Workload {
    let mut source = WorkloadSource {
        name: SOURCE.to_owned(),
        statements: 0,
        withheld: 0,
        missing: why_missing(server, target),
    };
    let Some(database) = target.database.as_deref().filter(|_| source.missing.is_none()) else {
        return Workload { statements: Vec::new(), sources: vec![source] };
    };
    let sql = if session.is_mysql { DIGESTS_MYSQL } else { DIGESTS_MARIADB };
    let statements = match session.rows_for(sql, database) {
        Ok(rows) => statements(&rows, scope.statements_max),
        Err(error) => {
            source.missing = Some(error.detail.unwrap_or(error.what));
            Vec::new()
        }
    };
    source.statements = statements.len() as u32;
    Workload { statements, sources: vec![source] }
}

fn why_missing(server: &Server, target: &MariaDbTarget) -> Option<String> {
    let on = server.setting("performance_schema").is_some_and(|s| s.value == "ON");
    if !on {
        return Some("performance_schema is off".to_owned());
    }
    if target.database.is_none() {
        return Some("the URL names no database".to_owned());
    }
    let statements = server.capabilities.iter().find(|c| c.id == "statements")?;
    let mend = statements.mend.first()?;
    Some(format!("not readable or not collected; mend: {mend}"))
}

/// One statement per shape, heaviest first.
fn statements(rows: &[Cells], at_most: usize) -> Vec<Statement> {
    let mut by_shape: HashMap<Fingerprint, Statement> = HashMap::new();
    for row in rows {
        let digest = text(row, 0);
        if !is_work(&digest) {
            continue;
        }
        let statement = statement(row, &digest);
        match by_shape.get_mut(&statement.fingerprint) {
            Some(known) => add(known, &statement),
            None => drop(by_shape.insert(statement.fingerprint, statement)),
        }
    }
    let mut statements: Vec<Statement> = by_shape.into_values().collect();
    let ms = |s: &Statement| s.total.map_or(0.0, |t| t.0);
    statements
        .sort_by(|a, b| ms(b).total_cmp(&ms(a)).then_with(|| a.fingerprint.cmp(&b.fingerprint)));
    if at_most > 0 {
        statements.truncate(at_most);
    }
    statements
}

fn statement(row: &Cells, digest: &str) -> Statement {
    let sample = row.get(4).cloned().flatten();
    let truncated = digest.trim_end().ends_with("...");
    let shape = shape(digest, EngineKind::MariaDb);
    Statement {
        fingerprint: shape.fingerprint,
        shape: without_space_in_calls(&shape.text),
        // The server cuts samples too; then the last word cannot be trusted.
        sample: sample.filter(|s| !truncated && !s.ends_with("...")),
        name: None,
        calls: number(row, 1).unwrap_or(0.0),
        total: number(row, 2).map(|ps| Millis(ps / PICOSECONDS_OF_MS)),
        rows: number(row, 3),
        source: 0,
        unparsed: truncated.then(|| {
            "the server cut the text; raise max_digest_length and \
             performance_schema_max_digest_length"
                .to_owned()
        }),
    }
}

/// Functions that the server takes for names if a blank is between them and their parenthesis;
/// digests have blanks everywhere.
const CALLED_WITHOUT_BLANK: [&str; 31] = [
    "adddate",
    "bit_and",
    "bit_or",
    "bit_xor",
    "cast",
    "count",
    "curdate",
    "curtime",
    "date_add",
    "date_sub",
    "extract",
    "group_concat",
    "max",
    "mid",
    "min",
    "now",
    "position",
    "session_user",
    "std",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "subdate",
    "substr",
    "substring",
    "sum",
    "sysdate",
    "system_user",
    "trim",
    "var_pop",
    "variance",
];

/// The shape as the server would parse it again.
fn without_space_in_calls(shape: &str) -> String {
    let all: Vec<_> = tokens(shape, EngineKind::MariaDb).collect();
    let mut text = String::with_capacity(shape.len());
    for (at, token) in all.iter().enumerate() {
        let is_gap = token.kind == Kind::Space
            && all.get(at + 1).is_some_and(|next| next.is_mark("("))
            && at > 0
            && CALLED_WITHOUT_BLANK.iter().any(|name| all[at - 1].is_word(name));
        if !is_gap {
            text.push_str(token.text);
        }
    }
    text
}

fn add(known: &mut Statement, other: &Statement) {
    known.calls += other.calls;
    known.total = known.total.zip(other.total).map(|(a, b)| Millis(a.0 + b.0));
    known.rows = known.rows.zip(other.rows).map(|(a, b)| a + b);
    if known.sample.is_none() {
        known.sample.clone_from(&other.sample);
    }
}

/// Queries and writes of the user's; not of rungs, not of the server's own schemas.
fn is_work(digest: &str) -> bool {
    const VERBS: [&str; 8] =
        ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE", "(", "VALUES"];
    const FOREIGN: [&str; 13] = [
        "`information_schema`",
        "`performance_schema`",
        "`mysql` .",
        "`rungs_journal`",
        "`rungs_scratch_",
        "`rungs_rollup",
        "`rungs_r_",
        "`rungs_d_",
        "`rungs_c_",
        "`rungs_p_",
        "`rungs_s_",
        "GET_LOCK",
        "`IS_USED_LOCK`",
    ];
    let upper = digest.trim_start().to_ascii_uppercase();
    let verb = VERBS.iter().any(|v| upper.starts_with(v));
    let from_tables = !upper.starts_with("SELECT") || upper.contains(" FROM ");
    let lower = digest.to_ascii_lowercase();
    verb && from_tables && !FOREIGN.iter().any(|f| lower.contains(&f.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(digest: &str, calls: u32, ms: f64) -> Cells {
        let ps = ms * PICOSECONDS_OF_MS;
        vec![Some(digest.to_owned()), Some(calls.to_string()), Some(ps.to_string()), None, None]
    }

    #[test]
    fn digests_of_one_shape_are_one_statement_and_the_heaviest_is_first() {
        let rows = [
            row("SELECT * FROM `t` WHERE `a` = ? ", 1, 1.0),
            row("SELECT * FROM `t` WHERE `b` = ? ", 2, 5.0),
            row("SELECT * FROM `t` WHERE `a` = ?", 3, 2.0),
            row("SET `x` = ?", 9, 99.0),
            row("SELECT `body` FROM `shop` . `rungs_journal`", 9, 99.0),
            row("DELETE FROM `rungs_d_daily` WHERE `seq` = ?", 9, 99.0),
        ];
        let found = statements(&rows, 0);
        assert_eq!(found.len(), 2);
        assert!((found[0].calls - 2.0).abs() < 1e-9);
        assert!((found[1].calls - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_server_without_performance_schema_says_so() {
        let server = Server {
            engine: EngineKind::MariaDb,
            version: String::new(),
            version_num: 0,
            is_mysql: false,
            database: "shop".to_owned(),
            identity: String::new(),
            read_only: false,
            capabilities: Vec::new(),
            settings: vec![rungs_core::seen::Setting {
                name: "performance_schema".to_owned(),
                value: "OFF".to_owned(),
                unit: String::new(),
                needs_restart: true,
            }],
            stats_since_ms: None,
            memory: None,
        };
        let why = why_missing(&server, &MariaDbTarget::default());
        assert_eq!(why.as_deref(), Some("performance_schema is off"));
    }

    #[test]
    fn calls_have_no_blank_that_the_server_would_stumble_over() {
        let found =
            statements(&[row("SELECT COUNT ( * ) , `sum` FROM `t` WHERE `a` IN (...)", 1, 1.0)], 0);
        assert!(found[0].shape.contains("COUNT("), "{}", found[0].shape);
        assert!(found[0].shape.contains("IN ("), "{}", found[0].shape);
        let again = shape(&found[0].shape, EngineKind::MariaDb);
        assert_eq!(again.fingerprint, found[0].fingerprint);
    }

    #[test]
    fn a_text_that_was_cut_is_counted_and_says_so() {
        let found = statements(&[row("SELECT `a` FROM `t` WHERE `b` ...", 1, 1.0)], 0);
        assert!(found[0].unparsed.is_some());
    }
}
