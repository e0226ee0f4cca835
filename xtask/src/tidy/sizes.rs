//! Files, functions and lines that are too long to read. Tests in a file count for neither.

use super::scan::{code_only, count_code, without_tests};
use super::{Problem, Repo};

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;
const ARCHITECTURE_LINES_MAX: usize = 200;

pub fn check_files(repo: &Repo) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in repo.rust() {
        let lines = count_code(&code_only(without_tests(text)));
        if lines > FILE_LINES_MAX {
            let text = format!("{lines} lines of code; at most {FILE_LINES_MAX}");
            problems.push(Problem::new(path, 0, text));
        }
    }
    problems
}

pub fn check_functions(repo: &Repo) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in repo.rust() {
        for function in functions(&code_only(text)) {
            if function.lines > FUNCTION_LINES_MAX {
                let Function { name, lines, .. } = &function;
                let text = format!("`{name}` has {lines} lines; at most {FUNCTION_LINES_MAX}");
                problems.push(Problem::new(path, function.line, text));
            }
        }
    }
    problems
}

/// Lines that hold an address may be longer, as it cannot be broken, and those of tests, which
/// hold expected texts as they are.
pub fn check_widths(repo: &Repo) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in repo.rust().filter(|(path, _)| !path.contains("/tests/it/")) {
        for (at, line) in without_tests(text).lines().enumerate() {
            let columns = line.chars().count();
            if columns > COLUMNS_MAX && !line.contains("://") {
                let text = format!("{columns} columns; at most {COLUMNS_MAX}");
                problems.push(Problem::new(path, at + 1, text));
            }
        }
    }
    problems
}

pub fn check_architecture(repo: &Repo) -> Vec<Problem> {
    let path = "ARCHITECTURE.md";
    // That the page is there at all, the rule on named paths checks.
    let lines = repo.text(path).unwrap_or_default().lines().count();
    if lines <= ARCHITECTURE_LINES_MAX {
        return Vec::new();
    }
    vec![Problem::new(path, 0, format!("{lines} lines; at most {ARCHITECTURE_LINES_MAX}"))]
}

#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    /// Where it begins, counted from 1.
    line: usize,
    /// Its lines of code between the braces.
    lines: usize,
}

/// All functions with a body, nested ones too.
fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let begins_a_word =
            code[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let after = &code[at + 3..];
        let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !begins_a_word || name.is_empty() {
            continue;
        }
        if let Some(body) = body(after) {
            let line = code[..at].matches('\n').count() + 1;
            found.push(Function { name, line, lines: count_code(body) });
        }
    }
    found
}

/// What is between the braces of the function whose signature this text begins with.
fn body(after: &str) -> Option<&str> {
    let open = signature_end(after)?;
    let mut depth = 0_usize;
    for (at, c) in after[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(&after[open + 1..open + at]),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The opening brace; none for a function that is only declared.
fn signature_end(after: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in after.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return None,
            '{' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_tests_do_not_count() {
        let code = "f();\n".repeat(FILE_LINES_MAX);
        let tests = format!("//! Doc.\n{code}#[cfg(test)]\n{code}");
        let long = format!("//! Doc.\n{code}g();\n");
        let repo = Repo::of(&[("fine.rs", &tests), ("long.rs", &long)]);
        let expected = Problem::new("long.rs", 0, "501 lines of code; at most 500");
        assert_eq!(check_files(&repo), [expected]);
    }

    #[test]
    fn functions_are_found_with_their_lengths() {
        let text = "\
trait T {\n    fn declared(&self, x: [u8; 2]);\n}\n\
pub async fn outer<F: Fn(u8)>(x: [u8; 2]) -> u8 {\n    let s = \"{ fn no() {\";\n\n    \
// fn not() {\n    fn inner() {\n        g();\n    }\n    1\n}\n";
        let found = functions(&code_only(text));
        let expected = [("outer", 4, 5), ("inner", 8, 1)].map(|(name, line, lines)| Function {
            name: name.to_owned(),
            line,
            lines,
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn a_function_may_have_seventy_lines() {
        let function = |lines| format!("//! Doc.\nfn f() {{\n{}}}\n", "    g();\n".repeat(lines));
        let repo = Repo::of(&[("fine.rs", &function(70)), ("long.rs", &function(71))]);
        let expected = Problem::new("long.rs", 2, "`f` has 71 lines; at most 70");
        assert_eq!(check_functions(&repo), [expected]);
    }

    #[test]
    fn a_line_may_have_a_hundred_columns_or_an_address() {
        let text =
            format!("{}\n{}\n// https://{}\n", "é".repeat(100), "a".repeat(101), "a".repeat(99));
        let repo = Repo::of(&[("a.rs", &text)]);
        assert_eq!(check_widths(&repo), [Problem::new("a.rs", 2, "101 columns; at most 100")]);
    }

    #[test]
    fn the_architecture_may_have_two_hundred_lines() {
        let full = "a\n".repeat(200);
        assert!(check_architecture(&Repo::of(&[("ARCHITECTURE.md", &full)])).is_empty());
        let long = "a\n".repeat(201);
        assert_eq!(check_architecture(&Repo::of(&[("ARCHITECTURE.md", &long)])).len(), 1);
    }
}
