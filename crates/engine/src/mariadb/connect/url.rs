//! `mysql://user:password@host:port/database?option=value` → target. Reads no environment.

use percent_encoding::percent_decode_str;
use rungs_core::engine::{EngineError, ErrorClass};

use super::{MariaDbTarget, Secret, SslMode};

pub fn parse(url: &str) -> Result<MariaDbTarget, EngineError> {
    let rest = url
        .strip_prefix("mysql://")
        .or_else(|| url.strip_prefix("mariadb://"))
        .ok_or_else(|| bad("the URL does not begin with mysql:// or mariadb://"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, place) = match authority.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, authority),
    };
    let mut target = MariaDbTarget::default();
    if let Some(login) = login {
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        target.user = decoded(user)?;
        target.password = Secret(decoded(password)?);
    }
    (target.host, target.port) = host_and_port(place)?;
    let database = decoded(database)?;
    target.database = (!database.is_empty()).then_some(database);
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        set_option(&mut target, &decoded(key)?, decoded(value)?)?;
    }
    Ok(target)
}

/// Sets one option by its name in URLs and option files.
pub fn set_option(target: &mut MariaDbTarget, key: &str, value: String) -> Result<(), EngineError> {
    match key.replace('_', "-").as_str() {
        "ssl-mode" | "sslmode" => {
            let mode = SslMode::parse(&value)
                .ok_or_else(|| bad(format!("unknown ssl-mode {value}")).hint(SSL_MODES))?;
            target.ssl_mode = Some(mode);
        }
        "ssl-ca" => target.ssl_ca = Some(value),
        "socket" => target.socket = Some(value),
        _ => {
            return Err(bad(format!("unknown option {key} in the URL"))
                .hint("known options: ssl-mode, ssl-ca, socket"));
        }
    }
    Ok(())
}

const SSL_MODES: &str = "use disabled, preferred, required, verify-ca or verify-identity";

fn host_and_port(place: &str) -> Result<(String, u16), EngineError> {
    let (host, port) = if let Some(rest) = place.strip_prefix('[') {
        let (host, after) =
            rest.split_once(']').ok_or_else(|| bad("the URL's [host] has no closing bracket"))?;
        (host, after.strip_prefix(':').unwrap_or(""))
    } else {
        place.split_once(':').unwrap_or((place, ""))
    };
    let port = if port.is_empty() {
        3306
    } else {
        port.parse().map_err(|_| bad("the URL's port is not a number up to 65535"))?
    };
    let host = if host.is_empty() { "localhost".to_owned() } else { decoded(host)? };
    Ok((host, port))
}

fn decoded(part: &str) -> Result<String, EngineError> {
    percent_decode_str(part)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| bad("a percent-encoded part of the URL is not UTF-8"))
}

fn bad(what: impl Into<String>) -> EngineError {
    EngineError::new(ErrorClass::Config, what)
        .hint("write mysql://user:password@host:3306/database, special characters as %XX")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_url_is_taken_apart() {
        let target = parse(
            "mysql://ann:p%40ss%2Fw@db.example.com:3307/shop?ssl-mode=verify-ca&ssl-ca=%2Fca.pem",
        )
        .unwrap();
        assert_eq!(target.user, "ann");
        assert_eq!(target.password.0, "p@ss/w");
        assert_eq!(target.host, "db.example.com");
        assert_eq!(target.port, 3307);
        assert_eq!(target.database.as_deref(), Some("shop"));
        assert_eq!(target.ssl_mode, Some(SslMode::VerifyCa));
        assert_eq!(target.ssl_ca.as_deref(), Some("/ca.pem"));
    }

    #[test]
    fn what_is_left_out_has_the_usual_default() {
        let target = parse("mariadb://").unwrap();
        assert_eq!((target.host.as_str(), target.port), ("localhost", 3306));
        assert_eq!(target.database, None);
        let target = parse("mysql://root@[::1]:1/").unwrap();
        assert_eq!((target.host.as_str(), target.port), ("::1", 1));
    }

    #[test]
    fn a_bad_url_is_refused_without_repeating_its_password() {
        for url in [
            "postgres://u:hunter2@h/d",
            "mysql://u:hunter2@h:port/d",
            "mysql://u:hunter2@h/d?colour=red",
            "mysql://u:hunter2@h/d?ssl-mode=maybe",
            "mysql://u:hunter2%FF@h/d",
            "mysql://u:hunter2@[::1/d",
        ] {
            let error = parse(url).unwrap_err();
            assert_eq!(error.class, ErrorClass::Config, "{url}");
            assert!(!format!("{error:?}").contains("hunter2"), "{url}");
        }
    }

    #[test]
    fn a_target_does_not_show_its_password() {
        let target = parse("mysql://u:hunter2@h/d").unwrap();
        assert!(!format!("{target:?}").contains("hunter2"));
    }

    #[test]
    fn remote_hosts_are_verified_and_local_ones_are_not() {
        let mode = |url: &str| parse(url).unwrap().ssl_mode_or_default();
        assert_eq!(mode("mysql://db.example.com/x"), SslMode::VerifyIdentity);
        assert_eq!(mode("mysql://127.0.0.1/x"), SslMode::Preferred);
        assert_eq!(mode("mysql://localhost/x"), SslMode::Preferred);
        assert_eq!(mode("mysql://db.example.com/x?ssl-mode=disabled"), SslMode::Disabled);
    }
}
