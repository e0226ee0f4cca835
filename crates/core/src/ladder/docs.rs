//! The pages of findings as Markdown, for `docs/findings/` and `rungs explain CODE`.

use std::fmt::Write as _;

use super::finding::Severity;
use super::rule::Rule;
use super::rules::RULES;
use crate::name::EngineKind;

/// One finding's page.
pub fn page(rule: &Rule) -> String {
    let mut page = format!("# {}: {}\n\n", rule.code, rule.title);
    let _ = writeln!(
        page,
        "{} · {} · {}",
        severity(rule.severity),
        format!("rung: {:?}", rule.rung).to_lowercase(),
        engines(rule)
    );
    for (title, text) in rule.parts() {
        let _ = write!(page, "\n## {title}\n\n{text}\n");
    }
    page
}

/// All files of `docs/findings/`: name and text.
pub fn pages() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> =
        RULES.iter().map(|rule| (format!("{}.md", rule.code), page(rule))).collect();
    files.push(("README.md".to_owned(), index()));
    files
}

fn index() -> String {
    let mut page = String::from(
        "# Findings\n\nEvery finding has a code that stays the same for ever. `rungs explain CODE` \
         shows its page.\nA severity is the usual one; by its evidence a finding may be milder or \
         graver.\n\n| code | finding | severity | engines |\n|---|---|---|---|\n",
    );
    for rule in RULES {
        let _ = writeln!(
            page,
            "| [{code}]({code}.md) | {} | {} | {} |",
            rule.title,
            severity(rule.severity),
            engines(rule),
            code = rule.code
        );
    }
    page
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Critical => "critical",
    }
}

fn engines(rule: &Rule) -> String {
    if rule.engines.len() == EngineKind::ALL.len() {
        return "all engines".to_owned();
    }
    let names: Vec<String> = rule.engines.iter().map(ToString::to_string).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    const HOW: &str = "run: cargo run -p rungs-core --example finding_pages -- docs/findings";

    #[test]
    fn the_pages_of_findings_are_what_the_rules_say() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings");
        let mut names = BTreeSet::new();
        for (name, text) in pages() {
            let there = fs::read_to_string(folder.join(&name)).unwrap_or_default();
            assert!(there == text, "docs/findings/{name} is out of date; {HOW}");
            names.insert(name);
        }
        for file in fs::read_dir(&folder).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(names.contains(&name), "docs/findings/{name} belongs to no rule; delete it");
        }
    }
}
