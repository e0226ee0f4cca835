//! Why an action should not start now: read-only server, missing privileges, sessions that hold
//! the table. Free disk cannot be seen through SQL and is not judged.

use rungs_core::change::Action;
use rungs_core::engine::{EngineError, Obstacle};
use rungs_core::name::TableName;

use super::super::connect::{Cells, Session, quoted, text};
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
        obstacles.extend(prepared(session, table));
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

/// An XA transaction that its application prepared and left keeps its locks for ever, and no
/// session shows it. On which tables the server does not tell: each may be this one.
fn prepared(session: &mut Session, table: &TableName) -> Vec<Obstacle> {
    // One that a session still has in hand is on its way, and is no obstacle for its age alone.
    let left = "SELECT COUNT(*) FROM information_schema.innodb_trx \
                WHERE trx_mysql_thread_id = 0 AND trx_tables_locked > 0";
    if session.one(left).ok().flatten().as_deref() == Some("0") {
        return Vec::new();
    }
    let is_mysql = session.is_mysql;
    let sql = if is_mysql { "XA RECOVER CONVERT XID" } else { "XA RECOVER FORMAT='SQL'" };
    // Refused on MySQL without XA_RECOVER_ADMIN.
    let rows = session.rows(sql).unwrap_or_default();
    rows.iter()
        .filter_map(|row| if is_mysql { joined(row) } else { row.get(3).cloned()? })
        .map(|xid| readable(&xid))
        .map(|xid| Obstacle::Wait {
            what: format!(
                "the prepared XA transaction {xid} was left by its session and may hold locks on \
                 {table}"
            ),
            hint: format!("end it with XA COMMIT {xid} or XA ROLLBACK {xid}"),
        })
        .collect()
}

/// MySQL's format, lengths and `0x…` as MariaDB writes them: `X'…',X'…',1`.
fn joined(row: &Cells) -> Option<String> {
    let digits = text(row, 3);
    let digits = digits.strip_prefix("0x")?;
    let (first, second) = digits.split_at_checked(2 * text(row, 1).parse::<usize>().ok()?)?;
    Some(format!("X'{first}',X'{second}',{}", text(row, 0)))
}

/// The parts of an identifier as plain text where they are that: `X'6f6e65'` is `'one'`.
fn readable(xid: &str) -> String {
    let plain = |part: &str| {
        let digits = part.strip_prefix("X'")?.strip_suffix('\'')?;
        let byte = |at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
        let text = String::from_utf8(bytes?).ok()?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/ ".contains(c);
        text.chars().all(is_plain).then(|| format!("'{text}'"))
    };
    let parts = xid.split(',').map(|part| plain(part).unwrap_or_else(|| part.to_owned()));
    parts.collect::<Vec<_>>().join(",")
}

fn wait(id: &str, user: &str, does: &str) -> Obstacle {
    Obstacle::Wait {
        what: format!("connection {id} of {user} {does}"),
        hint: format!("wait for it, or end it with KILL {id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_xa_identifier_is_readable_where_it_is_text() {
        assert_eq!(readable("X'6f6e652d31'"), "'one-1'");
        assert_eq!(readable("X'6f27',X'00ff',7"), "X'6f27',X'00ff',7");
        let row: Cells = ["1", "3", "1", "0x6f6e6561"].map(|c| Some(c.to_owned())).to_vec();
        assert_eq!(joined(&row).as_deref().map(readable).as_deref(), Some("'one','a',1"));
        assert_eq!(joined(&Vec::new()), None);
    }
}
