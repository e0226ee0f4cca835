//! Hostile concurrency: writers that pause before they commit, roll back and mix everything, a
//! refresh every 50 ms, and checks that live views are their definitions in one statement each.
//! `RUNGS_HOSTILE_CHECKS` makes it longer.
#![expect(clippy::print_stderr, reason = "how much was checked is what a long run is for")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rungs_core::engine::ErrorClass;
use rungs_engine::{Target, rollup};
use rungs_tests::cli::rungs;
use rungs_tests::faults::TestWorld;
use rungs_tests::rollups::{Market, difference, random_change};
use rungs_tests::servers::{Client, Kind, TestDb};

/// In CI; the long run has a thousand and more.
const CHECKS: u64 = 60;
const WRITERS: u64 = 4;

#[test]
fn no_reader_ever_sees_a_difference_on_sqlite() {
    no_reader_ever_sees_a_difference(Kind::Sqlite, "");
}

#[test]
fn no_reader_ever_sees_a_difference_on_postgresql_15() {
    no_reader_ever_sees_a_difference(Kind::Postgres15, "");
}

#[test]
fn no_reader_ever_sees_a_difference_on_postgresql_18_with_row_triggers() {
    no_reader_ever_sees_a_difference(Kind::Postgres18, "-- capture: row\n");
}

#[test]
fn no_reader_ever_sees_a_difference_on_mariadb() {
    no_reader_ever_sees_a_difference(Kind::MariaDb, "");
}

fn no_reader_ever_sees_a_difference(kind: Kind, head: &str) {
    let db = TestDb::new(kind, "hostile");
    let market = Market::new(&db);
    market.add(head);
    let wanted = std::env::var("RUNGS_HOSTILE_CHECKS").ok().and_then(|n| n.parse().ok());
    let wanted: u64 = wanted.unwrap_or(CHECKS);
    let (ended, checks, refreshes, commits) =
        (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (ended, commits, db) = (&ended, &commits, &db);
            scope.spawn(move || write(kind, db.connect(), writer, ended, commits));
        }
        let (url, ended, refreshes) = (db.url(), &ended, &refreshes);
        scope.spawn(move || keep_refreshing(url, ended, refreshes));
        let stop = Stop(ended);
        let mut reader = db.connect();
        prepare(kind, &mut reader);
        let patience = Instant::now() + Duration::from_mins(1);
        let is_short = || checks.load(Ordering::Relaxed) < wanted;
        // On SQLite a refresh waits for its turn among the writers.
        let is_rare = || refreshes.load(Ordering::Relaxed) < 6 && Instant::now() < patience;
        while is_short() || is_rare() {
            for (view, query) in market.pairs() {
                let wrong = reader.query(&difference(&view, &query)).unwrap();
                assert!(wrong.is_empty(), "{view} differs: {wrong:?}");
                checks.fetch_add(1, Ordering::Relaxed);
            }
        }
        drop(stop);
    });
    assert!(refreshes.load(Ordering::Relaxed) > 5, "it was never refreshed");
    assert!(commits.load(Ordering::Relaxed) > 10, "nobody wrote");
    market.check("at the end");
    market.rollup(&["refresh"]).expect(0);
    market.check("refreshed at the end");
    market.rollup(&["verify"]).expect(0);
    eprintln!(
        "{}: {} checks, {} refreshes, {} commits, 0 wrong",
        kind.name(),
        checks.load(Ordering::Relaxed),
        refreshes.load(Ordering::Relaxed),
        commits.load(Ordering::Relaxed)
    );
}

/// A failed check must not leave writers running.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn prepare(kind: Kind, client: &mut Client) {
    match kind {
        Kind::Sqlite => client.execute("PRAGMA busy_timeout = 20000").unwrap(),
        Kind::MariaDb => client.execute("SET SESSION innodb_lock_wait_timeout = 3").unwrap(),
        Kind::Postgres15 | Kind::Postgres18 => client.execute("SET lock_timeout = 3000").unwrap(),
    }
}

fn write(kind: Kind, mut client: Client, seed: u64, ended: &AtomicBool, commits: &AtomicU64) {
    prepare(kind, &mut client);
    let mut dice = fastrand::Rng::with_seed(seed);
    let begin = if kind == Kind::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" };
    while !ended.load(Ordering::Relaxed) {
        // Another writer, or a lock, may refuse anything here: then all of it is taken back.
        let mut whole = client.execute(begin).is_ok();
        for _ in 0..dice.u8(1..5) {
            whole = whole && client.execute(&random_change(kind, &mut dice)).is_ok();
        }
        // SQLite's other writers wait for this one.
        let pause = if kind == Kind::Sqlite { 8 } else { 100 };
        std::thread::sleep(Duration::from_millis(dice.u64(..pause)));
        if whole && dice.u8(..10) > 0 {
            if client.execute("COMMIT").is_ok() {
                commits.fetch_add(1, Ordering::Relaxed);
            }
        } else {
            // SQLite may have taken it back already.
            let _ = client.execute("ROLLBACK");
        }
        let rest = if kind == Kind::Sqlite { 60 } else { 10 };
        std::thread::sleep(Duration::from_millis(dice.u64(..rest)));
    }
}

fn keep_refreshing(url: &str, ended: &AtomicBool, refreshes: &AtomicU64) {
    let target = Target::parse(url, &|_| None).unwrap();
    let mut session = target.rollups().unwrap();
    let mut world = TestWorld::with_real_pauses();
    let mut turn = 0;
    while !ended.load(Ordering::Relaxed) {
        turn += 1;
        // Every month is built anew in its turn, while deltas of it are written.
        if turn % 4 == 0 {
            let (from, to) = (turn / 4 % 5 + 1, turn / 4 % 5 + 2);
            let (from, to) = (format!("2025-{from:02}-01"), format!("2025-{to:02}-01"));
            rungs(&["rollup", "refresh", "--rebuild", "--from", &from, "--to", &to, url, "--yes"])
                .expect(0);
        }
        match rollup::refresh(session.as_mut(), "product_month", &mut world) {
            Ok(_) => {
                refreshes.fetch_add(1, Ordering::Relaxed);
            }
            Err(e) if e.class == ErrorClass::Busy => {}
            Err(e) => {
                ended.store(true, Ordering::Relaxed);
                panic!("{e:?}");
            }
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
