//! CPU time of a server with all its processes and of this program, from /proc (Linux): not
//! disturbed by what else runs. Counts in hundredths of a second, so what is shorter is repeated.

use std::collections::HashMap;

use anyhow::Context;

/// The kernel counts CPU time for programs in hundredths of a second on every platform.
const TICKS_PER_SECOND: f64 = 100.0;

/// Seconds, user and system.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cpu {
    pub server: f64,
    /// This program: the client, and where there is no server, everything.
    pub client: f64,
}

impl Cpu {
    pub fn total(self) -> f64 {
        self.server + self.client
    }

    /// Where statements are carried out: the server, or this process if there is none.
    pub fn of_engine(self, meter: Meter) -> f64 {
        if meter.server.is_some() { self.server } else { self.client }
    }

    /// Of one of so many equal runs.
    pub fn of_each(self, runs: usize) -> Self {
        let runs = runs as f64;
        Self { server: self.server / runs, client: self.client / runs }
    }

    fn since(self, before: Self) -> Self {
        Self { server: self.server - before.server, client: self.client - before.client }
    }
}

impl std::ops::Add for Cpu {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { server: self.server + other.server, client: self.client + other.client }
    }
}

/// Whose CPU time is counted.
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    /// The process that the server's others hang on.
    pub server: Option<u32>,
}

impl Meter {
    /// What the work took, and what it gave.
    pub fn of<T>(self, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(Cpu, T)> {
        let before = self.now()?;
        let made = work()?;
        Ok((self.now()?.since(before), made))
    }

    fn now(self) -> anyhow::Result<Cpu> {
        let server = self.server.map_or(Ok(0), tree_ticks)?;
        let own = Stat::read("self")?.own_ticks;
        Ok(Cpu { server: server as f64 / TICKS_PER_SECOND, client: own as f64 / TICKS_PER_SECOND })
    }
}

struct Stat {
    parent: u32,
    own_ticks: u64,
    /// Of children that ended and were waited for.
    ended_ticks: u64,
}

impl Stat {
    fn read(process: &str) -> anyhow::Result<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
        // The program's name stands in parentheses and may hold blanks.
        let (_, rest) = stat.rsplit_once(')').context("/proc has another form than expected")?;
        let words: Vec<&str> = rest.split_whitespace().collect();
        let word = |at: usize| words.get(at).copied().context("/proc/PID/stat is too short");
        let number = |at: usize| anyhow::Ok(word(at)?.parse::<u64>()?);
        Ok(Self {
            parent: word(1)?.parse()?,
            own_ticks: number(11)? + number(12)?,
            ended_ticks: number(13)? + number(14)?,
        })
    }
}

/// Of the process, all below it, and those below it that ended.
fn tree_ticks(root: u32) -> anyhow::Result<u64> {
    let mut all = HashMap::new();
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Ok(id) = name.parse::<u32>() else { continue };
        // A process may end between the two looks.
        if let Ok(stat) = Stat::read(&name) {
            all.insert(id, stat);
        }
    }
    anyhow::ensure!(all.contains_key(&root), "the server has ended");
    let is_below = |id: u32| {
        let mut at = id;
        while at != root {
            match all.get(&at) {
                Some(stat) => at = stat.parent,
                None => return false,
            }
        }
        true
    };
    let of_tree = all.iter().filter(|(id, _)| is_below(**id));
    Ok(of_tree.map(|(_, stat)| stat.own_ticks + stat.ended_ticks).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_works_and_ends_is_counted_with_its_parent() {
        let meter = Meter { server: Some(std::process::id()) };
        let (cpu, ()) = meter
            .of(|| {
                let loop_ = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
                let done = std::process::Command::new("sh").args(["-c", loop_]).status()?;
                anyhow::ensure!(done.success());
                Ok(())
            })
            .unwrap();
        assert!(cpu.server > 0.02, "{cpu:?}");
    }
}
