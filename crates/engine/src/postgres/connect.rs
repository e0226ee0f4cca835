//! From a URL, the environment, a service file or `.pgpass` to a session. Says who could not
//! connect and why; the password is in no error and no `Debug`.

mod params;
mod pgpass;
mod session;
mod tls;

use std::error::Error as _;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use postgres::error::Error;
use rungs_core::engine::{EngineError, ErrorClass};

pub use self::tls::SslMode;
pub(super) use session::{OUR_NAMES_ONCE, Purpose, Row, Session, USERS_NAMES};

use self::params::Params;
use self::pgpass::{Found, Wanted};
use super::error;
use crate::patience::within;

/// Firewalls forget connections that are silent for long, as the writer's is during a build.
const KEEP_ALIVE: Duration = Duration::from_mins(1);

/// Where a database is and how to get in. Read from outside once, then only used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresTarget {
    /// Names, addresses or socket folders with their ports, tried in this order.
    pub hosts: Vec<(String, u16)>,
    pub user: String,
    pub database: String,
    pub ssl_mode: SslMode,
    pub ssl_root: Option<PathBuf>,
    pub connect_timeout_s: u64,
    /// Extra command-line options for the server process (`-c search_path=shop`).
    pub options: Option<String>,
    /// Name that the user gave to the application; rungs shows itself as `rungs` without one.
    pub application: String,
    /// What the user should know of how this was put together (a password file that was ignored).
    pub notes: Vec<String>,
    password: Option<Secret>,
}

/// A password: has no way into text but [`Secret::reveal`].
#[derive(Clone, PartialEq, Eq)]
struct Secret(String);

impl Secret {
    fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(withheld)")
    }
}

