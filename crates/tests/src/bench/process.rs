//! Runs a program pinned to one core and tells its time, CPU time and peak memory (Linux: from
//! /proc). Judges nothing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

/// What one run took.
#[derive(Debug, Clone)]
pub struct Used {
    pub wall_seconds: f64,
    pub cpu_seconds: f64,
    /// Resident, at its highest.
    pub peak_megabytes: f64,
    pub exit: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

const LOOK_EVERY: Duration = Duration::from_millis(2);
/// The kernel counts CPU time for programs in hundredths of a second on every platform.
const TICKS_PER_SECOND: f64 = 100.0;

/// Runs to the end on core 0. Errors: it cannot be started, or `taskset` is not there.
pub fn run(program: &Path, args: &[&str]) -> anyhow::Result<Used> {
    // Files, as a pipe that nobody empties would stop the program.
    let folder = tempfile::tempdir()?;
    let (out, err) = (folder.path().join("out"), folder.path().join("err"));
    let started = Instant::now();
    let mut child = Command::new("taskset")
        .args(["-c", "0"])
        .arg(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&out)?)
        .stderr(std::fs::File::create(&err)?)
        .spawn()
        .context("cannot start taskset (package util-linux)")?;
    let proc = Path::new("/proc").join(child.id().to_string());
    let mut peak_kb = 0;
    // A program that ended stays in /proc with its times until it is waited for.
    let (wall_seconds, ticks) = loop {
        peak_kb = peak_kb.max(peak(&proc)?);
        let (state, ticks) = state(&proc)?;
        if state == 'Z' {
            break (started.elapsed().as_secs_f64(), ticks);
        }
        std::thread::sleep(LOOK_EVERY);
    };
    let exit = child.wait()?.code();
    Ok(Used {
        wall_seconds,
        cpu_seconds: ticks as f64 / TICKS_PER_SECOND,
        peak_megabytes: peak_kb as f64 * 1024.0 / 1e6,
        exit,
        stdout: std::fs::read(&out)?,
        stderr: String::from_utf8_lossy(&std::fs::read(&err)?).into_owned(),
    })
}

/// Kilobytes; 0 for a program that has ended.
fn peak(proc: &Path) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(proc.join("status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    Ok(number.map(str::parse).transpose()?.unwrap_or(0))
}

/// The state's letter, and user and system time in ticks.
fn state(proc: &Path) -> anyhow::Result<(char, u64)> {
    let stat = std::fs::read_to_string(proc.join("stat"))?;
    // The program's name stands in parentheses and may hold blanks.
    let (_, rest) = stat.rsplit_once(')').context("/proc has another form than expected")?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let word = |at: usize| words.get(at).copied().context("/proc/PID/stat is too short");
    let state = word(0)?.chars().next().unwrap_or('?');
    Ok((state, word(11)?.parse::<u64>()? + word(12)?.parse::<u64>()?))
}
