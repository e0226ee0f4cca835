//! The repository as plain data: each file's path and text, so that rules are pure functions.

use std::collections::BTreeMap;
use std::path::Path;

/// Folders that hold nothing of ours.
const SKIPPED: &[&str] = &[".git", "target", "node_modules"];
/// Endings of the files whose text a rule reads; of others only the path is kept.
const READ: &[&str] = &["rs", "md", "toml"];

/// Paths from the root, with slashes.
pub struct Repo {
    files: BTreeMap<String, String>,
}

impl Repo {
    /// Reads all that lies below a folder.
    pub fn load(root: &Path) -> std::io::Result<Repo> {
        let mut files = BTreeMap::new();
        load_folder(root, "", &mut files)?;
        Ok(Repo { files })
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is such a file or folder.
    pub fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.contains_key(path) || !self.paths_in(path).is_empty()
    }

    /// All paths below a folder.
    pub fn paths_in(&self, folder: &str) -> Vec<&str> {
        let start = format!("{folder}/");
        let below = self.files.range(start.clone()..);
        below.map(|(path, _)| path.as_str()).take_while(|path| path.starts_with(&start)).collect()
    }

    /// All Rust files with their texts.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_rust = |path: &str| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "rs");
        let files = self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        files.filter(move |(path, _)| is_rust(path))
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Repo {
        let owned = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Repo { files: owned.collect() }
    }
}

fn load_folder(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                load_folder(&entry.path(), &format!("{path}/"), files)?;
            }
            continue;
        }
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let text = if READ.contains(&ending) {
            std::fs::read_to_string(entry.path())?
        } else {
            String::new()
        };
        files.insert(path, text);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_exists_when_a_file_is_in_it() {
        let repo = Repo::of(&[("crates/core/src/lib.rs", ""), ("crates/corex", "")]);
        assert!(repo.exists("crates/core"));
        assert!(repo.exists("crates/core/"));
        assert!(!repo.exists("crates/co"));
        assert_eq!(repo.paths_in("crates/core"), ["crates/core/src/lib.rs"]);
    }
}
