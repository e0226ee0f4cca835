//! Questions about how large a family is, and what waits.

use super::say::Say;
use super::vouch;
use crate::dialect::Sql;
use crate::name::EngineKind;
use crate::rollup::model::{Family, Feed};

/// What to ask for the status of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// Name, table in SQL, and the question for its rows; the base first if it is apart.
    pub levels: Vec<(String, String, Sql)>,
    /// One row: how many deltas wait, and the age of the oldest in milliseconds.
    pub pending: Sql,
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
    Sizes { levels, pending }
}
