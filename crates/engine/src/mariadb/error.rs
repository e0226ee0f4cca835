//! The driver's errors as errors of the port: class, the server's words, a hint, what changed.
//! Does not decide about retries.

use rungs_core::engine::{Changed, EngineError, ErrorClass};

/// What `error` means for somebody who was `doing` something ("read the catalog").
/// Row values that the server quotes (duplicate entry, bad value) are cut out.
pub fn from_driver(doing: &str, error: &mysql::Error) -> EngineError {
    match error {
        mysql::Error::MySqlError(server) => from_server(doing, server),
        mysql::Error::IoError(io) => {
            lost(doing).detail(io.to_string()).hint("see whether the server still runs")
        }
        mysql::Error::TlsError(tls) => tls_refused(doing).detail(tls.to_string()),
        mysql::Error::DriverError(driver) => from_protocol(doing, driver),
        mysql::Error::CodecError(codec) => lost(doing).detail(codec.to_string()),
        mysql::Error::UrlError(_) => {
            EngineError::new(ErrorClass::Config, format!("cannot {doing}: bad connection options"))
        }
        mysql::Error::FromValueError(_) | mysql::Error::FromRowError(_) => {
            EngineError::new(ErrorClass::Bug, format!("cannot {doing}: unexpected type in a row"))
        }
    }
}

/// The code of the server's error, if it is one.
pub fn code(error: &mysql::Error) -> Option<u16> {
    match error {
        mysql::Error::MySqlError(server) => Some(server.code),
        _ => None,
    }
}

/// A statement ran into `max_statement_time` or `max_execution_time`.
pub fn is_time_out(error: &mysql::Error) -> bool {
    matches!(code(error), Some(1969 | 3024))
}

fn from_server(doing: &str, server: &mysql::MySqlError) -> EngineError {
    let (class, hint) = class_and_hint(server.code);
    let mut mapped = EngineError::new(class, format!("cannot {doing}")).detail(format!(
        "{} (error {})",
        without_values(server.code, &server.message),
        server.code
    ));
    if let Some(hint) = hint {
        mapped = mapped.hint(hint);
    }
    if matches!(server.code, 1053 | 1927 | 2006 | 2013) {
        mapped = mapped.changed(Changed::Unknown);
    }
    mapped
}

fn class_and_hint(code: u16) -> (ErrorClass, Option<&'static str>) {
    use ErrorClass::{Busy, Config, DiskFull, Refused};
    match code {
        1045 | 1698 => (
            Config,
            Some(
                "check user name and password; the password may come from \
            the URL or from .my.cnf",
            ),
        ),
        1049 => (
            Config,
            Some(
                "check the database's name at the end of the URL; SHOW DATABASES \
            lists those that there are",
            ),
        ),
        1040 | 1203 | 1226 => (
            Busy,
            Some(
                "the server has no connection left; try again later or \
            raise max_connections",
            ),
        ),
        1129 | 1130 => {
            (Refused, Some("the server does not let this host in; see CREATE USER … @host"))
        }
        1044 | 1142 | 1143 | 1227 | 1370 | 1410 => {
            (Refused, Some("run `rungs check` to see the GRANT statements that are missing"))
        }
        1205 => (Busy, Some("another session holds the lock; try again, or see `rungs check`")),
        1213 | 1412 => (Busy, Some("try again")),
        1021 | 1114 | 3675 => (DiskFull, Some("free space on the server's disk or in its tmpdir")),
        1290 | 1792 | 1836 | 4128 => (
            Refused,
            Some(
                "the server or session is read only; connect to \
            the primary",
            ),
        ),
        _ => class_of_ddl(code),
    }
}

