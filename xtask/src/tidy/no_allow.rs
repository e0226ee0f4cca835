//! No `#[allow]`: `#[expect]` with a reason says why, and goes when it is not needed.

use super::scan::code_only;
use super::{Problem, Repo};

pub fn check(repo: &Repo) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in repo.rust() {
        for (at, line) in code_only(text).lines().enumerate() {
            if line.contains("#[allow(") || line.contains("#![allow(") {
                problems.push(Problem::new(path, at + 1, "use `#[expect(…, reason = \"…\")]`"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allow_is_a_problem_but_not_in_a_comment() {
        let text =
            "//! No #[allow(x)].\n#![allow(unused)]\nfn f() {}\n#[allow(unused)]\nfn g() {}\n";
        let repo = Repo::of(&[("a.rs", text)]);
        let lines: Vec<usize> = check(&repo).iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 4]);
    }
}
