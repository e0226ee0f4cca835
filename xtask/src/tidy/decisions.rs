//! Each dependency is a decision: docs/decisions/dependencies.md has one line for each, with why.
//!
//! A line is "- `name`: why". Our own crates need none.

use super::manifest::dependencies;
use super::{Problem, Repo};

const PATH: &str = "docs/decisions/dependencies.md";

pub fn check(repo: &Repo) -> Vec<Problem> {
    let Some(page) = repo.text(PATH) else { return vec![Problem::new(PATH, 0, "is missing")] };
    let declared: Vec<&str> = dependencies(repo.text("Cargo.toml").unwrap_or_default())
        .into_iter()
        .filter(|dependency| !dependency.value.contains("path ="))
        .map(|dependency| dependency.name)
        .collect();
    let mut problems = Vec::new();
    let mut explained = Vec::new();
    for (at, line) in page.lines().enumerate() {
        let Some((name, why)) = parse(line) else { continue };
        if !declared.contains(&name) {
            let text = format!("`{name}` is no dependency of the workspace");
            problems.push(Problem::new(PATH, at + 1, text));
        } else if why.len() < 10 {
            problems.push(Problem::new(PATH, at + 1, format!("`{name}` has no reason")));
        } else if explained.contains(&name) {
            problems.push(Problem::new(PATH, at + 1, format!("`{name}` stands here twice")));
        }
        explained.push(name);
    }
    for name in declared.iter().filter(|name| !explained.contains(name)) {
        problems.push(Problem::new(PATH, 0, format!("`{name}` is not explained")));
    }
    problems
}

fn parse(line: &str) -> Option<(&str, &str)> {
    let (name, why) = line.strip_prefix("- `")?.split_once('`')?;
    Some((name, why.trim_start_matches(':').trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dependency_has_one_line_with_a_reason() {
        let cargo = "[workspace.dependencies]\nrungs-core = { path = \"crates/core\" }\n\
                     a = \"1\"\nb = \"1\"\nc = \"1\"\n[profile.dev]\ndebug = false\n";
        let page = "# Dependencies\n\n- `a`: reads the arguments\n- `b`\n- `d`: is not there\n\
                    - `a`: reads the arguments\n";
        let found: Vec<String> = check(&Repo::of(&[("Cargo.toml", cargo), (PATH, page)]))
            .into_iter()
            .map(|problem| problem.text)
            .collect();
        assert_eq!(
            found,
            [
                "`b` has no reason",
                "`d` is no dependency of the workspace",
                "`a` stands here twice",
                "`c` is not explained",
            ]
        );
    }
}
