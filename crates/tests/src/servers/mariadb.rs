//! Starts a throw-away MariaDB from Debian's package, with the performance schema on.

use super::process::{Home, Process, find_program, free_port};
use super::{Client, PASSWORD, Server, ServerError, io};

/// Settings of every throw-away server: nothing is kept, everything can be seen.
const SETTINGS: &[&str] = &[
    "bind-address=127.0.0.1",
    "skip-name-resolve",
    "max-connections=200",
    "character-set-server=utf8mb4",
    "default-time-zone=+00:00",
    "innodb-flush-log-at-trx-commit=0",
    "innodb-flush-method=nosync",
    "skip-innodb-doublewrite",
    "innodb-buffer-pool-size=128M",
    "performance-schema=ON",
    "performance-schema-digests-size=40000",
    "performance-schema-max-digest-length=4096",
    "max-digest-length=4096",
    "performance-schema-consumer-events-statements-history-long=ON",
    "performance-schema-instrument=wait/lock/metadata/sql/mdl=ON",
];

/// One administrator that can come over TCP; none of the accounts without a password.
const ACCOUNTS: &str = "\
DELETE FROM mysql.global_priv WHERE User = '' OR User = 'root' AND Host <> 'localhost';
FLUSH PRIVILEGES;
CREATE USER IF NOT EXISTS root@'%' IDENTIFIED BY 'PASSWORD';
GRANT ALL PRIVILEGES ON *.* TO root@'%' WITH GRANT OPTION;
SET PASSWORD FOR root@localhost = PASSWORD('PASSWORD');
";

/// Under root the server runs as the first of these.
pub const USERS: &[&str] = &["mysql", "nobody"];

pub fn start(home: Home, settings: &[&str]) -> Result<Server, ServerError> {
    if !home.has_data() {
        init(&home)?;
    }
    let port = free_port()?;
    let url = format!("mysql://root:{PASSWORD}@127.0.0.1:{port}/");
    let mut process = run(&home, port, settings)?;
    process.wait_until(|| Client::connect(&url).is_ok())?;
    Ok(Server { url, process, folder: home.folder })
}

fn init(home: &Home) -> Result<(), ServerError> {
    let accounts = ACCOUNTS.replace("'PASSWORD'", &format!("'{PASSWORD}'"));
    std::fs::write(home.path("accounts.sql"), accounts).map_err(io("write the accounts"))?;
    let program =
        find_program(&["/usr/bin/mariadb-install-db", "/usr/local/bin/mariadb-install-db"])
            .ok_or_else(missing)?;
    let args = [
        "--no-defaults".into(),
        format!("--datadir={}", home.path("data").display()),
        "--auth-root-authentication-method=normal".into(),
        "--skip-test-db".into(),
        "--skip-name-resolve".into(),
        // Its server writes temporary tables; those of another that starts are not to be met.
        format!("--tmpdir={}", home.folder.path().display()),
    ];
    home.run(&program, &args)
}

fn run(home: &Home, port: u16, settings: &[&str]) -> Result<Process, ServerError> {
    let program =
        find_program(&["/usr/sbin/mariadbd", "/usr/local/bin/mariadbd"]).ok_or_else(missing)?;
    let place = |name: &str| home.path(name).display().to_string();
    let mut args = vec![
        "--no-defaults".to_owned(),
        format!("--datadir={}", place("data")),
        format!("--socket={}", place("mariadb.sock")),
        format!("--pid-file={}", place("mariadb.pid")),
        format!("--tmpdir={}", home.folder.path().display()),
        format!("--init-file={}", place("accounts.sql")),
        format!("--port={port}"),
    ];
    args.extend(SETTINGS.iter().chain(settings).map(|setting| format!("--{setting}")));
    // A clean end would flush everything first, and nobody will read the data again.
    let stop = if home.is_kept() { "TERM" } else { "KILL" };
    home.spawn(&program, &args, stop)
}

fn missing() -> ServerError {
    ServerError::Missing {
        what: "MariaDB (mariadbd, mariadb-install-db)".into(),
        install: "apt-get install mariadb-server, or scripts/test",
    }
}
