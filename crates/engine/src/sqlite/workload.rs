//! SQLite keeps no statement statistics: the workload comes from a file that the user gives.
//! This says so, and nothing else.

use rungs_core::seen::{Workload, WorkloadSource};

pub fn workload() -> Workload {
    Workload {
        statements: vec![],
        sources: vec![WorkloadSource {
            name: "sqlite".to_owned(),
            statements: 0,
            withheld: 0,
            missing: Some(
                "SQLite keeps no statement statistics; give the statements with --workload FILE"
                    .to_owned(),
            ),
        }],
    }
}
