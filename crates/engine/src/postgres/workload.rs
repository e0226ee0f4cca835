//! The workload as pg_stat_statements counts it, whatever its version: its columns are read from
//! the catalog first. This database only; rungs' own statements are left out, and what defines,
//! maintains or steers instead of asking or writing.

use std::collections::HashSet;

use rungs_core::engine::EngineError;
use rungs_core::name::{EngineKind, Millis};
use rungs_core::seen::{Statement, Workload, WorkloadSource};
use rungs_core::sql::shape;
use rungs_core::sql::tokens::{Token, tokens};

use super::connect::{Row, Session};
use super::error;

const NAME: &str = "pg_stat_statements";
const WITHHELD: &str = "<insufficient privilege>";

/// `max`: at most so many statements, heaviest first; 0: all. A source that gives nothing says
/// why in [`WorkloadSource::missing`]. Errors: `Unreachable`.
pub(super) fn read(session: &mut Session, max: usize) -> Result<Workload, EngineError> {
    let view = match view(session)? {
        Ok(view) => view,
        Err(why) => return Ok(nothing(why)),
    };
    let limit = if max == 0 { String::new() } else { format!("limit {}", max.saturating_mul(2)) };
    let sql = format!(
        "select s.query, s.calls, s.{time}, s.rows from {schema}.pg_stat_statements s \
         where s.dbid = (select d.oid from pg_database d where d.datname = current_database()) \
         and s.calls > 0 and coalesce(s.query, '') not like '/* rungs */%' \
         order by s.{time} desc {limit}",
        time = view.time,
        schema = view.schema
    );
    match session.try_rows(&sql) {
        Ok(rows) => Ok(workload(&rows, max)),
        Err(e) if error::lost(&e) => Err(error::of("cannot read the workload", &e)),
        Err(e) => Ok(nothing(error::reason(&e))),
    }
}

struct View {
    /// Quoted.
    schema: String,
    /// `total_exec_time`, or `total_time` before extension version 1.8.
    time: String,
}

fn view(session: &mut Session) -> Result<Result<View, String>, EngineError> {
    let rows = session.rows(
        "select quote_ident(n.nspname), a.attname \
         from pg_extension e join pg_namespace n on n.oid = e.extnamespace \
         left join pg_class c on c.relnamespace = n.oid and c.relname = 'pg_stat_statements' \
         left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 \
         where e.extname = 'pg_stat_statements'",
    )?;
    let Some(first) = rows.first() else {
        let why = "the extension pg_stat_statements is not installed in this database; \
                   CREATE EXTENSION pg_stat_statements";
        return Ok(Err(why.to_owned()));
    };
    let columns: HashSet<&str> = rows.iter().filter_map(|row| row.text(1)).collect();
    let time = ["total_exec_time", "total_time"].into_iter().find(|name| columns.contains(name));
    Ok(match time {
        Some(time) => Ok(View { schema: first.owned(0), time: time.to_owned() }),
        None => Err("the view pg_stat_statements has no column of time".to_owned()),
    })
}

fn nothing(why: String) -> Workload {
    let source =
        WorkloadSource { name: NAME.to_owned(), statements: 0, withheld: 0, missing: Some(why) };
    Workload { statements: Vec::new(), sources: vec![source] }
}

/// One statement for a shape: users and nesting levels count together.
fn workload(rows: &[Row], max: usize) -> Workload {
    let mut withheld = 0;
    let mut statements: Vec<Statement> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for row in rows {
        let text = row.text(0).unwrap_or(WITHHELD);
        if text == WITHHELD {
            withheld += 1;
        } else if is_work(text) {
            let statement = statement(row, prepared(text));
            let at = *known.entry(statement.fingerprint).or_insert(statements.len());
            match statements.get_mut(at) {
                Some(same) => add(same, &statement),
                None => statements.push(statement),
            }
        }
    }
    let time = |s: &Statement| s.total.map_or(0.0, |t| t.0);
    statements.sort_by(|a, b| time(b).total_cmp(&time(a)));
    if max > 0 {
        statements.truncate(max);
    }
    let source = WorkloadSource {
        name: NAME.to_owned(),
        statements: statements.len() as u32,
        withheld,
        missing: None,
    };
    Workload { statements, sources: vec![source] }
}

