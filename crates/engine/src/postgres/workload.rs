//! The workload as pg_stat_statements counts it, whatever its version: its columns are read from
//! the catalog first. This database only; rungs' own statements are left out.

use std::collections::HashSet;

use rungs_core::engine::EngineError;
use rungs_core::name::{EngineKind, Millis};
use rungs_core::seen::{Statement, Workload, WorkloadSource};
use rungs_core::sql::shape;

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
         and s.calls > 0 order by s.{time} desc {limit}",
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
        } else if !is_our_own(text) {
            let statement = statement(row, text);
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

/// EXPLAIN is left out whoever asked.
fn is_our_own(text: &str) -> bool {
    let start = text.trim_start().get(..8).unwrap_or(text).to_ascii_lowercase();
    OUR_OWN.iter().any(|own| text.contains(own)) || start.starts_with("explain")
}
