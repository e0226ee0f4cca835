//! `.my.cnf`: the groups `[client]`, `[client-mariadb]`, `[rungs]` of MariaDB's option files,
//! with `!include` and quotes. Knows nothing of options that rungs does not use.

use std::path::PathBuf;

use rungs_core::engine::{EngineError, ErrorClass};

use super::{MariaDbTarget, Secret, url};

const GROUPS: [&str; 4] = ["client", "client-server", "client-mariadb", "rungs"];

/// The places where MariaDB's own clients look, in their order.
pub fn paths(environment: &dyn Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::from("/etc/my.cnf"), PathBuf::from("/etc/mysql/my.cnf")];
    for variable in ["MARIADB_HOME", "MYSQL_HOME"] {
        if let Some(home) = environment(variable) {
            paths.push(PathBuf::from(home).join("my.cnf"));
            break;
        }
    }
    if let Some(home) = environment("HOME") {
        paths.push(PathBuf::from(home).join(".my.cnf"));
    }
    paths
}

/// A missing file is skipped; one that cannot be read or parsed is an error.
pub fn read(paths: &[PathBuf]) -> Result<Option<MariaDbTarget>, EngineError> {
    let mut options = Vec::new();
    for path in paths {
        match std::fs::read_to_string(path) {
            Ok(text) => options.extend(parse(&text)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => {
                let what = format!("cannot read the option file {}", path.display());
                return Err(EngineError::new(ErrorClass::Config, what).detail(e.to_string()));
            }
        }
    }
    target(&options)
}

/// Pairs of the groups that concern rungs, in order.
fn parse(text: &str) -> Vec<(String, String)> {
    let mut options = Vec::new();
    let mut wanted = false;
    for line in text.lines().map(str::trim) {
        if let Some(group) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            wanted = GROUPS.contains(&group.trim());
        } else if wanted && !line.is_empty() && !line.starts_with(['#', ';', '!']) {
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            let key = key.trim().to_ascii_lowercase().replace('_', "-");
            options.push((key, unquoted(value.trim())));
        }
    }
    options
}

fn unquoted(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            return unescaped(rest.split(quote).next().unwrap_or(rest));
        }
    }
    unescaped(value.split(" #").next().unwrap_or(value).trim_end())
}

fn unescaped(value: &str) -> String {
    let mut result = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match chars.next() {
            Some('s') => result.push(' '),
            Some('n') => result.push('\n'),
            Some('t') => result.push('\t'),
            Some('\\') | None => result.push('\\'),
            Some(other) => result.extend(['\\', other]),
        }
    }
    result
}

fn target(options: &[(String, String)]) -> Result<Option<MariaDbTarget>, EngineError> {
    let mut target = MariaDbTarget::default();
    let mut named = false;
    for (key, value) in options {
        // Packages write a socket or port for everybody; they name no server that somebody chose.
        named |= matches!(key.as_str(), "user" | "host" | "database");
        match key.as_str() {
            "user" => target.user.clone_from(value),
            "password" => target.password = Secret(value.clone()),
            "host" => {
                target.host.clone_from(value);
                target.socket = None;
            }
            "port" => {
                target.port = value.parse().map_err(|_| {
                    EngineError::new(ErrorClass::Config, "the option file's port is no number")
                })?;
            }
            "database" => target.database = (!value.is_empty()).then(|| value.clone()),
            "socket" | "ssl-ca" | "ssl-mode" => url::set_option(&mut target, key, value.clone())?,
            "skip-ssl" => target.ssl_mode = Some(super::SslMode::Disabled),
            "ssl-verify-server-cert" if value != "0" && !value.eq_ignore_ascii_case("off") => {
                target.ssl_mode = Some(super::SslMode::VerifyIdentity);
            }
            _ => {}
        }
    }
    Ok(named.then_some(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_groups_of_clients_and_of_rungs_count_and_later_ones_win() {
        let text = "[mysqld]\nuser=mysql\nport=1\n[client]\nuser = ann\npassword=\"a#b;c\"\n\
            # no\nport=3307\n[mysqldump]\nuser=dump\n[rungs]\ndatabase=shop # mine\nssl_mode=required\n";
        let target = target(&parse(text)).unwrap().unwrap();
        assert_eq!(target.user, "ann");
        assert_eq!(target.password.0, "a#b;c");
        assert_eq!(target.port, 3307);
        assert_eq!(target.database.as_deref(), Some("shop"));
        assert_eq!(target.ssl_mode, Some(super::super::SslMode::Required));
    }

    #[test]
    fn files_without_our_groups_give_no_target() {
        assert_eq!(target(&parse("[mysqld]\nuser=mysql\n")).unwrap(), None);
    }

    #[test]
    fn the_environment_says_where_home_is() {
        let paths = paths(&|name| (name == "HOME").then(|| "/home/ann".to_owned()));
        assert_eq!(paths.last(), Some(&PathBuf::from("/home/ann/.my.cnf")));
    }
}
