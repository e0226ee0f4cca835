//! How each engine says things. Pure text; running it is the engine's work.

mod fragment;
mod index_name;
mod mariadb;
mod postgres;
mod rollup;
pub mod sql;
mod sqlite;
#[cfg(test)]
mod tests;

use thiserror::Error;

pub use index_name::{index_name, spec_hash};
pub use sql::{Quote, Sql};

use crate::change::{Action, LockClass, Undo};
use crate::name::EngineKind;
use crate::seen::{IndexKey, Server};

/// Turns an action into the SQL of one server.
pub fn render(action: &Action, server: ServerFlavour) -> Result<Rendered, Unsupported> {
    dialect(server.engine).render(action, server)
}

/// What would be run for one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The first does it; those after it may be run again at any time without harm
    /// (a comment, ANALYZE, a reload).
    pub forward: Vec<Sql>,
    /// Takes it back; empty when `undo` is [`Undo::Nothing`].
    pub back: Vec<Sql>,
    pub undo: Undo,
    pub lock: LockClass,
}

/// Why an engine cannot do an action, as a sentence without a capital.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Unsupported(pub String);

impl Unsupported {
    fn because<T>(why: impl Into<String>) -> Result<T, Self> {
        Err(Self(why.into()))
    }
}

/// All of a server that its dialect depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerFlavour {
    pub engine: EngineKind,
    pub is_mysql: bool,
    /// As [`Server::version_num`].
    pub version_num: u32,
}

impl From<&Server> for ServerFlavour {
    fn from(server: &Server) -> Self {
        Self { engine: server.engine, is_mysql: server.is_mysql, version_num: server.version_num }
    }
}

/// One engine's way of saying things.
pub trait Dialect: Sync {
    fn quote(&self) -> Quote;
    fn render(&self, action: &Action, server: ServerFlavour) -> Result<Rendered, Unsupported>;
}

pub fn dialect(kind: EngineKind) -> &'static dyn Dialect {
    match kind {
        EngineKind::Postgres => &postgres::Postgres,
        EngineKind::MariaDb => &mariadb::MariaDb,
        EngineKind::Sqlite => &sqlite::Sqlite,
    }
}

/// The comment that marks an index as made by rungs, where an engine keeps comments on indexes.
/// An index of the same name without it belongs to somebody else.
pub const MARK: &str = "made by rungs";

/// For what changes contents and schema in no way that could be undone.
fn nothing_to_undo(forward: Sql, lock: LockClass) -> Rendered {
    Rendered { forward: vec![forward], back: Vec::new(), undo: Undo::Nothing, lock }
}

/// MariaDB, MySQL and SQLite sort NULL as the smallest value and know no other way.
fn null_order_is_natural(key: &IndexKey) -> bool {
    key.nulls_first.is_none_or(|first| first != key.descending)
}

/// Names of settings go into SQL without quotes on some engines.
fn check_setting(name: &str) -> Result<(), Unsupported> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    if name.is_empty() || !name.chars().all(plain) {
        return Unsupported::because(format!("{name:?} is not the name of a setting"));
    }
    Ok(())
}
