//! Just enough TOML to read the dependencies of a `Cargo.toml`.

/// A dependency: its name, the line that it stands on, and what stands after the `=`.
#[derive(Debug, PartialEq, Eq)]
pub struct Dependency<'a> {
    pub name: &'a str,
    pub line: usize,
    pub value: &'a str,
}

/// The dependencies of every table whose name ends in `dependencies`.
pub fn dependencies(toml: &str) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut inside = false;
    for (at, line) in toml.lines().enumerate() {
        let line = line.trim();
        let line_number = at + 1;
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end_matches(']');
            inside = table.ends_with("dependencies");
            // `[dependencies.name]` is a dependency by itself.
            if let Some((_, name)) = table.split_once("dependencies.") {
                found.push(Dependency { name, line: line_number, value: "" });
            }
        } else if let (true, false, Some((key, value))) =
            (inside, line.starts_with('#'), line.split_once('='))
        {
            // `name.workspace = true` names it too.
            let name = key.trim().split('.').next().unwrap_or_default();
            found.push(Dependency { name, line: line_number, value: value.trim() });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_to_name_a_dependency_are_read() {
        let toml = "[package]\nname = \"x\"\n\n[dependencies]\na = \"1\"\n# b = \"1\"\n\
                    c.workspace = true\n\
                    [target.'cfg(unix)'.dependencies]\nd = { path = \"../d\" }\n\
                    [dev-dependencies.e]\nversion = \"1\"\n[features]\nf = []\n";
        let names: Vec<&str> = dependencies(toml).iter().map(|found| found.name).collect();
        assert_eq!(names, ["a", "c", "d", "e"]);
    }
}
