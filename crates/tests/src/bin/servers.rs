//! Starts the throw-away servers, runs a command that finds them in its environment, stops them.
//!
//! `servers run -- cargo nextest run` gives the command's exit code. It runs no test itself and
//! installs nothing (`scripts/test` does).
#![expect(clippy::print_stderr, reason = "a command speaks on standard error")]

use rungs_tests::servers::{Kind, Server, ServerError, send_signal};
use std::ffi::OsString;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

const USAGE: &str = "usage: servers run -- COMMAND [ARGUMENT…]";

/// The running command's process, for the signal handler; 0 when there is none.
static COMMAND: AtomicU32 = AtomicU32::new(0);
/// A signal came.
static STOP: AtomicBool = AtomicBool::new(false);
/// The exit code of a command that a signal ended, as shells give it.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let command = match arguments.as_slice() {
        [run, dashes, command @ ..] if run == "run" && dashes == "--" && !command.is_empty() => {
            command
        }
        _ => return fail(2, USAGE),
    };
    match run(command) {
        Ok(code) => ExitCode::from(code),
        Err(message) => fail(3, &message),
    }
}

fn run(command: &[OsString]) -> Result<u8, String> {
    ctrlc::set_handler(pass_on).map_err(|error| format!("cannot watch for signals: {error}"))?;
    // One after the other and in this thread: a server ends with the thread that started it.
    let servers: Vec<(Kind, Server)> = Kind::SERVERS
        .into_iter()
        .map(|kind| Ok((kind, Server::start(kind)?)))
        .collect::<Result<_, ServerError>>()
        .map_err(|error| error.to_string())?;
    if STOP.load(Ordering::SeqCst) {
        return Ok(INTERRUPTED);
    }
    let mut child = with_servers(&mut Command::new(&command[0]), &servers)
        .args(&command[1..])
        .spawn()
        .map_err(|error| format!("cannot run {}: {error}", command[0].display()))?;
    COMMAND.store(child.id(), Ordering::SeqCst);
    let status = child.wait().map_err(|error| format!("lost the command: {error}"))?;
    COMMAND.store(0, Ordering::SeqCst);
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(INTERRUPTED))
}

fn with_servers<'a>(command: &'a mut Command, servers: &[(Kind, Server)]) -> &'a mut Command {
    for (kind, server) in servers {
        if let Some(variable) = kind.variable() {
            command.env(variable, server.url());
        }
        if *kind == Kind::MariaDb {
            command.env("RUNGS_TEST_MARIADB_SOCKET", server.folder().join("mariadb.sock"));
        }
    }
    command
}

/// A signal to us ends the command; the servers then end as if it had ended by itself.
fn pass_on() {
    STOP.store(true, Ordering::SeqCst);
    let command = COMMAND.load(Ordering::SeqCst);
    if command != 0 {
        send_signal("TERM", command);
    }
}

fn fail(code: u8, message: &str) -> ExitCode {
    eprintln!("servers: {message}");
    ExitCode::from(code)
}
