//! The document's three summary tables as definition files, one set per engine: by product, by
//! brand (with a level of all marketplaces), by category.

use rungs_core::name::EngineKind;

use crate::RollupFile;

macro_rules! files {
    ($engine:literal) => {
        &[
            RollupFile {
                name: "financials_monthly_asin",
                text: include_str!(concat!("rollups/financials_monthly_asin.", $engine, ".sql")),
            },
            RollupFile {
                name: "financials_monthly_brand",
                text: include_str!(concat!("rollups/financials_monthly_brand.", $engine, ".sql")),
            },
            RollupFile {
                name: "financials_monthly_category",
                text: include_str!(concat!(
                    "rollups/financials_monthly_category.",
                    $engine,
                    ".sql"
                )),
            },
        ]
    };
}

/// Finest first.
pub(super) fn files(engine: EngineKind) -> &'static [RollupFile] {
    match engine {
        EngineKind::Postgres => files!("postgres"),
        EngineKind::MariaDb => files!("mariadb"),
        EngineKind::Sqlite => files!("sqlite"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_says_its_name_and_holds_one_select() {
        for engine in [EngineKind::Postgres, EngineKind::MariaDb, EngineKind::Sqlite] {
            for file in files(engine) {
                let name = file.text.lines().next().unwrap().strip_prefix("-- rollup: ");
                assert_eq!(name, Some(file.name));
                let body: Vec<&str> =
                    file.text.lines().filter(|line| !line.starts_with("--")).collect();
                assert!(body[0].starts_with("SELECT "), "{}", file.name);
                assert!(!file.text.contains(';'), "{}", file.name);
            }
        }
    }
}
