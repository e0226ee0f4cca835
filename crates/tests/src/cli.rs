//! The real `rungs` binary, run as a user runs it: to its end, or held still and killed.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::servers::send_signal;

/// Longer than any run that is not stuck, even on a busy machine.
const END_LIMIT: Duration = Duration::from_mins(2);

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    /// None: by a signal.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Fails the test with all that was said, unless it ended with this code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stderr:\n{}\nstdout:\n{}", self.stderr, self.stdout);
        self
    }

    /// The document that `--format json` printed.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|e| panic!("{e} in:\n{}\nstderr:\n{}", self.stdout, self.stderr))
    }
}

/// Runs `rungs` with these words to its end.
#[track_caller]
pub fn rungs(words: &[&str]) -> Ended {
    Running::start(words, &[]).wait()
}

/// The plan as a file in `folder`.
#[track_caller]
pub fn plan_file(folder: &Path, plan: &rungs_core::change::Plan) -> String {
    let path = folder.join("plan.toml");
    let text = rungs_core::format::plan_v1::write(plan).unwrap_or_else(|e| panic!("{e}"));
    std::fs::write(&path, text).unwrap_or_else(|e| panic!("{e}"));
    path.display().to_string()
}

/// A run on its way.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    heard: Vec<String>,
    stdout: Receiver<String>,
}

impl Running {
    #[track_caller]
    pub fn start(words: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(crate::binary("rungs"))
            .args(words.iter().map(OsStr::new))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the built binary can be started");
        let (tell, lines) = channel();
        let stderr = child.stderr.take().expect("it is piped");
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        let (tell, stdout) = channel();
        let mut out = child.stdout.take().expect("it is piped");
        std::thread::spawn(move || {
            let mut text = String::new();
            // What cannot be read is missing in the text that the test looks at.
            let _ = out.read_to_string(&mut text);
            let _ = tell.send(text);
        });
        Self { child, lines, heard: Vec::new(), stdout }
    }

    /// Waits until it says a line with `words` in it; false: it ended without.
    #[track_caller]
    pub fn says(&mut self, words: &str) -> bool {
        let end = Instant::now() + END_LIMIT;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let found = line.contains(words);
                    self.heard.push(line);
                    if found {
                        return true;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("it is stuck; it said:\n{}", self.heard.join("\n"));
                }
            }
        }
    }

    /// All that it has said on stderr so far.
    pub fn heard(&self) -> &[String] {
        &self.heard
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(mut self) {
        self.child.kill().expect("a child can be killed");
        self.child.wait().expect("a child can be waited for");
    }

    /// As Ctrl-C does.
    pub fn interrupt(&self) {
        send_signal("INT", self.child.id());
    }

    /// Waits for its end.
    #[track_caller]
    pub fn wait(mut self) -> Ended {
        self.says("\u{0}a line that nobody says");
        let status = self.child.wait().expect("a child can be waited for");
        let stdout = self.stdout.recv_timeout(END_LIMIT).unwrap_or_default();
        Ended { code: status.code(), stdout, stderr: self.heard.join("\n") }
    }
}

/// A test that fails leaves no process behind.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
