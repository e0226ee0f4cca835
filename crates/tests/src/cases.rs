//! Loads cases: a folder each, named by a sentence, under `crates/tests/cases/`.
//!
//! A case holds `schema.sql` (its tables and rows, run as the administrator), `workload.sql` (what
//! the application sends) and `expect.txt` (what rungs has to say, in the lines of
//! `cases/expect.rs`); each also for one dialect or engine alone (`schema.mariadb.sql`,
//! `expect.postgres18.txt`), which is taken first. A trap that needs more has:
//!
//! | file | what it does |
//! |---|---|
//! | `engines` | the case is for these engines only, one name or dialect a line |
//! | `flags` | flags of `rungs plan`, in one line |
//! | `session.sql` | another session runs it and stays open until the case is over |
//! | `session_seconds` | that session ends so many seconds after `rungs apply` has begun |
//! | `as_role.sql` | rungs connects as a role without rights; grants for it, as `:role`, in `:db` |
//! | `aged` | days: plan and analyze read a snapshot file whose counters are so old |
//! | `server` | settings of a server of the case's own, one a line |
//!
//! Any other file is an error, so that a misspelt one is not silently ignored. This loads; it
//! runs nothing.

mod expect;

pub use expect::{Command, Expectation, Outcome, Said};

use crate::servers::Kind;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files that hold one whole number.
const NUMBERS: [&str; 2] = ["aged", "session_seconds"];

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

    /// What rungs has to say, one expectation a line.
    pub fn expect(&self, kind: Kind) -> &str {
        self.text("expect", "txt", kind).unwrap_or_default()
    }

    /// What another session holds meanwhile.
    pub fn session(&self, kind: Kind) -> Option<&str> {
        self.text("session", "sql", kind)
    }

    /// Grants for the role that rungs connects as.
    pub fn as_role(&self, kind: Kind) -> Option<&str> {
        self.text("as_role", "sql", kind)
    }

    /// When the other session ends, counted from the start of `rungs apply`.
    pub fn session_seconds(&self) -> Option<u64> {
        self.number("session_seconds")
    }

    /// Age of the counters that plan and analyze see.
    pub fn aged_days(&self) -> Option<u64> {
        self.number("aged")
    }

    pub fn flags(&self) -> Vec<&str> {
        self.files.get("flags").map(|text| text.split_whitespace().collect()).unwrap_or_default()
    }

    /// Settings of the case's own server; None: any server will do.
    pub fn server(&self) -> Option<Vec<&str>> {
        let text = self.files.get("server")?;
        Some(text.lines().map(str::trim).filter(|line| !line.is_empty()).collect())
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.files.get(name)?.trim().parse().ok()
    }

    /// The file of the engine, else that of its dialect, else the one for all.
    fn text(&self, stem: &str, ending: &str, kind: Kind) -> Option<&str> {
        let own = [kind.name(), kind.dialect()].map(|name| format!("{stem}.{name}.{ending}"));
        let all = format!("{stem}.{ending}");
        own.iter().chain([&all]).find_map(|name| self.files.get(name)).map(String::as_str)
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
    for name in NUMBERS.into_iter().filter(|name| files.contains_key(*name)) {
        if files[name].trim().parse::<u64>().is_err() {
            return Err(problem(&format!("`{name}` is no whole number")));
        }
    }
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
    let of = |stem: &str, ending: &str| match stem {
        "schema" | "workload" | "session" | "as_role" => ending == "sql",
        "expect" => ending == "txt",
        _ => false,
    };
    match *name.split('.').collect::<Vec<_>>().as_slice() {
        ["engines" | "flags" | "server"] => true,
        [number] => NUMBERS.contains(&number),
        [stem, ending] => of(stem, ending),
        [stem, engine, ending] => of(stem, ending) && !engines_named(engine).is_empty(),
        _ => false,
    }
}

/// The engines of this name or dialect.
fn engines_named(name: &str) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| kind.name() == name || kind.dialect() == name).collect()
}

/// One engine a line; a dialect stands for all its engines.
fn parse_engines(text: &str) -> Result<Vec<Kind>, String> {
    let mut engines = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let found = engines_named(line);
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
        for name in ["shema.sql", "schema.oracle.sql", "expect.sql", "notes.md", "aged"] {
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