fn class_of_ddl(code: u16) -> (ErrorClass, Option<&'static str>) {
    use ErrorClass::{DiskFull, Refused, Stopped, TimedOut, Unreachable, Unsupported};
    match code {
        1845 | 1846 => (
            Unsupported,
            Some(
                "the server cannot do this online; rungs never falls back \
            to a copy that blocks writes. Do it in a maintenance window",
            ),
        ),
        1553 => (
            Refused,
            Some(
                "a foreign key needs this index; make another that begins with its \
            columns first",
            ),
        ),
        1969 | 3024 => (TimedOut, Some("give it more time, or run it when the server is idle")),
        1317 => (Stopped, None),
        1053 | 1927 | 2006 | 2013 => (
            Unreachable,
            Some(
                "the connection ended; see whether the server \
            still runs",
            ),
        ),
        1235 | 1295 => (Unsupported, None),
        1799 => (
            DiskFull,
            Some(
                "raise innodb_online_alter_log_max_size, or build while fewer rows \
            are written",
            ),
        ),
        _ => (ErrorClass::User, None),
    }
}

/// Some messages quote a row's value; those keep only their meaning.
fn without_values(code: u16, message: &str) -> String {
    match code {
        1062 | 1586 => "duplicate entry for a unique key".to_owned(),
        1264 | 1265 | 1366 | 1292 | 1406 | 1411 | 1690 => {
            "a value does not fit its type".to_owned()
        }
        1451 | 1452 => "a foreign key is violated".to_owned(),
        1064 => "the server cannot parse the statement".to_owned(),
        _ => message.chars().take(300).collect(),
    }
}

fn from_protocol(doing: &str, driver: &mysql::DriverError) -> EngineError {
    use mysql::DriverError;
    match driver {
        DriverError::TlsNotSupported => tls_refused(doing).detail("the server does not offer TLS"),
        DriverError::CouldNotConnect(_) | DriverError::ConnectTimeout | DriverError::Timeout => {
            unreachable_server(doing).detail(driver.to_string())
        }
        _ => EngineError::new(ErrorClass::Unreachable, format!("cannot {doing}"))
            .detail(driver.to_string())
            .changed(Changed::Unknown),
    }
}

/// Something took the connection and said nothing.
pub fn silent(doing: &str) -> EngineError {
    EngineError::new(ErrorClass::Unreachable, format!("cannot {doing}: nothing answers there"))
        .hint("check the port: is it that of MariaDB or MySQL, and does the server still run?")
}

fn unreachable_server(doing: &str) -> EngineError {
    EngineError::new(ErrorClass::Unreachable, format!("cannot {doing}: server not reached"))
        .hint("check host and port, that the server runs, and that no firewall is between")
}

fn lost(doing: &str) -> EngineError {
    EngineError::new(ErrorClass::Unreachable, format!("cannot {doing}: connection lost"))
        .changed(Changed::Unknown)
}

fn tls_refused(doing: &str) -> EngineError {
    EngineError::new(ErrorClass::Unreachable, format!("cannot {doing}: TLS failed")).hint(
        "give the server's CA with ?ssl-ca=FILE, or lower ?ssl-mode= (verify-identity, verify-ca, \
         required, preferred, disabled)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server_error(code: u16, message: &str) -> mysql::Error {
        mysql::Error::MySqlError(mysql::MySqlError {
            state: "HY000".to_owned(),
            message: message.to_owned(),
            code,
        })
    }

    #[test]
    fn a_duplicate_entry_does_not_show_its_value() {
        let error = server_error(1062, "Duplicate entry 'alice@example.com' for key 'email'");
        let mapped = from_driver("insert rows", &error);
        assert!(!format!("{mapped:?}").contains("alice"));
    }

    #[test]
    fn a_lost_connection_leaves_the_outcome_unknown() {
        let error = server_error(2013, "Lost connection to server during query");
        assert_eq!(from_driver("run a step", &error).changed, Changed::Unknown);
    }

    #[test]
    fn each_lock_error_is_busy_and_each_full_disk_is_said() {
        for (code, class) in [
            (1205, ErrorClass::Busy),
            (1213, ErrorClass::Busy),
            (1114, ErrorClass::DiskFull),
            (1021, ErrorClass::DiskFull),
            (1142, ErrorClass::Refused),
            (1290, ErrorClass::Refused),
            (1846, ErrorClass::Unsupported),
        ] {
            assert_eq!(from_driver("x", &server_error(code, "")).class, class, "{code}");
        }
    }
}