impl PostgresTarget {
    /// From `postgres://…`; what the URL leaves open comes from the service file, `env` (PG*
    /// variables, HOME) and `.pgpass`. Errors: `Config`.
    pub fn from_url(url: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, EngineError> {
        Self::from_params(params::from_url(url)?, env)
    }

    /// From the environment alone, as `psql` without arguments does. Errors: `Config`.
    pub fn from_env(env: &dyn Fn(&str) -> Option<String>) -> Result<Self, EngineError> {
        Self::from_params(Params::new(), env)
    }

    /// The same server, another database.
    #[must_use]
    pub fn with_database(mut self, database: &str) -> Self {
        database.clone_into(&mut self.database);
        self
    }

    fn from_params(
        mut params: Params,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, EngineError> {
        params::complete(&mut params, env)?;
        let hosts = hosts(&params)?;
        let user = params
            .get("user")
            .cloned()
            .or_else(|| env("USER"))
            .unwrap_or_else(|| "postgres".to_owned());
        let mut target = Self {
            database: params.get("dbname").cloned().unwrap_or_else(|| user.clone()),
            ssl_mode: match params.get("sslmode") {
                Some(word) => SslMode::parse(word)?,
                None if hosts.iter().all(|(host, _)| is_local(host)) => SslMode::Prefer,
                None => SslMode::VerifyFull,
            },
            ssl_root: params.get("sslrootcert").map(PathBuf::from),
            connect_timeout_s: connect_timeout(&params)?,
            options: params.get("options").cloned(),
            application: params.get("application_name").cloned().unwrap_or("rungs".to_owned()),
            notes: Vec::new(),
            password: params.get("password").cloned().map(Secret),
            hosts,
            user,
        };
        if target.password.is_none() {
            target.look_into_pgpass(&params, env);
        }
        Ok(target)
    }

    fn look_into_pgpass(&mut self, params: &Params, env: &dyn Fn(&str) -> Option<String>) {
        let file = params
            .get("passfile")
            .cloned()
            .or_else(|| env("HOME").map(|home| format!("{home}/.pgpass")));
        let (Some(file), Some((host, port))) = (file, self.hosts.first()) else { return };
        let wanted = Wanted { host, port: *port, database: &self.database, user: &self.user };
        match pgpass::look_up(&PathBuf::from(file), &wanted) {
            Found::Password(password) => self.password = Some(Secret(password)),
            Found::Ignored(why) => self.notes.push(why),
            Found::Nothing => {}
        }
    }

    /// Opens one connection. In `prefer` a TLS handshake that fails is followed by a try without.
    pub(super) fn client(&self, startup: &str) -> Result<postgres::Client, EngineError> {
        let outcome = self.client_with(self.ssl_mode, startup)?;
        let outcome = match outcome {
            Err(e) if self.ssl_mode == SslMode::Prefer && is_tls(&e) => {
                self.client_with(SslMode::Disable, startup)?
            }
            other => other,
        };
        outcome.map_err(|e| self.classed(&e))
    }

    fn client_with(
        &self,
        mode: SslMode,
        startup: &str,
    ) -> Result<Result<postgres::Client, Error>, EngineError> {
        let mut config = postgres::Config::new();
        config
            .user(&self.user)
            .dbname(&self.database)
            .application_name(&self.application)
            .connect_timeout(Duration::from_secs(self.connect_timeout_s))
            .keepalives_idle(KEEP_ALIVE)
            .ssl_mode(mode.negotiation());
        let options = [self.options.as_deref().unwrap_or(""), startup].join(" ");
        if !options.trim().is_empty() {
            config.options(options.trim());
        }
        for (host, port) in &self.hosts {
            config.host(host).port(*port);
        }
        if let Some(password) = &self.password {
            config.password(password.reveal());
        }
        // Each host may take its time to be reached, and the last one as long again to answer.
        let limit = Duration::from_secs(self.connect_timeout_s) * (self.hosts.len() as u32 + 1);
        let outcome = if self.hosts.iter().all(|(host, _)| host.starts_with('/')) {
            config.ssl_mode(postgres::config::SslMode::Disable);
            within(limit, move || config.connect(postgres::NoTls))
        } else {
            let connector = tls::connector(mode, self.ssl_root.as_deref())?;
            within(limit, move || config.connect(connector))
        };
        outcome.ok_or_else(|| {
            let what = format!("nothing answers at {}", self.place());
            EngineError::new(ErrorClass::Unreachable, what)
                .hint("see that the port is PostgreSQL's, and that server or pooler are not paused")
        })
    }

    /// Asks the server to stop what the session behind `token` does.
    pub(super) fn cancel(&self, token: &postgres::CancelToken) -> Result<(), EngineError> {
        let connector = tls::connector(self.ssl_mode, self.ssl_root.as_deref())?;
        token
            .cancel_query(connector)
            .or_else(|_| token.cancel_query(postgres::NoTls))
            .map_err(|e| error::of("cannot cancel the statement", &e))
    }

    fn place(&self) -> String {
        let hosts: Vec<String> = self.hosts.iter().map(|(h, p)| format!("{h}:{p}")).collect();
        hosts.join(", ")
    }

    fn classed(&self, error: &Error) -> EngineError {
        let (place, user, database) = (self.place(), &self.user, &self.database);
        if let Some(code) = error.code() {
            return match code.code() {
                "28P01" => EngineError::new(
                    ErrorClass::Config,
                    format!("the server at {place} refused the password of {user}"),
                )
                .hint("set PGPASSWORD, write ~/.pgpass, or put the password into the URL"),
                "3D000" => EngineError::new(
                    ErrorClass::Config,
                    format!("there is no database {database} at {place}"),
                )
                .hint("see the names with psql -l, then correct the end of the URL"),
                "28000" => error::of(&format!("the server at {place} refused {user}"), error)
                    .hint("see that the role exists, may log in, and that pg_hba.conf lets it in"),
                _ => error::of(&format!("cannot connect to {place}"), error),
            };
        }
        let words = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        if is_tls(error) {
            if words.contains("does not support TLS") {
                return EngineError::new(
                    ErrorClass::Config,
                    format!("the server at {place} has no TLS (sslmode is {:?})", self.ssl_mode),
                )
                .hint(
                    "switch ssl on at the server, or say sslmode=disable in a network that you \
                     trust",
                );
            }
            return EngineError::new(ErrorClass::Config, format!("TLS failed with {place}"))
                .detail(format!("{words} (sslmode is {:?})", self.ssl_mode))
                .hint(
                    "name the authority with sslrootcert=FILE; or say sslmode=require (private \
                     but unverified) or sslmode=disable in a network that you trust",
                );
        }
        if words.contains("password missing") || error.to_string().contains("configuration") {
            return EngineError::new(
                ErrorClass::Config,
                format!("the server at {place} asks for a password of {user}"),
            )
            .hint("set PGPASSWORD, write ~/.pgpass, or put the password into the URL");
        }
        EngineError::new(ErrorClass::Unreachable, format!("cannot reach the server at {place}"))
            .detail(words)
            .hint("see that host and port are right, the server runs, and no firewall is between")
    }
}

fn is_tls(error: &Error) -> bool {
    error.to_string().starts_with("error performing TLS handshake")
}

fn is_local(host: &str) -> bool {
    host.starts_with('/')
        || host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn hosts(params: &Params) -> Result<Vec<(String, u16)>, EngineError> {
    let default = || {
        let folders = ["/var/run/postgresql", "/tmp"];
        let found =
            folders.iter().find(|f| std::path::Path::new(&format!("{f}/.s.PGSQL.5432")).exists());
        found.map_or("localhost".to_owned(), |f| (*f).to_owned())
    };
    let names = params.get("hostaddr").or(params.get("host")).cloned().unwrap_or_else(default);
    let ports = params.get("port").cloned().unwrap_or_default();
    let ports: Vec<&str> = ports.split(',').collect();
    let mut hosts = Vec::new();
    for (position, name) in names.split(',').enumerate() {
        let port = ports.get(position).or(ports.first()).copied().unwrap_or_default().trim();
        let port = if port.is_empty() { Ok(5432) } else { port.parse::<u16>() };
        let port = port.map_err(|_| {
            EngineError::new(ErrorClass::Config, "the port is not a number from 1 to 65535")
        })?;
        let name = name.trim();
        let name = if name.is_empty() { "localhost" } else { name };
        hosts.push((name.to_owned(), port));
    }
    Ok(hosts)
}

fn connect_timeout(params: &Params) -> Result<u64, EngineError> {
    match params.get("connect_timeout").map(|t| t.parse::<u64>()) {
        None | Some(Ok(0)) => Ok(10),
        Some(Ok(seconds)) => Ok(seconds),
        Some(Err(_)) => {
            Err(EngineError::new(ErrorClass::Config, "connect_timeout is not a number of seconds"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn remote_hosts_are_verified_and_local_ones_are_not() {
        let mode = |url| PostgresTarget::from_url(url, &bare).unwrap().ssl_mode;
        assert_eq!(mode("postgres://u@db.example/x"), SslMode::VerifyFull);
        assert_eq!(mode("postgres://u@localhost/x"), SslMode::Prefer);
        assert_eq!(mode("postgres://u@127.0.0.1,[::1]/x"), SslMode::Prefer);
        assert_eq!(mode("postgres://u@%2Frun%2Fpg/x"), SslMode::Prefer);
        assert_eq!(mode("postgres://u@localhost,db.example/x"), SslMode::VerifyFull);
        assert_eq!(mode("postgres://u@db.example/x?sslmode=require"), SslMode::Require);
    }

    #[test]
    fn the_password_is_not_in_debug_output() {
        let target = PostgresTarget::from_url("postgres://u:hush@h/x", &bare).unwrap();
        assert!(!format!("{target:?}").contains("hush"));
    }

    #[test]
    fn the_environment_alone_is_enough() {
        let env = |name: &str| match name {
            "PGHOST" => Some("a,b".to_owned()),
            "PGPORT" => Some("6000".to_owned()),
            "PGUSER" => Some("me".to_owned()),
            _ => None,
        };
        let target = PostgresTarget::from_env(&env).unwrap();
        assert_eq!(target.hosts, [("a".to_owned(), 6000), ("b".to_owned(), 6000)]);
        assert_eq!((&*target.user, &*target.database), ("me", "me"));
    }
}
