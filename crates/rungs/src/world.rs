//! The executor's world at a terminal: the clock, sleep, Ctrl-C, progress on stderr.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use indicatif::{ProgressBar, ProgressStyle};
use rungs_core::engine::{Progress, World};

pub struct Terminal {
    stopped: Arc<AtomicBool>,
    quiet: bool,
    bar: ProgressBar,
    random: u64,
}

impl Terminal {
    /// Ctrl-C once asks the running step to stop; twice ends the process.
    pub fn new(quiet: bool) -> anyhow::Result<Self> {
        let stopped = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stopped);
        ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                exit_at_once();
            }
        })?;
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}")?);
        Ok(Self { stopped, quiet, bar, random: now_ms().unsigned_abs() | 1 })
    }
}

#[expect(clippy::exit, reason = "the second Ctrl-C: the user does not want to wait")]
fn exit_at_once() {
    std::process::exit(i32::from(crate::exit::Exit::Attention as u8));
}

/// Unix time in milliseconds.
pub fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
}

impl World for Terminal {
    fn now_ms(&self) -> i64 {
        now_ms()
    }

    fn sleep_ms(&mut self, ms: u64) {
        let mut left = ms;
        while left > 0 && !self.stopped() {
            let nap = left.min(50);
            std::thread::sleep(Duration::from_millis(nap));
            left -= nap;
        }
    }

    /// xorshift64: jitter needs no more.
    fn random(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as f64 / (1u64 << 53) as f64
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    fn progress(&mut self, progress: &Progress) {
        let share = match progress.total {
            0 => String::new(),
            total => format!(" {:.0} %", 100.0 * progress.done as f64 / total as f64),
        };
        self.bar.set_message(format!("{}{share}", progress.phase));
        self.bar.tick();
    }

    #[expect(clippy::print_stderr, reason = "talk to the person who waits")]
    fn say(&mut self, sentence: &str) {
        if !self.quiet {
            self.bar.suspend(|| eprintln!("{sentence}"));
        }
    }
}
