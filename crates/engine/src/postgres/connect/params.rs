//! Where connection parameters come from, as libpq has it: the URL first, then the service file,
//! then PG* variables. Parses only; it opens no connection.

use std::collections::BTreeMap;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use rungs_core::engine::{EngineError, ErrorClass};

/// libpq keyword → value.
pub(super) type Params = BTreeMap<&'static str, String>;

/// How an environment is asked.
pub(super) type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Keywords that rungs understands, with the variable that gives each.
const KEYWORDS: [(&str, &str); 14] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("dbname", "PGDATABASE"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("application_name", "PGAPPNAME"),
    ("options", "PGOPTIONS"),
    ("service", "PGSERVICE"),
    ("passfile", "PGPASSFILE"),
    ("servicefile", "PGSERVICEFILE"),
];

/// Keywords of libpq that change nothing that matters here.
const PASSED_OVER: [&str; 15] = [
    "target_session_attrs",
    "channel_binding",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "gssencmode",
    "krbsrvname",
    "sslcompression",
    "sslsni",
    "fallback_application_name",
    "client_encoding",
    "load_balance_hosts",
    "require_auth",
];

/// Fills what `params` does not say from the service file, then from the environment.
pub(super) fn complete(params: &mut Params, env: Env) -> Result<(), EngineError> {
    let service = params.get("service").cloned().or_else(|| env("PGSERVICE"));
    if let Some(service) = service {
        for (keyword, value) in service_section(&service, params, env)? {
            params.entry(keyword).or_insert(value);
        }
    }
    for (keyword, variable) in KEYWORDS {
        if let Some(value) = env(variable).filter(|v| !v.is_empty()) {
            params.entry(keyword).or_insert(value);
        }
    }
    Ok(())
}

/// Reads `postgres://user:password@host:port,host2/dbname?keyword=value`.
pub(super) fn from_url(url: &str) -> Result<Params, EngineError> {
    let rest = url
        .strip_prefix("postgres://")
        .or_else(|| url.strip_prefix("postgresql://"))
        .ok_or_else(|| wrong_url("it does not begin with postgres://"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let mut params = Params::new();
    let hosts = match authority.rsplit_once('@') {
        Some((login, hosts)) => {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            put(&mut params, "user", decoded(user)?);
            put(&mut params, "password", decoded(password)?);
            hosts
        }
        None => authority,
    };
    let mut names = Vec::new();
    let mut ports = Vec::new();
    for host in hosts.split(',') {
        let (name, port) = host_and_port(host)?;
        names.push(decoded(name)?);
        ports.push(port.to_owned());
    }
    put(&mut params, "host", names.join(","));
    if ports.iter().any(|p| !p.is_empty()) {
        put(&mut params, "port", ports.join(","));
    }
    put(&mut params, "dbname", decoded(database)?);
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let (keyword, value) = pair
            .split_once('=')
            .ok_or_else(|| wrong_url("a parameter after the question mark has no value"))?;
        let keyword = decoded(keyword)?;
        if let Some(known) = known(&keyword)? {
            put(&mut params, known, decoded(value)?);
        }
    }
    Ok(params)
}

fn host_and_port(host: &str) -> Result<(&str, &str), EngineError> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, tail) =
                rest.split_once(']').ok_or_else(|| wrong_url("a [ has no closing ]"))?;
            (name, tail.strip_prefix(':').unwrap_or(tail))
        }
        None => host.rsplit_once(':').unwrap_or((host, "")),
    };
    if port.is_empty() || port.parse::<u16>().is_ok_and(|p| p > 0) {
        Ok((name, port))
    } else {
        Err(wrong_url("the port is not a number from 1 to 65535")
            .hint("a : or @ or / in a password must be written as %3A, %40 or %2F"))
    }
}

fn known(keyword: &str) -> Result<Option<&'static str>, EngineError> {
    let keyword = match keyword {
        "database" => "dbname",
        "ssl-mode" => "sslmode",
        other => other,
    };
    if let Some((known, _)) = KEYWORDS.iter().find(|(k, _)| *k == keyword) {
        return Ok(Some(known));
    }
    if PASSED_OVER.contains(&keyword) {
        return Ok(None);
    }
    let names: Vec<&str> = KEYWORDS.iter().map(|(k, _)| *k).collect();
    Err(EngineError::new(ErrorClass::Config, format!("unknown connection parameter {keyword}"))
        .hint(format!("known are {}", names.join(", "))))
}

