//! Questions about how large a family is, what waits, and what writers pay for it.

use super::say::Say;
use super::vouch;
use crate::dialect::{Sql, dialect};
use crate::name::EngineKind;
use crate::rollup::model::{Family, Feed, Level};

/// What to ask for the status of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// Name, table in SQL, and the question for its rows; the base first if it is apart.
    pub levels: Vec<(String, String, Sql)>,
    /// One row: how many deltas wait, and the age of the oldest in milliseconds.
    pub pending: Sql,
    /// The fact table in SQL.
    pub fact: String,
    /// One row: calls of the fact table's triggers that the server counted (a statement or a row
    /// each, as they are made), and the microseconds that all of them took; NULL, NULL: it did
    /// not count. None: the engine never counts.
    pub write_price: Option<Sql>,
}

pub fn sizes(family: &Family) -> Sizes {
    let say = Say { family };
    let of = |name: String, table: String| {
        let count = vouch(format!("SELECT COUNT(*) FROM {table}"));
        (name, table, count)
    };
    let mut levels = Vec::new();
    if family.levels.iter().all(|l| l.feed != Feed::IsBase) {
        levels.push(of(format!("{} (base)", family.name), say.base()));
    }
    levels.extend(family.levels.iter().map(|l| of(l.name.to_string(), say.level_table(l))));
    let age = match family.engine {
        EngineKind::Postgres => {
            "CAST(1000 * EXTRACT(EPOCH FROM clock_timestamp() - MIN(at)) AS bigint)"
        }
        EngineKind::MariaDb => {
            "CAST(TIMESTAMPDIFF(MICROSECOND, MIN(at), CURRENT_TIMESTAMP(3)) / 1000 AS SIGNED)"
        }
        EngineKind::Sqlite => "1000 * (CAST(strftime('%s', 'now') AS INTEGER) - MIN(at))",
    };
    let pending = vouch(format!("SELECT COUNT(*), {age} FROM {}", say.delta()));
    Sizes { levels, pending, fact: say.fact(), write_price: write_price(family) }
}

/// One row where statements are counted: in which schema, in SQL. None: always in the same place.
pub fn counters(engine: EngineKind) -> Option<Sql> {
    let schema = "SELECT quote_ident(n.nspname) FROM pg_extension e \
                  JOIN pg_namespace n ON n.oid = e.extnamespace \
                  WHERE e.extname = 'pg_stat_statements'";
    (engine == EngineKind::Postgres).then(|| Sql::fixed(schema))
}

/// One row: how many queries that name the level's views the server remembers; NULL: it does not
/// count them. None: the engine never counts. By what a query says: one that finds the view by its
/// search path is not among them. `counted_in` is what [`counters`] told.
pub fn asked(family: &Family, level: &Level, counted_in: &str) -> Option<Sql> {
    let quote = dialect(family.engine).quote();
    let literal = |text: String| Sql::fixed("").literal(quote, &text).to_string();
    let name = &level.name;
    match family.engine {
        EngineKind::Postgres => Some(vouch(format!(
            "SELECT COALESCE(SUM(s.calls), 0) FROM {counted_in}.pg_stat_statements s \
             JOIN pg_catalog.pg_database d ON d.oid = s.dbid WHERE d.datname = current_database() \
             AND s.query ~* '^\\s*(select|with|\\()' AND s.query ~ {}",
            literal(format!("\\mrungs\"?\\.\"?{name}(_parts(_stored|_pending)?)?\\M"))
        ))),
        EngineKind::MariaDb => Some(vouch(format!(
            // Where it has no room for more digests, it counts the others together.
            "SELECT IF(@@performance_schema AND MAX(c.enabled) = 'YES' AND NOT EXISTS (SELECT 1 \
             FROM performance_schema.events_statements_summary_by_digest \
             WHERE DIGEST IS NULL AND COUNT_STAR > 0), (SELECT \
             COALESCE(SUM(COUNT_STAR), 0) FROM \
             performance_schema.events_statements_summary_by_digest \
             WHERE SCHEMA_NAME = DATABASE() AND (DIGEST_TEXT LIKE 'SELECT%' OR DIGEST_TEXT LIKE \
             'WITH%' OR DIGEST_TEXT LIKE '(%') AND (LOCATE({}, DIGEST_TEXT) > 0 \
             OR LOCATE({}, DIGEST_TEXT) > 0)), NULL) \
             FROM performance_schema.setup_consumers c WHERE c.name = 'statements_digest'",
            literal(format!("`rungs_{name}`")),
            literal(format!("`rungs_{name}_parts"))
        ))),
        EngineKind::Sqlite => None,
    }
}

/// PostgreSQL counts where `track_functions` says so, MariaDB in its `performance_schema`.
fn write_price(family: &Family) -> Option<Sql> {
    let counted = match family.engine {
        EngineKind::Postgres => {
            "SELECT SUM(calls), ROUND(SUM(total_time)::numeric * 1000) \
             FROM pg_catalog.pg_stat_user_functions \
             WHERE schemaname = 'rungs' AND funcname IN ("
        }
        EngineKind::MariaDb => {
            "SELECT SUM(COUNT_STAR), ROUND(SUM(SUM_TIMER_WAIT) / 1000000) \
             FROM performance_schema.events_statements_summary_by_program \
             WHERE OBJECT_TYPE = 'TRIGGER' AND OBJECT_SCHEMA = DATABASE() AND OBJECT_NAME IN ("
        }
        EngineKind::Sqlite => return None,
    };
    let prefix = if family.engine == EngineKind::Postgres { "f" } else { "rungs" };
    let names = ["ins", "upd", "del"].map(|what| format!("{prefix}_{}_{what}", family.name));
    let quote = dialect(family.engine).quote();
    Some(Sql::fixed(counted).list(&names, ", ", |sql, name| sql.literal(quote, name)).text(")"))
}
