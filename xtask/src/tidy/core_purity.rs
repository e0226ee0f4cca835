//! The core reads no file, socket, environment, clock or process. Its tests may.

use super::scan::{code_only, without_tests};
use super::{Problem, Repo};

const MODULES: &[&str] = &["env", "fs", "io", "net", "os", "process", "thread"];
const CLOCKS: &[&str] = &["Instant", "SystemTime"];

pub fn check(repo: &Repo) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in repo.rust().filter(|(path, _)| path.starts_with("crates/core/src/")) {
        let is_tests = path.ends_with("/tests.rs") || path.contains("/tests/");
        let code = code_only(if is_tests { "" } else { without_tests(text) });
        for (at, name) in impurities(&code) {
            let line = code[..at].matches('\n').count() + 1;
            let text = format!("`{name}` in the core: pass what it would give as an argument");
            problems.push(Problem::new(path, line, text));
        }
    }
    problems
}

/// Where the code names a module of std that touches the world, or a clock.
fn impurities(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("std::") {
        for (word_at, word) in first_words(&code[at + 5..]) {
            if MODULES.contains(&word) {
                found.push((at + 5 + word_at, format!("std::{word}")));
            }
        }
    }
    for (at, word) in words(code) {
        if CLOCKS.contains(&word) {
            found.push((at, word.to_owned()));
        }
    }
    found.sort();
    found
}

/// After `std::`, the module named, or those in a group: `{fs, io::Read}` has `fs` and `io`.
fn first_words(rest: &str) -> Vec<(usize, &str)> {
    let Some(group) = rest.strip_prefix('{') else {
        return words(rest).into_iter().filter(|(at, _)| *at == 0).collect();
    };
    let mut depth = 1;
    let mut begins = true;
    let mut found = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' => begins = depth == 1,
            c if begins && !c.is_whitespace() => {
                begins = false;
                found.extend(words(&group[at..]).first().map(|(_, word)| (1 + at, *word)));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    found
}

fn words(code: &str) -> Vec<(usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    for word in code.split(|c| !is_part(c)) {
        if !word.is_empty() {
            found.push((at, word));
        }
        at += word.len();
        at += code[at..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let repo = Repo::of(&[("crates/core/src/a.rs", text), ("crates/engine/src/a.rs", text)]);
        check(&repo).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_world_is_seen_in_paths_and_in_groups() {
        let why = "in the core: pass what it would give as an argument";
        let text = "//! std::fs is not used.\nlet x = std::fs::read(p);\n\
                    use std::{fmt, collections::{a, env}, net::IpAddr};\nlet é = Instant::now();\n";
        assert_eq!(
            found(text),
            [
                format!("crates/core/src/a.rs:2: `std::fs` {why}"),
                format!("crates/core/src/a.rs:3: `std::net` {why}"),
                format!("crates/core/src/a.rs:4: `Instant` {why}"),
            ]
        );
    }

    #[test]
    fn tests_and_other_words_are_let_through() {
        assert!(
            found("use std::fmt;\nlet s = \"std::fs\";\n#[cfg(test)]\nuse std::fs;\n").is_empty()
        );
        assert!(found("struct InstantRow; mod std_env {}\n").is_empty());
    }
}
