//! What may break a rule, and why. An exception that nothing needs any more is a problem itself.

use super::Problem;

/// One file (or path) that may break one rule.
#[derive(Debug)]
pub struct Exception {
    pub rule: &'static str,
    /// The file with the problem.
    pub path: &'static str,
    /// A part of the problem's text; empty for all problems of the rule in the file.
    pub about: &'static str,
    pub reason: &'static str,
}

pub const EXCEPTIONS: &[Exception] = &[Exception {
    rule: "function-length",
    path: "crates/scenarios/src/invest.rs",
    about: "`workload`",
    reason: "one list of the scenario's statements, in the order of its document",
}];

/// The exception that covers this problem.
pub fn position(rule: &str, problem: &Problem) -> Option<usize> {
    EXCEPTIONS.iter().position(|exception| {
        exception.rule == rule
            && exception.path == problem.path
            && problem.text.contains(exception.about)
    })
}

/// Exceptions that covered nothing.
pub fn unused(used: &[usize]) -> Vec<Problem> {
    let is_unused = |(at, exception): (usize, &Exception)| {
        let text = format!(
            "nothing breaks the rule {} any more: remove the exception ({})",
            exception.rule, exception.reason
        );
        (!used.contains(&at)).then(|| Problem::new(exception.path, 0, text))
    };
    EXCEPTIONS.iter().enumerate().filter_map(is_unused).collect()
}
