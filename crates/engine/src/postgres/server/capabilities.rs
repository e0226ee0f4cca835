//! What rungs may do here, and for each thing that it may not, the statements that mend it.
//! Run all of them (as a superuser) and everything is there.

use rungs_core::engine::EngineError;
use rungs_core::seen::Capability;

use super::super::connect::{Row, Session};

const RIGHTS: &str = include_str!("rights.sql");
const EXTENSIONS: &str = include_str!("extensions.sql");
const SEEN: &str = include_str!("../catalog/seen.sql");

/// A row where statements of the role find pg_trgm's operator class by its bare name.
const TRIGRAMS: &str = "set local search_path to default; select 1 from pg_catalog.pg_opclass \
     where opcname operator(pg_catalog.=) 'gin_trgm_ops' \
       and pg_catalog.pg_opclass_is_visible(oid)";

pub(super) fn read(session: &mut Session) -> Result<Vec<Capability>, EngineError> {
    let rows = session.rows(&RIGHTS.replace("{seen}", SEEN))?;
    let extensions = session.rows(EXTENSIONS)?;
    let Some(row) = rows.first() else { return Ok(Vec::new()) };
    let rights = Rights::of(row);
    let finds_trigrams = !session.rows(TRIGRAMS)?.is_empty();
    Ok(vec![
        Capability::new("catalog", "read the catalog: tables, indexes, sizes", Vec::new()),
        statements(&rights, &extensions),
        stats_all(&rights),
        read_tables(&rights),
        hypopg(&rights, &extensions),
        create_index(&rights),
        maintenance(&rights),
        journal(&rights),
        pgstattuple(&rights, &extensions),
        trigrams(&rights, &extensions, finds_trigrams),
    ])
}

/// rights.sql's row.
struct Rights {
    role: String,
    stats: bool,
    closed_schemas: Vec<String>,
    unreadable: Vec<String>,
    owners: Vec<String>,
    owned_by_superusers: Vec<String>,
    no_create: Vec<String>,
    maintains: bool,
    has_maintain: bool,
    journal_schema: bool,
    journal_table: bool,
    journal_usage: bool,
    journal_create: bool,
    journal_writable: bool,
    database_create: bool,
    database: String,
    statements_loaded: bool,
    preload: Option<String>,
    major: String,
}

impl Rights {
    fn of(row: &Row) -> Self {
        Self {
            role: row.owned(0),
            stats: row.flag(1),
            closed_schemas: row.list(2),
            unreadable: row.list(3),
            owners: row.list(4),
            owned_by_superusers: row.list(5),
            no_create: row.list(6),
            maintains: row.flag(7),
            has_maintain: row.flag(8),
            journal_schema: row.flag(9),
            journal_table: row.flag(10),
            journal_usage: row.flag(11),
            journal_create: row.flag(12),
            journal_writable: row.flag(13),
            database_create: row.flag(14),
            database: row.owned(15),
            statements_loaded: row.flag(16),
            preload: row.text(17).map(str::to_owned),
            major: row.owned(18),
        }
    }

    /// Ownership cannot be granted for one privilege: the role becomes a member of the owner. A
    /// superuser's tables get a new owner instead, for membership there would give everything.
    fn own(&self) -> Vec<String> {
        let member = self.owners.iter().map(|owner| format!("GRANT {owner} TO {}", self.role));
        let given = self
            .owned_by_superusers
            .iter()
            .map(|table| format!("ALTER TABLE {table} OWNER TO {}", self.role));
        member.chain(given).collect()
    }
}

fn statements(rights: &Rights, extensions: &[Row]) -> Capability {
    let mut mend = Vec::new();
    if !rights.statements_loaded {
        mend.push(preload(rights.preload.as_deref()));
        mend.push("-- then restart the server".to_owned());
    }
    mend.extend(extension("pg_stat_statements", rights, extensions));
    Capability::new("statements", "read the workload: which statements run, how long", mend)
}

/// Adds to the libraries that are loaded; where this role cannot see them, a statement would
/// take them away.
fn preload(loaded: Option<&str>) -> String {
    let Some(loaded) = loaded else {
        return "-- add pg_stat_statements to what SHOW shared_preload_libraries tells a superuser"
            .to_owned();
    };
    let names: Vec<String> = loaded
        .split(',')
        .map(|name| name.trim().trim_matches('"'))
        .filter(|name| !name.is_empty())
        .chain(["pg_stat_statements"])
        .map(|name| format!("'{}'", name.replace('\'', "''")))
        .collect();
    format!("ALTER SYSTEM SET shared_preload_libraries = {}", names.join(", "))
}

