//! The house rules as a test: one file a rule, each a pure function over the repository's texts.
//!
//! Finds problems; changes nothing. What clippy and rustfmt already check is left to them, but
//! for what they only check in code that is compiled.

mod changelog;
mod core_purity;
mod decisions;
mod engine_folders;
mod exceptions;
mod layers;
mod manifest;
mod named_paths;
mod no_allow;
mod opening_doc;
mod repo;
mod scan;
mod sizes;

pub use repo::Repo;

use std::fmt;

/// A rule: its name, which exceptions refer to, and what looks for breaches of it.
type Check = (&'static str, fn(&Repo) -> Vec<Problem>);

const CHECKS: &[Check] = &[
    ("opening-doc", opening_doc::check),
    ("file-length", sizes::check_files),
    ("function-length", sizes::check_functions),
    ("line-width", sizes::check_widths),
    ("architecture-length", sizes::check_architecture),
    ("layers", layers::check),
    ("core-purity", core_purity::check),
    ("engine-folders", engine_folders::check),
    ("named-paths", named_paths::check),
    ("no-allow", no_allow::check),
    ("changelog", changelog::check),
    ("decisions", decisions::check),
];

/// A breach of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    path: String,
    /// Counted from 1; 0 where the whole file is meant.
    line: usize,
    text: String,
}

impl Problem {
    fn new(path: &str, line: usize, text: impl Into<String>) -> Problem {
        Problem { path: path.to_owned(), line, text: text.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.path, self.text),
            line => write!(out, "{}:{line}: {}", self.path, self.text),
        }
    }
}

/// All breaches of all rules that are not listed as exceptions.
pub fn problems(repo: &Repo) -> Vec<Problem> {
    let mut left = Vec::new();
    let mut used = Vec::new();
    for (rule, check) in CHECKS {
        for problem in check(repo) {
            match exceptions::position(rule, &problem) {
                Some(at) => used.push(at),
                None => left.push(problem),
            }
        }
    }
    left.extend(exceptions::unused(&used));
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exception_names_a_rule_and_a_reason() {
        for exception in exceptions::EXCEPTIONS {
            assert!(CHECKS.iter().any(|(rule, _)| *rule == exception.rule), "{exception:?}");
            assert!(exception.reason.len() > 15, "{exception:?}");
        }
    }

    #[test]
    fn a_problem_reads_like_a_compilers() {
        assert_eq!(Problem::new("a.rs", 3, "too wide").to_string(), "a.rs:3: too wide");
        assert_eq!(Problem::new("a.rs", 0, "missing").to_string(), "a.rs: missing");
    }
}
