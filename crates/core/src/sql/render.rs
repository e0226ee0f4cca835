//! Small things about how names and functions are written.

use sqlparser::ast::{self, ObjectName, ObjectNamePart};
use sqlparser::keywords::{ALL_KEYWORDS, ALL_KEYWORDS_INDEX, RESERVED_FOR_COLUMN_ALIAS};

use crate::name::{EngineKind, Ident};

/// The name, quoted if it has to be.
pub(crate) fn ident(name: &Ident, engine: EngineKind) -> ast::Ident {
    let plain = |b: u8| match engine {
        EngineKind::Postgres => b.is_ascii_lowercase(),
        EngineKind::MariaDb | EngineKind::Sqlite => b.is_ascii_alphabetic(),
    };
    let text = name.as_str();
    let starts = text.bytes().next().is_some_and(|b| plain(b) || b == b'_');
    let goes_on = text.bytes().all(|b| plain(b) || b == b'_' || b.is_ascii_digit());
    if starts && goes_on && !is_reserved(text) {
        return ast::Ident::new(text);
    }
    match engine {
        EngineKind::MariaDb => ast::Ident::with_quote('`', text),
        EngineKind::Postgres | EngineKind::Sqlite => ast::Ident::with_quote('"', text),
    }
}

fn is_reserved(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let keyword = ALL_KEYWORDS.binary_search(&upper.as_str()).ok();
    keyword.is_some_and(|at| RESERVED_FOR_COLUMN_ALIAS.contains(&ALL_KEYWORDS_INDEX[at]))
        || RESERVED.contains(&upper.as_str())
}

/// Reserved in one of the engines, beyond what may not be an alias.
const RESERVED: &[&str] = &[
    "ALL",
    "ANALYZE",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "BETWEEN",
    "BY",
    "CASE",
    "CHECK",
    "COLUMN",
    "CONDITION",
    "CREATE",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DISTINCT",
    "ELSE",
    "END",
    "EXISTS",
    "FALSE",
    "FOREIGN",
    "GRANT",
    "IF",
    "IN",
    "INDEX",
    "INSERT",
    "INTERVAL",
    "IS",
    "KEY",
    "KEYS",
    "LIKE",
    "MATCH",
    "NOT",
    "NULL",
    "OPTION",
    "OR",
    "PRIMARY",
    "RANGE",
    "RANK",
    "READ",
    "REFERENCES",
    "REPLACE",
    "ROW",
    "ROWS",
    "SYSTEM",
    "TABLE",
    "THEN",
    "TO",
    "TRIGGER",
    "TRUE",
    "UNIQUE",
    "UPDATE",
    "USAGE",
    "USER",
    "VALUES",
    "WHEN",
    "WRITE",
];

/// `LOWER`, `` `lower` ``: one function.
pub(crate) fn fold_name(name: &mut ObjectName) {
    for part in &mut name.0 {
        if let ObjectNamePart::Identifier(ident) = part {
            let plain = ident.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            if ident.quote_style.is_none() || (plain && ident.quote_style == Some('`')) {
                *ident = ast::Ident::new(ident.value.to_lowercase());
            }
        }
    }
}

pub(crate) fn is_volatile(function: &ObjectName) -> bool {
    let last = function.0.last().and_then(|part| part.as_ident());
    last.is_some_and(|name| {
        let lower = name.value.to_lowercase();
        VOLATILE.contains(&lower.as_str()) || is_volatile_word(&lower)
    })
}

/// `CURRENT_DATE` and others that need no parentheses.
pub(crate) fn is_volatile_word(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"]
        .contains(&lower.as_str())
}

const VOLATILE: &[&str] = &[
    "now",
    "random",
    "rand",
    "randomblob",
    "nextval",
    "setval",
    "currval",
    "lastval",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "timeofday",
    "gen_random_uuid",
    "uuid_generate_v4",
    "uuid",
    "uuid_short",
    "sysdate",
    "curdate",
    "curtime",
    "utc_date",
    "utc_time",
    "utc_timestamp",
    "unix_timestamp",
    "unixepoch",
    "last_insert_id",
    "last_insert_rowid",
    "changes",
    "total_changes",
    "connection_id",
    "sleep",
    "pg_sleep",
    "txid_current",
    "found_rows",
    "row_count",
    "getdate",
    "random_normal",
];

pub(crate) fn is_aggregate(function: &ObjectName) -> bool {
    let last = function.0.last().and_then(|part| part.as_ident());
    last.is_some_and(|name| AGGREGATES.contains(&name.value.to_lowercase().as_str()))
}

const AGGREGATES: &[&str] = &[
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "total",
    "group_concat",
    "string_agg",
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "json_object_agg",
    "jsonb_object_agg",
    "json_arrayagg",
    "json_objectagg",
    "json_group_array",
    "json_group_object",
    "bool_and",
    "bool_or",
    "every",
    "bit_and",
    "bit_or",
    "bit_xor",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "variance",
    "var_pop",
    "var_samp",
    "std",
    "percentile_cont",
    "percentile_disc",
    "mode",
    "any_value",
    "corr",
    "covar_pop",
    "covar_samp",
    "regr_slope",
    "xmlagg",
    "range_agg",
];