fn stats_all(rights: &Rights) -> Capability {
    let mend = if rights.stats {
        Vec::new()
    } else {
        vec![format!("GRANT pg_monitor TO {}", rights.role)]
    };
    let what = "see other users' statements, sessions and all settings";
    Capability::new("stats_all", what, mend)
}

fn read_tables(rights: &Rights) -> Capability {
    let role = &rights.role;
    let mut mend: Vec<String> = rights
        .closed_schemas
        .iter()
        .map(|schema| format!("GRANT USAGE ON SCHEMA {schema} TO {role}"))
        .collect();
    mend.extend(rights.unreadable.iter().map(|name| format!("GRANT SELECT ON {name} TO {role}")));
    let what = "see the planner's statistics, ask for plans, run statements as a proof";
    Capability::new("read_tables", what, mend)
}

fn hypopg(rights: &Rights, extensions: &[Row]) -> Capability {
    let mend = extension("hypopg", rights, extensions);
    Capability::new("hypopg", "ask the planner what an index would bring before it is built", mend)
}

fn create_index(rights: &Rights) -> Capability {
    let mut mend = rights.own();
    mend.extend(
        rights
            .no_create
            .iter()
            .map(|schema| format!("GRANT CREATE ON SCHEMA {schema} TO {}", rights.role)),
    );
    Capability::new("create_index", "create and drop indexes", mend)
}

fn maintenance(rights: &Rights) -> Capability {
    let mend = if rights.maintains {
        Vec::new()
    } else if rights.has_maintain && !rights.own().is_empty() {
        vec![format!("GRANT pg_maintain TO {}", rights.role)]
    } else {
        rights.own()
    };
    Capability::new("maintenance", "run ANALYZE, VACUUM and REINDEX", mend)
}

fn journal(rights: &Rights) -> Capability {
    let role = &rights.role;
    let mut mend = Vec::new();
    if !rights.journal_schema && !rights.database_create {
        mend.push(format!("GRANT CREATE ON DATABASE {} TO {role}", rights.database));
    }
    if rights.journal_schema && !rights.journal_usage {
        mend.push(format!("GRANT USAGE ON SCHEMA rungs TO {role}"));
    }
    if rights.journal_schema && !rights.journal_table && !rights.journal_create {
        mend.push(format!("GRANT CREATE ON SCHEMA rungs TO {role}"));
    }
    if rights.journal_table && !rights.journal_writable {
        mend.push(format!("GRANT SELECT, INSERT ON rungs.journal TO {role}"));
    }
    Capability::new("journal", "keep the journal of changes in schema rungs", mend)
}

fn pgstattuple(rights: &Rights, extensions: &[Row]) -> Capability {
    let mend = extension("pgstattuple", rights, extensions);
    Capability::new("pgstattuple", "measure the bloat of an index exactly", mend)
}

fn trigrams(rights: &Rights, extensions: &[Row], found: bool) -> Capability {
    let mut mend = extension("pg_trgm", rights, extensions);
    if mend.is_empty() && !found {
        let role = &rights.role;
        mend.push(format!("-- add the schema of pg_trgm to the search_path of {role}"));
    }
    Capability::new("pg_trgm", "index words inside texts, for LIKE '%word%'", mend)
}

/// What makes an extension usable; empty: it is.
fn extension(name: &str, rights: &Rights, extensions: &[Row]) -> Vec<String> {
    let role = &rights.role;
    let Some(row) = extensions.iter().find(|row| row.text(0) == Some(name)) else {
        let package = match name {
            "hypopg" => format!("postgresql-{}-hypopg", rights.major),
            _ => "postgresql-contrib".to_owned(),
        };
        return vec![
            format!("-- install the package {package} on the server"),
            format!("CREATE EXTENSION {name}"),
        ];
    };
    let Some(schema) = row.text(1) else {
        let mut mend = vec![format!("CREATE EXTENSION {name}")];
        if name == "pgstattuple" && !rights.stats {
            mend.push(format!("GRANT pg_stat_scan_tables TO {role}"));
        }
        return mend;
    };
    let mut mend = Vec::new();
    if !row.flag(2) {
        mend.push(format!("GRANT USAGE ON SCHEMA {schema} TO {role}"));
    }
    if !row.flag(3) {
        mend.push(match name {
            "pgstattuple" => format!("GRANT pg_stat_scan_tables TO {role}"),
            _ => format!("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role}"),
        });
    }
    mend
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_that_are_loaded_stay_so() {
        let set = "ALTER SYSTEM SET shared_preload_libraries = ";
        assert_eq!(preload(Some("")), format!("{set}'pg_stat_statements'"));
        assert_eq!(preload(Some("a, \"b\"")), format!("{set}'a', 'b', 'pg_stat_statements'"));
        assert!(preload(None).starts_with("--"));
    }
}
