//! Every path that ARCHITECTURE.md and README.md name exists, so that they cannot rot.
//!
//! A path is what stands in backticks, from the root, with a slash and no space: `crates/core`.
//! Fenced blocks are not read; what only looks like a path goes into the exceptions.

use super::{Problem, Repo};

const PAGES: &[&str] = &["ARCHITECTURE.md", "README.md"];

pub fn check(repo: &Repo) -> Vec<Problem> {
    let mut problems = Vec::new();
    for page in PAGES {
        let Some(text) = repo.text(page) else {
            problems.push(Problem::new(page, 0, "is missing"));
            continue;
        };
        for (line, span) in spans(text) {
            let gone = paths(span).into_iter().filter(|path| !repo.exists(path));
            problems.extend(
                gone.map(|path| Problem::new(page, line, format!("names `{path}`: no such path"))),
            );
        }
    }
    problems
}

/// What stands in backticks, outside fenced blocks.
fn spans(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(|span| (at + 1, span)));
        }
    }
    found
}

/// The paths of a span: none if it is no path, several for `a/{b,c}`.
fn paths(span: &str) -> Vec<String> {
    let is_path = |c: char| c.is_ascii_alphanumeric() || "/._-{},*".contains(c);
    if !span.contains('/') || !span.chars().all(is_path) || span.starts_with(['/', '-']) {
        return Vec::new();
    }
    let braces = span.split_once('{').zip(span.split_once('}'));
    let each = match braces {
        Some(((before, _), (inside, after))) => inside[before.len() + 1..]
            .split(',')
            .map(|name| format!("{before}{name}{after}"))
            .collect(),
        None => vec![span.to_owned()],
    };
    // Of `cases/*` the folder must exist.
    each.iter().map(|path| path.split('*').next().unwrap_or_default().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_gone_is_a_problem() {
        let page = "See `crates/core`, `crates/gone/`, and `a/{b,c}.rs`.\n\
                    `cargo run -p x/y`, `postgres://h/d`, `/etc/passwd`, `cases/*`.\n\
                    ```\n`no/such`\n```\n`also/gone`\n";
        let files = [
            ("README.md", page),
            ("ARCHITECTURE.md", ""),
            ("crates/core/Cargo.toml", ""),
            ("a/b.rs", ""),
            ("cases/one/schema.sql", ""),
        ];
        let found: Vec<String> = check(&Repo::of(&files)).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "README.md:1: names `crates/gone/`: no such path",
                "README.md:1: names `a/c.rs`: no such path",
                "README.md:6: names `also/gone`: no such path",
            ]
        );
    }

    #[test]
    fn a_missing_page_is_a_problem() {
        assert_eq!(check(&Repo::of(&[])).len(), 2);
    }
}
