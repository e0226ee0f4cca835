//! What may be done here, one entry each, with the statements that would allow it.

use std::collections::HashMap;

use rungs_core::engine::EngineError;
use rungs_core::seen::Capability;

use super::super::connect::{MariaDbTarget, Session, quoted};
use super::grants::Grants;

pub fn all(
    session: &mut Session,
    target: &MariaDbTarget,
    variables: &HashMap<String, String>,
) -> Result<Vec<Capability>, EngineError> {
    let grants = Grants::read(session)?;
    let on = |name: &str| matches!(variables.get(name).map(String::as_str), Some("ON" | "1"));
    let mut all = Vec::new();
    if let Some(database) = &target.database {
        all.extend(of_database(&grants, database));
    }
    all.extend(workload(session, &grants, on("performance_schema")));
    all.push(server_wide(
        &grants,
        "stats_all",
        "PROCESS",
        "see the sessions and transactions of other users",
    ));
    all.push(statistics(&grants, session.is_mysql));
    all.push(what_if(&grants));
    let setter = if session.is_mysql { "SYSTEM_VARIABLES_ADMIN" } else { "SUPER" };
    all.push(settings(&grants, setter));
    Ok(all)
}

fn of_database(grants: &Grants, database: &str) -> Vec<Capability> {
    let place = format!("{}.*", quoted(database));
    let need = |id: &str, what: &str, privileges: &[&str]| {
        let lacks: Vec<&str> =
            privileges.iter().copied().filter(|p| !grants.on_database(p, database)).collect();
        Capability::new(id, what, grant(&lacks, &place, &grants.account))
    };
    let journal = ["SELECT", "INSERT", "CREATE"];
    let lacks: Vec<&str> =
        journal.into_iter().filter(|p| !grants.on_table(p, database, "rungs_journal")).collect();
    let journal_place = format!("{}.`rungs_journal`", quoted(database));
    vec![
        need("catalog", "read the catalog: tables, indexes, sizes", &["SELECT"]),
        need("read_tables", "ask for plans, run statements as a proof", &["SELECT"]),
        need(
            "create_index",
            "create and drop indexes",
            &["SELECT", "INSERT", "CREATE", "ALTER", "INDEX"],
        ),
        need("maintenance", "run ANALYZE and OPTIMIZE TABLE", &["SELECT", "INSERT"]),
        Capability::new(
            "journal",
            "keep the journal of changes in the table rungs_journal",
            grant(&lacks, &journal_place, &grants.account),
        ),
    ]
}

fn workload(session: &mut Session, grants: &Grants, enabled: bool) -> Vec<Capability> {
    let digests = "see which statements run and how long they take";
    if !enabled {
        let mend = vec![
            "-- set performance_schema = ON below [mysqld] in the server's option file, restart it"
                .to_owned(),
        ];
        return vec![Capability::new("statements", digests, mend)];
    }
    let mut mend = Vec::new();
    if !grants.on_table("SELECT", "performance_schema", "events_statements_summary_by_digest") {
        mend.extend(grant(&["SELECT"], "performance_schema.*", &grants.account));
    }
    let consumer = session.one(
        "SELECT enabled FROM performance_schema.setup_consumers WHERE name = 'statements_digest'",
    );
    if consumer.is_ok_and(|enabled| enabled.as_deref() == Some("NO")) {
        mend.push(
            "UPDATE performance_schema.setup_consumers SET enabled = 'YES' \
             WHERE name = 'statements_digest'"
                .to_owned(),
        );
    }
    vec![Capability::new("statements", digests, mend)]
}

fn server_wide(grants: &Grants, id: &str, privilege: &str, what: &str) -> Capability {
    let lacks: Vec<&str> = [privilege].into_iter().filter(|p| !grants.on_server(p)).collect();
    Capability::new(id, what, grant(&lacks, "*.*", &grants.account))
}

fn settings(grants: &Grants, privilege: &str) -> Capability {
    let what = "change settings of the server";
    if grants.on_server("SUPER") {
        return Capability::new("settings", what, Vec::new());
    }
    server_wide(grants, "settings", privilege, what)
}

fn statistics(grants: &Grants, is_mysql: bool) -> Capability {
    let tables: &[&str] = if is_mysql {
        &["innodb_index_stats"]
    } else {
        &["innodb_index_stats", "column_stats", "table_stats"]
    };
    let mend = tables
        .iter()
        .filter(|table| !grants.on_table("SELECT", "mysql", table))
        .flat_map(|table| grant(&["SELECT"], &format!("mysql.{}", quoted(table)), &grants.account))
        .collect();
    Capability::new("index_stats", "read sizes and distinct values of indexes", mend)
}

fn what_if(grants: &Grants) -> Capability {
    let needed = ["SELECT", "INSERT", "CREATE", "DROP", "ALTER", "INDEX"];
    let lacks: Vec<&str> =
        needed.into_iter().filter(|p| !grants.on_database(p, "rungs_scratch_1_0")).collect();
    let what = "try indexes on samples of tables in a scratch database";
    Capability::new("what_if", what, grant(&lacks, "`rungs\\_scratch\\_%`.*", &grants.account))
}

/// One GRANT for what is lacking; none if nothing is.
fn grant(lacks: &[&str], place: &str, account: &str) -> Vec<String> {
    if lacks.is_empty() {
        return Vec::new();
    }
    vec![format!("GRANT {} ON {place} TO {account}", lacks.join(", "))]
}
