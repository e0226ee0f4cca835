//! Whether the disk under the file has room for what an action makes. Asks `df`, where there is
//! one; free space that cannot be seen is no obstacle.

use std::path::Path;
use std::process::{Command, Stdio};

use rungs_core::change::Action;
use rungs_core::engine::Obstacle;
use rungs_core::name::Bytes;
use rusqlite::Connection;

/// An index is written to the file and once more to the rollback journal or WAL.
const INDEX_FACTOR: u64 = 2;
/// VACUUM writes a whole copy, then the copy back through the journal.
const COMPACT_FACTOR: u64 = 2;

pub(super) fn obstacle(
    conn: &Connection,
    action: &Action,
    bytes: Option<Bytes>,
) -> Option<Obstacle> {
    let file = conn.path().filter(|path| !path.is_empty())?;
    let needed = match action {
        Action::Compact { .. } => std::fs::metadata(file).ok()?.len() * COMPACT_FACTOR,
        _ => bytes?.0 * INDEX_FACTOR,
    };
    let free = free_bytes(Path::new(file).parent()?)?;
    (needed > free).then(|| Obstacle::Stop {
        what: format!("the disk has {} free and the step may need {}", Bytes(free), Bytes(needed)),
        hint: "make room on the disk of the database file, then try again".to_owned(),
    })
}

/// None: not known here.
fn free_bytes(folder: &Path) -> Option<u64> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let told = Command::new("df")
        .args(["-P", "-k", "--"])
        .arg(folder)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|told| told.status.success())?;
    available(std::str::from_utf8(&told.stdout).ok()?)
}

/// The fourth number column of the last line of `df -P -k`, in bytes. The name of the device in
/// front may hold blanks, so it is found from the column that ends in a percent sign.
fn available(told: &str) -> Option<u64> {
    let line = told.lines().last()?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let percent = words.iter().position(|word| word.ends_with('%'))?;
    words.get(percent.checked_sub(1)?)?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_df_says_is_read_and_nonsense_is_unknown() {
        let told = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    my disk 1000 400 600 40% /data base\n";
        assert_eq!(available(told), Some(600 * 1024));
        assert_eq!(available("df: no such file"), None);
        assert_eq!(available(""), None);
    }

    #[test]
    fn a_step_that_is_larger_than_the_disk_is_stopped_and_a_small_one_is_not() {
        let folder = std::env::temp_dir();
        if cfg!(unix) {
            assert!(free_bytes(&folder).is_some_and(|free| free > 0));
        }
        let file = folder.join(format!("rungs-disk-{}.db", std::process::id()));
        let conn = Connection::open(&file).unwrap();
        let action = Action::PragmaOptimize;
        let huge = obstacle(&conn, &action, Some(Bytes(1 << 60)));
        assert_eq!(huge.is_some(), cfg!(unix), "{huge:?}");
        assert_eq!(obstacle(&conn, &action, Some(Bytes(1))), None);
        assert_eq!(obstacle(&conn, &action, None), None);
        drop(conn);
        std::fs::remove_file(file).unwrap();
    }
}
