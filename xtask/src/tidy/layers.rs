//! Dependencies point down: which crate may use which of ours, and what the core may not use.

use super::manifest::{Dependency, dependencies};
use super::{Problem, Repo};

/// Each crate's folder and those of ours that it may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("crates/core", &[]),
    ("crates/engine", &["rungs-core"]),
    ("crates/serve", &["rungs-engine", "rungs-core"]),
    ("crates/scenarios", &["rungs-engine", "rungs-core"]),
    ("crates/rungs", &["rungs-serve", "rungs-scenarios", "rungs-engine", "rungs-core"]),
    ("crates/tests", &["rungs", "rungs-serve", "rungs-scenarios", "rungs-engine", "rungs-core"]),
    ("xtask", &[]),
];

/// What reaches outside the process, or reads a clock or chance: not for the core.
const NOT_IN_CORE: &[&str] = &[
    "ctrlc",
    "jiff",
    "fastrand",
    "mysql",
    "mysql_async",
    "postgres",
    "rand",
    "reqwest",
    "rusqlite",
    "rustls",
    "sqlx",
    "tokio",
    "tokio-postgres",
    "ureq",
];

pub fn check(repo: &Repo) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut folders: Vec<String> = repo
        .paths_in("crates")
        .iter()
        .filter_map(|path| Some(format!("crates/{}", path.strip_suffix("/Cargo.toml")?.get(7..)?)))
        .collect();
    folders.push("xtask".to_owned());
    for folder in folders {
        let manifest = format!("{folder}/Cargo.toml");
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == folder) else {
            problems.push(Problem::new(&manifest, 0, "is a crate that LAYERS does not list"));
            continue;
        };
        for dependency in dependencies(repo.text(&manifest).unwrap_or_default()) {
            if let Some(text) = refusal(&folder, allowed, &dependency) {
                problems.push(Problem::new(&manifest, dependency.line, text));
            }
        }
    }
    problems
}

fn refusal(folder: &str, allowed: &[&str], dependency: &Dependency<'_>) -> Option<String> {
    let name = dependency.name;
    let is_ours = name == "rungs" || name.starts_with("rungs-");
    if is_ours && !allowed.contains(&name) {
        return Some(format!("{folder} may not depend on {name}: dependencies point down"));
    }
    if folder == "crates/core" && NOT_IN_CORE.contains(&name) {
        return Some(format!("the core is pure; {name} is not"));
    }
    (folder == "xtask").then(|| format!("xtask depends on std only, not on {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(folder: &str, toml: &str) -> Vec<String> {
        let repo = Repo::of(&[(&format!("{folder}/Cargo.toml"), toml)]);
        check(&repo).into_iter().map(|problem| problem.text).collect()
    }

    #[test]
    fn dependencies_point_down() {
        let on_core = "[dependencies]\nrungs-core = { workspace = true }\n";
        assert!(texts("crates/engine", on_core).is_empty());
        let up = "[dev-dependencies]\nrungs-engine = { workspace = true }\n";
        let refused = ["crates/core may not depend on rungs-engine: dependencies point down"];
        assert_eq!(texts("crates/core", up), refused);
        assert_eq!(texts("crates/scenarios", "[dependencies]\nrungs.workspace = true\n").len(), 1);
    }

    #[test]
    fn the_core_has_no_driver_and_xtask_has_nothing() {
        let driver = "[dependencies]\npostgres = { workspace = true }\n";
        assert_eq!(texts("crates/core", driver), ["the core is pure; postgres is not"]);
        assert!(texts("crates/engine", driver).is_empty());
        assert_eq!(texts("xtask", driver), ["xtask depends on std only, not on postgres"]);
    }

    #[test]
    fn a_crate_must_have_a_layer() {
        let problem =
            Problem::new("crates/new/Cargo.toml", 0, "is a crate that LAYERS does not list");
        assert_eq!(check(&Repo::of(&[("crates/new/Cargo.toml", "")])), [problem]);
    }
}
