//! Loads cases: a folder each, named by a sentence, under `crates/tests/cases/`.
//!
//! A case holds `schema.sql` and `workload.sql` (or one for a dialect, `schema.mariadb.sql`),
//! `expect.txt` with the whole expected output, and, if it is not for all engines, `engines` with
//! one name a line. Any other file is an error, so that a misspelt one is not silently ignored.
//! This loads; it runs nothing.

use crate::servers::Kind;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const DIALECTS: [&str; 3] = ["postgres", "mariadb", "sqlite"];

/// One case, as its folder has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Case {
    /// The folder's name, with spaces: `a missing index is found`.
    pub name: String,
    /// What to run it on.
    pub engines: Vec<Kind>,
    pub folder: PathBuf,
    files: BTreeMap<String, String>,
}

impl Case {
    /// The statements that make the tables and their rows.
    pub fn schema(&self, kind: Kind) -> &str {
        self.text("schema", "sql", kind).unwrap_or_default()
    }

    /// The statements that the application sends.
    pub fn workload(&self, kind: Kind) -> &str {
        self.text("workload", "sql", kind).unwrap_or_default()
    }

    /// The whole expected output.
    pub fn expect(&self, kind: Kind) -> &str {
        self.text("expect", "txt", kind).unwrap_or_default()
    }

    /// The file of the engine's dialect, else the one for all.
    fn text(&self, stem: &str, ending: &str, kind: Kind) -> Option<&str> {
        let own = self.files.get(&format!("{stem}.{}.{ending}", kind.dialect()));
        own.or_else(|| self.files.get(&format!("{stem}.{ending}"))).map(String::as_str)
    }
}

/// All cases of a folder, by name; the error lists everything that is wrong with any of them.
pub fn load_all(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    let mut problems = Vec::new();
    for place in entries(folder)? {
        match load(&place) {
            Ok(case) => cases.push(case),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems.join("\n")) }
}

/// One case.
pub fn load(folder: &Path) -> Result<Case, String> {
    let problem = |what: &str| format!("{}: {what}", folder.display());
    let mut files = BTreeMap::new();
    for place in entries(folder)? {
        let name = file_name(&place);
        if !is_known(&name) {
            return Err(problem(&format!("the file `{name}` is none that a case has")));
        }
        let text = std::fs::read_to_string(&place).map_err(|error| problem(&error.to_string()))?;
        files.insert(name, text);
    }
    let engines = match files.get("engines") {
        Some(text) => parse_engines(text).map_err(|what| problem(&what))?,
        None => Kind::ALL.to_vec(),
    };
    let name = file_name(folder).replace('_', " ");
    let case = Case { name, engines, folder: folder.to_owned(), files };
    for kind in &case.engines {
        for (stem, ending) in [("schema", "sql"), ("workload", "sql"), ("expect", "txt")] {
            if case.text(stem, ending, *kind).is_none() {
                let what = format!("no `{stem}.{ending}` for the engine {}", kind.name());
                return Err(problem(&what));
            }
        }
    }
    Ok(case)
}

fn is_known(name: &str) -> bool {
    match *name.split('.').collect::<Vec<_>>().as_slice() {
        ["engines"] | ["schema" | "workload", "sql"] | ["expect", "txt"] => true,
        ["schema" | "workload", dialect, "sql"] | ["expect", dialect, "txt"] => {
            DIALECTS.contains(&dialect)
        }
        _ => false,
    }
}

/// One engine a line; a dialect stands for all its engines.
fn parse_engines(text: &str) -> Result<Vec<Kind>, String> {
    let mut engines = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let named = |kind: &Kind| kind.name() == line || kind.dialect() == line;
        let found: Vec<Kind> = Kind::ALL.into_iter().filter(named).collect();
        if found.is_empty() {
            return Err(format!("`engines` names `{line}`, which is no engine"));
        }
        engines.extend(found);
    }
    Ok(engines)
}

/// What a folder holds, sorted.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut places = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(problem)? {
        places.push(entry.map_err(problem)?.path());
    }
    places.sort();
    Ok(places)
}

fn file_name(place: &Path) -> String {
    place.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(files: &[(&str, &str)]) -> Result<Case, String> {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a_missing_index");
        std::fs::create_dir(&place).unwrap();
        for (name, text) in files {
            std::fs::write(place.join(name), text).unwrap();
        }
        load(&place)
    }

    #[test]
    fn a_dialects_own_file_is_taken_before_the_one_for_all() {
        let loaded = case(&[
            ("schema.sql", "all"),
            ("schema.postgres.sql", "own"),
            ("workload.sql", "select 1"),
            ("expect.txt", "RU-IX-001"),
        ])
        .unwrap();
        assert_eq!(loaded.name, "a missing index");
        assert_eq!(loaded.engines, Kind::ALL);
        assert_eq!(loaded.schema(Kind::Postgres18), "own");
        assert_eq!(loaded.schema(Kind::Sqlite), "all");
        assert_eq!(loaded.workload(Kind::MariaDb), "select 1");
        assert_eq!(loaded.expect(Kind::MariaDb), "RU-IX-001");
    }

    #[test]
    fn a_file_that_no_case_has_is_an_error() {
        for name in ["shema.sql", "schema.oracle.sql", "expect.sql", "notes.md"] {
            let error = case(&[(name, "")]).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_missing_file_is_an_error_only_for_the_engines_that_need_it() {
        let files = [("schema.mariadb.sql", ""), ("workload.sql", ""), ("expect.txt", "")];
        let error = case(&files).unwrap_err();
        assert!(error.contains("no `schema.sql` for the engine postgres15"), "{error}");
        let only = [&files[..], &[("engines", "mariadb\n")]].concat();
        assert_eq!(case(&only).unwrap().engines, [Kind::MariaDb]);
    }

    #[test]
    fn engines_are_named_one_by_one_or_by_dialect() {
        let both = parse_engines("postgres\nsqlite\n").unwrap();
        assert_eq!(both, [Kind::Postgres15, Kind::Postgres18, Kind::Sqlite]);
        assert!(parse_engines("oracle").is_err());
    }
}
