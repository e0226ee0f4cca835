//! Findings and what to do about them. [`RULES`] is the ladder as data: one entry per finding,
//! its documentation beside its logic. `climb` turns findings and advice into a plan.

pub mod climb;
pub mod cost_table;
pub mod decide;
pub mod docs;
pub mod earlier;
pub mod finding;
pub mod health;
pub mod index;
pub mod rollup;
pub mod rule;
pub mod rules;
pub mod script;
pub mod thresholds;
pub mod upkeep;

#[cfg(test)]
pub(crate) mod testing;

pub use finding::{Evidence, Finding, FindingSubject, Severity};
pub use rule::{Known, Rule};
pub use rules::RULES;
pub use thresholds::Thresholds;

use crate::seen::{Snapshot, StatementPlan};

/// Everything true and worth knowing, worst first, then by code and subject. `plans` holds the
/// plan of the statement at that position of the workload; a statement without one is not judged.
pub fn diagnose(
    snapshot: &Snapshot,
    plans: &[(usize, StatementPlan)],
    thresholds: &Thresholds,
) -> Vec<Finding> {
    let known = Known::new(snapshot, plans, thresholds);
    let mut findings: Vec<Finding> = RULES
        .iter()
        .filter(|rule| rule.engines.contains(&snapshot.server.engine))
        .flat_map(|rule| (rule.find)(&known))
        .collect();
    // Stable: findings of one rule stay in the rule's own order.
    findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.code));
    findings
}

/// The rule with this code, in whatever case it is written.
pub fn explain(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_well_formed() {
        let mut codes: Vec<&str> = RULES.iter().map(|r| r.code).collect();
        for code in &codes {
            let parts: Vec<&str> = code.split('-').collect();
            assert_eq!(parts.len(), 3, "{code}");
            assert_eq!(parts[0], "RU", "{code}");
            assert!(["TB", "IX", "RL", "ST", "SE", "SV"].contains(&parts[1]), "{code}");
            assert!(parts[2].len() == 3 && parts[2].bytes().all(|b| b.is_ascii_digit()), "{code}");
        }
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count, "a code is used twice");
    }

    #[test]
    fn every_rule_has_its_whole_documentation() {
        for rule in RULES {
            let title = rule.title;
            assert!(title.len() > 5 && !title.ends_with('.'), "{}", rule.code);
            assert!(!rule.engines.is_empty(), "{}", rule.code);
            for (part, text) in rule.parts() {
                assert!(text.len() >= 10, "{} says nothing of: {part}", rule.code);
                assert!(text.ends_with(['.', '`', ')']), "{} {part}: no full stop", rule.code);
            }
        }
    }

    #[test]
    fn a_code_is_explained_in_any_case() {
        assert_eq!(explain("ru-ix-001").map(|r| r.code), Some("RU-IX-001"));
        assert!(explain("RU-IX-999").is_none());
    }
}
