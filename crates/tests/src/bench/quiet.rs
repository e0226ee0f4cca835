//! The world of a bench: it waits as long as it must and says nothing.

use rungs_core::engine::{Progress, World};

/// Waits as long as it must and says nothing.
pub struct Quiet;

impl World for Quiet {
    fn now_ms(&self) -> i64 {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.map_or(0, |since| since.as_millis() as i64)
    }

    fn sleep_ms(&mut self, ms: u64) {
        std::thread::sleep(std::time::Duration::from_millis(ms));
    }

    fn random(&mut self) -> f64 {
        0.5
    }

    fn stopped(&self) -> bool {
        false
    }

    fn progress(&mut self, _: &Progress) {}

    fn say(&mut self, _: &str) {}
}
