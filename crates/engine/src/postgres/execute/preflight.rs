//! May an action start now? Looks only; waiting is the executor's work.

use rungs_core::change::Action;
use rungs_core::engine::{EngineError, Obstacle};
use rungs_core::name::TableName;

use super::super::connect::Session;

/// An online build waits for every transaction that is older than itself: beyond this age it is
/// better not to begin.
const LONG_MS: u64 = 60_000;

/// Errors: `Unreachable`; everything else is an obstacle.
pub(in super::super) fn preflight(
    session: &mut Session,
    action: &Action,
) -> Result<Vec<Obstacle>, EngineError> {
    let mut obstacles = Vec::new();
    read_only(session, &mut obstacles)?;
    match action {
        Action::CreateIndex { index, .. } => {
            may_change(session, &index.table, Need::Create, &mut obstacles)?;
            long_transactions(session, &mut obstacles)?;
            prepared_transactions(session, &index.table, &mut obstacles)?;
            other_builds(session, &index.table, &mut obstacles)?;
        }
        Action::DropIndex { name, .. } | Action::RebuildIndex { name } => {
            may_change(session, &name.table, Need::Own, &mut obstacles)?;
            long_transactions(session, &mut obstacles)?;
            prepared_transactions(session, &name.table, &mut obstacles)?;
            other_builds(session, &name.table, &mut obstacles)?;
        }
        Action::Analyze { table } | Action::Vacuum { table } | Action::Compact { table } => {
            may_change(session, table, Need::Maintain, &mut obstacles)?;
        }
        Action::PragmaOptimize => obstacles.push(Obstacle::Stop {
            what: "PRAGMA optimize is a statement of SQLite".to_owned(),
            hint: "make the plan again for this server".to_owned(),
        }),
        Action::Set { setting, .. } => may_set(session, setting, &mut obstacles)?,
        // Its own flow says what the tables do not allow.
        Action::AddRollup { .. } => {}
    }
    Ok(obstacles)
}

