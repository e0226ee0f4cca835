//! Why an action should not start now: read-only server, missing privileges, sessions that hold
//! the table. Free disk cannot be seen through SQL and is not judged.

use rungs_core::change::Action;
use rungs_core::engine::{EngineError, Obstacle};
use rungs_core::name::TableName;

use super::super::connect::{Session, quoted, text};
use super::super::server::{grants::Grants, transactions};

/// Transactions older than this may hold the table's metadata lock for long.
const LONG_SECONDS: u32 = 60;

pub fn preflight(session: &mut Session, action: &Action) -> Result<Vec<Obstacle>, EngineError> {
    let mut obstacles = Vec::new();
    let grants = Grants::read(session)?;
    obstacles.extend(read_only(session, &grants)?);
    obstacles.extend(privileges(&grants, action));
    if let Some(table) = action.table() {
        obstacles.extend(holders(session, table));
    }
    Ok(obstacles)
}

fn read_only(session: &mut Session, grants: &Grants) -> Result<Option<Obstacle>, EngineError> {
    let is_read_only = session.one("SELECT @@GLOBAL.read_only")?.as_deref() == Some("1");
    let may_write = grants.on_server("SUPER") || grants.on_server("READ_ONLY ADMIN");
    Ok((is_read_only && !may_write).then(|| Obstacle::Stop {
        what: "the server is read only".to_owned(),
        hint: "connect to the primary".to_owned(),
    }))
}

fn privileges(grants: &Grants, action: &Action) -> Option<Obstacle> {
    let needed: &[&str] = match action {
        Action::CreateIndex { .. } | Action::DropIndex { .. } | Action::RebuildIndex { .. } => {
            &["ALTER", "INDEX"]
        }
        Action::Compact { .. } | Action::Analyze { .. } => &["SELECT", "INSERT"],
        Action::AddRollup { .. } => &["SELECT", "TRIGGER"],
        Action::Vacuum { .. } | Action::PragmaOptimize | Action::Set { .. } => &[],
    };
    let table = action.table()?;
    let (database, name) = (table.schema.as_str(), table.name.as_str());
    let lacks: Vec<&str> =
        needed.iter().copied().filter(|p| !grants.on_table(p, database, name)).collect();
    (!lacks.is_empty()).then(|| Obstacle::Stop {
        what: format!("the user lacks {} on {table}", lacks.join(" and ")),
        hint: format!("GRANT {} ON {}.* TO {}", lacks.join(", "), quoted(database), grants.account),
    })
}

/// Sessions that have held the table's metadata lock for long where the server shows them, else
/// every long transaction, for each may hold it. Statements of an everyday length are no obstacle:
/// the step waits shortly for their locks and tries again.
fn holders(session: &mut Session, table: &TableName) -> Vec<Obstacle> {
    if let Some(named) = named_holders(session, table) {
        return named;
    }
    transactions(session, LONG_SECONDS)
        .unwrap_or_default()
        .iter()
        .map(|holder| {
            let seconds = holder.open_ms / 1_000.0;
            wait(
                &holder.session_id,
                &holder.user,
                &format!("has a transaction open for {seconds:.0} s"),
            )
        })
        .collect()
}

/// None: the server does not watch metadata locks, or does not show them to this user.
fn named_holders(session: &mut Session, table: &TableName) -> Option<Vec<Obstacle>> {
    let watched = session.one(
        "SELECT enabled FROM performance_schema.setup_instruments \
         WHERE name = 'wait/lock/metadata/sql/mdl'",
    );
    if watched.ok()?.as_deref() != Some("YES") {
        return None;
    }
    let literal = |s: &str| format!("'{}'", s.replace('\\', "\\\\").replace('\'', "''"));
    let sql = format!(
        "SELECT DISTINCT t.processlist_id, t.processlist_user, \
                GREATEST(t.processlist_time, \
                         IFNULL(TIMESTAMPDIFF(SECOND, x.trx_started, NOW()), 0)) AS held \
         FROM performance_schema.metadata_locks l \
         JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id \
         LEFT JOIN information_schema.innodb_trx x ON x.trx_mysql_thread_id = t.processlist_id \
         WHERE l.object_type = 'TABLE' AND l.lock_status = 'GRANTED' \
           AND l.object_schema = {} AND l.object_name = {} \
           AND t.processlist_id <> CONNECTION_ID() HAVING held >= {LONG_SECONDS}",
        literal(table.schema.as_str()),
        literal(table.name.as_str())
    );
    let rows = session.rows(&sql).ok()?;
    let held = |row: &Vec<Option<String>>| format!("has held {table} for {} s", text(row, 2));
    Some(rows.iter().map(|row| wait(&text(row, 0), &text(row, 1), &held(row))).collect())
}

fn wait(id: &str, user: &str, does: &str) -> Obstacle {
    Obstacle::Wait {
        what: format!("connection {id} of {user} {does}"),
        hint: format!("wait for it, or end it with KILL {id}"),
    }
}
