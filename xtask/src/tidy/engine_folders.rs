//! The engines' folders hold the same files: who knows one knows all.

use super::{Problem, Repo};
use std::collections::BTreeSet;

const ENGINES: &[&str] = &["postgres", "mariadb", "sqlite"];

/// A difference that is meant goes into the exceptions, with its reason.
pub fn check(repo: &Repo) -> Vec<Problem> {
    let folders: Vec<(String, BTreeSet<&str>)> =
        ENGINES.iter().map(|engine| names(repo, &format!("crates/engine/src/{engine}"))).collect();
    let all: BTreeSet<&str> = folders.iter().flat_map(|(_, names)| names).copied().collect();
    let mut problems = Vec::new();
    for (folder, names) in &folders {
        for name in all.difference(names) {
            let text = "is missing, but another engine has it";
            problems.push(Problem::new(&format!("{folder}/{name}"), 0, text));
        }
    }
    problems
}

/// The Rust files of a folder, without those in folders below it.
fn names<'a>(repo: &'a Repo, folder: &str) -> (String, BTreeSet<&'a str>) {
    let start = folder.len() + 1;
    let names = repo.paths_in(folder).into_iter().map(|path| &path[start..]);
    let direct = names.filter(|name| !name.contains('/') && name.strip_suffix(".rs").is_some());
    (folder.to_owned(), direct.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_one_engine_lacks_is_a_problem() {
        let repo = Repo::of(&[
            ("crates/engine/src/postgres/catalog.rs", ""),
            ("crates/engine/src/postgres/sql/sizes.sql", ""),
            ("crates/engine/src/mariadb/catalog.rs", ""),
            ("crates/engine/src/sqlite/connect.rs", ""),
        ]);
        let paths: Vec<String> = check(&repo).into_iter().map(|problem| problem.path).collect();
        assert_eq!(
            paths,
            [
                "crates/engine/src/postgres/connect.rs",
                "crates/engine/src/mariadb/connect.rs",
                "crates/engine/src/sqlite/catalog.rs",
            ]
        );
    }
}