fn read_only(session: &mut Session, obstacles: &mut Vec<Obstacle>) -> Result<(), EngineError> {
    let rows = session.rows("select pg_is_in_recovery()")?;
    if rows.first().is_some_and(|row| row.flag(0)) {
        obstacles.push(Obstacle::Stop {
            what: "the server is a replica and takes no changes".to_owned(),
            hint: "point rungs at its primary".to_owned(),
        });
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Create,
    Own,
    Maintain,
}

fn may_change(
    session: &mut Session,
    table: &TableName,
    need: Need,
    obstacles: &mut Vec<Obstacle>,
) -> Result<(), EngineError> {
    let rows = session.rows(&format!(
        "select c.relkind::text, pg_has_role(c.relowner, 'usage'), \
                has_schema_privilege(n.oid, 'create'), quote_ident(current_user), \
                quote_ident(pg_get_userbyid(c.relowner)), \
                coalesce((select pg_has_role(r.oid, 'usage') from pg_roles r \
                           where r.rolname = 'pg_maintain'), false), \
                (select string_agg(distinct l.pid::text, ', ') from pg_locks l \
                  where l.relation = c.oid and l.granted and l.mode = 'AccessExclusiveLock') \
         from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = {} and c.relname = {}",
        literal(table.schema.as_str()),
        literal(table.name.as_str())
    ))?;
    let Some(row) = rows.first() else {
        obstacles.push(stop(format!("table {table} is not there"), "make the plan again"));
        return Ok(());
    };
    let (role, owner) = (row.owned(3), row.owned(4));
    let owns = row.flag(1) || (need == Need::Maintain && row.flag(5));
    if !owns {
        let what = format!("only the owner of {table} may do this");
        obstacles.push(stop(what, &format!("GRANT {owner} TO {role}")));
    }
    if need == Need::Create && !row.flag(2) {
        let what = format!("an index needs CREATE on schema {}", table.schema);
        let schema = table.schema.as_str().replace('"', "\"\"");
        obstacles.push(stop(what, &format!("GRANT CREATE ON SCHEMA \"{schema}\" TO {role}")));
    }
    match row.text(0) {
        Some("p") if need == Need::Create => obstacles.push(stop(
            format!("{table} is partitioned: no index can be built on it without blocking writes"),
            "build it on each partition, then on the parent with ON ONLY, then attach them",
        )),
        Some("f" | "v") => obstacles.push(stop(
            format!("{table} keeps no rows here"),
            "make the change where its rows are",
        )),
        _ => {}
    }
    if let Some(pids) = row.text(6) {
        obstacles.push(Obstacle::Wait {
            what: format!("{table} is locked in ACCESS EXCLUSIVE by session {pids}"),
            hint: "wait for that session".to_owned(),
        });
    }
    Ok(())
}

fn long_transactions(
    session: &mut Session,
    obstacles: &mut Vec<Obstacle>,
) -> Result<(), EngineError> {
    let rows = session.rows(&format!(
        "select a.pid, a.application_name, coalesce(a.usename, ''), \
                (extract(epoch from clock_timestamp() - a.xact_start))::bigint \
         from pg_stat_activity a \
         where a.xact_start < clock_timestamp() - interval '{LONG_MS} ms' \
         and a.pid <> pg_backend_pid() and a.backend_type = 'client backend' \
         and a.datname = current_database() order by a.xact_start"
    ))?;
    for row in &rows {
        let application = match row.text(1) {
            None | Some("") => "without a name".to_owned(),
            Some(name) => name.to_owned(),
        };
        obstacles.push(Obstacle::Wait {
            what: format!(
                "session {} of {} (application {application}) has been in a transaction for {} s",
                row.owned(0),
                row.owned(2),
                row.owned(3)
            ),
            hint: format!(
                "wait for it, or end it with SELECT pg_terminate_backend({})",
                row.owned(0)
            ),
        });
    }
    Ok(())
}

/// One that nobody commits keeps its locks for ever, and no session shows it.
fn prepared_transactions(
    session: &mut Session,
    table: &TableName,
    obstacles: &mut Vec<Obstacle>,
) -> Result<(), EngineError> {
    let rows = session.rows(&format!(
        "select p.gid, p.owner, (extract(epoch from clock_timestamp() - p.prepared))::bigint \
         from pg_prepared_xacts p where p.database = current_database() and exists ( \
             select from pg_locks own join pg_locks k using (virtualtransaction) \
             join pg_class c on c.oid = k.relation join pg_namespace n on n.oid = c.relnamespace \
             where own.pid is null and own.transactionid = p.transaction \
             and n.nspname = {} and c.relname = {}) \
         order by p.prepared",
        literal(table.schema.as_str()),
        literal(table.name.as_str())
    ))?;
    for row in &rows {
        let gid = literal(row.text(0).unwrap_or_default());
        obstacles.push(Obstacle::Wait {
            what: format!(
                "the prepared transaction {gid} of {} has held locks on {table} for {} s",
                row.owned(1),
                row.owned(2)
            ),
            hint: format!("end it with COMMIT PREPARED {gid} or ROLLBACK PREPARED {gid}"),
        });
    }
    Ok(())
}

fn other_builds(
    session: &mut Session,
    table: &TableName,
    obstacles: &mut Vec<Obstacle>,
) -> Result<(), EngineError> {
    let rows = session.rows(&format!(
        "select g.pid, g.phase from pg_stat_progress_create_index g \
         join pg_class c on c.oid = g.relid join pg_namespace n on n.oid = c.relnamespace \
         where g.datname = current_database() and n.nspname = {} and c.relname = {}",
        literal(table.schema.as_str()),
        literal(table.name.as_str())
    ))?;
    for row in &rows {
        obstacles.push(Obstacle::Wait {
            what: format!("session {} builds an index on {table} ({})", row.owned(0), row.owned(1)),
            hint: "wait for that build".to_owned(),
        });
    }
    Ok(())
}

fn may_set(
    session: &mut Session,
    setting: &str,
    obstacles: &mut Vec<Obstacle>,
) -> Result<(), EngineError> {
    let rows = session.rows(&format!(
        "select rolsuper, s.name is not null, s.context in ('postmaster', 'internal') \
         from pg_roles left join pg_settings s on s.name = {} where rolname = current_user",
        literal(setting)
    ))?;
    let Some(row) = rows.first() else { return Ok(()) };
    if !row.flag(1) {
        let what = format!("this server has no setting {setting}");
        obstacles.push(stop(what, "make the plan again for this server"));
    } else if row.flag(2) {
        let what = format!("{setting} takes effect only after a restart of the server");
        obstacles.push(stop(what, "set it in the server's configuration and restart it"));
    } else if !row.flag(0) && !granted(session, setting)? {
        let what = format!("this role may not change the setting {setting}");
        let hint = "run the step as a superuser, or grant ALTER SYSTEM ON PARAMETER";
        obstacles.push(stop(what, hint));
    }
    Ok(())
}

/// Since PostgreSQL 15 one setting can be granted. Older: no.
fn granted(session: &mut Session, setting: &str) -> Result<bool, EngineError> {
    let known = session
        .rows("select exists (select from pg_proc where proname = 'has_parameter_privilege')")?;
    if !known.first().is_some_and(|row| row.flag(0)) {
        return Ok(false);
    }
    let rows = session
        .rows(&format!("select has_parameter_privilege({}, 'alter system')", literal(setting)))?;
    Ok(rows.first().is_some_and(|row| row.flag(0)))
}

fn stop(what: String, hint: &str) -> Obstacle {
    Obstacle::Stop { what, hint: hint.to_owned() }
}

/// A string literal; `standard_conforming_strings` or not, backslashes stay what they are.
pub(super) fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        format!("E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}
