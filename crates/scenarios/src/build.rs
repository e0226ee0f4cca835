//! Makes a scenario's tables in an empty database and fills them.

use rungs_core::engine::EngineError;
use rungs_core::name::{EngineKind, TableName};
use rungs_engine::load::Load;

use crate::{Scenario, Table};

/// Told after each table: its name, its rows, and the tables done of all.
pub type Tell<'a> = &'a mut dyn FnMut(&str, u64, usize, usize);

/// Creates and fills every table, then lets the server count its rows once, as any system in use
/// has had done. Says how many rows were made. `schema` is the one that unqualified names go to.
pub fn build(
    scenario: &Scenario,
    engine: EngineKind,
    schema: &str,
    rows: u64,
    load: &mut dyn Load,
    tell: Tell<'_>,
) -> Result<u64, EngineError> {
    let tables = (scenario.tables)(rows);
    let mut made = 0;
    for (position, table) in tables.iter().enumerate() {
        load.run(&table.create(engine))?;
        made += fill(table, schema, load)?;
        tell(table.name, table.rows, position + 1, tables.len());
    }
    if scenario.has_references(engine) {
        add_references(engine, &tables, load)?;
    }
    analyze(engine, &tables, load)?;
    Ok(made)
}

/// Every row was made to satisfy them. InnoDB would copy the whole table to find that out for
/// itself, so it is told not to look.
fn add_references(
    engine: EngineKind,
    tables: &[Table],
    load: &mut dyn Load,
) -> Result<(), EngineError> {
    let is_mariadb = engine == EngineKind::MariaDb;
    if is_mariadb {
        load.run("SET SESSION foreign_key_checks = 0")?;
    }
    for table in tables {
        if let Some(sql) = table.add_references(engine) {
            load.run(&sql)?;
        }
    }
    if is_mariadb { load.run("SET SESSION foreign_key_checks = 1") } else { Ok(()) }
}

fn fill(table: &Table, schema: &str, load: &mut dyn Load) -> Result<u64, EngineError> {
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
    let mut rows = (0..table.rows).map(|row| (table.row)(row));
    load.insert(&TableName::new(schema, table.name), &columns, &mut rows)
}

fn analyze(engine: EngineKind, tables: &[Table], load: &mut dyn Load) -> Result<(), EngineError> {
    match engine {
        EngineKind::Postgres => load.run("VACUUM ANALYZE"),
        EngineKind::Sqlite => load.run("ANALYZE"),
        EngineKind::MariaDb => {
            tables.iter().try_for_each(|table| load.run(&format!("ANALYZE TABLE `{}`", table.name)))
        }
    }
}
