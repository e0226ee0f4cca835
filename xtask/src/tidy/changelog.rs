//! CHANGELOG.md is a list of versions, newest first, each with short points under known headings.
//!
//! `## Unreleased` or `## 1.2.3 - 2026-01-31`, below it `### Added` (and so on) and `- ` points.

use super::{Problem, Repo};

const PATH: &str = "CHANGELOG.md";
const HEADINGS: &[&str] = &["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

pub fn check(repo: &Repo) -> Vec<Problem> {
    let Some(text) = repo.text(PATH) else { return vec![Problem::new(PATH, 0, "is missing")] };
    let mut problems = Vec::new();
    if text.lines().next() != Some("# Changelog") {
        problems.push(Problem::new(PATH, 1, "does not begin with `# Changelog`"));
    }
    let mut versions: Vec<Version> = Vec::new();
    for (at, line) in text.lines().enumerate().skip(1) {
        let problem = match line.strip_prefix("## ") {
            Some(title) => next_version(title, &mut versions),
            None if versions.is_empty() => None,
            None => bad_point(line),
        };
        problems.extend(problem.map(|what| Problem::new(PATH, at + 1, what)));
    }
    if versions.is_empty() {
        problems.push(Problem::new(PATH, 0, "has no version"));
    }
    problems
}

/// Ordered: what is not released yet is the newest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    Released([u32; 3]),
    Unreleased,
}

fn next_version(title: &str, versions: &mut Vec<Version>) -> Option<&'static str> {
    let Some(version) = parse_version(title) else {
        return Some("is neither `## Unreleased` nor `## 1.2.3 - 2026-01-31`");
    };
    let in_order = versions.last().is_none_or(|above| version < *above);
    versions.push(version);
    (!in_order).then_some("is not older than the version above it")
}

fn parse_version(title: &str) -> Option<Version> {
    if title == "Unreleased" {
        return Some(Version::Unreleased);
    }
    let (version, date) = title.split_once(" - ")?;
    let lengths: Vec<usize> = date.split('-').map(str::len).collect();
    let is_date = lengths == [4, 2, 2] && date.chars().all(|c| c.is_ascii_digit() || c == '-');
    let numbers: Result<Vec<u32>, _> = version.split('.').map(str::parse).collect();
    let numbers: [u32; 3] = numbers.ok()?.try_into().ok()?;
    is_date.then_some(Version::Released(numbers))
}

fn bad_point(line: &str) -> Option<&'static str> {
    if let Some(heading) = line.strip_prefix("### ") {
        return (!HEADINGS.contains(&heading)).then_some("is no known heading");
    }
    let is_fine = line.is_empty() || line.starts_with("- ") || line.starts_with("  ");
    (!is_fine).then_some("is no point: begin it with `- `, go on with two spaces")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        check(&Repo::of(&[(PATH, text)])).iter().map(|problem| problem.line).collect()
    }

    #[test]
    fn a_good_changelog_has_no_problem() {
        let text = "# Changelog\n\nWhat changes for users.\n\n## Unreleased\n\n### Added\n\n\
                    - index: a long\n  point\n\n## 0.10.0 - 2026-02-01\n\n- first\n\n\
                    ## 0.9.0 - 2026-01-31\n";
        assert_eq!(lines(text), [0; 0]);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line() {
        assert_eq!(lines("# Changes\n## Unreleased\n"), [1]);
        assert_eq!(lines("# Changelog\n"), [0]);
        assert_eq!(lines("# Changelog\n## 0.1.0\n## Unreleased\ntext\n### New\n"), [2, 4, 5]);
        assert_eq!(lines("# Changelog\n## 0.9.0 - 2026-01-31\n## 0.10.0 - 2026-02-01\n"), [3]);
    }

    #[test]
    fn a_missing_changelog_is_a_problem() {
        assert_eq!(check(&Repo::of(&[])), [Problem::new(PATH, 0, "is missing")]);
    }
}
