//! The server: what it is, what it can do, how it is set, what it is doing now.

use crate::name::{Bytes, EngineKind};

#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    pub engine: EngineKind,
    /// As the server says it: `15.18`, `10.11.19-MariaDB`, `8.0.39`, `3.50.1`.
    pub version: String,
    /// major*10000 + minor*100 + patch for MariaDB/MySQL/SQLite; `server_version_num` on
    /// PostgreSQL.
    pub version_num: u32,
    /// MySQL speaks MariaDB's protocol but differs in places; false on the other engines.
    pub is_mysql: bool,
    /// The database's name (SQLite: the file's name without its folder).
    pub database: String,
    /// Stays equal for one database over restarts, differs between databases: what a plan is
    /// bound to. PostgreSQL: system identifier (or cluster name) + database oid; MariaDB:
    /// server uuid or host + database; SQLite: a hash of the canonical path.
    pub identity: String,
    pub read_only: bool,
    pub capabilities: Vec<Capability>,
    pub settings: Vec<Setting>,
    /// Unix ms when the statistics counters began; None where the server does not say.
    pub stats_since_ms: Option<i64>,
    /// Memory of the machine, where it can be known.
    pub memory: Option<Bytes>,
}

impl Server {
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|s| s.name == name)
    }

    pub fn can(&self, id: &str) -> bool {
        self.capabilities.iter().any(|c| c.id == id && c.state == State::Yes)
    }
}

/// Something the server may or may not offer: a view, an extension, a privilege.
/// Unknown means unsafe: nothing relies on a capability that is not `Yes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// Stable: `statements`, `hypopg`, `create_index`, `journal`, `stats_all`, …
    pub id: String,
    pub state: State,
    /// What it is for, as a sentence.
    pub what: String,
    /// Statements that would give it; empty where it is there. A line that begins with `--` is for
    /// a person to do (install a package, restart).
    pub mend: Vec<String>,
    /// False: rungs works without it, with less.
    pub required: bool,
}

/// What rungs needs to see and to climb, on every engine under the same name: the catalog; other
/// users' statements and sessions; rows, for plans and proofs; indexes made and dropped; ANALYZE
/// and its like; the journal. Extensions and all else only make things better.
pub const REQUIRED: [&str; 6] =
    ["catalog", "stats_all", "read_tables", "create_index", "maintenance", "journal"];

impl Capability {
    /// There when nothing needs mending; required as [`REQUIRED`] says.
    pub fn new(id: &str, what: &str, mend: Vec<String>) -> Self {
        let state = if mend.is_empty() { State::Yes } else { State::No };
        let required = REQUIRED.contains(&id);
        Self { id: id.to_owned(), state, what: what.to_owned(), mend, required }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Yes,
    No,
    Unknown,
}

/// One server setting in the server's own words and unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub name: String,
    pub value: String,
    /// The unit of `value` (`8kB`, `ms`, `bytes`), empty where it has none.
    pub unit: String,
    /// Takes effect only after a restart.
    pub needs_restart: bool,
}

impl Setting {
    /// The value in bytes, where the unit is one of size.
    pub fn bytes(&self) -> Option<u64> {
        let number: f64 = self.value.parse().ok()?;
        let factor = match self.unit.as_str() {
            "bytes" | "B" => 1.0,
            "kB" => 1024.0,
            "8kB" => 8192.0,
            "MB" => 1_048_576.0,
            _ => return None,
        };
        (number >= 0.0).then_some((number * factor) as u64)
    }
}

/// What is going on now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Activity {
    pub connections: Option<u32>,
    pub connections_max: Option<u32>,
    /// Standbys that read this server's tables too, connected or awaited: what they use is not
    /// counted here. None: not known.
    pub replicas: Option<u32>,
    /// Transactions that have been open for long, oldest first.
    pub long_transactions: Vec<Holder>,
    pub blocked: Vec<Blocked>,
}

/// A session that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Holder {
    pub session_id: String,
    pub user: String,
    pub application: String,
    pub open_ms: f64,
    /// Shape of its statement, never its literals.
    pub shape: String,
}

/// Who waits for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    pub waiting: String,
    pub blocked_by: String,
    pub on: String,
}
