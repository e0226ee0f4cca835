//! A server as a child process: its folder, its user, its port, its end.
//!
//! Knows nothing of databases. PostgreSQL refuses to run as root, so under root a server runs as
//! an unprivileged user. A server ends when its `Process` is dropped, and also when the thread
//! that started it dies without dropping anything (Linux).

use super::{ServerError, io};
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const START_LIMIT: Duration = Duration::from_mins(1);
const STOP_LIMIT: Duration = Duration::from_secs(10);
/// A kept server writes down what it holds before it ends.
const KEEP_LIMIT: Duration = Duration::from_mins(5);
const SETPRIV: &str = "/usr/bin/setpriv";

/// A folder, and the user that the server in it runs as.
pub struct Home {
    pub folder: Folder,
    /// The user to become; none when this process is not root.
    pub user: Option<User>,
}

/// Where a server's data is.
pub enum Folder {
    /// Goes with its owner.
    Temporary(TempDir),
    /// Stays, and the next server finds the data.
    Kept(PathBuf),
}

impl Folder {
    pub fn path(&self) -> &Path {
        match self {
            Folder::Temporary(folder) => folder.path(),
            Folder::Kept(path) => path,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub uid: u32,
    pub gid: u32,
}

impl Home {
    /// Makes the folder; under root it belongs to the first of `users` that exists.
    pub fn new(name: &str, users: &[&str]) -> Result<Home, ServerError> {
        let folder = tempfile::Builder::new()
            .prefix(&format!("rungs-{name}-"))
            .tempdir()
            .map_err(io("make a temporary folder"))?;
        let owner = folder.path().metadata().map_err(io("look at a temporary folder"))?.uid();
        Home::of(Folder::Temporary(folder), owner, users)
    }

    /// The same in a folder that stays; it is made where it is missing.
    pub fn kept(folder: &Path, users: &[&str]) -> Result<Home, ServerError> {
        std::fs::create_dir_all(folder).map_err(io("make a folder for a server"))?;
        let path = folder.canonicalize().map_err(io("find a server's folder"))?;
        // Who this process is shows in what it makes; the folder may be the server's already.
        let probe = tempfile::tempfile_in(&path).map_err(io("write to a server's folder"))?;
        let owner = probe.metadata().map_err(io("look at a server's folder"))?.uid();
        Home::of(Folder::Kept(path), owner, users)
    }

    fn of(folder: Folder, owner: u32, users: &[&str]) -> Result<Home, ServerError> {
        let user = if owner == 0 { Some(unprivileged(users)?) } else { None };
        if let Some(user) = &user {
            chown(folder.path(), Some(user.uid), Some(user.gid)).map_err(io("change an owner"))?;
        }
        Ok(Home { folder, user })
    }

    pub fn is_kept(&self) -> bool {
        matches!(self.folder, Folder::Kept(_))
    }

    /// A server has been here before.
    pub fn has_data(&self) -> bool {
        self.path("data").exists()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a program in the folder to its end.
    pub fn run(&self, program: &Path, args: &[String]) -> Result<(), ServerError> {
        let output = self
            .command(program, "KILL")
            .args(args)
            .stdin(Stdio::null())
            .output()
            .map_err(io(format!("run {}", program.display())))?;
        if output.status.success() {
            return Ok(());
        }
        let log = [output.stdout, output.stderr].concat();
        Err(failed(program, &String::from_utf8_lossy(&log)))
    }

    /// Starts a server in the folder; `stop` is the signal that ends it quickly.
    pub fn spawn(
        &self,
        program: &Path,
        args: &[String],
        stop: &'static str,
    ) -> Result<Process, ServerError> {
        let log = self.path("server.log");
        let out = File::create(&log).map_err(io("make a log file"))?;
        let err = out.try_clone().map_err(io("share a log file"))?;
        let child = self
            .command(program, stop)
            .args(args)
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(io(format!("start {}", program.display())))?;
        let stop_limit = if self.is_kept() { KEEP_LIMIT } else { STOP_LIMIT };
        Ok(Process { child, stop, stop_limit, log, program: program.to_owned() })
    }

    /// The program, as the right user, with an empty environment, away from the terminal's
    /// signals, told to end when this thread does.
    fn command(&self, program: &Path, at_parents_end: &str) -> Command {
        let mut command = if Path::new(SETPRIV).exists() {
            let mut setpriv = Command::new(SETPRIV);
            setpriv.arg(format!("--pdeathsig={at_parents_end}"));
            if let Some(User { uid, gid }) = &self.user {
                setpriv.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}"));
                setpriv.arg("--clear-groups");
            }
            setpriv.arg("--").arg(program);
            setpriv
        } else {
            let mut plain = Command::new(program);
            if let Some(User { uid, gid }) = &self.user {
                plain.uid(*uid).gid(*gid);
            }
            plain
        };
        command.env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin").env("TZ", "UTC");
        command.current_dir(self.folder.path()).process_group(0);
        command
    }
}

/// A running server.
pub struct Process {
    child: Child,
    stop: &'static str,
    stop_limit: Duration,
    log: PathBuf,
    program: PathBuf,
}

impl Process {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until `answers` is true; fails when the server ends or takes too long.
    pub fn wait_until(&mut self, mut answers: impl FnMut() -> bool) -> Result<(), ServerError> {
        let started = Instant::now();
        while !answers() {
            let ended = self.child.try_wait().map_err(io("watch a server"))?.is_some();
            if ended || started.elapsed() > START_LIMIT {
                let log = std::fs::read(&self.log).unwrap_or_default();
                return Err(failed(&self.program, &String::from_utf8_lossy(&log)));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        send_signal(self.stop, self.child.id());
        let started = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if started.elapsed() > self.stop_limit {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Sends a signal to a process; the shell does it, as std can only kill.
pub fn send_signal(signal: &str, pid: u32) {
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -{signal} {pid}")])
        .stderr(Stdio::null())
        .status();
}

/// A TCP port that nobody listens on at this moment.
pub fn free_port() -> Result<u16, ServerError> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(io("find a free port"))?;
    Ok(listener.local_addr().map_err(io("find a free port"))?.port())
}

/// The first of these programs' places that exists.
pub fn find_program(places: &[&str]) -> Option<PathBuf> {
    places.iter().map(PathBuf::from).find(|place| place.is_file())
}

fn unprivileged(names: &[&str]) -> Result<User, ServerError> {
    let passwd = std::fs::read_to_string("/etc/passwd").map_err(io("read the list of users"))?;
    names.iter().find_map(|name| find_user(&passwd, name)).ok_or(ServerError::Missing {
        what: format!("an unprivileged user ({})", names.join(", ")),
        install: "useradd --system postgres",
    })
}

fn find_user(passwd: &str, name: &str) -> Option<User> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let uid = fields.next()?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(User { uid, gid })
}

fn failed(program: &Path, log: &str) -> ServerError {
    let lines: Vec<&str> = log.lines().collect();
    let tail = &lines[lines.len().saturating_sub(30)..];
    ServerError::Failed { program: program.display().to_string(), log: tail.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0::/root:/bin/sh\nmysql2:x:7:8:::\nmysql:x:102:105:MySQL,,,:/:/\n";
        assert_eq!(find_user(passwd, "mysql"), Some(User { uid: 102, gid: 105 }));
        assert_eq!(find_user(passwd, "postgres"), None);
    }

    #[test]
    fn a_failure_shows_the_end_of_the_log() {
        let log: Vec<String> = (0..100).map(|n| format!("line {n}")).collect();
        let message = failed(Path::new("initdb"), &log.join("\n")).to_string();
        assert!(message.starts_with("initdb failed\nline 70\n"), "{message}");
        assert!(message.ends_with("line 99"), "{message}");
    }
}