fn service_section(
    service: &str,
    params: &Params,
    env: Env,
) -> Result<Vec<(&'static str, String)>, EngineError> {
    let files = [
        params.get("servicefile").cloned().or_else(|| env("PGSERVICEFILE")),
        env("HOME").map(|home| format!("{home}/.pg_service.conf")),
        env("PGSYSCONFDIR").map(|folder| format!("{folder}/pg_service.conf")),
    ];
    for file in files.iter().flatten() {
        let Ok(text) = std::fs::read_to_string(PathBuf::from(file)) else { continue };
        if let Some(section) = section_of(&text, service)? {
            return Ok(section);
        }
    }
    Err(EngineError::new(ErrorClass::Config, format!("no service {service} in any service file"))
        .hint("write it to ~/.pg_service.conf, or name its file in PGSERVICEFILE"))
}

fn section_of(
    text: &str,
    service: &str,
) -> Result<Option<Vec<(&'static str, String)>>, EngineError> {
    let mut found: Option<Vec<(&'static str, String)>> = None;
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            inside = name == service && found.is_none();
            if inside {
                found = Some(Vec::new());
            }
        } else if inside
            && let Some((keyword, value)) = line.split_once('=')
            && let Some(section) = &mut found
            && let Some(keyword) = known(keyword.trim())?
        {
            section.push((keyword, value.trim().to_owned()));
        }
    }
    Ok(found)
}

fn put(params: &mut Params, keyword: &'static str, value: String) {
    if !value.is_empty() {
        params.insert(keyword, value);
    }
}

fn decoded(text: &str) -> Result<String, EngineError> {
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| wrong_url("a percent-encoded part is not UTF-8"))
}

fn wrong_url(why: &str) -> EngineError {
    EngineError::new(ErrorClass::Config, format!("the database URL cannot be read: {why}"))
        .hint("write postgres://user:password@host:5432/database")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gives_its_parts_decoded() {
        let params =
            from_url("postgresql://me:p%40ss%2F%3A@a:1,[::1]:2,c/db%20x?sslmode=require").unwrap();
        assert_eq!(params["user"], "me");
        assert_eq!(params["password"], "p@ss/:");
        assert_eq!(params["host"], "a,::1,c");
        assert_eq!(params["port"], "1,2,");
        assert_eq!(params["dbname"], "db x");
        assert_eq!(params["sslmode"], "require");
    }

    #[test]
    fn a_socket_folder_may_be_percent_encoded_or_a_parameter() {
        assert_eq!(from_url("postgres://%2Fvar%2Frun/db").unwrap()["host"], "/var/run");
        assert_eq!(from_url("postgres:///db?host=/run/pg").unwrap()["host"], "/run/pg");
    }

    #[test]
    fn a_wrong_url_is_an_error_that_does_not_repeat_the_password() {
        for url in ["http://x", "postgres://u:sec/ret@h/db", "postgres://u:secret@h:99999/db"] {
            let error = from_url(url).unwrap_err();
            assert_eq!(error.class, ErrorClass::Config);
            assert!(!format!("{error:?}").contains("sec"), "{error:?}");
        }
        assert!(from_url("postgres://h/db?nonsense=1").unwrap_err().what.contains("nonsense"));
    }

    #[test]
    fn the_url_wins_over_the_service_which_wins_over_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("services");
        std::fs::write(&file, "[other]\nuser=no\n[mine]\n# c\nuser = s\nport=7\n").unwrap();
        let file = file.to_str().unwrap().to_owned();
        let env = move |name: &str| match name {
            "PGSERVICEFILE" => Some(file.clone()),
            "PGUSER" => Some("e".to_owned()),
            "PGDATABASE" => Some("edb".to_owned()),
            _ => None,
        };
        let mut params = from_url("postgres://h:9?service=mine").unwrap();
        complete(&mut params, &env).unwrap();
        assert_eq!((&*params["user"], &*params["port"], &*params["dbname"]), ("s", "9", "edb"));
        let mut params = from_url("postgres://h?service=absent").unwrap();
        assert!(complete(&mut params, &env).unwrap_err().what.contains("absent"));
    }
}
