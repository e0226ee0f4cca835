//! `rungs rollup run`: the scheduler in the foreground, and the lines for cron and systemd.

use rungs_tests::cli::{Running, rungs};
use rungs_tests::rollups::Market;
use rungs_tests::servers::{Kind, TestDb};

#[test]
fn a_scheduler_refreshes_when_deltas_are_old_or_many_and_ends_well_by_an_interrupt() {
    for kind in [Kind::Sqlite, Kind::Postgres15, Kind::MariaDb] {
        let db = TestDb::new(kind, "rollups run");
        let market = Market::new(&db);
        // The lag of the first would never be reached here, its cap is.
        market.add("-- lag: 1h\n-- delta_cap: 40\n");
        let run = ["rollup", "run", db.url(), "--every", "50"];
        let mut running = Running::start(&run, &[]);
        db.execute("UPDATE financials SET amount = amount + 1");
        assert!(running.says("groups"), "{kind:?}: {:?}", running.heard());
        running.interrupt();
        running.wait().expect(0);
        market.check("after a scheduler's refresh");
        assert_eq!(pending(&market), 0, "{kind:?}");

        db.execute("UPDATE financials SET amount = amount + 1 WHERE id = 7");
        let mut other = Running::start(&run, &[]);
        assert!(other.says("groups"), "{kind:?}: the first look refreshes: {:?}", other.heard());
        other.interrupt();
        other.wait().expect(0);
    }
}

#[test]
fn deltas_below_cap_and_lag_wait() {
    let db = TestDb::new(Kind::Sqlite, "rollups run waits");
    let market = Market::new(&db);
    market.add("-- lag: 1h\n-- delta_cap: 1000\n");
    db.execute("UPDATE financials SET amount = amount + 1");
    let mut running = Running::start(&["rollup", "run", db.url(), "--every", "20"], &[]);
    assert!(running.says("groups"), "the first look refreshes: {:?}", running.heard());
    db.execute("UPDATE financials SET amount = amount + 1 WHERE id = 7");
    // Some looks that must do nothing.
    std::thread::sleep(std::time::Duration::from_millis(300));
    running.interrupt();
    running.wait().expect(0);
    assert!(pending(&market) > 0, "one delta was refreshed long before its lag");
    market.check("with deltas that wait");
}

#[test]
fn a_refresh_that_fails_notifies_and_ends_with_an_error() {
    let db = TestDb::new(Kind::Sqlite, "rollups run fails");
    let market = Market::new(&db);
    market.add("");
    let trigger = db.query("SELECT name FROM sqlite_schema WHERE type = 'trigger' LIMIT 1");
    let trigger = trigger[0][0].clone().unwrap();
    db.execute(&format!("DROP TRIGGER {trigger}"));
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("note");
    let notify = format!("printf '%s' \"$RUNGS_ERROR\" > {}", note.display());
    let ended = rungs(&["rollup", "run", db.url(), "--every", "20", "--notify", &notify]);
    assert_ne!(ended.code, Some(0), "{ended:?}");
    let told = std::fs::read_to_string(&note).unwrap();
    assert!(told.contains("invalid"), "{told}");
    assert!(ended.stderr.contains("--rebuild"), "{}", ended.stderr);
}

#[test]
fn the_printed_line_of_cron_refreshes_when_the_shell_runs_it() {
    let db = TestDb::new(Kind::Sqlite, "rollups cron");
    let market = Market::new(&db);
    market.add("");
    db.execute("UPDATE financials SET amount = amount + 1");
    let printed = market.rollup(&["run", "--print-cron"]).expect(0).stdout;
    let command = printed.trim().strip_prefix("* * * * * rungs ").unwrap();
    let binary = rungs_tests::binary("rungs");
    let line = format!("{} {command}", binary.display());
    let ended = std::process::Command::new("sh").args(["-c", &line]).status().unwrap();
    assert!(ended.success(), "{line}");
    assert_eq!(pending(&market), 0, "{line}");
    market.check("after cron");
}

fn pending(market: &Market<'_>) -> u64 {
    let status = market.rollup(&["status", "--format", "json"]).json();
    status[0]["pending"].as_u64().unwrap_or_else(|| panic!("{status}"))
}