fn statement(row: &Row, text: &str) -> Statement {
    let shape = shape(text, EngineKind::Postgres);
    Statement {
        fingerprint: shape.fingerprint,
        shape: shape.text,
        sample: None,
        name: None,
        calls: row.number(1).unwrap_or(0.0),
        total: row.number(2).map(Millis),
        rows: row.number(3),
        source: 0,
        unparsed: None,
    }
}

fn add(to: &mut Statement, other: &Statement) {
    to.calls += other.calls;
    to.total = to.total.zip(other.total).map(|(a, b)| Millis(a.0 + b.0));
    to.rows = to.rows.zip(other.rows).map(|(a, b)| a + b);
}

/// What rungs sends besides its catalog queries, which carry a mark.
const OUR_OWN: [&str; 17] = [
    "/* rungs */",
    "hypopg_",
    "rungs.journal",
    "rungs.\"rollup",
    "rungs.\"r_",
    "rungs.\"d_",
    "rungs.\"c_",
    "rungs.\"p_",
    "\"rungs_s_",
    "set local statement_timeout",
    "set local lock_timeout",
    "set local search_path",
    "set search_path = pg_catalog, pg_temp",
    "set statement_timeout",
    "set idle_in_transaction_session_timeout",
    "begin read only",
    "pg_advisory_unlock",
];

/// What begins so is a migration, upkeep or talk of a session: no rung makes it faster. What
/// begins with another word is work, known to rungs or not.
const NO_WORK: [&str; 37] = [
    "abort",
    "alter",
    "analyze",
    "begin",
    "checkpoint",
    "close",
    "cluster",
    "comment",
    "commit",
    "create",
    "deallocate",
    "discard",
    "drop",
    "end",
    "explain",
    "grant",
    "import",
    "listen",
    "load",
    "lock",
    "move",
    "notify",
    "prepare",
    "reassign",
    "reindex",
    "release",
    "reset",
    "revoke",
    "rollback",
    "savepoint",
    "security",
    "set",
    "show",
    "start",
    "truncate",
    "unlisten",
    "vacuum",
];

fn is_work(text: &str) -> bool {
    let is_our_own = OUR_OWN.iter().any(|own| text.contains(own));
    let text = prepared(text);
    let mut words = tokens(text, EngineKind::Postgres).filter(|t| !t.is_blank());
    let first = words.next();
    !is_our_own && !first.is_some_and(|first| NO_WORK.iter().any(|word| first.is_word(word)))
}

/// The statement in `PREPARE name (types) AS statement`: what EXECUTE runs is counted under the
/// text of its PREPARE.
fn prepared(text: &str) -> &str {
    let mut words = tokens(text, EngineKind::Postgres).filter(|t| !t.is_blank());
    if !words.next().is_some_and(|first| first.is_word("prepare")) {
        return text;
    }
    let name = words.next();
    let mut depth = 0;
    let is_as = |t: &Token<'_>| {
        depth += i32::from(t.is_mark("(")) - i32::from(t.is_mark(")"));
        depth == 0 && t.is_word("as")
    };
    let at = name.and_then(|_| words.find(is_as)).map(|t| t.start + t.text.len());
    at.map_or(text, |at| text[at..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_execute_runs_is_the_statement_that_was_prepared() {
        let select = "select 1 as one from t where a = $1";
        for text in [
            "prepare p as select 1 as one from t where a = $1",
            "PREPARE \"as\" (numeric(10, 2), text[])\n  AS\n select 1 as one from t where a = $1",
            "/* app */ Prepare as(int) as select 1 as one from t where a = $1",
        ] {
            assert_eq!(prepared(text), select);
            assert!(is_work(text), "{text}");
        }
        for text in ["prepare", "prepare p", "prepare transaction 'as'", "select prepare as a"] {
            assert_eq!(prepared(text), text);
        }
    }

    #[test]
    fn migrations_upkeep_and_talk_of_a_session_are_no_work() {
        for text in [
            "CREATE INDEX CONCURRENTLY \"rungs_a\" ON a (b)",
            "/* deploy */ alter table a add b int",
            "-- nightly\nvacuum (analyze) a",
            "set work_mem = $1",
            "prepare transaction 'one'",
            "explain select 1",
            "/* rungs */ select 1",
        ] {
            assert!(!is_work(text), "{text}");
        }
        for text in [
            "select created from a",
            "(select 1) union (select 2)",
            "/* app */ with a as (select 1) select * from a",
            "copy a from stdin",
            "fetch 10 from c",
            "refresh materialized view m",
            "settle debts",
        ] {
            assert!(is_work(text), "{text}");
        }
    }
}
