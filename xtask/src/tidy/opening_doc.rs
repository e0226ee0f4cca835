//! Every Rust file opens with `//!`, which says what it does and what it does not.

use super::{Problem, Repo};

pub fn check(repo: &Repo) -> Vec<Problem> {
    let bare = repo.rust().filter(|(_, text)| !text.starts_with("//! "));
    bare.map(|(path, _)| Problem::new(path, 1, "does not open with `//!`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_an_opening_doc_is_a_problem() {
        let repo = Repo::of(&[("a.rs", "//! Does a.\n"), ("b.rs", "use a;\n"), ("c.md", "c")]);
        assert_eq!(check(&repo), [Problem::new("b.rs", 1, "does not open with `//!`")]);
    }
}
