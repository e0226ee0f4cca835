//! Targets (URL, option file) and sessions. A reading session cannot write; a writing one is
//! made only for the journal, the executor and what-if clones. The password is never shown.

mod option_file;
mod session;
mod url;

pub use session::{Cells, Session, database_of, number, quoted, text};

use std::fmt;
use std::time::Duration;

use mysql::{Opts, OptsBuilder, SslOpts};
use rungs_core::engine::{EngineError, ErrorClass};

use super::error;
use crate::patience::within;

/// Longest wait for the way to the server, and as long again for its greeting.
const CONNECT: Duration = Duration::from_secs(10);
/// Firewalls forget connections that are silent for long, as the writer's is during a build.
const KEEP_ALIVE_MS: u32 = 60_000;

/// Where a server is and how to get in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MariaDbTarget {
    pub user: String,
    pub password: Secret,
    pub host: String,
    pub port: u16,
    /// A Unix socket; then host and port are not used.
    pub socket: Option<String>,
    /// None: all of the user's databases.
    pub database: Option<String>,
    /// None: `verify-identity` for remote hosts, `preferred` for this machine.
    pub ssl_mode: Option<SslMode>,
    /// PEM file of authorities that are trusted besides the well-known ones.
    pub ssl_ca: Option<String>,
}

impl Default for MariaDbTarget {
    fn default() -> Self {
        Self {
            user: "root".to_owned(),
            password: Secret(String::new()),
            host: "localhost".to_owned(),
            port: 3306,
            socket: None,
            database: None,
            ssl_mode: None,
            ssl_ca: None,
        }
    }
}

impl MariaDbTarget {
    /// Reads `mysql://` and `mariadb://` URLs. Errors never repeat the URL.
    pub fn from_url(url: &str) -> Result<Self, EngineError> {
        url::parse(url)
    }

    /// What option files say, later files over earlier ones: `[client]`, `[client-mariadb]`,
    /// `[rungs]`. None: none of them could be read or has such a group.
    pub fn from_option_files(paths: &[std::path::PathBuf]) -> Result<Option<Self>, EngineError> {
        option_file::read(paths)
    }

    /// Where MariaDB's clients look for option files; `environment` looks up a variable.
    pub fn option_file_paths(
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Vec<std::path::PathBuf> {
        option_file::paths(environment)
    }

    /// The server as one names it to a person: no user, no password.
    pub fn place(&self) -> String {
        match &self.socket {
            Some(socket) => socket.clone(),
            None => format!("{}:{}", self.host, self.port),
        }
    }

    fn is_local(&self) -> bool {
        self.socket.is_some()
            || matches!(self.host.as_str(), "localhost" | "::1")
            || self.host.starts_with("127.")
    }

    fn ssl_mode_or_default(&self) -> SslMode {
        let default = if self.is_local() { SslMode::Preferred } else { SslMode::VerifyIdentity };
        self.ssl_mode.unwrap_or(default)
    }

    /// `database` is what the session begins in.
    fn options(&self, ssl: Option<SslOpts>) -> Opts {
        OptsBuilder::new()
            .user(Some(self.user.clone()))
            .pass(Some(self.password.0.clone()))
            .ip_or_hostname(Some(self.host.clone()))
            .tcp_port(self.port)
            .socket(self.socket.clone())
            .prefer_socket(false)
            .tcp_connect_timeout(Some(CONNECT))
            .tcp_keepalive_time_ms(Some(KEEP_ALIVE_MS))
            .connect_attrs(Some(std::collections::HashMap::from([("program_name", "rungs")])))
            .ssl_opts(ssl)
            .stmt_cache_size(Some(0))
            .into()
    }

    /// Opens a connection with TLS as asked, in no database.
    fn open(&self) -> Result<mysql::Conn, EngineError> {
        // Fails only if a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let doing = format!("connect to {}", self.place());
        let mode = self.ssl_mode_or_default();
        let ca_missing = self.ssl_ca.as_ref().filter(|ca| std::fs::File::open(ca).is_err());
        if let Some(ca) = ca_missing {
            return Err(EngineError::new(ErrorClass::Config, format!("cannot read ssl-ca {ca}"))
                .hint("give the path of a PEM file"));
        }
        let connect = |ssl| {
            let options = self.options(ssl);
            within(CONNECT * 2, move || mysql::Conn::new(options))
                .ok_or_else(|| error::silent(&doing))
        };
        match connect(self.ssl_options(mode))? {
            Err(tls) if mode == SslMode::Preferred && is_tls(&tls) => {
                connect(None)?.map_err(|e| error::from_driver(&doing, &e))
            }
            other => other.map_err(|e| error::from_driver(&doing, &e)),
        }
    }

    fn ssl_options(&self, mode: SslMode) -> Option<SslOpts> {
        if self.socket.is_some() {
            return None;
        }
        let ca = self.ssl_ca.clone().map(std::path::PathBuf::from);
        let options = SslOpts::default().with_root_cert_path(ca);
        match mode {
            SslMode::Disabled => None,
            SslMode::Preferred | SslMode::Required => Some(
                options
                    .with_danger_accept_invalid_certs(true)
                    .with_danger_skip_domain_validation(true),
            ),
            SslMode::VerifyCa => Some(options.with_danger_skip_domain_validation(true)),
            SslMode::VerifyIdentity => Some(options),
        }
    }
}

fn is_tls(error: &mysql::Error) -> bool {
    matches!(
        error,
        mysql::Error::TlsError(_) | mysql::Error::DriverError(mysql::DriverError::TlsNotSupported)
    )
}

/// How much TLS is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SslMode {
    Disabled,
    /// TLS if the server offers it, else plain.
    Preferred,
    /// TLS, whoever the server is.
    Required,
    /// TLS, and its certificate is signed by a trusted authority.
    VerifyCa,
    /// And the certificate names the host.
    VerifyIdentity,
}

impl SslMode {
    fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().replace('_', "-").as_str() {
            "disabled" | "disable" | "off" => Some(Self::Disabled),
            "preferred" | "prefer" => Some(Self::Preferred),
            "required" | "require" => Some(Self::Required),
            "verify-ca" => Some(Self::VerifyCa),
            "verify-identity" | "verify-full" => Some(Self::VerifyIdentity),
            _ => None,
        }
    }
}

/// A password: shown as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
