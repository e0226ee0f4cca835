//! The systems that rungs must make fast: schema, deterministic data at any size, and the
//! workload as it is before anybody helped. Knows nothing of advice or proofs.

pub mod build;
pub mod etl;
pub mod hotels;
pub mod invest;
pub mod marketplace;
pub mod random;
pub mod table;

use rungs_core::name::EngineKind;

pub use build::build;
pub use table::{Column, Kind, Reference, Table};

/// One system.
#[derive(Debug)]
pub struct Scenario {
    pub name: &'static str,
    /// One sentence for `rungs demo --help`.
    pub about: &'static str,
    /// Rows of its greatest table where `--rows` does not say.
    pub rows_default: u64,
    /// Tables in an order in which foreign keys are satisfied, for so many rows of the greatest.
    pub tables: fn(rows: u64) -> Vec<Table>,
    /// What the application asks of this engine, as it asks before anything was mended.
    pub workload: fn(rows: u64, engine: EngineKind) -> Vec<Query>,
    /// InnoDB puts an index under each foreign key by itself. The systems that had no indexes have
    /// no keys on MariaDB either, but for one whose joins must be known to lose no rows.
    pub references_on_mariadb: bool,
    /// Definition files of its rollups, finest first; none where the document has none.
    pub rollups: fn(engine: EngineKind) -> &'static [RollupFile],
    /// Statements of the application that change what its rollups sum.
    pub changes: &'static [&'static str],
}

impl Scenario {
    pub(crate) fn has_references(&self, engine: EngineKind) -> bool {
        engine != EngineKind::MariaDb || self.references_on_mariadb
    }
}

/// A definition file for `rungs rollup add`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollupFile {
    pub name: &'static str,
    pub text: &'static str,
}

/// Every scenario; the first is what `rungs demo` runs where none is named.
pub static SCENARIOS: &[&Scenario] =
    &[&marketplace::MARKETPLACE, &invest::INVEST, &etl::ETL, &hotels::HOTELS];

/// Finds a scenario by its name.
pub fn find(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|s| s.name == name).copied()
}

/// One statement of a workload, in words of the engine that the workload was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub name: &'static str,
    pub sql: String,
    /// Calls in an hour: what the statement weighs.
    pub calls: u32,
    /// The scenario's document promises that it gets fast.
    pub is_target: bool,
}

impl Query {
    pub fn is_read(&self) -> bool {
        self.sql.starts_with("SELECT")
    }
}

/// The workload as a file that `--workload` reads.
pub fn workload_file(queries: &[Query]) -> String {
    let piece = |q: &Query| {
        let Query { name, calls, sql, .. } = q;
        format!("-- name: {name}\n-- calls: {calls}\n{sql};\n\n")
    };
    queries.iter().map(piece).collect::<Vec<_>>().concat()
}

/// How identifiers and types are written for an engine.
pub(crate) fn quote(engine: EngineKind, name: &str) -> String {
    match engine {
        EngineKind::MariaDb => format!("`{name}`"),
        EngineKind::Postgres | EngineKind::Sqlite => format!("\"{name}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::{EngineKind, SCENARIOS, find};

    #[test]
    fn names_are_unique_and_found() {
        for scenario in SCENARIOS {
            assert!(std::ptr::eq(find(scenario.name).unwrap(), *scenario));
        }
    }

    #[test]
    fn every_row_fits_its_columns_and_comes_out_the_same_twice() {
        for scenario in SCENARIOS {
            for table in (scenario.tables)(2_000) {
                for row in [0, 1, table.rows / 2, table.rows - 1] {
                    let values = (table.row)(row);
                    assert_eq!(values.len(), table.columns.len(), "{}", table.name);
                    assert_eq!(values, (table.row)(row), "{} row {row}", table.name);
                }
            }
        }
    }

    #[test]
    fn every_workload_has_targets_and_names_no_statement_twice() {
        for scenario in SCENARIOS {
            for engine in [EngineKind::Postgres, EngineKind::MariaDb, EngineKind::Sqlite] {
                let queries = (scenario.workload)(10_000, engine);
                assert!(queries.iter().any(|q| q.is_target), "{}", scenario.name);
                let mut names: Vec<_> = queries.iter().map(|q| q.name).collect();
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), queries.len(), "{}", scenario.name);
            }
        }
    }
}
